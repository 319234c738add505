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
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// The logistic function `σ(x) = 1 / (1 + exp(−x))` over contiguous arrays, in nothing but `+ − × ÷` and fma, so that
/// it has the same bits on every machine.
///
/// With `n` and `r` as in [ExponentialKernel], but for −x, and `w = r + r² q(r)`, `exp(−x) = 2ⁿ (1 + w)`. With
/// `t = 2ʰ`, `h = ⌊n/2⌋`, and `g = 2ʰ⁻ⁿ`, so that nothing overflows where the result is tiny,
///
/// `σ(x) = g / (g + t + t w)`.
///
/// The denominator is computed as a sum of two floats, of which the second holds what the first lost to rounding, and
/// one Newton step on its inverse makes up for that and for the rounding of the division. The product with `g` is
/// exact, unless the result is subnormal.
///
/// The largest error over all floats is 0.94 ulp (units in the last place), measured on every one of them, subnormal
/// results (from x = −87.4 down to −103.9) included. `σ(−∞) = +0`, `σ(±0) = 1/2`, `σ(+∞) = 1`, NaN stays NaN.
public final class SigmoidKernel {

    // Of −x; beyond these the result is +0 or 1 anyway.
    private static final float HIGHEST = 104.5f;
    private static final float LOWEST = -104f;

    private SigmoidKernel() {}

    /// `y[i] = 1 / (1 + exp(−x[i]))`. The arrays may be the same one.
    public static void sigmoid(float[] x, int xOffset, float[] y, int yOffset, int n) {
        if (VectorApi.PRESENT) {
            Simd.sigmoid(x, xOffset, y, yOffset, n);
        } else {
            Scalar.sigmoid(x, xOffset, y, yOffset, n);
        }
    }

    /// `dx[i] = dy[i] (y[i] − y[i]²)`, where `y` is the result of [#sigmoid]. `dx` may be `y` or `dy`.
    public static void backward(
            float[] y, int yOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int n) {
        if (VectorApi.PRESENT) {
            Simd.backward(y, yOffset, dy, dyOffset, dx, dxOffset, n);
        } else {
            Scalar.backward(y, yOffset, dy, dyOffset, dx, dxOffset, n);
        }
    }

    static final class Scalar {
        private Scalar() {}

        static void sigmoid(float[] x, int xOffset, float[] y, int yOffset, int n) {
            for (int i = 0; i < n; i++) {
                y[yOffset + i] = sigmoid(x[xOffset + i]);
            }
        }

        static float sigmoid(float x) {
            float value = -x > HIGHEST ? HIGHEST : -x < LOWEST ? LOWEST : -x;
            float rounded = Fma.fma(value, LOG2_E, ROUNDER);
            float n = rounded - ROUNDER;
            float r = Fma.fma(n, -LN2_LOW, Fma.fma(n, -LN2_HIGH, value));
            float q = Fma.fma(Q5, r, Q4);
            q = Fma.fma(q, r, Q3);
            q = Fma.fma(q, r, Q2);
            q = Fma.fma(q, r, Q1);
            q = Fma.fma(q, r, Q0);
            float w = Fma.fma(r * r, q, r);
            int exponent = Float.floatToRawIntBits(rounded) - ROUNDER_BITS;
            int half = exponent >> 1;
            float t = Float.intBitsToFloat((half + 127) << 23);
            float g = Float.intBitsToFloat((half - exponent + 127) << 23);
            float sum = g + t;
            float high = Fma.fma(t, w, sum);
            // what the sum lost where g and t are far apart, and what the fma lost
            float low = Fma.fma(t, w, sum - high) + (g - (sum - t));
            float inverse = 1f / high;
            float remainder = Fma.fma(-inverse, low, Fma.fma(-inverse, high, 1f));
            return Fma.fma(inverse, remainder, inverse) * g;
        }

        static void backward(float[] y, int yOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int n) {
            for (int i = 0; i < n; i++) {
                float value = y[yOffset + i];
                dx[dxOffset + i] = Fma.fma(-value, value, value) * dy[dyOffset + i];
            }
        }
    }

    /// A class of its own, so that the Vector API is linked only where it is there.
    static final class Simd {
        private Simd() {}

        static void sigmoid(float[] x, int xOffset, float[] y, int yOffset, int n) {
            int bound = Lanes.FLOATS.loopBound(n);
            FloatVector one = FloatVector.broadcast(Lanes.FLOATS, 1f);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector value = FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i).neg();
                value = value.blend(HIGHEST, value.compare(VectorOperators.GT, HIGHEST))
                        .blend(LOWEST, value.compare(VectorOperators.LT, LOWEST));
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
                FloatVector w = r.mul(r).fma(q, r);
                IntVector exponent = rounded.reinterpretAsInts().sub(ROUNDER_BITS);
                IntVector half = exponent.lanewise(VectorOperators.ASHR, 1);
                FloatVector t = half.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
                FloatVector g = half.sub(exponent).add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
                FloatVector sum = g.add(t);
                FloatVector high = t.fma(w, sum);
                FloatVector low = t.fma(w, sum.sub(high)).add(g.sub(sum.sub(t)));
                FloatVector inverse = one.div(high);
                FloatVector minus = inverse.neg();
                FloatVector remainder = minus.fma(low, minus.fma(high, one));
                inverse.fma(remainder, inverse).mul(g).intoArray(y, yOffset + i);
            }
            Scalar.sigmoid(x, xOffset + bound, y, yOffset + bound, n - bound);
        }

        static void backward(float[] y, int yOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int n) {
            int bound = Lanes.FLOATS.loopBound(n);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector value = FloatVector.fromArray(Lanes.FLOATS, y, yOffset + i);
                value.neg().fma(value, value)
                        .mul(FloatVector.fromArray(Lanes.FLOATS, dy, dyOffset + i))
                        .intoArray(dx, dxOffset + i);
            }
            Scalar.backward(
                    y, yOffset + bound, dy, dyOffset + bound, dx, dxOffset + bound, n - bound);
        }
    }
}
