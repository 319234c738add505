package dev.halfwave.core.op;

import dev.halfwave.core.Tensor;
import dev.halfwave.core.UnaryOp;
import dev.halfwave.core.kernel.SigmoidKernel;

/// The logistic function, element by element: `y = σ(x) = 1 / (1 + exp(−x))`. Any shape; `y` has the shape of `x`.
///
/// Within 0.94 ulp of the true value, tiny results included. `σ(−∞) = 0`, `σ(+∞) = 1`, NaN stays NaN.
public record Sigmoid() implements UnaryOp {

    @Override
    public void forward(Tensor x, Tensor y) {
        SigmoidKernel.sigmoid(x.data(), x.offset(), y.data(), y.offset(), x.size());
    }

    /// `σ′ = σ (1 − σ)`, so `dx = dy (y − y²)`.
    @Override
    public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
        SigmoidKernel.backward(y.data(), y.offset(), dy.data(), dy.offset(), dx.data(), dx.offset(), x.size());
    }
}
