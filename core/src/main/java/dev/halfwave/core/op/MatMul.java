package dev.halfwave.core.op;

import dev.halfwave.core.Op;
import dev.halfwave.core.Planning;
import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.Workspace;
import dev.halfwave.core.kernel.GemmKernel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Product of two matrices, of batches of matrices, or of matrices and vectors: `c[m,n] = Σ_k a[m,k] · b[k,n]`. The
/// shape rules are those of `torch.matmul`.
///
/// | `a`        | `b`        | `c`                                                                          |
/// |------------|------------|------------------------------------------------------------------------------|
/// | (…, M, K)  | (…, K, N)  | (…, M, N); batch axes that differ must be 1 or missing, and are broadcast    |
/// | (K)        | (…, K, N)  | (…, N)                                                                       |
/// | (…, M, K)  | (K)        | (…, M)                                                                       |
/// | (K)        | (K)        | (): a single number                                                          |
///
/// **Order.** Each `c` starts at +0.0 and takes `fma(a, b, sum)` for `k` ascending.
///
/// **Backward.** `da = dc·bᵀ` and `db = aᵀ·dc`. Both run on from the values found with fma: `da[m,k]` for `n`
/// ascending, `db[k,n]` for `m` ascending, and where a factor was broadcast, over the batch in its order.
public record MatMul() implements Op {

    private static final Planning<MatMul, Factors> FACTORS = (op, a, b) -> new Factors(op.name(), a, b);

    /// @param x the shapes of `a` and `b`
    @Override
    public Shape shape(Shape... x) {
        if (x.length != 2) {
            throw new IllegalArgumentException(name() + ": takes a and b, but was given " + x.length + " inputs");
        }
        Shape a = x[0];
        Shape b = x[1];
        if (a.rank() == 0 || b.rank() == 0) {
            throw new ShapeMismatchException(
                    name(), "expected a and b with at least one axis", "a is " + a + " and b is " + b);
        }
        int depth = a.dim(-1);
        int depthOfB = b.dim(b.rank() == 1 ? 0 : -2);
        if (depthOfB != depth) {
            String axes = b.rank() == 1 ? "(K)" : "(..., K, N)";
            String expected = "a " + a + " expects b " + axes + " to have K = " + depth;
            String actual = "b is " + b + " with " + depthOfB;
            if (b.dim(-1) == depth) {
                String cure = "b looks like (..., N, K): transpose it first";
                throw new ShapeMismatchException(name(), expected, actual, cure);
            }
            throw new ShapeMismatchException(name(), expected, actual);
        }
        return new Factors(name(), a, b).shape();
    }

    @Override
    public void forward(Tensor[] x, Tensor c, Workspace w) {
        Tensor a = x[0];
        Tensor b = x[1];
        Factors f = w.plan(FACTORS, this, a.shape(), b.shape());
        float[] packed = w.floats(GemmKernel.packedLength(f.depth, f.columns));
        float[] scratch = w.floats(GemmKernel.scratch());
        for (int i = 0; i < f.batch; i++) {
            if (i == 0 || f.offsetB(i) != f.offsetB(i - 1)) {
                GemmKernel.pack(b.data(), b.offset() + f.offsetB(i), f.columns, f.depth, f.columns, packed, 0);
            }
            GemmKernel.multiply(
                    a.data(), a.offset() + f.offsetA(i), f.depth, 1, f.rows, packed, 0, f.depth, f.columns,
                    c.data(), c.offset() + i * f.rows * f.columns, f.columns, scratch);
        }
    }

    @Override
    public void backward(Tensor[] x, Tensor c, Tensor dc, @Nullable Tensor[] dx, Workspace w) {
        Factors f = w.plan(FACTORS, this, x[0].shape(), x[1].shape());
        float[] scratch = w.floats(GemmKernel.scratch());
        if (dx[0] != null) {
            gradA(f, x[1], dc, dx[0], scratch, w);
        }
        if (dx[1] != null) {
            gradB(f, x[0], dc, dx[1], scratch, w);
        }
    }

    private static void gradA(Factors f, Tensor b, Tensor dc, Tensor da, float[] scratch, Workspace w) {
        int depth = f.columns; // now n is summed over
        int columns = f.depth;
        float[] packed = w.floats(GemmKernel.packedLength(depth, columns));
        for (int i = 0; i < f.batch; i++) {
            if (i == 0 || f.offsetB(i) != f.offsetB(i - 1)) {
                GemmKernel.packTransposed(b.data(), b.offset() + f.offsetB(i), depth, depth, columns, packed, 0);
            }
            GemmKernel.multiplyAdd(
                    dc.data(), dc.offset() + i * f.rows * depth, depth, 1, f.rows, packed, 0, depth, columns,
                    da.data(), da.offset() + f.offsetA(i), columns, scratch);
        }
    }

    private static void gradB(Factors f, Tensor a, Tensor dc, Tensor db, float[] scratch, Workspace w) {
        int rows = f.depth;
        int depth = f.rows; // now m is summed over
        float[] packed = w.floats(GemmKernel.packedLength(depth, f.columns));
        for (int i = 0; i < f.batch; i++) {
            GemmKernel.pack(dc.data(), dc.offset() + i * depth * f.columns, f.columns, depth, f.columns, packed, 0);
            GemmKernel.multiplyAdd( // the columns of a
                    a.data(), a.offset() + f.offsetA(i), 1, rows, rows, packed, 0, depth, f.columns,
                    db.data(), db.offset() + f.offsetB(i), f.columns, scratch);
        }
    }

    /// Both gradients run on.
    @Override
    public boolean accumulates(int input) {
        return true;
    }

    /// The two factors as batches of matrices, whose batch axes have stride 0 where a factor is broadcast.
    private static final class Factors {

        private final Shape a;
        private final Shape b;
        private final int[] axes;
        private final int[] batchAxes;
        private final int[] strideA;
        private final int[] strideB;
        private final boolean isBroadcastA;
        private final boolean isBroadcastB;

        final int rows;
        final int depth;
        final int columns;
        final int batch;

        Factors(String operation, Shape a, Shape b) {
            this.a = a;
            this.b = b;
            depth = a.dim(-1);
            columns = b.rank() == 1 ? 1 : b.dim(-1);
            int matrixRows = a.rank() == 1 ? 1 : a.dim(-2);
            axes = broadcastAxes(operation, a, b);
            int product = 1;
            for (int axis : axes) {
                product *= axis;
            }
            if (b.rank() <= 2) { // one right factor for all: the batch of a is one tall matrix
                batchAxes = new int[0];
                rows = product * matrixRows;
                batch = 1;
            } else {
                batchAxes = axes;
                rows = matrixRows;
                batch = product;
            }
            strideA = strides(a, batchAxes, rows * depth);
            strideB = strides(b, batchAxes, depth * columns);
            isBroadcastA = isBroadcast(a);
            isBroadcastB = isBroadcast(b);
        }

        private static int[] broadcastAxes(String operation, Shape a, Shape b) {
            int[] axes = new int[Math.max(0, Math.max(a.rank(), b.rank()) - 2)];
            for (int i = 0; i < axes.length; i++) {
                int lengthA = batchAxis(a, axes.length - i);
                int lengthB = batchAxis(b, axes.length - i);
                if (lengthA != lengthB && lengthA != 1 && lengthB != 1) {
                    throw new ShapeMismatchException(
                            operation,
                            "expected the batch axes of a and b to be equal, 1 or missing",
                            "a is " + a + " and b is " + b);
                }
                axes[i] = lengthA == 1 ? lengthB : lengthA;
            }
            return axes;
        }

        /// The length of the batch axis that stands `before` axes before the matrix; 1 where there is none.
        private static int batchAxis(Shape shape, int before) {
            int axis = shape.rank() - 2 - before;
            return axis < 0 ? 1 : shape.dim(axis);
        }

        /// Whether a factor has fewer matrices than the product.
        private boolean isBroadcast(Shape shape) {
            int matrices = 1;
            for (int i = 0; i < batchAxes.length; i++) {
                matrices *= batchAxis(shape, batchAxes.length - i);
            }
            return matrices < batch;
        }

        private static int[] strides(Shape shape, int[] batchAxes, int matrix) {
            int[] strides = new int[batchAxes.length];
            int stride = matrix;
            for (int i = batchAxes.length - 1; i >= 0; i--) {
                int length = batchAxis(shape, batchAxes.length - i);
                strides[i] = length == 1 ? 0 : stride;
                stride *= length;
            }
            return strides;
        }

        /// The shape of the product.
        Shape shape() {
            int[] lengths = Arrays.copyOf(axes, axes.length + (a.rank() == 1 ? 0 : 1) + (b.rank() == 1 ? 0 : 1));
            if (a.rank() > 1) {
                lengths[axes.length] = a.dim(-2);
            }
            if (b.rank() > 1) {
                lengths[lengths.length - 1] = columns;
            }
            return Shape.of(lengths);
        }

        int offsetA(int i) {
            return isBroadcastA ? offset(i, strideA) : i * rows * depth;
        }

        int offsetB(int i) {
            return isBroadcastB ? offset(i, strideB) : i * depth * columns;
        }

        private int offset(int i, int[] strides) {
            int offset = 0;
            for (int axis = batchAxes.length - 1; axis >= 0; axis--) {
                offset += i % batchAxes[axis] * strides[axis];
                i /= batchAxes[axis];
            }
            return offset;
        }
    }
}
