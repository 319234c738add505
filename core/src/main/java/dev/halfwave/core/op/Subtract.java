package dev.halfwave.core.op;

import dev.halfwave.core.Op;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.Workspace;
import dev.halfwave.core.kernel.ElementwiseKernel;
import dev.halfwave.core.op.Broadcast.Operation;
import org.jspecify.annotations.Nullable;

/// The difference of two tensors, element by element: `y = a − b`, broadcast as in PyTorch.
///
/// | tensor   | shape                                                                              |
/// |----------|------------------------------------------------------------------------------------|
/// | `a`, `b` | matched axis by axis from the last: equal, or of length 1, or absent in one of them |
/// | `y`      | the larger length of each axis                                                     |
///
/// **Backward.** `da = Σ dy` and `db = −Σ dy`: over the axes along which the input was repeated, in the order of [Add].
public record Subtract() implements Op {

    @Override
    public Shape shape(Shape... x) {
        return Broadcast.shape(name(), x);
    }

    @Override
    public void forward(Tensor[] x, Tensor y, Workspace w) {
        Broadcast.apply(Operation.SUBTRACT, x[0], x[1], y, w);
    }

    @Override
    public void backward(Tensor[] x, Tensor y, Tensor dy, @Nullable Tensor[] dx, Workspace w) {
        if (dx[0] != null) {
            Broadcast.gradient(dy, dx[0], w);
        }
        Tensor db = dx[1];
        if (db != null) {
            Broadcast.gradient(dy, db, w);
            ElementwiseKernel.multiply(db.data(), db.offset(), -1f, db.data(), db.offset(), db.size());
        }
    }
}
