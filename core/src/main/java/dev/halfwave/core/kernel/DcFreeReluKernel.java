package dev.halfwave.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// ReLU minus its mean over each row. A row is read twice, from the first-level cache the second time, and written
/// once. The mean is summed in the order of [RowKernel].
public final class DcFreeReluKernel {

    private DcFreeReluKernel() {}

    /// Rows whose means are taken before they are subtracted: so the sums of several rows run side by side, and a row is
    /// still in the first-level cache when it is read again.
    private static final int GROUP = 8;

    /// For each row: `y[i] = relu(x[i]) − mean(relu(x))`. A NaN makes its whole row NaN. `y` is other memory than `x`.
    public static void forward(float[] x, int xOffset, float[] y, int yOffset, int rows, int length) {
        for (int row = 0; row < rows; row += GROUP) {
            int group = Math.min(GROUP, rows - row);
            int at = row * length;
            if (VectorApi.PRESENT) {
                Simd.forward(x, xOffset + at, y, yOffset + at, group, length);
            } else {
                Scalar.forward(x, xOffset + at, y, yOffset + at, group, length);
            }
        }
    }

    /// For each row: `dx[i] = x[i] <= 0 ? +0 : dy[i] − mean(dy)`; the gradient passes a NaN, as that of [ReluKernel].
    /// `dx` is other memory than `x` and `dy`.
    public static void backward(
            float[] x, int xOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int rows, int length) {
        for (int row = 0; row < rows; row += GROUP) {
            int group = Math.min(GROUP, rows - row);
            int at = row * length;
            if (VectorApi.PRESENT) {
                Simd.backward(x, xOffset + at, dy, dyOffset + at, dx, dxOffset + at, group, length);
            } else {
                Scalar.backward(x, xOffset + at, dy, dyOffset + at, dx, dxOffset + at, group, length);
            }
        }
    }

    static final class Scalar {
        private Scalar() {}

        static void forward(float[] x, int xOffset, float[] y, int yOffset, int rows, int length) {
            for (int row = 0; row < rows; row++) {
                int to = yOffset + row * length;
                ReluKernel.Scalar.forward(x, xOffset + row * length, y, to, length);
                ElementwiseKernel.Scalar.subtract(y, to, RowKernel.mean(y, to, length), y, to, length);
            }
        }

        static void backward(
                float[] x, int xOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int rows, int length) {
            for (int row = 0; row < rows; row++) {
                int at = row * length;
                gate(
                        x, xOffset + at, dy, dyOffset + at, RowKernel.mean(dy, dyOffset + at, length), dx,
                        dxOffset + at, length);
            }
        }

        static void gate(
                float[] x, int xOffset, float[] dy, int dyOffset, float mean, float[] dx, int dxOffset, int n) {
            for (int i = 0; i < n; i++) {
                dx[dxOffset + i] = x[xOffset + i] <= 0f ? 0f : dy[dyOffset + i] - mean;
            }
        }
    }

    /// A class of its own, so that the Vector API is linked only where it is there.
    ///
    /// The mean of a row waits in the first element of its result until it is needed.
    static final class Simd {
        private Simd() {}

        static void forward(float[] x, int xOffset, float[] y, int yOffset, int rows, int length) {
            if (length == 0) {
                return;
            }
            for (int row = 0; row < rows; row++) {
                y[yOffset + row * length] = rectifiedSum(x, xOffset + row * length, length) / length;
            }
            for (int row = 0; row < rows; row++) {
                int to = yOffset + row * length;
                subtract(x, xOffset + row * length, y[to], y, to, length);
            }
        }

        private static void subtract(float[] x, int xOffset, float mean, float[] y, int yOffset, int n) {
            FloatVector zero = FloatVector.zero(Lanes.FLOATS);
            int bound = Lanes.FLOATS.loopBound(n);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector value = FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i);
                value.blend(zero, value.compare(VectorOperators.LE, 0f)).sub(mean).intoArray(y, yOffset + i);
            }
            for (int i = bound; i < n; i++) {
                float value = x[xOffset + i];
                y[yOffset + i] = (value <= 0f ? 0f : value) - mean;
            }
        }

        /// The sum of `relu(x)`, as [RowKernel#sum] adds.
        private static float rectifiedSum(float[] x, int xOffset, int n) {
            if (n > RowKernel.BLOCK) {
                int left = RowKernel.leftPart(n, RowKernel.BLOCK);
                return rectifiedSum(x, xOffset, left) + rectifiedSum(x, xOffset + left, n - left);
            }
            return n % 16 == 0 ? wholeSum(x, xOffset, n) : raggedSum(x, xOffset, n);
        }

        /// Of a multiple of 16 elements.
        private static float wholeSum(float[] x, int xOffset, int n) {
            FloatVector zero = FloatVector.zero(Lanes.FLOATS);
            FloatVector a = zero;
            FloatVector b = zero;
            FloatVector c = zero;
            FloatVector d = zero;
            for (int i = xOffset; i < xOffset + n; i += 16) {
                FloatVector value = FloatVector.fromArray(Lanes.FLOATS, x, i);
                a = a.add(value.blend(zero, value.compare(VectorOperators.LE, 0f)));
                if (Lanes.WIDTH < 16) {
                    value = FloatVector.fromArray(Lanes.FLOATS, x, i + Lanes.WIDTH);
                    b = b.add(value.blend(zero, value.compare(VectorOperators.LE, 0f)));
                }
                if (Lanes.WIDTH < 8) {
                    value = FloatVector.fromArray(Lanes.FLOATS, x, i + 8);
                    c = c.add(value.blend(zero, value.compare(VectorOperators.LE, 0f)));
                    value = FloatVector.fromArray(Lanes.FLOATS, x, i + 12);
                    d = d.add(value.blend(zero, value.compare(VectorOperators.LE, 0f)));
                }
            }
            return Lanes.tree(a, b, c, d);
        }

        private static float raggedSum(float[] x, int xOffset, int n) {
            FloatVector zero = FloatVector.zero(Lanes.FLOATS);
            FloatVector a = zero;
            FloatVector b = zero;
            FloatVector c = zero;
            FloatVector d = zero;
            int bound = n & -16;
            for (int i = xOffset; i < xOffset + bound; i += 16) {
                FloatVector value = FloatVector.fromArray(Lanes.FLOATS, x, i);
                a = a.add(value.blend(zero, value.compare(VectorOperators.LE, 0f)));
                if (Lanes.WIDTH < 16) {
                    value = FloatVector.fromArray(Lanes.FLOATS, x, i + Lanes.WIDTH);
                    b = b.add(value.blend(zero, value.compare(VectorOperators.LE, 0f)));
                }
                if (Lanes.WIDTH < 8) {
                    value = FloatVector.fromArray(Lanes.FLOATS, x, i + 8);
                    c = c.add(value.blend(zero, value.compare(VectorOperators.LE, 0f)));
                    value = FloatVector.fromArray(Lanes.FLOATS, x, i + 12);
                    d = d.add(value.blend(zero, value.compare(VectorOperators.LE, 0f)));
                }
            }
            int end = xOffset + n;
            for (int i = xOffset + bound, lane = 0; i < end; i += Lanes.WIDTH, lane += Lanes.WIDTH) {
                VectorMask<Float> there = Lanes.FLOATS.indexInRange(i, end);
                FloatVector value = FloatVector.fromArray(Lanes.FLOATS, x, i, there);
                value = value.blend(zero, value.compare(VectorOperators.LE, 0f));
                if (lane == 0) {
                    a = a.add(value);
                } else if (lane == Lanes.WIDTH) {
                    b = b.add(value);
                } else if (lane == 8) {
                    c = c.add(value);
                } else {
                    d = d.add(value);
                }
            }
            return Lanes.tree(a, b, c, d);
        }

        static void backward(
                float[] x, int xOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int rows, int length) {
            if (length == 0) {
                return;
            }
            for (int row = 0; row < rows; row++) {
                dx[dxOffset + row * length] = RowKernel.sum(dy, dyOffset + row * length, length) / length;
            }
            for (int row = 0; row < rows; row++) {
                int at = row * length;
                gate(x, xOffset + at, dy, dyOffset + at, dx[dxOffset + at], dx, dxOffset + at, length);
            }
        }

        private static void gate(
                float[] x, int xOffset, float[] dy, int dyOffset, float mean, float[] dx, int dxOffset, int n) {
            FloatVector zero = FloatVector.zero(Lanes.FLOATS);
            int bound = Lanes.FLOATS.loopBound(n);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector centered = FloatVector.fromArray(Lanes.FLOATS, dy, dyOffset + i).sub(mean);
                FloatVector value = FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i);
                centered.blend(zero, value.compare(VectorOperators.LE, 0f)).intoArray(dx, dxOffset + i);
            }
            Scalar.gate(x, xOffset + bound, dy, dyOffset + bound, mean, dx, dxOffset + bound, n - bound);
        }
    }
}
