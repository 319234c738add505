package dev.halfwave.experiments.study;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// What a trial hands back. Arm, seed, settings and the time it took are added by the run.
///
/// @param initialWeightsSha256 of the parameters' little-endian floats in order, before training; empty where there are
///     no weights
/// @param finalWeightsSha256 the same after training
/// @param metrics finite values by epoch, then in the declared order of metrics; a value that is not defined has no row
/// @param weights writes the initial and final weights; not called where there are none
/// @param dataSha256 of what was trained and tested on; empty where it was not taken
public record TrialOutcome(
        String initialWeightsSha256,
        String finalWeightsSha256,
        List<TrialResult.MetricValue> metrics,
        WeightsWriter weights,
        String dataSha256) {

    public TrialOutcome {
        metrics = List.copyOf(metrics);
    }

    /// An outcome without a hash of the data.
    public TrialOutcome(
            String initialWeightsSha256,
            String finalWeightsSha256,
            List<TrialResult.MetricValue> metrics,
            WeightsWriter weights) {
        this(initialWeightsSha256, finalWeightsSha256, metrics, weights, "");
    }

    /// The outcome of a trial that has no weights to keep, because it computes or measures without a network.
    public static TrialOutcome of(List<TrialResult.MetricValue> metrics) {
        return new TrialOutcome("", "", metrics, file -> {});
    }

    /// The same outcome with the hash of what was trained and tested on.
    public TrialOutcome withDataSha256(String newDataSha256) {
        return new TrialOutcome(initialWeightsSha256, finalWeightsSha256, metrics, weights, newDataSha256);
    }

    /// Writes initial and final weights as one safetensors file.
    @FunctionalInterface
    public interface WeightsWriter {

        /// Creates or replaces `file`, which is a temporary one: the run moves it to its place when it is complete.
        void write(Path file) throws IOException;
    }
}
