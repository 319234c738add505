package dev.halfwave.core.kernel;

import static dev.halfwave.core.kernel.ExponentialKernel.LN2_HIGH;
import static dev.halfwave.core.kernel.ExponentialKernel.LN2_LOW;
import static dev.halfwave.core.kernel.ExponentialKernel.LOG2_E;
import static dev.halfwave.core.kernel.ExponentialKernel.Q0;
import static dev.halfwave.core.kernel.ExponentialKernel.Q1;
import static dev.halfwave.core.kernel.ExponentialKernel.Q2;
import static dev.halfwave.core.kernel.ExponentialKernel.Q3;
import static dev.halfwave.core.kernel.ExponentialKernel.Q4;
import static dev.halfwave.core.kernel.ExponentialKernel.Q5;
import static dev.halfwave.core.kernel.ExponentialKernel.ROUNDER;
import static dev.halfwave.core.kernel.ExponentialKernel.ROUNDER_BITS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// `exp(x) − 1` over contiguous arrays, exact to the last places near 0 too, where a difference would have lost them;
/// in nothing but `+ − ×` and fma, so that it has the same bits on every machine.
///
/// With `n` and `r` as in [ExponentialKernel] and its polynomial `q`, `exp(r) − 1 = r + r² q(r)`, so
/// `exp(x) − 1 = 2ⁿ (r + r² q(r)) + (2ⁿ − 1)`, by one fma. All of it is computed halved and doubled at the end, because
/// 2ⁿ may be 2¹²⁸, which is no float.
///
/// The largest error over all floats is 1.44 ulp (units in the last place), measured on every one of them.
/// `expm1(±0) = ±0`, `expm1(−∞) = −1`, `expm1(+∞) = +∞`, NaN stays NaN; below 2⁻²⁵ in magnitude the result is `x`.
public final class Expm1Kernel {

    // Beyond these the result is −1 or +∞ anyway.
    private static final float LOWEST = -25f;
    private static final float HIGHEST = 89f;

    // Below this x²/2 is less than half a unit in the last place.
    private static final float TINY = 0x1p-25f;

    private Expm1Kernel() {}

    /// `y[i] = exp(x[i]) − 1`. The arrays may be the same one.
    public static void expm1(float[] x, int xOffset, float[] y, int yOffset, int n) {
        if (VectorApi.PRESENT) {
            Simd.expm1(x, xOffset, y, yOffset, n);
        } else {
            Scalar.expm1(x, xOffset, y, yOffset, n);
        }
    }

    static final class Scalar {
        private Scalar() {}

        static void expm1(float[] x, int xOffset, float[] y, int yOffset, int n) {
            for (int i = 0; i < n; i++) {
                y[yOffset + i] = expm1(x[xOffset + i]);
            }
        }

        static float expm1(float x) {
            if (Math.abs(x) < TINY) {
                return x;
            }
            float value = x > HIGHEST ? HIGHEST : x < LOWEST ? LOWEST : x;
            float rounded = Fma.fma(value, LOG2_E, ROUNDER);
            float n = rounded - ROUNDER;
            float r = Fma.fma(n, -LN2_LOW, Fma.fma(n, -LN2_HIGH, value));
            float q = Fma.fma(Q5, r, Q4);
            q = Fma.fma(q, r, Q3);
            q = Fma.fma(q, r, Q2);
            q = Fma.fma(q, r, Q1);
            q = Fma.fma(q, r, Q0);
            float p = Fma.fma(r * r, q, r);
            float halfPower = Float.intBitsToFloat((Float.floatToRawIntBits(rounded) - ROUNDER_BITS + 126) << 23);
            return 2f * Fma.fma(halfPower, p, halfPower - 0.5f);
        }
    }

    /// A class of its own, so that the Vector API is linked only where it is there.
    static final class Simd {
        private Simd() {}

        static void expm1(float[] x, int xOffset, float[] y, int yOffset, int n) {
            int bound = Lanes.FLOATS.loopBound(n);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector original = FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i);
                FloatVector value = original.blend(HIGHEST, original.compare(VectorOperators.GT, HIGHEST))
                        .blend(LOWEST, original.compare(VectorOperators.LT, LOWEST));
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
                FloatVector p = r.mul(r).fma(q, r);
                FloatVector halfPower = rounded.reinterpretAsInts().sub(ROUNDER_BITS - 126)
                        .lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
                halfPower.fma(p, halfPower.sub(0.5f))
                        .mul(2f)
                        .blend(original, original.abs().compare(VectorOperators.LT, TINY))
                        .intoArray(y, yOffset + i);
            }
            Scalar.expm1(x, xOffset + bound, y, yOffset + bound, n - bound);
        }
    }
}
