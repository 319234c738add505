package dev.halfwave.core.kernel;

import jdk.incubator.vector.FloatVector;

/// Short fixed filters over single rows, and what polyphase filters need beside them: taking a row apart into its even
/// and odd samples, and putting it together.
///
/// **Order.** A filtered sample starts at +0.0, or at the value found, and takes `fma(tap, x, sum)` for the taps in
/// their order. Neighbouring samples are computed in neighbouring lanes, so that the width does not matter.
///
/// No row may overlap another.
public final class FilterKernel {

    private FilterKernel() {}

    /// `y[i] = Σ_k taps[k] · x[i + k]` for `i` in `0..n−1`: reads `n + taps.length − 1` samples.
    public static void correlate(float[] taps, float[] x, int xOffset, float[] y, int yOffset, int n) {
        RowKernel.fill(0f, y, yOffset, n);
        correlateOn(taps, x, xOffset, y, yOffset, n);
    }

    /// `y[i] = y[i] + Σ_k taps[k] · x[i + k]` for `i` in `0..n−1`: runs on from the values found.
    public static void correlateOn(float[] taps, float[] x, int xOffset, float[] y, int yOffset, int n) {
        if (VectorApi.PRESENT) {
            Simd.correlateOn(taps, x, xOffset, y, yOffset, n);
        } else {
            Scalar.correlateOn(taps, x, xOffset, y, yOffset, n);
        }
    }

    /// `even[i] = x[2i]` and `odd[i] = x[2i + 1]` for `i` in `0..n−1`.
    public static void split(
            float[] x, int xOffset, float[] even, int evenOffset, float[] odd, int oddOffset, int n) {
        if (VectorApi.PRESENT) {
            Simd.split(x, xOffset, even, evenOffset, odd, oddOffset, n);
        } else {
            Scalar.split(x, xOffset, even, evenOffset, odd, oddOffset, n);
        }
    }

    /// `y[2i] = even[i]` and `y[2i + 1] = odd[i]` for `i` in `0..n−1`.
    public static void interleave(
            float[] even, int evenOffset, float[] odd, int oddOffset, float[] y, int yOffset, int n) {
        if (VectorApi.PRESENT) {
            Simd.interleave(even, evenOffset, odd, oddOffset, y, yOffset, n);
        } else {
            Scalar.interleave(even, evenOffset, odd, oddOffset, y, yOffset, n);
        }
    }

    static final class Scalar {
        private Scalar() {}

        static void correlateOn(float[] taps, float[] x, int xOffset, float[] y, int yOffset, int n) {
            for (int i = 0; i < n; i++) {
                float sum = y[yOffset + i];
                for (int k = 0; k < taps.length; k++) {
                    sum = Fma.fma(taps[k], x[xOffset + i + k], sum);
                }
                y[yOffset + i] = sum;
            }
        }

        static void split(
                float[] x, int xOffset, float[] even, int evenOffset, float[] odd, int oddOffset, int n) {
            for (int i = 0; i < n; i++) {
                even[evenOffset + i] = x[xOffset + 2 * i];
                odd[oddOffset + i] = x[xOffset + 2 * i + 1];
            }
        }

        static void interleave(
                float[] even, int evenOffset, float[] odd, int oddOffset, float[] y, int yOffset, int n) {
            for (int i = 0; i < n; i++) {
                y[yOffset + 2 * i] = even[evenOffset + i];
                y[yOffset + 2 * i + 1] = odd[oddOffset + i];
            }
        }
    }

    /// A class of its own, so that the Vector API is linked only where it is there.
    static final class Simd {
        private Simd() {}

        static void correlateOn(float[] taps, float[] x, int xOffset, float[] y, int yOffset, int n) {
            int i = 0;
            // two vectors at a time: each sum waits for its last multiply-add
            for (; i <= n - 2 * Lanes.WIDTH; i += 2 * Lanes.WIDTH) {
                FloatVector a = FloatVector.fromArray(Lanes.FLOATS, y, yOffset + i);
                FloatVector b = FloatVector.fromArray(Lanes.FLOATS, y, yOffset + i + Lanes.WIDTH);
                for (int k = 0; k < taps.length; k++) {
                    FloatVector tap = FloatVector.broadcast(Lanes.FLOATS, taps[k]);
                    a = FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i + k).fma(tap, a);
                    b = FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i + k + Lanes.WIDTH).fma(tap, b);
                }
                a.intoArray(y, yOffset + i);
                b.intoArray(y, yOffset + i + Lanes.WIDTH);
            }
            for (; i <= n - Lanes.WIDTH; i += Lanes.WIDTH) {
                FloatVector a = FloatVector.fromArray(Lanes.FLOATS, y, yOffset + i);
                for (int k = 0; k < taps.length; k++) {
                    a = FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i + k)
                            .fma(FloatVector.broadcast(Lanes.FLOATS, taps[k]), a);
                }
                a.intoArray(y, yOffset + i);
            }
            Scalar.correlateOn(taps, x, xOffset + i, y, yOffset + i, n - i);
        }

        static void split(
                float[] x, int xOffset, float[] even, int evenOffset, float[] odd, int oddOffset, int n) {
            int bound = Lanes.FLOATS.loopBound(n);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector a = FloatVector.fromArray(Lanes.FLOATS, x, xOffset + 2 * i);
                FloatVector b = FloatVector.fromArray(Lanes.FLOATS, x, xOffset + 2 * i + Lanes.WIDTH);
                a.rearrange(Interleaving.EVEN, b).intoArray(even, evenOffset + i);
                a.rearrange(Interleaving.ODD, b).intoArray(odd, oddOffset + i);
            }
            Scalar.split(
                    x, xOffset + 2 * bound, even, evenOffset + bound, odd, oddOffset + bound, n - bound);
        }

        static void interleave(
                float[] even, int evenOffset, float[] odd, int oddOffset, float[] y, int yOffset, int n) {
            int bound = Lanes.FLOATS.loopBound(n);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector a = FloatVector.fromArray(Lanes.FLOATS, even, evenOffset + i);
                FloatVector b = FloatVector.fromArray(Lanes.FLOATS, odd, oddOffset + i);
                a.rearrange(Interleaving.LOWER_TWICE)
                        .blend(b.rearrange(Interleaving.LOWER_TWICE), Interleaving.ODD_LANES)
                        .intoArray(y, yOffset + 2 * i);
                a.rearrange(Interleaving.UPPER_TWICE)
                        .blend(b.rearrange(Interleaving.UPPER_TWICE), Interleaving.ODD_LANES)
                        .intoArray(y, yOffset + 2 * i + Lanes.WIDTH);
            }
            Scalar.interleave(
                    even, evenOffset + bound, odd, oddOffset + bound, y, yOffset + 2 * bound, n - bound);
        }
    }
}
