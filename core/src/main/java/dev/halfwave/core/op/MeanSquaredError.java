package dev.halfwave.core.op;

import dev.halfwave.core.kernel.ElementwiseKernel;

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
public record MeanSquaredError(Reduction reduction) implements DifferenceLoss {

    /// @throws IllegalArgumentException if there is no reduction
    public MeanSquaredError {
        Reduction.require("MeanSquaredError", reduction);
    }

    /// The mean over all elements.
    public MeanSquaredError() {
        this(Reduction.MEAN);
    }

    @Override
    public void losses(float[] d, int dOffset, int n, float[] scratch) {
        ElementwiseKernel.multiply(d, dOffset, d, dOffset, d, dOffset, n);
    }

    @Override
    public void gradients(float[] d, int dOffset, float[] g, int gOffset, int n) {
        ElementwiseKernel.multiply(g, gOffset, 2f, g, gOffset, n);
        ElementwiseKernel.multiply(g, gOffset, d, dOffset, g, gOffset, n);
    }
}
