package dev.halfwave.core.op;

import dev.halfwave.core.Tensor;
import dev.halfwave.core.UnaryOp;
import dev.halfwave.core.kernel.EluKernel;

/// Exponential linear unit, element by element: `y = x` where `x > 0`, else `α (exp(x) − 1)`. Any shape; `y` has the
/// shape of `x`.
///
/// **Backward.** `dx = dy` where `x > 0`, else `dy α exp(x)`. At `x = 0` the derivative is that of the exponential, α,
/// as in PyTorch; for α = 1 both sides agree.
///
/// **Edge cases.** `x = −∞` gives −α, its gradient is 0. NaN stays NaN, and so does its gradient.
///
/// Source: Clevert, Unterthiner and Hochreiter (2016), *Fast and Accurate Deep Network Learning by Exponential Linear
/// Units (ELUs)*, arXiv:1511.07289.
///
/// @param alpha how far below 0 the result can be; a finite number, usually 1
public record Elu(float alpha) implements UnaryOp {

    /// @throws IllegalArgumentException if `alpha` is not finite
    public Elu {
        if (!Float.isFinite(alpha)) {
            throw new IllegalArgumentException("Elu: alpha must be a finite number, but is " + alpha);
        }
    }

    /// `α = 1`, which makes the function smooth at 0.
    public static Elu of() {
        return new Elu(1f);
    }

    @Override
    public void forward(Tensor x, Tensor y) {
        EluKernel.forward(alpha, x.data(), x.offset(), y.data(), y.offset(), x.size());
    }

    /// `dx = dy` where `x > 0`, else `dy α exp(x)`.
    @Override
    public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
        EluKernel.backward(
                alpha, x.data(), x.offset(), dy.data(), dy.offset(), dx.data(), dx.offset(), x.size());
    }
}
