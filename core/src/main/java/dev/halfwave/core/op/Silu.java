package dev.halfwave.core.op;

import dev.halfwave.core.Tensor;
import dev.halfwave.core.UnaryOp;
import dev.halfwave.core.kernel.SigmoidGateKernel;

/// Sigmoid-weighted linear unit, also called swish, element by element: `y = x σ(x)` with `σ(x) = 1 / (1 + exp(−x))`.
/// Any shape; `y` has the shape of `x`.
///
/// **Backward.** `dx = dy (σ(x) + x σ(x) (1 − σ(x)))`, by the product rule and `σ′ = σ (1 − σ)`.
///
/// **Edge cases.** As in PyTorch, `x = −∞` gives NaN (it is −∞ · 0), `x = +∞` gives +∞, and the gradient of both is
/// NaN. NaN stays NaN, and so does its gradient.
///
/// Source: Elfwing, Uchibe and Doya (2018), *Sigmoid-Weighted Linear Units for Neural Network Function Approximation in
/// Reinforcement Learning*, arXiv:1702.03118.
public record Silu() implements UnaryOp {

    @Override
    public void forward(Tensor x, Tensor y) {
        SigmoidGateKernel.forward(1f, 0f, x.data(), x.offset(), y.data(), y.offset(), x.size());
    }

    /// `dx = dy (σ(x) + x σ(x) (1 − σ(x)))`.
    @Override
    public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
        SigmoidGateKernel.backward(
                1f, 0f, x.data(), x.offset(), dy.data(), dy.offset(), dx.data(), dx.offset(), x.size());
    }
}
