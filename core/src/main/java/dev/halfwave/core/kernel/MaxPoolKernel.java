package dev.halfwave.core.kernel;

import jdk.incubator.vector.FloatVector;

/// Maxima over sliding windows of a row.
///
/// Window `o` covers the positions `o · stride − padding + k · dilation` for `k` in `0..kernelSize−1`; positions
/// outside of the row count as −∞. A maximum is that of [Math#max(float, float)]: NaN if any element is, and +0 above
/// −0. The gradient of a window goes to the first element that equals its maximum or, as in PyTorch, to the last NaN;
/// the gradient of an element starts at +0.0 and adds those of the windows whose maximum it is, in their order.
public final class MaxPoolKernel {

    private MaxPoolKernel() {}

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
            int dilation) {
        int first = Math.min(windows, (padding + stride - 1) / stride);
        int fitting = Math.floorDiv(length + padding - dilation * (kernelSize - 1) - 1, stride) + 1;
        int end = Math.max(first, Math.min(windows, fitting));
        for (int row = 0; row < rows; row++) {
            int from = xOffset + row * length;
            int to = yOffset + row * windows;
            clipped(x, from, y, to, 0, first, length, kernelSize, stride, padding, dilation);
            int at = from + first * stride - padding;
            if (VectorApi.PRESENT && stride == 1) {
                Simd.inside(x, at, y, to + first, end - first, kernelSize, dilation);
            } else {
                Scalar.inside(x, at, y, to + first, end - first, kernelSize, stride, dilation);
            }
            clipped(x, from, y, to, end, windows, length, kernelSize, stride, padding, dilation);
        }
    }

    /// The gradient of each row of `x` from that of `y`. Where the maxima stand is found again from `x`.
    public static void backward(
            float[] x,
            int xOffset,
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
            int dilation) {
        RowKernel.fill(0f, dx, dxOffset, rows * length);
        for (int row = 0; row < rows; row++) {
            int from = xOffset + row * length;
            int to = dxOffset + row * length;
            for (int o = 0; o < windows; o++) {
                int start = o * stride - padding;
                int end = Math.min(start + (kernelSize - 1) * dilation + 1, length);
                int best = firstInside(start, dilation);
                if (best >= end) {
                    continue; // the window lies in the padding, or its taps straddle the row
                }
                float max = x[from + best];
                for (int i = best + dilation; i < end; i += dilation) {
                    float value = x[from + i];
                    if (value > max || value != value) {
                        max = value;
                        best = i;
                    }
                }
                dx[to + best] += dy[dyOffset + row * windows + o];
            }
        }
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
            int dilation) {
        for (int o = from; o < to; o++) {
            int start = o * stride - padding;
            int end = Math.min(start + (kernelSize - 1) * dilation + 1, length);
            float max = Float.NEGATIVE_INFINITY;
            for (int i = firstInside(start, dilation); i < end; i += dilation) {
                max = Math.max(max, x[xOffset + i]);
            }
            y[yOffset + o] = max;
        }
    }

    /// The first tap at or behind position 0 of a window that starts at `start`.
    private static int firstInside(int start, int dilation) {
        return start >= 0 ? start : start + (-start + dilation - 1) / dilation * dilation;
    }

    static final class Scalar {
        private Scalar() {}

        static void inside(
                float[] x,
                int xOffset,
                float[] y,
                int yOffset,
                int windows,
                int kernelSize,
                int stride,
                int dilation) {
            for (int o = 0; o < windows; o++) {
                int at = xOffset + o * stride;
                float max = x[at];
                for (int k = 1; k < kernelSize; k++) {
                    max = Math.max(max, x[at + k * dilation]);
                }
                y[yOffset + o] = max;
            }
        }
    }

    /// A class of its own, so that the Vector API is linked only where it is there.
    static final class Simd {
        private Simd() {}

        /// With stride 1, neighbouring windows are in neighbouring lanes.
        static void inside(
                float[] x, int xOffset, float[] y, int yOffset, int windows, int kernelSize, int dilation) {
            int bound = Lanes.FLOATS.loopBound(windows);
            for (int o = 0; o < bound; o += Lanes.WIDTH) {
                FloatVector max = FloatVector.fromArray(Lanes.FLOATS, x, xOffset + o);
                for (int k = 1; k < kernelSize; k++) {
                    max = max.max(FloatVector.fromArray(Lanes.FLOATS, x, xOffset + o + k * dilation));
                }
                max.intoArray(y, yOffset + o);
            }
            Scalar.inside(x, xOffset + bound, y, yOffset + bound, windows - bound, kernelSize, 1, dilation);
        }
    }
}
