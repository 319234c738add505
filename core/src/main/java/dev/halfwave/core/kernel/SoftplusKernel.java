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
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// Softplus, `log(1 + exp(x))`, over contiguous arrays, in nothing but `+ − ×` and fma (`÷` for a slope), so that it
/// has the same bits on every machine.
///
/// `log(1 + exp(x)) = max(x, 0) + log(1 + e)` with `e = exp(−|x|)`, that of [ExponentialKernel], at most 1. For
/// `e < 1/2`, with `f = e`, `log(1 + e) = f + f² s(f)`; else `1 + e = 2 (1 + f)` with `f = (e − 1)/2`, which is exact,
/// and `log(1 + e) = ln 2 + f + f² s(f)`. `s` is a minimax polynomial of degree 9 on [−1/4, 1/2], weighted for the
/// smallest relative error of the result, whose coefficients were rounded to floats one after the other, the rest
/// adjusted after each. What the sum `ln 2 + f` loses to rounding is added back.
///
/// The largest error over all floats is 1.69 ulp (units in the last place), measured on every one of them; relative to
/// the result, however small: far below 0 that is exp(x). `softplus(−∞) = +0`, `softplus(+∞) = +∞`, NaN stays NaN.
public final class SoftplusKernel {

    private static final float S0 = -0.5f;
    private static final float S1 = 0x1.55555ap-2f;
    private static final float S2 = -0x1.00006ep-2f;
    private static final float S3 = 0x1.999764p-3f;
    private static final float S4 = -0x1.5519d4p-3f;
    private static final float S5 = 0x1.24638cp-3f;
    private static final float S6 = -0x1.04ad68p-3f;
    private static final float S7 = 0x1.df1c4ap-4f;
    private static final float S8 = -0x1.7502a8p-4f;
    private static final float S9 = 0x1.3414e4p-5f;
    // ln 2 and what is missing of it.
    private static final float LN2 = 0x1.62e43p-1f;
    private static final float LN2_REST = -0x1.05c61p-29f;

    // Below this exp(x) is +0.
    private static final float LOWEST = -104.5f;

    private SoftplusKernel() {}

    /// `y[i] = log(1 + exp(x[i]))`. The arrays may be the same one.
    public static void softplus(float[] x, int xOffset, float[] y, int yOffset, int n) {
        forward(1f, Float.POSITIVE_INFINITY, x, xOffset, y, yOffset, n);
    }

    /// `y[i] = log(1 + exp(β x[i])) / β` where `β x[i]` is at most the threshold, else `x[i]`. The arrays may be the
    /// same one.
    public static void forward(
            float beta, float threshold, float[] x, int xOffset, float[] y, int yOffset, int n) {
        if (VectorApi.PRESENT) {
            Simd.forward(beta, threshold, x, xOffset, y, yOffset, n);
        } else {
            Scalar.forward(beta, threshold, x, xOffset, y, yOffset, n);
        }
    }

    /// `dx[i] = dy[i] σ(β x[i])` where `β x[i]` is at most the threshold, else `dy[i]`; `σ` is that of
    /// [SigmoidKernel]. `dx` is other memory than `x` and `dy`.
    public static void backward(
            float beta,
            float threshold,
            float[] x,
            int xOffset,
            float[] dy,
            int dyOffset,
            float[] dx,
            int dxOffset,
            int n) {
        ElementwiseKernel.multiply(x, xOffset, beta, dx, dxOffset, n);
        SigmoidKernel.sigmoid(dx, dxOffset, dx, dxOffset, n);
        if (VectorApi.PRESENT) {
            Simd.gate(beta, threshold, x, xOffset, dy, dyOffset, dx, dxOffset, n);
        } else {
            Scalar.gate(beta, threshold, x, xOffset, dy, dyOffset, dx, dxOffset, n);
        }
    }

    static final class Scalar {
        private Scalar() {}

        static void forward(
                float beta, float threshold, float[] x, int xOffset, float[] y, int yOffset, int n) {
            for (int i = 0; i < n; i++) {
                float value = x[xOffset + i];
                float scaled = beta * value;
                y[yOffset + i] = scaled > threshold ? value : softplus(scaled) / beta;
            }
        }

        static float softplus(float x) {
            float value = -Math.abs(x) < LOWEST ? LOWEST : -Math.abs(x);
            float rounded = Fma.fma(value, LOG2_E, ROUNDER);
            float n = rounded - ROUNDER;
            float r = Fma.fma(n, -LN2_LOW, Fma.fma(n, -LN2_HIGH, value));
            float q = Fma.fma(Q5, r, Q4);
            q = Fma.fma(q, r, Q3);
            q = Fma.fma(q, r, Q2);
            q = Fma.fma(q, r, Q1);
            q = Fma.fma(q, r, Q0);
            float p = Fma.fma(r * r, q, r) + 1f;
            int exponent = Float.floatToRawIntBits(rounded) - ROUNDER_BITS;
            int half = exponent >> 1;
            float e = p * Float.intBitsToFloat((half + 127) << 23)
                    * Float.intBitsToFloat((exponent - half + 127) << 23);

            boolean large = e >= 0.5f;
            float f = large ? Fma.fma(e, 0.5f, -0.5f) : e;
            float s = Fma.fma(S9, f, S8);
            s = Fma.fma(s, f, S7);
            s = Fma.fma(s, f, S6);
            s = Fma.fma(s, f, S5);
            s = Fma.fma(s, f, S4);
            s = Fma.fma(s, f, S3);
            s = Fma.fma(s, f, S2);
            s = Fma.fma(s, f, S1);
            s = Fma.fma(s, f, S0);
            float base = large ? LN2 : 0f;
            float sum = base + f;
            float lost = (base - sum) + f;
            float logarithm = sum + (Fma.fma(f * f, s, large ? LN2_REST : 0f) + lost);
            return logarithm + (x > 0f ? x : 0f);
        }

        static void gate(
                float beta,
                float threshold,
                float[] x,
                int xOffset,
                float[] dy,
                int dyOffset,
                float[] dx,
                int dxOffset,
                int n) {
            for (int i = 0; i < n; i++) {
                float gradient = dy[dyOffset + i];
                boolean linear = beta * x[xOffset + i] > threshold;
                dx[dxOffset + i] = linear ? gradient : gradient * dx[dxOffset + i];
            }
        }
    }

    /// A class of its own, so that the Vector API is linked only where it is there.
    static final class Simd {
        private Simd() {}

        static void forward(
                float beta, float threshold, float[] x, int xOffset, float[] y, int yOffset, int n) {
            int bound = Lanes.FLOATS.loopBound(n);
            FloatVector zero = FloatVector.zero(Lanes.FLOATS);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector original = FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i);
                FloatVector scaled = original.mul(beta);
                FloatVector value = scaled.abs().neg();
                value = value.blend(LOWEST, value.compare(VectorOperators.LT, LOWEST));
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
                FloatVector e = p.mul(half.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats())
                        .mul(exponent.sub(half).add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats());

                VectorMask<Float> large = e.compare(VectorOperators.GE, 0.5f);
                FloatVector f = e.blend(
                        e.fma(FloatVector.broadcast(Lanes.FLOATS, 0.5f), FloatVector.broadcast(Lanes.FLOATS, -0.5f)),
                        large);
                FloatVector s = f.fma(
                        FloatVector.broadcast(Lanes.FLOATS, S9), FloatVector.broadcast(Lanes.FLOATS, S8));
                s = s.fma(f, FloatVector.broadcast(Lanes.FLOATS, S7));
                s = s.fma(f, FloatVector.broadcast(Lanes.FLOATS, S6));
                s = s.fma(f, FloatVector.broadcast(Lanes.FLOATS, S5));
                s = s.fma(f, FloatVector.broadcast(Lanes.FLOATS, S4));
                s = s.fma(f, FloatVector.broadcast(Lanes.FLOATS, S3));
                s = s.fma(f, FloatVector.broadcast(Lanes.FLOATS, S2));
                s = s.fma(f, FloatVector.broadcast(Lanes.FLOATS, S1));
                s = s.fma(f, FloatVector.broadcast(Lanes.FLOATS, S0));
                FloatVector base = zero.blend(LN2, large);
                FloatVector sum = base.add(f);
                FloatVector lost = base.sub(sum).add(f);
                FloatVector logarithm = sum.add(f.mul(f).fma(s, zero.blend(LN2_REST, large)).add(lost));
                FloatVector positive = zero.blend(scaled, scaled.compare(VectorOperators.GT, 0f));
                logarithm.add(positive)
                        .div(beta)
                        .blend(original, scaled.compare(VectorOperators.GT, threshold))
                        .intoArray(y, yOffset + i);
            }
            Scalar.forward(beta, threshold, x, xOffset + bound, y, yOffset + bound, n - bound);
        }

        static void gate(
                float beta,
                float threshold,
                float[] x,
                int xOffset,
                float[] dy,
                int dyOffset,
                float[] dx,
                int dxOffset,
                int n) {
            int bound = Lanes.FLOATS.loopBound(n);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector scaled = FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i).mul(beta);
                FloatVector gradient = FloatVector.fromArray(Lanes.FLOATS, dy, dyOffset + i);
                gradient.mul(FloatVector.fromArray(Lanes.FLOATS, dx, dxOffset + i))
                        .blend(gradient, scaled.compare(VectorOperators.GT, threshold))
                        .intoArray(dx, dxOffset + i);
            }
            Scalar.gate(
                    beta, threshold, x, xOffset + bound, dy, dyOffset + bound, dx, dxOffset + bound, n - bound);
        }
    }
}
