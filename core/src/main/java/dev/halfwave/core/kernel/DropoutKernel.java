package dev.halfwave.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// Keeps some numbers of an array, scaled, and puts zeros in place of the others. Every element is computed on its own,
/// so that order and width do not matter.
public final class DropoutKernel {

    private DropoutKernel() {}

    /// `y[i] = u[i] < rate ? +0 : x[i] · scale`. `x` and `y` may be the same array.
    ///
    /// @param u a random number in [0, 1) for each element
    public static void apply(
            float[] x, int xOffset, float[] u, int uOffset, float rate, float scale, float[] y, int yOffset, int n) {
        if (VectorApi.PRESENT) {
            Simd.apply(x, xOffset, u, uOffset, rate, scale, y, yOffset, n);
        } else {
            Scalar.apply(x, xOffset, u, uOffset, rate, scale, y, yOffset, n);
        }
    }

    static final class Scalar {
        private Scalar() {}

        static void apply(
                float[] x, int xOffset, float[] u, int uOffset, float rate, float scale, float[] y, int yOffset,
                int n) {
            for (int i = 0; i < n; i++) {
                y[yOffset + i] = u[uOffset + i] < rate ? 0f : x[xOffset + i] * scale;
            }
        }
    }

    /// A class of its own, so that the Vector API is linked only where it is there.
    static final class Simd {
        private Simd() {}

        static void apply(
                float[] x, int xOffset, float[] u, int uOffset, float rate, float scale, float[] y, int yOffset,
                int n) {
            FloatVector zero = FloatVector.zero(Lanes.FLOATS);
            int bound = Lanes.FLOATS.loopBound(n);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i)
                        .mul(scale)
                        .blend(
                                zero,
                                FloatVector.fromArray(Lanes.FLOATS, u, uOffset + i).compare(VectorOperators.LT, rate))
                        .intoArray(y, yOffset + i);
            }
            Scalar.apply(
                    x, xOffset + bound, u, uOffset + bound, rate, scale, y, yOffset + bound, n - bound);
        }
    }
}
