package dev.halfwave.experiments.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/// What one trial (one arm, one seed) measured. This is what `trials/<arm>/seed-<n>.json` holds, or
/// `trials/<arm>/<variant>/seed-<n>.json`; every table and figure is computed from it.
///
/// @param arm the arm's name
/// @param variant empty for a declared trial; see [Trial#variant]
/// @param seed the seed that keyed every random draw
/// @param settings the composed settings of this trial, by key, in their declared order
/// @param seconds how long it took, since it went on from a checkpoint if it did; the only thing here that differs between
///     two runs
/// @param dataSha256 of what was trained and tested on; empty where it was not taken
/// @param initialWeightsSha256 of the parameters' little-endian floats in order, before training; empty where the trial
///     has no weights
/// @param finalWeightsSha256 the same after training
/// @param metrics all recorded values, by epoch, then in the declared order of metrics
public record TrialResult(
        String arm,
        String variant,
        long seed,
        Map<String, String> settings,
        double seconds,
        String dataSha256,
        String initialWeightsSha256,
        String finalWeightsSha256,
        List<MetricValue> metrics) {

    /// One value of one metric. Epoch 0 is before training.
    ///
    /// @param epoch the number of finished epochs, or what else the experiment counts by ([Experiment#index])
    /// @param metric the name, such as `trainLoss` or `distance.conv1.l2`
    /// @param value the value; never a stand-in for one that is not defined, which has no row at all
    public record MetricValue(int epoch, String metric, double value) {}

    public TrialResult {
        settings = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(settings));
        metrics = List.copyOf(metrics);
    }

    /// A result without a hash of the data.
    public TrialResult(
            String arm,
            String variant,
            long seed,
            Map<String, String> settings,
            double seconds,
            String initialWeightsSha256,
            String finalWeightsSha256,
            List<MetricValue> metrics) {
        this(arm, variant, seed, settings, seconds, "", initialWeightsSha256, finalWeightsSha256, metrics);
    }

    /// The result of a declared trial, without a hash of the data.
    public TrialResult(
            String arm,
            long seed,
            Map<String, String> settings,
            double seconds,
            String initialWeightsSha256,
            String finalWeightsSha256,
            List<MetricValue> metrics) {
        this(arm, "", seed, settings, seconds, initialWeightsSha256, finalWeightsSha256, metrics);
    }

    /// The trial that this is the result of.
    public Trial trial() {
        return new Trial(arm, variant, seed, settings);
    }

    /// Whether there is a file of weights beside it.
    public boolean hasWeights() {
        return !finalWeightsSha256.isEmpty();
    }

    /// Whether another result of the same trial is the same in everything but the time it took. One without a hash of
    /// the data, as earlier versions wrote it, may have had any.
    boolean hasResultsOf(TrialResult other) {
        boolean mayHaveSameData =
                dataSha256.isEmpty() || other.dataSha256.isEmpty() || dataSha256.equals(other.dataSha256);
        return mayHaveSameData
                && initialWeightsSha256.equals(other.initialWeightsSha256)
                && finalWeightsSha256.equals(other.finalWeightsSha256)
                && metrics.equals(other.metrics);
    }

    /// The value of a metric after an epoch, if it was recorded.
    public OptionalDouble value(String metric, int epoch) {
        for (MetricValue row : metrics) {
            if (row.epoch() == epoch && row.metric().equals(metric)) {
                return OptionalDouble.of(row.value());
            }
        }
        return OptionalDouble.empty();
    }

    /// The value of a metric after the last epoch that recorded it.
    public OptionalDouble last(String metric) {
        OptionalDouble last = OptionalDouble.empty();
        for (MetricValue row : metrics) {
            if (row.metric().equals(metric)) {
                last = OptionalDouble.of(row.value());
            }
        }
        return last;
    }

    /// All values of a metric in the order of epochs.
    public List<MetricValue> series(String metric) {
        List<MetricValue> series = new ArrayList<>();
        for (MetricValue row : metrics) {
            if (row.metric().equals(metric)) {
                series.add(row);
            }
        }
        return series;
    }
}
