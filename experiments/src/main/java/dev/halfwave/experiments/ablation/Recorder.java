package dev.halfwave.experiments.ablation;

import dev.halfwave.core.Tensor;
import dev.halfwave.experiments.study.TrialContext;
import dev.halfwave.experiments.study.TrialResult.MetricValue;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.data.Dataset;
import dev.halfwave.nn.train.Callback;
import dev.halfwave.nn.train.Epoch;
import dev.halfwave.nn.train.Evaluation;
import dev.halfwave.nn.train.History;
import dev.halfwave.nn.train.Run;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Measures a trial after every epoch, on the training, validation and test samples and the probe, and how far its weights
/// are from their start; all of it goes into the training's [History], which a checkpoint keeps.
final class Recorder implements Callback {

    static final String LOSS = "loss";

    /// By what the best epoch is found.
    static final String VALIDATION_LOSS = "validationLoss";

    /// What stands before the names of what the best weights were measured by.
    static final String BEST = "best.";

    /// The epoch that was the best.
    static final String BEST_EPOCH = BEST + "epoch";

    private final Dataset train;
    private final @Nullable Dataset validation;
    private final @Nullable Dataset test;
    private final Dataset probe;
    private final Distances distances;
    private final TrialContext context;

    Recorder(
            Dataset train,
            @Nullable Dataset validation,
            @Nullable Dataset test,
            Dataset probe,
            Distances distances,
            TrialContext context) {
        this.train = train;
        this.validation = validation;
        this.test = test;
        this.probe = probe;
        this.distances = distances;
        this.context = context;
    }

    @Override
    public void onEpoch(Run run, Epoch epoch) {
        Map<String, Double> values = measure(run::evaluate, run.initialWeights(), run.model());
        Divergence.requireFiniteLosses(epoch.number(), values);
        values.forEach(epoch::record);
        context.progress(epoch.number(), run.epochs());
    }

    /// What is measured of the model as it is, in order.
    Map<String, Double> measure(
            Function<Dataset, Evaluation> evaluate, Map<String, Tensor> initial, Sequential model) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("trainLossEnd", evaluate.apply(train).loss());
        if (validation != null) {
            values.putAll(named("validation", evaluate.apply(validation)));
        }
        if (test != null) {
            values.putAll(named("test", evaluate.apply(test)));
        }
        values.put("probeLoss", evaluate.apply(probe).loss());
        // Of a model whose outputs are no numbers there is no distance.
        if (values.values().stream().allMatch(Double::isFinite)) {
            values.putAll(distances.between(initial, model));
        }
        return values;
    }

    /// What is measured of the best weights, which the model has now, and which epoch they are of.
    Map<String, Double> measureBest(
            History.Entry best,
            Function<Dataset, Evaluation> evaluate,
            Map<String, Tensor> initial,
            Sequential model) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put(BEST_EPOCH, (double) best.epoch());
        measure(evaluate, initial, model).forEach((name, value) -> values.put(BEST + name, value));
        return values;
    }

    /// Every metric of every epoch, in order.
    ///
    /// @param before what was measured before training
    /// @param metrics the names of the metrics that the trainer records beside the loss
    static List<MetricValue> rows(Map<String, Double> before, History history, Set<String> metrics) {
        List<MetricValue> rows = new ArrayList<>();
        before.forEach((name, value) -> rows.add(new MetricValue(0, name, value)));
        for (History.Entry entry : history.epochs()) {
            entry.values().forEach((name, value) -> {
                boolean whileTraining = name.equals(LOSS) || metrics.contains(name);
                rows.add(new MetricValue(entry.epoch(), whileTraining ? joined("train", name) : name, value));
            });
        }
        return rows;
    }

    /// Loss and metrics by names such as `testLoss` and `testAccuracy`.
    static Map<String, Double> named(String prefix, Evaluation evaluation) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put(joined(prefix, LOSS), evaluation.loss());
        evaluation.metrics().forEach((name, value) -> values.put(joined(prefix, name), value));
        return values;
    }

    /// `testAccuracy` of `test` and `accuracy`.
    static String joined(String prefix, String name) {
        return prefix + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }
}
