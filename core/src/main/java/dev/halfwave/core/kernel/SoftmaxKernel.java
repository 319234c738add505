package dev.halfwave.core.kernel;

/// Softmax and its logarithm along one axis of a slab of `n × inner` numbers: element `i` of column `j` stands at
/// `i · inner + j`. With `inner = 1` the slab is one row.
///
/// The largest element of a column is subtracted before the exponential, so that nothing overflows. Sums over a column
/// have the order of [RowKernel], whatever `inner` is: 16 virtual lanes and a halving tree, in blocks. So the same numbers give
/// the same bits, whichever axis they lie on.
///
/// Composed of passes over rows of the slab, whose kernels pick their path.
public final class SoftmaxKernel {

    private static final int LANES = 16;

    private SoftmaxKernel() {}

    /// How many floats of scratch memory the methods of this class need.
    public static int scratch(int n, int inner) {
        return inner == 1 ? n : (n + Math.max(Math.min(n, LANES), 1) + levels(n)) * inner;
    }

    /// How often a column is cut in two, at most, until all parts are single blocks.
    private static int levels(int n) {
        return n <= RowKernel.BLOCK ? 0 : 1 + levels(RowKernel.leftPart(n, RowKernel.BLOCK));
    }

    /// Softmax: `y = exp(x − max) / Σ exp(x − max)`, for every column. `x` and `y` may be the same memory.
    ///
    /// @param scratch at least [#scratch] floats, from its beginning
    public static void softmax(float[] x, int xOffset, float[] y, int yOffset, int n, int inner, float[] scratch) {
        if (inner == 1) {
            softmaxOfRows(x, xOffset, y, yOffset, 1, n);
            return;
        }
        max(x, xOffset, n, inner, scratch, 0);
        for (int i = 0; i < n; i++) {
            ElementwiseKernel.subtract(x, xOffset + i * inner, scratch, 0, y, yOffset + i * inner, inner);
        }
        ExponentialKernel.exp(y, yOffset, y, yOffset, n * inner);
        sum(y, yOffset, n, inner, scratch, 0);
        for (int i = 0; i < n; i++) {
            ElementwiseKernel.divide(y, yOffset + i * inner, scratch, 0, y, yOffset + i * inner, inner);
        }
    }

    /// [#softmax] of contiguous rows.
    public static void softmaxOfRows(float[] x, int xOffset, float[] y, int yOffset, int rows, int n) {
        for (int row = 0; row < rows; row++) {
            int from = xOffset + row * n;
            ElementwiseKernel.subtract(x, from, RowKernel.max(x, from, n), y, yOffset + row * n, n);
        }
        ExponentialKernel.exp(y, yOffset, y, yOffset, rows * n);
        for (int row = 0; row < rows; row++) {
            int at = yOffset + row * n;
            ElementwiseKernel.divide(y, at, RowKernel.sum(y, at, n), y, at, n);
        }
    }

    /// [#softmaxBackward] of contiguous rows.
    ///
    /// @param scratch at least `rows · n` floats
    public static void softmaxOfRowsBackward(
            float[] y,
            int yOffset,
            float[] dy,
            int dyOffset,
            float[] dx,
            int dxOffset,
            int rows,
            int n,
            float[] scratch) {
        subtractMeanOfRows(y, yOffset, dy, dyOffset, dx, dxOffset, rows, n, scratch);
        subtractMeanOfRows(y, yOffset, dx, dxOffset, dx, dxOffset, rows, n, scratch);
        ElementwiseKernel.multiply(dx, dxOffset, y, yOffset, dx, dxOffset, rows * n);
    }

    /// `centered = d − Σ d y`, for every row. `d` and `centered` may be the same memory.
    private static void subtractMeanOfRows(
            float[] y,
            int yOffset,
            float[] d,
            int dOffset,
            float[] centered,
            int centeredOffset,
            int rows,
            int n,
            float[] scratch) {
        ElementwiseKernel.multiply(d, dOffset, y, yOffset, scratch, 0, rows * n);
        for (int at = 0; at < rows * n; at += n) {
            ElementwiseKernel.subtract(
                    d, dOffset + at, RowKernel.sum(scratch, at, n), centered, centeredOffset + at, n);
        }
    }

    /// The gradient of [#softmax]: `dx = y (dy − Σ dy y)`, for every column; the products are rounded before they are
    /// summed. `dx` is other memory than `y` and `dy`.
    ///
    /// The mean is taken away twice: `d = dy − Σ dy y`, then `dx = y (d − Σ d y)`. In exact arithmetic the second sum is
    /// 0. But where one share is nearly 1, `dy − Σ dy y` is a small difference of large numbers, and what rounding left
    /// of the mean is then as large as the gradient.
    ///
    /// @param scratch at least [#scratch] floats, from its beginning
    public static void softmaxBackward(
            float[] y,
            int yOffset,
            float[] dy,
            int dyOffset,
            float[] dx,
            int dxOffset,
            int n,
            int inner,
            float[] scratch) {
        if (inner == 1) {
            softmaxOfRowsBackward(y, yOffset, dy, dyOffset, dx, dxOffset, 1, n, scratch);
            return;
        }
        subtractMean(y, yOffset, dy, dyOffset, dx, dxOffset, n, inner, scratch);
        subtractMean(y, yOffset, dx, dxOffset, dx, dxOffset, n, inner, scratch);
        ElementwiseKernel.multiply(dx, dxOffset, y, yOffset, dx, dxOffset, n * inner);
    }

    /// `centered = d − Σ d y`, for every column. `d` and `centered` may be the same memory.
    private static void subtractMean(
            float[] y,
            int yOffset,
            float[] d,
            int dOffset,
            float[] centered,
            int centeredOffset,
            int n,
            int inner,
            float[] scratch) {
        ElementwiseKernel.multiply(d, dOffset, y, yOffset, scratch, 0, n * inner);
        int column = n * inner;
        sum(scratch, 0, n, inner, scratch, column);
        for (int i = 0; i < n; i++) {
            ElementwiseKernel.subtract(
                    d, dOffset + i * inner, scratch, column, centered, centeredOffset + i * inner, inner);
        }
    }

    /// Log-softmax: `y = (x − max) − log(Σ exp(x − max))`, for every column. `x` and `y` may be the same memory.
    ///
    /// @param scratch at least [#scratch] floats, from its beginning
    public static void forward(float[] x, int xOffset, float[] y, int yOffset, int n, int inner, float[] scratch) {
        if (inner == 1) {
            float max = RowKernel.max(x, xOffset, n);
            ElementwiseKernel.subtract(x, xOffset, max, y, yOffset, n);
            ExponentialKernel.exp(y, yOffset, scratch, 0, n);
            float sum = RowKernel.sum(scratch, 0, n);
            ElementwiseKernel.subtract(y, yOffset, LogarithmKernel.log(sum), y, yOffset, n);
            return;
        }
        int column = n * inner;
        max(x, xOffset, n, inner, scratch, column);
        for (int i = 0; i < n; i++) {
            ElementwiseKernel.subtract(x, xOffset + i * inner, scratch, column, y, yOffset + i * inner, inner);
        }
        ExponentialKernel.exp(y, yOffset, scratch, 0, n * inner);
        sum(scratch, 0, n, inner, scratch, column);
        LogarithmKernel.log(scratch, column, scratch, column, inner);
        for (int i = 0; i < n; i++) {
            ElementwiseKernel.subtract(y, yOffset + i * inner, scratch, column, y, yOffset + i * inner, inner);
        }
    }

    /// The gradient of [#forward]: `dx = dy − exp(y) · Σ dy`, for every column. `dx` is other memory than `y` and `dy`.
    ///
    /// @param scratch at least [#scratch] floats, from its beginning
    public static void backward(
            float[] y,
            int yOffset,
            float[] dy,
            int dyOffset,
            float[] dx,
            int dxOffset,
            int n,
            int inner,
            float[] scratch) {
        ExponentialKernel.exp(y, yOffset, dx, dxOffset, n * inner);
        if (inner == 1) {
            ElementwiseKernel.multiply(dx, dxOffset, RowKernel.sum(dy, dyOffset, n), dx, dxOffset, n);
        } else {
            sum(dy, dyOffset, n, inner, scratch, 0);
            for (int i = 0; i < n; i++) {
                ElementwiseKernel.multiply(
                        dx, dxOffset + i * inner, scratch, 0, dx, dxOffset + i * inner, inner);
            }
        }
        ElementwiseKernel.subtract(dy, dyOffset, dx, dxOffset, dx, dxOffset, n * inner);
    }

    /// The largest element of each column.
    private static void max(float[] x, int xOffset, int n, int inner, float[] max, int maxOffset) {
        RowKernel.fill(Float.NEGATIVE_INFINITY, max, maxOffset, inner);
        for (int i = 0; i < n; i++) {
            int row = xOffset + i * inner;
            for (int j = 0; j < inner; j++) {
                max[maxOffset + j] = Math.max(max[maxOffset + j], x[row + j]);
            }
        }
    }

    /// The sum of each column into `lanes[lanesOffset ..]`, which must have room for 16 virtual lanes of each (or `n`,
    /// if there are fewer: the missing ones are +0.0), and for one number of each and every [level][#levels].
    private static void sum(float[] x, int xOffset, int n, int inner, float[] lanes, int lanesOffset) {
        if (n > RowKernel.BLOCK) {
            int left = RowKernel.leftPart(n, RowKernel.BLOCK);
            sum(x, xOffset, left, inner, lanes, lanesOffset);
            sum(x, xOffset + left * inner, n - left, inner, lanes, lanesOffset + inner);
            ElementwiseKernel.addTo(lanes, lanesOffset + inner, lanes, lanesOffset, inner);
            return;
        }
        int used = Math.min(n, LANES);
        RowKernel.fill(0f, lanes, lanesOffset, Math.max(used, 1) * inner);
        for (int i = 0; i < n; i++) {
            ElementwiseKernel.addTo(
                    x, xOffset + i * inner, lanes, lanesOffset + i % LANES * inner, inner);
        }
        for (int half = LANES / 2; half > 0; half /= 2) {
            for (int lane = 0; lane < half && lane + half < used; lane++) {
                ElementwiseKernel.addTo(
                        lanes, lanesOffset + (lane + half) * inner, lanes, lanesOffset + lane * inner, inner);
            }
        }
    }
}
