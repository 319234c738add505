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

    /// How many floats of scratch memory a call needs.
    static final int SCRATCH = VectorApi.PRESENT ? 0 : Scalar.LENGTH;

    private CorrelationKernel() {}

    /// How many floats the packed weights of `rows` rows with `taps` taps take.
    static int packedLength(int rows, int taps) {
        return Math.max(rows, wholeTiles(rows)) * taps; // as many for a part of the taps, so that parts add up
    }

    /// Copies a weight into its place: in tiles of [#TILE_ROWS] rows, tap by tap; or in a row of its own, as all are if
    /// there are [few taps][#areFew]. Rows that only fill up a tile must be zero.
    static void pack(float weight, float[] into, int intoOffset, int rows, int taps, int row, int tap) {
        int tile = row / TILE_ROWS * TILE_ROWS;
        int slot = row < tiledRows(rows, taps) ? tile * taps + tap * TILE_ROWS + row - tile : row * taps + tap;
        into[intoOffset + slot] = weight;
    }

    /// The rows that are computed in tiles, those that fill up the last tile included.
    private static int tiledRows(int rows, int taps) {
        return areFew(taps) ? 0 : wholeTiles(rows);
    }

    private static int wholeTiles(int rows) {
        int left = rows % TILE_ROWS;
        return left < LEAST_TILED ? rows - left : rows - left + TILE_ROWS;
    }

    /// Whether there are so few taps that [FewTaps] keeps their weights in registers.
    private static boolean areFew(int taps) {
        return VectorApi.PRESENT && (taps == 3 || taps == 5);
    }

    /// Computes `rows` rows of `columns` columns, at least [#MIN_COLUMNS].
    ///
    /// @param offset the table of taps, used from `first` on
    /// @param packed the packed weights, from `weights` on
    /// @param bias one per row, from `firstBias` on; −0.0 changes nothing, not even a zero's sign
    /// @param floor +0.0 to rectify, or −∞
    /// @param scratch [#SCRATCH] floats from `free` on; may be part of the array of `source` or `out`
    /// @param rowStride from one row of `out` to the next
    static void run(
            float[] source, int base, int[] offset, int first, int taps,
            float[] packed, int weights, float[] bias, int firstBias, float floor,
            float[] out, int outBase, int rowStride, int rows, int columns, float[] scratch, int free) {
        if (VectorApi.PRESENT) {
            Simd.run(source, base, offset, first, taps, packed, weights, bias, firstBias, floor,
                    out, outBase, rowStride, rows, columns);
        } else {
            Scalar.run(source, base, offset, first, taps, packed, weights, bias, firstBias, floor,
                    out, outBase, rowStride, rows, columns, scratch, free);
        }
    }

    /// The fall-back. C2 turns a loop into vector instructions only if it can tell that no iteration reads what another
    /// one writes. For rows of one array it can if they are a constant distance apart. So the rows that a tile reads are
    /// copied side by side with its sums, which is worth copying each row for every tile.
    static final class Scalar {
        /// Columns computed together, and the distance of the rows.
        private static final int CHUNK = 256;

        private static final int SUM_0 = 4 * CHUNK; // behind four rows of the source
        private static final int SUM_1 = 5 * CHUNK;
        private static final int SUM_2 = 6 * CHUNK;
        private static final int SUM_3 = 7 * CHUNK;

        /// How many floats of memory the rows take.
        static final int LENGTH = 8 * CHUNK;

        private Scalar() {}

        static void run(
                float[] source, int base, int[] offset, int first, int taps,
                float[] packed, int weights, float[] bias, int firstBias, float floor,
                float[] out, int outBase, int rowStride, int rows, int columns, float[] memory, int m) {
            int tiled = tiledRows(rows, taps);
            for (int t = 0; t < columns; t += CHUNK) {
                int n = Math.min(CHUNK, columns - t);
                for (int r = 0; r < rows;) {
                    boolean inTile = r < tiled;
                    int slot = inTile ? r % TILE_ROWS : 0;
                    int step = inTile ? TILE_ROWS : 1;
                    int w = weights + (r - slot) * taps + slot;
                    int count = inTile && slot + 4 <= TILE_ROWS ? 4 : 1;
                    Arrays.fill(memory, m + SUM_0, m + SUM_0 + count * CHUNK, 0f);
                    sums(source, base + t, offset, first, taps, packed, w, step, count, memory, m, n);
                    for (int j = 0; j < Math.min(count, rows - r); j++) {
                        int sum = m + SUM_0 + j * CHUNK;
                        finish(memory, sum, n, bias[firstBias + r + j], floor);
                        System.arraycopy(memory, sum, out, outBase + (r + j) * rowStride + t, n);
                    }
                    r += count;
                }
            }
        }

        /// The sums of one row or four.
        private static void sums(
                float[] source, int x, int[] offset, int first, int taps,
                float[] packed, int w, int step, int count, float[] memory, int m, int n) {
            int i = 0;
            for (; i < taps - 3; i += 4) {
                for (int k = 0; k < 4; k++) {
                    System.arraycopy(source, x + offset[first + i + k], memory, m + k * CHUNK, n);
                }
                if (count == 4) {
                    addFourToFirstTwo(packed, w + i * step, step, memory, m, n);
                    addFourToLastTwo(packed, w + i * step + 2, step, memory, m, n);
                } else {
                    addFour(packed, w + i * step, step, memory, m, n);
                }
            }
            for (; i < taps; i++) {
                System.arraycopy(source, x + offset[first + i], memory, m, n);
                if (count == 4) {
                    addOneToFour(packed, w + i * step, memory, m, n);
                } else {
                    addOne(packed[w + i * step], memory, m, n);
                }
            }
        }

        /// Four taps of the first two rows of four; of all four C2 makes no vector instructions.
        private static void addFourToFirstTwo(float[] packed, int w, int step, float[] memory, int m, int n) {
            float a0 = packed[w], a1 = packed[w + step], a2 = packed[w + 2 * step], a3 = packed[w + 3 * step];
            w++;
            float b0 = packed[w], b1 = packed[w + step], b2 = packed[w + 2 * step], b3 = packed[w + 3 * step];
            for (int t = m, end = m + n; t < end; t++) {
                float x0 = memory[t];
                float x1 = memory[t + CHUNK];
                float x2 = memory[t + 2 * CHUNK];
                float x3 = memory[t + 3 * CHUNK];
                float a = Fma.fma(a1, x1, Fma.fma(a0, x0, memory[t + SUM_0]));
                float b = Fma.fma(b1, x1, Fma.fma(b0, x0, memory[t + SUM_1]));
                memory[t + SUM_0] = Fma.fma(a3, x3, Fma.fma(a2, x2, a));
                memory[t + SUM_1] = Fma.fma(b3, x3, Fma.fma(b2, x2, b));
            }
        }

        /// Four taps of the last two rows of four, whose sums are at another distance.
        private static void addFourToLastTwo(float[] packed, int w, int step, float[] memory, int m, int n) {
            float c0 = packed[w], c1 = packed[w + step], c2 = packed[w + 2 * step], c3 = packed[w + 3 * step];
            w++;
            float d0 = packed[w], d1 = packed[w + step], d2 = packed[w + 2 * step], d3 = packed[w + 3 * step];
            for (int t = m, end = m + n; t < end; t++) {
                float x0 = memory[t];
                float x1 = memory[t + CHUNK];
                float x2 = memory[t + 2 * CHUNK];
                float x3 = memory[t + 3 * CHUNK];
                float c = Fma.fma(c1, x1, Fma.fma(c0, x0, memory[t + SUM_2]));
                float d = Fma.fma(d1, x1, Fma.fma(d0, x0, memory[t + SUM_3]));
                memory[t + SUM_2] = Fma.fma(c3, x3, Fma.fma(c2, x2, c));
                memory[t + SUM_3] = Fma.fma(d3, x3, Fma.fma(d2, x2, d));
            }
        }

        /// One tap of four rows.
        private static void addOneToFour(float[] packed, int w, float[] memory, int m, int n) {
            float a = packed[w], b = packed[w + 1], c = packed[w + 2], d = packed[w + 3];
            for (int t = m, end = m + n; t < end; t++) {
                float x = memory[t];
                memory[t + SUM_0] = Fma.fma(a, x, memory[t + SUM_0]);
                memory[t + SUM_1] = Fma.fma(b, x, memory[t + SUM_1]);
                memory[t + SUM_2] = Fma.fma(c, x, memory[t + SUM_2]);
                memory[t + SUM_3] = Fma.fma(d, x, memory[t + SUM_3]);
            }
        }

        /// Four taps of one row.
        private static void addFour(float[] packed, int w, int step, float[] memory, int m, int n) {
            float w0 = packed[w], w1 = packed[w + step], w2 = packed[w + 2 * step], w3 = packed[w + 3 * step];
            for (int t = m, end = m + n; t < end; t++) {
                float sum = Fma.fma(w1, memory[t + CHUNK], Fma.fma(w0, memory[t], memory[t + SUM_0]));
                memory[t + SUM_0] = Fma.fma(w3, memory[t + 3 * CHUNK], Fma.fma(w2, memory[t + 2 * CHUNK], sum));
            }
        }

        /// One tap of one row.
        private static void addOne(float w, float[] memory, int m, int n) {
            for (int t = m, end = m + n; t < end; t++) {
                memory[t + SUM_0] = Fma.fma(w, memory[t], memory[t + SUM_0]);
            }
        }

        private static void finish(float[] memory, int sum, int n, float bias, float floor) {
            for (int t = sum; t < sum + n; t++) {
                memory[t] = Math.max(memory[t] + bias, floor); // NaN stays NaN, and −0 becomes +0
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
            if (areFew(taps)) {
                int whole = columns / WIDTH * WIDTH;
                few(source, base, offset, first, taps, packed, weights, bias, firstBias, floor,
                        out, outBase, rowStride, rows, whole);
                if (whole < columns) {
                    int t = columns - WIDTH; // back, over what is there already
                    few(source, base + t, offset, first, taps, packed, weights, bias, firstBias, floor,
                            out, outBase + t, rowStride, rows, WIDTH);
                }
                return;
            }
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

        /// All rows of few taps; `columns` is a multiple of the width.
        private static void few(
                float[] source, int x, int[] offset, int first, int taps,
                float[] packed, int weights, float[] bias, int firstBias, float floor,
                float[] out, int y, int rowStride, int rows, int columns) {
            int r = 0;
            while (r < rows) {
                int w = weights + r * taps;
                int b = firstBias + r;
                int to = y + r * rowStride;
                boolean four = rows - r >= 4;
                if (four && taps == 3) {
                    FewTaps.fourRowsOfThree(
                            source, x, offset, first, packed, w, bias, b, floor, out, to, rowStride, columns);
                } else if (four) {
                    FewTaps.fourRowsOfFive(
                            source, x, offset, first, packed, w, bias, b, floor, out, to, rowStride, columns);
                } else if (taps == 3) {
                    FewTaps.rowOfThree(source, x, offset, first, packed, w, bias[b], floor, out, to, columns);
                } else {
                    FewTaps.rowOfFive(source, x, offset, first, packed, w, bias[b], floor, out, to, columns);
                }
                r += four ? 4 : 1;
            }
        }

        /// All rows of some vectors of columns.
        private static void strip(
                float[] source, int x, int[] offset, int first, int taps,
                float[] packed, int weights, float[] bias, int firstBias, float floor,
                float[] out, int y, int rowStride, int rows, int vectors) {
            int tiled = tiledRows(rows, taps);
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
