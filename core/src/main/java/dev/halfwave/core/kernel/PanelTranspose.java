package dev.halfwave.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// Transposes 16 rows that begin anywhere into half a panel, whose rows are [GemmKernel#PANEL] floats apart, with vectors
/// of 512 bits: what [TransposeKernel] does, faster. In a class of its own, so that the Vector API is linked only where it
/// is there.
///
/// A block of 16 × 16 stays in registers: `a` is what is loaded, `b` to `e` what is there after exchanges over 8, 4, 2
/// and 1 lanes.
///
/// Every index is a variable plus a constant times the loop's counter, which lets the JIT compiler check bounds once
/// before the loop: with checks for each load and store a block takes one and a half times as long.
///
/// This is why the exchanges are written twice, here and in [TransposeKernel], where rows of the result are a variable
/// distance apart. One loop for both takes 6 % longer here and 25 % there, and a helper method that is not inlined, as
/// one of this size is not, would box the vectors that it returns.
final class PanelTranspose {

    /// Rows and columns of a block.
    static final int BLOCK = 16;

    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_512;
    private static final int PANEL = GemmKernel.PANEL;

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

    private PanelTranspose() {}

    private static VectorShuffle<Float> swap(int distance) {
        return VectorShuffle.fromOp(FLOATS, lane -> lane ^ distance);
    }

    private static VectorMask<Float> upper(int distance) {
        boolean[] lanes = new boolean[BLOCK];
        for (int lane = 0; lane < BLOCK; lane++) {
            lanes[lane] = (lane & distance) != 0;
        }
        return VectorMask.fromValues(FLOATS, lanes);
    }

    /// `to[t + PANEL · j + i] = from[f_i + j]` for `i < 16` and every `j` of whole blocks below `columns`.
    static void toPanel(
            float[] from, int f0, int f1, int f2, int f3, int f4, int f5, int f6, int f7, int f8, int f9, int f10,
            int f11, int f12, int f13, int f14, int f15,
            int columns, float[] to, int t) {
        for (int j = 0; j <= columns - BLOCK; j += BLOCK) {
            FloatVector a0 = FloatVector.fromArray(FLOATS, from, f0 + j);
            FloatVector a1 = FloatVector.fromArray(FLOATS, from, f1 + j);
            FloatVector a2 = FloatVector.fromArray(FLOATS, from, f2 + j);
            FloatVector a3 = FloatVector.fromArray(FLOATS, from, f3 + j);
            FloatVector a4 = FloatVector.fromArray(FLOATS, from, f4 + j);
            FloatVector a5 = FloatVector.fromArray(FLOATS, from, f5 + j);
            FloatVector a6 = FloatVector.fromArray(FLOATS, from, f6 + j);
            FloatVector a7 = FloatVector.fromArray(FLOATS, from, f7 + j);
            FloatVector a8 = FloatVector.fromArray(FLOATS, from, f8 + j);
            FloatVector a9 = FloatVector.fromArray(FLOATS, from, f9 + j);
            FloatVector a10 = FloatVector.fromArray(FLOATS, from, f10 + j);
            FloatVector a11 = FloatVector.fromArray(FLOATS, from, f11 + j);
            FloatVector a12 = FloatVector.fromArray(FLOATS, from, f12 + j);
            FloatVector a13 = FloatVector.fromArray(FLOATS, from, f13 + j);
            FloatVector a14 = FloatVector.fromArray(FLOATS, from, f14 + j);
            FloatVector a15 = FloatVector.fromArray(FLOATS, from, f15 + j);
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
            e0.intoArray(to, t + PANEL * j);
            e1.intoArray(to, t + PANEL * j + PANEL);
            e2.intoArray(to, t + PANEL * j + 2 * PANEL);
            e3.intoArray(to, t + PANEL * j + 3 * PANEL);
            e4.intoArray(to, t + PANEL * j + 4 * PANEL);
            e5.intoArray(to, t + PANEL * j + 5 * PANEL);
            e6.intoArray(to, t + PANEL * j + 6 * PANEL);
            e7.intoArray(to, t + PANEL * j + 7 * PANEL);
            e8.intoArray(to, t + PANEL * j + 8 * PANEL);
            e9.intoArray(to, t + PANEL * j + 9 * PANEL);
            e10.intoArray(to, t + PANEL * j + 10 * PANEL);
            e11.intoArray(to, t + PANEL * j + 11 * PANEL);
            e12.intoArray(to, t + PANEL * j + 12 * PANEL);
            e13.intoArray(to, t + PANEL * j + 13 * PANEL);
            e14.intoArray(to, t + PANEL * j + 14 * PANEL);
            e15.intoArray(to, t + PANEL * j + 15 * PANEL);
        }
    }
}
