package dev.halfwave.core.op;

import dev.halfwave.core.Op;
import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.Workspace;
import org.jspecify.annotations.Nullable;

/// Tensors one after the other along one axis, as PyTorch's `cat`. Takes one input or more.
///
/// | tensor | shape                                                                               |
/// |--------|-------------------------------------------------------------------------------------|
/// | inputs | any with this axis, such as (N, C_i, L); all equal but for the length of that axis   |
/// | `y`    | the same with the sum of those lengths, such as (N, Σ C_i, L)                        |
///
/// **Backward.** Each input gets the part of `dy` that stands where it stood.
///
/// @param axis the axis that becomes longer; negative ones count from the last
public record Concatenate(int axis) implements Op {

    @Override
    public Shape shape(Shape... x) {
        if (x.length == 0) {
            throw new IllegalArgumentException(name() + ": takes at least one input, but was given none");
        }
        int along = Axes.require(name(), axis, "input 0", x[0]);
        long length = 0;
        for (int i = 0; i < x.length; i++) {
            if (x[i].rank() != x[0].rank() || !x[i].with(along, 0).equals(x[0].with(along, 0))) {
                throw new ShapeMismatchException(
                        name(),
                        "axis " + axis + " expects inputs that are equal but for that axis",
                        "input 0 is " + x[0] + " and input " + i + " is " + x[i]);
            }
            length += x[i].dim(along);
        }
        if (length > Integer.MAX_VALUE) {
            throw new ShapeMismatchException(
                    name(), "expected the inputs to have at most 2^31 - 1 entries along axis " + axis,
                    "they have " + length);
        }
        return x[0].with(along, (int) length);
    }

    @Override
    public void forward(Tensor[] x, Tensor y, Workspace w) {
        int stride = y.shape().dim(axis) * Axes.inner(y.shape(), axis); // of one index of the axes before
        int first = 0;
        for (Tensor input : x) {
            int run = input.shape().dim(axis) * Axes.inner(input.shape(), axis);
            for (int from = 0, to = first; from < input.size(); from += run, to += stride) {
                System.arraycopy(input.data(), input.offset() + from, y.data(), y.offset() + to, run);
            }
            first += run;
        }
    }

    @Override
    public void backward(Tensor[] x, Tensor y, Tensor dy, @Nullable Tensor[] dx, Workspace w) {
        int stride = y.shape().dim(axis) * Axes.inner(y.shape(), axis);
        int first = 0;
        for (int i = 0; i < x.length; i++) {
            int run = x[i].shape().dim(axis) * Axes.inner(x[i].shape(), axis);
            Tensor gradient = dx[i];
            if (gradient != null) {
                for (int to = 0, from = first; to < gradient.size(); to += run, from += stride) {
                    System.arraycopy(dy.data(), dy.offset() + from, gradient.data(), gradient.offset() + to, run);
                }
            }
            first += run;
        }
    }
}
