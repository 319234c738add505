package dev.halfwave.core.kernel;

/// Adds the products of rows, read along time, and a panel of columns; what the gradient of a convolution's weight is
/// made of:
///
/// `sums[r][c] = sums[r][c] + Σ_i Σ_t a[row[r] + i · segment + t] · panel[i · length + t][c]`
///
/// **Order.** Each sum runs on from the value found and takes `fma(a, panel, sum)` for the segment `i`, then the time `t`
/// ascending. It is computed on its own, so that neither the vector width nor the tiles show in the bits.
///
/// Rows begin anywhere, so that the windows of a filter are rows. A panel has [#PANEL] columns.
final class WindowProductKernel {

    /// Columns per panel: two vectors of the widest kind.
    static final int PANEL = GemmKernel.PANEL;

    /// Columns are computed in multiples of this: one vector of the widest kind.
    static final int COLUMNS = 16;

    private WindowProductKernel() {}

    /// Adds to `rows` rows of sums.
    ///
    /// @param a what the rows are read from, at `base + row[first + r]`
    /// @param segment from one segment of a row to the next
    /// @param length how many time steps a segment has
    /// @param row where each row begins, used from `first` on
    /// @param panel where the panel begins in `panels`
    /// @param sums holds the sums of row `r` at `sumsBase + r · sumsRow`
    /// @param width how many columns are of interest; of the sums, as many are written as the next multiple of
    ///     [#COLUMNS]
    static void run(
            float[] a, int base, int segment, int segments, int length, int[] row, int first, int rows,
            float[] panels, int panel, float[] sums, int sumsBase, int sumsRow, int width) {
        if (VectorApi.PRESENT) {
            Simd.run(a, base, segment, segments, length, row, first, rows, panels, panel,
                    sums, sumsBase, sumsRow, width);
        } else {
            Scalar.run(a, base, segment, segments, length, row, first, rows, panels, panel,
                    sums, sumsBase, sumsRow, width);
        }
    }

    static final class Scalar {
        private Scalar() {}

        static void run(
                float[] a, int base, int segment, int segments, int length, int[] row, int first, int rows,
                float[] panels, int panel, float[] sums, int sumsBase, int sumsRow, int width) {
            int last = rows - 1;
            for (int r = 0; r < rows; r += 4) { // past the last row it takes part again and gives the same numbers
                int r1 = Math.min(r + 1, last);
                int r2 = Math.min(r + 2, last);
                int r3 = Math.min(r + 3, last);
                for (int c = 0; c < width; c += 2) {
                    tile4x2(a, base + row[first + r], base + row[first + r1], base + row[first + r2],
                            base + row[first + r3], segment, segments, length, panels, panel + c,
                            sums, sumsBase + r * sumsRow + c, sumsBase + r1 * sumsRow + c,
                            sumsBase + r2 * sumsRow + c, sumsBase + r3 * sumsRow + c);
                }
            }
        }

        private static void tile4x2(
                float[] a, int a0, int a1, int a2, int a3, int segment, int segments, int length,
                float[] panels, int panel, float[] sums, int c0, int c1, int c2, int c3) {
            float s0 = sums[c0], t0 = sums[c0 + 1];
            float s1 = sums[c1], t1 = sums[c1 + 1];
            float s2 = sums[c2], t2 = sums[c2 + 1];
            float s3 = sums[c3], t3 = sums[c3 + 1];
            for (int i = 0, at = 0, b = panel; i < segments; i++, at += segment) {
                for (int t = at; t < at + length; t++, b += PANEL) {
                    float x = panels[b];
                    float y = panels[b + 1];
                    float factor = a[a0 + t];
                    s0 = Fma.fma(factor, x, s0);
                    t0 = Fma.fma(factor, y, t0);
                    factor = a[a1 + t];
                    s1 = Fma.fma(factor, x, s1);
                    t1 = Fma.fma(factor, y, t1);
                    factor = a[a2 + t];
                    s2 = Fma.fma(factor, x, s2);
                    t2 = Fma.fma(factor, y, t2);
                    factor = a[a3 + t];
                    s3 = Fma.fma(factor, x, s3);
                    t3 = Fma.fma(factor, y, t3);
                }
            }
            sums[c0] = s0;
            sums[c0 + 1] = t0;
            sums[c1] = s1;
            sums[c1 + 1] = t1;
            sums[c2] = s2;
            sums[c2 + 1] = t2;
            sums[c3] = s3;
            sums[c3 + 1] = t3;
        }
    }

    /// Chooses tiles: 8 × 2 and 16 × 1 with 32 registers of 512 bits, 5 × 2 and 4 × 2 for the last rows and with 256 bits,
    /// whose processors may have 16 registers only, and 4 × 4 with 128 bits. A class of its own, so that the Vector API
    /// is linked only where it is there.
    static final class Simd {
        private static final int WIDTH = Lanes.WIDTH;

        private Simd() {}

        static void run(
                float[] a, int base, int segment, int segments, int length, int[] row, int first, int rows,
                float[] panels, int panel, float[] sums, int sumsBase, int sumsRow, int width) {
            for (int r = 0; r < rows;) {
                int from = first + r;
                int to = sumsBase + r * sumsRow;
                int left = rows - r;
                int last = left - 1;
                if (WIDTH == 4) {
                    for (int n = 0; n < width; n += 4 * WIDTH) {
                        WindowProductTiles.tile4x4(a, base, segment, segments, length, row, from, last,
                                panels, panel + n, sums, to + n, sumsRow);
                    }
                    r += 4;
                } else if (WIDTH == 8 && left % 5 == 0) { // 5 and 4 make any number of rows from 12 on
                    for (int n = 0; n < width; n += 2 * WIDTH) {
                        WindowProductTiles.tile5x2(a, base, segment, segments, length, row, from, last,
                                panels, panel + n, sums, to + n, sumsRow);
                    }
                    r += 5;
                } else if (WIDTH == 8) {
                    for (int n = 0; n < width; n += 2 * WIDTH) {
                        WindowProductTiles.tile4x2(a, base, segment, segments, length, row, from, last,
                                panels, panel + n, sums, to + n, sumsRow);
                    }
                    r += 4;
                } else if (width <= WIDTH && left > 8) {
                    WindowProductTiles.tile16x1(a, base, segment, segments, length, row, from, last,
                            panels, panel, sums, to, sumsRow);
                    r += 16;
                } else if (width <= WIDTH) {
                    WindowProductTiles.tile8x1(a, base, segment, segments, length, row, from, last,
                            panels, panel, sums, to, sumsRow);
                    r += 8;
                } else if (left > 5) {
                    WindowProductTiles.tile8x2(a, base, segment, segments, length, row, from, last,
                            panels, panel, sums, to, sumsRow);
                    r += 8;
                } else if (left == 5) {
                    WindowProductTiles.tile5x2(a, base, segment, segments, length, row, from, last,
                            panels, panel, sums, to, sumsRow);
                    r += 5;
                } else {
                    WindowProductTiles.tile4x2(a, base, segment, segments, length, row, from, last,
                            panels, panel, sums, to, sumsRow);
                    r += 4;
                }
            }
        }
    }
}
