package dev.halfwave.core.kernel;

import jdk.incubator.vector.FloatVector;

/// Sums of two contiguous arrays, or of an array and one number, element by element.
public final class AddKernel {

    private AddKernel() {}

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
    }
}
