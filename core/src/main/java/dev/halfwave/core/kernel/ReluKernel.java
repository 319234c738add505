package dev.halfwave.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// ReLU over contiguous arrays. A NaN stays NaN, as in PyTorch; −0 becomes +0.
public final class ReluKernel {

    private ReluKernel() {}

    /// `y[i] = x[i] > 0 ? x[i] : +0`, NaN for NaN.
    public static void forward(float[] x, int xOffset, float[] y, int yOffset, int n) {
        if (VectorApi.PRESENT) {
            Simd.forward(x, xOffset, y, yOffset, n);
        } else {
            Scalar.forward(x, xOffset, y, yOffset, n);
        }
    }

    /// `dx[i] = x[i] <= 0 ? +0 : dy[i]`: the gradient passes a NaN, as in PyTorch.
    public static void backward(
            float[] x, int xOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int n) {
        if (VectorApi.PRESENT) {
            Simd.backward(x, xOffset, dy, dyOffset, dx, dxOffset, n);
        } else {
            Scalar.backward(x, xOffset, dy, dyOffset, dx, dxOffset, n);
        }
    }

    static final class Scalar {
        private Scalar() {}

        static void forward(float[] x, int xOffset, float[] y, int yOffset, int n) {
            for (int i = 0; i < n; i++) {
                float value = x[xOffset + i];
                y[yOffset + i] = value <= 0f ? 0f : value;
            }
        }

        static void backward(float[] x, int xOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int n) {
            for (int i = 0; i < n; i++) {
                dx[dxOffset + i] = x[xOffset + i] <= 0f ? 0f : dy[dyOffset + i];
            }
        }
    }

    /// A class of its own, so that the Vector API is linked only where it is there.
    static final class Simd {
        private Simd() {}

        static void forward(float[] x, int xOffset, float[] y, int yOffset, int n) {
            int bound = Lanes.FLOATS.loopBound(n);
            FloatVector zero = FloatVector.zero(Lanes.FLOATS);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector value = FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i);
                value.blend(zero, value.compare(VectorOperators.LE, 0f)).intoArray(y, yOffset + i);
            }
            Scalar.forward(x, xOffset + bound, y, yOffset + bound, n - bound);
        }

        static void backward(float[] x, int xOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int n) {
            int bound = Lanes.FLOATS.loopBound(n);
            FloatVector zero = FloatVector.zero(Lanes.FLOATS);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector gradient = FloatVector.fromArray(Lanes.FLOATS, dy, dyOffset + i);
                FloatVector value = FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i);
                gradient.blend(zero, value.compare(VectorOperators.LE, 0f)).intoArray(dx, dxOffset + i);
            }
            Scalar.backward(
                    x, xOffset + bound, dy, dyOffset + bound, dx, dxOffset + bound, n - bound);
        }
    }
}
