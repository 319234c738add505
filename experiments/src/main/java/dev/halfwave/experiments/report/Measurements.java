package dev.halfwave.experiments.report;

import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.TrialResult;
import dev.halfwave.experiments.study.TrialResult.MetricValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/// What the finished trials of a run measured, by arm, metric and index, over all seeds.
public final class Measurements {

    /// By arm, then metric, then index: the values in the order of seeds.
    private final Map<String, Map<String, TreeMap<Integer, double[]>>> values = new LinkedHashMap<>();

    private Measurements() {}

    /// Gathers the values of a run.
    public static Measurements of(RunData run) {
        Measurements measurements = new Measurements();
        for (TrialResult trial : run.trials()) {
            Map<String, TreeMap<Integer, double[]>> byMetric =
                    measurements.values.computeIfAbsent(trial.arm(), arm -> new LinkedHashMap<>());
            for (MetricValue each : trial.metrics()) {
                byMetric.computeIfAbsent(each.metric(), metric -> new TreeMap<>()).merge(each.epoch(),
                        new double[] {each.value()},
                        (before, next) -> DoubleStream.concat(DoubleStream.of(before), DoubleStream.of(next))
                                .toArray());
            }
        }
        return measurements;
    }

    /// Whether an arm has a finished trial.
    public boolean has(String arm) {
        return values.containsKey(arm);
    }

    /// The places at which a metric was recorded, ascending.
    public List<Integer> indices(String arm, String metric) {
        return List.copyOf(series(arm, metric).keySet());
    }

    /// The values of all seeds at one place; none if it was not recorded.
    public double[] values(String arm, String metric, int index) {
        return series(arm, metric).getOrDefault(index, new double[0]).clone();
    }

    /// A summary over seeds.
    public Summary summary(String arm, String metric, int index) {
        return Summary.of(values(arm, metric, index));
    }

    /// The mean over seeds; NaN if the metric was not recorded there.
    public double mean(String arm, String metric, int index) {
        return summary(arm, metric, index).mean();
    }

    private TreeMap<Integer, double[]> series(String arm, String metric) {
        return values.getOrDefault(arm, Collections.emptyMap()).getOrDefault(metric, new TreeMap<>());
    }
}
