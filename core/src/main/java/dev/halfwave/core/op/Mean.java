package dev.halfwave.core.op;

import dev.halfwave.core.Op;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.Workspace;
import dev.halfwave.core.kernel.ElementwiseKernel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The mean over some axes or all of them, as PyTorch's `mean`.
///
/// | tensor | shape                                                                             |
/// |--------|-----------------------------------------------------------------------------------|
/// | `x`    | any, such as (N, C, L)                                                            |
/// | `y`    | without these axes, such as (N, L); with `keepAxes` they have length 1, (N, 1, L) |
///
/// **Order of operations.** Summed as [Sum] does, and divided once by the number of elements. The mean of no elements
/// is NaN, 0/0.
///
/// **Backward.** Each of `n` elements counts for one n-th, so `dx` is `dy / n`, repeated along the axes.
///
/// For the mean over the length of a signal (N, C, L) there is [GlobalAveragePool1d], with the same bits.
///
/// @param axes the axes to average over, each once; negative ones count from the last; none for all
/// @param keepAxes whether they stay, with length 1
public record Mean(List<Integer> axes, boolean keepAxes) implements Op {

    /// @throws IllegalArgumentException if an axis is named twice
    public Mean {
        axes = ReducedAxes.checked("Mean", axes);
    }

    /// Over these axes, which `y` then lacks.
    public static Mean over(int... axes) {
        return new Mean(ReducedAxes.of(axes), false);
    }

    /// Over all elements; `y` is a single number.
    public static Mean all() {
        return new Mean(List.of(), false);
    }

    /// This mean, with the axes kept at length 1.
    public Mean withKeptAxes() {
        return new Mean(axes, true);
    }

    @Override
    public Shape shape(Shape... x) {
        if (x.length != 1) {
            throw new IllegalArgumentException(name() + ": takes one input, but was given " + x.length);
        }
        return keepAxes ? ReducedAxes.kept(name(), axes, x[0]) : ReducedAxes.dropped(name(), axes, x[0]);
    }

    @Override
    public void forward(Tensor[] x, Tensor y, Workspace w) {
        new Broadcast(ReducedAxes.kept(name(), axes, x[0].shape()), x[0].shape()).sum(x[0], y, w);
        ElementwiseKernel.divide(y.data(), y.offset(), count(x[0], y), y.data(), y.offset(), y.size());
    }

    @Override
    public void backward(Tensor[] x, Tensor y, Tensor dy, @Nullable Tensor[] dx, Workspace w) {
        if (dx[0] == null || dx[0].size() == 0) {
            return;
        }
        float[] shares = w.floats(dy.size());
        ElementwiseKernel.divide(dy.data(), dy.offset(), count(x[0], y), shares, 0, dy.size());
        new Broadcast(ReducedAxes.kept(name(), axes, x[0].shape()), x[0].shape())
                .copy(Tensor.wrap(shares, 0, dy.shape()), dx[0]);
    }

    /// The number of elements of each mean.
    private static float count(Tensor x, Tensor y) {
        return y.size() == 0 ? 0f : x.size() / y.size();
    }
}
