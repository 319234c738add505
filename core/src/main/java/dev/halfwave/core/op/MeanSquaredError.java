package dev.halfwave.core.op;

import dev.halfwave.core.Op;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.Workspace;
import dev.halfwave.core.kernel.ElementwiseKernel;
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
        return DifferenceLoss.shape(name(), reduction, x);
    }

    @Override
    public void forward(Tensor[] x, Tensor y, Workspace w) {
        DifferenceLoss.forward(MeanSquaredError::losses, reduction, x, y, w);
    }

    @Override
    public void backward(Tensor[] x, Tensor y, Tensor dy, @Nullable Tensor[] dx, Workspace w) {
        DifferenceLoss.backward(MeanSquaredError::slopes, reduction, x, dy, dx, w);
    }

    private static void losses(float[] d, int dOffset, int n, float[] scratch) {
        ElementwiseKernel.multiply(d, dOffset, d, dOffset, d, dOffset, n);
    }

    private static void slopes(float[] d, int dOffset, float[] g, int gOffset, int n) {
        ElementwiseKernel.multiply(g, gOffset, 2f, g, gOffset, n);
        ElementwiseKernel.multiply(g, gOffset, d, dOffset, g, gOffset, n);
    }
}
