package dev.halfwave.core.kernel;

import java.util.Arrays;

/// Matrix products, `C[m][n] = Σ_k A[m][k] · B[k][n]`.
///
/// **Order.** Each sum starts at +0.0 ([#multiply]) or runs on from the value that `C` holds ([#multiplyAdd]), and takes
/// `fma(A, B, sum)` for `k` ascending. One row of `C` does not depend on how many there are.
///
/// `A` is read where it stands, along its rows or down its columns. `B` is packed in panels of [#PANEL] columns,
/// `panel[p][k][PANEL]`, so that a tile reads it from one end to the other.
public final class GemmKernel {

    /// Columns per panel: two vectors of the widest kind.
    public static final int PANEL = 32;

    /// Rows computed together at most.
    private static final int TILE_ROWS = 10;

    /// The fewest columns that are computed together: one vector of the widest kind.
    private static final int LEAST_COLUMNS = 16;

    /// Depth of a block: of one panel, this many rows stay in the first-level cache while all of `A` passes.
    private static final int BLOCK = 256;

    private GemmKernel() {}

    /// How many floats a packed `B` takes.
    public static int packedLength(int depth, int columns) {
        return Math.toIntExact((long) panels(columns) * PANEL * depth);
    }

    static int panels(int columns) {
        return (columns + PANEL - 1) / PANEL;
    }

    /// How many floats of scratch memory a product needs.
    public static int scratch() {
        return VectorApi.PRESENT ? Simd.SCRATCH : Scalar.SCRATCH;
    }

    /// Packs `B[k][n] = b[bOffset + k · rowStride + n]`. Columns that only fill up a panel hold nothing of interest.
    public static void pack(float[] b, int bOffset, int rowStride, int depth, int columns, float[] into, int to) {
        for (int n = 0, panel = to; n < columns; n += PANEL, panel += depth * PANEL) {
            int width = Math.min(PANEL, columns - n);
            for (int k = 0; k < depth; k++) {
                System.arraycopy(b, bOffset + k * rowStride + n, into, panel + k * PANEL, width);
            }
        }
    }

    /// Packs `B[k][n] = b[bOffset + n · rowStride + k]`: the transpose of what is stored.
    public static void packTransposed(
            float[] b, int bOffset, int rowStride, int depth, int columns, float[] into, int to) {
        for (int n = 0, panel = to; n < columns; n += PANEL, panel += depth * PANEL) {
            TransposeKernel.transpose(
                    b, bOffset + n * rowStride, rowStride, Math.min(PANEL, columns - n), depth, into, panel, PANEL,
                    PANEL);
        }
    }

    /// The inverse of [#packTransposed]: `b[bOffset + n · rowStride + k] = B[k][n]`.
    static void unpackTransposed(
            float[] packed, int from, int depth, int columns, float[] b, int bOffset, int rowStride) {
        for (int n = 0, panel = from; n < columns; n += PANEL, panel += depth * PANEL) {
            TransposeKernel.transpose(
                    packed, panel, PANEL, depth, Math.min(PANEL, columns - n), b, bOffset + n * rowStride, rowStride,
                    depth);
        }
    }

    /// Computes the product of `A` and a packed `B`.
    ///
    /// @param a holds `A[m][k] = a[aOffset + m · aRow + k · aStep]`
    /// @param rows the number of rows of `A` and `C`
    /// @param packed `B` in panels, from `packedOffset` on
    /// @param columns the number of columns of `B` and `C`
    /// @param c receives `C[m][n] = c[cOffset + m · cRow + n]`
    /// @param scratch at least [#scratch] floats
    public static void multiply(
            float[] a, int aOffset, int aRow, int aStep, int rows, float[] packed, int packedOffset, int depth,
            int columns, float[] c, int cOffset, int cRow, float[] scratch) {
        run(a, aOffset, aRow, aStep, rows, packed, packedOffset, depth, columns, false,
                c, cOffset, cRow, scratch);
    }

    /// Adds the product of `A` and a packed `B` to `C`. The parameters are those of [#multiply].
    public static void multiplyAdd(
            float[] a, int aOffset, int aRow, int aStep, int rows, float[] packed, int packedOffset, int depth,
            int columns, float[] c, int cOffset, int cRow, float[] scratch) {
        run(a, aOffset, aRow, aStep, rows, packed, packedOffset, depth, columns, true,
                c, cOffset, cRow, scratch);
    }

    /// Adds the product of one row and a matrix that stands in rows to a row of `C`: `C[n] = C[n] + Σ_k A[k] · B[k][n]`.
    ///
    /// @param a holds `A[k] = a[aOffset + k · aStep]`
    /// @param b holds `B[k][n] = b[bOffset + k · bRow + n]`
    /// @param c holds `C[n] = c[cOffset + n]`
    public static void multiplyAddRow(
            float[] a, int aOffset, int aStep, float[] b, int bOffset, int bRow, int depth, int columns,
            float[] c, int cOffset) {
        int n = 0;
        if (VectorApi.PRESENT) {
            n = Simd.row(a, aOffset, aStep, b, bOffset, bRow, PANEL, depth, columns, true, c, cOffset);
        }
        Scalar.row(a, aOffset, aStep, b, bOffset, bRow, depth, n, columns, c, cOffset);
    }

    /// @param runsOn whether sums run on from what `c` holds
    private static void run(
            float[] a, int aOffset, int aRow, int aStep, int rows, float[] packed, int packedOffset, int depth,
            int columns, boolean runsOn, float[] c, int cOffset, int cRow, float[] scratch) {
        if (depth == 0 && !runsOn) { // an empty sum is 0
            for (int m = 0; m < rows; m++) {
                Arrays.fill(c, cOffset + m * cRow, cOffset + m * cRow + columns, 0f);
            }
        } else if (VectorApi.PRESENT) {
            Simd.run(a, aOffset, aRow, aStep, rows, packed, packedOffset, depth, columns, runsOn,
                    c, cOffset, cRow, scratch);
        } else {
            Scalar.run(a, aOffset, aRow, aStep, rows, packed, packedOffset, depth, columns, runsOn,
                    c, cOffset, cRow, scratch);
        }
    }

    /// Adds the product of rows of `A` that begin anywhere and one panel to a panel of `C`, in which all [#PANEL]
    /// columns may be written.
    ///
    /// @param base added to every row offset
    /// @param firstRow the first entry of `rowOffset` to use
    /// @param width how many columns are of interest
    static void panel(
            float[] a, int base, int[] rowOffset, int firstRow, int rows, int step, float[] packed, int panel,
            int depth, float[] c, int cOffset, int cRow, int width) {
        if (VectorApi.PRESENT) {
            Simd.panel(a, base, rowOffset, firstRow, rows, step, packed, panel, depth, c, cOffset, cRow, width);
        } else {
            Scalar.panel(a, base, rowOffset, firstRow, rows, step, packed, panel, depth, c, cOffset, cRow, width);
        }
    }

    static final class Scalar {
        static final int SCRATCH = 0;

        private Scalar() {}

        static void run(
                float[] a, int aOffset, int aRow, int aStep, int rows, float[] packed, int packedOffset, int depth,
                int columns, boolean runsOn, float[] c, int cOffset, int cRow, float[] scratch) {
            if (!runsOn) {
                for (int m = 0; m < rows; m++) {
                    Arrays.fill(c, cOffset + m * cRow, cOffset + m * cRow + columns, 0f);
                }
            }
            for (int n = 0; n < columns; n += PANEL) {
                int width = Math.min(PANEL, columns - n);
                for (int m = 0; m < rows; m += 4) {
                    int m1 = Math.min(m + 1, rows - 1);
                    int m2 = Math.min(m + 2, rows - 1);
                    int m3 = Math.min(m + 3, rows - 1);
                    for (int i = 0; i < width; i += 2) {
                        tile4x2(a, aOffset + m * aRow, aOffset + m1 * aRow, aOffset + m2 * aRow, aOffset + m3 * aRow,
                                aStep, packed, packedOffset + n * depth + i, depth,
                                c, cOffset + m * cRow + n + i, cOffset + m1 * cRow + n + i,
                                cOffset + m2 * cRow + n + i, cOffset + m3 * cRow + n + i,
                                Math.min(1, width - 1 - i));
                    }
                }
            }
        }

        /// The columns from `first` on of one row.
        static void row(
                float[] a, int aOffset, int aStep, float[] b, int bOffset, int bRow, int depth, int first, int columns,
                float[] c, int cOffset) {
            for (int n = first; n < columns; n++) {
                float sum = c[cOffset + n];
                for (int k = 0; k < depth; k++) {
                    sum = Fma.fma(a[aOffset + k * aStep], b[bOffset + k * bRow + n], sum);
                }
                c[cOffset + n] = sum;
            }
        }

        static void panel(
                float[] a, int base, int[] rowOffset, int firstRow, int rows, int step, float[] packed, int panel,
                int depth, float[] c, int cOffset, int cRow, int width) {
            int last = rows - 1;
            for (int m = 0; m < rows; m += 4) {
                int m1 = Math.min(m + 1, last);
                int m2 = Math.min(m + 2, last);
                int m3 = Math.min(m + 3, last);
                for (int n = 0; n < width; n += 2) {
                    tile4x2(a, base + rowOffset[firstRow + m], base + rowOffset[firstRow + m1],
                            base + rowOffset[firstRow + m2], base + rowOffset[firstRow + m3], step,
                            packed, panel + n, depth, c, cOffset + m * cRow + n, cOffset + m1 * cRow + n,
                            cOffset + m2 * cRow + n, cOffset + m3 * cRow + n, 1);
                }
            }
        }

        private static void tile4x2(
                float[] a, int a0, int a1, int a2, int a3, int step, float[] b, int bAt, int depth,
                float[] c, int c0, int c1, int c2, int c3, int next) {
            float s0 = c[c0], t0 = c[c0 + next];
            float s1 = c[c1], t1 = c[c1 + next];
            float s2 = c[c2], t2 = c[c2 + next];
            float s3 = c[c3], t3 = c[c3 + next];
            for (int k = 0, at = 0; k < depth; k++, at += step, bAt += PANEL) {
                float u = b[bAt];
                float v = b[bAt + next];
                float value = a[a0 + at];
                s0 = Fma.fma(value, u, s0);
                t0 = Fma.fma(value, v, t0);
                value = a[a1 + at];
                s1 = Fma.fma(value, u, s1);
                t1 = Fma.fma(value, v, t1);
                value = a[a2 + at];
                s2 = Fma.fma(value, u, s2);
                t2 = Fma.fma(value, v, t2);
                value = a[a3 + at];
                s3 = Fma.fma(value, u, s3);
                t3 = Fma.fma(value, v, t3);
            }
            c[c0] = s0;
            c[c0 + next] = t0;
            c[c1] = s1;
            c[c1 + next] = t1;
            c[c2] = s2;
            c[c2 + next] = t2;
            c[c3] = s3;
            c[c3 + next] = t3;
        }
    }

    /// A class of its own, so that the Vector API is linked only where it is there.
    static final class Simd {
        static final int SCRATCH = TILE_ROWS * PANEL;

        /// A packed `B` up to this size, in floats, stays in the first-level cache while all rows of `A` pass.
        private static final int SMALL = 8192;

        /// What sums start from. Never written.
        private static final float[] ZEROS = new float[PANEL];

        private static final int WIDTH = Lanes.WIDTH;

        private Simd() {}

        static void run(
                float[] a, int aOffset, int aRow, int aStep, int rows, float[] packed, int packedOffset, int depth,
                int columns, boolean runsOn, float[] c, int cOffset, int cRow, float[] scratch) {
            int first = rows == 1 && depth <= BLOCK
                    ? row(a, aOffset, aStep, packed, packedOffset, PANEL, depth * PANEL, depth, columns, runsOn, c,
                            cOffset)
                    : 0;
            for (int k = 0; k < depth; k += BLOCK) {
                int block = Math.min(BLOCK, depth - k);
                boolean on = runsOn || k > 0;
                int aAt = aOffset + k * aStep;
                int panels = packedOffset + k * PANEL;
                if (columns * block <= SMALL) {
                    for (int m = 0; m < rows;) {
                        int height = height(rows - m, aRow, aStep);
                        for (int n = first; n < columns; n += PANEL) {
                            tile(height, Math.min(height, rows - m) - 1, a, aAt + m * aRow, aRow, aStep,
                                    packed, panels + n * depth, block, on,
                                    c, cOffset + m * cRow + n, cRow, Math.min(PANEL, columns - n), scratch);
                        }
                        m += height;
                    }
                } else {
                    for (int n = first; n < columns; n += PANEL) {
                        for (int m = 0; m < rows;) {
                            int height = height(rows - m, aRow, aStep);
                            tile(height, Math.min(height, rows - m) - 1, a, aAt + m * aRow, aRow, aStep,
                                    packed, panels + n * depth, block, on,
                                    c, cOffset + m * cRow + n, cRow, Math.min(PANEL, columns - n), scratch);
                            m += height;
                        }
                    }
                }
            }
        }

        /// One row of `C`: as many columns as fill tiles of eight vectors, whose number is returned.
        ///
        /// @param bRow from one row of `B` to the next
        /// @param bPanel from one panel of `B` to the next
        static int row(
                float[] a, int aAt, int aStep, float[] b, int bAt, int bRow, int bPanel, int depth, int columns,
                boolean runsOn, float[] c, int cAt) {
            int n = 0;
            for (; n + 8 * WIDTH <= columns; n += 8 * WIDTH) {
                GemmTiles.tile1x8(a, aAt, aStep, b, column(bAt, bPanel, n), column(bAt, bPanel, n + 2 * WIDTH),
                        column(bAt, bPanel, n + 4 * WIDTH), column(bAt, bPanel, n + 6 * WIDTH), bRow, depth,
                        runsOn ? c : ZEROS, runsOn ? cAt + n : 0, runsOn ? WIDTH : 0, c, cAt + n);
            }
            return n;
        }

        private static int column(int bAt, int bPanel, int column) {
            return bAt + column / PANEL * bPanel + column % PANEL;
        }

        /// The number of rows of the next tile. One with rows in vain takes as long as one without.
        private static int height(int rows, int aRow, int aStep) {
            if (WIDTH == 4) {
                return 4;
            }
            if (WIDTH == 8 || rows <= 5) {
                return 5;
            }
            return aStep == 1 ? 10 : aRow == 1 && rows >= 8 ? 8 : 5;
        }

        /// Some rows of one panel. Columns that only fill up vectors must not be stored into `c`.
        private static void tile(
                int height, int last, float[] a, int aAt, int aRow, int aStep, float[] packed, int panel, int depth,
                boolean runsOn, float[] c, int cAt, int cRow, int width, float[] scratch) {
            if (width % LEAST_COLUMNS == 0 && (width == PANEL || height != 5 || WIDTH < 16)) {
                tile(height, last, a, aAt, aRow, aStep, packed, panel, depth,
                        runsOn ? c : ZEROS, runsOn ? cAt : 0, runsOn ? cRow : 0, c, cAt, cRow, width);
                return;
            }
            if (runsOn) {
                for (int i = 0; i <= last; i++) {
                    System.arraycopy(c, cAt + i * cRow, scratch, i * PANEL, width);
                }
            }
            tile(height, last, a, aAt, aRow, aStep, packed, panel, depth,
                    runsOn ? scratch : ZEROS, 0, runsOn ? PANEL : 0, scratch, 0, PANEL, width);
            for (int i = 0; i <= last; i++) {
                System.arraycopy(scratch, i * PANEL, c, cAt + i * cRow, width);
            }
        }

        private static void tile(
                int height, int last, float[] a, int a0, int aRow, int aStep, float[] packed, int panel, int depth,
                float[] start, int startAt, int startRow, float[] c, int cAt, int cRow, int width) {
            if (height == 8) {
                if (width <= WIDTH) {
                    GemmTiles.columns8x1(a, a0, aStep, packed, panel, depth, start, startAt, startRow, c, cAt, cRow);
                } else {
                    GemmTiles.columns8x2(a, a0, aStep, packed, panel, depth, start, startAt, startRow, c, cAt, cRow);
                }
                return;
            }
            tile(height, last, a, a0, a0 + Math.min(1, last) * aRow, a0 + Math.min(2, last) * aRow,
                    a0 + Math.min(3, last) * aRow, a0 + Math.min(4, last) * aRow, a0 + Math.min(5, last) * aRow,
                    a0 + Math.min(6, last) * aRow, a0 + Math.min(7, last) * aRow, a0 + Math.min(8, last) * aRow,
                    a0 + Math.min(9, last) * aRow, aStep, packed, panel, depth, start, startAt, startRow, c, cAt, cRow,
                    width);
        }

        /// Up to ten rows that begin anywhere.
        private static void tile(
                int height, int last, float[] a, int a0, int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8,
                int a9, int aStep, float[] packed, int panel, int depth,
                float[] start, int startAt, int startRow, float[] c, int cAt, int cRow, int width) {
            if (height == 10) {
                if (width <= WIDTH) {
                    GemmTiles.rows10x1(a, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, packed, panel, depth,
                            start, startAt, startRow, c, cAt, cRow, last);
                } else {
                    GemmTiles.rows10x2(a, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, packed, panel, depth,
                            start, startAt, startRow, c, cAt, cRow, last);
                }
                return;
            }
            for (int n = 0; n < width; n += WIDTH == 4 ? 4 * WIDTH : 2 * WIDTH) {
                int startFrom = startRow == 0 ? 0 : startAt + n;
                if (WIDTH == 4) {
                    GemmTiles.tile4x4(a, a0, a1, a2, a3, aStep, packed, panel + n, depth,
                            start, startFrom, startRow, c, cAt + n, cRow, last);
                } else {
                    GemmTiles.tile5x2(a, a0, a1, a2, a3, a4, aStep, packed, panel + n, depth,
                            start, startFrom, startRow, c, cAt + n, cRow, last);
                }
            }
        }

        static void panel(
                float[] a, int base, int[] rowOffset, int firstRow, int rows, int step, float[] packed, int panel,
                int depth, float[] c, int cOffset, int cRow, int width) {
            for (int m = 0; m < rows;) {
                int height = height(rows - m, 0, step);
                int last = Math.min(height, rows - m) - 1;
                int first = firstRow + m;
                int to = cOffset + m * cRow;
                tile(height, last, a, base + rowOffset[first], base + rowOffset[first + Math.min(1, last)],
                        base + rowOffset[first + Math.min(2, last)], base + rowOffset[first + Math.min(3, last)],
                        base + rowOffset[first + Math.min(4, last)], base + rowOffset[first + Math.min(5, last)],
                        base + rowOffset[first + Math.min(6, last)], base + rowOffset[first + Math.min(7, last)],
                        base + rowOffset[first + Math.min(8, last)], base + rowOffset[first + Math.min(9, last)],
                        step, packed, panel, depth, c, to, cRow, c, to, cRow, width);
                m += height;
            }
        }
    }
}
