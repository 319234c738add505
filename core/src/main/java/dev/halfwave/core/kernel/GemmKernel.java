package dev.halfwave.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Matrix products, `C[m][n] = C[m][n] + Σ_k A[m][k] · B[k][n]`.
///
/// **Order.** Each sum runs on from the value that `C` holds and takes `fma(A, B, sum)` for `k` ascending. One row of
/// `C` does not depend on how many there are.
///
/// The rows of `A` begin anywhere, so that the windows of a convolution are rows too. `B` is packed in panels of
/// [#PANEL] columns, `panel[p][k][PANEL]`, so that a tile reads it from one end to the other.
public final class GemmKernel {

    /// Columns per panel: two vectors of the widest kind.
    public static final int PANEL = 32;

    /// Rows computed together at most.
    private static final int TILE_ROWS = 8;

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

    /// How many floats of scratch memory [#multiply] needs.
    public static int scratch() {
        return TILE_ROWS * PANEL;
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

    /// Adds the product of `A` and a packed `B` to `C`.
    ///
    /// @param a holds `A[m][k] = a[rowOffset[m] + k · step]`
    /// @param rowOffset where each row of `A` begins
    /// @param rows the number of rows of `A` and `C`
    /// @param packed `B` in panels, from `packedOffset` on
    /// @param columns the number of columns of `B` and `C`
    /// @param c holds `C[m][n] = c[cOffset + m · cRow + n]`
    /// @param scratch at least [#scratch] floats
    public static void multiply(
            float[] a, int[] rowOffset, int rows, int step, float[] packed, int packedOffset, int depth, int columns,
            float[] c, int cOffset, int cRow, float[] scratch) {
        for (int k = 0; k < depth; k += BLOCK) {
            int block = Math.min(BLOCK, depth - k);
            for (int n = 0; n < columns; n += PANEL) {
                int width = Math.min(PANEL, columns - n);
                int panel = packedOffset + n * depth + k * PANEL;
                if (width == PANEL) {
                    panel(a, k * step, rowOffset, 0, rows, step, packed, panel, block, c, cOffset + n, cRow, PANEL);
                } else {
                    edge(
                            a, k * step, rowOffset, rows, step, packed, panel, block, c, cOffset + n, cRow, width,
                            scratch);
                }
            }
        }
    }

    /// The last panel: what it fills up with must not be stored into `C`.
    private static void edge(
            float[] a, int base, int[] rowOffset, int rows, int step, float[] packed, int panel, int depth,
            float[] c, int cOffset, int cRow, int width, float[] scratch) {
        for (int m = 0; m < rows; m += TILE_ROWS) {
            int count = Math.min(TILE_ROWS, rows - m);
            for (int i = 0; i < count; i++) {
                System.arraycopy(c, cOffset + (m + i) * cRow, scratch, i * PANEL, width);
            }
            panel(a, base, rowOffset, m, count, step, packed, panel, depth, scratch, 0, PANEL, width);
            for (int i = 0; i < count; i++) {
                System.arraycopy(scratch, i * PANEL, c, cOffset + (m + i) * cRow, width);
            }
        }
    }

    /// Adds the product of rows of `A` and one panel to a panel of `C`, in which all [#PANEL] columns may be written.
    ///
    /// Where a tile has more rows than are left, the last one takes part several times: it computes and stores the same
    /// numbers again.
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
        private Scalar() {}

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
                            cOffset + m2 * cRow + n, cOffset + m3 * cRow + n);
                }
            }
        }

        private static void tile4x2(
                float[] a, int a0, int a1, int a2, int a3, int step, float[] packed, int b, int depth,
                float[] c, int c0, int c1, int c2, int c3) {
            float s0 = c[c0], t0 = c[c0 + 1];
            float s1 = c[c1], t1 = c[c1 + 1];
            float s2 = c[c2], t2 = c[c2 + 1];
            float s3 = c[c3], t3 = c[c3 + 1];
            for (int k = 0, at = 0; k < depth; k++, at += step, b += PANEL) {
                float u = packed[b];
                float v = packed[b + 1];
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
            c[c0 + 1] = t0;
            c[c1] = s1;
            c[c1 + 1] = t1;
            c[c2] = s2;
            c[c2 + 1] = t2;
            c[c3] = s3;
            c[c3 + 1] = t3;
        }
    }

    /// A class of its own, so that the Vector API is linked only where it is there.
    static final class Simd {
        private static final VectorSpecies<Float> FLOATS = Lanes.FLOATS;
        private static final int WIDTH = Lanes.WIDTH;

        private Simd() {}

        static void panel(
                float[] a, int base, int[] rowOffset, int firstRow, int rows, int step, float[] packed, int panel,
                int depth, float[] c, int cOffset, int cRow, int width) {
            int last = rows - 1;
            for (int m = 0; m < rows;) {
                int m1 = Math.min(m + 1, last);
                int m2 = Math.min(m + 2, last);
                int m3 = Math.min(m + 3, last);
                int m4 = Math.min(m + 4, last);
                int a0 = base + rowOffset[firstRow + m], c0 = cOffset + m * cRow;
                int a1 = base + rowOffset[firstRow + m1], c1 = cOffset + m1 * cRow;
                int a2 = base + rowOffset[firstRow + m2], c2 = cOffset + m2 * cRow;
                int a3 = base + rowOffset[firstRow + m3], c3 = cOffset + m3 * cRow;
                int a4 = base + rowOffset[firstRow + m4], c4 = cOffset + m4 * cRow;
                if (WIDTH == 4) {
                    for (int n = 0; n < width; n += 4 * WIDTH) {
                        tile4x4(a, a0, a1, a2, a3, step, packed, panel + n, depth, c, c0 + n, c1 + n, c2 + n, c3 + n);
                    }
                    m += 4;
                } else if (WIDTH == 8 || rows - m <= 5) {
                    for (int n = 0; n < width; n += 2 * WIDTH) {
                        tile5x2(a, a0, a1, a2, a3, a4, step, packed, panel + n, depth,
                                c, c0 + n, c1 + n, c2 + n, c3 + n, c4 + n);
                    }
                    m += 5;
                } else {
                    int m5 = Math.min(m + 5, last);
                    int m6 = Math.min(m + 6, last);
                    int m7 = Math.min(m + 7, last);
                    int a5 = base + rowOffset[firstRow + m5], c5 = cOffset + m5 * cRow;
                    int a6 = base + rowOffset[firstRow + m6], c6 = cOffset + m6 * cRow;
                    int a7 = base + rowOffset[firstRow + m7], c7 = cOffset + m7 * cRow;
                    if (width > WIDTH) {
                        tile8x2(a, a0, a1, a2, a3, a4, a5, a6, a7, step, packed, panel, depth,
                                c, c0, c1, c2, c3, c4, c5, c6, c7);
                    } else {
                        tile8x1(a, a0, a1, a2, a3, a4, a5, a6, a7, step, packed, panel, depth,
                                c, c0, c1, c2, c3, c4, c5, c6, c7);
                    }
                    m += 8;
                }
            }
        }

        private static void tile8x2(
                float[] a, int a0, int a1, int a2, int a3, int a4, int a5, int a6, int a7, int step,
                float[] packed, int b, int depth,
                float[] c, int c0, int c1, int c2, int c3, int c4, int c5, int c6, int c7) {
            FloatVector s0 = FloatVector.fromArray(FLOATS, c, c0), t0 = FloatVector.fromArray(FLOATS, c, c0 + WIDTH);
            FloatVector s1 = FloatVector.fromArray(FLOATS, c, c1), t1 = FloatVector.fromArray(FLOATS, c, c1 + WIDTH);
            FloatVector s2 = FloatVector.fromArray(FLOATS, c, c2), t2 = FloatVector.fromArray(FLOATS, c, c2 + WIDTH);
            FloatVector s3 = FloatVector.fromArray(FLOATS, c, c3), t3 = FloatVector.fromArray(FLOATS, c, c3 + WIDTH);
            FloatVector s4 = FloatVector.fromArray(FLOATS, c, c4), t4 = FloatVector.fromArray(FLOATS, c, c4 + WIDTH);
            FloatVector s5 = FloatVector.fromArray(FLOATS, c, c5), t5 = FloatVector.fromArray(FLOATS, c, c5 + WIDTH);
            FloatVector s6 = FloatVector.fromArray(FLOATS, c, c6), t6 = FloatVector.fromArray(FLOATS, c, c6 + WIDTH);
            FloatVector s7 = FloatVector.fromArray(FLOATS, c, c7), t7 = FloatVector.fromArray(FLOATS, c, c7 + WIDTH);
            for (int k = 0, at = 0; k < depth; k++, at += step, b += PANEL) {
                FloatVector u = FloatVector.fromArray(FLOATS, packed, b);
                FloatVector v = FloatVector.fromArray(FLOATS, packed, b + WIDTH);
                FloatVector value = FloatVector.broadcast(FLOATS, a[a0 + at]);
                s0 = u.fma(value, s0);
                t0 = v.fma(value, t0);
                value = FloatVector.broadcast(FLOATS, a[a1 + at]);
                s1 = u.fma(value, s1);
                t1 = v.fma(value, t1);
                value = FloatVector.broadcast(FLOATS, a[a2 + at]);
                s2 = u.fma(value, s2);
                t2 = v.fma(value, t2);
                value = FloatVector.broadcast(FLOATS, a[a3 + at]);
                s3 = u.fma(value, s3);
                t3 = v.fma(value, t3);
                value = FloatVector.broadcast(FLOATS, a[a4 + at]);
                s4 = u.fma(value, s4);
                t4 = v.fma(value, t4);
                value = FloatVector.broadcast(FLOATS, a[a5 + at]);
                s5 = u.fma(value, s5);
                t5 = v.fma(value, t5);
                value = FloatVector.broadcast(FLOATS, a[a6 + at]);
                s6 = u.fma(value, s6);
                t6 = v.fma(value, t6);
                value = FloatVector.broadcast(FLOATS, a[a7 + at]);
                s7 = u.fma(value, s7);
                t7 = v.fma(value, t7);
            }
            s0.intoArray(c, c0);
            t0.intoArray(c, c0 + WIDTH);
            s1.intoArray(c, c1);
            t1.intoArray(c, c1 + WIDTH);
            s2.intoArray(c, c2);
            t2.intoArray(c, c2 + WIDTH);
            s3.intoArray(c, c3);
            t3.intoArray(c, c3 + WIDTH);
            s4.intoArray(c, c4);
            t4.intoArray(c, c4 + WIDTH);
            s5.intoArray(c, c5);
            t5.intoArray(c, c5 + WIDTH);
            s6.intoArray(c, c6);
            t6.intoArray(c, c6 + WIDTH);
            s7.intoArray(c, c7);
            t7.intoArray(c, c7 + WIDTH);
        }

        /// For a last panel of at most one vector.
        private static void tile8x1(
                float[] a, int a0, int a1, int a2, int a3, int a4, int a5, int a6, int a7, int step,
                float[] packed, int b, int depth,
                float[] c, int c0, int c1, int c2, int c3, int c4, int c5, int c6, int c7) {
            FloatVector s0 = FloatVector.fromArray(FLOATS, c, c0);
            FloatVector s1 = FloatVector.fromArray(FLOATS, c, c1);
            FloatVector s2 = FloatVector.fromArray(FLOATS, c, c2);
            FloatVector s3 = FloatVector.fromArray(FLOATS, c, c3);
            FloatVector s4 = FloatVector.fromArray(FLOATS, c, c4);
            FloatVector s5 = FloatVector.fromArray(FLOATS, c, c5);
            FloatVector s6 = FloatVector.fromArray(FLOATS, c, c6);
            FloatVector s7 = FloatVector.fromArray(FLOATS, c, c7);
            for (int k = 0, at = 0; k < depth; k++, at += step, b += PANEL) {
                FloatVector u = FloatVector.fromArray(FLOATS, packed, b);
                s0 = u.fma(FloatVector.broadcast(FLOATS, a[a0 + at]), s0);
                s1 = u.fma(FloatVector.broadcast(FLOATS, a[a1 + at]), s1);
                s2 = u.fma(FloatVector.broadcast(FLOATS, a[a2 + at]), s2);
                s3 = u.fma(FloatVector.broadcast(FLOATS, a[a3 + at]), s3);
                s4 = u.fma(FloatVector.broadcast(FLOATS, a[a4 + at]), s4);
                s5 = u.fma(FloatVector.broadcast(FLOATS, a[a5 + at]), s5);
                s6 = u.fma(FloatVector.broadcast(FLOATS, a[a6 + at]), s6);
                s7 = u.fma(FloatVector.broadcast(FLOATS, a[a7 + at]), s7);
            }
            s0.intoArray(c, c0);
            s1.intoArray(c, c1);
            s2.intoArray(c, c2);
            s3.intoArray(c, c3);
            s4.intoArray(c, c4);
            s5.intoArray(c, c5);
            s6.intoArray(c, c6);
            s7.intoArray(c, c7);
        }

        /// For processors with 16 registers, and for the last rows.
        private static void tile5x2(
                float[] a, int a0, int a1, int a2, int a3, int a4, int step, float[] packed, int b, int depth,
                float[] c, int c0, int c1, int c2, int c3, int c4) {
            FloatVector s0 = FloatVector.fromArray(FLOATS, c, c0), t0 = FloatVector.fromArray(FLOATS, c, c0 + WIDTH);
            FloatVector s1 = FloatVector.fromArray(FLOATS, c, c1), t1 = FloatVector.fromArray(FLOATS, c, c1 + WIDTH);
            FloatVector s2 = FloatVector.fromArray(FLOATS, c, c2), t2 = FloatVector.fromArray(FLOATS, c, c2 + WIDTH);
            FloatVector s3 = FloatVector.fromArray(FLOATS, c, c3), t3 = FloatVector.fromArray(FLOATS, c, c3 + WIDTH);
            FloatVector s4 = FloatVector.fromArray(FLOATS, c, c4), t4 = FloatVector.fromArray(FLOATS, c, c4 + WIDTH);
            for (int k = 0, at = 0; k < depth; k++, at += step, b += PANEL) {
                FloatVector u = FloatVector.fromArray(FLOATS, packed, b);
                FloatVector v = FloatVector.fromArray(FLOATS, packed, b + WIDTH);
                FloatVector value = FloatVector.broadcast(FLOATS, a[a0 + at]);
                s0 = u.fma(value, s0);
                t0 = v.fma(value, t0);
                value = FloatVector.broadcast(FLOATS, a[a1 + at]);
                s1 = u.fma(value, s1);
                t1 = v.fma(value, t1);
                value = FloatVector.broadcast(FLOATS, a[a2 + at]);
                s2 = u.fma(value, s2);
                t2 = v.fma(value, t2);
                value = FloatVector.broadcast(FLOATS, a[a3 + at]);
                s3 = u.fma(value, s3);
                t3 = v.fma(value, t3);
                value = FloatVector.broadcast(FLOATS, a[a4 + at]);
                s4 = u.fma(value, s4);
                t4 = v.fma(value, t4);
            }
            s0.intoArray(c, c0);
            t0.intoArray(c, c0 + WIDTH);
            s1.intoArray(c, c1);
            t1.intoArray(c, c1 + WIDTH);
            s2.intoArray(c, c2);
            t2.intoArray(c, c2 + WIDTH);
            s3.intoArray(c, c3);
            t3.intoArray(c, c3 + WIDTH);
            s4.intoArray(c, c4);
            t4.intoArray(c, c4 + WIDTH);
        }

        private static void tile4x4(
                float[] a, int a0, int a1, int a2, int a3, int step, float[] packed, int b, int depth,
                float[] c, int c0, int c1, int c2, int c3) {
            FloatVector s0 = FloatVector.fromArray(FLOATS, c, c0);
            FloatVector t0 = FloatVector.fromArray(FLOATS, c, c0 + WIDTH);
            FloatVector u0 = FloatVector.fromArray(FLOATS, c, c0 + 2 * WIDTH);
            FloatVector v0 = FloatVector.fromArray(FLOATS, c, c0 + 3 * WIDTH);
            FloatVector s1 = FloatVector.fromArray(FLOATS, c, c1);
            FloatVector t1 = FloatVector.fromArray(FLOATS, c, c1 + WIDTH);
            FloatVector u1 = FloatVector.fromArray(FLOATS, c, c1 + 2 * WIDTH);
            FloatVector v1 = FloatVector.fromArray(FLOATS, c, c1 + 3 * WIDTH);
            FloatVector s2 = FloatVector.fromArray(FLOATS, c, c2);
            FloatVector t2 = FloatVector.fromArray(FLOATS, c, c2 + WIDTH);
            FloatVector u2 = FloatVector.fromArray(FLOATS, c, c2 + 2 * WIDTH);
            FloatVector v2 = FloatVector.fromArray(FLOATS, c, c2 + 3 * WIDTH);
            FloatVector s3 = FloatVector.fromArray(FLOATS, c, c3);
            FloatVector t3 = FloatVector.fromArray(FLOATS, c, c3 + WIDTH);
            FloatVector u3 = FloatVector.fromArray(FLOATS, c, c3 + 2 * WIDTH);
            FloatVector v3 = FloatVector.fromArray(FLOATS, c, c3 + 3 * WIDTH);
            for (int k = 0, at = 0; k < depth; k++, at += step, b += PANEL) {
                FloatVector s = FloatVector.fromArray(FLOATS, packed, b);
                FloatVector t = FloatVector.fromArray(FLOATS, packed, b + WIDTH);
                FloatVector u = FloatVector.fromArray(FLOATS, packed, b + 2 * WIDTH);
                FloatVector v = FloatVector.fromArray(FLOATS, packed, b + 3 * WIDTH);
                FloatVector value = FloatVector.broadcast(FLOATS, a[a0 + at]);
                s0 = s.fma(value, s0);
                t0 = t.fma(value, t0);
                u0 = u.fma(value, u0);
                v0 = v.fma(value, v0);
                value = FloatVector.broadcast(FLOATS, a[a1 + at]);
                s1 = s.fma(value, s1);
                t1 = t.fma(value, t1);
                u1 = u.fma(value, u1);
                v1 = v.fma(value, v1);
                value = FloatVector.broadcast(FLOATS, a[a2 + at]);
                s2 = s.fma(value, s2);
                t2 = t.fma(value, t2);
                u2 = u.fma(value, u2);
                v2 = v.fma(value, v2);
                value = FloatVector.broadcast(FLOATS, a[a3 + at]);
                s3 = s.fma(value, s3);
                t3 = t.fma(value, t3);
                u3 = u.fma(value, u3);
                v3 = v.fma(value, v3);
            }
            s0.intoArray(c, c0);
            t0.intoArray(c, c0 + WIDTH);
            u0.intoArray(c, c0 + 2 * WIDTH);
            v0.intoArray(c, c0 + 3 * WIDTH);
            s1.intoArray(c, c1);
            t1.intoArray(c, c1 + WIDTH);
            u1.intoArray(c, c1 + 2 * WIDTH);
            v1.intoArray(c, c1 + 3 * WIDTH);
            s2.intoArray(c, c2);
            t2.intoArray(c, c2 + WIDTH);
            u2.intoArray(c, c2 + 2 * WIDTH);
            v2.intoArray(c, c2 + 3 * WIDTH);
            s3.intoArray(c, c3);
            t3.intoArray(c, c3 + WIDTH);
            u3.intoArray(c, c3 + 2 * WIDTH);
            v3.intoArray(c, c3 + 3 * WIDTH);
        }
    }
}
