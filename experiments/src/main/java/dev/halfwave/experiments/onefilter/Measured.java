package dev.halfwave.experiments.onefilter;

import dev.halfwave.experiments.report.Check;
import dev.halfwave.experiments.report.CurveChart;
import dev.halfwave.experiments.report.CurveChart.Kind;
import dev.halfwave.experiments.report.Measurements;
import dev.halfwave.experiments.report.Numbers;
import dev.halfwave.experiments.report.Style;
import dev.halfwave.experiments.report.Summary;
import dev.halfwave.experiments.study.RunData;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoublePredicate;

/// [Measurements] as reports of a sweep need them: with errors, shares of seeds, and checks against other samples.
///
/// @param measurements the values of all seeds
record Measured(Measurements measurements) {

    /// Gathers the values of a run.
    Measured(RunData run) {
        this(Measurements.of(run));
    }

    boolean has(String arm) {
        return measurements.has(arm);
    }

    List<Integer> places(String arm, String metric) {
        return measurements.indices(arm, metric);
    }

    double[] values(String arm, String metric, int place) {
        return measurements.values(arm, metric, place);
    }

    Summary summary(String arm, String metric, int place) {
        return measurements.summary(arm, metric, place);
    }

    double mean(String arm, String metric, int place) {
        return measurements.mean(arm, metric, place);
    }

    /// The standard error of the mean over seeds, `s/√n` with the sample's own deviation; NaN for fewer than two.
    double error(String arm, String metric, int place) {
        return summary(arm, metric, place).standardError();
    }

    /// The share of seeds whose value fulfils a condition; NaN without any seed.
    double share(String arm, String metric, int place, DoublePredicate condition) {
        double[] values = values(arm, metric, place);
        long count = Arrays.stream(values).filter(condition).count();
        return values.length == 0 ? Double.NaN : (double) count / values.length;
    }

    /// A percentage with its standard error: `98.0 ± 0.4`, without the error for a single seed.
    static String percentAndError(Summary summary) {
        double error = summary.standardError();
        return Numbers.percent(summary.mean()) + (Double.isNaN(error) ? "" : " ± " + Numbers.percent(error));
    }

    /// A check of a mean over seeds against that of another sample: off by at most three standard errors of the
    /// difference. Without two seeds it is not measured.
    ///
    /// @param expected the other mean
    /// @param expectedError its standard error
    static Check check(String what, double expected, double expectedError, Summary measured, String source) {
        double error = measured.standardError();
        return Double.isNaN(error)
                ? new Check(what, expected, Double.NaN, 3 * expectedError, source)
                : new Check(what, expected, measured.mean(), 3 * Math.hypot(error, expectedError), source);
    }

    /// A check of a mean over seeds against that of another sample, where the spread over seeds is known: off by at most
    /// three standard errors of the difference. Better than the sample's own spread, which rare failures make too small
    /// where there happen to be few of them.
    ///
    /// @param expected the other mean
    /// @param others how many the other sample has
    /// @param spread the standard deviation over seeds
    static Check checkMean(String what, double expected, int others, double spread, Summary measured, String source) {
        double error = spread * Math.sqrt(1.0 / others + 1.0 / Math.max(1, measured.n()));
        return new Check(what, expected, measured.mean(), 3 * error, source);
    }

    /// A check of a mean accuracy over seeds against that of one other draw: off by at most its rounding and three standard
    /// errors of the difference. What one draw is off by is the spread over seeds here, and not less than its test windows
    /// alone make it.
    ///
    /// @param expected the other draw's accuracy, known to a tenth of a percent
    /// @param windows how many test windows it had
    static Check checkDraw(String what, double expected, int windows, Summary measured, String source) {
        int n = measured.n();
        double variance = n < 2 ? Double.NaN : measured.sd() * measured.sd() * n / (n - 1);
        double ofDraw = Math.max(Double.isNaN(variance) ? 0 : variance, expected * (1 - expected) / windows);
        return new Check(what, expected, n < 2 ? Double.NaN : measured.mean(),
                0.0005 + 3 * Math.sqrt(ofDraw * (1 + 1.0 / Math.max(1, n))), source);
    }

    /// A check of the mean relative deviation of DC against that of another sample, which is known to a tenth of a percent:
    /// off by at most its rounding and three standard errors of the difference.
    ///
    /// @param others how many the other sample has
    /// @param spread the standard deviation over seeds
    static Check checkDeviation(String what, double expected, int others, double spread, Summary measured) {
        double error = spread * Math.sqrt(1.0 / others + 1.0 / Math.max(1, measured.n()));
        return new Check(what, expected, measured.mean(), 0.0005 + 3 * error,
                "reference run (NumPy, " + others
                        + " filters), printed with tenths of a percent; its rounding and 3 standard "
                        + "errors of the difference");
    }

    /// Whether the mean of a metric is larger at one place than at another by more than twice the standard error of the
    /// difference. Without two seeds nothing is said.
    boolean isLarger(String arm, String metric, int place, int other) {
        double difference = mean(arm, metric, place) - mean(arm, metric, other);
        return difference > 2 * Math.hypot(error(arm, metric, place), error(arm, metric, other));
    }

    /// A check of a share of seeds against that of another sample, whose standard errors follow from the expected share.
    ///
    /// @param others how many the other sample has
    static Check checkShare(String what, double expected, int others, double measured, int seeds, String source) {
        double error = Math.sqrt(expected * (1 - expected) * (1.0 / others + 1.0 / Math.max(1, seeds)));
        return new Check(what, expected, measured, 3 * error, source);
    }

    /// An arm's mean in percent over the places of a sweep, with a band of two standard errors.
    CurveChart.Series curve(String name, Style style, String arm, String metric, double unit) {
        List<Integer> places = places(arm, metric).stream().filter(place -> place > 0).toList();
        double[] x = places.stream().mapToDouble(place -> place * unit).toArray();
        double[] mean = places.stream().mapToDouble(place -> 100 * mean(arm, metric, place)).toArray();
        double[] error = places.stream().mapToDouble(place -> 200 * error(arm, metric, place)).toArray();
        double[] low = new double[x.length];
        double[] high = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            low[i] = mean[i] - error[i];
            high[i] = Math.min(100, mean[i] + error[i]);
        }
        return CurveChart.Series.of(name, style, Kind.LINE_AND_POINTS, x, mean).withBand(low, high);
    }
}
