package dev.halfwave.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// Transposes matrices; no arithmetic.
public final class TransposeKernel {

    private TransposeKernel() {}

    /// `to[toOffset + j · toStride + i] = from[fromOffset + i · fromStride + j]` for `i < rows`, `j < columns`.
    ///
    /// @param room how many floats of each row of the result may be written, at least `rows`
    public static void transpose(
            float[] from, int fromOffset, int fromStride, int rows, int columns,
            float[] to, int toOffset, int toStride, int room) {
        if (VectorApi.PRESENT) {
            Simd.transpose(from, fromOffset, fromStride, rows, columns, to, toOffset, toStride, room);
        } else {
            Scalar.transpose(from, fromOffset, fromStride, rows, columns, to, toOffset, toStride);
        }
    }

    /// The same for rows that begin anywhere: row `i` at `fromOffset + row[first + i]`.
    static void transposeRows(
            float[] from, int fromOffset, int[] row, int first, int rows, int columns,
            float[] to, int toOffset, int toStride, int room) {
        if (VectorApi.PRESENT) {
            Simd.transposeRows(from, fromOffset, row, first, rows, columns, to, toOffset, toStride, room);
        } else {
            Scalar.transposeRows(from, fromOffset, row, first, rows, columns, to, toOffset, toStride);
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

        static void transposeRows(
                float[] from, int fromOffset, int[] row, int first, int rows, int columns,
                float[] to, int toOffset, int toStride) {
            for (int i = 0; i < rows; i++) {
                int f = fromOffset + row[first + i];
                for (int j = 0; j < columns; j++) {
                    to[toOffset + j * toStride + i] = from[f + j];
                }
            }
        }
    }

    /// A class of its own, so that the Vector API is linked only where it is there.
    ///
    /// Square blocks of one vector's width are transposed by exchanging halves, quarters and so on: for each distance
    /// `h` = WIDTH/2, …, 2, 1 the rows `i` and `i + h` exchange the lanes in which they differ. Neighbours (`h` = 1) are
    /// the halves of 64 bits: shifting those is cheaper than a permutation. (The shifts are written out: a helper method
    /// is not inlined into so large a one, and then boxes its vectors.) Processors with 512-bit vectors have 32
    /// registers, which hold a whole block; otherwise two distances are taken at once on four rows, and the result is
    /// the memory between them.
    ///
    /// From rows to panels [PanelTranspose] does the same faster, where vectors have 512 bits.
    static final class Simd {
        private static final VectorSpecies<Float> FLOATS = Lanes.FLOATS;
        private static final int WIDTH = Lanes.WIDTH;

        private static final VectorShuffle<Float> SWAP_8 = swap(8);
        private static final VectorShuffle<Float> SWAP_4 = swap(4);
        private static final VectorShuffle<Float> SWAP_2 = swap(2);

        /// Of two neighbours the first into the place of the second, and back.
        private static final VectorOperators.Binary UP = VectorOperators.LSHL;

        private static final VectorOperators.Binary DOWN = VectorOperators.LSHR;

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
            if (WIDTH == PanelTranspose.BLOCK && toStride == GemmKernel.PANEL) {
                toPanel(from, fromOffset, fromStride, rows, columns, to, toOffset, room);
                return;
            }
            for (int i = 0; i < rows; i += WIDTH) {
                // A last block that would not fit is moved back: it writes again what is there already.
                int row = i + WIDTH <= room ? i : rows - WIDTH;
                int last = Math.min(WIDTH, rows - row) - 1;
                for (int j = 0; j < columns; j += WIDTH) {
                    int column = Math.min(j, columns - WIDTH);
                    int f = fromOffset + row * fromStride + column;
                    int t = toOffset + column * toStride + row;
                    block(from, f, f + Math.min(1, last) * fromStride, f + Math.min(2, last) * fromStride,
                            f + Math.min(3, last) * fromStride, f + Math.min(4, last) * fromStride,
                            f + Math.min(5, last) * fromStride, f + Math.min(6, last) * fromStride,
                            f + Math.min(7, last) * fromStride, f + Math.min(8, last) * fromStride,
                            f + Math.min(9, last) * fromStride, f + Math.min(10, last) * fromStride,
                            f + Math.min(11, last) * fromStride, f + Math.min(12, last) * fromStride,
                            f + Math.min(13, last) * fromStride, f + Math.min(14, last) * fromStride,
                            f + Math.min(15, last) * fromStride, to, t, toStride);
                }
            }
        }

        private static void toPanel(
                float[] from, int fromOffset, int fromStride, int rows, int columns, float[] to, int toOffset,
                int room) {
            for (int i = 0; i < rows; i += WIDTH) {
                int row = i + WIDTH <= room ? i : rows - WIDTH;
                int last = Math.min(WIDTH, rows - row) - 1;
                int f = fromOffset + row * fromStride;
                toPanel(from, f, f + Math.min(1, last) * fromStride, f + Math.min(2, last) * fromStride,
                        f + Math.min(3, last) * fromStride, f + Math.min(4, last) * fromStride,
                        f + Math.min(5, last) * fromStride, f + Math.min(6, last) * fromStride,
                        f + Math.min(7, last) * fromStride, f + Math.min(8, last) * fromStride,
                        f + Math.min(9, last) * fromStride, f + Math.min(10, last) * fromStride,
                        f + Math.min(11, last) * fromStride, f + Math.min(12, last) * fromStride,
                        f + Math.min(13, last) * fromStride, f + Math.min(14, last) * fromStride,
                        f + Math.min(15, last) * fromStride, columns, to, toOffset + row);
            }
        }

        /// 16 rows of any length: the last block is moved back.
        private static void toPanel(
                float[] from, int f0, int f1, int f2, int f3, int f4, int f5, int f6, int f7, int f8, int f9, int f10,
                int f11, int f12, int f13, int f14, int f15, int columns, float[] to, int t) {
            PanelTranspose.toPanel(from, f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15,
                    columns, to, t);
            if (columns % WIDTH > 0) {
                int j = columns - WIDTH;
                PanelTranspose.toPanel(from, f0 + j, f1 + j, f2 + j, f3 + j, f4 + j, f5 + j, f6 + j, f7 + j, f8 + j,
                        f9 + j, f10 + j, f11 + j, f12 + j, f13 + j, f14 + j, f15 + j,
                        WIDTH, to, t + j * GemmKernel.PANEL);
            }
        }

        static void transposeRows(
                float[] from, int fromOffset, int[] rowOffset, int first, int rows, int columns,
                float[] to, int toOffset, int toStride, int room) {
            if (columns < WIDTH || (rows < WIDTH && room < WIDTH)) {
                Scalar.transposeRows(from, fromOffset, rowOffset, first, rows, columns, to, toOffset, toStride);
                return;
            }
            for (int i = 0; i < rows; i += WIDTH) {
                int row = i + WIDTH <= room ? i : rows - WIDTH;
                int last = Math.min(WIDTH, rows - row) - 1;
                int r = first + row;
                if (WIDTH == PanelTranspose.BLOCK && toStride == GemmKernel.PANEL) {
                    int f = fromOffset;
                    toPanel(from, f + rowOffset[r], f + rowOffset[r + Math.min(1, last)],
                            f + rowOffset[r + Math.min(2, last)], f + rowOffset[r + Math.min(3, last)],
                            f + rowOffset[r + Math.min(4, last)], f + rowOffset[r + Math.min(5, last)],
                            f + rowOffset[r + Math.min(6, last)], f + rowOffset[r + Math.min(7, last)],
                            f + rowOffset[r + Math.min(8, last)], f + rowOffset[r + Math.min(9, last)],
                            f + rowOffset[r + Math.min(10, last)], f + rowOffset[r + Math.min(11, last)],
                            f + rowOffset[r + Math.min(12, last)], f + rowOffset[r + Math.min(13, last)],
                            f + rowOffset[r + Math.min(14, last)], f + rowOffset[r + Math.min(15, last)],
                            columns, to, toOffset + row);
                    continue;
                }
                for (int j = 0; j < columns; j += WIDTH) {
                    int column = Math.min(j, columns - WIDTH);
                    int f = fromOffset + column;
                    int t = toOffset + column * toStride + row;
                    block(from, f + rowOffset[r], f + rowOffset[r + Math.min(1, last)],
                            f + rowOffset[r + Math.min(2, last)], f + rowOffset[r + Math.min(3, last)],
                            f + rowOffset[r + Math.min(4, last)], f + rowOffset[r + Math.min(5, last)],
                            f + rowOffset[r + Math.min(6, last)], f + rowOffset[r + Math.min(7, last)],
                            f + rowOffset[r + Math.min(8, last)], f + rowOffset[r + Math.min(9, last)],
                            f + rowOffset[r + Math.min(10, last)], f + rowOffset[r + Math.min(11, last)],
                            f + rowOffset[r + Math.min(12, last)], f + rowOffset[r + Math.min(13, last)],
                            f + rowOffset[r + Math.min(14, last)], f + rowOffset[r + Math.min(15, last)], to, t,
                            toStride);
                }
            }
        }

        /// One square block, whose rows begin at these offsets, as many as a vector has lanes; rows after the last one
        /// are the last one again.
        private static void block(
                float[] from, int f0, int f1, int f2, int f3, int f4, int f5, int f6, int f7, int f8, int f9, int f10,
                int f11, int f12, int f13, int f14, int f15,
                float[] to, int t, int toStride) {
            if (WIDTH == 16) {
                block16(from, f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, to, t, toStride);
            } else if (WIDTH == 8) {
                exchange4and2(from, f0, f2, f4, f6, to, t, 2 * toStride);
                exchange4and2(from, f1, f3, f5, f7, to, t + toStride, 2 * toStride);
                for (int i = 0; i < 8; i += 2) {
                    exchange1(to, t + i * toStride, toStride);
                }
            } else {
                exchange2and1(from, f0, f1, f2, f3, to, t, toStride);
            }
        }

        /// All in registers: a, the rows; b to e, after exchanges over 8, 4, 2 and 1.
        private static void block16(
                float[] from, int f0, int f1, int f2, int f3, int f4, int f5, int f6, int f7, int f8, int f9, int f10,
                int f11, int f12, int f13, int f14, int f15,
                float[] to, int t, int toStride) {
            FloatVector a0 = FloatVector.fromArray(FLOATS, from, f0);
            FloatVector a1 = FloatVector.fromArray(FLOATS, from, f1);
            FloatVector a2 = FloatVector.fromArray(FLOATS, from, f2);
            FloatVector a3 = FloatVector.fromArray(FLOATS, from, f3);
            FloatVector a4 = FloatVector.fromArray(FLOATS, from, f4);
            FloatVector a5 = FloatVector.fromArray(FLOATS, from, f5);
            FloatVector a6 = FloatVector.fromArray(FLOATS, from, f6);
            FloatVector a7 = FloatVector.fromArray(FLOATS, from, f7);
            FloatVector a8 = FloatVector.fromArray(FLOATS, from, f8);
            FloatVector a9 = FloatVector.fromArray(FLOATS, from, f9);
            FloatVector a10 = FloatVector.fromArray(FLOATS, from, f10);
            FloatVector a11 = FloatVector.fromArray(FLOATS, from, f11);
            FloatVector a12 = FloatVector.fromArray(FLOATS, from, f12);
            FloatVector a13 = FloatVector.fromArray(FLOATS, from, f13);
            FloatVector a14 = FloatVector.fromArray(FLOATS, from, f14);
            FloatVector a15 = FloatVector.fromArray(FLOATS, from, f15);
            FloatVector b0 = a0.blend(a8.rearrange(SWAP_8), UPPER_8);
            FloatVector b8 = a0.rearrange(SWAP_8).blend(a8, UPPER_8);
            FloatVector b1 = a1.blend(a9.rearrange(SWAP_8), UPPER_8);
            FloatVector b9 = a1.rearrange(SWAP_8).blend(a9, UPPER_8);
            FloatVector b2 = a2.blend(a10.rearrange(SWAP_8), UPPER_8);
            FloatVector b10 = a2.rearrange(SWAP_8).blend(a10, UPPER_8);
            FloatVector b3 = a3.blend(a11.rearrange(SWAP_8), UPPER_8);
            FloatVector b11 = a3.rearrange(SWAP_8).blend(a11, UPPER_8);
            FloatVector b4 = a4.blend(a12.rearrange(SWAP_8), UPPER_8);
            FloatVector b12 = a4.rearrange(SWAP_8).blend(a12, UPPER_8);
            FloatVector b5 = a5.blend(a13.rearrange(SWAP_8), UPPER_8);
            FloatVector b13 = a5.rearrange(SWAP_8).blend(a13, UPPER_8);
            FloatVector b6 = a6.blend(a14.rearrange(SWAP_8), UPPER_8);
            FloatVector b14 = a6.rearrange(SWAP_8).blend(a14, UPPER_8);
            FloatVector b7 = a7.blend(a15.rearrange(SWAP_8), UPPER_8);
            FloatVector b15 = a7.rearrange(SWAP_8).blend(a15, UPPER_8);
            FloatVector c0 = b0.blend(b4.rearrange(SWAP_4), UPPER_4);
            FloatVector c4 = b0.rearrange(SWAP_4).blend(b4, UPPER_4);
            FloatVector c1 = b1.blend(b5.rearrange(SWAP_4), UPPER_4);
            FloatVector c5 = b1.rearrange(SWAP_4).blend(b5, UPPER_4);
            FloatVector c2 = b2.blend(b6.rearrange(SWAP_4), UPPER_4);
            FloatVector c6 = b2.rearrange(SWAP_4).blend(b6, UPPER_4);
            FloatVector c3 = b3.blend(b7.rearrange(SWAP_4), UPPER_4);
            FloatVector c7 = b3.rearrange(SWAP_4).blend(b7, UPPER_4);
            FloatVector c8 = b8.blend(b12.rearrange(SWAP_4), UPPER_4);
            FloatVector c12 = b8.rearrange(SWAP_4).blend(b12, UPPER_4);
            FloatVector c9 = b9.blend(b13.rearrange(SWAP_4), UPPER_4);
            FloatVector c13 = b9.rearrange(SWAP_4).blend(b13, UPPER_4);
            FloatVector c10 = b10.blend(b14.rearrange(SWAP_4), UPPER_4);
            FloatVector c14 = b10.rearrange(SWAP_4).blend(b14, UPPER_4);
            FloatVector c11 = b11.blend(b15.rearrange(SWAP_4), UPPER_4);
            FloatVector c15 = b11.rearrange(SWAP_4).blend(b15, UPPER_4);
            FloatVector d0 = c0.blend(c2.rearrange(SWAP_2), UPPER_2);
            FloatVector d2 = c0.rearrange(SWAP_2).blend(c2, UPPER_2);
            FloatVector d1 = c1.blend(c3.rearrange(SWAP_2), UPPER_2);
            FloatVector d3 = c1.rearrange(SWAP_2).blend(c3, UPPER_2);
            FloatVector d4 = c4.blend(c6.rearrange(SWAP_2), UPPER_2);
            FloatVector d6 = c4.rearrange(SWAP_2).blend(c6, UPPER_2);
            FloatVector d5 = c5.blend(c7.rearrange(SWAP_2), UPPER_2);
            FloatVector d7 = c5.rearrange(SWAP_2).blend(c7, UPPER_2);
            FloatVector d8 = c8.blend(c10.rearrange(SWAP_2), UPPER_2);
            FloatVector d10 = c8.rearrange(SWAP_2).blend(c10, UPPER_2);
            FloatVector d9 = c9.blend(c11.rearrange(SWAP_2), UPPER_2);
            FloatVector d11 = c9.rearrange(SWAP_2).blend(c11, UPPER_2);
            FloatVector d12 = c12.blend(c14.rearrange(SWAP_2), UPPER_2);
            FloatVector d14 = c12.rearrange(SWAP_2).blend(c14, UPPER_2);
            FloatVector d13 = c13.blend(c15.rearrange(SWAP_2), UPPER_2);
            FloatVector d15 = c13.rearrange(SWAP_2).blend(c15, UPPER_2);
            FloatVector e0 = d0.blend(d1.reinterpretAsLongs().lanewise(UP, 32).reinterpretAsFloats(), UPPER_1);
            FloatVector e1 = d0.reinterpretAsLongs().lanewise(DOWN, 32).reinterpretAsFloats().blend(d1, UPPER_1);
            FloatVector e2 = d2.blend(d3.reinterpretAsLongs().lanewise(UP, 32).reinterpretAsFloats(), UPPER_1);
            FloatVector e3 = d2.reinterpretAsLongs().lanewise(DOWN, 32).reinterpretAsFloats().blend(d3, UPPER_1);
            FloatVector e4 = d4.blend(d5.reinterpretAsLongs().lanewise(UP, 32).reinterpretAsFloats(), UPPER_1);
            FloatVector e5 = d4.reinterpretAsLongs().lanewise(DOWN, 32).reinterpretAsFloats().blend(d5, UPPER_1);
            FloatVector e6 = d6.blend(d7.reinterpretAsLongs().lanewise(UP, 32).reinterpretAsFloats(), UPPER_1);
            FloatVector e7 = d6.reinterpretAsLongs().lanewise(DOWN, 32).reinterpretAsFloats().blend(d7, UPPER_1);
            FloatVector e8 = d8.blend(d9.reinterpretAsLongs().lanewise(UP, 32).reinterpretAsFloats(), UPPER_1);
            FloatVector e9 = d8.reinterpretAsLongs().lanewise(DOWN, 32).reinterpretAsFloats().blend(d9, UPPER_1);
            FloatVector e10 = d10.blend(d11.reinterpretAsLongs().lanewise(UP, 32).reinterpretAsFloats(), UPPER_1);
            FloatVector e11 = d10.reinterpretAsLongs().lanewise(DOWN, 32).reinterpretAsFloats().blend(d11, UPPER_1);
            FloatVector e12 = d12.blend(d13.reinterpretAsLongs().lanewise(UP, 32).reinterpretAsFloats(), UPPER_1);
            FloatVector e13 = d12.reinterpretAsLongs().lanewise(DOWN, 32).reinterpretAsFloats().blend(d13, UPPER_1);
            FloatVector e14 = d14.blend(d15.reinterpretAsLongs().lanewise(UP, 32).reinterpretAsFloats(), UPPER_1);
            FloatVector e15 = d14.reinterpretAsLongs().lanewise(DOWN, 32).reinterpretAsFloats().blend(d15, UPPER_1);
            e0.intoArray(to, t);
            e1.intoArray(to, t + toStride);
            e2.intoArray(to, t + 2 * toStride);
            e3.intoArray(to, t + 3 * toStride);
            e4.intoArray(to, t + 4 * toStride);
            e5.intoArray(to, t + 5 * toStride);
            e6.intoArray(to, t + 6 * toStride);
            e7.intoArray(to, t + 7 * toStride);
            e8.intoArray(to, t + 8 * toStride);
            e9.intoArray(to, t + 9 * toStride);
            e10.intoArray(to, t + 10 * toStride);
            e11.intoArray(to, t + 11 * toStride);
            e12.intoArray(to, t + 12 * toStride);
            e13.intoArray(to, t + 13 * toStride);
            e14.intoArray(to, t + 14 * toStride);
            e15.intoArray(to, t + 15 * toStride);
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
            s0.blend(s1.reinterpretAsLongs().lanewise(UP, 32).reinterpretAsFloats(), UPPER_1).intoArray(to, t);
            s0.reinterpretAsLongs().lanewise(DOWN, 32).reinterpretAsFloats().blend(s1, UPPER_1).intoArray(to,
                    t + toStride);
            s2.blend(s3.reinterpretAsLongs().lanewise(UP, 32).reinterpretAsFloats(), UPPER_1).intoArray(to,
                    t + 2 * toStride);
            s2.reinterpretAsLongs().lanewise(DOWN, 32).reinterpretAsFloats().blend(s3, UPPER_1).intoArray(to,
                    t + 3 * toStride);
        }

        private static void exchange1(float[] rows, int at, int stride) {
            FloatVector r0 = FloatVector.fromArray(FLOATS, rows, at);
            FloatVector r1 = FloatVector.fromArray(FLOATS, rows, at + stride);
            r0.blend(r1.reinterpretAsLongs().lanewise(UP, 32).reinterpretAsFloats(), UPPER_1).intoArray(rows, at);
            r0.reinterpretAsLongs().lanewise(DOWN, 32).reinterpretAsFloats().blend(r1, UPPER_1).intoArray(rows,
                    at + stride);
        }
    }
}
