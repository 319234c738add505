package dev.halfwave.core.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Cross-correlation of rows through a table of taps, which is what the forward pass of a convolution and the gradient
/// of its input have in common:
///
/// `out[r][t] = max((Σ_i weight[r][i] · source[base + offset[i] + t]) + bias[r], floor)`
///
/// **Order.** Each sum starts at +0.0 and takes `fma(weight, source, sum)` for `i` ascending; the bias is added last.
/// What is not above the floor becomes the floor, and NaN stays NaN: with +0.0 that is ReLU, with −∞ nothing changes.
/// Every output is computed on its own, so that neither the vector width nor the tiles show in the bits.
///
/// The table makes one flat loop of channels, kernel size, dilation and groups. Weights are [packed][#pack] so that the
/// rows of one tile are adjacent.
final class CorrelationKernel {

    /// Rows computed together: each source vector is used this many times. Five where vectors have 256 bits, because
    /// such processors may have 16 registers only, which hold 5 × 2 sums but not 4 × 4.
    static final int TILE_ROWS = VectorApi.BITS == 256 ? 5 : 4;

    /// This many rows that are left over are cheaper as a tile with rows of zeros than each on its own.
    private static final int LEAST_TILED = VectorApi.BITS == 256 ? 2 : 3;

    /// The fewest columns that may be asked for: one vector of the widest kind.
    static final int MIN_COLUMNS = 16;

    private CorrelationKernel() {}

    /// How many floats the packed weights of `rows` rows with `taps` taps take.
    static int packedLength(int rows, int taps) {
        return Math.max(rows, tiledRows(rows)) * taps;
    }

    /// Copies a weight into its place: in tiles of [#TILE_ROWS] rows, tap by tap; or in a row of its own. Rows that
    /// only fill up a tile must be zero.
    static void pack(float weight, float[] into, int intoOffset, int rows, int taps, int row, int tap) {
        int tile = row / TILE_ROWS * TILE_ROWS;
        int slot = row < tiledRows(rows) ? tile * taps + tap * TILE_ROWS + row - tile : row * taps + tap;
        into[intoOffset + slot] = weight;
    }

    /// The rows that are computed in tiles, those that fill up the last tile included.
    private static int tiledRows(int rows) {
        int left = rows % TILE_ROWS;
        return left < LEAST_TILED ? rows - left : rows - left + TILE_ROWS;
    }

    /// Computes `rows` rows of `columns` columns, at least [#MIN_COLUMNS].
    ///
    /// @param offset the table of taps, used from `first` on
    /// @param packed the packed weights, from `weights` on
    /// @param bias one per row, from `firstBias` on; −0.0 changes nothing, not even a zero's sign
    /// @param floor +0.0 to rectify, or −∞
    /// @param rowStride from one row of `out` to the next
    static void run(
            float[] source, int base, int[] offset, int first, int taps,
            float[] packed, int weights, float[] bias, int firstBias, float floor,
            float[] out, int outBase, int rowStride, int rows, int columns) {
        if (VectorApi.PRESENT) {
            Simd.run(source, base, offset, first, taps, packed, weights, bias, firstBias, floor,
                    out, outBase, rowStride, rows, columns);
        } else {
            Scalar.run(source, base, offset, first, taps, packed, weights, bias, firstBias, floor,
                    out, outBase, rowStride, rows, columns);
        }
    }

    static final class Scalar {
        /// Columns computed together.
        private static final int CHUNK = 256;

        private Scalar() {}

        // Loops over arrays of their own, all from 0 on: only such does C2 turn into vector instructions, and that is
        // worth copying each row for every tile.
        static void run(
                float[] source, int base, int[] offset, int first, int taps,
                float[] packed, int weights, float[] bias, int firstBias, float floor,
                float[] out, int outBase, int rowStride, int rows, int columns) {
            int width = Math.min(CHUNK, columns);
            float[] x0 = new float[width];
            float[] x1 = new float[width];
            float[] x2 = new float[width];
            float[] x3 = new float[width];
            float[][] sums = new float[Math.min(TILE_ROWS, rows)][width];
            int tiled = tiledRows(rows);
            for (int t = 0; t < columns; t += CHUNK) {
                int n = Math.min(CHUNK, columns - t);
                for (int r = 0; r < rows;) {
                    int step = r < tiled ? TILE_ROWS : 1;
                    int count = Math.min(step, rows - r);
                    int w = weights + r * taps;
                    int x = base + t;
                    for (int j = 0; j < count; j++) {
                        Arrays.fill(sums[j], 0f);
                    }
                    int i = 0;
                    for (; i < taps - 3; i += 4, w += 4 * step) {
                        System.arraycopy(source, x + offset[first + i], x0, 0, n);
                        System.arraycopy(source, x + offset[first + i + 1], x1, 0, n);
                        System.arraycopy(source, x + offset[first + i + 2], x2, 0, n);
                        System.arraycopy(source, x + offset[first + i + 3], x3, 0, n);
                        for (int j = 0; j < count; j++) {
                            addFour(packed[w + j], x0, packed[w + step + j], x1, packed[w + 2 * step + j], x2,
                                    packed[w + 3 * step + j], x3, sums[j], n);
                        }
                    }
                    for (; i < taps; i++, w += step) {
                        System.arraycopy(source, x + offset[first + i], x0, 0, n);
                        for (int j = 0; j < count; j++) {
                            addOne(packed[w + j], x0, sums[j], n);
                        }
                    }
                    for (int j = 0; j < count; j++) {
                        addBias(sums[j], bias[firstBias + r + j], floor, out, outBase + (r + j) * rowStride + t, n);
                    }
                    r += step;
                }
            }
        }

        private static void addFour(
                float w0, float[] x0, float w1, float[] x1, float w2, float[] x2, float w3, float[] x3,
                float[] sum, int n) {
            for (int t = 0; t < n; t++) {
                float first = Fma.fma(w1, x1[t], Fma.fma(w0, x0[t], sum[t]));
                sum[t] = Fma.fma(w3, x3[t], Fma.fma(w2, x2[t], first));
            }
        }

        private static void addOne(float w, float[] x, float[] sum, int n) {
            for (int t = 0; t < n; t++) {
                sum[t] = Fma.fma(w, x[t], sum[t]);
            }
        }

        private static void addBias(float[] sum, float bias, float floor, float[] out, int y, int n) {
            for (int t = 0; t < n; t++) {
                out[y + t] = Math.max(sum[t] + bias, floor); // NaN stays NaN, and −0 becomes +0
            }
        }
    }

    /// A class of its own, so that the Vector API is linked only where it is there.
    ///
    /// All sums of a tile are local variables of one method: a helper that took or returned vectors would box them
    /// unless it is inlined.
    static final class Simd {
        private static final VectorSpecies<Float> FLOATS = Lanes.FLOATS;
        private static final int WIDTH = Lanes.WIDTH;

        /// Columns of a wide tile: what the registers hold.
        private static final int WIDE = WIDTH == 8 ? 2 * WIDTH : 4 * WIDTH;

        private Simd() {}

        static void run(
                float[] source, int base, int[] offset, int first, int taps,
                float[] packed, int weights, float[] bias, int firstBias, float floor,
                float[] out, int outBase, int rowStride, int rows, int columns) {
            int t = 0;
            for (; t + WIDE <= columns; t += WIDE) {
                wide(source, base + t, offset, first, taps, packed, weights, bias, firstBias, floor,
                        out, outBase + t, rowStride, rows);
            }
            if (t == columns) {
                return;
            }
            if (columns >= WIDE && (WIDE == MIN_COLUMNS || columns - t > WIDTH)) {
                // What is left over is narrower than a tile: move it back, over what is there already.
                t = columns - WIDE;
                wide(source, base + t, offset, first, taps, packed, weights, bias, firstBias, floor,
                        out, outBase + t, rowStride, rows);
                return;
            }
            for (; t < columns; t += WIDTH) {
                int from = Math.min(t, columns - WIDTH);
                narrow(source, base + from, offset, first, taps, packed, weights, bias, firstBias, floor,
                        out, outBase + from, rowStride, rows);
            }
        }

        /// All rows of [#WIDE] columns.
        private static void wide(
                float[] source, int x, int[] offset, int first, int taps,
                float[] packed, int weights, float[] bias, int firstBias, float floor,
                float[] out, int y, int rowStride, int rows) {
            int tiled = tiledRows(rows);
            int r = 0;
            for (; r < tiled; r += TILE_ROWS) {
                if (WIDTH == 8) {
                    tile5x2(source, x, offset, first, taps, packed, weights + r * taps, bias, firstBias + r, floor,
                            out, y + r * rowStride, rowStride, rows - r);
                } else {
                    tile4x4(source, x, offset, first, taps, packed, weights + r * taps, bias, firstBias + r, floor,
                            out, y + r * rowStride, rowStride, rows - r);
                }
            }
            for (; r < rows; r++) {
                if (WIDTH == 8) {
                    tile1x2(source, x, offset, first, taps, packed, weights + r * taps, bias[firstBias + r], floor,
                            out, y + r * rowStride);
                } else {
                    tile1x4(source, x, offset, first, taps, packed, weights + r * taps, bias[firstBias + r], floor,
                            out, y + r * rowStride);
                }
            }
        }

        /// All rows of one vector of columns; with 512 bits only, otherwise all columns are wide.
        private static void narrow(
                float[] source, int x, int[] offset, int first, int taps,
                float[] packed, int weights, float[] bias, int firstBias, float floor,
                float[] out, int y, int rowStride, int rows) {
            int tiled = tiledRows(rows);
            int r = 0;
            for (; r < tiled; r += TILE_ROWS) {
                tile4x1(source, x, offset, first, taps, packed, weights + r * taps, bias, firstBias + r, floor,
                        out, y + r * rowStride, rowStride, rows - r);
            }
            for (; r < rows; r++) {
                tile1x1(source, x, offset, first, taps, packed, weights + r * taps, bias[firstBias + r], floor,
                        out, y + r * rowStride);
            }
        }

        /// Four rows (a to d) × four vectors (0 to 3). With `rows == 3` the last one is not stored.
        private static void tile4x4(
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

        /// Five rows × two vectors, for processors with 16 registers.
        private static void tile5x2(
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

        /// Four rows × one vector, for the last columns.
        private static void tile4x1(
                float[] source, int x, int[] offset, int first, int taps,
                float[] packed, int w, float[] bias, int b, float floor, float[] out, int y, int rowStride, int rows) {
            FloatVector a = FloatVector.zero(FLOATS), b0 = a, c = a, d = a;
            for (int i = first, end = first + taps; i < end; i++, w += 4) {
                FloatVector x0 = FloatVector.fromArray(FLOATS, source, x + offset[i]);
                a = x0.fma(FloatVector.broadcast(FLOATS, packed[w]), a);
                b0 = x0.fma(FloatVector.broadcast(FLOATS, packed[w + 1]), b0);
                c = x0.fma(FloatVector.broadcast(FLOATS, packed[w + 2]), c);
                d = x0.fma(FloatVector.broadcast(FLOATS, packed[w + 3]), d);
            }
            a = a.add(bias[b]);
            a.blend(floor, a.compare(VectorOperators.LE, floor)).intoArray(out, y);
            b0 = b0.add(bias[b + 1]);
            b0.blend(floor, b0.compare(VectorOperators.LE, floor)).intoArray(out, y + rowStride);
            c = c.add(bias[b + 2]);
            c.blend(floor, c.compare(VectorOperators.LE, floor)).intoArray(out, y + 2 * rowStride);
            if (rows > 3) {
                d = d.add(bias[b + 3]);
                d.blend(floor, d.compare(VectorOperators.LE, floor)).intoArray(out, y + 3 * rowStride);
            }
        }

        /// One row × four vectors: a row that is left over, or the only one of its group.
        private static void tile1x4(
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

        private static void tile1x2(
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

        private static void tile1x1(
                float[] source, int x, int[] offset, int first, int taps,
                float[] packed, int w, float bias, float floor, float[] out, int y) {
            FloatVector a = FloatVector.zero(FLOATS);
            for (int i = first, end = first + taps; i < end; i++, w++) {
                a = FloatVector.fromArray(FLOATS, source, x + offset[i])
                        .fma(FloatVector.broadcast(FLOATS, packed[w]), a);
            }
            a = a.add(bias);
            a.blend(floor, a.compare(VectorOperators.LE, floor)).intoArray(out, y);
        }
    }
}
