package dev.halfwave.core.kernel;

import jdk.incubator.vector.FloatVector;

/// Means over the sliding windows of a [PoolGeometry] with dilation 1.
///
/// The elements of a window are added from first to last, starting at +0.0, and divided once by their number. Positions
/// in the padding count as +0.0 and, if `countPadding`, as elements; those beyond the padding never do. The gradient of
/// an element starts at +0.0 and adds the shares of the windows that cover it, in the order of the windows.
public final class AveragePoolKernel {

    private AveragePoolKernel() {}

    /// Pools each of `rows` contiguous rows of `x` to one of `y`.
    public static void forward(
            PoolGeometry g, boolean countPadding, float[] x, int xOffset, float[] y, int yOffset, int rows) {
        int first = g.firstInside();
        int end = g.endInside();
        for (int row = 0; row < rows; row++) {
            int from = xOffset + row * g.length();
            int to = yOffset + row * g.windows();
            clipped(g, countPadding, x, from, y, to, 0, first);
            if (VectorApi.PRESENT && Simd.knows(g)) {
                Simd.inside(g, x, from + g.start(first), y, to + first, end - first);
            } else {
                Scalar.inside(g, x, from + g.start(first), y, to + first, end - first);
            }
            clipped(g, countPadding, x, from, y, to, end, g.windows());
        }
    }

    /// The gradient of each row of `x` from that of `y`.
    public static void backward(
            PoolGeometry g, boolean countPadding, float[] dy, int dyOffset, float[] dx, int dxOffset, int rows) {
        RowKernel.fill(0f, dx, dxOffset, rows * g.length());
        int first = g.firstInside();
        int end = g.endInside();
        for (int row = 0; row < rows; row++) {
            int from = dyOffset + row * g.windows();
            int to = dxOffset + row * g.length();
            spreadClipped(g, countPadding, dy, from, dx, to, 0, first);
            if (VectorApi.PRESENT && Simd.knows(g)) {
                Simd.spreadInside(g, dy, from + first, dx, to + g.start(first), end - first);
            } else {
                Scalar.spreadInside(g, dy, from + first, dx, to + g.start(first), end - first);
            }
            spreadClipped(g, countPadding, dy, from, dx, to, end, g.windows());
        }
    }

    /// Windows `from` to `to − 1`, which may reach beyond the row.
    private static void clipped(
            PoolGeometry g, boolean countPadding, float[] x, int xOffset, float[] y, int yOffset, int from, int to) {
        for (int o = from; o < to; o++) {
            float sum = 0f;
            for (int i = g.firstTap(o); i < g.end(o); i++) {
                sum += x[xOffset + i];
            }
            y[yOffset + o] = sum / elements(g, o, countPadding);
        }
    }

    private static void spreadClipped(
            PoolGeometry g, boolean countPadding, float[] dy, int dyOffset, float[] dx, int dxOffset, int from,
            int to) {
        for (int o = from; o < to; o++) {
            float share = dy[dyOffset + o] / elements(g, o, countPadding);
            for (int i = g.firstTap(o); i < g.end(o); i++) {
                dx[dxOffset + i] += share;
            }
        }
    }

    /// How many elements a window's sum is divided by.
    private static int elements(PoolGeometry g, int o, boolean countPadding) {
        if (countPadding) {
            return Math.min(g.kernelSize(), g.length() + g.padding() - g.start(o));
        }
        return g.end(o) - g.firstTap(o);
    }

    static final class Scalar {
        private Scalar() {}

        static void inside(PoolGeometry g, float[] x, int xOffset, float[] y, int yOffset, int windows) {
            int kernelSize = g.kernelSize();
            int stride = g.stride();
            for (int o = 0; o < windows; o++) {
                int at = xOffset + o * stride;
                float sum = 0f;
                for (int k = 0; k < kernelSize; k++) {
                    sum += x[at + k];
                }
                y[yOffset + o] = sum / kernelSize;
            }
        }

        static void spreadInside(PoolGeometry g, float[] dy, int dyOffset, float[] dx, int dxOffset, int windows) {
            int kernelSize = g.kernelSize();
            int stride = g.stride();
            for (int o = 0; o < windows; o++) {
                float share = dy[dyOffset + o] / kernelSize;
                int at = dxOffset + o * stride;
                for (int k = 0; k < kernelSize; k++) {
                    dx[at + k] += share;
                }
            }
        }
    }

    /// A class of its own, so that the Vector API is linked only where it is there.
    ///
    /// Neighbouring windows are computed in neighbouring lanes, each in the order of the definition.
    static final class Simd {
        private Simd() {}

        /// The common windows: with stride 1, and of 2 or 4 elements side by side.
        static boolean knows(PoolGeometry g) {
            return g.stride() == 1 || g.isSideBySide(2) || g.isSideBySide(4);
        }

        static void inside(PoolGeometry g, float[] x, int xOffset, float[] y, int yOffset, int windows) {
            int bound = Lanes.FLOATS.loopBound(windows);
            if (g.stride() == 1) {
                ofStrideOne(x, xOffset, y, yOffset, bound, g.kernelSize());
            } else if (g.stride() == 2) {
                ofTwo(x, xOffset, y, yOffset, bound);
            } else {
                ofFour(x, xOffset, y, yOffset, bound);
            }
            Scalar.inside(g, x, xOffset + bound * g.stride(), y, yOffset + bound, windows - bound);
        }

        private static void ofStrideOne(float[] x, int xOffset, float[] y, int yOffset, int windows, int kernelSize) {
            for (int o = 0; o < windows; o += Lanes.WIDTH) {
                FloatVector sum = FloatVector.zero(Lanes.FLOATS);
                for (int k = 0; k < kernelSize; k++) {
                    sum = sum.add(FloatVector.fromArray(Lanes.FLOATS, x, xOffset + o + k));
                }
                sum.div(kernelSize).intoArray(y, yOffset + o);
            }
        }

        // Times 1/2 or 1/4 rounds as divided by 2 or 4.

        private static void ofTwo(float[] x, int xOffset, float[] y, int yOffset, int windows) {
            FloatVector zero = FloatVector.zero(Lanes.FLOATS);
            for (int o = 0; o < windows; o += Lanes.WIDTH) {
                int at = xOffset + 2 * o;
                FloatVector a = FloatVector.fromArray(Lanes.FLOATS, x, at);
                FloatVector b = FloatVector.fromArray(Lanes.FLOATS, x, at + Lanes.WIDTH);
                zero.add(a.rearrange(Interleaving.EVEN, b))
                        .add(a.rearrange(Interleaving.ODD, b))
                        .mul(0.5f)
                        .intoArray(y, yOffset + o);
            }
        }

        private static void ofFour(float[] x, int xOffset, float[] y, int yOffset, int windows) {
            FloatVector zero = FloatVector.zero(Lanes.FLOATS);
            for (int o = 0; o < windows; o += Lanes.WIDTH) {
                int at = xOffset + 4 * o;
                FloatVector a = FloatVector.fromArray(Lanes.FLOATS, x, at);
                FloatVector b = FloatVector.fromArray(Lanes.FLOATS, x, at + Lanes.WIDTH);
                FloatVector c = FloatVector.fromArray(Lanes.FLOATS, x, at + 2 * Lanes.WIDTH);
                FloatVector d = FloatVector.fromArray(Lanes.FLOATS, x, at + 3 * Lanes.WIDTH);
                FloatVector even = a.rearrange(Interleaving.EVEN, b); // elements 0 and 2 of each window
                FloatVector odd = a.rearrange(Interleaving.ODD, b);
                FloatVector moreEven = c.rearrange(Interleaving.EVEN, d);
                FloatVector moreOdd = c.rearrange(Interleaving.ODD, d);
                zero.add(even.rearrange(Interleaving.EVEN, moreEven))
                        .add(odd.rearrange(Interleaving.EVEN, moreOdd))
                        .add(even.rearrange(Interleaving.ODD, moreEven))
                        .add(odd.rearrange(Interleaving.ODD, moreOdd))
                        .mul(0.25f)
                        .intoArray(y, yOffset + o);
            }
        }

        /// For windows of 2 or 4 elements side by side, +0.0 plus a share is written over what was there.
        static void spreadInside(PoolGeometry g, float[] dy, int dyOffset, float[] dx, int dxOffset, int windows) {
            int bound = Lanes.FLOATS.loopBound(windows);
            if (g.stride() == 1) {
                spreadAtStrideOne(dy, dyOffset, dx, dxOffset, windows, g.kernelSize());
                return;
            }
            if (g.stride() == 2) {
                spreadOverTwo(dy, dyOffset, dx, dxOffset, bound);
            } else {
                spreadOverFour(dy, dyOffset, dx, dxOffset, bound);
            }
            Scalar.spreadInside(g, dy, dyOffset + bound, dx, dxOffset + bound * g.stride(), windows - bound);
        }

        /// One pass for each tap, the last one first: an element then gets the shares in the order of the windows.
        private static void spreadAtStrideOne(
                float[] dy, int dyOffset, float[] dx, int dxOffset, int windows, int kernelSize) {
            int bound = Lanes.FLOATS.loopBound(windows);
            for (int k = kernelSize - 1; k >= 0; k--) {
                int to = dxOffset + k;
                for (int o = 0; o < bound; o += Lanes.WIDTH) {
                    FloatVector.fromArray(Lanes.FLOATS, dx, to + o)
                            .add(FloatVector.fromArray(Lanes.FLOATS, dy, dyOffset + o).div(kernelSize))
                            .intoArray(dx, to + o);
                }
                for (int o = bound; o < windows; o++) {
                    dx[to + o] += dy[dyOffset + o] / kernelSize;
                }
            }
        }

        private static void spreadOverTwo(float[] dy, int dyOffset, float[] dx, int dxOffset, int windows) {
            FloatVector zero = FloatVector.zero(Lanes.FLOATS);
            for (int o = 0; o < windows; o += Lanes.WIDTH) {
                int at = dxOffset + 2 * o;
                FloatVector share = zero.add(FloatVector.fromArray(Lanes.FLOATS, dy, dyOffset + o).mul(0.5f));
                share.rearrange(Interleaving.LOWER_TWICE).intoArray(dx, at);
                share.rearrange(Interleaving.UPPER_TWICE).intoArray(dx, at + Lanes.WIDTH);
            }
        }

        private static void spreadOverFour(float[] dy, int dyOffset, float[] dx, int dxOffset, int windows) {
            FloatVector zero = FloatVector.zero(Lanes.FLOATS);
            for (int o = 0; o < windows; o += Lanes.WIDTH) {
                int at = dxOffset + 4 * o;
                FloatVector share = zero.add(FloatVector.fromArray(Lanes.FLOATS, dy, dyOffset + o).mul(0.25f));
                share.rearrange(Interleaving.QUARTER_0).intoArray(dx, at);
                share.rearrange(Interleaving.QUARTER_1).intoArray(dx, at + Lanes.WIDTH);
                share.rearrange(Interleaving.QUARTER_2).intoArray(dx, at + 2 * Lanes.WIDTH);
                share.rearrange(Interleaving.QUARTER_3).intoArray(dx, at + 3 * Lanes.WIDTH);
            }
        }
    }
}
