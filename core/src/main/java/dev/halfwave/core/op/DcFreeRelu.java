package dev.halfwave.core.op;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.UnaryOp;
import dev.halfwave.core.kernel.DcFreeReluKernel;

/// ReLU without the DC component it adds: `y[n,c,t] = relu(x[n,c,t]) − (1/L) Σₛ relu(x[n,c,s])`.
///
/// | tensor | shape                                          |
/// |--------|------------------------------------------------|
/// | `x`    | (N, C, L): batch, channels, length             |
/// | `y`    | (N, C, L); every row `y[n,c,:]` has mean zero  |
///
/// A half-wave rectified tone of amplitude A has the mean A/π, whatever its frequency: that is what ReLU adds to a
/// signal without DC, and what this op takes away again. What remains of ReLU is the halved tone and its even
/// harmonics.
///
/// **Edge cases.** At `x = 0`, where ReLU has no derivative, its gradient is 0, as in PyTorch. A NaN makes its whole
/// row NaN, through the mean; the gradient passes it, as that of [Relu]. A row of one sample is its own mean and
/// becomes 0.
///
/// **Backward.** With `r = relu(x)` and `P = I − 11ᵀ/L`, which subtracts the mean, a row is `y = P r`. For a loss ℓ and
/// `dy = ∂ℓ/∂y`, `∂ℓ/∂r = Pᵀ dy = P dy`, because P is symmetric. `r` depends on `x` element by element with slope
/// `1[x > 0]`, so
///
/// `dx = 1[x > 0] ⊙ (dy − mean over t of dy)`:
///
/// center the incoming gradient over the row, then gate it by the active samples. A sample that is not active gets no
/// gradient, although it has a share in the mean.
///
/// **Order of operations.** The means over a row are summed in 16 virtual lanes and divided once.
///
/// An ablation of this project, motivated by Kechris, Dan, Miranda and Atienza (2024), *DC is all you need: describing
/// ReLU from a signal processing standpoint*, arXiv:2407.16556.
public record DcFreeRelu() implements UnaryOp {

    @Override
    public Shape shape(Shape x) {
        x.requireAxes(name(), "x", "N", "C", "L");
        return x;
    }

    @Override
    public void forward(Tensor x, Tensor y) {
        DcFreeReluKernel.forward(x.data(), x.offset(), y.data(), y.offset(), Rows.count(x), x.shape().dim(2));
    }

    /// `dx = dy − mean(dy)` where `x > 0` or NaN, else 0.
    @Override
    public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
        DcFreeReluKernel.backward(
                x.data(), x.offset(), dy.data(), dy.offset(), dx.data(), dx.offset(), Rows.count(x), x.shape().dim(2));
    }
}
