package dev.halfwave.core.op;

import dev.halfwave.core.Tensor;
import dev.halfwave.core.UnaryOp;
import dev.halfwave.core.kernel.GeluKernel;
import dev.halfwave.core.kernel.SigmoidGateKernel;

/// Gaussian error linear unit, element by element: `y = x Φ(x)`, where `Φ(x) = (1 + erf(x/√2)) / 2` is the
/// distribution function of the normal distribution. Any shape; `y` has the shape of `x`.
///
/// The approximation by the hyperbolic tangent is `y = x (1 + tanh u) / 2` with `u = √(2/π) (x + 0.044715 x³)`. It
/// differs from the exact form by at most 0.0005, is what many published models were trained with, and is computed as
/// `x σ(2u)`, which is the same: `(1 + tanh u) / 2 = σ(2u)` with `σ(v) = 1 / (1 + exp(−v))`.
///
/// **Backward.** Exact: `dx = dy (Φ(x) + x φ(x))` with the density `φ(x) = Φ′(x) = exp(−x²/2) / √(2π)`. `Φ(x)` is not
/// computed again, it is `y / x`; nearer to 0 than 2⁻¹² it is `1/2 + φ(0) x`, the beginning of its series.
/// Approximation: `dx = dy (σ(v) + x σ(v) (1 − σ(v)) v′)` with `v = 2u` and `v′ = √(8/π) (1 + 3 · 0.044715 x²)`.
///
/// **Edge cases.** `x = −∞` gives NaN (it is −∞ · 0), as in PyTorch; `x = +∞` gives +∞, for which some builds of PyTorch
/// have NaN. The gradient of both is NaN. NaN stays NaN, and so does its gradient. Far below 0 the exact form has the absolute accuracy of `1 + erf`,
/// which is 0 from about −5.4 on.
///
/// Source: Hendrycks and Gimpel (2016), *Gaussian Error Linear Units (GELUs)*, arXiv:1606.08415.
///
/// @param tanh whether the approximation by the hyperbolic tangent is computed
public record Gelu(boolean tanh) implements UnaryOp {

    private static final float LINEAR = 0x1.988454p0f; // √(8/π)
    private static final float CUBIC = 0x1.2444f2p-4f; // 0.044715 √(8/π)

    /// `x Φ(x)`.
    public static Gelu exact() {
        return new Gelu(false);
    }

    /// The approximation by the hyperbolic tangent.
    public static Gelu approximate() {
        return new Gelu(true);
    }

    @Override
    public void forward(Tensor x, Tensor y) {
        if (tanh) {
            SigmoidGateKernel.forward(LINEAR, CUBIC, x.data(), x.offset(), y.data(), y.offset(), x.size());
        } else {
            GeluKernel.forward(x.data(), x.offset(), y.data(), y.offset(), x.size());
        }
    }

    /// `dx = dy (Φ(x) + x φ(x))`, or the derivative of the approximation.
    @Override
    public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
        if (tanh) {
            SigmoidGateKernel.backward(
                    LINEAR, CUBIC, x.data(), x.offset(), dy.data(), dy.offset(), dx.data(), dx.offset(), x.size());
        } else {
            GeluKernel.backward(
                    x.data(), x.offset(), y.data(), y.offset(), dy.data(), dy.offset(), dx.data(), dx.offset(),
                    x.size());
        }
    }
}
