package dev.halfwave.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// Sine and cosine over contiguous arrays, in nothing but `+ − ×` and fma, so that they have the same bits on every
/// machine; those of `Math.sin` and of vector libraries are not defined.
///
/// With `n = round(x / (π/2))` and `r = x − n π/2`, |r| ≤ π/4, the result is ±sin(r) or ±cos(r), by the last two bits
/// of n. `π/2` is subtracted in three parts (Cody and Waite 1980, *Software Manual for the Elementary Functions*): the
/// first difference is exact, and of the second also the rounding error is kept, so that nothing is lost where x is
/// close to a multiple of π/2 and the difference cancels. `sin(r) = r + r³ s(r²)` and
/// `cos(r) = 1 − r²/2 + r⁴ c(r²)` with minimax polynomials `s` and `c` of degree 2.
///
/// From |x| = 2¹⁷ on, where x and n take more bits than there are, `StrictMath` computes in double, number by number;
/// its bits are defined. A tone's phase should not get there: neighbouring floats are 1/64 apart.
///
/// The largest error over all floats is 1.21 ulp (units in the last place), measured on every one of them.
/// `sin(±0) = ±0`, `cos(±0) = 1`, the sine and cosine of ±∞ are NaN, and NaN stays NaN.
public final class SineKernel {

    private static final float TWO_OVER_PI = 0x1.45f306p-1f;
    private static final float HALF_PI_1 = 0x1.921fb6p0f;
    private static final float HALF_PI_2 = -0x1.777a5cp-25f;
    private static final float HALF_PI_3 = -0x1.ee59dap-50f;
    private static final float S0 = -0x1.555544p-3f;
    private static final float S1 = 0x1.1106c2p-7f;
    private static final float S2 = -0x1.9919cep-13f;
    private static final float C0 = -0.5f;
    private static final float C1 = 0x1.55554ap-5f;
    private static final float C2 = -0x1.6c0c16p-10f;
    private static final float C3 = 0x1.99deecp-16f;

    // Adding and subtracting 1.5 · 2²³ rounds to a whole number, whose last bits are then also those of the sum.
    private static final float ROUNDER = 0x1.8p23f;
    private static final float HUGE = 0x1p17f;

    // cos(x) = sin(x + π/2): one quarter further.
    private static final int SINE = 0;
    private static final int COSINE = 1;

    private SineKernel() {}

    /// `y[i] = sin(x[i])`. The arrays may be the same one.
    public static void sin(float[] x, int xOffset, float[] y, int yOffset, int n) {
        if (VectorApi.PRESENT) {
            Simd.sin(x, xOffset, y, yOffset, n);
        } else {
            Scalar.sin(x, xOffset, y, yOffset, n);
        }
    }

    /// `y[i] = cos(x[i])`. The arrays may be the same one.
    public static void cos(float[] x, int xOffset, float[] y, int yOffset, int n) {
        if (VectorApi.PRESENT) {
            Simd.cos(x, xOffset, y, yOffset, n);
        } else {
            Scalar.cos(x, xOffset, y, yOffset, n);
        }
    }

    static final class Scalar {
        private Scalar() {}

        static void sin(float[] x, int xOffset, float[] y, int yOffset, int n) {
            for (int i = 0; i < n; i++) {
                y[yOffset + i] = value(x[xOffset + i], SINE);
            }
        }

        static void cos(float[] x, int xOffset, float[] y, int yOffset, int n) {
            for (int i = 0; i < n; i++) {
                y[yOffset + i] = value(x[xOffset + i], COSINE);
            }
        }

        static float value(float x, int quarters) {
            if (!(Math.abs(x) < HUGE)) {
                return (float) (quarters == SINE ? StrictMath.sin(x) : StrictMath.cos(x));
            }
            if (x == 0f && quarters == SINE) {
                return x; // −0 stays −0
            }
            float rounded = Fma.fma(x, TWO_OVER_PI, ROUNDER);
            float n = rounded - ROUNDER;
            float first = Fma.fma(n, -HALF_PI_1, x);
            float part = n * -HALF_PI_2;
            float r = first + part;
            // what the product and the sum lost to rounding, and the third part
            float lost = Fma.fma(n, -HALF_PI_2, -part) + ((first - r) + part);
            lost = Fma.fma(n, -HALF_PI_3, lost);
            float square = r * r;
            int quadrant = Float.floatToRawIntBits(rounded) + quarters;
            float result;
            if ((quadrant & 1) == 0) {
                float s = Fma.fma(S2, square, S1);
                s = Fma.fma(s, square, S0);
                result = r + Fma.fma(r * square, s, lost);
            } else {
                float c = Fma.fma(C3, square, C2);
                c = Fma.fma(c, square, C1);
                c = Fma.fma(c, square, C0);
                result = Fma.fma(c, square, 1f);
            }
            return (quadrant & 2) == 0 ? result : -result;
        }
    }

    /// A class of its own, so that the Vector API is linked only where it is there.
    static final class Simd {
        private Simd() {}

        static void sin(float[] x, int xOffset, float[] y, int yOffset, int n) {
            int bound = Lanes.FLOATS.loopBound(n);
            values(x, xOffset, y, yOffset, bound, SINE);
            Scalar.sin(x, xOffset + bound, y, yOffset + bound, n - bound);
        }

        static void cos(float[] x, int xOffset, float[] y, int yOffset, int n) {
            int bound = Lanes.FLOATS.loopBound(n);
            values(x, xOffset, y, yOffset, bound, COSINE);
            Scalar.cos(x, xOffset + bound, y, yOffset + bound, n - bound);
        }

        private static void values(float[] x, int xOffset, float[] y, int yOffset, int bound, int quarters) {
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector value = FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i);
                if (!value.abs().compare(VectorOperators.LT, HUGE).allTrue()) {
                    for (int lane = i; lane < i + Lanes.WIDTH; lane++) {
                        y[yOffset + lane] = Scalar.value(x[xOffset + lane], quarters);
                    }
                    continue;
                }
                FloatVector rounded = value.fma(
                        FloatVector.broadcast(Lanes.FLOATS, TWO_OVER_PI),
                        FloatVector.broadcast(Lanes.FLOATS, ROUNDER));
                FloatVector whole = rounded.sub(ROUNDER);
                FloatVector first = whole.fma(FloatVector.broadcast(Lanes.FLOATS, -HALF_PI_1), value);
                FloatVector part = whole.mul(-HALF_PI_2);
                FloatVector r = first.add(part);
                FloatVector lost = whole.fma(FloatVector.broadcast(Lanes.FLOATS, -HALF_PI_2), part.neg())
                        .add(first.sub(r).add(part));
                lost = whole.fma(FloatVector.broadcast(Lanes.FLOATS, -HALF_PI_3), lost);
                FloatVector square = r.mul(r);
                FloatVector s = square.fma(
                        FloatVector.broadcast(Lanes.FLOATS, S2), FloatVector.broadcast(Lanes.FLOATS, S1));
                s = s.fma(square, FloatVector.broadcast(Lanes.FLOATS, S0));
                FloatVector sine = r.add(r.mul(square).fma(s, lost));
                FloatVector c = square.fma(
                        FloatVector.broadcast(Lanes.FLOATS, C3), FloatVector.broadcast(Lanes.FLOATS, C2));
                c = c.fma(square, FloatVector.broadcast(Lanes.FLOATS, C1));
                c = c.fma(square, FloatVector.broadcast(Lanes.FLOATS, C0));
                c = c.fma(square, FloatVector.broadcast(Lanes.FLOATS, 1f));
                IntVector quadrant = rounded.reinterpretAsInts().add(quarters);
                VectorMask<Float> odd = quadrant.and(1).compare(VectorOperators.NE, 0).cast(Lanes.FLOATS);
                // bit 1 becomes the sign
                IntVector sign = quadrant.and(2).lanewise(VectorOperators.LSHL, 30);
                FloatVector result = sine.blend(c, odd)
                        .reinterpretAsInts()
                        .lanewise(VectorOperators.XOR, sign)
                        .reinterpretAsFloats();
                if (quarters == SINE) {
                    result = result.blend(value, value.compare(VectorOperators.EQ, 0f)); // −0 stays −0
                }
                result.intoArray(y, yOffset + i);
            }
        }
    }
}
