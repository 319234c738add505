package dev.halfwave.core.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Computes a long correlation of stride 1 without copying its source: only the columns at the ends, where a filter
/// sees padding, read a staged copy, of the few samples that they need. All others read the sample itself.
///
/// Column `t` reads `reach + 1` samples of a row from `first + t` on; what is outside of the row counts as +0.0.
///
/// The table of taps holds each tap twice, from the position that column 0 reads first: for the rows of the sample, then
/// for those of a strip.
final class Conv1dStrips {

    /// The columns of a strip: a tile of the widest kind.
    private static final int COLUMNS = 64;

    private Conv1dStrips() {}

    /// Whether there are enough columns between the strips.
    static boolean pay(int columns, int length, int first, int reach) {
        int strips = (seesLeft(first) ? 1 : 0) + (seesRight(columns, length, first, reach) ? 1 : 0);
        return columns >= (strips + 1) * COLUMNS
                && first >= -COLUMNS
                && columns - COLUMNS <= length - first - reach;
    }

    private static boolean seesLeft(int first) {
        return first < 0;
    }

    private static boolean seesRight(int columns, int length, int first, int reach) {
        return columns > length - first - reach;
    }

    /// The length of a strip's row.
    static int row(int reach) {
        return COLUMNS + reach;
    }

    /// Computes the columns of one sample for all groups.
    ///
    /// @param source the sample's rows of `length`, `channels` in each group, from `sample` on
    /// @param taps of each group; the table holds them twice
    /// @param packed the weights of each group, `weights` floats apart
    /// @param bias one per row of `out`, from `firstBias` on, or null for none
    /// @param noBias −0.0 for each row of one group, from `firstNoBias` on
    /// @param out receives `rows` rows of `columns` for each group, from `to` on
    /// @param strip memory for all channels of a strip, from 0 on
    static void run(
            float[] source, int sample, int groups, int channels, int length, int first, int reach,
            int[] table, int taps, float[] packed, int weights,
            float @Nullable [] bias, int firstBias, float[] noBias, int firstNoBias, float floor,
            float[] out, int to, int rows, int columns, float[] strip) {
        int from = seesLeft(first) ? COLUMNS : 0;
        int end = seesRight(columns, length, first, reach) ? columns - COLUMNS : columns;
        for (int part = 0; part < 3; part++) {
            boolean inside = part == 1;
            int t = part == 0 ? 0 : inside ? from : end;
            int n = part == 0 ? from : inside ? end - from : columns - end;
            if (n == 0) {
                continue;
            }
            if (!inside) {
                stage(source, sample, groups * channels, length, first + t, strip, row(reach));
            }
            for (int group = 0; group < groups; group++) {
                int channel = group * rows;
                CorrelationKernel.run(
                        inside ? source : strip,
                        inside ? sample + group * channels * length + first + t : group * channels * row(reach),
                        table, inside ? 0 : taps, taps, packed, group * weights,
                        bias == null ? noBias : bias, bias == null ? firstNoBias : firstBias + channel, floor,
                        out, to + channel * columns + t, columns, rows, n);
            }
        }
    }

    /// Copies what the rows have from position `start` on, zeros outside.
    private static void stage(float[] source, int sample, int rows, int length, int start, float[] strip, int row) {
        int lead = Math.max(0, -start);
        int n = Math.min(row, length - start) - lead;
        for (int r = 0; r < rows; r++) {
            int to = r * row;
            Arrays.fill(strip, to, to + lead, 0f);
            Conv1dStaging.copy(source, sample + r * length + start + lead, strip, to + lead, n);
            Arrays.fill(strip, to + lead + n, to + row, 0f);
        }
    }
}
