package dev.halfwave.experiments.series;

import dev.halfwave.experiments.series.ReluSeries.SeriesCase;
import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.TrialResult;
import dev.halfwave.experiments.study.TrialResult.MetricValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A run of `relu-series` as its report looks at it: one trial per arm, as all seeds give the same.
final class SeriesData {

    private static final int FIT_FROM = 50;
    private static final int FIT_TO = 800;

    private final RunData run;
    private final Map<String, TrialResult> trials = new LinkedHashMap<>();
    private final SeriesCase subject;

    SeriesData(RunData run) {
        this.run = run;
        for (Arm arm : run.arms()) {
            run.trials(arm.name()).stream().findFirst().ifPresent(trial -> trials.put(arm.name(), trial));
        }
        subject = SeriesCase.of("text", run.settings());
    }

    RunData run() {
        return run;
    }

    /// The arms with a finished trial.
    List<String> arms() {
        return List.copyOf(trials.keySet());
    }

    boolean has(String arm) {
        return trials.containsKey(arm);
    }

    Mixture mixture() {
        return subject.mixture();
    }

    Grid grid() {
        return subject.grid();
    }

    boolean isPapersSignal() {
        return mixture().equals(Mixture.PAPER) && grid() == Grid.PAPER;
    }

    int setting(String name, int otherwise) {
        String value = run.settings().get(name);
        return value == null ? otherwise : Integer.parseInt(value);
    }

    int mostTerms() {
        return setting("terms", ReluSeries.TERMS.defaultValue());
    }

    boolean isPaperStyle() {
        return "paper".equals(run.settings().get("spectrum"));
    }

    /// A value, or NaN if it was not recorded.
    double value(String arm, String metric, int terms) {
        return has(arm) ? trials.get(arm).value(metric, terms).orElse(Double.NaN) : Double.NaN;
    }

    /// The values of a metric of the series, by number of terms.
    List<MetricValue> series(String arm, String metric) {
        return has(arm)
                ? trials.get(arm).series(metric).stream().filter(value -> value.epoch() > 0).toList()
                : List.of();
    }

    /// The largest recorded number of terms up to this one.
    int nearest(int terms) {
        return ReluSeries.ladder(mostTerms()).stream().filter(each -> each <= terms).reduce((a, b) -> b).orElse(1);
    }

    boolean diverges(String arm) {
        // At |g| = 1 the series converges; the samples' own rounding is no divergence.
        return value(arm, "largestG", 0) > 1 + 1e-9;
    }

    /// The recorded number of terms with the smallest error.
    int best(String arm) {
        return series(arm, "rrmse").stream().min((a, b) -> Double.compare(a.value(), b.value()))
                .map(MetricValue::epoch).orElse(1);
    }

    /// The exponent of the power of N as which a metric falls, fitted by least squares to the logarithms of 50 to 800
    /// terms; empty if there are fewer than three of them or the series diverges.
    Optional<Double> slope(String arm, String metric) {
        List<double[]> points = new ArrayList<>();
        for (MetricValue value : series(arm, metric)) {
            if (value.epoch() >= FIT_FROM && value.epoch() <= FIT_TO && value.value() != 0) {
                points.add(new double[] {StrictMath.log(value.epoch()), StrictMath.log(Math.abs(value.value()))});
            }
        }
        if (points.size() < 3 || diverges(arm)) {
            return Optional.empty();
        }
        double meanX = points.stream().mapToDouble(point -> point[0]).average().orElseThrow();
        double meanY = points.stream().mapToDouble(point -> point[1]).average().orElseThrow();
        double covariance = 0;
        double variance = 0;
        for (double[] point : points) {
            covariance += (point[0] - meanX) * (point[1] - meanY);
            variance += (point[0] - meanX) * (point[0] - meanX);
        }
        return Optional.of(covariance / variance);
    }
}
