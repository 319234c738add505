package dev.halfwave.core.op;

import dev.halfwave.core.IndexTable;
import dev.halfwave.core.Op;
import dev.halfwave.core.Planning;
import dev.halfwave.core.Preparation;
import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.Workspace;
import dev.halfwave.core.kernel.Conv1dGeometry;
import dev.halfwave.core.kernel.Conv1dKernel;
import dev.halfwave.core.kernel.Conv1dPacking;
import dev.halfwave.core.kernel.Conv1dWeightGradient;
import org.jspecify.annotations.Nullable;

/// One-dimensional convolution with a bank of filters; strictly a cross-correlation, as in PyTorch: the filters are
/// not flipped.
///
/// `y[n,o,t] = bias[o] + Σ_c Σ_k weight[o,c,k] · x[n, g·C + c, t·stride + k·dilation − left]`
///
/// with `C = C_in/groups` channels per group and `o` in group `g`; outside of `x` there are zeros.
///
/// | tensor   | shape                                                                                    |
/// |----------|------------------------------------------------------------------------------------------|
/// | `x`      | (N, C_in, L): batch, channels, length                                                    |
/// | `weight` | (C_out, C_in/groups, K)                                                                  |
/// | `bias`   | (C_out); may be left out                                                                 |
/// | `y`      | (N, C_out, L′) with `L′ = ⌊(L + left + right − dilation·(K − 1) − 1) / stride⌋ + 1`      |
///
/// **Order.** Each `y` starts at +0.0 and takes `fma(weight, x, sum)` for `c`, then `k` ascending; taps outside of `x`
/// take part as +0.0; the bias is added last.
///
/// **Backward.** `y` is linear in each input, so each gradient is the sum of `dy` times what stood beside the input:
/// - `dx[n,c,u] = Σ_o Σ_k weight[o,c,k] · dy[n,o,t]` over the taps for which `t = (u + left − k·dilation) / stride` is
///   whole: a convolution of `dy` with the flipped, transposed filters. Each starts at +0.0 and takes
///   `fma(weight, dy, sum)` for `o`, then `k` ascending; positions outside of `dy` take part as +0.0.
/// - `dweight[o,c,k] = Σ_n Σ_t x[n,c,t·stride + k·dilation − left] · dy[n,o,t]`. Runs on from the value found with
///   `fma(x, dy, sum)` for `n`, then `t` ascending.
/// - `dbias[o] = Σ_n Σ_t dy[n,o,t]`. Runs on: for each `n` the sum of the row, taken in 16 virtual lanes and a halving
///   tree, is added to the value found.
///
/// Source: LeCun et al. (1989), *Backpropagation Applied to Handwritten Zip Code Recognition*,
/// doi:10.1162/neco.1989.1.4.541.
///
/// @param stride samples between outputs, at least 1
/// @param padding zeros before and after `x`
/// @param dilation samples between taps, at least 1
/// @param groups how many groups of channels do not see each other, at least 1
public record Convolution1d(int stride, Padding padding, int dilation, int groups) implements Op {

    /// Stride 1, no padding, dilation 1, one group.
    public static final Convolution1d DEFAULT = new Convolution1d(1, new Padding.Valid(), 1, 1);

    private static final Planning<Convolution1d, Plan> PLAN = Convolution1d::plan;

    /// Checks the settings.
    ///
    /// @throws IllegalArgumentException if a number is not positive, or `Same` padding is asked for with a stride
    public Convolution1d {
        requirePositive("stride", stride);
        requirePositive("dilation", dilation);
        requirePositive("groups", groups);
        if (padding == null) {
            throw new IllegalArgumentException("Convolution1d: padding is null; use Padding.Valid for none");
        }
        if (padding instanceof Padding.Same && stride != 1) {
            throw new IllegalArgumentException("Convolution1d: Padding.Same keeps the length, which only stride 1 can, "
                    + "but the stride is " + stride + "; use Padding.Explicit");
        }
    }

    private static void requirePositive(String setting, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("Convolution1d: " + setting + " must be at least 1, but is " + value);
        }
    }

    /// With another number of samples between outputs.
    public Convolution1d withStride(int newStride) {
        return new Convolution1d(newStride, padding, dilation, groups);
    }

    /// With other zeros around `x`.
    public Convolution1d withPadding(Padding newPadding) {
        return new Convolution1d(stride, newPadding, dilation, groups);
    }

    /// With another number of samples between taps.
    public Convolution1d withDilation(int newDilation) {
        return new Convolution1d(stride, padding, newDilation, groups);
    }

    /// With another number of groups.
    public Convolution1d withGroups(int newGroups) {
        return new Convolution1d(stride, padding, dilation, newGroups);
    }

    /// @param x the shapes of `x`, `weight` and, if there is one, `bias`
    @Override
    public Shape shape(Shape... x) {
        if (x.length != 2 && x.length != 3) {
            throw new IllegalArgumentException(
                    name() + ": takes x, weight and, if wanted, bias, but was given " + x.length + " inputs");
        }
        Shape weight = x[1];
        x[0].requireAxes(name(), "x", "N", "C", "L");
        weight.requireAxes(name(), "weight", "C_out", "C_in/groups", "K");
        if (weight.size() == 0) {
            throw new ShapeMismatchException(
                    name(), "expected weight (C_out, C_in/groups, K) with at least one element", "it is " + weight);
        }
        if (weight.dim(0) % groups != 0) {
            throw new ShapeMismatchException(
                    name(),
                    "groups " + groups + " expects weight (C_out, C_in/groups, K) to have a multiple of " + groups
                            + " output channels",
                    "weight is " + weight + " with " + weight.dim(0));
        }
        requireChannels(x[0], weight);
        if (x.length == 3 && !x[2].equals(Shape.of(weight.dim(0)))) {
            throw new ShapeMismatchException(
                    name(),
                    "weight " + weight + " expects bias to be (" + weight.dim(0) + ")",
                    "bias is " + x[2]);
        }
        return Shape.of(x[0].dim(0), weight.dim(0), outLength(x[0], weight));
    }

    private void requireChannels(Shape x, Shape weight) {
        long channels = (long) weight.dim(1) * groups;
        if (x.dim(1) != channels) {
            String expected = "weight " + weight + " with groups " + groups + " expects x (N, C, L) to have " + channels
                    + (channels == 1 ? " channel" : " channels");
            String actual = "x is " + x + " with " + x.dim(1);
            if (x.dim(2) == channels) {
                throw new ShapeMismatchException(
                        name(), expected, actual, "x looks like (N, L, C): transpose it first");
            }
            throw new ShapeMismatchException(name(), expected, actual);
        }
    }

    private int outLength(Shape x, Shape weight) {
        int kernelSize = weight.dim(2);
        long span = (long) dilation * (kernelSize - 1) + 1;
        long padded = x.dim(2);
        if (span <= Integer.MAX_VALUE) {
            padded += (long) padding.left(kernelSize, dilation) + padding.right(kernelSize, dilation);
        }
        if (padded < span) {
            throw new ShapeMismatchException(
                    name(),
                    "weight " + weight + " with dilation " + dilation + " spans " + span
                            + " samples and expects x (N, C, L) to be at least as long",
                    "x is " + x + " with " + x.dim(2) + (padded == x.dim(2) ? "" : ", " + padded + " with padding"));
        }
        long length = (padded - span) / stride + 1;
        if (length > Integer.MAX_VALUE) {
            throw new ShapeMismatchException(
                    name(), "expected an output of fewer than 2^31 samples", "with padding it would have " + length);
        }
        return (int) length;
    }

    @Override
    public void forward(Tensor[] x, Tensor y, Workspace w) {
        compute(x, y, false, w);
    }

    /// Computes `y`, or its ReLU.
    void compute(Tensor[] x, Tensor y, boolean rectified, Workspace w) {
        Plan plan = w.plan(PLAN, this, x[0].shape(), x[1].shape());
        Conv1dGeometry geometry = plan.geometry;
        int samples = y.shape().dim(0);
        float[] packed = w.prepared(x[1], plan.forwardWeights);
        int[] taps = w.table(plan.forwardTaps);
        float[] scratch = w.floats(geometry.forwardScratch(samples));
        float[] bias = x.length == 3 ? x[2].data() : null;
        int biasOffset = x.length == 3 ? x[2].offset() : 0;
        if (rectified) {
            Conv1dKernel.forwardRectified(
                    geometry, samples, x[0].data(), x[0].offset(), packed, taps, bias, biasOffset,
                    y.data(), y.offset(), scratch);
        } else {
            Conv1dKernel.forward(
                    geometry, samples, x[0].data(), x[0].offset(), packed, taps, bias, biasOffset,
                    y.data(), y.offset(), scratch);
        }
    }

    @Override
    public void backward(Tensor[] x, Tensor y, Tensor dy, @Nullable Tensor[] dx, Workspace w) {
        gradients(x, y, dy.data(), dy.offset(), dx, w);
    }

    /// Computes the gradients for `dy`, which begins at `dyOffset`.
    void gradients(Tensor[] x, Tensor y, float[] dy, int dyOffset, @Nullable Tensor[] dx, Workspace w) {
        Plan plan = w.plan(PLAN, this, x[0].shape(), x[1].shape());
        Conv1dGeometry geometry = plan.geometry;
        int samples = y.shape().dim(0);
        if (dx[0] != null) {
            float[] packed = w.prepared(x[1], plan.inputGradientWeights);
            int[] taps = w.table(plan.inputGradientTaps);
            float[] scratch = w.floats(geometry.inputGradientScratch(samples));
            Conv1dKernel.gradInput(
                    geometry, samples, dy, dyOffset, packed, taps, dx[0].data(), dx[0].offset(), scratch);
        }
        if (dx[1] != null) {
            int[] taps = w.table(plan.weightGradientTaps);
            float[] scratch = w.floats(geometry.weightGradientScratch());
            Conv1dWeightGradient.gradWeight(
                    geometry, samples, x[0].data(), x[0].offset(), dy, dyOffset, taps,
                    dx[1].data(), dx[1].offset(), scratch);
        }
        if (dx.length == 3 && dx[2] != null) {
            Conv1dWeightGradient.gradBias(
                    samples, geometry.outChannels(), geometry.outLength(), dy, dyOffset,
                    dx[2].data(), dx[2].offset());
        }
    }

    /// The gradients of weight and bias run on.
    @Override
    public boolean accumulates(int input) {
        return input > 0;
    }

    // --- what is computed once per shape, or once per version of the weight ---

    /// The geometry, and what the tables and forms are asked for by.
    private record Plan(
            Conv1dGeometry geometry,
            ForwardTaps forwardTaps,
            InputGradientTaps inputGradientTaps,
            WeightGradientTaps weightGradientTaps,
            ForwardWeights forwardWeights,
            InputGradientWeights inputGradientWeights) {}

    private Plan plan(Shape x, Shape weight) {
        int kernelSize = weight.dim(2);
        Conv1dGeometry geometry = new Conv1dGeometry(
                x.dim(1), x.dim(2), weight.dim(0), outLength(x, weight), kernelSize, stride, dilation, groups,
                padding.left(kernelSize, dilation));
        return new Plan(
                geometry, new ForwardTaps(geometry, x.dim(0)), new InputGradientTaps(geometry, x.dim(0)),
                new WeightGradientTaps(geometry), new ForwardWeights(groups),
                new InputGradientWeights(groups, stride, dilation));
    }

    private record ForwardTaps(Conv1dGeometry geometry, int samples) implements IndexTable {
        @Override
        public int[] compute() {
            return geometry.forwardTaps(samples);
        }
    }

    private record InputGradientTaps(Conv1dGeometry geometry, int samples) implements IndexTable {
        @Override
        public int[] compute() {
            return geometry.inputGradientTaps(samples);
        }
    }

    private record WeightGradientTaps(Conv1dGeometry geometry) implements IndexTable {
        @Override
        public int[] compute() {
            return geometry.weightGradientTaps();
        }
    }

    private record ForwardWeights(int groups) implements Preparation {
        @Override
        public int length(Shape weight) {
            return Conv1dPacking.forwardWeightsLength(weight.dim(0), weight.dim(1), weight.dim(2), groups);
        }

        @Override
        public void prepare(Tensor weight, float[] into) {
            Shape shape = weight.shape();
            Conv1dPacking.packForward(
                    weight.data(), weight.offset(), shape.dim(0), shape.dim(1), shape.dim(2), groups, into);
        }
    }

    private record InputGradientWeights(int groups, int stride, int dilation) implements Preparation {
        @Override
        public int length(Shape weight) {
            return Conv1dPacking.inputGradientWeightsLength(weight.dim(0), weight.dim(1), weight.dim(2), groups);
        }

        @Override
        public void prepare(Tensor weight, float[] into) {
            Shape shape = weight.shape();
            Conv1dPacking.packInputGradient(
                    weight.data(), weight.offset(), shape.dim(0), shape.dim(1), shape.dim(2), groups, stride, dilation,
                    into);
        }
    }
}
