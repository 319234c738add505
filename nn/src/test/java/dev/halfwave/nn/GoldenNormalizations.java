package dev.halfwave.nn;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.BatchNormalization1d;
import dev.halfwave.core.op.LayerNormalization;
import dev.halfwave.core.op.Reshape;
import java.util.Map;
import java.util.function.Function;

/// Normalisations.
final class GoldenNormalizations {

    static final Map<String, Function<GoldenCase, Tensor>> FUNCTIONS = Map.of(
            "batch_norm", GoldenNormalizations::batch,
            "layer_norm", GoldenNormalizations::layer);

    private GoldenNormalizations() {}

    private static Tensor layer(GoldenCase c) {
        int[] normalized = c.integers("normalized_shape");
        LayerNormalization op = new LayerNormalization(normalized.length, (float) c.number("eps", 1e-5));
        Tensor x = c.tensor("input");
        Shape shape = Shape.of(normalized);
        return c.has("weight") || c.has("bias")
                ? op.apply(x, given(c, "weight", 1, shape), given(c, "bias", 0, shape))
                : op.apply(x);
    }

    /// The running statistics of a training call are where it remembers the batch's, not what it computes with.
    private static Tensor batch(GoldenCase c) {
        c.requireDefault("cudnn_enabled", true, false);
        c.number("momentum", 0.1);
        BatchNormalization1d op = new BatchNormalization1d((float) c.number("eps", 1e-5));
        Tensor x = c.tensor("input");
        if (x.shape().rank() == 1) { // PyTorch takes an empty vector for a batch without channels
            x = Reshape.to(x.shape().dim(0), 0).apply(x);
        }
        Shape channels = Shape.of(x.shape().dim(1));
        Tensor weight = given(c, "weight", 1, channels);
        Tensor bias = given(c, "bias", 0, channels);
        Tensor mean = given(c, "running_mean", 0, channels);
        Tensor variance = given(c, "running_var", 1, channels);
        Tensor signal = signal(x);
        Tensor y = c.flag("training", false)
                ? op.apply(signal, weight, bias)
                : op.apply(signal, weight, bias, mean, variance);
        if (c.tensor("input").shape().rank() == 1) {
            return Reshape.to(0).apply(y);
        }
        return x.shape().rank() > 3 ? Reshape.to(x.shape().toArray()).apply(y) : y;
    }

    /// Everything behind the channels as one axis, since statistics are over all of it.
    private static Tensor signal(Tensor x) {
        Shape shape = x.shape();
        if (shape.rank() <= 3) {
            return x;
        }
        int positions = 1;
        for (int axis = 2; axis < shape.rank(); axis++) {
            positions *= shape.dim(axis);
        }
        return Reshape.to(shape.dim(0), shape.dim(1), positions).apply(x);
    }

    private static Tensor given(GoldenCase c, String name, float absent, Shape shape) {
        return c.has(name) ? c.tensor(name) : Tensor.full(shape, absent);
    }
}
