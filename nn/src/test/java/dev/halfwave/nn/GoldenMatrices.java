package dev.halfwave.nn;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.Add;
import dev.halfwave.core.op.FullyConnected;
import dev.halfwave.core.op.MatMul;
import dev.halfwave.core.op.Multiply;
import dev.halfwave.core.op.Reshape;
import dev.halfwave.core.op.Softmax;
import dev.halfwave.core.op.Transpose;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;

/// Matrix products and what is made of them.
final class GoldenMatrices {

    static final Map<String, Function<GoldenCase, Tensor>> FUNCTIONS = Map.of(
            "bmm", c -> new MatMul().apply(c.tensor("input"), c.tensor("mat2")),
            "linear", GoldenMatrices::linear,
            "matmul", c -> new MatMul().apply(c.tensor("input"), c.tensor("other")),
            "mm", c -> new MatMul().apply(c.tensor("input"), c.tensor("mat2")),
            "mv", c -> new MatMul().apply(c.tensor("input"), c.tensor("vec")),
            "scaled_dot_product_attention", GoldenMatrices::attention);

    private GoldenMatrices() {}

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

    /// Plain attention is the layer's own function; masks and scales, which no layer has, are composed here.
    private static Tensor attention(GoldenCase c) {
        c.requireDefault("dropout_p", 0.0, 0L);
        c.requireDefault("enable_gqa", false);
        Tensor query = c.tensor("query");
        Tensor key = c.tensor("key");
        Tensor value = c.tensor("value");
        boolean causal = c.flag("is_causal", false);
        double scale = c.number("scale", Double.NaN);
        if (!causal && Double.isNaN(scale) && !c.has("attn_mask")) {
            return MultiHeadSelfAttention.scaledDotProductAttention(query, key, value);
        }
        int length = query.shape().dim(-2);
        int keys = key.shape().dim(-2);
        double factor = Double.isNaN(scale) ? 1 / Math.sqrt(query.shape().dim(-1)) : scale;
        Tensor scores = new MatMul().apply(query, new Transpose(-2, -1).apply(key));
        Tensor scaled = new Multiply().apply(scores, Tensor.scalar((float) factor));
        if (causal) {
            scaled = new Add().apply(scaled, causalMask(length, keys));
        }
        if (c.has("attn_mask")) {
            scaled = new Add().apply(scaled, c.tensor("attn_mask"));
        }
        return new MatMul().apply(new Softmax(-1).apply(scaled), value);
    }

    /// −∞ where a key stands behind the query.
    private static Tensor causalMask(int length, int keys) {
        Tensor mask = Tensor.zeros(Shape.of(length, keys));
        for (int i = 0; i < length; i++) {
            for (int j = i + 1; j < keys; j++) {
                mask.set(i * keys + j, Float.NEGATIVE_INFINITY);
            }
        }
        return mask;
    }
}
