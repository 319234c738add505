package dev.halfwave.experiments.ablation;

import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.TrialResult;
import dev.halfwave.experiments.study.TrialResult.MetricValue;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/// How finely an arm's trials were looked at where they are compared at one loss. The loss on the probe is looked at
/// every few steps, and a distance "at the loss 0.03" is that at the first look with a loss below. An arm that learns
/// fast may be far below by then: where a trial fell below several losses between two looks, the loss at which its
/// distance was taken is hardly that of the other arm.
///
/// @param rates the learning rates
/// @param arm the arm
/// @param trials how many reached the loss
/// @param severalAtOnce how many of them fell below another of the recorded losses at the same look
/// @param withinTwoLooks how many got there by the second look after the start
/// @param typicalLoss the geometric mean of the losses on the probe at that look; NaN where they were not recorded
public record AnalysisLooks(AnalysisRates rates, String arm, int trials, int severalAtOnce, int withinTwoLooks,
        double typicalLoss) {

    /// What is recorded of the look at which a loss was reached, besides distances.
    static final String LOSS = "probeLoss";

    private static final String STEPS = "steps.loss.";

    /// More than so large a share of an arm's trials makes its losses unequal enough to say so with a verdict.
    private static final double COARSE = 0.1;

    /// Of all arms with trials that reached the loss; none where the primary outcome is not taken at one.
    static List<AnalysisLooks> of(Study study, RunData run, AnalysisRates rates) {
        List<AnalysisLooks> looks = new ArrayList<>();
        if (!study.primary().isAtALoss()) {
            return looks;
        }
        String metric = Outcome.stepsMetric(study.primary().loss());
        int spacing = spacing(run);
        rates.trials(study, run).forEach((arm, trials) -> {
            List<TrialResult> reached = trials.stream().filter(trial -> trial.last(metric).isPresent()).toList();
            if (!reached.isEmpty()) {
                looks.add(new AnalysisLooks(rates, arm, reached.size(),
                        (int) reached.stream().filter(trial -> fellBelowSeveral(trial, metric)).count(),
                        (int) reached.stream().filter(trial -> step(trial, metric) <= 2.0 * spacing).count(),
                        typicalLoss(reached, study.primary().loss())));
            }
        });
        return looks;
    }

    private static double step(TrialResult trial, String metric) {
        return trial.last(metric).orElseThrow();
    }

    private static boolean fellBelowSeveral(TrialResult trial, String metric) {
        double step = step(trial, metric);
        return trial.metrics().stream().anyMatch(
                row -> row.metric().startsWith(STEPS) && !row.metric().equals(metric) && row.value() == step);
    }

    private static double typicalLoss(List<TrialResult> trials, double threshold) {
        double[] losses = trials.stream().map(trial -> trial.last(Outcome.matchedMetric(threshold, LOSS)))
                .flatMapToDouble(OptionalDouble::stream).toArray();
        return losses.length < trials.size()
                ? Double.NaN
                : StrictMath.exp(DoubleStream.of(losses).map(StrictMath::log).average().orElse(Double.NaN));
    }

    /// The steps from one look to the next, as the recorded steps have it: their greatest common divisor; 0 where
    /// nothing was reached after the start.
    static int spacing(RunData run) {
        int divisor = 0;
        for (TrialResult trial : Stream.concat(run.trials().stream(), run.further().finished().stream()).toList()) {
            for (MetricValue row : trial.metrics()) {
                if (row.metric().startsWith(STEPS)) {
                    divisor = greatestCommonDivisor(divisor, (int) row.value());
                }
            }
        }
        return divisor;
    }

    private static int greatestCommonDivisor(int a, int b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }

    /// Whether a reader must know of it beside a verdict.
    boolean isCoarse() {
        return severalAtOnce > COARSE * trials;
    }
}
