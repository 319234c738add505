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

    /// Added to a sum it changes nothing, not even the sign of a zero.
    static final float NO_BIAS = -0f;

    private Conv1dStrips() {}

    /// Whether there are enough columns between the strips, and short rows cost the kernel nothing; the scalar one they do.
    /// One channel is copied faster than the kernel is called for each strip.
    static boolean pay(int allChannels, int columns, int length, int first, int reach) {
        int strips = (seesLeft(first) ? 1 : 0) + (seesRight(columns, length, first, reach) ? 1 : 0);
        return VectorApi.PRESENT
                && allChannels > 1
                && columns >= (strips + 1) * COLUMNS
                && first >= -COLUMNS
                && columns - COLUMNS <= length - first - reach;
    }

    private static boolean seesLeft(int first) {
        return first < 0;
    }

    private static boolean seesRight(int columns, int length, int first, int reach) {
        return columns > length - first - reach;
    }

    /// How many floats of scratch memory [#run] needs: all channels of a strip, the kernel's, and a bias for rows that
    /// have none.
    static int scratch(int allChannels, int rows, int reach) {
        return Math.toIntExact(
                (long) allChannels * row(reach) + PaddingKernel.MARGIN + CorrelationKernel.SCRATCH + rows);
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
    /// @param out receives `rows` rows of `columns` for each group, from `to` on
    /// @param scratch [#scratch] floats
    static void run(
            float[] source, int sample, int groups, int channels, int length, int first, int reach,
            int[] table, int taps, float[] packed, int weights,
            float @Nullable [] bias, int firstBias, float floor,
            float[] out, int to, int rows, int columns, float[] scratch) {
        int free = groups * channels * row(reach) + PaddingKernel.MARGIN;
        int noBias = free + CorrelationKernel.SCRATCH;
        if (bias == null) {
            Arrays.fill(scratch, noBias, noBias + rows, NO_BIAS);
        }
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
                int start = first + t;
                int lead = Math.max(0, -start);
                PaddingKernel.run(
                        source, sample + start + lead, groups * channels, length, length - start - lead, lead,
                        scratch, 0, row(reach));
            }
            for (int group = 0; group < groups; group++) {
                int channel = group * rows;
                CorrelationKernel.run(
                        inside ? source : scratch,
                        inside ? sample + group * channels * length + first + t : group * channels * row(reach),
                        table, inside ? 0 : taps, taps, packed, group * weights,
                        bias == null ? scratch : bias, bias == null ? noBias : firstBias + channel, floor,
                        out, to + channel * columns + t, columns, rows, n, scratch, free);
            }
        }
    }
}
