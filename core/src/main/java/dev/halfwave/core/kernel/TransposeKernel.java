package dev.halfwave.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// Transposes matrices; no arithmetic.
final class TransposeKernel {

    private TransposeKernel() {}

    /// `to[toOffset + j · toStride + i] = from[fromOffset + i · fromStride + j]` for `i < rows`, `j < columns`.
    ///
    /// @param room how many floats of each row of the result may be written, at least `rows`
    static void transpose(
            float[] from, int fromOffset, int fromStride, int rows, int columns,
            float[] to, int toOffset, int toStride, int room) {
        if (VectorApi.PRESENT) {
            Simd.transpose(from, fromOffset, fromStride, rows, columns, to, toOffset, toStride, room);
        } else {
            Scalar.transpose(from, fromOffset, fromStride, rows, columns, to, toOffset, toStride);
        }
    }

    static final class Scalar {
        /// Rows read side by side, so that what is written is a run of floats.
        private static final int BLOCK = 8;

        private Scalar() {}

        static void transpose(
                float[] from, int fromOffset, int fromStride, int rows, int columns,
                float[] to, int toOffset, int toStride) {
            for (int first = 0; first < rows; first += BLOCK) {
                int end = Math.min(first + BLOCK, rows);
                for (int j = 0; j < columns; j++) {
                    for (int i = first; i < end; i++) {
                        to[toOffset + j * toStride + i] = from[fromOffset + i * fromStride + j];
                    }
                }
            }
        }
    }

    /// A class of its own, so that the Vector API is linked only where it is there.
    ///
    /// Square blocks of one vector's width are transposed by exchanging halves, quarters and so on: for each distance
    /// `h` = WIDTH/2, …, 2, 1 the rows `i` and `i + h` exchange the lanes in which they differ. Two distances are taken
    /// at once on four rows in registers; the result is the memory between them.
    static final class Simd {
        private static final VectorSpecies<Float> FLOATS = Lanes.FLOATS;
        private static final int WIDTH = Lanes.WIDTH;

        private static final VectorShuffle<Float> SWAP_8 = swap(8);
        private static final VectorShuffle<Float> SWAP_4 = swap(4);
        private static final VectorShuffle<Float> SWAP_2 = swap(2);
        private static final VectorShuffle<Float> SWAP_1 = swap(1);
        private static final VectorMask<Float> UPPER_8 = upper(8);
        private static final VectorMask<Float> UPPER_4 = upper(4);
        private static final VectorMask<Float> UPPER_2 = upper(2);
        private static final VectorMask<Float> UPPER_1 = upper(1);

        private Simd() {}

        private static VectorShuffle<Float> swap(int distance) {
            return VectorShuffle.fromOp(FLOATS, lane -> (lane ^ distance) % WIDTH);
        }

        private static VectorMask<Float> upper(int distance) {
            boolean[] lanes = new boolean[WIDTH];
            for (int lane = 0; lane < WIDTH; lane++) {
                lanes[lane] = (lane & distance) != 0;
            }
            return VectorMask.fromValues(FLOATS, lanes);
        }

        static void transpose(
                float[] from, int fromOffset, int fromStride, int rows, int columns,
                float[] to, int toOffset, int toStride, int room) {
            if (columns < WIDTH || (rows < WIDTH && room < WIDTH)) {
                Scalar.transpose(from, fromOffset, fromStride, rows, columns, to, toOffset, toStride);
                return;
            }
            for (int i = 0; i < rows; i += WIDTH) {
                // A last block that would not fit is moved back: it writes again what is there already.
                int row = i + WIDTH <= room ? i : rows - WIDTH;
                for (int j = 0; j < columns; j += WIDTH) {
                    int column = Math.min(j, columns - WIDTH);
                    block(from, fromOffset + row * fromStride + column, fromStride, Math.min(WIDTH, rows - row) - 1,
                            to, toOffset + column * toStride + row, toStride);
                }
            }
        }

        /// One square block; rows after the last one are the last one again.
        private static void block(float[] from, int f, int fromStride, int last, float[] to, int t, int toStride) {
            if (WIDTH == 16) {
                for (int i = 0; i < 4; i++) {
                    exchange8and4(from, f + Math.min(i, last) * fromStride, f + Math.min(i + 4, last) * fromStride,
                            f + Math.min(i + 8, last) * fromStride, f + Math.min(i + 12, last) * fromStride,
                            to, t + i * toStride, 4 * toStride);
                }
                for (int i = 0; i < 16; i += 4) {
                    int at = t + i * toStride;
                    exchange2and1(to, at, at + toStride, at + 2 * toStride, at + 3 * toStride, to, at, toStride);
                }
            } else if (WIDTH == 8) {
                for (int i = 0; i < 2; i++) {
                    exchange4and2(from, f + Math.min(i, last) * fromStride, f + Math.min(i + 2, last) * fromStride,
                            f + Math.min(i + 4, last) * fromStride, f + Math.min(i + 6, last) * fromStride,
                            to, t + i * toStride, 2 * toStride);
                }
                for (int i = 0; i < 8; i += 2) {
                    exchange1(to, t + i * toStride, toStride);
                }
            } else {
                exchange2and1(from, f, f + Math.min(1, last) * fromStride, f + Math.min(2, last) * fromStride,
                        f + Math.min(3, last) * fromStride, to, t, toStride);
            }
        }

        private static void exchange8and4(
                float[] from, int f0, int f1, int f2, int f3, float[] to, int t, int toStride) {
            FloatVector r0 = FloatVector.fromArray(FLOATS, from, f0);
            FloatVector r1 = FloatVector.fromArray(FLOATS, from, f1);
            FloatVector r2 = FloatVector.fromArray(FLOATS, from, f2);
            FloatVector r3 = FloatVector.fromArray(FLOATS, from, f3);
            FloatVector s0 = r0.blend(r2.rearrange(SWAP_8), UPPER_8);
            FloatVector s1 = r1.blend(r3.rearrange(SWAP_8), UPPER_8);
            FloatVector s2 = r0.rearrange(SWAP_8).blend(r2, UPPER_8);
            FloatVector s3 = r1.rearrange(SWAP_8).blend(r3, UPPER_8);
            s0.blend(s1.rearrange(SWAP_4), UPPER_4).intoArray(to, t);
            s0.rearrange(SWAP_4).blend(s1, UPPER_4).intoArray(to, t + toStride);
            s2.blend(s3.rearrange(SWAP_4), UPPER_4).intoArray(to, t + 2 * toStride);
            s2.rearrange(SWAP_4).blend(s3, UPPER_4).intoArray(to, t + 3 * toStride);
        }

        private static void exchange4and2(
                float[] from, int f0, int f1, int f2, int f3, float[] to, int t, int toStride) {
            FloatVector r0 = FloatVector.fromArray(FLOATS, from, f0);
            FloatVector r1 = FloatVector.fromArray(FLOATS, from, f1);
            FloatVector r2 = FloatVector.fromArray(FLOATS, from, f2);
            FloatVector r3 = FloatVector.fromArray(FLOATS, from, f3);
            FloatVector s0 = r0.blend(r2.rearrange(SWAP_4), UPPER_4);
            FloatVector s1 = r1.blend(r3.rearrange(SWAP_4), UPPER_4);
            FloatVector s2 = r0.rearrange(SWAP_4).blend(r2, UPPER_4);
            FloatVector s3 = r1.rearrange(SWAP_4).blend(r3, UPPER_4);
            s0.blend(s1.rearrange(SWAP_2), UPPER_2).intoArray(to, t);
            s0.rearrange(SWAP_2).blend(s1, UPPER_2).intoArray(to, t + toStride);
            s2.blend(s3.rearrange(SWAP_2), UPPER_2).intoArray(to, t + 2 * toStride);
            s2.rearrange(SWAP_2).blend(s3, UPPER_2).intoArray(to, t + 3 * toStride);
        }

        private static void exchange2and1(
                float[] from, int f0, int f1, int f2, int f3, float[] to, int t, int toStride) {
            FloatVector r0 = FloatVector.fromArray(FLOATS, from, f0);
            FloatVector r1 = FloatVector.fromArray(FLOATS, from, f1);
            FloatVector r2 = FloatVector.fromArray(FLOATS, from, f2);
            FloatVector r3 = FloatVector.fromArray(FLOATS, from, f3);
            FloatVector s0 = r0.blend(r2.rearrange(SWAP_2), UPPER_2);
            FloatVector s1 = r1.blend(r3.rearrange(SWAP_2), UPPER_2);
            FloatVector s2 = r0.rearrange(SWAP_2).blend(r2, UPPER_2);
            FloatVector s3 = r1.rearrange(SWAP_2).blend(r3, UPPER_2);
            s0.blend(s1.rearrange(SWAP_1), UPPER_1).intoArray(to, t);
            s0.rearrange(SWAP_1).blend(s1, UPPER_1).intoArray(to, t + toStride);
            s2.blend(s3.rearrange(SWAP_1), UPPER_1).intoArray(to, t + 2 * toStride);
            s2.rearrange(SWAP_1).blend(s3, UPPER_1).intoArray(to, t + 3 * toStride);
        }

        private static void exchange1(float[] rows, int at, int stride) {
            FloatVector r0 = FloatVector.fromArray(FLOATS, rows, at);
            FloatVector r1 = FloatVector.fromArray(FLOATS, rows, at + stride);
            r0.blend(r1.rearrange(SWAP_1), UPPER_1).intoArray(rows, at);
            r0.rearrange(SWAP_1).blend(r1, UPPER_1).intoArray(rows, at + stride);
        }
    }
}
