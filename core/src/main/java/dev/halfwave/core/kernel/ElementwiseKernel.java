package dev.halfwave.core.kernel;

import jdk.incubator.vector.FloatVector;

/// Element-wise arithmetic over contiguous arrays. Every element is computed on its own, so that order and width do
/// not matter.
public final class ElementwiseKernel {

    private ElementwiseKernel() {}

    /// `sum[i] = sum[i] + x[i]`.
    public static void addTo(float[] x, int xOffset, float[] sum, int sumOffset, int n) {
        if (VectorApi.PRESENT) {
            Simd.addTo(x, xOffset, sum, sumOffset, n);
        } else {
            Scalar.addTo(x, xOffset, sum, sumOffset, n);
        }
    }

    static final class Scalar {
        private Scalar() {}

        static void addTo(float[] x, int xOffset, float[] sum, int sumOffset, int n) {
            for (int i = 0; i < n; i++) {
                sum[sumOffset + i] += x[xOffset + i];
            }
        }
    }

    /// A class of its own, so that the Vector API is linked only where it is there.
    static final class Simd {
        private Simd() {}

        static void addTo(float[] x, int xOffset, float[] sum, int sumOffset, int n) {
            int bound = Lanes.FLOATS.loopBound(n);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector.fromArray(Lanes.FLOATS, sum, sumOffset + i)
                        .add(FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i))
                        .intoArray(sum, sumOffset + i);
            }
            Scalar.addTo(x, xOffset + bound, sum, sumOffset + bound, n - bound);
        }
    }
}
