package dev.halfwave.core.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

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
            if (VectorApi.PRESENT && width >= Lanes.WIDTH) {
                Simd.pack(b, bOffset + n, rowStride, depth, width, into, panel);
            } else {
                Scalar.pack(b, bOffset + n, rowStride, depth, width, into, panel);
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

    /// Wide products: four rows of `B` and two or four rows of sums lie side by side in the scratch memory, at distances
    /// that are constants, because C2 turns a loop into vector instructions only if it sees that what is read and
    /// what is written never overlap. Narrow ones: 4 × 2 sums in registers.
    static final class Scalar {
        /// Columns computed together.
        private static final int ROW = 256;

        /// Fewer columns than this are not worth copying rows.
        private static final int WIDE = 32;

        static final int SCRATCH = 8 * ROW;

        private Scalar() {}

        static void pack(float[] b, int from, int rowStride, int depth, int width, float[] into, int panel) {
            for (int k = 0; k < depth; k++) {
                System.arraycopy(b, from + k * rowStride, into, panel + k * PANEL, width);
            }
        }

        static void run(
                float[] a, int aOffset, int aRow, int aStep, int rows, float[] packed, int packedOffset, int depth,
                int columns, boolean runsOn, float[] c, int cOffset, int cRow, float[] scratch) {
            if (columns < WIDE) {
                for (int n = 0; n < columns; n += PANEL) {
                    narrow(a, aOffset, aRow, aStep, rows, packed, packedOffset + n * depth, depth,
                            Math.min(PANEL, columns - n), runsOn, c, cOffset + n, cRow);
                }
                return;
            }
            for (int n = 0; n < columns; n += ROW) {
                int width = Math.min(ROW, columns - n);
                for (int m = 0; m < rows; m += 4) {
                    wide(a, aOffset + m * aRow, aRow, aStep, packed, packedOffset + n * depth, depth, runsOn,
                            c, cOffset + m * cRow + n, cRow, Math.min(4, rows - m), width, scratch);
                }
            }
        }

        /// Up to four rows.
        private static void wide(
                float[] a, int aAt, int aRow, int aStep, float[] packed, int panels, int depth, boolean runsOn,
                float[] c, int cAt, int cRow, int rows, int width, float[] scratch) {
            int a1 = Math.min(1, rows - 1) * aRow;
            int a2 = Math.min(2, rows - 1) * aRow;
            int a3 = Math.min(3, rows - 1) * aRow;
            for (int i = 0; i < rows; i++) {
                if (runsOn) {
                    System.arraycopy(c, cAt + i * cRow, scratch, (4 + i) * ROW, width);
                } else {
                    Arrays.fill(scratch, (4 + i) * ROW, (4 + i) * ROW + width, 0f);
                }
            }
            int k = 0;
            for (int at = aAt; k < depth - 3; k += 4, at += 4 * aStep) {
                for (int i = 0; i < 4; i++) {
                    unpack(packed, panels + (k + i) * PANEL, depth, scratch, i * ROW, width);
                }
                int b = at + aStep;
                int c2 = at + 2 * aStep;
                int d = at + 3 * aStep;
                addFourToTwo(a[at], a[b], a[c2], a[d], a[at + a1], a[b + a1], a[c2 + a1], a[d + a1], scratch, width);
                if (rows > 2) {
                    addFourToNextTwo(a[at + a2], a[b + a2], a[c2 + a2], a[d + a2],
                            a[at + a3], a[b + a3], a[c2 + a3], a[d + a3], scratch, width);
                }
            }
            for (; k < depth; k++) {
                int at = aAt + k * aStep;
                unpack(packed, panels + k * PANEL, depth, scratch, 0, width);
                addOne(a[at], a[at + a1], a[at + a2], a[at + a3], scratch, width);
            }
            for (int i = 0; i < rows; i++) {
                System.arraycopy(scratch, (4 + i) * ROW, c, cAt + i * cRow, width);
            }
        }

        /// A row of `B` out of its panels.
        private static void unpack(float[] packed, int from, int depth, float[] to, int at, int width) {
            for (int n = 0; n < width; n += PANEL) {
                System.arraycopy(packed, from + n * depth, to, at + n, Math.min(PANEL, width - n));
            }
        }

        private static void addFourToTwo(
                float a0, float a1, float a2, float a3, float b0, float b1, float b2, float b3, float[] s, int n) {
            for (int i = 0; i < n; i++) {
                float x0 = s[i];
                float x1 = s[i + ROW];
                float x2 = s[i + 2 * ROW];
                float x3 = s[i + 3 * ROW];
                float sum = Fma.fma(a1, x1, Fma.fma(a0, x0, s[i + 4 * ROW]));
                s[i + 4 * ROW] = Fma.fma(a3, x3, Fma.fma(a2, x2, sum));
                sum = Fma.fma(b1, x1, Fma.fma(b0, x0, s[i + 5 * ROW]));
                s[i + 5 * ROW] = Fma.fma(b3, x3, Fma.fma(b2, x2, sum));
            }
        }

        private static void addFourToNextTwo(
                float a0, float a1, float a2, float a3, float b0, float b1, float b2, float b3, float[] s, int n) {
            for (int i = 0; i < n; i++) {
                float x0 = s[i];
                float x1 = s[i + ROW];
                float x2 = s[i + 2 * ROW];
                float x3 = s[i + 3 * ROW];
                float sum = Fma.fma(a1, x1, Fma.fma(a0, x0, s[i + 6 * ROW]));
                s[i + 6 * ROW] = Fma.fma(a3, x3, Fma.fma(a2, x2, sum));
                sum = Fma.fma(b1, x1, Fma.fma(b0, x0, s[i + 7 * ROW]));
                s[i + 7 * ROW] = Fma.fma(b3, x3, Fma.fma(b2, x2, sum));
            }
        }

        private static void addOne(float a0, float a1, float a2, float a3, float[] s, int n) {
            for (int i = 0; i < n; i++) {
                float x = s[i];
                s[i + 4 * ROW] = Fma.fma(a0, x, s[i + 4 * ROW]);
                s[i + 5 * ROW] = Fma.fma(a1, x, s[i + 5 * ROW]);
                s[i + 6 * ROW] = Fma.fma(a2, x, s[i + 6 * ROW]);
                s[i + 7 * ROW] = Fma.fma(a3, x, s[i + 7 * ROW]);
            }
        }

        /// One panel.
        private static void narrow(
                float[] a, int aOffset, int aRow, int aStep, int rows, float[] packed, int panel, int depth, int width,
                boolean runsOn, float[] c, int cOffset, int cRow) {
            for (int m = 0; m < rows; m += 4) {
                int count = Math.min(4, rows - m);
                int first = cOffset + m * cRow;
                if (!runsOn) {
                    for (int i = 0; i < count; i++) {
                        Arrays.fill(c, first + i * cRow, first + i * cRow + width, 0f);
                    }
                }
                int r1 = Math.min(1, count - 1);
                int r2 = Math.min(2, count - 1);
                int r3 = Math.min(3, count - 1);
                int at = aOffset + m * aRow;
                for (int n = 0; n < width; n += 2) {
                    int to = first + n;
                    tile4x2(a, at, at + r1 * aRow, at + r2 * aRow, at + r3 * aRow, aStep, packed, panel + n, depth,
                            c, to, to + r1 * cRow, to + r2 * cRow, to + r3 * cRow, Math.min(1, width - 1 - n));
                }
            }
        }

        /// The columns from `first` on of one row, four at a time, so that no sum waits for the one before.
        static void row(
                float[] a, int aOffset, int aStep, float[] b, int bOffset, int bRow, int depth, int first, int columns,
                float[] c, int cOffset) {
            for (int n = first; n < columns; n += 4) {
                int n1 = Math.min(n + 1, columns - 1);
                int n2 = Math.min(n + 2, columns - 1);
                int n3 = Math.min(n + 3, columns - 1);
                float s0 = c[cOffset + n];
                float s1 = c[cOffset + n1];
                float s2 = c[cOffset + n2];
                float s3 = c[cOffset + n3];
                for (int k = 0, at = aOffset, from = bOffset; k < depth; k++, at += aStep, from += bRow) {
                    s0 = Fma.fma(a[at], b[from + n], s0);
                    s1 = Fma.fma(a[at], b[from + n1], s1);
                    s2 = Fma.fma(a[at], b[from + n2], s2);
                    s3 = Fma.fma(a[at], b[from + n3], s3);
                }
                c[cOffset + n] = s0;
                c[cOffset + n1] = s1;
                c[cOffset + n2] = s2;
                c[cOffset + n3] = s3;
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

        private static final VectorSpecies<Float> FLOATS = Lanes.FLOATS;
        private static final int WIDTH = Lanes.WIDTH;

        private Simd() {}

        /// At least one vector wide; a last one that would not fit is moved back.
        static void pack(float[] b, int from, int rowStride, int depth, int width, float[] into, int panel) {
            if (WIDTH == 16 && width == PANEL) {
                for (int k = 0, at = from; k < depth; k++, at += rowStride) {
                    FloatVector first = FloatVector.fromArray(FLOATS, b, at);
                    FloatVector second = FloatVector.fromArray(FLOATS, b, at + WIDTH);
                    first.intoArray(into, panel + k * PANEL);
                    second.intoArray(into, panel + k * PANEL + WIDTH);
                }
                return;
            }
            for (int n = 0; n < width; n += WIDTH) {
                int column = Math.min(n, width - WIDTH);
                for (int k = 0, at = from + column; k < depth; k++, at += rowStride) {
                    FloatVector.fromArray(FLOATS, b, at).intoArray(into, panel + k * PANEL + column);
                }
            }
        }

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
    }
}
