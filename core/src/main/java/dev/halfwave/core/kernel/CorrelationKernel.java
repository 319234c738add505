package dev.halfwave.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Cross-correlation of rows through a table of taps, which is what the forward pass of a convolution and the gradient
/// of its input have in common:
///
/// `out[r][t] = (Σ_i weight[r][i] · source[base + offset[i] + t]) + bias[r]`
///
/// **Order.** Each sum starts at +0.0 and takes `fma(weight, source, sum)` for `i` ascending; the bias is added last.
/// Every output is computed on its own, so that neither the vector width nor the tiles show in the bits.
///
/// The table makes one flat loop of channels, kernel size, dilation and groups. Weights are [packed][#pack] so that the
/// rows of one tile are adjacent.
final class CorrelationKernel {

    /// Rows computed together: each source vector is used this many times.
    static final int TILE_ROWS = 4;

    /// The fewest columns that may be asked for: one vector of the widest kind.
    static final int MIN_COLUMNS = 16;

    private CorrelationKernel() {}

    /// How many floats the packed weights of `rows` rows with `taps` taps take.
    static int packedLength(int rows, int taps) {
        return packedRows(rows) * taps;
    }

    /// Copies a weight into its place: tiles of four rows, tap by tap; one or two rows that are left over stand alone,
    /// three get a fourth one of zeros.
    static void pack(float weight, float[] into, int intoOffset, int rows, int taps, int row, int tap) {
        int tiled = tiledRows(rows);
        int tile = row / TILE_ROWS * TILE_ROWS;
        int slot = row < tiled ? tile * taps + tap * TILE_ROWS + row - tile : row * taps + tap;
        into[intoOffset + slot] = weight;
    }

    static int packedRows(int rows) {
        return rows % TILE_ROWS == TILE_ROWS - 1 ? rows + 1 : rows;
    }

    /// The rows that are computed in tiles; at most two are left over.
    private static int tiledRows(int rows) {
        return packedRows(rows) / TILE_ROWS * TILE_ROWS;
    }

    /// Computes `rows` rows of `columns` columns, at least [#MIN_COLUMNS].
    ///
    /// @param offset the table of taps, used from `first` on
    /// @param packed the packed weights, from `weights` on
    /// @param bias one per row, from `firstBias` on; −0.0 changes nothing, not even a zero's sign
    /// @param rowStride from one row of `out` to the next
    static void run(
            float[] source, int base, int[] offset, int first, int taps,
            float[] packed, int weights, float[] bias, int firstBias,
            float[] out, int outBase, int rowStride, int rows, int columns) {
        if (VectorApi.PRESENT) {
            Simd.run(source, base, offset, first, taps, packed, weights, bias, firstBias,
                    out, outBase, rowStride, rows, columns);
        } else {
            Scalar.run(source, base, offset, first, taps, packed, weights, bias, firstBias,
                    out, outBase, rowStride, rows, columns);
        }
    }

    static final class Scalar {
        private Scalar() {}

        static void run(
                float[] source, int base, int[] offset, int first, int taps,
                float[] packed, int weights, float[] bias, int firstBias,
                float[] out, int outBase, int rowStride, int rows, int columns) {
            int tiled = tiledRows(rows);
            for (int r = 0; r < rows; r++) {
                int tile = r / TILE_ROWS * TILE_ROWS;
                int weight = weights + (r < tiled ? tile * taps + r - tile : r * taps);
                int step = r < tiled ? TILE_ROWS : 1;
                int y = outBase + r * rowStride;
                java.util.Arrays.fill(out, y, y + columns, 0f);
                for (int i = 0; i < taps; i++) {
                    addTap(packed[weight + i * step], source, base + offset[first + i], out, y, columns);
                }
                for (int t = 0; t < columns; t++) {
                    out[y + t] += bias[firstBias + r];
                }
            }
        }

        private static void addTap(float weight, float[] source, int x, float[] out, int y, int columns) {
            for (int t = 0; t < columns; t++) {
                out[y + t] = Fma.fma(weight, source[x + t], out[y + t]);
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
        private static final int WIDE = 4 * WIDTH;

        private Simd() {}

        static void run(
                float[] source, int base, int[] offset, int first, int taps,
                float[] packed, int weights, float[] bias, int firstBias,
                float[] out, int outBase, int rowStride, int rows, int columns) {
            int t = 0;
            for (; t + WIDE <= columns; t += WIDE) {
                wideColumn(source, base + t, offset, first, taps, packed, weights, bias, firstBias,
                        out, outBase + t, rowStride, rows);
            }
            if (columns - t > WIDTH && columns >= WIDE) { // again what is there already rather than several narrow ones
                t = columns - WIDE;
                wideColumn(source, base + t, offset, first, taps, packed, weights, bias, firstBias,
                        out, outBase + t, rowStride, rows);
                return;
            }
            for (; t < columns; t += WIDTH) {
                int from = Math.min(t, columns - WIDTH);
                narrowColumn(source, base + from, offset, first, taps, packed, weights, bias, firstBias,
                        out, outBase + from, rowStride, rows);
            }
        }

        private static void wideColumn(
                float[] source, int x, int[] offset, int first, int taps,
                float[] packed, int weights, float[] bias, int firstBias,
                float[] out, int y, int rowStride, int rows) {
            int tiled = tiledRows(rows);
            int r = 0;
            for (; r < tiled; r += TILE_ROWS) {
                int w = weights + r * taps;
                int b = firstBias + r;
                int to = y + r * rowStride;
                if (WIDTH == 8) { // with 16 registers
                    tile4x2(source, x, offset, first, taps, packed, w, bias, b, out, to, rowStride, rows - r);
                    tile4x2(source, x + 2 * WIDTH, offset, first, taps, packed, w, bias, b,
                            out, to + 2 * WIDTH, rowStride, rows - r);
                } else {
                    tile4x4(source, x, offset, first, taps, packed, w, bias, b, out, to, rowStride, rows - r);
                }
            }
            for (; r < rows; r++) {
                tile1x4(source, x, offset, first, taps, packed, weights + r * taps, bias[firstBias + r],
                        out, y + r * rowStride);
            }
        }

        private static void narrowColumn(
                float[] source, int x, int[] offset, int first, int taps,
                float[] packed, int weights, float[] bias, int firstBias,
                float[] out, int y, int rowStride, int rows) {
            int tiled = tiledRows(rows);
            int r = 0;
            for (; r < tiled; r += TILE_ROWS) {
                tile4x1(source, x, offset, first, taps, packed, weights + r * taps, bias, firstBias + r,
                        out, y + r * rowStride, rowStride, rows - r);
            }
            for (; r < rows; r++) {
                tile1x1(source, x, offset, first, taps, packed, weights + r * taps, bias[firstBias + r],
                        out, y + r * rowStride);
            }
        }

        /// Four rows (a to d) × four vectors (0 to 3). With `rows == 3` the last row is not stored.
        private static void tile4x4(
                float[] source, int x, int[] offset, int first, int taps,
                float[] packed, int w, float[] bias, int b, float[] out, int y, int rowStride, int rows) {
            FloatVector a0 = FloatVector.zero(FLOATS), a1 = a0, a2 = a0, a3 = a0;
            FloatVector b0 = a0, b1 = a0, b2 = a0, b3 = a0;
            FloatVector c0 = a0, c1 = a0, c2 = a0, c3 = a0;
            FloatVector d0 = a0, d1 = a0, d2 = a0, d3 = a0;
            for (int i = first, end = first + taps; i < end; i++, w += TILE_ROWS) {
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
            FloatVector add = FloatVector.broadcast(FLOATS, bias[b]);
            a0.add(add).intoArray(out, y);
            a1.add(add).intoArray(out, y + WIDTH);
            a2.add(add).intoArray(out, y + 2 * WIDTH);
            a3.add(add).intoArray(out, y + 3 * WIDTH);
            y += rowStride;
            add = FloatVector.broadcast(FLOATS, bias[b + 1]);
            b0.add(add).intoArray(out, y);
            b1.add(add).intoArray(out, y + WIDTH);
            b2.add(add).intoArray(out, y + 2 * WIDTH);
            b3.add(add).intoArray(out, y + 3 * WIDTH);
            y += rowStride;
            add = FloatVector.broadcast(FLOATS, bias[b + 2]);
            c0.add(add).intoArray(out, y);
            c1.add(add).intoArray(out, y + WIDTH);
            c2.add(add).intoArray(out, y + 2 * WIDTH);
            c3.add(add).intoArray(out, y + 3 * WIDTH);
            if (rows >= TILE_ROWS) {
                y += rowStride;
                add = FloatVector.broadcast(FLOATS, bias[b + 3]);
                d0.add(add).intoArray(out, y);
                d1.add(add).intoArray(out, y + WIDTH);
                d2.add(add).intoArray(out, y + 2 * WIDTH);
                d3.add(add).intoArray(out, y + 3 * WIDTH);
            }
        }

        /// Four rows × two vectors, for processors with 16 registers.
        private static void tile4x2(
                float[] source, int x, int[] offset, int first, int taps,
                float[] packed, int w, float[] bias, int b, float[] out, int y, int rowStride, int rows) {
            FloatVector a0 = FloatVector.zero(FLOATS), a1 = a0;
            FloatVector b0 = a0, b1 = a0;
            FloatVector c0 = a0, c1 = a0;
            FloatVector d0 = a0, d1 = a0;
            for (int i = first, end = first + taps; i < end; i++, w += TILE_ROWS) {
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
            FloatVector add = FloatVector.broadcast(FLOATS, bias[b]);
            a0.add(add).intoArray(out, y);
            a1.add(add).intoArray(out, y + WIDTH);
            y += rowStride;
            add = FloatVector.broadcast(FLOATS, bias[b + 1]);
            b0.add(add).intoArray(out, y);
            b1.add(add).intoArray(out, y + WIDTH);
            y += rowStride;
            add = FloatVector.broadcast(FLOATS, bias[b + 2]);
            c0.add(add).intoArray(out, y);
            c1.add(add).intoArray(out, y + WIDTH);
            if (rows >= TILE_ROWS) {
                y += rowStride;
                add = FloatVector.broadcast(FLOATS, bias[b + 3]);
                d0.add(add).intoArray(out, y);
                d1.add(add).intoArray(out, y + WIDTH);
            }
        }

        /// Four rows × one vector, for the last columns.
        private static void tile4x1(
                float[] source, int x, int[] offset, int first, int taps,
                float[] packed, int w, float[] bias, int b, float[] out, int y, int rowStride, int rows) {
            FloatVector a = FloatVector.zero(FLOATS), b0 = a, c = a, d = a;
            for (int i = first, end = first + taps; i < end; i++, w += TILE_ROWS) {
                FloatVector x0 = FloatVector.fromArray(FLOATS, source, x + offset[i]);
                a = x0.fma(FloatVector.broadcast(FLOATS, packed[w]), a);
                b0 = x0.fma(FloatVector.broadcast(FLOATS, packed[w + 1]), b0);
                c = x0.fma(FloatVector.broadcast(FLOATS, packed[w + 2]), c);
                d = x0.fma(FloatVector.broadcast(FLOATS, packed[w + 3]), d);
            }
            a.add(bias[b]).intoArray(out, y);
            b0.add(bias[b + 1]).intoArray(out, y + rowStride);
            c.add(bias[b + 2]).intoArray(out, y + 2 * rowStride);
            if (rows >= TILE_ROWS) {
                d.add(bias[b + 3]).intoArray(out, y + 3 * rowStride);
            }
        }

        /// One row × four vectors: a row that is left over, or the only one of its group.
        private static void tile1x4(
                float[] source, int x, int[] offset, int first, int taps,
                float[] packed, int w, float bias, float[] out, int y) {
            FloatVector a0 = FloatVector.zero(FLOATS), a1 = a0, a2 = a0, a3 = a0;
            for (int i = first, end = first + taps; i < end; i++, w++) {
                int from = x + offset[i];
                FloatVector weight = FloatVector.broadcast(FLOATS, packed[w]);
                a0 = FloatVector.fromArray(FLOATS, source, from).fma(weight, a0);
                a1 = FloatVector.fromArray(FLOATS, source, from + WIDTH).fma(weight, a1);
                a2 = FloatVector.fromArray(FLOATS, source, from + 2 * WIDTH).fma(weight, a2);
                a3 = FloatVector.fromArray(FLOATS, source, from + 3 * WIDTH).fma(weight, a3);
            }
            a0.add(bias).intoArray(out, y);
            a1.add(bias).intoArray(out, y + WIDTH);
            a2.add(bias).intoArray(out, y + 2 * WIDTH);
            a3.add(bias).intoArray(out, y + 3 * WIDTH);
        }

        private static void tile1x1(
                float[] source, int x, int[] offset, int first, int taps,
                float[] packed, int w, float bias, float[] out, int y) {
            FloatVector a = FloatVector.zero(FLOATS);
            for (int i = first, end = first + taps; i < end; i++, w++) {
                a = FloatVector.fromArray(FLOATS, source, x + offset[i])
                        .fma(FloatVector.broadcast(FLOATS, packed[w]), a);
            }
            a.add(bias).intoArray(out, y);
        }
    }
}
