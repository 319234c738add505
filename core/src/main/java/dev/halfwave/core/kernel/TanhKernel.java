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

/// The hyperbolic tangent over contiguous arrays, in nothing but `+ − × ÷` and fma, so that it has the same bits on
/// every machine; those of `Math.tanh` and of vector libraries are not defined.
///
/// It is computed for `a = |x|` and takes the sign of `x`. For `a < 1` it is `a + a³ p(a²)` with a minimax polynomial
/// `p` of degree 6, weighted for the smallest relative error of the result, whose coefficients were rounded to floats
/// one after the other, the rest adjusted after each. For `a ≥ 1` it is `1 − 2 / (exp(2a) + 1)`, where what is
/// subtracted is less than 1/4, so that its rounding hardly shows; the exponential is that of [ExponentialKernel].
///
/// The largest error over all floats is 0.95 ulp (units in the last place), measured on every one of them.
/// `tanh(±0) = ±0`, `tanh(±∞) = ±1`, subnormal numbers stay themselves, NaN stays NaN.
public final class TanhKernel {

    private static final float P0 = -0x1.55553cp-2f;
    private static final float P1 = 0x1.110be4p-3f;
    private static final float P2 = -0x1.b9623ap-5f;
    private static final float P3 = 0x1.6009b6p-6f;
    private static final float P4 = -0x1.0460d8p-7f;
    private static final float P5 = 0x1.2da716p-9f;
    private static final float P6 = -0x1.77ecc4p-12f;

    private static final float POLYNOMIAL_BELOW = 1f;
    // From 9.02 on the nearest float is 1.
    private static final float HIGHEST = 10f;
    private static final int SIGN = 0x80000000;

    private TanhKernel() {}

    /// `y[i] = tanh(x[i])`. The arrays may be the same one.
    public static void tanh(float[] x, int xOffset, float[] y, int yOffset, int n) {
        if (VectorApi.PRESENT) {
            Simd.tanh(x, xOffset, y, yOffset, n);
        } else {
            Scalar.tanh(x, xOffset, y, yOffset, n);
        }
    }

    /// `dx[i] = dy[i] (1 − y[i]²)`, where `y` is the result of [#tanh]. `dx` may be `y` or `dy`.
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

        static void tanh(float[] x, int xOffset, float[] y, int yOffset, int n) {
            for (int i = 0; i < n; i++) {
                y[yOffset + i] = tanh(x[xOffset + i]);
            }
        }

        static float tanh(float x) {
            float a = Math.abs(x);
            return Math.copySign(a < POLYNOMIAL_BELOW ? small(a) : large(a), x);
        }

        private static float small(float a) {
            float square = a * a;
            float p = Fma.fma(P6, square, P5);
            p = Fma.fma(p, square, P4);
            p = Fma.fma(p, square, P3);
            p = Fma.fma(p, square, P2);
            p = Fma.fma(p, square, P1);
            p = Fma.fma(p, square, P0);
            return Fma.fma(a * square, p, a);
        }

        private static float large(float a) {
            float twice = 2f * (a > HIGHEST ? HIGHEST : a);
            float rounded = Fma.fma(twice, LOG2_E, ROUNDER);
            float n = rounded - ROUNDER;
            float r = Fma.fma(n, -LN2_LOW, Fma.fma(n, -LN2_HIGH, twice));
            float q = Fma.fma(Q5, r, Q4);
            q = Fma.fma(q, r, Q3);
            q = Fma.fma(q, r, Q2);
            q = Fma.fma(q, r, Q1);
            q = Fma.fma(q, r, Q0);
            float power = Float.intBitsToFloat((Float.floatToRawIntBits(rounded) - ROUNDER_BITS + 127) << 23);
            float exp = (Fma.fma(r * r, q, r) + 1f) * power;
            return 1f - 2f / (exp + 1f);
        }

        static void backward(float[] y, int yOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int n) {
            for (int i = 0; i < n; i++) {
                float value = y[yOffset + i];
                dx[dxOffset + i] = Fma.fma(-value, value, 1f) * dy[dyOffset + i];
            }
        }
    }

    /// A class of its own, so that the Vector API is linked only where it is there.
    static final class Simd {
        private Simd() {}

        static void tanh(float[] x, int xOffset, float[] y, int yOffset, int n) {
            int bound = Lanes.FLOATS.loopBound(n);
            FloatVector one = FloatVector.broadcast(Lanes.FLOATS, 1f);
            FloatVector two = FloatVector.broadcast(Lanes.FLOATS, 2f);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector value = FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i);
                FloatVector a = value.abs();
                FloatVector square = a.mul(a);
                FloatVector p = square.fma(
                        FloatVector.broadcast(Lanes.FLOATS, P6), FloatVector.broadcast(Lanes.FLOATS, P5));
                p = p.fma(square, FloatVector.broadcast(Lanes.FLOATS, P4));
                p = p.fma(square, FloatVector.broadcast(Lanes.FLOATS, P3));
                p = p.fma(square, FloatVector.broadcast(Lanes.FLOATS, P2));
                p = p.fma(square, FloatVector.broadcast(Lanes.FLOATS, P1));
                p = p.fma(square, FloatVector.broadcast(Lanes.FLOATS, P0));
                FloatVector small = a.mul(square).fma(p, a);

                FloatVector twice = a.blend(HIGHEST, a.compare(VectorOperators.GT, HIGHEST)).mul(2f);
                FloatVector rounded = twice.fma(
                        FloatVector.broadcast(Lanes.FLOATS, LOG2_E), FloatVector.broadcast(Lanes.FLOATS, ROUNDER));
                FloatVector whole = rounded.sub(ROUNDER);
                FloatVector r = whole.fma(FloatVector.broadcast(Lanes.FLOATS, -LN2_HIGH), twice);
                r = whole.fma(FloatVector.broadcast(Lanes.FLOATS, -LN2_LOW), r);
                FloatVector q = r.fma(
                        FloatVector.broadcast(Lanes.FLOATS, Q5), FloatVector.broadcast(Lanes.FLOATS, Q4));
                q = q.fma(r, FloatVector.broadcast(Lanes.FLOATS, Q3));
                q = q.fma(r, FloatVector.broadcast(Lanes.FLOATS, Q2));
                q = q.fma(r, FloatVector.broadcast(Lanes.FLOATS, Q1));
                q = q.fma(r, FloatVector.broadcast(Lanes.FLOATS, Q0));
                FloatVector power = rounded.reinterpretAsInts().sub(ROUNDER_BITS - 127)
                        .lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
                FloatVector exp = r.mul(r).fma(q, r).add(1f).mul(power);
                FloatVector large = one.sub(two.div(exp.add(1f)));

                FloatVector magnitude = large.blend(small, a.compare(VectorOperators.LT, POLYNOMIAL_BELOW));
                magnitude.reinterpretAsInts().or(value.reinterpretAsInts().and(SIGN)).reinterpretAsFloats()
                        .intoArray(y, yOffset + i);
            }
            Scalar.tanh(x, xOffset + bound, y, yOffset + bound, n - bound);
        }

        static void backward(float[] y, int yOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int n) {
            int bound = Lanes.FLOATS.loopBound(n);
            FloatVector one = FloatVector.broadcast(Lanes.FLOATS, 1f);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector value = FloatVector.fromArray(Lanes.FLOATS, y, yOffset + i);
                value.neg().fma(value, one)
                        .mul(FloatVector.fromArray(Lanes.FLOATS, dy, dyOffset + i))
                        .intoArray(dx, dxOffset + i);
            }
            Scalar.backward(
                    y, yOffset + bound, dy, dyOffset + bound, dx, dxOffset + bound, n - bound);
        }
    }
}
