package dev.halfwave.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The tiles of [WindowProductKernel]: some rows × some vectors of columns, whose sums stay in registers over all time
/// steps. Rows begin at `base + row[first]` and so on; their sums are `sumsRow` apart from `c0` on.
///
/// `last` is the last row there is. Rows of a tile after it are this one again: they compute and store the same numbers.
///
/// All sums of a tile are local variables of one method: a helper that took or returned vectors would box them unless it
/// is inlined. In a class of its own, so that the Vector API is linked only where it is there.
final class WindowProductTiles {

    private static final VectorSpecies<Float> FLOATS = Lanes.FLOATS;
    private static final int WIDTH = Lanes.WIDTH;
    private static final int PANEL = WindowProductKernel.PANEL;

    private WindowProductTiles() {}

    /// With 32 registers of 512 bits: 16 multiply-adds for 10 loads.
    static void tile8x2(
            float[] a, int base, int segment, int segments, int length, int[] row, int first, int last,
            float[] panels, int panel, float[] sums, int c0, int sumsRow) {
        int a0 = base + row[first];
        int a1 = base + row[first + Math.min(1, last)], c1 = c0 + Math.min(1, last) * sumsRow;
        int a2 = base + row[first + Math.min(2, last)], c2 = c0 + Math.min(2, last) * sumsRow;
        int a3 = base + row[first + Math.min(3, last)], c3 = c0 + Math.min(3, last) * sumsRow;
        int a4 = base + row[first + Math.min(4, last)], c4 = c0 + Math.min(4, last) * sumsRow;
        int a5 = base + row[first + Math.min(5, last)], c5 = c0 + Math.min(5, last) * sumsRow;
        int a6 = base + row[first + Math.min(6, last)], c6 = c0 + Math.min(6, last) * sumsRow;
        int a7 = base + row[first + Math.min(7, last)], c7 = c0 + Math.min(7, last) * sumsRow;
        FloatVector s0 = FloatVector.fromArray(FLOATS, sums, c0);
        FloatVector t0 = FloatVector.fromArray(FLOATS, sums, c0 + WIDTH);
        FloatVector s1 = FloatVector.fromArray(FLOATS, sums, c1);
        FloatVector t1 = FloatVector.fromArray(FLOATS, sums, c1 + WIDTH);
        FloatVector s2 = FloatVector.fromArray(FLOATS, sums, c2);
        FloatVector t2 = FloatVector.fromArray(FLOATS, sums, c2 + WIDTH);
        FloatVector s3 = FloatVector.fromArray(FLOATS, sums, c3);
        FloatVector t3 = FloatVector.fromArray(FLOATS, sums, c3 + WIDTH);
        FloatVector s4 = FloatVector.fromArray(FLOATS, sums, c4);
        FloatVector t4 = FloatVector.fromArray(FLOATS, sums, c4 + WIDTH);
        FloatVector s5 = FloatVector.fromArray(FLOATS, sums, c5);
        FloatVector t5 = FloatVector.fromArray(FLOATS, sums, c5 + WIDTH);
        FloatVector s6 = FloatVector.fromArray(FLOATS, sums, c6);
        FloatVector t6 = FloatVector.fromArray(FLOATS, sums, c6 + WIDTH);
        FloatVector s7 = FloatVector.fromArray(FLOATS, sums, c7);
        FloatVector t7 = FloatVector.fromArray(FLOATS, sums, c7 + WIDTH);
        for (int i = 0, at = 0, b = panel; i < segments; i++, at += segment, b += length * PANEL) {
            for (int t = 0; t < length; t++) {
                FloatVector x = FloatVector.fromArray(FLOATS, panels, b + t * PANEL);
                FloatVector y = FloatVector.fromArray(FLOATS, panels, b + t * PANEL + WIDTH);
                FloatVector factor = FloatVector.broadcast(FLOATS, a[a0 + at + t]);
                s0 = x.fma(factor, s0);
                t0 = y.fma(factor, t0);
                factor = FloatVector.broadcast(FLOATS, a[a1 + at + t]);
                s1 = x.fma(factor, s1);
                t1 = y.fma(factor, t1);
                factor = FloatVector.broadcast(FLOATS, a[a2 + at + t]);
                s2 = x.fma(factor, s2);
                t2 = y.fma(factor, t2);
                factor = FloatVector.broadcast(FLOATS, a[a3 + at + t]);
                s3 = x.fma(factor, s3);
                t3 = y.fma(factor, t3);
                factor = FloatVector.broadcast(FLOATS, a[a4 + at + t]);
                s4 = x.fma(factor, s4);
                t4 = y.fma(factor, t4);
                factor = FloatVector.broadcast(FLOATS, a[a5 + at + t]);
                s5 = x.fma(factor, s5);
                t5 = y.fma(factor, t5);
                factor = FloatVector.broadcast(FLOATS, a[a6 + at + t]);
                s6 = x.fma(factor, s6);
                t6 = y.fma(factor, t6);
                factor = FloatVector.broadcast(FLOATS, a[a7 + at + t]);
                s7 = x.fma(factor, s7);
                t7 = y.fma(factor, t7);
            }
        }
        s0.intoArray(sums, c0);
        t0.intoArray(sums, c0 + WIDTH);
        s1.intoArray(sums, c1);
        t1.intoArray(sums, c1 + WIDTH);
        s2.intoArray(sums, c2);
        t2.intoArray(sums, c2 + WIDTH);
        s3.intoArray(sums, c3);
        t3.intoArray(sums, c3 + WIDTH);
        s4.intoArray(sums, c4);
        t4.intoArray(sums, c4 + WIDTH);
        s5.intoArray(sums, c5);
        t5.intoArray(sums, c5 + WIDTH);
        s6.intoArray(sums, c6);
        t6.intoArray(sums, c6 + WIDTH);
        s7.intoArray(sums, c7);
        t7.intoArray(sums, c7 + WIDTH);
    }

    /// For a last panel of one vector: with 16 rows the sums still outnumber the loads.
    static void tile16x1(
            float[] a, int base, int segment, int segments, int length, int[] row, int first, int last,
            float[] panels, int panel, float[] sums, int c0, int sumsRow) {
        int a0 = base + row[first];
        int a1 = base + row[first + Math.min(1, last)], c1 = c0 + Math.min(1, last) * sumsRow;
        int a2 = base + row[first + Math.min(2, last)], c2 = c0 + Math.min(2, last) * sumsRow;
        int a3 = base + row[first + Math.min(3, last)], c3 = c0 + Math.min(3, last) * sumsRow;
        int a4 = base + row[first + Math.min(4, last)], c4 = c0 + Math.min(4, last) * sumsRow;
        int a5 = base + row[first + Math.min(5, last)], c5 = c0 + Math.min(5, last) * sumsRow;
        int a6 = base + row[first + Math.min(6, last)], c6 = c0 + Math.min(6, last) * sumsRow;
        int a7 = base + row[first + Math.min(7, last)], c7 = c0 + Math.min(7, last) * sumsRow;
        int a8 = base + row[first + Math.min(8, last)], c8 = c0 + Math.min(8, last) * sumsRow;
        int a9 = base + row[first + Math.min(9, last)], c9 = c0 + Math.min(9, last) * sumsRow;
        int a10 = base + row[first + Math.min(10, last)], c10 = c0 + Math.min(10, last) * sumsRow;
        int a11 = base + row[first + Math.min(11, last)], c11 = c0 + Math.min(11, last) * sumsRow;
        int a12 = base + row[first + Math.min(12, last)], c12 = c0 + Math.min(12, last) * sumsRow;
        int a13 = base + row[first + Math.min(13, last)], c13 = c0 + Math.min(13, last) * sumsRow;
        int a14 = base + row[first + Math.min(14, last)], c14 = c0 + Math.min(14, last) * sumsRow;
        int a15 = base + row[first + Math.min(15, last)], c15 = c0 + Math.min(15, last) * sumsRow;
        FloatVector s0 = FloatVector.fromArray(FLOATS, sums, c0);
        FloatVector s1 = FloatVector.fromArray(FLOATS, sums, c1);
        FloatVector s2 = FloatVector.fromArray(FLOATS, sums, c2);
        FloatVector s3 = FloatVector.fromArray(FLOATS, sums, c3);
        FloatVector s4 = FloatVector.fromArray(FLOATS, sums, c4);
        FloatVector s5 = FloatVector.fromArray(FLOATS, sums, c5);
        FloatVector s6 = FloatVector.fromArray(FLOATS, sums, c6);
        FloatVector s7 = FloatVector.fromArray(FLOATS, sums, c7);
        FloatVector s8 = FloatVector.fromArray(FLOATS, sums, c8);
        FloatVector s9 = FloatVector.fromArray(FLOATS, sums, c9);
        FloatVector s10 = FloatVector.fromArray(FLOATS, sums, c10);
        FloatVector s11 = FloatVector.fromArray(FLOATS, sums, c11);
        FloatVector s12 = FloatVector.fromArray(FLOATS, sums, c12);
        FloatVector s13 = FloatVector.fromArray(FLOATS, sums, c13);
        FloatVector s14 = FloatVector.fromArray(FLOATS, sums, c14);
        FloatVector s15 = FloatVector.fromArray(FLOATS, sums, c15);
        for (int i = 0, at = 0, b = panel; i < segments; i++, at += segment, b += length * PANEL) {
            for (int t = 0; t < length; t++) {
                FloatVector x = FloatVector.fromArray(FLOATS, panels, b + t * PANEL);
                FloatVector factor = FloatVector.broadcast(FLOATS, a[a0 + at + t]);
                s0 = x.fma(factor, s0);
                factor = FloatVector.broadcast(FLOATS, a[a1 + at + t]);
                s1 = x.fma(factor, s1);
                factor = FloatVector.broadcast(FLOATS, a[a2 + at + t]);
                s2 = x.fma(factor, s2);
                factor = FloatVector.broadcast(FLOATS, a[a3 + at + t]);
                s3 = x.fma(factor, s3);
                factor = FloatVector.broadcast(FLOATS, a[a4 + at + t]);
                s4 = x.fma(factor, s4);
                factor = FloatVector.broadcast(FLOATS, a[a5 + at + t]);
                s5 = x.fma(factor, s5);
                factor = FloatVector.broadcast(FLOATS, a[a6 + at + t]);
                s6 = x.fma(factor, s6);
                factor = FloatVector.broadcast(FLOATS, a[a7 + at + t]);
                s7 = x.fma(factor, s7);
                factor = FloatVector.broadcast(FLOATS, a[a8 + at + t]);
                s8 = x.fma(factor, s8);
                factor = FloatVector.broadcast(FLOATS, a[a9 + at + t]);
                s9 = x.fma(factor, s9);
                factor = FloatVector.broadcast(FLOATS, a[a10 + at + t]);
                s10 = x.fma(factor, s10);
                factor = FloatVector.broadcast(FLOATS, a[a11 + at + t]);
                s11 = x.fma(factor, s11);
                factor = FloatVector.broadcast(FLOATS, a[a12 + at + t]);
                s12 = x.fma(factor, s12);
                factor = FloatVector.broadcast(FLOATS, a[a13 + at + t]);
                s13 = x.fma(factor, s13);
                factor = FloatVector.broadcast(FLOATS, a[a14 + at + t]);
                s14 = x.fma(factor, s14);
                factor = FloatVector.broadcast(FLOATS, a[a15 + at + t]);
                s15 = x.fma(factor, s15);
            }
        }
        s0.intoArray(sums, c0);
        s1.intoArray(sums, c1);
        s2.intoArray(sums, c2);
        s3.intoArray(sums, c3);
        s4.intoArray(sums, c4);
        s5.intoArray(sums, c5);
        s6.intoArray(sums, c6);
        s7.intoArray(sums, c7);
        s8.intoArray(sums, c8);
        s9.intoArray(sums, c9);
        s10.intoArray(sums, c10);
        s11.intoArray(sums, c11);
        s12.intoArray(sums, c12);
        s13.intoArray(sums, c13);
        s14.intoArray(sums, c14);
        s15.intoArray(sums, c15);
    }

    /// The same for up to eight rows.
    static void tile8x1(
            float[] a, int base, int segment, int segments, int length, int[] row, int first, int last,
            float[] panels, int panel, float[] sums, int c0, int sumsRow) {
        int a0 = base + row[first];
        int a1 = base + row[first + Math.min(1, last)], c1 = c0 + Math.min(1, last) * sumsRow;
        int a2 = base + row[first + Math.min(2, last)], c2 = c0 + Math.min(2, last) * sumsRow;
        int a3 = base + row[first + Math.min(3, last)], c3 = c0 + Math.min(3, last) * sumsRow;
        int a4 = base + row[first + Math.min(4, last)], c4 = c0 + Math.min(4, last) * sumsRow;
        int a5 = base + row[first + Math.min(5, last)], c5 = c0 + Math.min(5, last) * sumsRow;
        int a6 = base + row[first + Math.min(6, last)], c6 = c0 + Math.min(6, last) * sumsRow;
        int a7 = base + row[first + Math.min(7, last)], c7 = c0 + Math.min(7, last) * sumsRow;
        FloatVector s0 = FloatVector.fromArray(FLOATS, sums, c0);
        FloatVector s1 = FloatVector.fromArray(FLOATS, sums, c1);
        FloatVector s2 = FloatVector.fromArray(FLOATS, sums, c2);
        FloatVector s3 = FloatVector.fromArray(FLOATS, sums, c3);
        FloatVector s4 = FloatVector.fromArray(FLOATS, sums, c4);
        FloatVector s5 = FloatVector.fromArray(FLOATS, sums, c5);
        FloatVector s6 = FloatVector.fromArray(FLOATS, sums, c6);
        FloatVector s7 = FloatVector.fromArray(FLOATS, sums, c7);
        for (int i = 0, at = 0, b = panel; i < segments; i++, at += segment, b += length * PANEL) {
            for (int t = 0; t < length; t++) {
                FloatVector x = FloatVector.fromArray(FLOATS, panels, b + t * PANEL);
                FloatVector factor = FloatVector.broadcast(FLOATS, a[a0 + at + t]);
                s0 = x.fma(factor, s0);
                factor = FloatVector.broadcast(FLOATS, a[a1 + at + t]);
                s1 = x.fma(factor, s1);
                factor = FloatVector.broadcast(FLOATS, a[a2 + at + t]);
                s2 = x.fma(factor, s2);
                factor = FloatVector.broadcast(FLOATS, a[a3 + at + t]);
                s3 = x.fma(factor, s3);
                factor = FloatVector.broadcast(FLOATS, a[a4 + at + t]);
                s4 = x.fma(factor, s4);
                factor = FloatVector.broadcast(FLOATS, a[a5 + at + t]);
                s5 = x.fma(factor, s5);
                factor = FloatVector.broadcast(FLOATS, a[a6 + at + t]);
                s6 = x.fma(factor, s6);
                factor = FloatVector.broadcast(FLOATS, a[a7 + at + t]);
                s7 = x.fma(factor, s7);
            }
        }
        s0.intoArray(sums, c0);
        s1.intoArray(sums, c1);
        s2.intoArray(sums, c2);
        s3.intoArray(sums, c3);
        s4.intoArray(sums, c4);
        s5.intoArray(sums, c5);
        s6.intoArray(sums, c6);
        s7.intoArray(sums, c7);
    }

    /// For processors with 16 registers, and for the last rows where there are 32.
    static void tile5x2(
            float[] a, int base, int segment, int segments, int length, int[] row, int first, int last,
            float[] panels, int panel, float[] sums, int c0, int sumsRow) {
        int a0 = base + row[first];
        int a1 = base + row[first + Math.min(1, last)], c1 = c0 + Math.min(1, last) * sumsRow;
        int a2 = base + row[first + Math.min(2, last)], c2 = c0 + Math.min(2, last) * sumsRow;
        int a3 = base + row[first + Math.min(3, last)], c3 = c0 + Math.min(3, last) * sumsRow;
        int a4 = base + row[first + Math.min(4, last)], c4 = c0 + Math.min(4, last) * sumsRow;
        FloatVector s0 = FloatVector.fromArray(FLOATS, sums, c0);
        FloatVector t0 = FloatVector.fromArray(FLOATS, sums, c0 + WIDTH);
        FloatVector s1 = FloatVector.fromArray(FLOATS, sums, c1);
        FloatVector t1 = FloatVector.fromArray(FLOATS, sums, c1 + WIDTH);
        FloatVector s2 = FloatVector.fromArray(FLOATS, sums, c2);
        FloatVector t2 = FloatVector.fromArray(FLOATS, sums, c2 + WIDTH);
        FloatVector s3 = FloatVector.fromArray(FLOATS, sums, c3);
        FloatVector t3 = FloatVector.fromArray(FLOATS, sums, c3 + WIDTH);
        FloatVector s4 = FloatVector.fromArray(FLOATS, sums, c4);
        FloatVector t4 = FloatVector.fromArray(FLOATS, sums, c4 + WIDTH);
        for (int i = 0, at = 0, b = panel; i < segments; i++, at += segment, b += length * PANEL) {
            for (int t = 0; t < length; t++) {
                FloatVector x = FloatVector.fromArray(FLOATS, panels, b + t * PANEL);
                FloatVector y = FloatVector.fromArray(FLOATS, panels, b + t * PANEL + WIDTH);
                FloatVector factor = FloatVector.broadcast(FLOATS, a[a0 + at + t]);
                s0 = x.fma(factor, s0);
                t0 = y.fma(factor, t0);
                factor = FloatVector.broadcast(FLOATS, a[a1 + at + t]);
                s1 = x.fma(factor, s1);
                t1 = y.fma(factor, t1);
                factor = FloatVector.broadcast(FLOATS, a[a2 + at + t]);
                s2 = x.fma(factor, s2);
                t2 = y.fma(factor, t2);
                factor = FloatVector.broadcast(FLOATS, a[a3 + at + t]);
                s3 = x.fma(factor, s3);
                t3 = y.fma(factor, t3);
                factor = FloatVector.broadcast(FLOATS, a[a4 + at + t]);
                s4 = x.fma(factor, s4);
                t4 = y.fma(factor, t4);
            }
        }
        s0.intoArray(sums, c0);
        t0.intoArray(sums, c0 + WIDTH);
        s1.intoArray(sums, c1);
        t1.intoArray(sums, c1 + WIDTH);
        s2.intoArray(sums, c2);
        t2.intoArray(sums, c2 + WIDTH);
        s3.intoArray(sums, c3);
        t3.intoArray(sums, c3 + WIDTH);
        s4.intoArray(sums, c4);
        t4.intoArray(sums, c4 + WIDTH);
    }

    /// The same for fewer rows; eight sums are needed to hide the latency of a fused multiply-add.
    static void tile4x2(
            float[] a, int base, int segment, int segments, int length, int[] row, int first, int last,
            float[] panels, int panel, float[] sums, int c0, int sumsRow) {
        int a0 = base + row[first];
        int a1 = base + row[first + Math.min(1, last)], c1 = c0 + Math.min(1, last) * sumsRow;
        int a2 = base + row[first + Math.min(2, last)], c2 = c0 + Math.min(2, last) * sumsRow;
        int a3 = base + row[first + Math.min(3, last)], c3 = c0 + Math.min(3, last) * sumsRow;
        FloatVector s0 = FloatVector.fromArray(FLOATS, sums, c0);
        FloatVector t0 = FloatVector.fromArray(FLOATS, sums, c0 + WIDTH);
        FloatVector s1 = FloatVector.fromArray(FLOATS, sums, c1);
        FloatVector t1 = FloatVector.fromArray(FLOATS, sums, c1 + WIDTH);
        FloatVector s2 = FloatVector.fromArray(FLOATS, sums, c2);
        FloatVector t2 = FloatVector.fromArray(FLOATS, sums, c2 + WIDTH);
        FloatVector s3 = FloatVector.fromArray(FLOATS, sums, c3);
        FloatVector t3 = FloatVector.fromArray(FLOATS, sums, c3 + WIDTH);
        for (int i = 0, at = 0, b = panel; i < segments; i++, at += segment, b += length * PANEL) {
            for (int t = 0; t < length; t++) {
                FloatVector x = FloatVector.fromArray(FLOATS, panels, b + t * PANEL);
                FloatVector y = FloatVector.fromArray(FLOATS, panels, b + t * PANEL + WIDTH);
                FloatVector factor = FloatVector.broadcast(FLOATS, a[a0 + at + t]);
                s0 = x.fma(factor, s0);
                t0 = y.fma(factor, t0);
                factor = FloatVector.broadcast(FLOATS, a[a1 + at + t]);
                s1 = x.fma(factor, s1);
                t1 = y.fma(factor, t1);
                factor = FloatVector.broadcast(FLOATS, a[a2 + at + t]);
                s2 = x.fma(factor, s2);
                t2 = y.fma(factor, t2);
                factor = FloatVector.broadcast(FLOATS, a[a3 + at + t]);
                s3 = x.fma(factor, s3);
                t3 = y.fma(factor, t3);
            }
        }
        s0.intoArray(sums, c0);
        t0.intoArray(sums, c0 + WIDTH);
        s1.intoArray(sums, c1);
        t1.intoArray(sums, c1 + WIDTH);
        s2.intoArray(sums, c2);
        t2.intoArray(sums, c2 + WIDTH);
        s3.intoArray(sums, c3);
        t3.intoArray(sums, c3 + WIDTH);
    }

    /// For vectors of 128 bits.
    static void tile4x4(
            float[] a, int base, int segment, int segments, int length, int[] row, int first, int last,
            float[] panels, int panel, float[] sums, int c0, int sumsRow) {
        int a0 = base + row[first];
        int a1 = base + row[first + Math.min(1, last)], c1 = c0 + Math.min(1, last) * sumsRow;
        int a2 = base + row[first + Math.min(2, last)], c2 = c0 + Math.min(2, last) * sumsRow;
        int a3 = base + row[first + Math.min(3, last)], c3 = c0 + Math.min(3, last) * sumsRow;
        FloatVector s0 = FloatVector.fromArray(FLOATS, sums, c0);
        FloatVector t0 = FloatVector.fromArray(FLOATS, sums, c0 + WIDTH);
        FloatVector u0 = FloatVector.fromArray(FLOATS, sums, c0 + 2 * WIDTH);
        FloatVector v0 = FloatVector.fromArray(FLOATS, sums, c0 + 3 * WIDTH);
        FloatVector s1 = FloatVector.fromArray(FLOATS, sums, c1);
        FloatVector t1 = FloatVector.fromArray(FLOATS, sums, c1 + WIDTH);
        FloatVector u1 = FloatVector.fromArray(FLOATS, sums, c1 + 2 * WIDTH);
        FloatVector v1 = FloatVector.fromArray(FLOATS, sums, c1 + 3 * WIDTH);
        FloatVector s2 = FloatVector.fromArray(FLOATS, sums, c2);
        FloatVector t2 = FloatVector.fromArray(FLOATS, sums, c2 + WIDTH);
        FloatVector u2 = FloatVector.fromArray(FLOATS, sums, c2 + 2 * WIDTH);
        FloatVector v2 = FloatVector.fromArray(FLOATS, sums, c2 + 3 * WIDTH);
        FloatVector s3 = FloatVector.fromArray(FLOATS, sums, c3);
        FloatVector t3 = FloatVector.fromArray(FLOATS, sums, c3 + WIDTH);
        FloatVector u3 = FloatVector.fromArray(FLOATS, sums, c3 + 2 * WIDTH);
        FloatVector v3 = FloatVector.fromArray(FLOATS, sums, c3 + 3 * WIDTH);
        for (int i = 0, at = 0, b = panel; i < segments; i++, at += segment, b += length * PANEL) {
            for (int t = 0; t < length; t++) {
                FloatVector x = FloatVector.fromArray(FLOATS, panels, b + t * PANEL);
                FloatVector y = FloatVector.fromArray(FLOATS, panels, b + t * PANEL + WIDTH);
                FloatVector z = FloatVector.fromArray(FLOATS, panels, b + t * PANEL + 2 * WIDTH);
                FloatVector w = FloatVector.fromArray(FLOATS, panels, b + t * PANEL + 3 * WIDTH);
                FloatVector factor = FloatVector.broadcast(FLOATS, a[a0 + at + t]);
                s0 = x.fma(factor, s0);
                t0 = y.fma(factor, t0);
                u0 = z.fma(factor, u0);
                v0 = w.fma(factor, v0);
                factor = FloatVector.broadcast(FLOATS, a[a1 + at + t]);
                s1 = x.fma(factor, s1);
                t1 = y.fma(factor, t1);
                u1 = z.fma(factor, u1);
                v1 = w.fma(factor, v1);
                factor = FloatVector.broadcast(FLOATS, a[a2 + at + t]);
                s2 = x.fma(factor, s2);
                t2 = y.fma(factor, t2);
                u2 = z.fma(factor, u2);
                v2 = w.fma(factor, v2);
                factor = FloatVector.broadcast(FLOATS, a[a3 + at + t]);
                s3 = x.fma(factor, s3);
                t3 = y.fma(factor, t3);
                u3 = z.fma(factor, u3);
                v3 = w.fma(factor, v3);
            }
        }
        s0.intoArray(sums, c0);
        t0.intoArray(sums, c0 + WIDTH);
        u0.intoArray(sums, c0 + 2 * WIDTH);
        v0.intoArray(sums, c0 + 3 * WIDTH);
        s1.intoArray(sums, c1);
        t1.intoArray(sums, c1 + WIDTH);
        u1.intoArray(sums, c1 + 2 * WIDTH);
        v1.intoArray(sums, c1 + 3 * WIDTH);
        s2.intoArray(sums, c2);
        t2.intoArray(sums, c2 + WIDTH);
        u2.intoArray(sums, c2 + 2 * WIDTH);
        v2.intoArray(sums, c2 + 3 * WIDTH);
        s3.intoArray(sums, c3);
        t3.intoArray(sums, c3 + WIDTH);
        u3.intoArray(sums, c3 + 2 * WIDTH);
        v3.intoArray(sums, c3 + 3 * WIDTH);
    }
}
