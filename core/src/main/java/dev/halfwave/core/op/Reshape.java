package dev.halfwave.core.op;

import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.UnaryOp;
import java.util.Arrays;
import java.util.List;

/// The same elements in row-major order under another shape, as PyTorch's `reshape`.
///
/// At most one length may be −1: it is whatever the size of `x` leaves for it, so that `Reshape.to(-1, 4, 64)` fits a
/// batch of any size. (A [Flatten] for the common case.)
///
/// @param lengths the length of each axis of the result, at least 0, or −1 for one of them
public record Reshape(List<Integer> lengths) implements UnaryOp {

    /// @throws IllegalArgumentException if a length is below −1, or −1 more than once
    public Reshape {
        lengths = List.copyOf(lengths);
        int open = 0;
        for (int length : lengths) {
            open += length == -1 ? 1 : 0;
            if (length < -1 || open > 1) {
                throw new IllegalArgumentException(
                        "Reshape: lengths must be at least 0, or -1 for one of them, but are "
                                + text(lengths));
            }
        }
    }

    /// The op that reshapes to these lengths, one of which may be −1.
    public static Reshape to(int... lengths) {
        return new Reshape(Arrays.stream(lengths).boxed().toList());
    }

    @Override
    public Shape shape(Shape x) {
        int open = lengths.indexOf(-1);
        long others = 1;
        for (int length : lengths) {
            others *= length == -1 ? 1 : length;
        }
        if (open >= 0 && others == 0) {
            throw new ShapeMismatchException(
                    name(), "shape " + text(lengths) + " leaves its open length undefined", "x is " + x + " with "
                            + x.size());
        }
        if (open < 0 ? others != x.size() : x.size() % others != 0) {
            throw new ShapeMismatchException(
                    name(),
                    "shape " + text(lengths) + " expects x to have " + (open < 0 ? "" : "a multiple of ") + others
                            + " elements",
                    "x is " + x + " with " + x.size());
        }
        int[] result = lengths.stream().mapToInt(Integer::intValue).toArray();
        if (open >= 0) {
            result[open] = (int) (x.size() / others);
        }
        return Shape.of(result);
    }

    @Override
    public void forward(Tensor x, Tensor y) {
        System.arraycopy(x.data(), x.offset(), y.data(), y.offset(), x.size());
    }

    /// `dx` is `dy` under the shape of `x`.
    @Override
    public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
        System.arraycopy(dy.data(), dy.offset(), dx.data(), dx.offset(), dy.size());
    }

    private static String text(List<Integer> lengths) {
        return lengths.toString().replace('[', '(').replace(']', ')');
    }
}
