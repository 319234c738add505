package dev.halfwave.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// Inputs that gate themselves, `y = x σ(v)` with `v = a x + b x³` and the logistic function σ of [SigmoidKernel], over
/// contiguous arrays: SiLU is `a = 1, b = 0`, and the approximation of GELU has this form too. Every element is
/// computed on its own, so that order and width do not matter.
///
/// `dy/dx = σ(v) + x σ(v) (1 − σ(v)) (a + 3b x²)`. With `s = σ(−|v|)`, which is at most 1/2 and exact to the last place
/// however small, `σ(v) (1 − σ(v)) = s (1 − s)`, and `σ(v)` is `s` or `1 − s`. A difference `1 − σ(v)` near 0 would have
/// lost its last places, and `x` or `x³` would have magnified that.
public final class SigmoidGateKernel {

    private SigmoidGateKernel() {}

    /// `y[i] = x[i] σ(a x[i] + b x[i]³)`. `y` is other memory than `x`.
    public static void forward(float a, float b, float[] x, int xOffset, float[] y, int yOffset, int n) {
        argument(a, b, x, xOffset, y, yOffset, n);
        SigmoidKernel.sigmoid(y, yOffset, y, yOffset, n);
        ElementwiseKernel.multiply(x, xOffset, y, yOffset, y, yOffset, n);
    }

    /// `dx[i] = dy[i] (σ(v) + x[i] σ(v) (1 − σ(v)) (a + 3b x[i]²))`. `dx` is other memory than `x` and `dy`.
    public static void backward(
            float a, float b, float[] x, int xOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int n) {
        AbsKernel.forward(x, xOffset, dx, dxOffset, n);
        argument(-a, -b, dx, dxOffset, dx, dxOffset, n); // −|v|, because v is odd
        SigmoidKernel.sigmoid(dx, dxOffset, dx, dxOffset, n);
        if (VectorApi.PRESENT) {
            Simd.slope(a, b, x, xOffset, dy, dyOffset, dx, dxOffset, n);
        } else {
            Scalar.slope(a, b, x, xOffset, dy, dyOffset, dx, dxOffset, n);
        }
    }

    private static void argument(float a, float b, float[] x, int xOffset, float[] v, int vOffset, int n) {
        if (b == 0f) {
            ElementwiseKernel.multiply(x, xOffset, a, v, vOffset, n); // 0 · ∞ would be NaN
        } else if (VectorApi.PRESENT) {
            Simd.argument(a, b, x, xOffset, v, vOffset, n);
        } else {
            Scalar.argument(a, b, x, xOffset, v, vOffset, n);
        }
    }

    static final class Scalar {
        private Scalar() {}

        /// `v = x (a + b x²)`.
        static void argument(float a, float b, float[] x, int xOffset, float[] v, int vOffset, int n) {
            for (int i = 0; i < n; i++) {
                float value = x[xOffset + i];
                v[vOffset + i] = value * Fma.fma(b * value, value, a);
            }
        }

        /// The gradient from `s`, which `dx` holds. `x s (1 − s)` comes first: it is 0 where x² would overflow.
        static void slope(
                float a, float b, float[] x, int xOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int n) {
            float cubic = 3f * b;
            for (int i = 0; i < n; i++) {
                float value = x[xOffset + i];
                float s = dx[dxOffset + i];
                float rest = 1f - s;
                float bend = value * (s * rest);
                float sigmoid = value > 0f ? rest : s;
                float slope = Fma.fma(a, bend, Fma.fma(cubic * (bend * value), value, sigmoid));
                dx[dxOffset + i] = dy[dyOffset + i] * slope;
            }
        }
    }

    /// A class of its own, so that the Vector API is linked only where it is there.
    static final class Simd {
        private Simd() {}

        static void argument(float a, float b, float[] x, int xOffset, float[] v, int vOffset, int n) {
            int bound = Lanes.FLOATS.loopBound(n);
            FloatVector linear = FloatVector.broadcast(Lanes.FLOATS, a);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector value = FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i);
                value.mul(value.mul(b).fma(value, linear)).intoArray(v, vOffset + i);
            }
            Scalar.argument(a, b, x, xOffset + bound, v, vOffset + bound, n - bound);
        }

        static void slope(
                float a, float b, float[] x, int xOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int n) {
            int bound = Lanes.FLOATS.loopBound(n);
            FloatVector one = FloatVector.broadcast(Lanes.FLOATS, 1f);
            FloatVector linear = FloatVector.broadcast(Lanes.FLOATS, a);
            float cubic = 3f * b;
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector value = FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i);
                FloatVector s = FloatVector.fromArray(Lanes.FLOATS, dx, dxOffset + i);
                FloatVector rest = one.sub(s);
                FloatVector bend = value.mul(s.mul(rest));
                FloatVector sigmoid = s.blend(rest, value.compare(VectorOperators.GT, 0f));
                FloatVector slope = linear.fma(bend, bend.mul(value).mul(cubic).fma(value, sigmoid));
                FloatVector.fromArray(Lanes.FLOATS, dy, dyOffset + i).mul(slope).intoArray(dx, dxOffset + i);
            }
            Scalar.slope(
                    a, b, x, xOffset + bound, dy, dyOffset + bound, dx, dxOffset + bound, n - bound);
        }
    }
}
