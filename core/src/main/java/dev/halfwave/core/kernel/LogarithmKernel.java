package dev.halfwave.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// The natural logarithm over contiguous arrays, in nothing but `+ − ×` and fma, so that it has the same bits on every
/// machine; those of `Math.log` and of vector libraries are not defined.
///
/// With `x = 2ᵏ (1 + f)` and `1 + f` in [2/3, 4/3), `log(x) = k ln 2 + f + f² s(f)` with a minimax polynomial `s` of
/// degree 9. `k ln 2` is added in two parts, the first so short that its product with `k` is exact (Cody and Waite
/// 1980, *Software Manual for the Elementary Functions*), and what its sum with `f` loses to rounding is added back.
///
/// The largest error over all floats is 0.82 ulp (units in the last place), measured on every one of them.
/// `log(±0) = −∞`, `log(+∞) = +∞`, `log(1) = +0`; the logarithm of a negative number is NaN, and NaN stays NaN.
public final class LogarithmKernel {

    private static final float LN2_HIGH = 0x1.62e4p-1f;
    private static final float LN2_LOW = 0x1.7f7d1cp-20f;
    private static final float S0 = -0.5f;
    private static final float S1 = 0x1.555556p-2f;
    private static final float S2 = -0x1.ffff18p-3f;
    private static final float S3 = 0x1.9997eep-3f;
    private static final float S4 = -0x1.55978cp-3f;
    private static final float S5 = 0x1.24eb6ep-3f;
    private static final float S6 = -0x1.f3b02cp-4f;
    private static final float S7 = 0x1.b91efap-4f;
    private static final float S8 = -0x1.06c2bap-3f;
    private static final float S9 = 0x1.e9d178p-4f;

    private static final int TWO_THIRDS_BITS = 0x3f2aaaab;
    // Subnormal numbers are scaled to normal ones first.
    private static final float SCALE = 0x1p23f;
    private static final float SCALE_EXPONENT = 23f;

    private LogarithmKernel() {}

    /// `y[i] = log(x[i])`. The arrays may be the same one.
    public static void log(float[] x, int xOffset, float[] y, int yOffset, int n) {
        if (VectorApi.PRESENT) {
            Simd.log(x, xOffset, y, yOffset, n);
        } else {
            Scalar.log(x, xOffset, y, yOffset, n);
        }
    }

    /// The natural logarithm of one number.
    public static float log(float x) {
        return Scalar.log(x);
    }

    static final class Scalar {
        private Scalar() {}

        static void log(float[] x, int xOffset, float[] y, int yOffset, int n) {
            for (int i = 0; i < n; i++) {
                y[yOffset + i] = log(x[xOffset + i]);
            }
        }

        static float log(float x) {
            if (x == 0f) {
                return Float.NEGATIVE_INFINITY;
            }
            if (!(x > 0f)) {
                return Float.NaN;
            }
            if (x == Float.POSITIVE_INFINITY) {
                return x;
            }
            boolean subnormal = x < Float.MIN_NORMAL;
            int bits = Float.floatToRawIntBits(subnormal ? x * SCALE : x);
            int exponent = (bits - TWO_THIRDS_BITS) >> 23;
            float f = Float.intBitsToFloat(bits - (exponent << 23)) - 1f;
            float k = subnormal ? exponent - SCALE_EXPONENT : exponent;
            float s = Fma.fma(S9, f, S8);
            s = Fma.fma(s, f, S7);
            s = Fma.fma(s, f, S6);
            s = Fma.fma(s, f, S5);
            s = Fma.fma(s, f, S4);
            s = Fma.fma(s, f, S3);
            s = Fma.fma(s, f, S2);
            s = Fma.fma(s, f, S1);
            s = Fma.fma(s, f, S0);
            float high = k * LN2_HIGH;
            float sum = high + f;
            float lost = (high - sum) + f;
            return sum + (Fma.fma(f * f, s, k * LN2_LOW) + lost);
        }
    }

    /// A class of its own, so that the Vector API is linked only where it is there.
    static final class Simd {
        private Simd() {}

        static void log(float[] x, int xOffset, float[] y, int yOffset, int n) {
            int bound = Lanes.FLOATS.loopBound(n);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector value = FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i);
                VectorMask<Float> subnormal = value.compare(VectorOperators.LT, Float.MIN_NORMAL);
                IntVector bits = value.blend(value.mul(SCALE), subnormal).reinterpretAsInts();
                IntVector exponent = bits.sub(TWO_THIRDS_BITS).lanewise(VectorOperators.ASHR, 23);
                FloatVector f = bits.sub(exponent.lanewise(VectorOperators.LSHL, 23)).reinterpretAsFloats().sub(1f);
                FloatVector k = (FloatVector) exponent.convert(VectorOperators.I2F, 0);
                k = k.blend(k.sub(SCALE_EXPONENT), subnormal);
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
                FloatVector high = k.mul(LN2_HIGH);
                FloatVector sum = high.add(f);
                FloatVector lost = high.sub(sum).add(f);
                FloatVector result = sum.add(f.mul(f).fma(s, k.mul(LN2_LOW)).add(lost));
                result.blend(value, value.compare(VectorOperators.EQ, Float.POSITIVE_INFINITY))
                        .blend(Float.NEGATIVE_INFINITY, value.compare(VectorOperators.EQ, 0f))
                        .blend(Float.NaN, value.compare(VectorOperators.LT, 0f).or(Lanes.isNaN(value)))
                        .intoArray(y, yOffset + i);
            }
            Scalar.log(x, xOffset + bound, y, yOffset + bound, n - bound);
        }
    }
}
