package dev.halfwave.nn;

import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.Concatenate;
import dev.halfwave.core.op.Flatten;
import dev.halfwave.core.op.Pad1d;
import dev.halfwave.core.op.PadMode;
import dev.halfwave.core.op.Reshape;
import dev.halfwave.core.op.Transpose;
import java.util.Map;
import java.util.function.Function;

/// What moves elements and computes nothing.
final class GoldenShapes {

    static final Map<String, Function<GoldenCase, Tensor>> FUNCTIONS = Map.of(
            "cat", c -> new Concatenate(c.integer("dim", 0)).apply(c.tensors("tensors")),
            "flatten", GoldenShapes::flatten,
            "pad", GoldenShapes::pad,
            "permute", GoldenShapes::permute,
            "reshape", GoldenShapes::reshape,
            "swapaxes", c -> transpose(c, "axis0", "axis1"),
            "transpose", c -> transpose(c, "dim0", "dim1"),
            "view", GoldenShapes::reshape);

    private GoldenShapes() {}

    private static Tensor transpose(GoldenCase c, String first, String second) {
        Tensor x = c.tensor("input");
        if (x.shape().rank() == 0) {
            c.requireDefault(first, 0L, -1L);
            c.requireDefault(second, 0L, -1L);
            return Reshape.to().apply(x);
        }
        return new Transpose(c.integer(first), c.integer(second)).apply(x);
    }

    /// Any order of axes is made by exchanging two at a time.
    private static Tensor permute(GoldenCase c) {
        Tensor y = c.tensor("input");
        int[] order = c.integers("dims");
        for (int i = 0; i < order.length; i++) {
            order[i] = y.shape().axis(order[i]);
        }
        int[] standing = new int[order.length]; // which axis of the input stands where
        for (int i = 0; i < standing.length; i++) {
            standing[i] = i;
        }
        for (int i = 0; i < order.length; i++) {
            int from = i;
            while (standing[from] != order[i]) {
                from++;
            }
            if (from != i) {
                y = new Transpose(i, from).apply(y);
                standing[from] = standing[i];
                standing[i] = order[i];
            }
        }
        return y;
    }

    /// Two amounts per axis, from the last axis on; an axis that is not the last is exchanged with it for a while.
    private static Tensor pad(GoldenCase c) {
        int[] amounts = c.integers("pad");
        String mode = c.text("mode", "constant");
        PadMode padMode = switch (mode) {
            case "constant" -> PadMode.CONSTANT;
            case "reflect" -> PadMode.REFLECT;
            case "replicate" -> PadMode.REPLICATE;
            case "circular" -> PadMode.CIRCULAR;
            default -> throw new GoldenCase.Skipped("mode " + mode);
        };
        float value = (float) c.number("value", 0);
        Tensor y = c.tensor("input");
        int last = y.shape().rank() - 1;
        for (int i = 0; i < amounts.length / 2; i++) {
            int axis = last - i;
            Pad1d op = new Pad1d(amounts[2 * i], amounts[2 * i + 1], padMode, value);
            if (axis == last) {
                y = op.apply(y);
            } else if (op.left() != 0 || op.right() != 0) {
                Transpose exchange = new Transpose(axis, last);
                y = exchange.apply(op.apply(exchange.apply(y)));
            }
        }
        return y;
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
}
