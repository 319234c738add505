package dev.halfwave.experiments.heartrate;

import dev.halfwave.experiments.report.Summary;
import java.util.Arrays;

/// How well heart rates that were read agree with the true ones.
///
/// Limits of agreement: Bland and Altman (1986), *Statistical methods for assessing agreement between two methods of
/// clinical measurement*, doi:10.1016/S0140-6736(86)90837-8.
///
/// @param count the windows in which something was read
/// @param meanAbsoluteErrorBpm the mean of │read − true│
/// @param absoluteDeviationBpm the standard deviation of │read − true│ (divided by n)
/// @param biasBpm the mean of read − true
/// @param deviationBpm the standard deviation of read − true (divided by n)
/// @param aboveTen the share of windows whose error is more than 10 beats per minute
record Agreement(int count, double meanAbsoluteErrorBpm, double absoluteDeviationBpm, double biasBpm,
        double deviationBpm, double aboveTen) {

    private static final double LARGE_BPM = 10;
    private static final double NORMAL_95 = 1.96;

    /// @param readBpm as many as true ones, NaN where nothing was read, at least one of them a number
    static Agreement of(double[] readBpm, double[] trueBpm) {
        double[] error = errors(readBpm, trueBpm);
        double[] absolute = Arrays.stream(error).map(Math::abs).toArray();
        Summary signed = Summary.of(error);
        Summary size = Summary.of(absolute);
        double large = (double) Arrays.stream(absolute).filter(each -> each > LARGE_BPM).count() / error.length;
        return new Agreement(error.length, size.mean(), size.sd(), signed.mean(), signed.sd(), large);
    }

    /// read − true, of the windows in which something was read.
    static double[] errors(double[] readBpm, double[] trueBpm) {
        double[] error = new double[readBpm.length];
        int count = 0;
        for (int i = 0; i < readBpm.length; i++) {
            if (!Double.isNaN(readBpm[i])) {
                error[count++] = readBpm[i] - trueBpm[i];
            }
        }
        return Arrays.copyOf(error, count);
    }

    /// Below which 2.5 % of errors are expected, if they are normal.
    double lowerLimitBpm() {
        return biasBpm - NORMAL_95 * deviationBpm;
    }

    /// Above which 2.5 % of errors are expected, if they are normal.
    double upperLimitBpm() {
        return biasBpm + NORMAL_95 * deviationBpm;
    }
}
