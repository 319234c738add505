package dev.halfwave.core.op;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.UnaryOp;
import dev.halfwave.core.kernel.AntiderivativeReluKernel;

/// ReLU with less aliasing, by its antiderivative: each sample is the mean of ReLU over the straight line from the
/// sample before to this one, `y[t] = (F(x[t]) − F(x[t−1])) / (x[t] − x[t−1])` with `F(x) = max(x, 0)² / 2`.
///
/// | tensor | shape                              |
/// |--------|------------------------------------|
/// | `x`    | (N, C, L): batch, channels, length |
/// | `y`    | (N, C, L)                          |
///
/// The harmonics that ReLU makes lie beyond the Nyquist frequency too, where sampling folds them back onto lower ones,
/// DC included. Averaging over a sampling interval before sampling weakens what would be folded. The price: `y` is half
/// a sample late, and rectifies the straight lines between samples instead of the signal, so that the DC component of
/// tones of few samples per period comes out too low. [Upsample1d] and [Downsample1d] cost more and are better at both.
///
/// **Closed form.** The quotient loses its digits where two samples are close, and is not defined where they are equal.
/// As the mean of a straight line that is cut off at 0 it needs neither: with `m` the larger and `l` the smaller of both
///
/// - `m ≤ 0`: all of it is cut off, 0;
/// - `l ≥ 0`: nothing is, `(m + l) / 2`;
/// - otherwise the share `m / (m − l)` of it is positive, with the mean `m / 2`: `m² / (2 (m − l))`.
///
/// **Edge cases.** The sample before the first is the first, so that `y[0] = relu(x[0])`. A NaN makes its own and the
/// next sample NaN; an infinity beside a number of the other sign makes NaN. Where `m − l` overflows, which takes numbers
/// beyond 10³⁸, the third case is 0.
///
/// **Backward.** `∂y/∂m = r − r²/2` and `∂y/∂l = r²/2` with `r = m / (m − l)`, the quotient rule for the last case. At
/// `l = 0` both are 1/2, at `m = 0` both are 0, which are the slopes of the other two cases: unlike ReLU this op has a
/// kink only where both samples are 0; there the gradient is 0, and so is that of `y[0]` at `x[0] = 0`. A sample has
/// a share in two results: `dx[t] = ∂y[t]/∂x[t] · dy[t] + ∂y[t+1]/∂x[t] · dy[t+1]`, added in this order.
///
/// Source: Parker, Zavalishin and Le Bivic (2016), *Reducing the Aliasing of Nonlinear Waveshaping Using Continuous-Time
/// Convolution*, DAFx-16; in neural networks arXiv:2512.20211, *Aliasing-Free Neural Audio Synthesis*.
public record AntiderivativeRelu() implements UnaryOp {

    @Override
    public Shape shape(Shape x) {
        x.requireAxes(name(), "x", "N", "C", "L");
        return x;
    }

    @Override
    public void forward(Tensor x, Tensor y) {
        AntiderivativeReluKernel.forward(
                x.data(), x.offset(), y.data(), y.offset(), Rows.count(x), x.shape().dim(2));
    }

    @Override
    public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
        AntiderivativeReluKernel.backward(
                x.data(), x.offset(), dy.data(), dy.offset(), dx.data(), dx.offset(), Rows.count(x), x.shape().dim(2));
    }
}
