package dev.halfwave.core.op;

import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.UnaryOp;

/// Every sample as one row: (N, ...) becomes (N, product of the other lengths), in row-major order.
///
/// | tensor | shape                                          |
/// |--------|------------------------------------------------|
/// | `x`    | (N, ...), such as (N, C, L)                    |
/// | `y`    | (N, rest), such as (N, C · L); (N, 1) for (N)  |
public record Flatten() implements UnaryOp {

    @Override
    public Shape shape(Shape x) {
        if (x.rank() == 0) {
            throw new ShapeMismatchException(
                    name(), "expected x with a batch axis (N, ...)", "its shape is " + x);
        }
        return Shape.of(x.dim(0), x.stride());
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
}
