package dev.halfwave.core.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Copies samples into rows with zeros around them, in which every tap of a filter is a contiguous run; see
/// [Conv1dGeometry]. The zeros are written once per call, by [#clear], and not for every sample.
final class Conv1dStaging {

    /// Runs shorter than this are copied in a loop: a call costs more.
    private static final int SHORT = 16;

    private Conv1dStaging() {}

    /// Makes everything zero that is not overwritten by samples.
    static void clear(float[] staged, int length) {
        Arrays.fill(staged, 0, length, 0f);
    }

    /// Copies samples of `x`, one row per channel and phase of the stride.
    static void input(Conv1dGeometry g, int count, int together, float[] x, int xOffset, float[] staged) {
        int stride = g.stride();
        int pitch = g.inPitch();
        int row = g.inRow(together);
        int from = xOffset;
        for (int s = 0; s < count; s++) {
            int to = s * pitch;
            for (int channel = 0; channel < g.inChannels(); channel++, from += g.inLength()) {
                for (int slot = 0; slot < g.inPhases(); slot++, to += row) {
                    int start = g.phaseStart(slot) - g.padLeft(); // where the phase begins in x
                    int lead = start < 0 ? Math.ceilDiv(-start, stride) : 0;
                    int first = start + lead * stride;
                    int inside = first < g.inLength() ? Math.ceilDiv(g.inLength() - first, stride) : 0;
                    copy(x, from + first, stride, staged, to + lead, 1, Math.min(inside, pitch - lead));
                }
            }
        }
    }

    /// Copies samples of `dy`, one row per channel.
    static void output(Conv1dGeometry g, int count, int together, float[] dy, int dyOffset, float[] staged) {
        int row = g.outRow(together);
        int from = dyOffset;
        for (int s = 0; s < count; s++) {
            int to = s * g.outPitch() + g.outLead();
            for (int channel = 0; channel < g.outChannels(); channel++, to += row, from += g.outLength()) {
                copy(dy, from, 1, staged, to, 1, g.outLength());
            }
        }
    }

    /// Copies rows of results to where they belong.
    ///
    /// @param toRow from one row to the next
    /// @param toStride from one result to the next
    static void results(
            float[] from, int fromOffset, int fromRow, int rows, int n, float[] to, int toOffset, int toRow,
            int toStride) {
        for (int r = 0; r < rows; r++) {
            copy(from, fromOffset + r * fromRow, 1, to, toOffset + r * toRow, toStride, n);
        }
    }

    /// Copies `n` floats that are `fromStride` apart to where they are `toStride` apart.
    static void copy(
            float[] from, int fromOffset, int fromStride, float[] to, int toOffset, int toStride, int n) {
        if (fromStride == 1 && toStride == 1) {
            copy(from, fromOffset, to, toOffset, n);
            return;
        }
        int done = 0;
        if (VectorApi.PRESENT && fromStride == 2 && toStride == 1) {
            done = Simd.gather(from, fromOffset, to, toOffset, n);
        } else if (VectorApi.PRESENT && fromStride == 1 && toStride == 2) {
            done = Simd.scatter(from, fromOffset, to, toOffset, n);
        }
        for (int i = done; i < n; i++) {
            to[toOffset + i * toStride] = from[fromOffset + i * fromStride];
        }
    }

    /// Copies `n` floats.
    static void copy(float[] from, int fromOffset, float[] to, int toOffset, int n) {
        if (n >= SHORT) {
            System.arraycopy(from, fromOffset, to, toOffset, n);
            return;
        }
        for (int i = 0; i < n; i++) {
            to[toOffset + i] = from[fromOffset + i];
        }
    }

    /// Every second float, in vectors. A class of its own, so that the Vector API is linked only where it is there.
    static final class Simd {
        private static final VectorSpecies<Float> FLOATS = Lanes.FLOATS;
        private static final int WIDTH = Lanes.WIDTH;

        private Simd() {}

        /// `to[i] = from[2 · i]`; reads the floats in between as well.
        ///
        /// @return how many are done: all but those of the last vector, if it does not fit either array
        static int gather(float[] from, int fromOffset, float[] to, int toOffset, int n) {
            int whole = Math.min(n, (from.length - fromOffset) / 2) / WIDTH * WIDTH;
            for (int i = 0; i < whole; i += WIDTH) {
                FloatVector low = FloatVector.fromArray(FLOATS, from, fromOffset + 2 * i);
                FloatVector high = FloatVector.fromArray(FLOATS, from, fromOffset + 2 * i + WIDTH);
                low.rearrange(Interleaving.EVEN, high).intoArray(to, toOffset + i);
            }
            return whole;
        }

        /// `to[2 · i] = from[i]`; does not touch the floats in between.
        ///
        /// @return how many are done: all but those of the last vector, if it does not fit either array
        static int scatter(float[] from, int fromOffset, float[] to, int toOffset, int n) {
            int whole = Math.min(n, (to.length - toOffset) / 2) / WIDTH * WIDTH;
            for (int i = 0; i < whole; i += WIDTH) {
                FloatVector x = FloatVector.fromArray(FLOATS, from, fromOffset + i);
                x.rearrange(Interleaving.LOWER_TWICE).intoArray(to, toOffset + 2 * i, Interleaving.EVEN_LANES);
                x.rearrange(Interleaving.UPPER_TWICE).intoArray(to, toOffset + 2 * i + WIDTH, Interleaving.EVEN_LANES);
            }
            return whole;
        }
    }
}
