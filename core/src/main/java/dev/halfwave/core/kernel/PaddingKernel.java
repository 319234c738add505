package dev.halfwave.core.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Copies rows, or the same part of each row, with zeros before and after; no arithmetic.
///
/// `to[r · length + u] = x[r · pitch + u − padLeft]` where `0 ≤ u − padLeft < available`, else +0.0, for `u < length`
final class PaddingKernel {

    /// So many floats behind the last row may be written as well: one vector of the widest kind, less one.
    static final int MARGIN = 15;

    private PaddingKernel() {}

    /// Copies `rows` rows of `inLength` floats into rows of `length` floats, one after the other.
    ///
    /// @param padLeft zeros before each row, at most `length`
    static void run(
            float[] x, int xOffset, int rows, int inLength, int padLeft, float[] to, int toOffset, int length) {
        run(x, xOffset, rows, inLength, inLength, padLeft, to, toOffset, length);
    }

    /// Copies what there is of `rows` rows into rows of `length` floats, one after the other.
    ///
    /// @param pitch from one row of `x` to the next
    /// @param available floats of each row from where it begins on
    /// @param padLeft zeros before each row, at most `length`
    static void run(
            float[] x, int xOffset, int rows, int pitch, int available, int padLeft,
            float[] to, int toOffset, int length) {
        if (VectorApi.PRESENT && available >= Lanes.WIDTH) {
            Simd.run(x, xOffset, rows, pitch, available, padLeft, to, toOffset, length);
        } else {
            Scalar.run(x, xOffset, rows, pitch, available, padLeft, to, toOffset, length);
        }
    }

    static final class Scalar {
        private Scalar() {}

        static void run(
                float[] x, int xOffset, int rows, int pitch, int available, int padLeft,
                float[] to, int toOffset, int length) {
            int inside = Math.min(available, length - padLeft);
            int from = xOffset;
            int row = toOffset;
            for (int r = 0; r < rows; r++, from += pitch, row += length) {
                Arrays.fill(to, row, row + padLeft, 0f);
                System.arraycopy(x, from, to, row + padLeft, inside);
                Arrays.fill(to, row + padLeft + inside, row + length, 0f);
            }
        }
    }

    /// A class of its own, so that the Vector API is linked only where it is there.
    ///
    /// Whole vectors only: what is written past the end of a row is the beginning of the next one, which comes after
    /// it. That is twice as fast as copying the rows one by one with a call for each.
    static final class Simd {
        private static final VectorSpecies<Float> FLOATS = Lanes.FLOATS;
        private static final int WIDTH = Lanes.WIDTH;

        private Simd() {}

        static void run(
                float[] x, int xOffset, int rows, int pitch, int available, int padLeft,
                float[] to, int toOffset, int length) {
            FloatVector zero = FloatVector.zero(FLOATS);
            int inside = Math.min(available, length - padLeft);
            int from = xOffset;
            int row = toOffset;
            for (int r = 0; r < rows; r++, from += pitch, row += length) {
                for (int u = 0; u < padLeft; u += WIDTH) {
                    zero.intoArray(to, row + u);
                }
                int start = row + padLeft;
                int i = 0;
                for (; i <= inside - WIDTH; i += WIDTH) {
                    FloatVector.fromArray(FLOATS, x, from + i).intoArray(to, start + i);
                }
                if (i < inside) { // moved back, if there is no whole vector left to read
                    int last = Math.min(i, available - WIDTH);
                    FloatVector.fromArray(FLOATS, x, from + last).intoArray(to, start + last);
                }
                for (int u = padLeft + inside; u < length; u += WIDTH) {
                    zero.intoArray(to, row + u);
                }
            }
        }
    }
}
