package dev.halfwave.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// [CorrelationKernel] for three and for five taps, which is most often a filter over one channel: a network's first
/// layer, or groups of one channel. All weights of some rows stay in registers while the columns pass, since a tile of
/// sums would be finished, stored and begun again after a few multiply-adds. With a step that is known C2 checks the
/// bounds once per row instead of at every load and store.
///
/// Weights lie row by row, and in a row tap by tap.
///
/// In a class of its own, so that the Vector API is linked only where it is there.
final class FewTaps {

    private static final VectorSpecies<Float> FLOATS = Lanes.FLOATS;
    private static final int WIDTH = Lanes.WIDTH;

    private FewTaps() {}

    /// Four rows of three taps; `columns` is a multiple of the width.
    static void fourRowsOfThree(
            float[] source, int x, int[] offset, int first,
            float[] packed, int w, float[] bias, int b, float floor, float[] out, int y, int rowStride, int columns) {
        int x0 = x + offset[first];
        int x1 = x + offset[first + 1];
        int x2 = x + offset[first + 2];
        FloatVector a0 = FloatVector.broadcast(FLOATS, packed[w]);
        FloatVector a1 = FloatVector.broadcast(FLOATS, packed[w + 1]);
        FloatVector a2 = FloatVector.broadcast(FLOATS, packed[w + 2]);
        FloatVector b0 = FloatVector.broadcast(FLOATS, packed[w + 3]);
        FloatVector b1 = FloatVector.broadcast(FLOATS, packed[w + 4]);
        FloatVector b2 = FloatVector.broadcast(FLOATS, packed[w + 5]);
        FloatVector c0 = FloatVector.broadcast(FLOATS, packed[w + 6]);
        FloatVector c1 = FloatVector.broadcast(FLOATS, packed[w + 7]);
        FloatVector c2 = FloatVector.broadcast(FLOATS, packed[w + 8]);
        FloatVector d0 = FloatVector.broadcast(FLOATS, packed[w + 9]);
        FloatVector d1 = FloatVector.broadcast(FLOATS, packed[w + 10]);
        FloatVector d2 = FloatVector.broadcast(FLOATS, packed[w + 11]);
        FloatVector aBias = FloatVector.broadcast(FLOATS, bias[b]);
        FloatVector bBias = FloatVector.broadcast(FLOATS, bias[b + 1]);
        FloatVector cBias = FloatVector.broadcast(FLOATS, bias[b + 2]);
        FloatVector dBias = FloatVector.broadcast(FLOATS, bias[b + 3]);
        FloatVector lowest = FloatVector.broadcast(FLOATS, floor);
        FloatVector zero = FloatVector.zero(FLOATS);
        int y1 = y + rowStride;
        int y2 = y1 + rowStride;
        int y3 = y2 + rowStride;
        for (int t = 0; t < columns; t += WIDTH) {
            FloatVector v0 = FloatVector.fromArray(FLOATS, source, x0 + t);
            FloatVector v1 = FloatVector.fromArray(FLOATS, source, x1 + t);
            FloatVector v2 = FloatVector.fromArray(FLOATS, source, x2 + t);
            FloatVector sa = v2.fma(a2, v1.fma(a1, v0.fma(a0, zero))).add(aBias);
            FloatVector sb = v2.fma(b2, v1.fma(b1, v0.fma(b0, zero))).add(bBias);
            FloatVector sc = v2.fma(c2, v1.fma(c1, v0.fma(c0, zero))).add(cBias);
            FloatVector sd = v2.fma(d2, v1.fma(d1, v0.fma(d0, zero))).add(dBias);
            sa.blend(lowest, sa.compare(VectorOperators.LE, lowest)).intoArray(out, y + t);
            sb.blend(lowest, sb.compare(VectorOperators.LE, lowest)).intoArray(out, y1 + t);
            sc.blend(lowest, sc.compare(VectorOperators.LE, lowest)).intoArray(out, y2 + t);
            sd.blend(lowest, sd.compare(VectorOperators.LE, lowest)).intoArray(out, y3 + t);
        }
    }

    /// One row of three taps: one that is left over, or the only one of its group.
    static void rowOfThree(
            float[] source, int x, int[] offset, int first,
            float[] packed, int w, float bias, float floor, float[] out, int y, int columns) {
        int x0 = x + offset[first];
        int x1 = x + offset[first + 1];
        int x2 = x + offset[first + 2];
        FloatVector w0 = FloatVector.broadcast(FLOATS, packed[w]);
        FloatVector w1 = FloatVector.broadcast(FLOATS, packed[w + 1]);
        FloatVector w2 = FloatVector.broadcast(FLOATS, packed[w + 2]);
        FloatVector last = FloatVector.broadcast(FLOATS, bias);
        FloatVector lowest = FloatVector.broadcast(FLOATS, floor);
        FloatVector zero = FloatVector.zero(FLOATS);
        for (int t = 0; t < columns; t += WIDTH) {
            FloatVector v0 = FloatVector.fromArray(FLOATS, source, x0 + t);
            FloatVector v1 = FloatVector.fromArray(FLOATS, source, x1 + t);
            FloatVector v2 = FloatVector.fromArray(FLOATS, source, x2 + t);
            FloatVector sum = v2.fma(w2, v1.fma(w1, v0.fma(w0, zero))).add(last);
            sum.blend(lowest, sum.compare(VectorOperators.LE, lowest)).intoArray(out, y + t);
        }
    }

    /// Four rows of five taps; more would not fit the registers.
    static void fourRowsOfFive(
            float[] source, int x, int[] offset, int first,
            float[] packed, int w, float[] bias, int b, float floor, float[] out, int y, int rowStride, int columns) {
        int x0 = x + offset[first];
        int x1 = x + offset[first + 1];
        int x2 = x + offset[first + 2];
        int x3 = x + offset[first + 3];
        int x4 = x + offset[first + 4];
        FloatVector a0 = FloatVector.broadcast(FLOATS, packed[w]);
        FloatVector a1 = FloatVector.broadcast(FLOATS, packed[w + 1]);
        FloatVector a2 = FloatVector.broadcast(FLOATS, packed[w + 2]);
        FloatVector a3 = FloatVector.broadcast(FLOATS, packed[w + 3]);
        FloatVector a4 = FloatVector.broadcast(FLOATS, packed[w + 4]);
        FloatVector b0 = FloatVector.broadcast(FLOATS, packed[w + 5]);
        FloatVector b1 = FloatVector.broadcast(FLOATS, packed[w + 6]);
        FloatVector b2 = FloatVector.broadcast(FLOATS, packed[w + 7]);
        FloatVector b3 = FloatVector.broadcast(FLOATS, packed[w + 8]);
        FloatVector b4 = FloatVector.broadcast(FLOATS, packed[w + 9]);
        FloatVector c0 = FloatVector.broadcast(FLOATS, packed[w + 10]);
        FloatVector c1 = FloatVector.broadcast(FLOATS, packed[w + 11]);
        FloatVector c2 = FloatVector.broadcast(FLOATS, packed[w + 12]);
        FloatVector c3 = FloatVector.broadcast(FLOATS, packed[w + 13]);
        FloatVector c4 = FloatVector.broadcast(FLOATS, packed[w + 14]);
        FloatVector d0 = FloatVector.broadcast(FLOATS, packed[w + 15]);
        FloatVector d1 = FloatVector.broadcast(FLOATS, packed[w + 16]);
        FloatVector d2 = FloatVector.broadcast(FLOATS, packed[w + 17]);
        FloatVector d3 = FloatVector.broadcast(FLOATS, packed[w + 18]);
        FloatVector d4 = FloatVector.broadcast(FLOATS, packed[w + 19]);
        FloatVector aBias = FloatVector.broadcast(FLOATS, bias[b]);
        FloatVector bBias = FloatVector.broadcast(FLOATS, bias[b + 1]);
        FloatVector cBias = FloatVector.broadcast(FLOATS, bias[b + 2]);
        FloatVector dBias = FloatVector.broadcast(FLOATS, bias[b + 3]);
        FloatVector lowest = FloatVector.broadcast(FLOATS, floor);
        FloatVector zero = FloatVector.zero(FLOATS);
        int y1 = y + rowStride;
        int y2 = y1 + rowStride;
        int y3 = y2 + rowStride;
        for (int t = 0; t < columns; t += WIDTH) {
            FloatVector v0 = FloatVector.fromArray(FLOATS, source, x0 + t);
            FloatVector v1 = FloatVector.fromArray(FLOATS, source, x1 + t);
            FloatVector v2 = FloatVector.fromArray(FLOATS, source, x2 + t);
            FloatVector v3 = FloatVector.fromArray(FLOATS, source, x3 + t);
            FloatVector v4 = FloatVector.fromArray(FLOATS, source, x4 + t);
            FloatVector sa = v4.fma(a4, v3.fma(a3, v2.fma(a2, v1.fma(a1, v0.fma(a0, zero))))).add(aBias);
            FloatVector sb = v4.fma(b4, v3.fma(b3, v2.fma(b2, v1.fma(b1, v0.fma(b0, zero))))).add(bBias);
            FloatVector sc = v4.fma(c4, v3.fma(c3, v2.fma(c2, v1.fma(c1, v0.fma(c0, zero))))).add(cBias);
            FloatVector sd = v4.fma(d4, v3.fma(d3, v2.fma(d2, v1.fma(d1, v0.fma(d0, zero))))).add(dBias);
            sa.blend(lowest, sa.compare(VectorOperators.LE, lowest)).intoArray(out, y + t);
            sb.blend(lowest, sb.compare(VectorOperators.LE, lowest)).intoArray(out, y1 + t);
            sc.blend(lowest, sc.compare(VectorOperators.LE, lowest)).intoArray(out, y2 + t);
            sd.blend(lowest, sd.compare(VectorOperators.LE, lowest)).intoArray(out, y3 + t);
        }
    }

    /// One row of five taps.
    static void rowOfFive(
            float[] source, int x, int[] offset, int first,
            float[] packed, int w, float bias, float floor, float[] out, int y, int columns) {
        int x0 = x + offset[first];
        int x1 = x + offset[first + 1];
        int x2 = x + offset[first + 2];
        int x3 = x + offset[first + 3];
        int x4 = x + offset[first + 4];
        FloatVector w0 = FloatVector.broadcast(FLOATS, packed[w]);
        FloatVector w1 = FloatVector.broadcast(FLOATS, packed[w + 1]);
        FloatVector w2 = FloatVector.broadcast(FLOATS, packed[w + 2]);
        FloatVector w3 = FloatVector.broadcast(FLOATS, packed[w + 3]);
        FloatVector w4 = FloatVector.broadcast(FLOATS, packed[w + 4]);
        FloatVector last = FloatVector.broadcast(FLOATS, bias);
        FloatVector lowest = FloatVector.broadcast(FLOATS, floor);
        FloatVector zero = FloatVector.zero(FLOATS);
        for (int t = 0; t < columns; t += WIDTH) {
            FloatVector v0 = FloatVector.fromArray(FLOATS, source, x0 + t);
            FloatVector v1 = FloatVector.fromArray(FLOATS, source, x1 + t);
            FloatVector v2 = FloatVector.fromArray(FLOATS, source, x2 + t);
            FloatVector v3 = FloatVector.fromArray(FLOATS, source, x3 + t);
            FloatVector v4 = FloatVector.fromArray(FLOATS, source, x4 + t);
            FloatVector sum = v4.fma(w4, v3.fma(w3, v2.fma(w2, v1.fma(w1, v0.fma(w0, zero))))).add(last);
            sum.blend(lowest, sum.compare(VectorOperators.LE, lowest)).intoArray(out, y + t);
        }
    }
}
