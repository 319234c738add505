package dev.halfwave.core.op;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.UnaryOp;
import dev.halfwave.core.kernel.RowKernel;

/// The mean of each channel over its whole length: `y[n,c] = (1/L) Σₜ x[n,c,t]`, which is the channel's DC component.
///
/// | tensor | shape                                       |
/// |--------|---------------------------------------------|
/// | `x`    | (N, C, L): batch, channels, length, L ≥ 1   |
/// | `y`    | (N, C)                                      |
///
/// **Order of operations.** A row is summed in 16 virtual lanes and divided once.
///
/// Source: Lin, Chen and Yan (2014), *Network In Network*, arXiv:1312.4400.
public record GlobalAveragePool1d() implements UnaryOp {

    @Override
    public Shape shape(Shape x) {
        return PoolWindows.globalShape(this, x);
    }

    @Override
    public void forward(Tensor x, Tensor y) {
        int length = x.shape().dim(2);
        for (int row = 0; row < y.size(); row++) {
            y.data()[y.offset() + row] = RowKernel.mean(x.data(), x.offset() + row * length, length);
        }
    }

    /// `dx[n,c,t] = dy[n,c] / L` for every `t`.
    @Override
    public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
        int length = x.shape().dim(2);
        for (int row = 0; row < dy.size(); row++) {
            RowKernel.fill(dy.data()[dy.offset() + row] / length, dx.data(), dx.offset() + row * length, length);
        }
    }
}
