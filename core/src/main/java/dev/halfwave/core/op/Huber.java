package dev.halfwave.core.op;

import dev.halfwave.core.Op;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.Workspace;
import dev.halfwave.core.kernel.ElementwiseKernel;
import org.jspecify.annotations.Nullable;

/// The Huber loss of two tensors, as PyTorch's `huber_loss`: half the square of the difference `d = prediction − target`
/// where it is small, and beyond `delta` a straight line, so that outliers count less; reduced over all elements.
///
/// `ℓ(d) = d²/2` where `|d| ≤ delta`, else `delta (|d| − delta/2)`.
///
/// | tensor       | shape                                                              |
/// |--------------|--------------------------------------------------------------------|
/// | `prediction` | any                                                                |
/// | `target`     | the same; nothing is broadcast                                     |
/// | `y`          | () for [Reduction#MEAN] and [Reduction#SUM]; else as `prediction`  |
///
/// **Order of operations.** With `h = clamp(d, −delta, delta) / 2` both cases are `2 h (d − h)`, computed like that. The
/// losses of one sample (one entry along the first axis) are summed in 16 virtual lanes, and the samples' sums are added
/// one by one, starting at +0.0; the mean divides by the number of elements once.
///
/// **Backward.** `ℓ′(d) = clamp(d, −delta, delta)`, which has no kinks; `dprediction = g ℓ′(d)`, where g is `dy`, divided
/// by the number of elements for the mean; `dtarget = −dprediction`. NaN stays NaN.
///
/// Source: Huber (1964), *Robust Estimation of a Location Parameter*, doi:10.1214/aoms/1177703732.
///
/// @param reduction what becomes of the elements' losses
/// @param delta the difference at which the square becomes a line
public record Huber(Reduction reduction, float delta) implements Op {

    /// @throws IllegalArgumentException if there is no reduction, or delta is not positive and finite
    public Huber {
        Reduction.require("Huber", reduction);
        if (!(delta > 0) || delta == Float.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("Huber: delta must be a positive finite number, but is " + delta);
        }
    }

    /// The mean over all elements, with delta 1.
    public Huber() {
        this(Reduction.MEAN, 1f);
    }

    @Override
    public Shape shape(Shape... x) {
        return DifferenceLoss.shape(name(), reduction, x);
    }

    @Override
    public void forward(Tensor[] x, Tensor y, Workspace w) {
        DifferenceLoss.forward(this::losses, reduction, x, y, w);
    }

    @Override
    public void backward(Tensor[] x, Tensor y, Tensor dy, @Nullable Tensor[] dx, Workspace w) {
        DifferenceLoss.backward(this::slopes, reduction, x, dy, dx, w);
    }

    private void losses(float[] d, int dOffset, int n, float[] scratch) {
        ElementwiseKernel.clamp(d, dOffset, -delta, delta, scratch, 0, n);
        ElementwiseKernel.multiply(scratch, 0, 0.5f, scratch, 0, n);
        ElementwiseKernel.subtract(d, dOffset, scratch, 0, d, dOffset, n);
        ElementwiseKernel.multiply(d, dOffset, scratch, 0, d, dOffset, n);
        ElementwiseKernel.multiply(d, dOffset, 2f, d, dOffset, n);
    }

    private void slopes(float[] d, int dOffset, float[] g, int gOffset, int n) {
        ElementwiseKernel.clamp(d, dOffset, -delta, delta, d, dOffset, n);
        ElementwiseKernel.multiply(g, gOffset, d, dOffset, g, gOffset, n);
    }
}
