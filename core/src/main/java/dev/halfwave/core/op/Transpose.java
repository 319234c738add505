package dev.halfwave.core.op;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.UnaryOp;
import dev.halfwave.core.kernel.TransposeKernel;

/// The same elements with two axes exchanged, as PyTorch's `transpose`; a copy, because every tensor is contiguous.
///
/// | tensor | shape                                                      |
/// |--------|------------------------------------------------------------|
/// | `x`    | at least the two axes, such as (N, C, L)                   |
/// | `y`    | that of `x` with the two lengths exchanged, such as (N, L, C) |
///
/// **Backward.** The exchange is its own inverse, so `dx` is `dy` with the same two axes exchanged.
///
/// @param first one axis; negative ones count from the last
/// @param second the other axis; the same one leaves everything where it is
public record Transpose(int first, int second) implements UnaryOp {

    @Override
    public Shape shape(Shape x) {
        int one = Axes.require(name(), first, "x", x);
        int other = Axes.require(name(), second, "x", x);
        return x.with(one, x.dim(other)).with(other, x.dim(one));
    }

    @Override
    public void forward(Tensor x, Tensor y) {
        transpose(x, y);
    }

    @Override
    public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
        transpose(dy, dx);
    }

    /// With `a` and `b` along the two axes, `m` along those between them and `i` along those behind:
    /// `to[b][m][a][i] = from[a][m][b][i]`, for each index of the axes before.
    private void transpose(Tensor from, Tensor to) {
        Shape shape = from.shape();
        int one = Math.min(shape.axis(first), shape.axis(second));
        int other = Math.max(shape.axis(first), shape.axis(second));
        if (one == other || shape.size() == 0) {
            System.arraycopy(from.data(), from.offset(), to.data(), to.offset(), shape.size());
            return;
        }
        int rows = shape.dim(one);
        int between = Axes.product(shape, one + 1, other);
        int columns = shape.dim(other);
        int inner = Axes.product(shape, other + 1, shape.rank());
        int block = rows * between * columns * inner;
        for (int at = 0; at < shape.size(); at += block) {
            for (int m = 0; m < between; m++) {
                int source = from.offset() + at + m * columns * inner;
                int target = to.offset() + at + m * rows * inner;
                if (inner == 1) {
                    TransposeKernel.transpose(
                            from.data(), source, between * columns, rows, columns,
                            to.data(), target, between * rows, rows);
                } else {
                    transposeRuns(
                            from.data(), source, between * columns * inner, rows, columns, inner,
                            to.data(), target, between * rows * inner);
                }
            }
        }
    }

    /// A matrix whose elements are runs of `inner` floats.
    private static void transposeRuns(
            float[] from, int source, int sourceStride, int rows, int columns, int inner,
            float[] to, int target, int targetStride) {
        for (int b = 0; b < columns; b++) {
            for (int a = 0; a < rows; a++) {
                System.arraycopy(
                        from, source + a * sourceStride + b * inner, to, target + b * targetStride + a * inner, inner);
            }
        }
    }
}
