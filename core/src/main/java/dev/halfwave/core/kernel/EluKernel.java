package dev.halfwave.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// ELU over contiguous arrays: the identity above 0, `α (exp(x) − 1)` elsewhere, by [Expm1Kernel]. Every element is
/// computed on its own, so that order and width do not matter. NaN stays NaN.
public final class EluKernel {

    private EluKernel() {}

    /// `y[i] = x[i]` where `x[i] > 0`, else `α expm1(x[i])`. `y` is other memory than `x`.
    public static void forward(float alpha, float[] x, int xOffset, float[] y, int yOffset, int n) {
        Expm1Kernel.expm1(x, xOffset, y, yOffset, n);
        if (VectorApi.PRESENT) {
            Simd.select(alpha, x, xOffset, y, yOffset, n);
        } else {
            Scalar.select(alpha, x, xOffset, y, yOffset, n);
        }
    }

    /// `dx[i] = dy[i]` where `x[i] > 0`, else `dy[i] (α exp(x[i]))`. `dx` is other memory than `x` and `dy`.
    public static void backward(
            float alpha, float[] x, int xOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int n) {
        ExponentialKernel.exp(x, xOffset, dx, dxOffset, n);
        if (VectorApi.PRESENT) {
            Simd.gate(alpha, x, xOffset, dy, dyOffset, dx, dxOffset, n);
        } else {
            Scalar.gate(alpha, x, xOffset, dy, dyOffset, dx, dxOffset, n);
        }
    }

    static final class Scalar {
        private Scalar() {}

        /// Where `x` is positive it replaces `y`; elsewhere `y` is scaled.
        static void select(float alpha, float[] x, int xOffset, float[] y, int yOffset, int n) {
            for (int i = 0; i < n; i++) {
                float value = x[xOffset + i];
                y[yOffset + i] = value > 0f ? value : alpha * y[yOffset + i];
            }
        }

        /// The gradient from the exponential that `dx` holds.
        static void gate(
                float alpha, float[] x, int xOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int n) {
            for (int i = 0; i < n; i++) {
                float gradient = dy[dyOffset + i];
                dx[dxOffset + i] = x[xOffset + i] > 0f ? gradient : gradient * (alpha * dx[dxOffset + i]);
            }
        }
    }

    /// A class of its own, so that the Vector API is linked only where it is there.
    static final class Simd {
        private Simd() {}

        static void select(float alpha, float[] x, int xOffset, float[] y, int yOffset, int n) {
            int bound = Lanes.FLOATS.loopBound(n);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector value = FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i);
                FloatVector.fromArray(Lanes.FLOATS, y, yOffset + i)
                        .mul(alpha)
                        .blend(value, value.compare(VectorOperators.GT, 0f))
                        .intoArray(y, yOffset + i);
            }
            Scalar.select(alpha, x, xOffset + bound, y, yOffset + bound, n - bound);
        }

        static void gate(
                float alpha, float[] x, int xOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int n) {
            int bound = Lanes.FLOATS.loopBound(n);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector value = FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i);
                FloatVector gradient = FloatVector.fromArray(Lanes.FLOATS, dy, dyOffset + i);
                gradient.mul(FloatVector.fromArray(Lanes.FLOATS, dx, dxOffset + i).mul(alpha))
                        .blend(gradient, value.compare(VectorOperators.GT, 0f))
                        .intoArray(dx, dxOffset + i);
            }
            Scalar.gate(
                    alpha, x, xOffset + bound, dy, dyOffset + bound, dx, dxOffset + bound, n - bound);
        }
    }
}
