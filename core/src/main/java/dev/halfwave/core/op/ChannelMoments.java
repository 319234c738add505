package dev.halfwave.core.op;

import dev.halfwave.core.Op;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.Workspace;
import dev.halfwave.core.kernel.NormalizationKernel;
import org.jspecify.annotations.Nullable;

/// Mean and population variance of each channel over batch and time: what [BatchNormalization1d] divides by in
/// training.
///
/// | tensor | shape                                                  |
/// |--------|--------------------------------------------------------|
/// | `x`    | (N, C, L): batch, channels, length; or (N, C)          |
/// | `y`    | (2, C): `y[0,c]` the mean, `y[1,c]` the variance        |
///
/// The variance is divided by the number of values M = N · L, not by M − 1. Without any value both are NaN.
///
/// **Backward.** `dx = (dmean[c] + 2 dvariance[c] (x − mean[c])) / M`, computed as
/// `fma(2 dvariance[c] / M, x − mean[c], dmean[c] / M)`. The mean within the variance adds nothing, because
/// `Σ (x − mean)` is 0.
///
/// **Order of operations.** For each sample a row over time is summed in 16 virtual lanes, then the samples' sums are,
/// in 16 virtual lanes again; where L is 1, the channel's N values are one row. Each sum is divided by M once. To the
/// mean the mean of what is left without it is added, so that of equal values it is that value. The variance is taken in
/// another pass, from the squares of `x − mean`.
public record ChannelMoments() implements Op {

    @Override
    public Shape shape(Shape... x) {
        if (x.length != 1) {
            throw new IllegalArgumentException(name() + ": takes one input, but was given " + x.length);
        }
        Moments.requireAxes(name(), x[0]);
        return Shape.of(2, x[0].dim(1));
    }

    @Override
    public void forward(Tensor[] x, Tensor y, Workspace w) {
        Moments moments = Moments.of(x[0].shape(), w);
        float[] scratch = w.floats(moments.scratch());
        float[] in = moments.rowsOf(x[0], w);
        for (int c = 0; c < moments.channels; c++) {
            float mean = moments.mean(in, x[0], c, scratch);
            y.data()[y.offset() + c] = mean;
            y.data()[y.offset() + moments.channels + c] = moments.variance(in, x[0], c, mean, scratch);
        }
    }

    @Override
    public void backward(Tensor[] x, Tensor y, Tensor dy, @Nullable Tensor[] dx, Workspace w) {
        if (dx[0] == null) {
            return;
        }
        Moments moments = Moments.of(x[0].shape(), w);
        float[] in = moments.rowsOf(x[0], w);
        float[] out = moments.rowsFor(dx[0], w);
        for (int c = 0; c < moments.channels; c++) {
            float ofMean = dy.data()[dy.offset() + c] / moments.count();
            float ofVariance = 2 * dy.data()[dy.offset() + moments.channels + c] / moments.count();
            for (int row = 0; row < moments.rows; row++) {
                NormalizationKernel.normalize(
                        in, moments.at(x[0], c, row), y.data()[y.offset() + c], 1f, ofVariance, ofMean, out,
                        moments.at(dx[0], c, row), moments.length);
            }
        }
        moments.put(out, dx[0]);
    }
}
