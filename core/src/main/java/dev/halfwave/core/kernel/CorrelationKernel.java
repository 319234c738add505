package dev.halfwave.core.kernel;

import java.util.Arrays;

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
    static final class Simd {
        private static final int WIDTH = Lanes.WIDTH;

        /// Vectors of a wide tile: what the registers hold. Narrower tiles are for vectors of 512 bits only; of others
        /// a wide tile is no more than the fewest columns that there are.
        private static final int WIDE = WIDTH == 8 ? 2 : 4;

        private Simd() {}

        static void run(
                float[] source, int base, int[] offset, int first, int taps,
                float[] packed, int weights, float[] bias, int firstBias, float floor,
                float[] out, int outBase, int rowStride, int rows, int columns) {
            int t = 0;
            while (t < columns) {
                int vectors = WIDTH == MIN_COLUMNS ? Math.min(WIDE, (columns - t + WIDTH - 1) / WIDTH) : WIDE;
                if (t + vectors * WIDTH > columns) {
                    if (vectors * WIDTH <= columns) {
                        // What is left over is no whole number of vectors: move back, over what is there already.
                        t = columns - vectors * WIDTH;
                    } else {
                        vectors--; // the rest is a vector that is moved back
                    }
                }
                strip(source, base + t, offset, first, taps, packed, weights, bias, firstBias, floor,
                        out, outBase + t, rowStride, rows, vectors);
                t += vectors * WIDTH;
            }
        }

        /// All rows of some vectors of columns.
        private static void strip(
                float[] source, int x, int[] offset, int first, int taps,
                float[] packed, int weights, float[] bias, int firstBias, float floor,
                float[] out, int y, int rowStride, int rows, int vectors) {
            int tiled = tiledRows(rows);
            int r = 0;
            while (r < tiled) {
                int w = weights + r * taps;
                int b = firstBias + r;
                int to = y + r * rowStride;
                int left = rows - r;
                if (WIDTH == 8) {
                    CorrelationTiles.tile5x2(
                            source, x, offset, first, taps, packed, w, bias, b, floor, out, to, rowStride, left);
                    r += TILE_ROWS;
                } else if (vectors == 4) {
                    CorrelationTiles.tile4x4(
                            source, x, offset, first, taps, packed, w, bias, b, floor, out, to, rowStride, left);
                    r += TILE_ROWS;
                } else if (vectors == 3) {
                    CorrelationTiles.tile4x3(
                            source, x, offset, first, taps, packed, w, bias, b, floor, out, to, rowStride, left);
                    r += TILE_ROWS;
                } else if (vectors == 2 && tiled - r >= 2 * TILE_ROWS) {
                    CorrelationTiles.tile8x2(
                            source, x, offset, first, taps, packed, w, bias, b, floor, out, to, rowStride, left);
                    r += 2 * TILE_ROWS;
                } else if (vectors == 2) {
                    CorrelationTiles.tile4x2(
                            source, x, offset, first, taps, packed, w, bias, b, floor, out, to, rowStride, left);
                    r += TILE_ROWS;
                } else if (tiled - r >= 2 * TILE_ROWS) {
                    CorrelationTiles.tile8x1(
                            source, x, offset, first, taps, packed, w, bias, b, floor, out, to, rowStride, left);
                    r += 2 * TILE_ROWS;
                } else {
                    CorrelationTiles.tile4x1(
                            source, x, offset, first, taps, packed, w, bias, b, floor, out, to, rowStride, left);
                    r += TILE_ROWS;
                }
            }
            for (; r < rows; r++) {
                row(source, x, offset, first, taps, packed, weights + r * taps, bias[firstBias + r], floor,
                        out, y + r * rowStride, vectors);
            }
        }

        /// One row of some vectors of columns.
        private static void row(
                float[] source, int x, int[] offset, int first, int taps,
                float[] packed, int w, float bias, float floor, float[] out, int y, int vectors) {
            if (WIDTH != 8 && vectors == 4) {
                CorrelationTiles.tile1x4(source, x, offset, first, taps, packed, w, bias, floor, out, y);
                return;
            }
            int v = 0;
            if (vectors >= 2) {
                CorrelationTiles.tile1x2(source, x, offset, first, taps, packed, w, bias, floor, out, y);
                v = 2;
            }
            if (v < vectors) {
                CorrelationTiles.tile1x1(
                        source, x + v * WIDTH, offset, first, taps, packed, w, bias, floor, out, y + v * WIDTH);
            }
        }
    }
}
