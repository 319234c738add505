package dev.halfwave.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Sums of products of two signals, channel by channel: the gradient of the weight of a convolution in which every
/// output channel is a group of its own, so that no factor belongs to several channels and the lanes are channels.
///
/// `sums[c] = sums[c] + Σ_t x[t][c] · dy[t][c]`
///
/// **Order.** Each sum runs on from the value found and takes `fma(x, dy, sum)` for `t` ascending.
///
/// All are panels of [GemmKernel#PANEL] channels. Four taps are computed at once: four places in `x`, four rows of
/// sums.
final class ChannelwiseKernel {

    private static final int PANEL = GemmKernel.PANEL;

    private ChannelwiseKernel() {}

    /// Adds to four rows of sums; rows may be the same one.
    ///
    /// @param x0 where the first tap begins in `x`, and so on
    /// @param from where `dy` begins
    /// @param length the number of time steps
    /// @param s0 where the first tap's sums are, and so on
    /// @param width how many channels are of interest; the others of the panel may hold anything
    static void run(
            float[] x, int x0, int x1, int x2, int x3, float[] dy, int from, int length,
            float[] sums, int s0, int s1, int s2, int s3, int width) {
        if (VectorApi.PRESENT) {
            Simd.run(x, x0, x1, x2, x3, dy, from, length, sums, s0, s1, s2, s3, width);
        } else {
            Scalar.run(x, x0, x1, x2, x3, dy, from, length, sums, s0, s1, s2, s3, width);
        }
    }

    static final class Scalar {
        private Scalar() {}

        static void run(
                float[] x, int x0, int x1, int x2, int x3, float[] dy, int from, int length,
                float[] sums, int s0, int s1, int s2, int s3, int width) {
            for (int c = 0; c < width; c++) {
                float a = sums[s0 + c], b = sums[s1 + c], d = sums[s2 + c], e = sums[s3 + c];
                for (int t = 0, at = c; t < length; t++, at += PANEL) {
                    float gradient = dy[from + at];
                    a = Fma.fma(x[x0 + at], gradient, a);
                    b = Fma.fma(x[x1 + at], gradient, b);
                    d = Fma.fma(x[x2 + at], gradient, d);
                    e = Fma.fma(x[x3 + at], gradient, e);
                }
                sums[s0 + c] = a;
                sums[s1 + c] = b;
                sums[s2 + c] = d;
                sums[s3 + c] = e;
            }
        }
    }

    /// A class of its own, so that the Vector API is linked only where it is there.
    static final class Simd {
        private static final VectorSpecies<Float> FLOATS = Lanes.FLOATS;
        private static final int WIDTH = Lanes.WIDTH;

        private Simd() {}

        static void run(
                float[] x, int x0, int x1, int x2, int x3, float[] dy, int from, int length,
                float[] sums, int s0, int s1, int s2, int s3, int width) {
            for (int c = 0; c < width; c += 2 * WIDTH) {
                tile4x2(x, x0 + c, x1 + c, x2 + c, x3 + c, dy, from + c, length, sums, s0 + c, s1 + c, s2 + c, s3 + c);
            }
        }

        private static void tile4x2(
                float[] x, int x0, int x1, int x2, int x3, float[] dy, int from, int length,
                float[] sums, int s0, int s1, int s2, int s3) {
            FloatVector a0 = FloatVector.fromArray(FLOATS, sums, s0);
            FloatVector a1 = FloatVector.fromArray(FLOATS, sums, s0 + WIDTH);
            FloatVector b0 = FloatVector.fromArray(FLOATS, sums, s1);
            FloatVector b1 = FloatVector.fromArray(FLOATS, sums, s1 + WIDTH);
            FloatVector d0 = FloatVector.fromArray(FLOATS, sums, s2);
            FloatVector d1 = FloatVector.fromArray(FLOATS, sums, s2 + WIDTH);
            FloatVector e0 = FloatVector.fromArray(FLOATS, sums, s3);
            FloatVector e1 = FloatVector.fromArray(FLOATS, sums, s3 + WIDTH);
            for (int t = 0, at = 0; t < length; t++, at += PANEL) {
                FloatVector u = FloatVector.fromArray(FLOATS, dy, from + at);
                FloatVector v = FloatVector.fromArray(FLOATS, dy, from + at + WIDTH);
                a0 = FloatVector.fromArray(FLOATS, x, x0 + at).fma(u, a0);
                a1 = FloatVector.fromArray(FLOATS, x, x0 + at + WIDTH).fma(v, a1);
                b0 = FloatVector.fromArray(FLOATS, x, x1 + at).fma(u, b0);
                b1 = FloatVector.fromArray(FLOATS, x, x1 + at + WIDTH).fma(v, b1);
                d0 = FloatVector.fromArray(FLOATS, x, x2 + at).fma(u, d0);
                d1 = FloatVector.fromArray(FLOATS, x, x2 + at + WIDTH).fma(v, d1);
                e0 = FloatVector.fromArray(FLOATS, x, x3 + at).fma(u, e0);
                e1 = FloatVector.fromArray(FLOATS, x, x3 + at + WIDTH).fma(v, e1);
            }
            a0.intoArray(sums, s0);
            a1.intoArray(sums, s0 + WIDTH);
            b0.intoArray(sums, s1);
            b1.intoArray(sums, s1 + WIDTH);
            d0.intoArray(sums, s2);
            d1.intoArray(sums, s2 + WIDTH);
            e0.intoArray(sums, s3);
            e1.intoArray(sums, s3 + WIDTH);
        }
    }
}
