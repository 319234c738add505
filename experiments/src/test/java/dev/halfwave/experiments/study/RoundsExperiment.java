package dev.halfwave.experiments.study;

import dev.halfwave.experiments.study.TrialResult.MetricValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// An experiment in rounds: looks on one seed for the rate at which an arm's loss is smallest, first among 0.001 and 0.01,
/// then at 0.1 where 0.01 is the better one; and runs the declared seeds at the best rate, if that is not 0.001, which they
/// have anyway. It is 0.001 for up, 0.1 for down and 0.01 for up-down.
public class RoundsExperiment extends TinyExperiment {

    static final long SEED = 101;

    public RoundsExperiment() {}

    RoundsExperiment(Consumer<TrialContext> watcher) {
        super(watcher);
    }

    @Override
    public String name() {
        return "rounds";
    }

    @Override
    public List<Trial> further(RunData run) {
        List<Trial> tuning = new ArrayList<>();
        List<Trial> own = new ArrayList<>();
        for (Arm arm : run.arms()) {
            List<Double> rates = new ArrayList<>(List.of(0.001, 0.01));
            if (loss(run, arm, 0.01) < loss(run, arm, 0.001)) {
                rates.add(0.1);
            }
            double best = rates.getFirst();
            for (double rate : rates) {
                if (run.trials(arm.name(), "rate-" + rate).isEmpty()) {
                    tuning.add(variant(run, arm, "rate-" + rate, SEED, rate));
                } else if (loss(run, arm, rate) < loss(run, arm, best)) {
                    best = rate;
                }
            }
            if (best != rates.getFirst() && run.trials(arm.name(), "own-rate").isEmpty()) {
                for (long seed : run.seedsByArm().get(arm.name())) {
                    own.add(variant(run, arm, "own-rate", seed, best));
                }
            }
        }
        return tuning.isEmpty() ? own : tuning;
    }

    private static double loss(RunData run, Arm arm, double rate) {
        return run.trials(arm.name(), "rate-" + rate).stream()
                .mapToDouble(trial -> trial.last("testLoss").orElseThrow())
                .findFirst()
                .orElse(0);
    }

    private static Trial variant(RunData run, Arm arm, String variant, long seed, double rate) {
        return run.trial(arm.name(), seed).variant(variant, seed, Map.of("learningRate", Double.toString(rate)));
    }

    @Override
    public String mayFollow(RunData run) {
        boolean last = run.further().planned().stream().anyMatch(trial -> trial.variant().equals("own-rate"));
        return last || run.isComplete() ? "" : "some more";
    }

    @Override
    public TrialOutcome run(Trial trial, TrialContext context) throws Exception {
        if (trial.get(FAIL).equals(trial.variant())) {
            throw new IllegalStateException("it is tired");
        }
        TrialOutcome outcome = super.run(trial, context);
        int best = Map.of("up", -3, "down", -1, "up-down", -2).get(trial.arm());
        double factor = 1 + Math.abs(StrictMath.log10(trial.get(LEARNING_RATE)) - best);
        List<MetricValue> metrics = outcome.metrics().stream()
                .map(row -> new MetricValue(row.epoch(), row.metric(), row.value() * factor))
                .toList();
        return new TrialOutcome(
                outcome.initialWeightsSha256(), outcome.finalWeightsSha256() + "-" + trial.variant(), metrics,
                outcome.weights());
    }
}
