package dev.halfwave.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// ReLU minus its mean over each row. A row is read twice, from the first-level cache the second time, and written
/// once. The mean is summed in the order of [RowKernel].
public final class DcFreeReluKernel {

    private DcFreeReluKernel() {}

    /// For each row: `y[i] = relu(x[i]) − mean(relu(x))`. A NaN makes its whole row NaN.
    public static void forward(float[] x, int xOffset, float[] y, int yOffset, int rows, int length) {
        for (int row = 0; row < rows; row++) {
            int at = row * length;
            if (VectorApi.PRESENT) {
                Simd.forward(x, xOffset + at, y, yOffset + at, length);
            } else {
                Scalar.forward(x, xOffset + at, y, yOffset + at, length);
            }
        }
    }

    /// For each row: `dx[i] = x[i] <= 0 ? +0 : dy[i] − mean(dy)`; the gradient passes a NaN, as that of [ReluKernel].
    public static void backward(
            float[] x, int xOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int rows, int length) {
        for (int row = 0; row < rows; row++) {
            int at = row * length;
            if (VectorApi.PRESENT) {
                Simd.backward(x, xOffset + at, dy, dyOffset + at, dx, dxOffset + at, length);
            } else {
                Scalar.backward(x, xOffset + at, dy, dyOffset + at, dx, dxOffset + at, length);
            }
        }
    }

    static final class Scalar {
        private Scalar() {}

        static void forward(float[] x, int xOffset, float[] y, int yOffset, int length) {
            ReluKernel.Scalar.forward(x, xOffset, y, yOffset, length);
            ElementwiseKernel.Scalar.subtract(
                    y, yOffset, RowKernel.Scalar.sum(y, yOffset, length) / length, y, yOffset, length);
        }

        static void backward(float[] x, int xOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int length) {
            gate(x, xOffset, dy, dyOffset, RowKernel.Scalar.sum(dy, dyOffset, length) / length, dx, dxOffset, length);
        }

        static void gate(
                float[] x, int xOffset, float[] dy, int dyOffset, float mean, float[] dx, int dxOffset, int n) {
            for (int i = 0; i < n; i++) {
                dx[dxOffset + i] = x[xOffset + i] <= 0f ? 0f : dy[dyOffset + i] - mean;
            }
        }
    }

    /// A class of its own, so that the Vector API is linked only where it is there.
    static final class Simd {
        private Simd() {}

        static void forward(float[] x, int xOffset, float[] y, int yOffset, int length) {
            float mean = rectifiedSum(x, xOffset, length) / length;
            FloatVector zero = FloatVector.zero(Lanes.FLOATS);
            int bound = Lanes.FLOATS.loopBound(length);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector value = FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i);
                value.blend(zero, value.compare(VectorOperators.LE, 0f)).sub(mean).intoArray(y, yOffset + i);
            }
            for (int i = bound; i < length; i++) {
                float value = x[xOffset + i];
                y[yOffset + i] = (value <= 0f ? 0f : value) - mean;
            }
        }

        /// The sum of `relu(x)`, as [RowKernel.Simd#sum] adds.
        private static float rectifiedSum(float[] x, int xOffset, int n) {
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

        static void backward(float[] x, int xOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int length) {
            float mean = RowKernel.Simd.sum(dy, dyOffset, length) / length;
            FloatVector zero = FloatVector.zero(Lanes.FLOATS);
            int bound = Lanes.FLOATS.loopBound(length);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector centered = FloatVector.fromArray(Lanes.FLOATS, dy, dyOffset + i).sub(mean);
                FloatVector value = FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i);
                centered.blend(zero, value.compare(VectorOperators.LE, 0f)).intoArray(dx, dxOffset + i);
            }
            Scalar.gate(
                    x, xOffset + bound, dy, dyOffset + bound, mean, dx, dxOffset + bound, length - bound);
        }
    }
}
