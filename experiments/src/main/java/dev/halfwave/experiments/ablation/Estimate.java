package dev.halfwave.experiments.ablation;

import dev.halfwave.core.Shape;
import dev.halfwave.experiments.study.Trial;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.data.Dataset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// How long a trial takes, told from what its model computes. Builds one trial's training for each group of settings.
final class Estimate {

    /// What one core does with everything around it.
    private static final double MULTIPLY_ADDS_PER_SECOND = 25e9;

    /// A number that an activation reads and writes takes longer than a multiply-add.
    private static final double MULTIPLY_ADDS_PER_ACTIVATION = 8;

    /// Trials that differ in these take the same time, as far as it is known.
    private static final List<String> WITHOUT_COST =
            List.of(Study.LEARNING_RATE.name(), Study.STOP_BELOW_LOSS.name());

    private final TrainingFunction training;
    private final Map<Map<String, String>, Double> seconds = new ConcurrentHashMap<>();

    Estimate(TrainingFunction training) {
        this.training = training;
    }

    double seconds(Trial trial) {
        Map<String, String> settings = new LinkedHashMap<>(trial.settings());
        WITHOUT_COST.forEach(settings::remove);
        return seconds.computeIfAbsent(settings, key -> compute(trial));
    }

    private double compute(Trial trial) {
        Training built;
        try {
            built = training.of(trial);
        } catch (Exception e) {
            return 0; // nothing is trained; running it says why
        }
        Sequential model = built.model();
        Shape sample = built.train().inputs().shape().with(0, 1);
        double pass = model.multiplyAdds(sample) + MULTIPLY_ADDS_PER_ACTIVATION * model.activations(sample);
        double train = built.train().size();
        double probe = built.probe(trial.seed()).size() * train / trial.get(Study.BATCH) / built.probeSteps();
        double unseen = size(built.validation()) + size(built.test());
        // A training pass costs about three forward passes; after each epoch all samples are evaluated. Where it may stop
        // early it takes less.
        double passes = 3 * train + train + unseen + probe;
        return trial.get(Study.EPOCHS) * passes * pass / MULTIPLY_ADDS_PER_SECOND;
    }

    private static double size(@Nullable Dataset data) {
        return data == null ? 0 : data.size();
    }
}
