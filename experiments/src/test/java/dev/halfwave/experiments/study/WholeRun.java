package dev.halfwave.experiments.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An experiment run in memory, without a run folder: what its report sees.
public final class WholeRun {

    private WholeRun() {}

    /// Runs every trial of a preset.
    ///
    /// @param preset its name
    /// @param seeds as `--seeds` has them; empty for those of the preset
    /// @param changes as `--set` has them
    public static RunData of(Experiment experiment, String preset, String seeds, String... changes) {
        Configuration configuration = Configuration.compose(
                experiment,
                Optional.of(preset),
                seeds.isEmpty() ? Optional.empty() : Optional.of(Seeds.parse(seeds)),
                List.of(changes));
        experiment.check(configuration);
        List<TrialResult> results = new ArrayList<>();
        Map<String, List<Long>> seedsByArm = new LinkedHashMap<>();
        for (Arm arm : configuration.arms()) {
            seedsByArm.put(arm.name(), configuration.seedsByArm().get(arm.name()).values());
            for (Trial trial : configuration.trials()) {
                if (trial.arm().equals(arm.name())) {
                    results.add(result(experiment, trial));
                }
            }
        }
        return new RunData(
                experiment.name(),
                preset,
                configuration.settings(),
                configuration.arms(),
                seedsByArm,
                results,
                configuration.command(),
                Map.of("version", "test"));
    }

    /// The same run with only some of its trials finished.
    public static RunData unfinished(RunData run, List<TrialResult> finished) {
        return new RunData(run.experiment(), run.preset(), run.settings(), run.arms(), run.seedsByArm(), finished,
                run.command(), run.environment());
    }

    private static TrialResult result(Experiment experiment, Trial trial) {
        try {
            TrialOutcome outcome = experiment.run(trial, new Quiet());
            return new TrialResult(trial.arm(), trial.seed(), trial.settings(), 0.1, outcome.initialWeightsSha256(),
                    outcome.finalWeightsSha256(), outcome.metrics());
        } catch (Exception e) {
            throw new IllegalStateException("trial " + trial.arm() + ", seed " + trial.seed(), e);
        }
    }

    private record Quiet() implements TrialContext {
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
    }
}
