package dev.halfwave.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// `exp` over contiguous arrays, in nothing but `+ − ×` and fma, so that it has the same bits on every machine; those
/// of `Math.exp` and of vector libraries are not defined.
///
/// With `n = round(x / ln 2)` and `r = x − n ln 2`, |r| ≤ ln 2 / 2 (Cody and Waite 1980, *Software Manual for the
/// Elementary Functions*: `ln 2` is subtracted in two parts, the first so short that its product with `n` is exact),
/// `exp(x) = 2ⁿ exp(r)`, and `exp(r) = 1 + r + r² q(r)` with a minimax polynomial `q` of degree 5.
///
/// The largest error over all floats is 0.98 ulp (units in the last place), measured on every one of them. Results
/// below 2⁻¹²⁶ are rounded to subnormal numbers once; `exp(−∞) = +0`, `exp(+∞) = +∞`, `exp(±0) = 1`, NaN stays NaN.
public final class ExponentialKernel {

    // Shared by the kernels that contain an exponential.
    static final float LOG2_E = 0x1.715476p0f;
    static final float LN2_HIGH = 0x1.62e4p-1f;
    static final float LN2_LOW = 0x1.7f7d1cp-20f;
    static final float Q0 = 0.5f;
    static final float Q1 = 0x1.555554p-3f;
    static final float Q2 = 0x1.5554e8p-5f;
    static final float Q3 = 0x1.11130ep-7f;
    static final float Q4 = 0x1.6d4cbap-10f;
    static final float Q5 = 0x1.9dfb8ap-13f;

    // Adding and subtracting 1.5 · 2²³ rounds to a whole number, which is then also in the low bits of the sum.
    static final float ROUNDER = 0x1.8p23f;
    static final int ROUNDER_BITS = 0x4b400000;

    // Beyond these the result is +∞ or +0 anyway, and 2ⁿ might not be the product of two floats.
    private static final float HIGHEST = 100f;
    private static final float LOWEST = -120f;

    private ExponentialKernel() {}

    /// `y[i] = exp(x[i])`. The arrays may be the same one.
    public static void exp(float[] x, int xOffset, float[] y, int yOffset, int n) {
        if (VectorApi.PRESENT) {
            Simd.exp(x, xOffset, y, yOffset, n);
        } else {
            Scalar.exp(x, xOffset, y, yOffset, n);
        }
    }

    static final class Scalar {
        private Scalar() {}

        static void exp(float[] x, int xOffset, float[] y, int yOffset, int n) {
            for (int i = 0; i < n; i++) {
                y[yOffset + i] = exp(x[xOffset + i]);
            }
        }

        static float exp(float x) {
            if (x > HIGHEST) {
                return Float.POSITIVE_INFINITY;
            }
            if (x < LOWEST) {
                return 0f;
            }
            float rounded = Fma.fma(x, LOG2_E, ROUNDER);
            float n = rounded - ROUNDER;
            float r = Fma.fma(n, -LN2_LOW, Fma.fma(n, -LN2_HIGH, x));
            float q = Fma.fma(Q5, r, Q4);
            q = Fma.fma(q, r, Q3);
            q = Fma.fma(q, r, Q2);
            q = Fma.fma(q, r, Q1);
            q = Fma.fma(q, r, Q0);
            float p = Fma.fma(r * r, q, r) + 1f;
            // 2ⁿ in two factors: the first product is exact, so that a subnormal result is rounded once
            int exponent = Float.floatToRawIntBits(rounded) - ROUNDER_BITS;
            int half = exponent >> 1;
            return p * Float.intBitsToFloat((half + 127) << 23)
                    * Float.intBitsToFloat((exponent - half + 127) << 23);
        }
    }

    /// A class of its own, so that the Vector API is linked only where it is there.
    static final class Simd {
        private Simd() {}

        static void exp(float[] x, int xOffset, float[] y, int yOffset, int n) {
            int bound = Lanes.FLOATS.loopBound(n);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector value = FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i);
                FloatVector rounded = value.fma(
                        FloatVector.broadcast(Lanes.FLOATS, LOG2_E), FloatVector.broadcast(Lanes.FLOATS, ROUNDER));
                FloatVector whole = rounded.sub(ROUNDER);
                FloatVector r = whole.fma(FloatVector.broadcast(Lanes.FLOATS, -LN2_HIGH), value);
                r = whole.fma(FloatVector.broadcast(Lanes.FLOATS, -LN2_LOW), r);
                FloatVector q = r.fma(
                        FloatVector.broadcast(Lanes.FLOATS, Q5), FloatVector.broadcast(Lanes.FLOATS, Q4));
                q = q.fma(r, FloatVector.broadcast(Lanes.FLOATS, Q3));
                q = q.fma(r, FloatVector.broadcast(Lanes.FLOATS, Q2));
                q = q.fma(r, FloatVector.broadcast(Lanes.FLOATS, Q1));
                q = q.fma(r, FloatVector.broadcast(Lanes.FLOATS, Q0));
                FloatVector p = r.mul(r).fma(q, r).add(1f);
                IntVector exponent = rounded.reinterpretAsInts().sub(ROUNDER_BITS);
                IntVector half = exponent.lanewise(VectorOperators.ASHR, 1);
                p = p.mul(half.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats())
                        .mul(exponent.sub(half).add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats());
                p.blend(Float.POSITIVE_INFINITY, value.compare(VectorOperators.GT, HIGHEST))
                        .blend(0f, value.compare(VectorOperators.LT, LOWEST))
                        .intoArray(y, yOffset + i);
            }
            Scalar.exp(x, xOffset + bound, y, yOffset + bound, n - bound);
        }
    }
}
