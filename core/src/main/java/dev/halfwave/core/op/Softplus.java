package dev.halfwave.core.op;

import dev.halfwave.core.Tensor;
import dev.halfwave.core.UnaryOp;
import dev.halfwave.core.kernel.SoftplusKernel;

/// Softplus, a smooth ReLU, element by element: `y = log(1 + exp(β x)) / β` where `β x` is at most a threshold, else
/// `y = x`. Any shape; `y` has the shape of `x`.
///
/// The larger β is, the nearer it comes to [Relu]. From `β x = 17` on the curve differs from the line by less than the
/// rounding of a float, so that a threshold above that, such as PyTorch's default of 20, hardly shows.
///
/// **Backward.** `d/dx log(1 + exp(β x)) / β = exp(β x) / (1 + exp(β x)) = σ(β x)`, the logistic function; 1 above the
/// threshold.
///
/// **Edge cases.** `x = −∞` gives 0 with gradient 0, `x = +∞` gives +∞ with gradient 1. NaN stays NaN, and so does its
/// gradient. `β x` exactly at the threshold belongs to the curve.
///
/// Source: Dugas, Bengio, Bélisle, Nadeau and Garcia (2001), *Incorporating Second-Order Functional Knowledge for Better
/// Option Pricing*, Advances in Neural Information Processing Systems 13.
///
/// @param beta the sharpness of the bend, a finite number above 0
/// @param threshold where the line begins, in units of `β x`; a finite number
public record Softplus(float beta, float threshold) implements UnaryOp {

    /// @throws IllegalArgumentException if `beta` is not a finite number above 0 or `threshold` is not finite
    public Softplus {
        if (!(beta > 0f) || !Float.isFinite(beta)) {
            throw new IllegalArgumentException("Softplus: beta must be a finite number above 0, but is " + beta);
        }
        if (!Float.isFinite(threshold)) {
            throw new IllegalArgumentException("Softplus: threshold must be a finite number, but is " + threshold);
        }
    }

    /// PyTorch's defaults: β = 1, threshold 20.
    public static Softplus of() {
        return new Softplus(1f, 20f);
    }

    @Override
    public void forward(Tensor x, Tensor y) {
        SoftplusKernel.forward(beta, threshold, x.data(), x.offset(), y.data(), y.offset(), x.size());
    }

    /// `dx = dy σ(β x)` where `β x` is at most the threshold, else `dy`.
    @Override
    public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
        SoftplusKernel.backward(
                beta, threshold, x.data(), x.offset(), dy.data(), dy.offset(), dx.data(), dx.offset(), x.size());
    }
}
