package dev.halfwave.experiments.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A run in memory: all trials of a configuration, one after the other.
public final class TestRun {

    private TestRun() {}

    /// Runs the quick preset with these changes.
    ///
    /// @param changes texts of the form `key=value`
    public static RunData of(Experiment experiment, List<String> changes) {
        Configuration configuration =
                Configuration.compose(experiment, Optional.empty(), Optional.empty(), changes);
        List<TrialResult> results = new ArrayList<>();
        for (Trial trial : configuration.trials()) {
            results.add(run(experiment, trial));
        }
        List<String> arms = configuration.arms().stream().map(arm -> arm.name()).toList();
        results.sort((a, b) -> Integer.compare(arms.indexOf(a.arm()), arms.indexOf(b.arm())));
        Map<String, List<Long>> seeds = new LinkedHashMap<>();
        configuration.seedsByArm().forEach((arm, list) -> seeds.put(arm, list.values()));
        return new RunData(experiment.name(), configuration.preset(), configuration.settings(), configuration.arms(),
                seeds, results, configuration.command(), Map.of());
    }

    private static TrialResult run(Experiment experiment, Trial trial) {
        TrialOutcome outcome;
        try {
            outcome = experiment.run(trial, new TrialContext() {
                @Override
                public int threads() {
                    return 1;
                }

                @Override
                public void progress(int done, int total) {}

                @Override
                public boolean isCancelled() {
                    return false;
                }
            });
        } catch (Exception e) {
            throw new AssertionError(trial.arm() + ", seed " + trial.seed(), e);
        }
        int epoch = 0;
        int place = -1;
        for (TrialResult.MetricValue value : outcome.metrics()) {
            // Where none are declared, any order counts.
            int next = experiment.metrics().isEmpty() ? place + 1 : experiment.metrics().indexOf(value.metric());
            boolean isInOrder = value.epoch() > epoch || (value.epoch() == epoch && next > place);
            if (next < 0 || !isInOrder || !Double.isFinite(value.value())) {
                throw new AssertionError(value + " is not declared, out of order or not finite");
            }
            epoch = value.epoch();
            place = next;
        }
        return new TrialResult(trial.arm(), trial.seed(), trial.settings(), 1, outcome.initialWeightsSha256(),
                outcome.finalWeightsSha256(), outcome.metrics());
    }

    /// The same run before its first trial has finished.
    public static RunData withoutTrials(RunData run) {
        return new RunData(run.experiment(), run.preset(), run.settings(), run.arms(), run.seedsByArm(), List.of(),
                run.command(), run.environment());
    }
}
