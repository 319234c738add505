package dev.halfwave.core.op;

import dev.halfwave.core.Op;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.Workspace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The sum over some axes or all of them, as PyTorch's `sum`.
///
/// | tensor | shape                                                                             |
/// |--------|-----------------------------------------------------------------------------------|
/// | `x`    | any, such as (N, C, L)                                                            |
/// | `y`    | without these axes, such as (N, L); with `keepAxes` they have length 1, (N, 1, L) |
///
/// **Order of operations.** The axes that are summed over and have no other behind them form rows, each summed in 16
/// virtual lanes and a halving tree; rows, and where there are none elements, are added in row-major order of `x`,
/// starting at +0.0. Axes of length 1 count for nothing. A sum of no elements is +0.0.
///
/// So that long sums keep their digits, they are cut into blocks, which are added in pairs ([dev.halfwave.core.kernel.RowKernel] says which):
/// a row of more than 4096 elements into blocks of 4096, and where more than 4096 rows or elements would be added one
/// after the other, those into blocks of 256 (more exactly, of as many whole steps along an outer axis as have at most
/// 256). The mean of equal numbers is then off by less than 10⁻⁵ of it.
///
/// **Backward.** `y` counts each element once, so `dx` is `dy`, repeated along the axes.
///
/// @param axes the axes to sum over, each once; negative ones count from the last; none for all
/// @param keepAxes whether they stay, with length 1
public record Sum(List<Integer> axes, boolean keepAxes) implements Op {

    /// @throws IllegalArgumentException if an axis is named twice
    public Sum {
        axes = ReducedAxes.checked("Sum", axes);
    }

    /// Over these axes, which `y` then lacks.
    public static Sum over(int... axes) {
        return new Sum(ReducedAxes.of(axes), false);
    }

    /// Over all elements; `y` is a single number.
    public static Sum all() {
        return new Sum(List.of(), false);
    }

    /// This sum, with the axes kept at length 1.
    public Sum withKeptAxes() {
        return new Sum(axes, true);
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
    }

    @Override
    public void backward(Tensor[] x, Tensor y, Tensor dy, @Nullable Tensor[] dx, Workspace w) {
        if (dx[0] != null) {
            new Broadcast(ReducedAxes.kept(name(), axes, x[0].shape()), x[0].shape()).copy(dy, dx[0]);
        }
    }
}
