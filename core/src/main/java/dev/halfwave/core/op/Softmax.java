package dev.halfwave.core.op;

import dev.halfwave.core.Op;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.Workspace;
import dev.halfwave.core.kernel.SoftmaxKernel;
import org.jspecify.annotations.Nullable;

/// The exponential of each element as a share of their sum along one axis, so that the shares are positive and add up
/// to 1: `y = exp(x) / Σ exp(x)`. Any shape; `y` has the shape of `x`.
///
/// The largest element is subtracted first, `y = exp(x − max) / Σ exp(x − max)`, so that nothing overflows. The sum is
/// taken in 16 virtual lanes and a halving tree, whichever axis it runs along; each element is divided by it once.
///
/// **Backward.** `∂yᵢ/∂xⱼ = yᵢ (1[i = j] − yⱼ)`, so `dx = y ⊙ (dy − Σ dy y)`. The products `dy y` are rounded, then
/// summed as above. The mean `Σ dy y` is taken away twice, so that little remains of it by rounding where one share is
/// nearly 1.
///
/// **Edge cases.** An element that is −∞ has the share 0 and the gradient 0, which is how attention is masked. A NaN, a
/// +∞, or nothing but −∞ along the axis makes all of it NaN, as in PyTorch.
///
/// For a loss use [CrossEntropy], and for logarithms [LogSoftmax]: a share below 10⁻⁴⁵ is 0 here, and its logarithm −∞.
///
/// Source: Bridle (1990), *Probabilistic Interpretation of Feedforward Classification Network Outputs, with
/// Relationships to Statistical Pattern Recognition*, doi:10.1007/978-3-642-76153-9_28.
///
/// @param axis the axis along which the shares add up to 1; negative ones count from the last
public record Softmax(int axis) implements Op {

    private static final int PIECE = 1024;

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
        int n = y.shape().dim(axis);
        int inner = Axes.inner(y.shape(), axis);
        if (inner == 1) {
            int piece = rowsTogether(n) * n;
            for (int at = 0; at < y.size(); at += piece) {
                SoftmaxKernel.softmaxOfRows(
                        x[0].data(), x[0].offset() + at, y.data(), y.offset() + at,
                        Math.min(piece, y.size() - at) / n, n);
            }
            return;
        }
        float[] scratch = w.floats(SoftmaxKernel.scratch(n, inner));
        for (int at = 0; at < y.size(); at += n * inner) {
            SoftmaxKernel.softmax(
                    x[0].data(), x[0].offset() + at, y.data(), y.offset() + at, n, inner, scratch);
        }
    }

    @Override
    public void backward(Tensor[] x, Tensor y, Tensor dy, @Nullable Tensor[] dx, Workspace w) {
        if (dx[0] == null) {
            return;
        }
        int n = y.shape().dim(axis);
        int inner = Axes.inner(y.shape(), axis);
        if (inner == 1) {
            int piece = rowsTogether(n) * n;
            float[] products = w.floats(piece);
            for (int at = 0; at < y.size(); at += piece) {
                SoftmaxKernel.softmaxOfRowsBackward(
                        y.data(), y.offset() + at, dy.data(), dy.offset() + at, dx[0].data(), dx[0].offset() + at,
                        Math.min(piece, y.size() - at) / n, n, products);
            }
            return;
        }
        float[] scratch = w.floats(SoftmaxKernel.scratch(n, inner));
        for (int at = 0; at < y.size(); at += n * inner) {
            SoftmaxKernel.softmaxBackward(
                    y.data(), y.offset() + at, dy.data(), dy.offset() + at, dx[0].data(), dx[0].offset() + at, n,
                    inner, scratch);
        }
    }

    /// As many rows as stay in the first-level cache, so that passes need not begin anew for each.
    private static int rowsTogether(int n) {
        return Math.max(1, PIECE / Math.max(1, n));
    }
}
