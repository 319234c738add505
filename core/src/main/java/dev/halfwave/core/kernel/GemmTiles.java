package dev.halfwave.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Tiles of a matrix product, rows of `A` × vectors of columns of `B`, whose sums stay in registers over the whole depth:
/// `C[m][n] = start[m][n] + Σ_k A[m][k] · B[k][n]`, with fma for `k` ascending.
///
/// What they have in common:
/// - `a`: `rows` read along the rows of `A`, from `a0`, `a1`, … on; `columns` down its columns, where the elements of all
///   rows are neighbours and `step` leads to the next ones; `tile` takes any place and any step. (Steps that are known
///   and neighbours are what lets C2 check the bounds of a loop once.)
/// - `b`: a panel of [GemmKernel#PANEL] columns;
/// - `start`: the sums run on from here; `startRow` is 0 where all rows run on from the same numbers;
/// - `c`: where the sums go;
/// - `last`: the last row there is. Rows after it are this one again: they compute and store the same numbers.
///
/// All sums of a tile are local variables of one method: a helper that took or returned vectors would box them unless it
/// is inlined. In a class of its own so that the Vector API is linked only where it is there.
final class GemmTiles {

    private static final VectorSpecies<Float> FLOATS = Lanes.FLOATS;
    private static final int WIDTH = Lanes.WIDTH;
    private static final int PANEL = GemmKernel.PANEL;

    private GemmTiles() {}

    /// For 512-bit vectors: 23 of 32 registers, and twice as many multiply-adds as loads.
    static void rows10x2(
            float[] a, int a0, int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9,
            float[] b, int bAt, int depth,
            float[] start, int startAt, int startRow, float[] c, int cAt, int cRow, int last) {
        int r1 = Math.min(1, last);
        int r2 = Math.min(2, last);
        int r3 = Math.min(3, last);
        int r4 = Math.min(4, last);
        int r5 = Math.min(5, last);
        int r6 = Math.min(6, last);
        int r7 = Math.min(7, last);
        int r8 = Math.min(8, last);
        int r9 = Math.min(9, last);
        FloatVector s0 = FloatVector.fromArray(FLOATS, start, startAt);
        FloatVector t0 = FloatVector.fromArray(FLOATS, start, startAt + WIDTH);
        FloatVector s1 = FloatVector.fromArray(FLOATS, start, startAt + r1 * startRow);
        FloatVector t1 = FloatVector.fromArray(FLOATS, start, startAt + r1 * startRow + WIDTH);
        FloatVector s2 = FloatVector.fromArray(FLOATS, start, startAt + r2 * startRow);
        FloatVector t2 = FloatVector.fromArray(FLOATS, start, startAt + r2 * startRow + WIDTH);
        FloatVector s3 = FloatVector.fromArray(FLOATS, start, startAt + r3 * startRow);
        FloatVector t3 = FloatVector.fromArray(FLOATS, start, startAt + r3 * startRow + WIDTH);
        FloatVector s4 = FloatVector.fromArray(FLOATS, start, startAt + r4 * startRow);
        FloatVector t4 = FloatVector.fromArray(FLOATS, start, startAt + r4 * startRow + WIDTH);
        FloatVector s5 = FloatVector.fromArray(FLOATS, start, startAt + r5 * startRow);
        FloatVector t5 = FloatVector.fromArray(FLOATS, start, startAt + r5 * startRow + WIDTH);
        FloatVector s6 = FloatVector.fromArray(FLOATS, start, startAt + r6 * startRow);
        FloatVector t6 = FloatVector.fromArray(FLOATS, start, startAt + r6 * startRow + WIDTH);
        FloatVector s7 = FloatVector.fromArray(FLOATS, start, startAt + r7 * startRow);
        FloatVector t7 = FloatVector.fromArray(FLOATS, start, startAt + r7 * startRow + WIDTH);
        FloatVector s8 = FloatVector.fromArray(FLOATS, start, startAt + r8 * startRow);
        FloatVector t8 = FloatVector.fromArray(FLOATS, start, startAt + r8 * startRow + WIDTH);
        FloatVector s9 = FloatVector.fromArray(FLOATS, start, startAt + r9 * startRow);
        FloatVector t9 = FloatVector.fromArray(FLOATS, start, startAt + r9 * startRow + WIDTH);
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(FLOATS, b, bAt + k * PANEL);
            FloatVector b1 = FloatVector.fromArray(FLOATS, b, bAt + k * PANEL + WIDTH);
            FloatVector value = FloatVector.broadcast(FLOATS, a[a0 + k]);
            s0 = b0.fma(value, s0);
            t0 = b1.fma(value, t0);
            value = FloatVector.broadcast(FLOATS, a[a1 + k]);
            s1 = b0.fma(value, s1);
            t1 = b1.fma(value, t1);
            value = FloatVector.broadcast(FLOATS, a[a2 + k]);
            s2 = b0.fma(value, s2);
            t2 = b1.fma(value, t2);
            value = FloatVector.broadcast(FLOATS, a[a3 + k]);
            s3 = b0.fma(value, s3);
            t3 = b1.fma(value, t3);
            value = FloatVector.broadcast(FLOATS, a[a4 + k]);
            s4 = b0.fma(value, s4);
            t4 = b1.fma(value, t4);
            value = FloatVector.broadcast(FLOATS, a[a5 + k]);
            s5 = b0.fma(value, s5);
            t5 = b1.fma(value, t5);
            value = FloatVector.broadcast(FLOATS, a[a6 + k]);
            s6 = b0.fma(value, s6);
            t6 = b1.fma(value, t6);
            value = FloatVector.broadcast(FLOATS, a[a7 + k]);
            s7 = b0.fma(value, s7);
            t7 = b1.fma(value, t7);
            value = FloatVector.broadcast(FLOATS, a[a8 + k]);
            s8 = b0.fma(value, s8);
            t8 = b1.fma(value, t8);
            value = FloatVector.broadcast(FLOATS, a[a9 + k]);
            s9 = b0.fma(value, s9);
            t9 = b1.fma(value, t9);
        }
        s0.intoArray(c, cAt);
        t0.intoArray(c, cAt + WIDTH);
        s1.intoArray(c, cAt + r1 * cRow);
        t1.intoArray(c, cAt + r1 * cRow + WIDTH);
        s2.intoArray(c, cAt + r2 * cRow);
        t2.intoArray(c, cAt + r2 * cRow + WIDTH);
        s3.intoArray(c, cAt + r3 * cRow);
        t3.intoArray(c, cAt + r3 * cRow + WIDTH);
        s4.intoArray(c, cAt + r4 * cRow);
        t4.intoArray(c, cAt + r4 * cRow + WIDTH);
        s5.intoArray(c, cAt + r5 * cRow);
        t5.intoArray(c, cAt + r5 * cRow + WIDTH);
        s6.intoArray(c, cAt + r6 * cRow);
        t6.intoArray(c, cAt + r6 * cRow + WIDTH);
        s7.intoArray(c, cAt + r7 * cRow);
        t7.intoArray(c, cAt + r7 * cRow + WIDTH);
        s8.intoArray(c, cAt + r8 * cRow);
        t8.intoArray(c, cAt + r8 * cRow + WIDTH);
        s9.intoArray(c, cAt + r9 * cRow);
        t9.intoArray(c, cAt + r9 * cRow + WIDTH);
    }

    /// For 512-bit vectors and a last panel of at most one.
    static void rows10x1(
            float[] a, int a0, int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9,
            float[] b, int bAt, int depth,
            float[] start, int startAt, int startRow, float[] c, int cAt, int cRow, int last) {
        int r1 = Math.min(1, last);
        int r2 = Math.min(2, last);
        int r3 = Math.min(3, last);
        int r4 = Math.min(4, last);
        int r5 = Math.min(5, last);
        int r6 = Math.min(6, last);
        int r7 = Math.min(7, last);
        int r8 = Math.min(8, last);
        int r9 = Math.min(9, last);
        FloatVector s0 = FloatVector.fromArray(FLOATS, start, startAt);
        FloatVector s1 = FloatVector.fromArray(FLOATS, start, startAt + r1 * startRow);
        FloatVector s2 = FloatVector.fromArray(FLOATS, start, startAt + r2 * startRow);
        FloatVector s3 = FloatVector.fromArray(FLOATS, start, startAt + r3 * startRow);
        FloatVector s4 = FloatVector.fromArray(FLOATS, start, startAt + r4 * startRow);
        FloatVector s5 = FloatVector.fromArray(FLOATS, start, startAt + r5 * startRow);
        FloatVector s6 = FloatVector.fromArray(FLOATS, start, startAt + r6 * startRow);
        FloatVector s7 = FloatVector.fromArray(FLOATS, start, startAt + r7 * startRow);
        FloatVector s8 = FloatVector.fromArray(FLOATS, start, startAt + r8 * startRow);
        FloatVector s9 = FloatVector.fromArray(FLOATS, start, startAt + r9 * startRow);
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(FLOATS, b, bAt + k * PANEL);
            s0 = b0.fma(FloatVector.broadcast(FLOATS, a[a0 + k]), s0);
            s1 = b0.fma(FloatVector.broadcast(FLOATS, a[a1 + k]), s1);
            s2 = b0.fma(FloatVector.broadcast(FLOATS, a[a2 + k]), s2);
            s3 = b0.fma(FloatVector.broadcast(FLOATS, a[a3 + k]), s3);
            s4 = b0.fma(FloatVector.broadcast(FLOATS, a[a4 + k]), s4);
            s5 = b0.fma(FloatVector.broadcast(FLOATS, a[a5 + k]), s5);
            s6 = b0.fma(FloatVector.broadcast(FLOATS, a[a6 + k]), s6);
            s7 = b0.fma(FloatVector.broadcast(FLOATS, a[a7 + k]), s7);
            s8 = b0.fma(FloatVector.broadcast(FLOATS, a[a8 + k]), s8);
            s9 = b0.fma(FloatVector.broadcast(FLOATS, a[a9 + k]), s9);
        }
        s0.intoArray(c, cAt);
        s1.intoArray(c, cAt + r1 * cRow);
        s2.intoArray(c, cAt + r2 * cRow);
        s3.intoArray(c, cAt + r3 * cRow);
        s4.intoArray(c, cAt + r4 * cRow);
        s5.intoArray(c, cAt + r5 * cRow);
        s6.intoArray(c, cAt + r6 * cRow);
        s7.intoArray(c, cAt + r7 * cRow);
        s8.intoArray(c, cAt + r8 * cRow);
        s9.intoArray(c, cAt + r9 * cRow);
    }

    /// For 512-bit vectors.
    static void columns8x2(
            float[] a, int aAt, int step, float[] b, int bAt, int depth,
            float[] start, int startAt, int startRow, float[] c, int cAt, int cRow) {
        FloatVector s0 = FloatVector.fromArray(FLOATS, start, startAt);
        FloatVector t0 = FloatVector.fromArray(FLOATS, start, startAt + WIDTH);
        FloatVector s1 = FloatVector.fromArray(FLOATS, start, startAt + startRow);
        FloatVector t1 = FloatVector.fromArray(FLOATS, start, startAt + startRow + WIDTH);
        FloatVector s2 = FloatVector.fromArray(FLOATS, start, startAt + 2 * startRow);
        FloatVector t2 = FloatVector.fromArray(FLOATS, start, startAt + 2 * startRow + WIDTH);
        FloatVector s3 = FloatVector.fromArray(FLOATS, start, startAt + 3 * startRow);
        FloatVector t3 = FloatVector.fromArray(FLOATS, start, startAt + 3 * startRow + WIDTH);
        FloatVector s4 = FloatVector.fromArray(FLOATS, start, startAt + 4 * startRow);
        FloatVector t4 = FloatVector.fromArray(FLOATS, start, startAt + 4 * startRow + WIDTH);
        FloatVector s5 = FloatVector.fromArray(FLOATS, start, startAt + 5 * startRow);
        FloatVector t5 = FloatVector.fromArray(FLOATS, start, startAt + 5 * startRow + WIDTH);
        FloatVector s6 = FloatVector.fromArray(FLOATS, start, startAt + 6 * startRow);
        FloatVector t6 = FloatVector.fromArray(FLOATS, start, startAt + 6 * startRow + WIDTH);
        FloatVector s7 = FloatVector.fromArray(FLOATS, start, startAt + 7 * startRow);
        FloatVector t7 = FloatVector.fromArray(FLOATS, start, startAt + 7 * startRow + WIDTH);
        for (int k = 0, at = aAt; k < depth; k++, at += step) {
            FloatVector b0 = FloatVector.fromArray(FLOATS, b, bAt + k * PANEL);
            FloatVector b1 = FloatVector.fromArray(FLOATS, b, bAt + k * PANEL + WIDTH);
            FloatVector value = FloatVector.broadcast(FLOATS, a[at]);
            s0 = b0.fma(value, s0);
            t0 = b1.fma(value, t0);
            value = FloatVector.broadcast(FLOATS, a[at + 1]);
            s1 = b0.fma(value, s1);
            t1 = b1.fma(value, t1);
            value = FloatVector.broadcast(FLOATS, a[at + 2]);
            s2 = b0.fma(value, s2);
            t2 = b1.fma(value, t2);
            value = FloatVector.broadcast(FLOATS, a[at + 3]);
            s3 = b0.fma(value, s3);
            t3 = b1.fma(value, t3);
            value = FloatVector.broadcast(FLOATS, a[at + 4]);
            s4 = b0.fma(value, s4);
            t4 = b1.fma(value, t4);
            value = FloatVector.broadcast(FLOATS, a[at + 5]);
            s5 = b0.fma(value, s5);
            t5 = b1.fma(value, t5);
            value = FloatVector.broadcast(FLOATS, a[at + 6]);
            s6 = b0.fma(value, s6);
            t6 = b1.fma(value, t6);
            value = FloatVector.broadcast(FLOATS, a[at + 7]);
            s7 = b0.fma(value, s7);
            t7 = b1.fma(value, t7);
        }
        s0.intoArray(c, cAt);
        t0.intoArray(c, cAt + WIDTH);
        s1.intoArray(c, cAt + cRow);
        t1.intoArray(c, cAt + cRow + WIDTH);
        s2.intoArray(c, cAt + 2 * cRow);
        t2.intoArray(c, cAt + 2 * cRow + WIDTH);
        s3.intoArray(c, cAt + 3 * cRow);
        t3.intoArray(c, cAt + 3 * cRow + WIDTH);
        s4.intoArray(c, cAt + 4 * cRow);
        t4.intoArray(c, cAt + 4 * cRow + WIDTH);
        s5.intoArray(c, cAt + 5 * cRow);
        t5.intoArray(c, cAt + 5 * cRow + WIDTH);
        s6.intoArray(c, cAt + 6 * cRow);
        t6.intoArray(c, cAt + 6 * cRow + WIDTH);
        s7.intoArray(c, cAt + 7 * cRow);
        t7.intoArray(c, cAt + 7 * cRow + WIDTH);
    }

    /// For 512-bit vectors and a last panel of at most one.
    static void columns8x1(
            float[] a, int aAt, int step, float[] b, int bAt, int depth,
            float[] start, int startAt, int startRow, float[] c, int cAt, int cRow) {
        FloatVector s0 = FloatVector.fromArray(FLOATS, start, startAt);
        FloatVector s1 = FloatVector.fromArray(FLOATS, start, startAt + startRow);
        FloatVector s2 = FloatVector.fromArray(FLOATS, start, startAt + 2 * startRow);
        FloatVector s3 = FloatVector.fromArray(FLOATS, start, startAt + 3 * startRow);
        FloatVector s4 = FloatVector.fromArray(FLOATS, start, startAt + 4 * startRow);
        FloatVector s5 = FloatVector.fromArray(FLOATS, start, startAt + 5 * startRow);
        FloatVector s6 = FloatVector.fromArray(FLOATS, start, startAt + 6 * startRow);
        FloatVector s7 = FloatVector.fromArray(FLOATS, start, startAt + 7 * startRow);
        for (int k = 0, at = aAt; k < depth; k++, at += step) {
            FloatVector b0 = FloatVector.fromArray(FLOATS, b, bAt + k * PANEL);
            s0 = b0.fma(FloatVector.broadcast(FLOATS, a[at]), s0);
            s1 = b0.fma(FloatVector.broadcast(FLOATS, a[at + 1]), s1);
            s2 = b0.fma(FloatVector.broadcast(FLOATS, a[at + 2]), s2);
            s3 = b0.fma(FloatVector.broadcast(FLOATS, a[at + 3]), s3);
            s4 = b0.fma(FloatVector.broadcast(FLOATS, a[at + 4]), s4);
            s5 = b0.fma(FloatVector.broadcast(FLOATS, a[at + 5]), s5);
            s6 = b0.fma(FloatVector.broadcast(FLOATS, a[at + 6]), s6);
            s7 = b0.fma(FloatVector.broadcast(FLOATS, a[at + 7]), s7);
        }
        s0.intoArray(c, cAt);
        s1.intoArray(c, cAt + cRow);
        s2.intoArray(c, cAt + 2 * cRow);
        s3.intoArray(c, cAt + 3 * cRow);
        s4.intoArray(c, cAt + 4 * cRow);
        s5.intoArray(c, cAt + 5 * cRow);
        s6.intoArray(c, cAt + 6 * cRow);
        s7.intoArray(c, cAt + 7 * cRow);
    }

    /// For 16 registers, and for the last rows.
    static void tile5x2(
            float[] a, int a0, int a1, int a2, int a3, int a4, int step,
            float[] b, int bAt, int depth,
            float[] start, int startAt, int startRow, float[] c, int cAt, int cRow, int last) {
        int r1 = Math.min(1, last);
        int r2 = Math.min(2, last);
        int r3 = Math.min(3, last);
        int r4 = Math.min(4, last);
        FloatVector s0 = FloatVector.fromArray(FLOATS, start, startAt);
        FloatVector t0 = FloatVector.fromArray(FLOATS, start, startAt + WIDTH);
        FloatVector s1 = FloatVector.fromArray(FLOATS, start, startAt + r1 * startRow);
        FloatVector t1 = FloatVector.fromArray(FLOATS, start, startAt + r1 * startRow + WIDTH);
        FloatVector s2 = FloatVector.fromArray(FLOATS, start, startAt + r2 * startRow);
        FloatVector t2 = FloatVector.fromArray(FLOATS, start, startAt + r2 * startRow + WIDTH);
        FloatVector s3 = FloatVector.fromArray(FLOATS, start, startAt + r3 * startRow);
        FloatVector t3 = FloatVector.fromArray(FLOATS, start, startAt + r3 * startRow + WIDTH);
        FloatVector s4 = FloatVector.fromArray(FLOATS, start, startAt + r4 * startRow);
        FloatVector t4 = FloatVector.fromArray(FLOATS, start, startAt + r4 * startRow + WIDTH);
        for (int k = 0, at = 0; k < depth; k++, at += step) {
            FloatVector b0 = FloatVector.fromArray(FLOATS, b, bAt + k * PANEL);
            FloatVector b1 = FloatVector.fromArray(FLOATS, b, bAt + k * PANEL + WIDTH);
            FloatVector value = FloatVector.broadcast(FLOATS, a[a0 + at]);
            s0 = b0.fma(value, s0);
            t0 = b1.fma(value, t0);
            value = FloatVector.broadcast(FLOATS, a[a1 + at]);
            s1 = b0.fma(value, s1);
            t1 = b1.fma(value, t1);
            value = FloatVector.broadcast(FLOATS, a[a2 + at]);
            s2 = b0.fma(value, s2);
            t2 = b1.fma(value, t2);
            value = FloatVector.broadcast(FLOATS, a[a3 + at]);
            s3 = b0.fma(value, s3);
            t3 = b1.fma(value, t3);
            value = FloatVector.broadcast(FLOATS, a[a4 + at]);
            s4 = b0.fma(value, s4);
            t4 = b1.fma(value, t4);
        }
        s0.intoArray(c, cAt);
        t0.intoArray(c, cAt + WIDTH);
        s1.intoArray(c, cAt + r1 * cRow);
        t1.intoArray(c, cAt + r1 * cRow + WIDTH);
        s2.intoArray(c, cAt + r2 * cRow);
        t2.intoArray(c, cAt + r2 * cRow + WIDTH);
        s3.intoArray(c, cAt + r3 * cRow);
        t3.intoArray(c, cAt + r3 * cRow + WIDTH);
        s4.intoArray(c, cAt + r4 * cRow);
        t4.intoArray(c, cAt + r4 * cRow + WIDTH);
    }

    /// For 128-bit vectors.
    static void tile4x4(
            float[] a, int a0, int a1, int a2, int a3, int step,
            float[] b, int bAt, int depth,
            float[] start, int startAt, int startRow, float[] c, int cAt, int cRow, int last) {
        int r1 = Math.min(1, last);
        int r2 = Math.min(2, last);
        int r3 = Math.min(3, last);
        FloatVector s0 = FloatVector.fromArray(FLOATS, start, startAt);
        FloatVector t0 = FloatVector.fromArray(FLOATS, start, startAt + WIDTH);
        FloatVector u0 = FloatVector.fromArray(FLOATS, start, startAt + 2 * WIDTH);
        FloatVector v0 = FloatVector.fromArray(FLOATS, start, startAt + 3 * WIDTH);
        FloatVector s1 = FloatVector.fromArray(FLOATS, start, startAt + r1 * startRow);
        FloatVector t1 = FloatVector.fromArray(FLOATS, start, startAt + r1 * startRow + WIDTH);
        FloatVector u1 = FloatVector.fromArray(FLOATS, start, startAt + r1 * startRow + 2 * WIDTH);
        FloatVector v1 = FloatVector.fromArray(FLOATS, start, startAt + r1 * startRow + 3 * WIDTH);
        FloatVector s2 = FloatVector.fromArray(FLOATS, start, startAt + r2 * startRow);
        FloatVector t2 = FloatVector.fromArray(FLOATS, start, startAt + r2 * startRow + WIDTH);
        FloatVector u2 = FloatVector.fromArray(FLOATS, start, startAt + r2 * startRow + 2 * WIDTH);
        FloatVector v2 = FloatVector.fromArray(FLOATS, start, startAt + r2 * startRow + 3 * WIDTH);
        FloatVector s3 = FloatVector.fromArray(FLOATS, start, startAt + r3 * startRow);
        FloatVector t3 = FloatVector.fromArray(FLOATS, start, startAt + r3 * startRow + WIDTH);
        FloatVector u3 = FloatVector.fromArray(FLOATS, start, startAt + r3 * startRow + 2 * WIDTH);
        FloatVector v3 = FloatVector.fromArray(FLOATS, start, startAt + r3 * startRow + 3 * WIDTH);
        for (int k = 0, at = 0; k < depth; k++, at += step) {
            FloatVector b0 = FloatVector.fromArray(FLOATS, b, bAt + k * PANEL);
            FloatVector b1 = FloatVector.fromArray(FLOATS, b, bAt + k * PANEL + WIDTH);
            FloatVector b2 = FloatVector.fromArray(FLOATS, b, bAt + k * PANEL + 2 * WIDTH);
            FloatVector b3 = FloatVector.fromArray(FLOATS, b, bAt + k * PANEL + 3 * WIDTH);
            FloatVector value = FloatVector.broadcast(FLOATS, a[a0 + at]);
            s0 = b0.fma(value, s0);
            t0 = b1.fma(value, t0);
            u0 = b2.fma(value, u0);
            v0 = b3.fma(value, v0);
            value = FloatVector.broadcast(FLOATS, a[a1 + at]);
            s1 = b0.fma(value, s1);
            t1 = b1.fma(value, t1);
            u1 = b2.fma(value, u1);
            v1 = b3.fma(value, v1);
            value = FloatVector.broadcast(FLOATS, a[a2 + at]);
            s2 = b0.fma(value, s2);
            t2 = b1.fma(value, t2);
            u2 = b2.fma(value, u2);
            v2 = b3.fma(value, v2);
            value = FloatVector.broadcast(FLOATS, a[a3 + at]);
            s3 = b0.fma(value, s3);
            t3 = b1.fma(value, t3);
            u3 = b2.fma(value, u3);
            v3 = b3.fma(value, v3);
        }
        s0.intoArray(c, cAt);
        t0.intoArray(c, cAt + WIDTH);
        u0.intoArray(c, cAt + 2 * WIDTH);
        v0.intoArray(c, cAt + 3 * WIDTH);
        s1.intoArray(c, cAt + r1 * cRow);
        t1.intoArray(c, cAt + r1 * cRow + WIDTH);
        u1.intoArray(c, cAt + r1 * cRow + 2 * WIDTH);
        v1.intoArray(c, cAt + r1 * cRow + 3 * WIDTH);
        s2.intoArray(c, cAt + r2 * cRow);
        t2.intoArray(c, cAt + r2 * cRow + WIDTH);
        u2.intoArray(c, cAt + r2 * cRow + 2 * WIDTH);
        v2.intoArray(c, cAt + r2 * cRow + 3 * WIDTH);
        s3.intoArray(c, cAt + r3 * cRow);
        t3.intoArray(c, cAt + r3 * cRow + WIDTH);
        u3.intoArray(c, cAt + r3 * cRow + 2 * WIDTH);
        v3.intoArray(c, cAt + r3 * cRow + 3 * WIDTH);
    }

    /// One row and eight vectors of columns, two each from four places in `b`.
    ///
    /// @param bRow from one row of `B` to the next
    static void tile1x8(
            float[] a, int aAt, int step, float[] b, int b0, int b1, int b2, int b3, int bRow, int depth,
            float[] start, int startAt, int startStep, float[] c, int cAt) {
        FloatVector s0 = FloatVector.fromArray(FLOATS, start, startAt);
        FloatVector s1 = FloatVector.fromArray(FLOATS, start, startAt + startStep);
        FloatVector s2 = FloatVector.fromArray(FLOATS, start, startAt + 2 * startStep);
        FloatVector s3 = FloatVector.fromArray(FLOATS, start, startAt + 3 * startStep);
        FloatVector s4 = FloatVector.fromArray(FLOATS, start, startAt + 4 * startStep);
        FloatVector s5 = FloatVector.fromArray(FLOATS, start, startAt + 5 * startStep);
        FloatVector s6 = FloatVector.fromArray(FLOATS, start, startAt + 6 * startStep);
        FloatVector s7 = FloatVector.fromArray(FLOATS, start, startAt + 7 * startStep);
        for (int k = 0, at = aAt, to = 0; k < depth; k++, at += step, to += bRow) {
            FloatVector value = FloatVector.broadcast(FLOATS, a[at]);
            s0 = FloatVector.fromArray(FLOATS, b, b0 + to).fma(value, s0);
            s1 = FloatVector.fromArray(FLOATS, b, b0 + to + WIDTH).fma(value, s1);
            s2 = FloatVector.fromArray(FLOATS, b, b1 + to).fma(value, s2);
            s3 = FloatVector.fromArray(FLOATS, b, b1 + to + WIDTH).fma(value, s3);
            s4 = FloatVector.fromArray(FLOATS, b, b2 + to).fma(value, s4);
            s5 = FloatVector.fromArray(FLOATS, b, b2 + to + WIDTH).fma(value, s5);
            s6 = FloatVector.fromArray(FLOATS, b, b3 + to).fma(value, s6);
            s7 = FloatVector.fromArray(FLOATS, b, b3 + to + WIDTH).fma(value, s7);
        }
        s0.intoArray(c, cAt);
        s1.intoArray(c, cAt + WIDTH);
        s2.intoArray(c, cAt + 2 * WIDTH);
        s3.intoArray(c, cAt + 3 * WIDTH);
        s4.intoArray(c, cAt + 4 * WIDTH);
        s5.intoArray(c, cAt + 5 * WIDTH);
        s6.intoArray(c, cAt + 6 * WIDTH);
        s7.intoArray(c, cAt + 7 * WIDTH);
    }
}
