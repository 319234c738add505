package dev.halfwave.experiments.ablation;

import dev.halfwave.core.Tensor;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.data.Dataset;
import dev.halfwave.nn.train.Callback;
import dev.halfwave.nn.train.Epoch;
import dev.halfwave.nn.train.Evaluation;
import dev.halfwave.nn.train.Run;
import dev.halfwave.nn.train.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Looks at the loss on the probe every few steps, and records at which step it first was below each of some losses,
/// what it was then, and how far the weights were from their start. Once it was below all of them it looks no more.
///
/// In a training that is resumed at the end of an epoch it finds in the history what was found before.
final class ProbeWatch implements Callback {

    private final Dataset probe;
    private final int steps;
    private final List<Double> waiting; // the losses that it was not below yet, from the largest
    private final double stopBelow;
    private boolean stopped;

    // Since the last take().
    private final Map<String, Double> reached = new LinkedHashMap<>();
    private final Map<String, Double> matched = new LinkedHashMap<>();

    /// @param steps from one look to the next
    /// @param losses from the largest to the smallest
    /// @param stopBelow ends the training once the loss is below; 0 for never
    ProbeWatch(Dataset probe, int steps, List<Double> losses, double stopBelow) {
        this.probe = probe;
        this.steps = steps;
        this.waiting = new ArrayList<>(losses);
        this.stopBelow = stopBelow;
    }

    /// What is found before training, at step 0: at large losses.
    Map<String, Double> before(
            Function<Dataset, Evaluation> evaluate, Map<String, Tensor> initial, Sequential model) {
        look(evaluate, initial, model, 0);
        return take();
    }

    @Override
    public void onStart(Run run) {
        run.history().epochs().forEach(
                entry -> waiting.removeIf(loss -> entry.values().containsKey(Outcome.stepsMetric(loss))));
        stopIfBelow(run);
    }

    @Override
    public void onStep(Run run, Step step) {
        if (step.number() % steps == 0 && !waiting.isEmpty()) {
            look(run::evaluate, run.initialWeights(), run.model(), step.number());
            stopIfBelow(run);
        }
    }

    @Override
    public void onEpoch(Run run, Epoch epoch) {
        take().forEach(epoch::record);
    }

    private void stopIfBelow(Run run) {
        if (stopped) {
            run.stop("the loss on the probe is below " + Outcome.text(stopBelow));
        }
    }

    private void look(
            Function<Dataset, Evaluation> evaluate, Map<String, Tensor> initial, Sequential model, long step) {
        double loss = evaluate.apply(probe).loss();
        while (!waiting.isEmpty() && loss < waiting.getFirst()) {
            double threshold = waiting.removeFirst();
            reached.put(Outcome.stepsMetric(threshold), (double) step);
            matched.put(Outcome.matchedMetric(threshold, AnalysisLooks.LOSS), loss);
            Distances.relative(initial, model).forEach(
                    (name, distance) -> matched.put(Outcome.matchedMetric(threshold, name), distance));
            stopped |= threshold == stopBelow;
        }
    }

    /// Hands over what was found since the last call, such as in an epoch that did not come to its end: all numbers of
    /// steps, then the distances.
    Map<String, Double> take() {
        Map<String, Double> values = new LinkedHashMap<>(reached);
        values.putAll(matched);
        reached.clear();
        matched.clear();
        return values;
    }
}
