package dev.halfwave.nn;

import dev.halfwave.core.Op;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.AdaptiveAveragePool1d;
import dev.halfwave.core.op.AveragePool1d;
import dev.halfwave.core.op.Convolution1d;
import dev.halfwave.core.op.GlobalMaxPool1d;
import dev.halfwave.core.op.MaxPool1d;
import dev.halfwave.core.op.Padding;
import dev.halfwave.core.op.Reshape;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// Convolutions and pools.
final class GoldenConvolutions {

    static final Map<String, Function<GoldenCase, Tensor>> FUNCTIONS = Map.of(
            "adaptive_avg_pool1d", c -> batched(c, new AdaptiveAveragePool1d(c.integer("output_size"))::apply),
            "adaptive_max_pool1d", GoldenConvolutions::adaptiveMaxPool,
            "avg_pool1d", GoldenConvolutions::averagePool,
            "conv1d", GoldenConvolutions::convolution,
            "max_pool1d", GoldenConvolutions::maxPool);

    private GoldenConvolutions() {}

    private static Tensor convolution(GoldenCase c) {
        int stride = c.integer("stride", 1);
        Padding padding = c.isText("padding")
                ? switch (c.text("padding", "")) {
                    case "valid" -> new Padding.Valid();
                    case "same" -> new Padding.Same();
                    default -> throw new GoldenCase.Skipped("padding " + c.text("padding", ""));
                }
                : new Padding.Explicit(c.integer("padding", 0), c.integer("padding", 0));
        Op op = new Convolution1d(stride, padding, c.integer("dilation", 1), c.integer("groups", 1));
        return batched(c, x -> c.has("bias")
                ? op.apply(x, c.tensor("weight"), c.tensor("bias"))
                : op.apply(x, c.tensor("weight")));
    }

    private static Tensor averagePool(GoldenCase c) {
        int kernelSize = c.integer("kernel_size");
        Op op = new AveragePool1d(
                kernelSize,
                c.integer("stride", kernelSize),
                c.integer("padding", 0),
                c.flag("ceil_mode", false),
                c.flag("count_include_pad", true));
        return batched(c, op::apply);
    }

    private static Tensor maxPool(GoldenCase c) {
        c.requireDefault("return_indices", false);
        int kernelSize = c.integer("kernel_size");
        Op op = new MaxPool1d(
                kernelSize,
                c.integer("stride", kernelSize),
                c.integer("padding", 0),
                c.integer("dilation", 1),
                c.flag("ceil_mode", false));
        return batched(c, op::apply);
    }

    /// Adaptive windows are all of one size, side by side, only where the output's length divides the input's.
    private static Tensor adaptiveMaxPool(GoldenCase c) {
        c.requireDefault("return_indices", false);
        int outputSize = c.integer("output_size");
        return batched(c, x -> {
            int length = x.shape().dim(2);
            if (outputSize == 1) {
                Tensor y = new GlobalMaxPool1d().apply(x);
                return Reshape.to(y.shape().dim(0), y.shape().dim(1), 1).apply(y);
            }
            if (outputSize < 1 || length % outputSize != 0) {
                throw new GoldenCase.Skipped("windows of unequal size");
            }
            return MaxPool1d.of(length / outputSize).apply(x);
        });
    }

    /// PyTorch also takes one sample (C, L).
    private static Tensor batched(GoldenCase c, UnaryOperator<Tensor> function) {
        Tensor x = c.tensor("input");
        if (x.shape().rank() != 2) {
            return function.apply(x);
        }
        Tensor y = function.apply(Reshape.to(1, x.shape().dim(0), x.shape().dim(1)).apply(x));
        return Reshape.to(y.shape().dim(1), y.shape().dim(2)).apply(y);
    }
}
