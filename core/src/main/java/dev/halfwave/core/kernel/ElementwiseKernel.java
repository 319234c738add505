package dev.halfwave.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// Element-wise arithmetic over contiguous arrays, or an array and one number. Every element is computed on its own, so
/// that order and width do not matter.
///
/// In every method `y` may be one of the inputs, at the same offset: activations are composed of such passes over a
/// row that stays in the cache, and then have the same bits on all paths without a kernel of their own.
public final class ElementwiseKernel {

    private ElementwiseKernel() {}

    /// `y[i] = a[i] + b[i]`.
    public static void add(float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset, int n) {
        if (VectorApi.PRESENT) {
            Simd.add(a, aOffset, b, bOffset, y, yOffset, n);
        } else {
            Scalar.add(a, aOffset, b, bOffset, y, yOffset, n);
        }
    }

    /// `y[i] = a[i] + value`.
    public static void add(float[] a, int aOffset, float value, float[] y, int yOffset, int n) {
        if (VectorApi.PRESENT) {
            Simd.add(a, aOffset, value, y, yOffset, n);
        } else {
            Scalar.add(a, aOffset, value, y, yOffset, n);
        }
    }

    /// `y[i] = a[i] − b[i]`.
    public static void subtract(float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset, int n) {
        if (VectorApi.PRESENT) {
            Simd.subtract(a, aOffset, b, bOffset, y, yOffset, n);
        } else {
            Scalar.subtract(a, aOffset, b, bOffset, y, yOffset, n);
        }
    }

    /// `y[i] = a[i] − value`.
    public static void subtract(float[] a, int aOffset, float value, float[] y, int yOffset, int n) {
        if (VectorApi.PRESENT) {
            Simd.subtract(a, aOffset, value, y, yOffset, n);
        } else {
            Scalar.subtract(a, aOffset, value, y, yOffset, n);
        }
    }

    /// `y[i] = value − a[i]`.
    public static void subtract(float value, float[] a, int aOffset, float[] y, int yOffset, int n) {
        if (VectorApi.PRESENT) {
            Simd.subtract(value, a, aOffset, y, yOffset, n);
        } else {
            Scalar.subtract(value, a, aOffset, y, yOffset, n);
        }
    }

    /// `y[i] = a[i] · b[i]`.
    public static void multiply(float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset, int n) {
        if (VectorApi.PRESENT) {
            Simd.multiply(a, aOffset, b, bOffset, y, yOffset, n);
        } else {
            Scalar.multiply(a, aOffset, b, bOffset, y, yOffset, n);
        }
    }

    /// `y[i] = a[i] · value`.
    public static void multiply(float[] a, int aOffset, float value, float[] y, int yOffset, int n) {
        if (VectorApi.PRESENT) {
            Simd.multiply(a, aOffset, value, y, yOffset, n);
        } else {
            Scalar.multiply(a, aOffset, value, y, yOffset, n);
        }
    }

    /// `y[i] = a[i] ÷ b[i]`.
    public static void divide(float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset, int n) {
        if (VectorApi.PRESENT) {
            Simd.divide(a, aOffset, b, bOffset, y, yOffset, n);
        } else {
            Scalar.divide(a, aOffset, b, bOffset, y, yOffset, n);
        }
    }

    /// `y[i] = a[i] ÷ value`.
    public static void divide(float[] a, int aOffset, float value, float[] y, int yOffset, int n) {
        if (VectorApi.PRESENT) {
            Simd.divide(a, aOffset, value, y, yOffset, n);
        } else {
            Scalar.divide(a, aOffset, value, y, yOffset, n);
        }
    }

    /// `y[i] = value ÷ a[i]`.
    public static void divide(float value, float[] a, int aOffset, float[] y, int yOffset, int n) {
        if (VectorApi.PRESENT) {
            Simd.divide(value, a, aOffset, y, yOffset, n);
        } else {
            Scalar.divide(value, a, aOffset, y, yOffset, n);
        }
    }

    /// `y[i] = a[i] · b[i] + c[i]`, rounded once.
    public static void multiplyAdd(
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            float[] c,
            int cOffset,
            float[] y,
            int yOffset,
            int n) {
        if (VectorApi.PRESENT) {
            Simd.multiplyAdd(a, aOffset, b, bOffset, c, cOffset, y, yOffset, n);
        } else {
            Scalar.multiplyAdd(a, aOffset, b, bOffset, c, cOffset, y, yOffset, n);
        }
    }

    /// `y[i] = a[i]`, but `low` where it is less and `high` where it is more; NaN stays NaN.
    public static void clamp(float[] a, int aOffset, float low, float high, float[] y, int yOffset, int n) {
        if (VectorApi.PRESENT) {
            Simd.clamp(a, aOffset, low, high, y, yOffset, n);
        } else {
            Scalar.clamp(a, aOffset, low, high, y, yOffset, n);
        }
    }

    /// `sum[i] = sum[i] + x[i]`.
    public static void addTo(float[] x, int xOffset, float[] sum, int sumOffset, int n) {
        add(sum, sumOffset, x, xOffset, sum, sumOffset, n);
    }

    static final class Scalar {
        private Scalar() {}

        static void add(float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset, int n) {
            for (int i = 0; i < n; i++) {
                y[yOffset + i] = a[aOffset + i] + b[bOffset + i];
            }
        }

        static void add(float[] a, int aOffset, float value, float[] y, int yOffset, int n) {
            for (int i = 0; i < n; i++) {
                y[yOffset + i] = a[aOffset + i] + value;
            }
        }

        static void subtract(float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset, int n) {
            for (int i = 0; i < n; i++) {
                y[yOffset + i] = a[aOffset + i] - b[bOffset + i];
            }
        }

        static void subtract(float[] a, int aOffset, float value, float[] y, int yOffset, int n) {
            for (int i = 0; i < n; i++) {
                y[yOffset + i] = a[aOffset + i] - value;
            }
        }

        static void subtract(float value, float[] a, int aOffset, float[] y, int yOffset, int n) {
            for (int i = 0; i < n; i++) {
                y[yOffset + i] = value - a[aOffset + i];
            }
        }

        static void multiply(float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset, int n) {
            for (int i = 0; i < n; i++) {
                y[yOffset + i] = a[aOffset + i] * b[bOffset + i];
            }
        }

        static void multiply(float[] a, int aOffset, float value, float[] y, int yOffset, int n) {
            for (int i = 0; i < n; i++) {
                y[yOffset + i] = a[aOffset + i] * value;
            }
        }

        static void divide(float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset, int n) {
            for (int i = 0; i < n; i++) {
                y[yOffset + i] = a[aOffset + i] / b[bOffset + i];
            }
        }

        static void divide(float[] a, int aOffset, float value, float[] y, int yOffset, int n) {
            for (int i = 0; i < n; i++) {
                y[yOffset + i] = a[aOffset + i] / value;
            }
        }

        static void divide(float value, float[] a, int aOffset, float[] y, int yOffset, int n) {
            for (int i = 0; i < n; i++) {
                y[yOffset + i] = value / a[aOffset + i];
            }
        }

        static void multiplyAdd(
                float[] a,
                int aOffset,
                float[] b,
                int bOffset,
                float[] c,
                int cOffset,
                float[] y,
                int yOffset,
                int n) {
            for (int i = 0; i < n; i++) {
                y[yOffset + i] = Fma.fma(a[aOffset + i], b[bOffset + i], c[cOffset + i]);
            }
        }

        static void clamp(float[] a, int aOffset, float low, float high, float[] y, int yOffset, int n) {
            for (int i = 0; i < n; i++) {
                float value = a[aOffset + i];
                y[yOffset + i] = value < low ? low : value > high ? high : value;
            }
        }
    }

    /// A class of its own, so that the Vector API is linked only where it is there.
    static final class Simd {
        private Simd() {}

        static void add(float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset, int n) {
            int bound = Lanes.FLOATS.loopBound(n);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector.fromArray(Lanes.FLOATS, a, aOffset + i)
                        .add(FloatVector.fromArray(Lanes.FLOATS, b, bOffset + i))
                        .intoArray(y, yOffset + i);
            }
            Scalar.add(a, aOffset + bound, b, bOffset + bound, y, yOffset + bound, n - bound);
        }

        static void add(float[] a, int aOffset, float value, float[] y, int yOffset, int n) {
            int bound = Lanes.FLOATS.loopBound(n);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector.fromArray(Lanes.FLOATS, a, aOffset + i).add(value).intoArray(y, yOffset + i);
            }
            Scalar.add(a, aOffset + bound, value, y, yOffset + bound, n - bound);
        }

        static void subtract(float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset, int n) {
            int bound = Lanes.FLOATS.loopBound(n);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector.fromArray(Lanes.FLOATS, a, aOffset + i)
                        .sub(FloatVector.fromArray(Lanes.FLOATS, b, bOffset + i))
                        .intoArray(y, yOffset + i);
            }
            Scalar.subtract(a, aOffset + bound, b, bOffset + bound, y, yOffset + bound, n - bound);
        }

        static void subtract(float[] a, int aOffset, float value, float[] y, int yOffset, int n) {
            int bound = Lanes.FLOATS.loopBound(n);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector.fromArray(Lanes.FLOATS, a, aOffset + i).sub(value).intoArray(y, yOffset + i);
            }
            Scalar.subtract(a, aOffset + bound, value, y, yOffset + bound, n - bound);
        }

        static void subtract(float value, float[] a, int aOffset, float[] y, int yOffset, int n) {
            int bound = Lanes.FLOATS.loopBound(n);
            FloatVector number = FloatVector.broadcast(Lanes.FLOATS, value);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                number.sub(FloatVector.fromArray(Lanes.FLOATS, a, aOffset + i)).intoArray(y, yOffset + i);
            }
            Scalar.subtract(value, a, aOffset + bound, y, yOffset + bound, n - bound);
        }

        static void multiply(float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset, int n) {
            int bound = Lanes.FLOATS.loopBound(n);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector.fromArray(Lanes.FLOATS, a, aOffset + i)
                        .mul(FloatVector.fromArray(Lanes.FLOATS, b, bOffset + i))
                        .intoArray(y, yOffset + i);
            }
            Scalar.multiply(a, aOffset + bound, b, bOffset + bound, y, yOffset + bound, n - bound);
        }

        static void multiply(float[] a, int aOffset, float value, float[] y, int yOffset, int n) {
            int bound = Lanes.FLOATS.loopBound(n);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector.fromArray(Lanes.FLOATS, a, aOffset + i).mul(value).intoArray(y, yOffset + i);
            }
            Scalar.multiply(a, aOffset + bound, value, y, yOffset + bound, n - bound);
        }

        static void divide(float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset, int n) {
            int bound = Lanes.FLOATS.loopBound(n);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector.fromArray(Lanes.FLOATS, a, aOffset + i)
                        .div(FloatVector.fromArray(Lanes.FLOATS, b, bOffset + i))
                        .intoArray(y, yOffset + i);
            }
            Scalar.divide(a, aOffset + bound, b, bOffset + bound, y, yOffset + bound, n - bound);
        }

        static void divide(float[] a, int aOffset, float value, float[] y, int yOffset, int n) {
            int bound = Lanes.FLOATS.loopBound(n);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector.fromArray(Lanes.FLOATS, a, aOffset + i).div(value).intoArray(y, yOffset + i);
            }
            Scalar.divide(a, aOffset + bound, value, y, yOffset + bound, n - bound);
        }

        static void divide(float value, float[] a, int aOffset, float[] y, int yOffset, int n) {
            int bound = Lanes.FLOATS.loopBound(n);
            FloatVector number = FloatVector.broadcast(Lanes.FLOATS, value);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                number.div(FloatVector.fromArray(Lanes.FLOATS, a, aOffset + i)).intoArray(y, yOffset + i);
            }
            Scalar.divide(value, a, aOffset + bound, y, yOffset + bound, n - bound);
        }

        static void multiplyAdd(
                float[] a,
                int aOffset,
                float[] b,
                int bOffset,
                float[] c,
                int cOffset,
                float[] y,
                int yOffset,
                int n) {
            int bound = Lanes.FLOATS.loopBound(n);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector.fromArray(Lanes.FLOATS, a, aOffset + i)
                        .fma(
                                FloatVector.fromArray(Lanes.FLOATS, b, bOffset + i),
                                FloatVector.fromArray(Lanes.FLOATS, c, cOffset + i))
                        .intoArray(y, yOffset + i);
            }
            Scalar.multiplyAdd(
                    a, aOffset + bound, b, bOffset + bound, c, cOffset + bound, y, yOffset + bound, n - bound);
        }

        static void clamp(float[] a, int aOffset, float low, float high, float[] y, int yOffset, int n) {
            int bound = Lanes.FLOATS.loopBound(n);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector value = FloatVector.fromArray(Lanes.FLOATS, a, aOffset + i);
                value.blend(high, value.compare(VectorOperators.GT, high))
                        .blend(low, value.compare(VectorOperators.LT, low))
                        .intoArray(y, yOffset + i);
            }
            Scalar.clamp(a, aOffset + bound, low, high, y, yOffset + bound, n - bound);
        }
    }
}
