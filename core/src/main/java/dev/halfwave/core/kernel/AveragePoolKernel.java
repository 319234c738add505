package dev.halfwave.core.kernel;

import jdk.incubator.vector.FloatVector;

/// Means over sliding windows of a row.
///
/// Window `o` covers the positions `o · stride − padding` to `o · stride − padding + kernelSize − 1`, but none at or
/// beyond `length + padding`. Its elements are added from first to last, starting at +0.0, and divided once by their
/// number; positions in the padding count as +0.0 and, if `countPadding`, as elements. The gradient of an element
/// starts at +0.0 and adds the shares of the windows that cover it, in the order of the windows.
public final class AveragePoolKernel {

    private AveragePoolKernel() {}

    /// Pools each of `rows` contiguous rows of `x`, each `length` long, to one of `y`, each `windows` long.
    public static void forward(
            float[] x,
            int xOffset,
            float[] y,
            int yOffset,
            int rows,
            int length,
            int windows,
            int kernelSize,
            int stride,
            int padding,
            boolean countPadding) {
        int first = firstInside(windows, stride, padding);
        int end = endInside(length, windows, kernelSize, stride, padding);
        for (int row = 0; row < rows; row++) {
            int from = xOffset + row * length;
            int to = yOffset + row * windows;
            clipped(x, from, y, to, 0, first, length, kernelSize, stride, padding, countPadding);
            int at = from + first * stride - padding;
            if (VectorApi.PRESENT && stride == 1) {
                Simd.inside(x, at, y, to + first, end - first, kernelSize);
            } else {
                Scalar.inside(x, at, y, to + first, end - first, kernelSize, stride);
            }
            clipped(x, from, y, to, end, windows, length, kernelSize, stride, padding, countPadding);
        }
    }

    /// The gradient of each row of `x` from that of `y`.
    public static void backward(
            float[] dy,
            int dyOffset,
            float[] dx,
            int dxOffset,
            int rows,
            int length,
            int windows,
            int kernelSize,
            int stride,
            int padding,
            boolean countPadding) {
        RowKernel.fill(0f, dx, dxOffset, rows * length);
        int first = firstInside(windows, stride, padding);
        int end = endInside(length, windows, kernelSize, stride, padding);
        for (int row = 0; row < rows; row++) {
            int to = dxOffset + row * length;
            int from = dyOffset + row * windows;
            spreadClipped(dy, from, dx, to, 0, first, length, kernelSize, stride, padding, countPadding);
            int at = to + first * stride - padding;
            spreadInside(dy, from + first, dx, at, end - first, kernelSize, stride);
            spreadClipped(dy, from, dx, to, end, windows, length, kernelSize, stride, padding, countPadding);
        }
    }

    /// The first window that does not reach into the padding on the left.
    private static int firstInside(int windows, int stride, int padding) {
        return Math.min(windows, (padding + stride - 1) / stride);
    }

    /// One behind the last window that does not reach beyond the row on the right; at least [#firstInside].
    private static int endInside(int length, int windows, int kernelSize, int stride, int padding) {
        int end = Math.floorDiv(length + padding - kernelSize, stride) + 1;
        return Math.max(firstInside(windows, stride, padding), Math.min(windows, end));
    }

    /// Windows that reach beyond the row.
    private static void clipped(
            float[] x,
            int xOffset,
            float[] y,
            int yOffset,
            int from,
            int to,
            int length,
            int kernelSize,
            int stride,
            int padding,
            boolean countPadding) {
        for (int o = from; o < to; o++) {
            int start = o * stride - padding;
            int end = Math.min(start + kernelSize, length + padding);
            int first = Math.max(start, 0);
            int last = Math.min(end, length);
            float sum = 0f;
            for (int i = first; i < last; i++) {
                sum += x[xOffset + i];
            }
            y[yOffset + o] = sum / (countPadding ? end - start : last - first);
        }
    }

    private static void spreadClipped(
            float[] dy,
            int dyOffset,
            float[] dx,
            int dxOffset,
            int from,
            int to,
            int length,
            int kernelSize,
            int stride,
            int padding,
            boolean countPadding) {
        for (int o = from; o < to; o++) {
            int start = o * stride - padding;
            int end = Math.min(start + kernelSize, length + padding);
            int first = Math.max(start, 0);
            int last = Math.min(end, length);
            float share = dy[dyOffset + o] / (countPadding ? end - start : last - first);
            for (int i = first; i < last; i++) {
                dx[dxOffset + i] += share;
            }
        }
    }

    private static void spreadInside(
            float[] dy, int dyOffset, float[] dx, int dxOffset, int windows, int kernelSize, int stride) {
        for (int o = 0; o < windows; o++) {
            float share = dy[dyOffset + o] / kernelSize;
            int at = dxOffset + o * stride;
            for (int k = 0; k < kernelSize; k++) {
                dx[at + k] += share;
            }
        }
    }

    static final class Scalar {
        private Scalar() {}

        static void inside(float[] x, int xOffset, float[] y, int yOffset, int windows, int kernelSize, int stride) {
            for (int o = 0; o < windows; o++) {
                int at = xOffset + o * stride;
                float sum = 0f;
                for (int k = 0; k < kernelSize; k++) {
                    sum += x[at + k];
                }
                y[yOffset + o] = sum / kernelSize;
            }
        }
    }

    /// A class of its own, so that the Vector API is linked only where it is there.
    static final class Simd {
        private Simd() {}

        /// With stride 1, neighbouring windows are in neighbouring lanes.
        static void inside(float[] x, int xOffset, float[] y, int yOffset, int windows, int kernelSize) {
            int bound = Lanes.FLOATS.loopBound(windows);
            for (int o = 0; o < bound; o += Lanes.WIDTH) {
                FloatVector sum = FloatVector.zero(Lanes.FLOATS);
                for (int k = 0; k < kernelSize; k++) {
                    sum = sum.add(FloatVector.fromArray(Lanes.FLOATS, x, xOffset + o + k));
                }
                sum.div(kernelSize).intoArray(y, yOffset + o);
            }
            Scalar.inside(x, xOffset + bound, y, yOffset + bound, windows - bound, kernelSize, 1);
        }
    }
}
