package dev.halfwave.experiments.ablation;

import dev.halfwave.experiments.study.TrialOutcome;
import dev.halfwave.experiments.study.TrialResult.MetricValue;
import dev.halfwave.nn.train.NonFiniteException;
import java.util.List;
import java.util.Set;

/// A trial that is there to choose a learning rate by. It keeps the tuning outcome and the loss on the probe, and no weights.
final class TuningTrial {

    private static final String PROBE_LOSS = "probeLoss";

    private TuningTrial() {}

    /// Trains. A rate that is too large is no failure: where the training diverges there is nothing to keep, and the outcome
    /// was not reached.
    ///
    /// @param tuning the outcome that rates are chosen by
    static TrialOutcome run(StudyTrial trial, Outcome tuning) {
        Set<String> kept = Set.of(PROBE_LOSS, tuning.metric());
        List<MetricValue> rows;
        try {
            rows = trial.run().metrics().stream().filter(row -> kept.contains(row.metric())).toList();
        } catch (NonFiniteException e) {
            rows = List.of();
        }
        boolean diverged = rows.stream().anyMatch(row -> !Double.isFinite(row.value()));
        return TrialOutcome.of(diverged ? List.of() : rows).withDataSha256(trial.dataSha256());
    }
}
