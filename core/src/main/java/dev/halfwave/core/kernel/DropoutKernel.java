package dev.halfwave.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
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
            float[] x, int xOffset, int[] bits, int bitsOffset, float rate, float scale, float[] y, int yOffset,
            int n) {
        if (VectorApi.PRESENT) {
            Simd.apply(x, xOffset, bits, bitsOffset, rate, scale, y, yOffset, n);
        } else {
            Scalar.apply(x, xOffset, bits, bitsOffset, rate, scale, y, yOffset, n);
        }
    }

    /// The number of multiples of 2⁻²⁴ in [0, rate).
    private static int threshold(float rate) {
        return (int) Math.ceil(rate * 0x1p24);
    }

    static final class Scalar {
        private Scalar() {}

        static void apply(
                float[] x, int xOffset, int[] bits, int bitsOffset, float rate, float scale, float[] y, int yOffset,
                int n) {
            int threshold = threshold(rate);
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
            int threshold = threshold(rate);
            IntVector zero = IntVector.zero(Lanes.INTS);
            int bound = Lanes.FLOATS.loopBound(n);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                VectorMask<Integer> dropped = IntVector.fromArray(Lanes.INTS, bits, bitsOffset + i)
                        .lanewise(VectorOperators.LSHR, 8)
                        .compare(VectorOperators.LT, threshold);
                FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i)
                        .mul(scale)
                        .reinterpretAsInts() // the mask is one of integers
                        .blend(zero, dropped)
                        .reinterpretAsFloats()
                        .intoArray(y, yOffset + i);
            }
            Scalar.apply(
                    x, xOffset + bound, bits, bitsOffset + bound, rate, scale, y, yOffset + bound, n - bound);
        }
    }
}
