package dev.halfwave.core.op;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.UnaryOp;
import dev.halfwave.core.kernel.RowKernel;

/// The largest sample of each channel over its whole length: `y[n,c] = maxₜ x[n,c,t]`.
///
/// | tensor | shape                                       |
/// |--------|---------------------------------------------|
/// | `x`    | (N, C, L): batch, channels, length, L ≥ 1   |
/// | `y`    | (N, C)                                      |
///
/// **Edge cases.** Of several equal maxima the first one gets the gradient. A NaN is larger than every number, and the
/// last of several gets the gradient; both as in PyTorch.
public record GlobalMaxPool1d() implements UnaryOp {

    @Override
    public Shape shape(Shape x) {
        return PoolWindows.globalShape(this, x);
    }

    @Override
    public void forward(Tensor x, Tensor y) {
        int length = x.shape().dim(2);
        for (int row = 0; row < y.size(); row++) {
            y.data()[y.offset() + row] = RowKernel.max(x.data(), x.offset() + row * length, length);
        }
    }

    /// `dx[n,c,t] = dy[n,c]` where the maximum stands, else 0.
    @Override
    public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
        int length = x.shape().dim(2);
        RowKernel.fill(0f, dx.data(), dx.offset(), dx.size());
        for (int row = 0; row < dy.size(); row++) {
            int from = x.offset() + row * length;
            int t = RowKernel.indexOfMax(x.data(), from, length, y.data()[y.offset() + row]);
            dx.data()[dx.offset() + row * length + t] = dy.data()[dy.offset() + row];
        }
    }
}
