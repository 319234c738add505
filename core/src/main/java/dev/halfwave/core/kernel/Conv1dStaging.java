package dev.halfwave.core.kernel;

import java.util.Arrays;

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
                    int lead = start < 0 ? (stride - 1 - start) / stride : 0;
                    int first = start + lead * stride;
                    int inside = first < g.inLength() ? (g.inLength() - first + stride - 1) / stride : 0;
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
    private static void copy(
            float[] from, int fromOffset, int fromStride, float[] to, int toOffset, int toStride, int n) {
        if (fromStride == 1 && toStride == 1) {
            copy(from, fromOffset, to, toOffset, n);
            return;
        }
        for (int i = 0; i < n; i++) {
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
}
