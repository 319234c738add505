package dev.halfwave.core.op;

import dev.halfwave.core.Op;
import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.Workspace;
import dev.halfwave.core.kernel.RowKernel;
import dev.halfwave.core.kernel.SquaredErrorKernel;
import org.jspecify.annotations.Nullable;

/// The squared difference of two tensors, as PyTorch's `mse_loss`: `(prediction − target)²`, reduced over all elements.
///
/// | tensor       | shape                                                              |
/// |--------------|--------------------------------------------------------------------|
/// | `prediction` | any                                                                |
/// | `target`     | the same; nothing is broadcast                                     |
/// | `y`          | () for [Reduction#MEAN] and [Reduction#SUM]; else as `prediction`  |
///
/// **Order of operations.** The squares of one sample (one entry along the first axis) are summed in 16 virtual lanes,
/// and the samples' sums are added one by one, starting at +0.0; the mean divides by the number of elements once.
///
/// **Backward.** `dprediction = 2 g (prediction − target)`, where g is `dy`, divided by the number of elements for the
/// mean; `dtarget = −dprediction`.
///
/// @param reduction what becomes of the elements' losses
public record MeanSquaredError(Reduction reduction) implements Op {

    /// @throws IllegalArgumentException if there is no reduction
    public MeanSquaredError {
        Reduction.require("MeanSquaredError", reduction);
    }

    /// The mean over all elements.
    public MeanSquaredError() {
        this(Reduction.MEAN);
    }

    @Override
    public Shape shape(Shape... x) {
        if (x.length != 2) {
            throw new IllegalArgumentException(
                    name() + ": takes two inputs (prediction, target), but was given " + x.length);
        }
        if (!x[0].equals(x[1])) {
            throw new ShapeMismatchException(
                    name(), "expected target with the shape " + x[0] + " of prediction", "its shape is " + x[1]);
        }
        return reduction == Reduction.NONE ? x[0] : Shape.SCALAR;
    }

    @Override
    public void forward(Tensor[] x, Tensor y, Workspace w) {
        Tensor a = x[0];
        Tensor b = x[1];
        if (reduction == Reduction.NONE) {
            SquaredErrorKernel.forward(
                    a.data(), a.offset(), b.data(), b.offset(), y.data(), y.offset(), a.size());
            return;
        }
        int sample = a.shape().stride();
        float[] squares = w.floats(sample);
        float sum = 0f;
        for (int at = 0; at < a.size(); at += sample) {
            SquaredErrorKernel.forward(a.data(), a.offset() + at, b.data(), b.offset() + at, squares, 0, sample);
            sum += RowKernel.sum(squares, 0, sample);
        }
        y.data()[y.offset()] = reduction == Reduction.MEAN ? sum / a.size() : sum;
    }

    @Override
    public void backward(Tensor[] x, Tensor y, Tensor dy, @Nullable Tensor[] dx, Workspace w) {
        for (int i = 0; i < 2; i++) {
            if (dx[i] != null) {
                // (a − b)² = (b − a)²: the gradient of either is 2 g times itself less the other
                backward(x[i], x[1 - i], dy, dx[i]);
            }
        }
    }

    private void backward(Tensor a, Tensor b, Tensor dy, Tensor da) {
        if (reduction == Reduction.NONE) {
            SquaredErrorKernel.backward(
                    a.data(), a.offset(), b.data(), b.offset(), dy.data(), dy.offset(), da.data(), da.offset(),
                    a.size());
            return;
        }
        float g = dy.data()[dy.offset()];
        float scale = reduction == Reduction.MEAN ? 2f * g / a.size() : 2f * g;
        SquaredErrorKernel.backward(
                a.data(), a.offset(), b.data(), b.offset(), scale, da.data(), da.offset(), a.size());
    }
}
