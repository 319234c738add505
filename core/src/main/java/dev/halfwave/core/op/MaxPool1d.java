package dev.halfwave.core.op;

import dev.halfwave.core.Planning;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.UnaryOp;
import dev.halfwave.core.Workspace;
import dev.halfwave.core.kernel.MaxPoolKernel;
import dev.halfwave.core.kernel.PoolGeometry;
import org.jspecify.annotations.Nullable;

/// The maximum over sliding windows of each channel, as PyTorch's `max_pool1d`.
///
/// | tensor | shape                                                                                         |
/// |--------|-----------------------------------------------------------------------------------------------|
/// | `x`    | (N, C, L): batch, channels, length                                                            |
/// | `y`    | (N, C, windows), `windows = ⌊(L + 2 padding − dilation (kernelSize − 1) − 1) / stride⌋ + 1`    |
///
/// Window `o` covers `x[n,c,t]` for `t = o · stride − padding + k · dilation`, `k` in `0..kernelSize−1`; the padding
/// holds −∞. Samples behind the last window are dropped, unless `ceilMode` rounds the number of windows up: then a last
/// window may reach beyond the padding on the right; it must start inside of the input or the padding on its left.
///
/// **Edge cases.** Of several equal maxima the first one gets the gradient. A NaN is larger than every number, and the
/// last of several gets the gradient; both as in PyTorch. A window whose every tap lies in the padding is −∞ and passes
/// no gradient on. Where windows overlap, a sample's gradient adds theirs in the order of the windows.
///
/// @param kernelSize the taps of a window, at least 1
/// @param stride from one window's first tap to the next one's, at least 1
/// @param padding samples of −∞ before and behind each row, at most half of `kernelSize`
/// @param dilation from one tap to the next, at least 1
/// @param ceilMode whether the number of windows is rounded up
public record MaxPool1d(int kernelSize, int stride, int padding, int dilation, boolean ceilMode) implements UnaryOp {

    private static final Planning<MaxPool1d, PoolGeometry> GEOMETRY = MaxPool1d::geometry;

    /// @throws IllegalArgumentException if a setting is out of its range
    public MaxPool1d {
        PoolWindows.requireSettings("MaxPool1d", kernelSize, stride, padding, dilation);
    }

    /// Windows side by side (`stride = kernelSize`), without padding or dilation.
    public static MaxPool1d of(int kernelSize) {
        return new MaxPool1d(kernelSize, kernelSize, 0, 1, false);
    }

    /// This pool with another stride.
    public MaxPool1d withStride(int newStride) {
        return new MaxPool1d(kernelSize, newStride, padding, dilation, ceilMode);
    }

    /// This pool with other padding.
    public MaxPool1d withPadding(int newPadding) {
        return new MaxPool1d(kernelSize, stride, newPadding, dilation, ceilMode);
    }

    /// This pool with another dilation.
    public MaxPool1d withDilation(int newDilation) {
        return new MaxPool1d(kernelSize, stride, padding, newDilation, ceilMode);
    }

    /// This pool with the number of windows rounded up or not.
    public MaxPool1d withCeilMode(boolean newCeilMode) {
        return new MaxPool1d(kernelSize, stride, padding, dilation, newCeilMode);
    }

    @Override
    public Shape shape(Shape x) {
        return PoolWindows.shape(this, x, kernelSize, stride, padding, dilation, ceilMode);
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
        MaxPoolKernel.forward(
                w.plan(GEOMETRY, this, x[0].shape(), y.shape()), x[0].data(), x[0].offset(), y.data(), y.offset(),
                Rows.count(x[0]));
    }

    /// `dx[n,c,t] = Σ dy[n,c,o]` over the windows `o` whose maximum stands at `t`.
    @Override
    public void backward(Tensor[] x, Tensor y, Tensor dy, @Nullable Tensor[] dx, Workspace w) {
        if (dx[0] != null) {
            MaxPoolKernel.backward(
                    w.plan(GEOMETRY, this, x[0].shape(), y.shape()), x[0].data(), x[0].offset(), dy.data(), dy.offset(),
                    dx[0].data(), dx[0].offset(), Rows.count(x[0]));
        }
    }

    private PoolGeometry geometry(Shape x, Shape y) {
        return new PoolGeometry(x.dim(2), y.dim(2), kernelSize, stride, padding, dilation);
    }
}
