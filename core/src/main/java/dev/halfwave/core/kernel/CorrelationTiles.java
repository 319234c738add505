package dev.halfwave.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// The tiles of [CorrelationKernel]: some rows × some vectors of columns, whose sums stay in registers from the first
/// tap to the last. A vector of the source is used once per row, a weight once per vector. Eight sums or more are
/// needed to hide the latency of a fused multiply-add.
///
/// All sums of a tile are local variables of one method: a helper that took or returned vectors would box them unless
/// it is inlined. Rows are `a` to `h`, vectors 0 to 3. Of a tile's last rows those are not stored that only fill it up.
///
/// In a class of its own, so that the Vector API is linked only where it is there.
final class CorrelationTiles {

    private static final VectorSpecies<Float> FLOATS = Lanes.FLOATS;
    private static final int WIDTH = Lanes.WIDTH;

    private CorrelationTiles() {}

    /// Four rows × four vectors.
    static void tile4x4(
            float[] source, int x, int[] offset, int first, int taps,
            float[] packed, int w, float[] bias, int b, float floor, float[] out, int y, int rowStride, int rows) {
        FloatVector a0 = FloatVector.zero(FLOATS), a1 = a0, a2 = a0, a3 = a0;
        FloatVector b0 = a0, b1 = a0, b2 = a0, b3 = a0;
        FloatVector c0 = a0, c1 = a0, c2 = a0, c3 = a0;
        FloatVector d0 = a0, d1 = a0, d2 = a0, d3 = a0;
        for (int i = first, end = first + taps; i < end; i++, w += 4) {
            int from = x + offset[i];
            FloatVector x0 = FloatVector.fromArray(FLOATS, source, from);
            FloatVector x1 = FloatVector.fromArray(FLOATS, source, from + WIDTH);
            FloatVector x2 = FloatVector.fromArray(FLOATS, source, from + 2 * WIDTH);
            FloatVector x3 = FloatVector.fromArray(FLOATS, source, from + 3 * WIDTH);
            FloatVector weight = FloatVector.broadcast(FLOATS, packed[w]);
            a0 = x0.fma(weight, a0);
            a1 = x1.fma(weight, a1);
            a2 = x2.fma(weight, a2);
            a3 = x3.fma(weight, a3);
            weight = FloatVector.broadcast(FLOATS, packed[w + 1]);
            b0 = x0.fma(weight, b0);
            b1 = x1.fma(weight, b1);
            b2 = x2.fma(weight, b2);
            b3 = x3.fma(weight, b3);
            weight = FloatVector.broadcast(FLOATS, packed[w + 2]);
            c0 = x0.fma(weight, c0);
            c1 = x1.fma(weight, c1);
            c2 = x2.fma(weight, c2);
            c3 = x3.fma(weight, c3);
            weight = FloatVector.broadcast(FLOATS, packed[w + 3]);
            d0 = x0.fma(weight, d0);
            d1 = x1.fma(weight, d1);
            d2 = x2.fma(weight, d2);
            d3 = x3.fma(weight, d3);
        }
        a0 = a0.add(bias[b]);
        a0.blend(floor, a0.compare(VectorOperators.LE, floor)).intoArray(out, y);
        a1 = a1.add(bias[b]);
        a1.blend(floor, a1.compare(VectorOperators.LE, floor)).intoArray(out, y + WIDTH);
        a2 = a2.add(bias[b]);
        a2.blend(floor, a2.compare(VectorOperators.LE, floor)).intoArray(out, y + 2 * WIDTH);
        a3 = a3.add(bias[b]);
        a3.blend(floor, a3.compare(VectorOperators.LE, floor)).intoArray(out, y + 3 * WIDTH);
        y += rowStride;
        b0 = b0.add(bias[b + 1]);
        b0.blend(floor, b0.compare(VectorOperators.LE, floor)).intoArray(out, y);
        b1 = b1.add(bias[b + 1]);
        b1.blend(floor, b1.compare(VectorOperators.LE, floor)).intoArray(out, y + WIDTH);
        b2 = b2.add(bias[b + 1]);
        b2.blend(floor, b2.compare(VectorOperators.LE, floor)).intoArray(out, y + 2 * WIDTH);
        b3 = b3.add(bias[b + 1]);
        b3.blend(floor, b3.compare(VectorOperators.LE, floor)).intoArray(out, y + 3 * WIDTH);
        y += rowStride;
        c0 = c0.add(bias[b + 2]);
        c0.blend(floor, c0.compare(VectorOperators.LE, floor)).intoArray(out, y);
        c1 = c1.add(bias[b + 2]);
        c1.blend(floor, c1.compare(VectorOperators.LE, floor)).intoArray(out, y + WIDTH);
        c2 = c2.add(bias[b + 2]);
        c2.blend(floor, c2.compare(VectorOperators.LE, floor)).intoArray(out, y + 2 * WIDTH);
        c3 = c3.add(bias[b + 2]);
        c3.blend(floor, c3.compare(VectorOperators.LE, floor)).intoArray(out, y + 3 * WIDTH);
        if (rows > 3) {
            y += rowStride;
            d0 = d0.add(bias[b + 3]);
            d0.blend(floor, d0.compare(VectorOperators.LE, floor)).intoArray(out, y);
            d1 = d1.add(bias[b + 3]);
            d1.blend(floor, d1.compare(VectorOperators.LE, floor)).intoArray(out, y + WIDTH);
            d2 = d2.add(bias[b + 3]);
            d2.blend(floor, d2.compare(VectorOperators.LE, floor)).intoArray(out, y + 2 * WIDTH);
            d3 = d3.add(bias[b + 3]);
            d3.blend(floor, d3.compare(VectorOperators.LE, floor)).intoArray(out, y + 3 * WIDTH);
        }
    }

    /// Four rows × three vectors.
    static void tile4x3(
            float[] source, int x, int[] offset, int first, int taps,
            float[] packed, int w, float[] bias, int b, float floor, float[] out, int y, int rowStride, int rows) {
        FloatVector a0 = FloatVector.zero(FLOATS), a1 = a0, a2 = a0;
        FloatVector b0 = a0, b1 = a0, b2 = a0;
        FloatVector c0 = a0, c1 = a0, c2 = a0;
        FloatVector d0 = a0, d1 = a0, d2 = a0;
        for (int i = first, end = first + taps; i < end; i++, w += 4) {
            int from = x + offset[i];
            FloatVector x0 = FloatVector.fromArray(FLOATS, source, from);
            FloatVector x1 = FloatVector.fromArray(FLOATS, source, from + WIDTH);
            FloatVector x2 = FloatVector.fromArray(FLOATS, source, from + 2 * WIDTH);
            FloatVector weight = FloatVector.broadcast(FLOATS, packed[w]);
            a0 = x0.fma(weight, a0);
            a1 = x1.fma(weight, a1);
            a2 = x2.fma(weight, a2);
            weight = FloatVector.broadcast(FLOATS, packed[w + 1]);
            b0 = x0.fma(weight, b0);
            b1 = x1.fma(weight, b1);
            b2 = x2.fma(weight, b2);
            weight = FloatVector.broadcast(FLOATS, packed[w + 2]);
            c0 = x0.fma(weight, c0);
            c1 = x1.fma(weight, c1);
            c2 = x2.fma(weight, c2);
            weight = FloatVector.broadcast(FLOATS, packed[w + 3]);
            d0 = x0.fma(weight, d0);
            d1 = x1.fma(weight, d1);
            d2 = x2.fma(weight, d2);
        }
        a0 = a0.add(bias[b]);
        a0.blend(floor, a0.compare(VectorOperators.LE, floor)).intoArray(out, y);
        a1 = a1.add(bias[b]);
        a1.blend(floor, a1.compare(VectorOperators.LE, floor)).intoArray(out, y + WIDTH);
        a2 = a2.add(bias[b]);
        a2.blend(floor, a2.compare(VectorOperators.LE, floor)).intoArray(out, y + 2 * WIDTH);
        y += rowStride;
        b0 = b0.add(bias[b + 1]);
        b0.blend(floor, b0.compare(VectorOperators.LE, floor)).intoArray(out, y);
        b1 = b1.add(bias[b + 1]);
        b1.blend(floor, b1.compare(VectorOperators.LE, floor)).intoArray(out, y + WIDTH);
        b2 = b2.add(bias[b + 1]);
        b2.blend(floor, b2.compare(VectorOperators.LE, floor)).intoArray(out, y + 2 * WIDTH);
        y += rowStride;
        c0 = c0.add(bias[b + 2]);
        c0.blend(floor, c0.compare(VectorOperators.LE, floor)).intoArray(out, y);
        c1 = c1.add(bias[b + 2]);
        c1.blend(floor, c1.compare(VectorOperators.LE, floor)).intoArray(out, y + WIDTH);
        c2 = c2.add(bias[b + 2]);
        c2.blend(floor, c2.compare(VectorOperators.LE, floor)).intoArray(out, y + 2 * WIDTH);
        if (rows > 3) {
            y += rowStride;
            d0 = d0.add(bias[b + 3]);
            d0.blend(floor, d0.compare(VectorOperators.LE, floor)).intoArray(out, y);
            d1 = d1.add(bias[b + 3]);
            d1.blend(floor, d1.compare(VectorOperators.LE, floor)).intoArray(out, y + WIDTH);
            d2 = d2.add(bias[b + 3]);
            d2.blend(floor, d2.compare(VectorOperators.LE, floor)).intoArray(out, y + 2 * WIDTH);
        }
    }

    /// Eight rows, which are two tiles of packed weights, × two vectors.
    static void tile8x2(
            float[] source, int x, int[] offset, int first, int taps,
            float[] packed, int w, float[] bias, int b, float floor, float[] out, int y, int rowStride, int rows) {
        FloatVector a0 = FloatVector.zero(FLOATS), a1 = a0;
        FloatVector b0 = a0, b1 = a0;
        FloatVector c0 = a0, c1 = a0;
        FloatVector d0 = a0, d1 = a0;
        FloatVector e0 = a0, e1 = a0;
        FloatVector f0 = a0, f1 = a0;
        FloatVector g0 = a0, g1 = a0;
        FloatVector h0 = a0, h1 = a0;
        int w2 = w + 4 * taps;
        for (int i = first, end = first + taps; i < end; i++, w += 4, w2 += 4) {
            int from = x + offset[i];
            FloatVector x0 = FloatVector.fromArray(FLOATS, source, from);
            FloatVector x1 = FloatVector.fromArray(FLOATS, source, from + WIDTH);
            FloatVector weight = FloatVector.broadcast(FLOATS, packed[w]);
            a0 = x0.fma(weight, a0);
            a1 = x1.fma(weight, a1);
            weight = FloatVector.broadcast(FLOATS, packed[w + 1]);
            b0 = x0.fma(weight, b0);
            b1 = x1.fma(weight, b1);
            weight = FloatVector.broadcast(FLOATS, packed[w + 2]);
            c0 = x0.fma(weight, c0);
            c1 = x1.fma(weight, c1);
            weight = FloatVector.broadcast(FLOATS, packed[w + 3]);
            d0 = x0.fma(weight, d0);
            d1 = x1.fma(weight, d1);
            weight = FloatVector.broadcast(FLOATS, packed[w2]);
            e0 = x0.fma(weight, e0);
            e1 = x1.fma(weight, e1);
            weight = FloatVector.broadcast(FLOATS, packed[w2 + 1]);
            f0 = x0.fma(weight, f0);
            f1 = x1.fma(weight, f1);
            weight = FloatVector.broadcast(FLOATS, packed[w2 + 2]);
            g0 = x0.fma(weight, g0);
            g1 = x1.fma(weight, g1);
            weight = FloatVector.broadcast(FLOATS, packed[w2 + 3]);
            h0 = x0.fma(weight, h0);
            h1 = x1.fma(weight, h1);
        }
        a0 = a0.add(bias[b]);
        a0.blend(floor, a0.compare(VectorOperators.LE, floor)).intoArray(out, y);
        a1 = a1.add(bias[b]);
        a1.blend(floor, a1.compare(VectorOperators.LE, floor)).intoArray(out, y + WIDTH);
        y += rowStride;
        b0 = b0.add(bias[b + 1]);
        b0.blend(floor, b0.compare(VectorOperators.LE, floor)).intoArray(out, y);
        b1 = b1.add(bias[b + 1]);
        b1.blend(floor, b1.compare(VectorOperators.LE, floor)).intoArray(out, y + WIDTH);
        y += rowStride;
        c0 = c0.add(bias[b + 2]);
        c0.blend(floor, c0.compare(VectorOperators.LE, floor)).intoArray(out, y);
        c1 = c1.add(bias[b + 2]);
        c1.blend(floor, c1.compare(VectorOperators.LE, floor)).intoArray(out, y + WIDTH);
        y += rowStride;
        d0 = d0.add(bias[b + 3]);
        d0.blend(floor, d0.compare(VectorOperators.LE, floor)).intoArray(out, y);
        d1 = d1.add(bias[b + 3]);
        d1.blend(floor, d1.compare(VectorOperators.LE, floor)).intoArray(out, y + WIDTH);
        y += rowStride;
        e0 = e0.add(bias[b + 4]);
        e0.blend(floor, e0.compare(VectorOperators.LE, floor)).intoArray(out, y);
        e1 = e1.add(bias[b + 4]);
        e1.blend(floor, e1.compare(VectorOperators.LE, floor)).intoArray(out, y + WIDTH);
        y += rowStride;
        f0 = f0.add(bias[b + 5]);
        f0.blend(floor, f0.compare(VectorOperators.LE, floor)).intoArray(out, y);
        f1 = f1.add(bias[b + 5]);
        f1.blend(floor, f1.compare(VectorOperators.LE, floor)).intoArray(out, y + WIDTH);
        y += rowStride;
        g0 = g0.add(bias[b + 6]);
        g0.blend(floor, g0.compare(VectorOperators.LE, floor)).intoArray(out, y);
        g1 = g1.add(bias[b + 6]);
        g1.blend(floor, g1.compare(VectorOperators.LE, floor)).intoArray(out, y + WIDTH);
        if (rows > 7) {
            y += rowStride;
            h0 = h0.add(bias[b + 7]);
            h0.blend(floor, h0.compare(VectorOperators.LE, floor)).intoArray(out, y);
            h1 = h1.add(bias[b + 7]);
            h1.blend(floor, h1.compare(VectorOperators.LE, floor)).intoArray(out, y + WIDTH);
        }
    }

    /// Eight rows, which are two tiles of packed weights, × one vector.
    static void tile8x1(
            float[] source, int x, int[] offset, int first, int taps,
            float[] packed, int w, float[] bias, int b, float floor, float[] out, int y, int rowStride, int rows) {
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector b0 = a0;
        FloatVector c0 = a0;
        FloatVector d0 = a0;
        FloatVector e0 = a0;
        FloatVector f0 = a0;
        FloatVector g0 = a0;
        FloatVector h0 = a0;
        int w2 = w + 4 * taps;
        for (int i = first, end = first + taps; i < end; i++, w += 4, w2 += 4) {
            int from = x + offset[i];
            FloatVector x0 = FloatVector.fromArray(FLOATS, source, from);
            FloatVector weight = FloatVector.broadcast(FLOATS, packed[w]);
            a0 = x0.fma(weight, a0);
            weight = FloatVector.broadcast(FLOATS, packed[w + 1]);
            b0 = x0.fma(weight, b0);
            weight = FloatVector.broadcast(FLOATS, packed[w + 2]);
            c0 = x0.fma(weight, c0);
            weight = FloatVector.broadcast(FLOATS, packed[w + 3]);
            d0 = x0.fma(weight, d0);
            weight = FloatVector.broadcast(FLOATS, packed[w2]);
            e0 = x0.fma(weight, e0);
            weight = FloatVector.broadcast(FLOATS, packed[w2 + 1]);
            f0 = x0.fma(weight, f0);
            weight = FloatVector.broadcast(FLOATS, packed[w2 + 2]);
            g0 = x0.fma(weight, g0);
            weight = FloatVector.broadcast(FLOATS, packed[w2 + 3]);
            h0 = x0.fma(weight, h0);
        }
        a0 = a0.add(bias[b]);
        a0.blend(floor, a0.compare(VectorOperators.LE, floor)).intoArray(out, y);
        y += rowStride;
        b0 = b0.add(bias[b + 1]);
        b0.blend(floor, b0.compare(VectorOperators.LE, floor)).intoArray(out, y);
        y += rowStride;
        c0 = c0.add(bias[b + 2]);
        c0.blend(floor, c0.compare(VectorOperators.LE, floor)).intoArray(out, y);
        y += rowStride;
        d0 = d0.add(bias[b + 3]);
        d0.blend(floor, d0.compare(VectorOperators.LE, floor)).intoArray(out, y);
        y += rowStride;
        e0 = e0.add(bias[b + 4]);
        e0.blend(floor, e0.compare(VectorOperators.LE, floor)).intoArray(out, y);
        y += rowStride;
        f0 = f0.add(bias[b + 5]);
        f0.blend(floor, f0.compare(VectorOperators.LE, floor)).intoArray(out, y);
        y += rowStride;
        g0 = g0.add(bias[b + 6]);
        g0.blend(floor, g0.compare(VectorOperators.LE, floor)).intoArray(out, y);
        if (rows > 7) {
            y += rowStride;
            h0 = h0.add(bias[b + 7]);
            h0.blend(floor, h0.compare(VectorOperators.LE, floor)).intoArray(out, y);
        }
    }

    /// Four rows × two vectors.
    static void tile4x2(
            float[] source, int x, int[] offset, int first, int taps,
            float[] packed, int w, float[] bias, int b, float floor, float[] out, int y, int rowStride, int rows) {
        FloatVector a0 = FloatVector.zero(FLOATS), a1 = a0;
        FloatVector b0 = a0, b1 = a0;
        FloatVector c0 = a0, c1 = a0;
        FloatVector d0 = a0, d1 = a0;
        for (int i = first, end = first + taps; i < end; i++, w += 4) {
            int from = x + offset[i];
            FloatVector x0 = FloatVector.fromArray(FLOATS, source, from);
            FloatVector x1 = FloatVector.fromArray(FLOATS, source, from + WIDTH);
            FloatVector weight = FloatVector.broadcast(FLOATS, packed[w]);
            a0 = x0.fma(weight, a0);
            a1 = x1.fma(weight, a1);
            weight = FloatVector.broadcast(FLOATS, packed[w + 1]);
            b0 = x0.fma(weight, b0);
            b1 = x1.fma(weight, b1);
            weight = FloatVector.broadcast(FLOATS, packed[w + 2]);
            c0 = x0.fma(weight, c0);
            c1 = x1.fma(weight, c1);
            weight = FloatVector.broadcast(FLOATS, packed[w + 3]);
            d0 = x0.fma(weight, d0);
            d1 = x1.fma(weight, d1);
        }
        a0 = a0.add(bias[b]);
        a0.blend(floor, a0.compare(VectorOperators.LE, floor)).intoArray(out, y);
        a1 = a1.add(bias[b]);
        a1.blend(floor, a1.compare(VectorOperators.LE, floor)).intoArray(out, y + WIDTH);
        y += rowStride;
        b0 = b0.add(bias[b + 1]);
        b0.blend(floor, b0.compare(VectorOperators.LE, floor)).intoArray(out, y);
        b1 = b1.add(bias[b + 1]);
        b1.blend(floor, b1.compare(VectorOperators.LE, floor)).intoArray(out, y + WIDTH);
        y += rowStride;
        c0 = c0.add(bias[b + 2]);
        c0.blend(floor, c0.compare(VectorOperators.LE, floor)).intoArray(out, y);
        c1 = c1.add(bias[b + 2]);
        c1.blend(floor, c1.compare(VectorOperators.LE, floor)).intoArray(out, y + WIDTH);
        if (rows > 3) {
            y += rowStride;
            d0 = d0.add(bias[b + 3]);
            d0.blend(floor, d0.compare(VectorOperators.LE, floor)).intoArray(out, y);
            d1 = d1.add(bias[b + 3]);
            d1.blend(floor, d1.compare(VectorOperators.LE, floor)).intoArray(out, y + WIDTH);
        }
    }

    /// Four rows × one vector.
    static void tile4x1(
            float[] source, int x, int[] offset, int first, int taps,
            float[] packed, int w, float[] bias, int b, float floor, float[] out, int y, int rowStride, int rows) {
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector b0 = a0;
        FloatVector c0 = a0;
        FloatVector d0 = a0;
        for (int i = first, end = first + taps; i < end; i++, w += 4) {
            int from = x + offset[i];
            FloatVector x0 = FloatVector.fromArray(FLOATS, source, from);
            FloatVector weight = FloatVector.broadcast(FLOATS, packed[w]);
            a0 = x0.fma(weight, a0);
            weight = FloatVector.broadcast(FLOATS, packed[w + 1]);
            b0 = x0.fma(weight, b0);
            weight = FloatVector.broadcast(FLOATS, packed[w + 2]);
            c0 = x0.fma(weight, c0);
            weight = FloatVector.broadcast(FLOATS, packed[w + 3]);
            d0 = x0.fma(weight, d0);
        }
        a0 = a0.add(bias[b]);
        a0.blend(floor, a0.compare(VectorOperators.LE, floor)).intoArray(out, y);
        y += rowStride;
        b0 = b0.add(bias[b + 1]);
        b0.blend(floor, b0.compare(VectorOperators.LE, floor)).intoArray(out, y);
        y += rowStride;
        c0 = c0.add(bias[b + 2]);
        c0.blend(floor, c0.compare(VectorOperators.LE, floor)).intoArray(out, y);
        if (rows > 3) {
            y += rowStride;
            d0 = d0.add(bias[b + 3]);
            d0.blend(floor, d0.compare(VectorOperators.LE, floor)).intoArray(out, y);
        }
    }

    /// Five rows × two vectors, for processors with 16 registers.
    static void tile5x2(
            float[] source, int x, int[] offset, int first, int taps,
            float[] packed, int w, float[] bias, int b, float floor, float[] out, int y, int rowStride, int rows) {
        FloatVector a0 = FloatVector.zero(FLOATS), a1 = a0;
        FloatVector b0 = a0, b1 = a0;
        FloatVector c0 = a0, c1 = a0;
        FloatVector d0 = a0, d1 = a0;
        FloatVector e0 = a0, e1 = a0;
        for (int i = first, end = first + taps; i < end; i++, w += 5) {
            int from = x + offset[i];
            FloatVector x0 = FloatVector.fromArray(FLOATS, source, from);
            FloatVector x1 = FloatVector.fromArray(FLOATS, source, from + WIDTH);
            FloatVector weight = FloatVector.broadcast(FLOATS, packed[w]);
            a0 = x0.fma(weight, a0);
            a1 = x1.fma(weight, a1);
            weight = FloatVector.broadcast(FLOATS, packed[w + 1]);
            b0 = x0.fma(weight, b0);
            b1 = x1.fma(weight, b1);
            weight = FloatVector.broadcast(FLOATS, packed[w + 2]);
            c0 = x0.fma(weight, c0);
            c1 = x1.fma(weight, c1);
            weight = FloatVector.broadcast(FLOATS, packed[w + 3]);
            d0 = x0.fma(weight, d0);
            d1 = x1.fma(weight, d1);
            weight = FloatVector.broadcast(FLOATS, packed[w + 4]);
            e0 = x0.fma(weight, e0);
            e1 = x1.fma(weight, e1);
        }
        a0 = a0.add(bias[b]);
        a0.blend(floor, a0.compare(VectorOperators.LE, floor)).intoArray(out, y);
        a1 = a1.add(bias[b]);
        a1.blend(floor, a1.compare(VectorOperators.LE, floor)).intoArray(out, y + WIDTH);
        y += rowStride;
        b0 = b0.add(bias[b + 1]);
        b0.blend(floor, b0.compare(VectorOperators.LE, floor)).intoArray(out, y);
        b1 = b1.add(bias[b + 1]);
        b1.blend(floor, b1.compare(VectorOperators.LE, floor)).intoArray(out, y + WIDTH);
        if (rows > 2) {
            y += rowStride;
            c0 = c0.add(bias[b + 2]);
            c0.blend(floor, c0.compare(VectorOperators.LE, floor)).intoArray(out, y);
            c1 = c1.add(bias[b + 2]);
            c1.blend(floor, c1.compare(VectorOperators.LE, floor)).intoArray(out, y + WIDTH);
        }
        if (rows > 3) {
            y += rowStride;
            d0 = d0.add(bias[b + 3]);
            d0.blend(floor, d0.compare(VectorOperators.LE, floor)).intoArray(out, y);
            d1 = d1.add(bias[b + 3]);
            d1.blend(floor, d1.compare(VectorOperators.LE, floor)).intoArray(out, y + WIDTH);
        }
        if (rows > 4) {
            y += rowStride;
            e0 = e0.add(bias[b + 4]);
            e0.blend(floor, e0.compare(VectorOperators.LE, floor)).intoArray(out, y);
            e1 = e1.add(bias[b + 4]);
            e1.blend(floor, e1.compare(VectorOperators.LE, floor)).intoArray(out, y + WIDTH);
        }
    }

    /// One row × four vectors: a row that is left over, or the only one of its group.
    static void tile1x4(
            float[] source, int x, int[] offset, int first, int taps,
            float[] packed, int w, float bias, float floor, float[] out, int y) {
        FloatVector a0 = FloatVector.zero(FLOATS), a1 = a0, a2 = a0, a3 = a0;
        for (int i = first, end = first + taps; i < end; i++, w++) {
            int from = x + offset[i];
            FloatVector weight = FloatVector.broadcast(FLOATS, packed[w]);
            a0 = FloatVector.fromArray(FLOATS, source, from).fma(weight, a0);
            a1 = FloatVector.fromArray(FLOATS, source, from + WIDTH).fma(weight, a1);
            a2 = FloatVector.fromArray(FLOATS, source, from + 2 * WIDTH).fma(weight, a2);
            a3 = FloatVector.fromArray(FLOATS, source, from + 3 * WIDTH).fma(weight, a3);
        }
        a0 = a0.add(bias);
        a0.blend(floor, a0.compare(VectorOperators.LE, floor)).intoArray(out, y);
        a1 = a1.add(bias);
        a1.blend(floor, a1.compare(VectorOperators.LE, floor)).intoArray(out, y + WIDTH);
        a2 = a2.add(bias);
        a2.blend(floor, a2.compare(VectorOperators.LE, floor)).intoArray(out, y + 2 * WIDTH);
        a3 = a3.add(bias);
        a3.blend(floor, a3.compare(VectorOperators.LE, floor)).intoArray(out, y + 3 * WIDTH);
    }

    /// One row × two vectors.
    static void tile1x2(
            float[] source, int x, int[] offset, int first, int taps,
            float[] packed, int w, float bias, float floor, float[] out, int y) {
        FloatVector a0 = FloatVector.zero(FLOATS), a1 = a0;
        for (int i = first, end = first + taps; i < end; i++, w++) {
            int from = x + offset[i];
            FloatVector weight = FloatVector.broadcast(FLOATS, packed[w]);
            a0 = FloatVector.fromArray(FLOATS, source, from).fma(weight, a0);
            a1 = FloatVector.fromArray(FLOATS, source, from + WIDTH).fma(weight, a1);
        }
        a0 = a0.add(bias);
        a0.blend(floor, a0.compare(VectorOperators.LE, floor)).intoArray(out, y);
        a1 = a1.add(bias);
        a1.blend(floor, a1.compare(VectorOperators.LE, floor)).intoArray(out, y + WIDTH);
    }

    /// One row × one vector.
    static void tile1x1(
            float[] source, int x, int[] offset, int first, int taps,
            float[] packed, int w, float bias, float floor, float[] out, int y) {
        FloatVector a0 = FloatVector.zero(FLOATS);
        for (int i = first, end = first + taps; i < end; i++, w++) {
            int from = x + offset[i];
            FloatVector weight = FloatVector.broadcast(FLOATS, packed[w]);
            a0 = FloatVector.fromArray(FLOATS, source, from).fma(weight, a0);
        }
        a0 = a0.add(bias);
        a0.blend(floor, a0.compare(VectorOperators.LE, floor)).intoArray(out, y);
    }
}
