package dev.halfwave.nn;

import dev.halfwave.core.Op;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.Abs;
import dev.halfwave.core.op.Add;
import dev.halfwave.core.op.AveragePool1d;
import dev.halfwave.core.op.Convolution1d;
import dev.halfwave.core.op.CrossEntropy;
import dev.halfwave.core.op.Flatten;
import dev.halfwave.core.op.FullyConnected;
import dev.halfwave.core.op.GlobalAveragePool1d;
import dev.halfwave.core.op.GlobalMaxPool1d;
import dev.halfwave.core.op.LogSoftmax;
import dev.halfwave.core.op.MatMul;
import dev.halfwave.core.op.MaxPool1d;
import dev.halfwave.core.op.MeanSquaredError;
import dev.halfwave.core.op.Padding;
import dev.halfwave.core.op.Reduction;
import dev.halfwave.core.op.Relu;
import dev.halfwave.core.op.Reshape;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// PyTorch's functions in terms of Halfwave's ops. What a function can do and Halfwave cannot is
/// [skipped][GoldenCase.Skipped].
final class GoldenFunctions {

    private static final Map<String, Function<GoldenCase, Tensor>> BY_NAME = Map.ofEntries(
            Map.entry("abs", c -> new Abs().apply(c.tensor("input"))),
            Map.entry("adaptive_avg_pool1d", GoldenFunctions::adaptiveAveragePool),
            Map.entry("adaptive_max_pool1d", GoldenFunctions::adaptiveMaxPool),
            Map.entry("add", GoldenFunctions::add),
            Map.entry("avg_pool1d", GoldenFunctions::averagePool),
            Map.entry("bmm", c -> new MatMul().apply(c.tensor("input"), c.tensor("mat2"))),
            Map.entry("conv1d", GoldenFunctions::convolution),
            Map.entry("cross_entropy", GoldenFunctions::crossEntropy),
            Map.entry("flatten", GoldenFunctions::flatten),
            Map.entry("linear", GoldenFunctions::linear),
            Map.entry("log_softmax", GoldenFunctions::logSoftmax),
            Map.entry("matmul", c -> new MatMul().apply(c.tensor("input"), c.tensor("other"))),
            Map.entry("max_pool1d", GoldenFunctions::maxPool),
            Map.entry("mean", GoldenFunctions::mean),
            Map.entry("mm", c -> new MatMul().apply(c.tensor("input"), c.tensor("mat2"))),
            Map.entry("mse_loss", GoldenFunctions::meanSquaredError),
            Map.entry("mv", c -> new MatMul().apply(c.tensor("input"), c.tensor("vec"))),
            Map.entry("relu", GoldenFunctions::relu),
            Map.entry("reshape", GoldenFunctions::reshape),
            Map.entry("view", GoldenFunctions::reshape));

    private GoldenFunctions() {}

    /// The function of this name, with or without its modules: `conv1d`, `torch.nn.functional.conv1d`.
    static Optional<Function<GoldenCase, Tensor>> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name.replaceFirst("^(torch\\.)?(nn\\.functional\\.)?", "")));
    }

    private static Tensor relu(GoldenCase c) {
        c.flag("inplace", false); // the value is the same
        return new Relu().apply(c.tensor("input"));
    }

    private static Tensor add(GoldenCase c) {
        float alpha = (float) c.number("alpha", 1);
        Tensor other = c.tensor("other");
        return new Add().apply(c.tensor("input"), alpha == 1 ? other : scaled(other, alpha));
    }

    /// `alpha · x`, as a product of a column with a 1 × 1 matrix.
    private static Tensor scaled(Tensor x, float alpha) {
        Tensor column = Reshape.to(x.size(), 1).apply(x);
        Tensor product = new MatMul().apply(column, Tensor.of(Shape.of(1, 1), alpha));
        return Reshape.to(x.shape().toArray()).apply(product);
    }

    /// `x` repeated along the axes in which `other` is longer.
    private static Tensor broadcast(Tensor x, Shape other) {
        return new Add().apply(x, Tensor.full(other, -0f)); // −0 changes no number, not even the sign of 0
    }

    private static Tensor convolution(GoldenCase c) {
        Tensor x = batched(c.tensor("input"));
        int stride = c.integer("stride", 1);
        Padding padding = c.isText("padding")
                ? switch (c.text("padding", "")) {
                    case "valid" -> new Padding.Valid();
                    case "same" -> new Padding.Same();
                    default -> throw new GoldenCase.Skipped("padding " + c.text("padding", ""));
                }
                : new Padding.Explicit(c.integer("padding", 0), c.integer("padding", 0));
        Op op = new Convolution1d(stride, padding, c.integer("dilation", 1), c.integer("groups", 1));
        return c.has("bias")
                ? op.apply(x, c.tensor("weight"), c.tensor("bias"))
                : op.apply(x, c.tensor("weight"));
    }

    // ---- pools

    private static Tensor averagePool(GoldenCase c) {
        int kernelSize = c.integer("kernel_size");
        return new AveragePool1d(
                kernelSize,
                c.integer("stride", kernelSize),
                c.integer("padding", 0),
                c.flag("ceil_mode", false),
                c.flag("count_include_pad", true)).apply(batched(c.tensor("input")));
    }

    private static Tensor maxPool(GoldenCase c) {
        c.requireDefault("return_indices", false);
        int kernelSize = c.integer("kernel_size");
        return new MaxPool1d(
                kernelSize,
                c.integer("stride", kernelSize),
                c.integer("padding", 0),
                c.integer("dilation", 1),
                c.flag("ceil_mode", false)).apply(batched(c.tensor("input")));
    }

    private static Tensor adaptiveAveragePool(GoldenCase c) {
        return adaptivePool(c, new GlobalAveragePool1d(), AveragePool1d::of);
    }

    private static Tensor adaptiveMaxPool(GoldenCase c) {
        c.requireDefault("return_indices", false);
        return adaptivePool(c, new GlobalMaxPool1d(), MaxPool1d::of);
    }

    /// Adaptive windows are all of one size, side by side, only where the output's length divides the input's.
    private static Tensor adaptivePool(GoldenCase c, Op global, Function<Integer, Op> windows) {
        Tensor x = batched(c.tensor("input"));
        int length = x.shape().dim(2);
        int outputSize = c.integer("output_size");
        if (outputSize == 1) {
            Tensor y = global.apply(x);
            return Reshape.to(y.shape().dim(0), y.shape().dim(1), 1).apply(y);
        }
        if (outputSize < 1 || length % outputSize != 0) {
            throw new GoldenCase.Skipped("windows of unequal size");
        }
        return windows.apply(length / outputSize).apply(x);
    }

    private static Tensor mean(GoldenCase c) {
        c.requireDefault("dtype", "torch.float32", "float32");
        Tensor x = c.tensor("input");
        int[] dim = c.has("dim") ? c.integers("dim") : new int[0];
        boolean keepDim = c.flag("keepdim", false);
        if (x.shape().rank() != 3 || dim.length != 1 || (dim[0] != 2 && dim[0] != -1)) {
            throw new GoldenCase.Skipped("mean over other axes than the length of (N, C, L)");
        }
        Tensor y = new GlobalAveragePool1d().apply(x);
        return keepDim ? Reshape.to(y.shape().dim(0), y.shape().dim(1), 1).apply(y) : y;
    }

    private static Tensor batched(Tensor x) {
        if (x.shape().rank() == 2) {
            throw new GoldenCase.Skipped("unbatched");
        }
        return x;
    }

    // ---- matrices and shapes

    private static Tensor linear(GoldenCase c) {
        Tensor x = c.tensor("input");
        Tensor weight = c.tensor("weight");
        if (weight.shape().rank() == 1) { // one output feature without an axis of its own
            Tensor y = c.has("bias")
                    ? new FullyConnected().apply(x, row(weight), Reshape.to(1).apply(c.tensor("bias")))
                    : new FullyConnected().apply(x, row(weight));
            int[] lengths = x.shape().toArray();
            return Reshape.to(Arrays.copyOf(lengths, lengths.length - 1)).apply(y);
        }
        return c.has("bias")
                ? new FullyConnected().apply(x, weight, c.tensor("bias"))
                : new FullyConnected().apply(x, weight);
    }

    private static Tensor row(Tensor weight) {
        return Reshape.to(1, weight.size()).apply(weight);
    }

    private static Tensor reshape(GoldenCase c) {
        return Reshape.to(c.integers(c.has("size") ? "size" : "shape")).apply(c.tensor("input"));
    }

    private static Tensor flatten(GoldenCase c) {
        Tensor x = c.tensor("input");
        if (x.shape().rank() == 0) {
            c.requireDefault("start_dim", 0L, -1L);
            c.requireDefault("end_dim", 0L, -1L);
            return Reshape.to(1).apply(x);
        }
        int start = x.shape().axis(c.integer("start_dim", 0));
        int end = x.shape().axis(c.integer("end_dim", -1));
        int rank = x.shape().rank();
        if (start == 1 && end == rank - 1) {
            return new Flatten().apply(x);
        }
        int[] lengths = x.shape().toArray();
        int[] flat = new int[rank - (end - start)];
        System.arraycopy(lengths, 0, flat, 0, start);
        flat[start] = 1;
        for (int axis = start; axis <= end; axis++) {
            flat[start] *= lengths[axis];
        }
        System.arraycopy(lengths, end + 1, flat, start + 1, rank - 1 - end);
        return Reshape.to(flat).apply(x);
    }

    // ---- losses

    private static Tensor logSoftmax(GoldenCase c) {
        // A wider dtype asks for more digits than are compared.
        c.requireDefault("dtype", "torch.float32", "float32", "torch.float64", "float64");
        c.requireDefault("_stacklevel", 3L);
        Tensor x = c.tensor("input");
        int dim = c.integer("dim");
        if (x.shape().rank() == 0) { // PyTorch takes a number for a vector of one
            return Reshape.to().apply(new LogSoftmax(dim).apply(Reshape.to(1).apply(x)));
        }
        return new LogSoftmax(dim).apply(x);
    }

    private static Tensor crossEntropy(GoldenCase c) {
        Reduction reduction = reduction(c);
        c.requireDefault("ignore_index", -100L);
        CrossEntropy op = new CrossEntropy(reduction, (float) c.number("label_smoothing", 0));
        if (c.has("weight")) {
            throw new GoldenCase.Skipped("class weights");
        }
        Tensor x = c.tensor("input");
        Tensor target = c.tensor("target");
        Shape shape = x.shape();
        if (shape.rank() == 1) {
            throw new GoldenCase.Skipped("unbatched");
        }
        boolean distribution = target.shape().equals(shape);
        if (target.needsGradient()) {
            throw new GoldenCase.Skipped("gradient of the target");
        }
        for (float label : target.toArray()) {
            if (label == -100 && !distribution) {
                throw new GoldenCase.Skipped("ignored targets (-100)");
            }
        }
        if (shape.rank() > 3) { // (N, classes, d1, d2, ...): as many positions
            int positions = shape.stride() / Math.max(1, shape.dim(1));
            Tensor logits = Reshape.to(shape.dim(0), shape.dim(1), positions).apply(x);
            Tensor y = op.apply(logits, target.view(distribution
                    ? Shape.of(shape.dim(0), shape.dim(1), positions)
                    : Shape.of(shape.dim(0), positions)));
            return reduction == Reduction.NONE ? Reshape.to(lossShape(shape)).apply(y) : y;
        }
        return op.apply(x, target);
    }

    /// The logits' shape without the axis of classes.
    private static int[] lossShape(Shape logits) {
        int[] axes = new int[logits.rank() - 1];
        for (int i = 0; i < axes.length; i++) {
            axes[i] = logits.dim(i == 0 ? 0 : i + 1);
        }
        return axes;
    }

    private static Tensor meanSquaredError(GoldenCase c) {
        Reduction reduction = reduction(c);
        if (c.has("weight")) {
            throw new GoldenCase.Skipped("weights");
        }
        Tensor x = c.tensor("input");
        Tensor target = c.tensor("target");
        if (!x.shape().equals(target.shape())) {
            return new MeanSquaredError(reduction)
                    .apply(broadcast(x, target.shape()), broadcast(target, x.shape()));
        }
        return new MeanSquaredError(reduction).apply(x, target);
    }

    private static Reduction reduction(GoldenCase c) {
        c.requireDefault("size_average"); // both are deprecated, and say what reduction says
        c.requireDefault("reduce");
        return switch (c.text("reduction", "mean")) {
            case "mean" -> Reduction.MEAN;
            case "sum" -> Reduction.SUM;
            case "none" -> Reduction.NONE;
            default -> throw new GoldenCase.Skipped("reduction " + c.text("reduction", ""));
        };
    }
}
