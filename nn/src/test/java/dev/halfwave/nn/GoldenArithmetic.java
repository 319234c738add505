package dev.halfwave.nn;

import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.Abs;
import dev.halfwave.core.op.Add;
import dev.halfwave.core.op.Divide;
import dev.halfwave.core.op.Elu;
import dev.halfwave.core.op.Gelu;
import dev.halfwave.core.op.LeakyRelu;
import dev.halfwave.core.op.Mean;
import dev.halfwave.core.op.Multiply;
import dev.halfwave.core.op.Relu;
import dev.halfwave.core.op.Reshape;
import dev.halfwave.core.op.Sigmoid;
import dev.halfwave.core.op.Silu;
import dev.halfwave.core.op.Sin;
import dev.halfwave.core.op.Softplus;
import dev.halfwave.core.op.Subtract;
import dev.halfwave.core.op.Sum;
import dev.halfwave.core.op.Tanh;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/// Activations, arithmetic with broadcasting, sums and means.
final class GoldenArithmetic {

    static final Map<String, Function<GoldenCase, Tensor>> FUNCTIONS = Map.ofEntries(
            Map.entry("abs", c -> new Abs().apply(c.tensor("input"))),
            Map.entry("add", c -> new Add().apply(c.tensor("input"), scaled(c))),
            Map.entry("div", GoldenArithmetic::divide),
            Map.entry("elu", GoldenArithmetic::elu),
            Map.entry("gelu", GoldenArithmetic::gelu),
            Map.entry("leaky_relu", GoldenArithmetic::leakyRelu),
            Map.entry("mean", c -> reduce(c, Mean::new)),
            Map.entry("mul", c -> new Multiply().apply(c.tensor("input"), c.tensor("other"))),
            Map.entry("relu", GoldenArithmetic::relu),
            Map.entry("sigmoid", c -> new Sigmoid().apply(c.tensor("input"))),
            Map.entry("silu", GoldenArithmetic::silu),
            Map.entry("sin", c -> new Sin().apply(c.tensor("input"))),
            Map.entry("softplus", c -> new Softplus((float) c.number("beta", 1), (float) c.number("threshold", 20))
                    .apply(c.tensor("input"))),
            Map.entry("sub", c -> new Subtract().apply(c.tensor("input"), scaled(c))),
            Map.entry("sum", c -> reduce(c, Sum::new)),
            Map.entry("tanh", c -> new Tanh().apply(c.tensor("input"))));

    private GoldenArithmetic() {}

    private static Tensor relu(GoldenCase c) {
        c.flag("inplace", false); // the value is the same
        return new Relu().apply(c.tensor("input"));
    }

    private static Tensor silu(GoldenCase c) {
        c.flag("inplace", false);
        return new Silu().apply(c.tensor("input"));
    }

    private static Tensor elu(GoldenCase c) {
        c.flag("inplace", false);
        return new Elu((float) c.number("alpha", 1)).apply(c.tensor("input"));
    }

    private static Tensor leakyRelu(GoldenCase c) {
        c.flag("inplace", false);
        return new LeakyRelu((float) c.number("negative_slope", 0.01)).apply(c.tensor("input"));
    }

    private static Tensor gelu(GoldenCase c) {
        return new Gelu(switch (c.text("approximate", "none")) {
            case "none" -> false;
            case "tanh" -> true;
            default -> throw new GoldenCase.Skipped("approximate " + c.text("approximate", ""));
        }).apply(c.tensor("input"));
    }

    private static Tensor divide(GoldenCase c) {
        c.requireDefault("rounding_mode");
        return new Divide().apply(c.tensor("input"), c.tensor("other"));
    }

    /// `alpha · other`.
    private static Tensor scaled(GoldenCase c) {
        float alpha = (float) c.number("alpha", 1);
        Tensor other = c.tensor("other");
        return alpha == 1 ? other : new Multiply().apply(other, Tensor.scalar(alpha));
    }

    private static Tensor reduce(GoldenCase c, BiFunction<List<Integer>, Boolean, dev.halfwave.core.Op> op) {
        c.requireDefault("dtype", "torch.float32", "float32", "torch.float64", "float64");
        Tensor x = c.tensor("input");
        List<Integer> axes = c.has("dim") ? Arrays.stream(c.integers("dim")).boxed().toList() : List.of();
        boolean keepDim = c.flag("keepdim", false);
        if (x.shape().rank() == 0) { // PyTorch takes a number for a vector of one
            for (int axis : axes) {
                if (axis != 0 && axis != -1) {
                    throw new GoldenCase.Skipped("axis " + axis + " of a number");
                }
            }
            return op.apply(List.of(), keepDim).apply(x);
        }
        return op.apply(axes, keepDim).apply(x);
    }

    /// `x` as a vector where it is a number.
    static Tensor atLeastVector(Tensor x) {
        return x.shape().rank() == 0 ? Reshape.to(1).apply(x) : x;
    }
}
