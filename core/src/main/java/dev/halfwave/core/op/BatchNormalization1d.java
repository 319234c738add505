package dev.halfwave.core.op;

import dev.halfwave.core.Op;
import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.Workspace;
import dev.halfwave.core.kernel.ElementwiseKernel;
import dev.halfwave.core.kernel.NormalizationKernel;
import org.jspecify.annotations.Nullable;

/// Brings every channel to mean 0 and variance 1 over batch and time, then scales and shifts it, as PyTorch's
/// `batch_norm`: `x̂ = (x − μ[c]) / √(σ²[c] + ε)` and `y = weight[c] x̂ + bias[c]`.
///
/// | tensor             | shape                                                                   |
/// |--------------------|-------------------------------------------------------------------------|
/// | `x`                | (N, C, L): batch, channels, length; or (N, C)                           |
/// | `weight`, `bias`   | (C)                                                                     |
/// | `mean`, `variance` | (C)                                                                     |
/// | `y`                | as `x`                                                                  |
///
/// The number of inputs says which of its two forms is meant:
///
/// - **training**, `(x)` or `(x, weight, bias)`: μ and σ² are mean and population variance of the M = N · L values that
///   the channel has in this batch; M must be more than 1. The result for a sample depends on the others of its batch.
/// - **evaluation**, `(x, weight, bias, mean, variance)`: μ and σ² are given. Samples do not depend on each other.
///
/// Which statistics the evaluation gets and how they are gathered is the layer's part; [ChannelMoments] computes those
/// of a batch.
///
/// **Edge cases.** A channel that is constant over the batch becomes its bias. A NaN makes its channel NaN in training,
/// for all samples.
///
/// **Backward.** With `s = √(σ² + ε)`, in training as for [LayerNormalization], with the channel in place of the row
/// and one weight for all of it:
///
/// `dx = (weight[c] / s) (dy − mean(dy) − x̂ · mean(dy ⊙ x̂))`,
///
/// means over the channel's M values, and both shares taken away twice as there. In evaluation μ and s do not depend on x: `dx = (weight[c] / s) dy`,
/// `dmean[c] = −(weight[c] / s) Σ dy` and, since `∂x̂/∂σ² = −x̂ / (2 s²)`, `dvariance[c] = −weight[c] Σ dy ⊙ x̂ / (2 s²)`.
/// In both `dweight[c] = Σ dy ⊙ x̂` and `dbias[c] = Σ dy`.
///
/// **Order of operations.** Sums over a channel are those of [ChannelMoments]: a row over time for each sample in 16
/// virtual lanes, then the samples' sums likewise; where L is 1, the channel's N values are one row. `1/s` is computed
/// in double and rounded once; x̂ is a product with it, and weight and bias follow by fma.
///
/// Source: Ioffe and Szegedy (2015), *Batch Normalization: Accelerating Deep Network Training by Reducing Internal
/// Covariate Shift*, arXiv:1502.03167.
///
/// @param epsilon ε, usually small and positive: keeps the quotient finite where a channel is constant. As in PyTorch it
///     may be any number; where `σ² + ε` is negative the result is NaN
public record BatchNormalization1d(float epsilon) implements Op {

    private static final float[] NONE = {};

    /// @throws IllegalArgumentException if ε is not finite
    public BatchNormalization1d {
        Moments.requireEpsilon("BatchNormalization1d", epsilon);
    }

    /// With PyTorch's ε, 10⁻⁵.
    public BatchNormalization1d() {
        this(1e-5f);
    }

    /// @param x the shapes of `x`, perhaps `weight` and `bias`, and in evaluation `mean` and `variance`
    @Override
    public Shape shape(Shape... x) {
        if (x.length != 1 && x.length != 3 && x.length != 5) {
            throw new IllegalArgumentException(
                    name() + ": takes x, weight and bias, which may be left out, or x, weight,"
                            + " bias, mean and variance, but was given " + x.length + " inputs");
        }
        Moments.requireAxes(name(), x[0]);
        Shape perChannel = Shape.of(x[0].dim(1));
        String[] names = {"x", "weight", "bias", "mean", "variance"};
        for (int i = 1; i < x.length; i++) {
            if (!x[i].equals(perChannel)) {
                throw new ShapeMismatchException(
                        name(), "x " + x[0] + " expects " + names[i] + " (C) to be " + perChannel,
                        names[i] + " is " + x[i]);
            }
        }
        long values = (long) x[0].dim(0) * (x[0].rank() == 2 ? 1 : x[0].dim(2));
        if (x.length != 5 && values < 2 && x[0].dim(1) > 0) {
            throw new ShapeMismatchException(
                    name(), "expected more than one value per channel to take mean and variance of",
                    "x is " + x[0] + " with " + values,
                    "train on batches of two samples or more (the last batch of an epoch may be a smaller one)");
        }
        return x[0];
    }

    @Override
    public void forward(Tensor[] x, Tensor y, Workspace w) {
        Moments moments = Moments.of(x[0].shape(), w);
        float[] scratch = w.floats(moments.scratch());
        float[] in = moments.rowsOf(x[0], w);
        float[] out = moments.rowsFor(y, w);
        for (int c = 0; c < moments.channels; c++) {
            float mean = mean(moments, in, x, c, scratch);
            float factor = Moments.factor(variance(moments, in, x, c, mean, scratch), epsilon);
            float bias = x.length == 1 ? 0f : x[2].data()[x[2].offset() + c];
            for (int row = 0; row < moments.rows; row++) {
                NormalizationKernel.normalize(
                        in, moments.at(x[0], c, row), mean, factor, weight(x, c), bias, out, moments.at(y, c, row),
                        moments.length);
            }
        }
        moments.put(out, y);
    }

    @Override
    public void backward(Tensor[] x, Tensor y, Tensor dy, @Nullable Tensor[] dx, Workspace w) {
        Moments moments = Moments.of(x[0].shape(), w);
        float[] scratch = w.floats(moments.scratch());
        float[] in = moments.rowsOf(x[0], w);
        float[] gradient = moments.rowsOf(dy, w);
        float[] out = dx[0] == null ? NONE : moments.rowsFor(dx[0], w);
        for (int c = 0; c < moments.channels; c++) {
            float mean = mean(moments, in, x, c, scratch);
            float variance = variance(moments, in, x, c, mean, scratch);
            float factor = Moments.factor(variance, epsilon);
            float scale = weight(x, c) * factor;
            float sum = moments.sum(gradient, dy, c, scratch);
            float product = moments.products(in, x[0], c, mean, factor, gradient, dy, scratch);
            put(dx, 1, c, product);
            put(dx, 2, c, sum);
            put(dx, 3, c, -(scale * sum));
            put(dx, 4, c, -0.5f * scale * factor * product);
            if (dx[0] != null && x.length == 5) {
                for (int row = 0; row < moments.rows; row++) {
                    ElementwiseKernel.multiply(
                            gradient, moments.at(dy, c, row), scale, out, moments.at(dx[0], c, row), moments.length);
                }
            } else if (dx[0] != null) {
                float meanProduct = product / moments.count();
                float share = Moments.alongNormalized(meanProduct, variance, factor);
                gradient(moments, c, in, x[0], mean, factor, gradient, dy, sum / moments.count(), share, 1, out, dx[0]);
                float second =
                        moments.products(in, x[0], c, mean, factor, out, dx[0], scratch) / moments.count();
                float rest = Moments.alongNormalized(second, variance, factor)
                        - Moments.keptByEpsilon(meanProduct + second, variance, epsilon);
                float center = moments.sum(out, dx[0], c, scratch) / moments.count();
                gradient(moments, c, in, x[0], mean, factor, out, dx[0], center, rest, scale, out, dx[0]);
            }
        }
        if (dx[0] != null) {
            moments.put(out, dx[0]);
        }
    }

    /// `to = scale (from − center − share · x̂)` over a channel.
    private static void gradient(
            Moments moments, int c, float[] in, Tensor x, float mean, float factor, float[] from, Tensor fromShape,
            float center, float share, float scale, float[] to, Tensor toShape) {
        for (int row = 0; row < moments.rows; row++) {
            NormalizationKernel.gradient(
                    in, moments.at(x, c, row), mean, factor, from, moments.at(fromShape, c, row), center, share, scale,
                    to, moments.at(toShape, c, row), moments.length);
        }
    }

    private static float mean(Moments moments, float[] in, Tensor[] x, int c, float[] scratch) {
        return x.length == 5 ? x[3].data()[x[3].offset() + c] : moments.mean(in, x[0], c, scratch);
    }

    private static float variance(
            Moments moments, float[] in, Tensor[] x, int c, float mean, float[] scratch) {
        return x.length == 5 ? x[4].data()[x[4].offset() + c] : moments.variance(in, x[0], c, mean, scratch);
    }

    private static float weight(Tensor[] x, int c) {
        return x.length == 1 ? 1f : x[1].data()[x[1].offset() + c];
    }

    private static void put(@Nullable Tensor[] dx, int input, int c, float value) {
        if (input < dx.length && dx[input] != null) {
            dx[input].data()[dx[input].offset() + c] = value;
        }
    }
}
