package dev.halfwave.core.op;

import dev.halfwave.core.Op;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.Workspace;
import dev.halfwave.core.kernel.ElementwiseKernel;
import dev.halfwave.core.op.Broadcast.Operation;
import org.jspecify.annotations.Nullable;

/// The quotient of two tensors, element by element: `y = a ÷ b`, broadcast as in PyTorch. As the format says, `a ÷ 0` is
/// ±∞ and `0 ÷ 0` is NaN.
///
/// | tensor   | shape                                                                              |
/// |----------|------------------------------------------------------------------------------------|
/// | `a`, `b` | matched axis by axis from the last: equal, or of length 1, or absent in one of them |
/// | `y`      | the larger length of each axis                                                     |
///
/// **Backward.** `da = Σ dy ÷ b` and `db = −Σ dy · (y ÷ b)`, because `∂(a/b)/∂b = −a/b² = −y/b`: nothing is squared that
/// could overflow. The terms are rounded one by one and then summed over the axes along which the input was repeated,
/// in the order of [Add].
public record Divide() implements Op {

    @Override
    public Shape shape(Shape... x) {
        return Broadcast.shape(name(), x);
    }

    @Override
    public void forward(Tensor[] x, Tensor y, Workspace w) {
        Broadcast.apply(Operation.DIVIDE, x[0], x[1], y, w);
    }

    @Override
    public void backward(Tensor[] x, Tensor y, Tensor dy, @Nullable Tensor[] dx, Workspace w) {
        Tensor b = x[1];
        if (dx[0] != null) {
            Broadcast.gradient(Operation.DIVIDE, dy, b, dx[0], w);
        }
        Tensor db = dx[1];
        if (db != null) {
            Tensor each = Broadcast.each(dy, db, w);
            Broadcast.apply(Operation.DIVIDE, y, b, each, w);
            Broadcast.apply(Operation.MULTIPLY, each, dy, each, w);
            Broadcast.sumOf(each, db, w);
            ElementwiseKernel.multiply(db.data(), db.offset(), -1f, db.data(), db.offset(), db.size());
        }
    }
}
