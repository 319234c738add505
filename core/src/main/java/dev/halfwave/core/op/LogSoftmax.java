package dev.halfwave.core.op;

import dev.halfwave.core.Op;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.Workspace;
import dev.halfwave.core.kernel.SoftmaxKernel;
import org.jspecify.annotations.Nullable;

/// The logarithm of softmax along one axis: `y = x − log Σ exp(x)`, the sum over that axis. Any shape; `y` has the
/// shape of `x`.
///
/// The largest element is subtracted first, `y = (x − max) − log Σ exp(x − max)`, so that nothing overflows. The sum
/// is taken in 16 virtual lanes, whichever axis it runs along.
///
/// **Backward.** `∂yᵢ/∂xⱼ = 1[i = j] − softmaxⱼ` and `softmax = exp(y)`, so `dx = dy − exp(y) Σ dy`.
///
/// **Edge cases.** A NaN, a +∞, or nothing but −∞ along the axis makes all of it NaN, as in PyTorch.
///
/// @param axis the axis of the classes; negative ones count from the last
public record LogSoftmax(int axis) implements Op {

    @Override
    public Shape shape(Shape... x) {
        if (x.length != 1) {
            throw new IllegalArgumentException(name() + ": takes one input, but was given " + x.length);
        }
        Axes.require(name(), axis, "x", x[0]);
        return x[0];
    }

    @Override
    public void forward(Tensor[] x, Tensor y, Workspace w) {
        Shape shape = y.shape();
        int n = shape.dim(axis);
        int inner = Axes.inner(shape, axis);
        float[] scratch = w.floats(SoftmaxKernel.scratch(n, inner));
        for (int at = 0; at < y.size(); at += n * inner) {
            SoftmaxKernel.forward(
                    x[0].data(), x[0].offset() + at, y.data(), y.offset() + at, n, inner, scratch);
        }
    }

    @Override
    public void backward(Tensor[] x, Tensor y, Tensor dy, @Nullable Tensor[] dx, Workspace w) {
        if (dx[0] == null) {
            return;
        }
        Shape shape = y.shape();
        int n = shape.dim(axis);
        int inner = Axes.inner(shape, axis);
        float[] scratch = w.floats(SoftmaxKernel.scratch(n, inner));
        for (int at = 0; at < y.size(); at += n * inner) {
            SoftmaxKernel.backward(
                    y.data(), y.offset() + at, dy.data(), dy.offset() + at, dx[0].data(), dx[0].offset() + at, n,
                    inner, scratch);
        }
    }
}
