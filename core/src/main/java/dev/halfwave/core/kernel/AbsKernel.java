package dev.halfwave.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// Absolute values over contiguous arrays. A NaN stays NaN; −0 becomes +0.
public final class AbsKernel {

    private AbsKernel() {}

    /// `y[i] = |x[i]|`.
    public static void forward(float[] x, int xOffset, float[] y, int yOffset, int n) {
        if (VectorApi.PRESENT) {
            Simd.forward(x, xOffset, y, yOffset, n);
        } else {
            Scalar.forward(x, xOffset, y, yOffset, n);
        }
    }

    /// `dx[i] = dy[i]` where `x[i] > 0`, `−dy[i]` where `x[i] < 0`, else +0.
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
                y[yOffset + i] = Math.abs(x[xOffset + i]);
            }
        }

        static void backward(float[] x, int xOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int n) {
            for (int i = 0; i < n; i++) {
                float value = x[xOffset + i];
                float gradient = dy[dyOffset + i];
                dx[dxOffset + i] = value > 0f ? gradient : value < 0f ? -gradient : 0f;
            }
        }
    }

    /// A class of its own, so that the Vector API is linked only where it is there.
    static final class Simd {
        private Simd() {}

        static void forward(float[] x, int xOffset, float[] y, int yOffset, int n) {
            int bound = Lanes.FLOATS.loopBound(n);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i).abs().intoArray(y, yOffset + i);
            }
            Scalar.forward(x, xOffset + bound, y, yOffset + bound, n - bound);
        }

        static void backward(float[] x, int xOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int n) {
            int bound = Lanes.FLOATS.loopBound(n);
            FloatVector zero = FloatVector.zero(Lanes.FLOATS);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector value = FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i);
                FloatVector gradient = FloatVector.fromArray(Lanes.FLOATS, dy, dyOffset + i);
                zero.blend(gradient, value.compare(VectorOperators.GT, 0f))
                        .blend(gradient.neg(), value.compare(VectorOperators.LT, 0f))
                        .intoArray(dx, dxOffset + i);
            }
            Scalar.backward(
                    x, xOffset + bound, dy, dyOffset + bound, dx, dxOffset + bound, n - bound);
        }
    }
}
