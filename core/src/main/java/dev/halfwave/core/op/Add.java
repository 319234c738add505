package dev.halfwave.core.op;

import dev.halfwave.core.Op;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.Workspace;
import dev.halfwave.core.op.Broadcast.Operation;
import org.jspecify.annotations.Nullable;

/// The sum of two tensors, element by element: `y = a + b`, broadcast as in PyTorch.
///
/// | tensor   | shape                                                                              |
/// |----------|------------------------------------------------------------------------------------|
/// | `a`, `b` | matched axis by axis from the last: equal, or of length 1, or absent in one of them |
/// | `y`      | the larger length of each axis                                                     |
///
/// (8, 4, 256) + (4, 1) adds one number to each channel: where a tensor has length 1 or no such axis, its elements are
/// repeated.
///
/// **Backward.** `da` is `dy`, summed over the axes along which `a` was repeated; `db` likewise. Repeated axes with no
/// other behind them form rows, each summed in 16 virtual lanes; everything else is added in row-major order of `dy`,
/// starting at +0.0, and in blocks where it is more than 4096 numbers, as [Sum] does.
public record Add() implements Op {

    @Override
    public Shape shape(Shape... x) {
        return Broadcast.shape(name(), x);
    }

    @Override
    public void forward(Tensor[] x, Tensor y, Workspace w) {
        Broadcast.apply(Operation.ADD, x[0], x[1], y, w);
    }

    @Override
    public void backward(Tensor[] x, Tensor y, Tensor dy, @Nullable Tensor[] dx, Workspace w) {
        for (Tensor gradient : dx) {
            if (gradient != null) {
                Broadcast.gradient(dy, gradient, w);
            }
        }
    }
}
