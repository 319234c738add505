package dev.halfwave.core.op;

import dev.halfwave.core.Tensor;
import dev.halfwave.core.UnaryOp;
import dev.halfwave.core.kernel.AbsKernel;

/// Absolute value, element by element: `y = |x|`. Any shape; `y` has the shape of `x`.
///
/// At `x = 0`, where it has no derivative, the gradient is 0, as in PyTorch. NaN stays NaN, and its gradient is 0.
///
/// In signal processing this is the full-wave rectifier. It adds twice the DC component that [Relu] adds, and the same
/// even harmonics twice as strong, but leaves nothing of the tone itself: `|x| = 2 relu(x) − x`.
public record Abs() implements UnaryOp {

    @Override
    public void forward(Tensor x, Tensor y) {
        AbsKernel.forward(x.data(), x.offset(), y.data(), y.offset(), x.size());
    }

    /// `dx = sign(x) dy`.
    @Override
    public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
        AbsKernel.backward(x.data(), x.offset(), dy.data(), dy.offset(), dx.data(), dx.offset(), x.size());
    }
}
