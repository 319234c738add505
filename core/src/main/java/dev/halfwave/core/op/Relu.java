package dev.halfwave.core.op;

import dev.halfwave.core.Tensor;
import dev.halfwave.core.UnaryOp;
import dev.halfwave.core.kernel.ReluKernel;

/// Rectified linear unit, element by element: `y = max(x, 0)`. Any shape; `y` has the shape of `x`.
///
/// At `x = 0`, where ReLU has no derivative, the gradient is 0, as in PyTorch. NaN stays NaN, and
/// the gradient passes there.
///
/// In signal processing this is the half-wave rectifier: it adds a DC component and even harmonics to a tone.
/// [DcFreeRelu] takes the DC component away again.
///
/// Source: Nair and Hinton (2010), *Rectified Linear Units Improve Restricted Boltzmann Machines*, ICML.
public record Relu() implements UnaryOp {

    @Override
    public void forward(Tensor x, Tensor y) {
        ReluKernel.forward(x.data(), x.offset(), y.data(), y.offset(), x.size());
    }

    /// `dx = dy` where `x > 0` or NaN, else 0.
    @Override
    public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
        ReluKernel.backward(x.data(), x.offset(), dy.data(), dy.offset(), dx.data(), dx.offset(), x.size());
    }
}
