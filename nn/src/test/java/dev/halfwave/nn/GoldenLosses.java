package dev.halfwave.nn;

import dev.halfwave.core.Op;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.Add;
import dev.halfwave.core.op.CrossEntropy;
import dev.halfwave.core.op.Huber;
import dev.halfwave.core.op.LogSoftmax;
import dev.halfwave.core.op.MeanAbsoluteError;
import dev.halfwave.core.op.MeanSquaredError;
import dev.halfwave.core.op.Reduction;
import dev.halfwave.core.op.Reshape;
import dev.halfwave.core.op.Softmax;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;

/// Losses, and the softmax before them.
final class GoldenLosses {

    static final Map<String, Function<GoldenCase, Tensor>> FUNCTIONS = Map.of(
            "cross_entropy", GoldenLosses::crossEntropy,
            "huber_loss", c -> compare(c, new Huber(reduction(c), (float) c.number("delta", 1))),
            "l1_loss", c -> compare(c, new MeanAbsoluteError(reduction(c))),
            "log_softmax", c -> softmax(c, LogSoftmax::new),
            "mse_loss", c -> compare(c, new MeanSquaredError(reduction(c))),
            "softmax", c -> softmax(c, Softmax::new));

    private GoldenLosses() {}

    private static Tensor softmax(GoldenCase c, IntFunction<Op> op) {
        // A wider dtype asks for more digits than are compared.
        c.requireDefault("dtype", "torch.float32", "float32", "torch.float64", "float64");
        c.requireDefault("_stacklevel", 3L);
        Tensor x = c.tensor("input");
        Tensor y = op.apply(c.integer("dim")).apply(GoldenArithmetic.atLeastVector(x));
        return x.shape().rank() == 0 ? Reshape.to().apply(y) : y;
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
        boolean distribution = target.shape().equals(shape);
        if (shape.rank() == 1) { // one sample
            Tensor y = op.apply(
                    Reshape.to(1, shape.dim(0)).apply(x),
                    target.view(distribution ? Shape.of(1, shape.dim(0)) : Shape.of(1)));
            return reduction == Reduction.NONE ? Reshape.to().apply(y) : y;
        }
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

    /// A loss of two tensors that may be broadcast.
    private static Tensor compare(GoldenCase c, Op op) {
        if (c.has("weight")) {
            throw new GoldenCase.Skipped("weights");
        }
        Tensor x = c.tensor("input");
        Tensor target = c.tensor("target");
        if (!x.shape().equals(target.shape())) {
            return op.apply(broadcast(x, target.shape()), broadcast(target, x.shape()));
        }
        return op.apply(x, target);
    }

    /// `x` repeated along the axes in which `other` is longer.
    private static Tensor broadcast(Tensor x, Shape other) {
        return new Add().apply(x, Tensor.full(other, -0f)); // −0 changes no number, not even the sign of 0
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
