package dev.halfwave.experiments.ablation;

import dev.halfwave.nn.data.Dataset;
import dev.halfwave.nn.train.Run;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Looks at the loss on the probe every few steps, and remembers at which step it first was below each of some losses,
/// and how far the weights were from their start then. Once it was below all of them it looks no more.
final class ProbeWatch {

    private final Dataset probe;
    private final int steps;
    private final List<Double> waiting; // the losses that it was not below yet, from the largest
    private final double stopBelow;

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

    /// The loss on the probe now.
    double loss(Run run) {
        return run.evaluate(probe).loss();
    }

    /// After a step, or before training as step 0.
    void onStep(Run run, long step) {
        if (step % steps != 0 || waiting.isEmpty()) {
            return;
        }
        double loss = loss(run);
        while (!waiting.isEmpty() && loss < waiting.getFirst()) {
            double threshold = waiting.removeFirst();
            reached.put(Outcome.stepsMetric(threshold), (double) step);
            Distances.relative(run.initialWeights(), run.model()).forEach(
                    (name, distance) -> matched.put(Outcome.matchedMetric(threshold, name), distance));
            if (threshold == stopBelow) {
                run.stop("the loss on the probe is below " + Outcome.text(stopBelow));
            }
        }
    }

    /// Hands over what was found since the last call: all numbers of steps, then the distances.
    Map<String, Double> take() {
        Map<String, Double> values = new LinkedHashMap<>(reached);
        values.putAll(matched);
        reached.clear();
        matched.clear();
        return values;
    }

    /// Forgets the losses that a resumed training was below already.
    ///
    /// @param recorded the names of all metrics so far
    void restore(Collection<String> recorded) {
        waiting.removeIf(loss -> recorded.contains(Outcome.stepsMetric(loss)));
    }
}
