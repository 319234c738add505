package dev.halfwave.core.op;

import dev.halfwave.core.Tensor;
import dev.halfwave.core.UnaryOp;
import dev.halfwave.core.kernel.AbsKernel;
import dev.halfwave.core.kernel.ElementwiseKernel;
import dev.halfwave.core.kernel.ReluKernel;

/// The hat function of linear finite elements, element by element: `y = max(0, 1 − |x|)`. Any shape; `y` has the shape of
/// `x`.
///
/// It is the linear B-spline: `hat(x) = relu(x + 1) − 2 relu(x) + relu(x − 1)`. The source has the same function one
/// further right, with the support [0, 2]; centred, it is even and largest where a layer without bias has its mean. A
/// bias makes up the difference.
///
/// At its three kinks, −1, 0 and 1, where it has no derivative, the gradient is 0, as it is outside. NaN stays NaN, and
/// its gradient is 0. `hat(±∞) = 0`.
///
/// **Why.** ReLU networks learn low frequencies long before high ones. The source shows that those of this function
/// have much less of that bias.
///
/// Source: Hong, Siegel, Tan and Xu (2022), *On the Activation Function Dependence of the Spectral Bias of Neural
/// Networks*, arXiv:2208.04924.
public record Hat() implements UnaryOp {

    @Override
    public void forward(Tensor x, Tensor y) {
        AbsKernel.forward(x.data(), x.offset(), y.data(), y.offset(), x.size());
        ElementwiseKernel.subtract(1f, y.data(), y.offset(), y.data(), y.offset(), x.size());
        ReluKernel.forward(y.data(), y.offset(), y.data(), y.offset(), x.size());
    }

    /// `dx = −sign(x) dy` where `|x| < 1`, which is where `y > 0`; else 0.
    @Override
    public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
        AbsKernel.backward(x.data(), x.offset(), dy.data(), dy.offset(), dx.data(), dx.offset(), x.size());
        ReluKernel.backward(y.data(), y.offset(), dx.data(), dx.offset(), dx.data(), dx.offset(), x.size());
        ElementwiseKernel.subtract(0f, dx.data(), dx.offset(), dx.data(), dx.offset(), x.size()); // 0 stays +0
    }
}
