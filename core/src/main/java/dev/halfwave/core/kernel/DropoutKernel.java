package dev.halfwave.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// Keeps some numbers of an array, scaled, and puts zeros in place of the others. Every element is computed on its own,
/// so that order and width do not matter.
public final class DropoutKernel {

    private DropoutKernel() {}

    /// `y[i] = u[i] < rate ? +0 : x[i] · scale` for the random numbers `u[i] = (bits[i] >>> 8) · 2⁻²⁴`, which lie in
    /// [0, 1). `x` and `y` may be the same array.
    ///
    /// @param bits 32 random bits for each element
    public static void apply(
            float[] x, int xOffset, int[] bits, int bitsOffset, float rate, float scale, float[] y, int yOffset, int n) {
        if (VectorApi.PRESENT) {
            Simd.apply(x, xOffset, bits, bitsOffset, rate, scale, y, yOffset, n);
        } else {
            Scalar.apply(x, xOffset, bits, bitsOffset, rate, scale, y, yOffset, n);
        }
    }

    static final class Scalar {
        private Scalar() {}

        static void apply(
                float[] x, int xOffset, int[] bits, int bitsOffset, float rate, float scale, float[] y, int yOffset,
                int n) {
            float threshold = rate * 0x1p24f; // exact, and so are numbers of 24 bits
            for (int i = 0; i < n; i++) {
                y[yOffset + i] = bits[bitsOffset + i] >>> 8 < threshold ? 0f : x[xOffset + i] * scale;
            }
        }
    }

    /// A class of its own, so that the Vector API is linked only where it is there.
    static final class Simd {
        private Simd() {}

        static void apply(
                float[] x, int xOffset, int[] bits, int bitsOffset, float rate, float scale, float[] y, int yOffset,
                int n) {
            FloatVector zero = FloatVector.zero(Lanes.FLOATS);
            float threshold = rate * 0x1p24f;
            int bound = Lanes.FLOATS.loopBound(n);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector number = (FloatVector) IntVector.fromArray(Lanes.INTS, bits, bitsOffset + i)
                        .lanewise(VectorOperators.LSHR, 8)
                        .convert(VectorOperators.I2F, 0);
                FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i)
                        .mul(scale)
                        .blend(zero, number.compare(VectorOperators.LT, threshold))
                        .intoArray(y, yOffset + i);
            }
            Scalar.apply(
                    x, xOffset + bound, bits, bitsOffset + bound, rate, scale, y, yOffset + bound, n - bound);
        }
    }
}
