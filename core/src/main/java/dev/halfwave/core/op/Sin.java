package dev.halfwave.core.op;

import dev.halfwave.core.Tensor;
import dev.halfwave.core.UnaryOp;
import dev.halfwave.core.kernel.ElementwiseKernel;
import dev.halfwave.core.kernel.SineKernel;

/// Sine, element by element: `y = sin(x)`, x in radians. Any shape; `y` has the shape of `x`. See [SineKernel] for its
/// error. The sine of ±∞ is NaN, and NaN stays NaN.
///
/// As an activation it is odd: of a tone without DC component it makes odd harmonics only, and no DC component.
///
/// Source: Sitzmann, Martel, Bergman, Lindell and Wetzstein (2020), *Implicit Neural Representations with Periodic
/// Activation Functions*, arXiv:2006.09661, where layers compute `sin(ω₀ (W x + b))`.
public record Sin() implements UnaryOp {

    @Override
    public void forward(Tensor x, Tensor y) {
        SineKernel.sin(x.data(), x.offset(), y.data(), y.offset(), x.size());
    }

    /// `dx = dy · cos(x)`.
    @Override
    public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
        SineKernel.cos(x.data(), x.offset(), dx.data(), dx.offset(), x.size());
        ElementwiseKernel.multiply(
                dx.data(), dx.offset(), dy.data(), dy.offset(), dx.data(), dx.offset(), x.size());
    }
}
