package dev.halfwave.core.op;

import dev.halfwave.core.Tensor;
import dev.halfwave.core.UnaryOp;

/// `y = x`, element by element: the activation of a linear network. Any shape; `y` has the shape of `x`.
public record Identity() implements UnaryOp {

    @Override
    public void forward(Tensor x, Tensor y) {
        y.copyFrom(x);
    }

    /// `dx = dy`.
    @Override
    public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
        dx.copyFrom(dy);
    }
}
