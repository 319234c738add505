package dev.halfwave.core.op;

import dev.halfwave.core.Planning;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.UnaryOp;
import dev.halfwave.core.Workspace;
import dev.halfwave.core.kernel.AveragePoolKernel;
import dev.halfwave.core.kernel.PoolGeometry;
import org.jspecify.annotations.Nullable;

/// The mean over sliding windows of each channel, as PyTorch's `avg_pool1d`.
///
/// | tensor | shape                                                                              |
/// |--------|------------------------------------------------------------------------------------|
/// | `x`    | (N, C, L): batch, channels, length                                                 |
/// | `y`    | (N, C, windows), `windows = ⌊(L + 2 padding − kernelSize) / stride⌋ + 1`            |
///
/// Window `o` covers `x[n,c,t]` for `t` from `o · stride − padding` on, `kernelSize` samples. Samples behind the last
/// window are dropped, unless `ceilMode` rounds the number of windows up: then a last window may reach beyond the
/// padding on the right, where it is cut off; it must start inside of the input or the padding on its left.
///
/// A window's sum is divided by the number of its samples. Zeros of the padding are counted unless `countIncludePad` is
/// false; what is cut off never is.
///
/// **Order of operations.** A window is added from its first sample to its last and divided once. Where windows
/// overlap, a sample's gradient adds their shares in the order of the windows.
///
/// @param kernelSize the samples of a window, at least 1
/// @param stride from one window's first sample to the next one's, at least 1
/// @param padding zeros before and behind each row, at most half of `kernelSize`
/// @param ceilMode whether the number of windows is rounded up
/// @param countIncludePad whether zeros of the padding are samples
public record AveragePool1d(int kernelSize, int stride, int padding, boolean ceilMode, boolean countIncludePad)
        implements
            UnaryOp {

    private static final Planning<AveragePool1d, PoolGeometry> GEOMETRY = AveragePool1d::geometry;

    /// @throws IllegalArgumentException if a setting is out of its range
    public AveragePool1d {
        PoolWindows.requireSettings("AveragePool1d", kernelSize, stride, padding, 1);
    }

    /// Windows side by side (`stride = kernelSize`), without padding.
    public static AveragePool1d of(int kernelSize) {
        return new AveragePool1d(kernelSize, kernelSize, 0, false, true);
    }

    /// This pool with another stride.
    public AveragePool1d withStride(int newStride) {
        return new AveragePool1d(kernelSize, newStride, padding, ceilMode, countIncludePad);
    }

    /// This pool with other padding.
    public AveragePool1d withPadding(int newPadding) {
        return new AveragePool1d(kernelSize, stride, newPadding, ceilMode, countIncludePad);
    }

    /// This pool with the number of windows rounded up or not.
    public AveragePool1d withCeilMode(boolean newCeilMode) {
        return new AveragePool1d(kernelSize, stride, padding, newCeilMode, countIncludePad);
    }

    /// This pool with zeros of the padding counted or not.
    public AveragePool1d withCountIncludePad(boolean newCountIncludePad) {
        return new AveragePool1d(kernelSize, stride, padding, ceilMode, newCountIncludePad);
    }

    @Override
    public Shape shape(Shape x) {
        return PoolWindows.shape(this, x, kernelSize, stride, padding, 1, ceilMode);
    }

    @Override
    public void forward(Tensor x, Tensor y) {
        forward(new Tensor[] {x}, y, Workspace.ordinary());
    }

    @Override
    public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
        backward(new Tensor[] {x}, y, dy, new Tensor[] {dx}, Workspace.ordinary());
    }

    @Override
    public void forward(Tensor[] x, Tensor y, Workspace w) {
        AveragePoolKernel.forward(
                w.plan(GEOMETRY, this, x[0].shape(), y.shape()), countIncludePad, x[0].data(), x[0].offset(), y.data(),
                y.offset(),
                Rows.count(x[0]));
    }

    /// `dx[n,c,t] = Σ dy[n,c,o] / samples(o)` over the windows `o` that cover `t`.
    @Override
    public void backward(Tensor[] x, Tensor y, Tensor dy, @Nullable Tensor[] dx, Workspace w) {
        if (dx[0] != null) {
            AveragePoolKernel.backward(
                    w.plan(GEOMETRY, this, x[0].shape(), y.shape()), countIncludePad, dy.data(), dy.offset(),
                    dx[0].data(), dx[0].offset(), Rows.count(x[0]));
        }
    }

    private PoolGeometry geometry(Shape x, Shape y) {
        return new PoolGeometry(x.dim(2), y.dim(2), kernelSize, stride, padding, 1);
    }
}
