package dev.halfwave.core.op;

import dev.halfwave.core.Op;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.Workspace;
import dev.halfwave.core.op.Broadcast.Operation;
import org.jspecify.annotations.Nullable;

/// The product of two tensors, element by element: `y = a · b`, broadcast as in PyTorch. For the matrix product see
/// [MatMul].
///
/// | tensor   | shape                                                                              |
/// |----------|------------------------------------------------------------------------------------|
/// | `a`, `b` | matched axis by axis from the last: equal, or of length 1, or absent in one of them |
/// | `y`      | the larger length of each axis                                                     |
///
/// (8, 4, 256) · (8, 4, 1) gives each channel of each sample its own factor.
///
/// **Backward.** `da = Σ dy · b` and `db = Σ dy · a`. The products are rounded one by one and then summed over the axes
/// along which the input was repeated, in the order of [Add]. For `x · x` the engine adds both: `dx = 2 dy · x`.
public record Multiply() implements Op {

    @Override
    public Shape shape(Shape... x) {
        return Broadcast.shape(name(), x);
    }

    @Override
    public void forward(Tensor[] x, Tensor y, Workspace w) {
        Broadcast.apply(Operation.MULTIPLY, x[0], x[1], y, w);
    }

    @Override
    public void backward(Tensor[] x, Tensor y, Tensor dy, @Nullable Tensor[] dx, Workspace w) {
        for (int i = 0; i < 2; i++) {
            if (dx[i] != null) {
                Broadcast.gradient(Operation.MULTIPLY, dy, x[1 - i], dx[i], w);
            }
        }
    }
}
