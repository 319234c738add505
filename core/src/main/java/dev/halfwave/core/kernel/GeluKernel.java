package dev.halfwave.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// GELU in its exact form, `x Φ(x)`, over contiguous arrays. `Φ(x) = (1 + erf(x/√2)) / 2` is the distribution function
/// of the normal distribution, by [ErfKernel], and `φ(x) = exp(−x²/2) / √(2π)` its density, by [ExponentialKernel].
/// Every element is computed on its own, so that order and width do not matter.
public final class GeluKernel {

    private static final float SQRT_HALF = 0x1.6a09e6p-1f;
    private static final float DENSITY_AT_ZERO = 0x1.988454p-2f; // 1/√(2π)

    // Nearer to 0 than this Φ(x) is 1/2 + φ(0) x to the last place, and y/x, which is 0/0 at 0, is not used.
    private static final float NEAR_ZERO = 0x1p-12f;

    private GeluKernel() {}

    /// `y[i] = x[i] Φ(x[i])`. `y` is other memory than `x`.
    public static void forward(float[] x, int xOffset, float[] y, int yOffset, int n) {
        ElementwiseKernel.multiply(x, xOffset, SQRT_HALF, y, yOffset, n);
        ErfKernel.erf(y, yOffset, y, yOffset, n);
        if (VectorApi.PRESENT) {
            Simd.gate(x, xOffset, y, yOffset, n);
        } else {
            Scalar.gate(x, xOffset, y, yOffset, n);
        }
    }

    /// `dx[i] = dy[i] (Φ + x[i] φ(x[i]))`, where `y` is the result of [#forward] and `Φ = y[i] / x[i]`. `dx` is other
    /// memory than the others.
    public static void backward(
            float[] x,
            int xOffset,
            float[] y,
            int yOffset,
            float[] dy,
            int dyOffset,
            float[] dx,
            int dxOffset,
            int n) {
        ElementwiseKernel.multiply(x, xOffset, x, xOffset, dx, dxOffset, n);
        ElementwiseKernel.multiply(dx, dxOffset, -0.5f, dx, dxOffset, n);
        ExponentialKernel.exp(dx, dxOffset, dx, dxOffset, n);
        if (VectorApi.PRESENT) {
            Simd.slope(x, xOffset, y, yOffset, dy, dyOffset, dx, dxOffset, n);
        } else {
            Scalar.slope(x, xOffset, y, yOffset, dy, dyOffset, dx, dxOffset, n);
        }
    }

    static final class Scalar {
        private Scalar() {}

        /// The result from the error function, which `y` holds.
        static void gate(float[] x, int xOffset, float[] y, int yOffset, int n) {
            for (int i = 0; i < n; i++) {
                y[yOffset + i] = x[xOffset + i] * Fma.fma(y[yOffset + i], 0.5f, 0.5f);
            }
        }

        /// The gradient from `exp(−x²/2)`, which `dx` holds.
        static void slope(
                float[] x,
                int xOffset,
                float[] y,
                int yOffset,
                float[] dy,
                int dyOffset,
                float[] dx,
                int dxOffset,
                int n) {
            for (int i = 0; i < n; i++) {
                float value = x[xOffset + i];
                float probability = Math.abs(value) < NEAR_ZERO
                        ? Fma.fma(value, DENSITY_AT_ZERO, 0.5f)
                        : y[yOffset + i] / value;
                float slope = Fma.fma(value * DENSITY_AT_ZERO, dx[dxOffset + i], probability);
                dx[dxOffset + i] = dy[dyOffset + i] * slope;
            }
        }
    }

    /// A class of its own, so that the Vector API is linked only where it is there.
    static final class Simd {
        private Simd() {}

        static void gate(float[] x, int xOffset, float[] y, int yOffset, int n) {
            int bound = Lanes.FLOATS.loopBound(n);
            FloatVector half = FloatVector.broadcast(Lanes.FLOATS, 0.5f);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector.fromArray(Lanes.FLOATS, y, yOffset + i)
                        .fma(half, half)
                        .mul(FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i))
                        .intoArray(y, yOffset + i);
            }
            Scalar.gate(x, xOffset + bound, y, yOffset + bound, n - bound);
        }

        static void slope(
                float[] x,
                int xOffset,
                float[] y,
                int yOffset,
                float[] dy,
                int dyOffset,
                float[] dx,
                int dxOffset,
                int n) {
            int bound = Lanes.FLOATS.loopBound(n);
            FloatVector half = FloatVector.broadcast(Lanes.FLOATS, 0.5f);
            FloatVector densityAtZero = FloatVector.broadcast(Lanes.FLOATS, DENSITY_AT_ZERO);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector value = FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i);
                FloatVector probability = FloatVector.fromArray(Lanes.FLOATS, y, yOffset + i)
                        .div(value)
                        .blend(
                                value.fma(densityAtZero, half),
                                value.abs().compare(VectorOperators.LT, NEAR_ZERO));
                FloatVector slope = value.mul(densityAtZero)
                        .fma(FloatVector.fromArray(Lanes.FLOATS, dx, dxOffset + i), probability);
                FloatVector.fromArray(Lanes.FLOATS, dy, dyOffset + i).mul(slope).intoArray(dx, dxOffset + i);
            }
            Scalar.slope(
                    x, xOffset + bound, y, yOffset + bound, dy, dyOffset + bound, dx, dxOffset + bound, n - bound);
        }
    }
}
