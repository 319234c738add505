package dev.halfwave.core.op;

import dev.halfwave.core.Tensor;
import dev.halfwave.core.UnaryOp;
import dev.halfwave.core.kernel.TanhKernel;

/// Hyperbolic tangent, element by element: `y = tanh(x) = (exp(x) − exp(−x)) / (exp(x) + exp(−x))`. Any shape; `y` has
/// the shape of `x`.
///
/// Within 0.95 ulp of the true value. `tanh(±0) = ±0`, `tanh(±∞) = ±1`, NaN stays NaN.
///
/// In signal processing this is a soft limiter. It is odd, so it adds odd harmonics to a tone and no DC component.
public record Tanh() implements UnaryOp {

    @Override
    public void forward(Tensor x, Tensor y) {
        TanhKernel.tanh(x.data(), x.offset(), y.data(), y.offset(), x.size());
    }

    /// `tanh′ = 1 − tanh²`, so `dx = dy (1 − y²)`.
    @Override
    public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
        TanhKernel.backward(y.data(), y.offset(), dy.data(), dy.offset(), dx.data(), dx.offset(), x.size());
    }
}
