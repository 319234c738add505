package dev.halfwave.core.op;

import dev.halfwave.core.Planning;
import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.Workspace;
import dev.halfwave.core.kernel.MomentKernel;
import dev.halfwave.core.kernel.RowKernel;
import dev.halfwave.core.kernel.TransposeKernel;

/// The elements of (N, C, L) or (N, C) channel by channel, as rows that lie together: N rows of L, or where L is 1 a
/// single row of N, from a transposed copy. Mean and variance are taken over all rows of a channel.
///
/// **Order.** Rows are summed in 16 virtual lanes each; so are the sums of a channel's rows. What they are means of is
/// divided once.
final class Moments {

    private static final Planning<String, Moments> OF_SHAPE = (name, x, same) -> new Moments(x);

    final int channels;
    final int rows; // of each channel
    final int length; // of a row
    private final boolean transposed;
    private final int samples;

    /// Those of a shape, (N, C, L) or (N, C).
    static Moments of(Shape x, Workspace w) {
        return w.plan(OF_SHAPE, "moments", x, x);
    }

    private Moments(Shape x) {
        samples = x.dim(0);
        channels = x.dim(1);
        int steps = x.rank() == 2 ? 1 : x.dim(2);
        transposed = steps == 1;
        rows = transposed ? 1 : samples;
        length = transposed ? samples : steps;
    }

    /// How much scratch memory the sums take.
    int scratch() {
        return rows + length; // a number per row, and a row
    }

    /// How many values a channel has.
    int count() {
        return rows * length;
    }

    /// @throws ShapeMismatchException if the axes are others than (N, C, L) or (N, C)
    static void requireAxes(String operation, Shape x) {
        if (x.rank() != 2 && x.rank() != 3) {
            throw new ShapeMismatchException(
                    operation, "expected x with axes (N, C) or (N, C, L)", "its shape is " + x);
        }
    }

    static void requireEpsilon(String operation, float epsilon) {
        if (!Float.isFinite(epsilon)) {
            throw new IllegalArgumentException(operation + ": epsilon must be finite, but is " + epsilon);
        }
    }

    /// One over the standard deviation, in double and rounded once.
    static float factor(float variance, float epsilon) {
        return (float) (1 / Math.sqrt((double) variance + epsilon));
    }

    /// How far a gradient goes along x̂: `mean(g ⊙ x̂) / mean(x̂ ⊙ x̂)`, 0 where all elements are equal and x̂ is 0.
    static float alongNormalized(float meanProduct, float variance, float factor) {
        return variance == 0 ? 0 : (float) (meanProduct / ((double) variance * factor * factor));
    }

    /// What a normalisation keeps of a gradient along x̂, because of ε: `mean(g ⊙ x̂) · ε / σ²`.
    static float keptByEpsilon(float meanProduct, float variance, float epsilon) {
        return variance == 0 ? 0 : (float) (meanProduct * ((double) epsilon / variance));
    }

    /// The array in which the rows of a tensor stand: its own, or a transposed copy.
    float[] rowsOf(Tensor x, Workspace w) {
        if (!transposed) {
            return x.data();
        }
        float[] copy = w.floats(x.size());
        TransposeKernel.transpose(
                x.data(), x.offset(), channels, samples, channels, copy, 0, samples, samples);
        return copy;
    }

    /// The array into which the rows of a tensor go before [#put].
    float[] rowsFor(Tensor y, Workspace w) {
        return transposed ? w.floats(y.size()) : y.data();
    }

    /// Makes rows that were computed into [#rowsFor] the tensor's.
    void put(float[] computed, Tensor y) {
        if (transposed) {
            TransposeKernel.transpose(
                    computed, 0, samples, channels, samples, y.data(), y.offset(), channels, channels);
        }
    }

    /// Where a row of a tensor begins in the array of [#rowsOf] or [#rowsFor].
    int at(Tensor x, int channel, int row) {
        return transposed ? channel * length : x.offset() + (row * channels + channel) * length;
    }

    /// The sum over a channel.
    ///
    /// @param scratch at least [#scratch()] floats, here and below
    float sum(float[] data, Tensor x, int channel, float[] scratch) {
        for (int row = 0; row < rows; row++) {
            scratch[row] = RowKernel.sum(data, at(x, channel, row), length);
        }
        return RowKernel.sum(scratch, 0, rows);
    }

    /// The mean of a channel, corrected as that of a row below.
    float mean(float[] data, Tensor x, int channel, float[] scratch) {
        float first = sum(data, x, channel, scratch) / count();
        for (int row = 0; row < rows; row++) {
            scratch[row] = MomentKernel.deviations(data, at(x, channel, row), first, scratch, rows, length);
        }
        return first + RowKernel.sum(scratch, 0, rows) / count();
    }

    /// The mean of a row, to which the mean of what is left without it is added: of equal elements, whose sum is
    /// rounded at every step, it would not be that element otherwise, and a small standard deviation would magnify the
    /// difference.
    static float mean(float[] x, int xOffset, int n, float[] scratch, int scratchOffset) {
        float first = RowKernel.mean(x, xOffset, n);
        return first + MomentKernel.deviations(x, xOffset, first, scratch, scratchOffset, n) / n;
    }

    /// The population variance, from the squares of what is left without the mean.
    float variance(float[] data, Tensor x, int channel, float mean, float[] scratch) {
        for (int row = 0; row < rows; row++) {
            scratch[row] = MomentKernel.squares(data, at(x, channel, row), mean, scratch, rows, length);
        }
        return RowKernel.sum(scratch, 0, rows) / count();
    }

    /// `Σ dy · (x − mean) · factor` over a channel.
    float products(
            float[] data, Tensor x, int channel, float mean, float factor, float[] dyData, Tensor dy, float[] scratch) {
        for (int row = 0; row < rows; row++) {
            scratch[row] = MomentKernel.products(
                    data, at(x, channel, row), mean, factor, dyData, at(dy, channel, row), scratch, rows, length);
        }
        return RowKernel.sum(scratch, 0, rows);
    }
}
