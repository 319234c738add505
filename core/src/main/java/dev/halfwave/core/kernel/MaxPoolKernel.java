package dev.halfwave.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// Maxima over the sliding windows of a [PoolGeometry].
///
/// Positions outside of the row count as −∞. A maximum is that of [Math#max(float, float)]: NaN if any element is, and
/// +0 above −0. The gradient of a window goes to the first element that equals its maximum or, as in PyTorch, to the
/// last NaN; the gradient of an element starts at +0.0 and adds those of the windows whose maximum it is, in their
/// order.
public final class MaxPoolKernel {

    private MaxPoolKernel() {}

    /// Pools each of `rows` contiguous rows of `x` to one of `y`.
    public static void forward(PoolGeometry g, float[] x, int xOffset, float[] y, int yOffset, int rows) {
        int first = g.firstInside();
        int end = g.endInside();
        for (int row = 0; row < rows; row++) {
            int from = xOffset + row * g.length();
            int to = yOffset + row * g.windows();
            clipped(g, x, from, y, to, 0, first);
            if (VectorApi.PRESENT && Simd.knows(g)) {
                Simd.inside(g, x, from + g.start(first), y, to + first, end - first);
            } else {
                Scalar.inside(g, x, from + g.start(first), y, to + first, end - first);
            }
            clipped(g, x, from, y, to, end, g.windows());
        }
    }

    /// The gradient of each row of `x` from that of `y`. Where the maxima stand is found again from `x`.
    public static void backward(
            PoolGeometry g, float[] x, int xOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int rows) {
        RowKernel.fill(0f, dx, dxOffset, rows * g.length());
        for (int row = 0; row < rows; row++) {
            int from = xOffset + row * g.length();
            int at = dyOffset + row * g.windows();
            int to = dxOffset + row * g.length();
            int done = 0;
            if (VectorApi.PRESENT && g.isSideBySide(2) && g.padding() == 0) {
                done = Simd.gradientOfTwo(x, from, dy, at, dx, to, g.endInside());
            }
            Scalar.gradient(g, x, from, dy, at, dx, to, done);
        }
    }

    /// Windows `from` to `to − 1`, which may reach beyond the row.
    private static void clipped(
            PoolGeometry g, float[] x, int xOffset, float[] y, int yOffset, int from, int to) {
        for (int o = from; o < to; o++) {
            float max = Float.NEGATIVE_INFINITY;
            for (int i = g.firstTap(o); i < g.end(o); i += g.dilation()) {
                max = Math.max(max, x[xOffset + i]);
            }
            y[yOffset + o] = max;
        }
    }

    static final class Scalar {
        private Scalar() {}

        static void inside(PoolGeometry g, float[] x, int xOffset, float[] y, int yOffset, int windows) {
            int kernelSize = g.kernelSize();
            int stride = g.stride();
            int dilation = g.dilation();
            for (int o = 0; o < windows; o++) {
                int at = xOffset + o * stride;
                float max = x[at];
                for (int k = 1; k < kernelSize; k++) {
                    max = Math.max(max, x[at + k * dilation]);
                }
                y[yOffset + o] = max;
            }
        }

        /// The windows from `from` on.
        static void gradient(
                PoolGeometry g, float[] x, int xOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int from) {
            for (int o = from; o < g.windows(); o++) {
                int best = g.firstTap(o);
                int end = g.end(o);
                if (best >= end) {
                    continue; // every tap lies in the padding
                }
                float max = x[xOffset + best];
                for (int i = best + g.dilation(); i < end; i += g.dilation()) {
                    float value = x[xOffset + i];
                    if (value > max || Float.isNaN(value)) {
                        max = value;
                        best = i;
                    }
                }
                dx[dxOffset + best] += dy[dyOffset + o];
            }
        }
    }

    /// A class of its own, so that the Vector API is linked only where it is there.
    ///
    /// Neighbouring windows are computed in neighbouring lanes.
    static final class Simd {
        private Simd() {}

        /// The common windows: with stride 1, and of 2 or 4 elements side by side.
        static boolean knows(PoolGeometry g) {
            return g.stride() == 1 || g.isSideBySide(2) || g.isSideBySide(4);
        }

        static void inside(PoolGeometry g, float[] x, int xOffset, float[] y, int yOffset, int windows) {
            int bound = Lanes.FLOATS.loopBound(windows);
            if (g.stride() == 1) {
                ofStrideOne(x, xOffset, y, yOffset, bound, g.kernelSize(), g.dilation());
            } else if (g.stride() == 2) {
                ofTwo(x, xOffset, y, yOffset, bound);
            } else {
                ofFour(x, xOffset, y, yOffset, bound);
            }
            Scalar.inside(g, x, xOffset + bound * g.stride(), y, yOffset + bound, windows - bound);
        }

        private static void ofStrideOne(
                float[] x, int xOffset, float[] y, int yOffset, int windows, int kernelSize, int dilation) {
            for (int o = 0; o < windows; o += Lanes.WIDTH) {
                FloatVector max = FloatVector.fromArray(Lanes.FLOATS, x, xOffset + o);
                for (int k = 1; k < kernelSize; k++) {
                    max = max.max(FloatVector.fromArray(Lanes.FLOATS, x, xOffset + o + k * dilation));
                }
                max.intoArray(y, yOffset + o);
            }
        }

        private static void ofTwo(float[] x, int xOffset, float[] y, int yOffset, int windows) {
            for (int o = 0; o < windows; o += Lanes.WIDTH) {
                int at = xOffset + 2 * o;
                FloatVector a = FloatVector.fromArray(Lanes.FLOATS, x, at);
                FloatVector b = FloatVector.fromArray(Lanes.FLOATS, x, at + Lanes.WIDTH);
                a.rearrange(Interleaving.EVEN, b)
                        .max(a.rearrange(Interleaving.ODD, b))
                        .intoArray(y, yOffset + o);
            }
        }

        private static void ofFour(float[] x, int xOffset, float[] y, int yOffset, int windows) {
            for (int o = 0; o < windows; o += Lanes.WIDTH) {
                int at = xOffset + 4 * o;
                FloatVector a = FloatVector.fromArray(Lanes.FLOATS, x, at);
                FloatVector b = FloatVector.fromArray(Lanes.FLOATS, x, at + Lanes.WIDTH);
                FloatVector c = FloatVector.fromArray(Lanes.FLOATS, x, at + 2 * Lanes.WIDTH);
                FloatVector d = FloatVector.fromArray(Lanes.FLOATS, x, at + 3 * Lanes.WIDTH);
                // the larger of each pair, then of each pair of pairs: a maximum has no rounding
                FloatVector ab = a.rearrange(Interleaving.EVEN, b).max(a.rearrange(Interleaving.ODD, b));
                FloatVector cd = c.rearrange(Interleaving.EVEN, d).max(c.rearrange(Interleaving.ODD, d));
                ab.rearrange(Interleaving.EVEN, cd)
                        .max(ab.rearrange(Interleaving.ODD, cd))
                        .intoArray(y, yOffset + o);
            }
        }

        /// Windows of 2 elements side by side; +0.0 plus a gradient is written over what was there.
        ///
        /// @return how many windows are done
        static int gradientOfTwo(
                float[] x, int xOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int windows) {
            int bound = Lanes.FLOATS.loopBound(windows);
            FloatVector zero = FloatVector.zero(Lanes.FLOATS);
            for (int o = 0; o < bound; o += Lanes.WIDTH) {
                FloatVector a = FloatVector.fromArray(Lanes.FLOATS, x, xOffset + 2 * o);
                FloatVector b = FloatVector.fromArray(Lanes.FLOATS, x, xOffset + 2 * o + Lanes.WIDTH);
                FloatVector first = a.rearrange(Interleaving.EVEN, b);
                FloatVector second = a.rearrange(Interleaving.ODD, b);
                VectorMask<Float> isSecond =
                        second.compare(VectorOperators.GT, first).or(Lanes.isNaN(second));
                FloatVector g = zero.add(FloatVector.fromArray(Lanes.FLOATS, dy, dyOffset + o));
                FloatVector toFirst = g.blend(zero, isSecond);
                FloatVector toSecond = zero.blend(g, isSecond);
                toFirst.rearrange(Interleaving.LOWER_TWICE)
                        .blend(toSecond.rearrange(Interleaving.LOWER_TWICE), Interleaving.ODD_LANES)
                        .intoArray(dx, dxOffset + 2 * o);
                toFirst.rearrange(Interleaving.UPPER_TWICE)
                        .blend(toSecond.rearrange(Interleaving.UPPER_TWICE), Interleaving.ODD_LANES)
                        .intoArray(dx, dxOffset + 2 * o + Lanes.WIDTH);
            }
            return bound;
        }
    }
}
