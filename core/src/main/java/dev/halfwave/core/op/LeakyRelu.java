package dev.halfwave.core.op;

import dev.halfwave.core.Tensor;
import dev.halfwave.core.UnaryOp;
import dev.halfwave.core.kernel.LeakyReluKernel;

/// Leaky rectified linear unit, element by element: `y = x` where `x > 0`, else `slope · x`. Any shape; `y` has the shape
/// of `x`.
///
/// At `x = 0`, where it has no derivative unless the slope is 1, the gradient is that of the negative side, as in
/// PyTorch. NaN stays NaN, and its gradient too is multiplied by the slope.
///
/// `leaky(x) = slope · x + (1 − slope) · relu(x)`: of a tone it leaves what [Relu] adds, the DC component and the even
/// harmonics, weakened by `1 − slope`. A slope of −1 is [Abs], 0 is [Relu], 1 is [Identity].
///
/// Source: Maas, Hannun and Ng (2013), *Rectifier Nonlinearities Improve Neural Network Acoustic Models*, ICML.
///
/// @param slope the factor of what is not positive
public record LeakyRelu(float slope) implements UnaryOp {

    /// @throws IllegalArgumentException if the slope is infinite or NaN
    public LeakyRelu {
        if (!Float.isFinite(slope)) {
            throw new IllegalArgumentException("LeakyRelu: slope must be a finite number, but is " + slope);
        }
    }

    /// With the slope 0.01, as PyTorch has it.
    public static LeakyRelu of() {
        return new LeakyRelu(0.01f);
    }

    @Override
    public void forward(Tensor x, Tensor y) {
        LeakyReluKernel.forward(x.data(), x.offset(), slope, y.data(), y.offset(), x.size());
    }

    /// `dx = dy` where `x > 0`, else `slope · dy`.
    @Override
    public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
        LeakyReluKernel.backward(
                x.data(), x.offset(), slope, dy.data(), dy.offset(), dx.data(), dx.offset(), x.size());
    }
}
