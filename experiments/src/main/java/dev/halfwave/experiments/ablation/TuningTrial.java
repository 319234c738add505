package dev.halfwave.experiments.ablation;

import dev.halfwave.experiments.study.TrialOutcome;
import dev.halfwave.experiments.study.TrialResult.MetricValue;
import java.util.List;
import java.util.Set;

/// A trial that is there to choose a learning rate by. It keeps the tuning outcome and the loss on the probe, and no weights.
final class TuningTrial {

    private static final String PROBE_LOSS = "probeLoss";

    private TuningTrial() {}

    /// Trains. A rate that is too large is no failure: of a training that diverges nothing is kept but that it did, and the
    /// outcome was not reached, nor was one that is not a number.
    ///
    /// @param tuning the outcome that rates are chosen by
    static TrialOutcome run(StudyTrial trial, Outcome tuning) {
        List<MetricValue> rows = trial.run().metrics();
        List<MetricValue> kept = only(rows, Set.of(Divergence.METRIC));
        if (kept.isEmpty()) {
            kept = only(rows, Set.of(PROBE_LOSS, tuning.metric()));
        }
        boolean allFinite = kept.stream().allMatch(row -> Double.isFinite(row.value()));
        return TrialOutcome.of(allFinite ? kept : List.of()).withDataSha256(trial.dataSha256());
    }

    private static List<MetricValue> only(List<MetricValue> rows, Set<String> metrics) {
        return rows.stream().filter(row -> metrics.contains(row.metric())).toList();
    }
}
