package dev.halfwave.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// Leaky ReLU over contiguous arrays. A NaN stays NaN; −0 keeps its sign if the slope is positive.
public final class LeakyReluKernel {

    private LeakyReluKernel() {}

    /// `y[i] = x[i] > 0 ? x[i] : slope · x[i]`.
    public static void forward(float[] x, int xOffset, float slope, float[] y, int yOffset, int n) {
        backward(x, xOffset, slope, x, xOffset, y, yOffset, n); // either way something is multiplied by the slope
    }

    /// `dx[i] = x[i] > 0 ? dy[i] : slope · dy[i]`.
    public static void backward(
            float[] x, int xOffset, float slope, float[] dy, int dyOffset, float[] dx, int dxOffset, int n) {
        if (VectorApi.PRESENT) {
            Simd.backward(x, xOffset, slope, dy, dyOffset, dx, dxOffset, n);
        } else {
            Scalar.backward(x, xOffset, slope, dy, dyOffset, dx, dxOffset, n);
        }
    }

    static final class Scalar {
        private Scalar() {}

        static void backward(
                float[] x, int xOffset, float slope, float[] dy, int dyOffset, float[] dx, int dxOffset, int n) {
            for (int i = 0; i < n; i++) {
                float gradient = dy[dyOffset + i];
                dx[dxOffset + i] = x[xOffset + i] > 0f ? gradient : slope * gradient;
            }
        }
    }

    /// A class of its own, so that the Vector API is linked only where it is there.
    static final class Simd {
        private Simd() {}

        static void backward(
                float[] x, int xOffset, float slope, float[] dy, int dyOffset, float[] dx, int dxOffset, int n) {
            int bound = Lanes.FLOATS.loopBound(n);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector value = FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i);
                FloatVector gradient = FloatVector.fromArray(Lanes.FLOATS, dy, dyOffset + i);
                gradient.mul(slope)
                        .blend(gradient, value.compare(VectorOperators.GT, 0f))
                        .intoArray(dx, dxOffset + i);
            }
            Scalar.backward(
                    x, xOffset + bound, slope, dy, dyOffset + bound, dx, dxOffset + bound, n - bound);
        }
    }
}
