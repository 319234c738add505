package dev.halfwave.experiments.relu;

import dev.halfwave.core.Tensor;
import dev.halfwave.experiments.distance.WeightMeasure;
import dev.halfwave.experiments.distance.WeightMeasures;
import dev.halfwave.experiments.signal.Tones;
import dev.halfwave.experiments.study.Trial;
import dev.halfwave.experiments.study.TrialCheckpoint;
import dev.halfwave.experiments.study.TrialContext;
import dev.halfwave.experiments.study.TrialOutcome;
import dev.halfwave.experiments.study.TrialResult.MetricValue;
import dev.halfwave.nn.Layer;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.data.Dataset;
import dev.halfwave.nn.io.SafeTensors;
import dev.halfwave.nn.io.WeightHash;
import dev.halfwave.nn.loss.Accuracy;
import dev.halfwave.nn.loss.CrossEntropyLoss;
import dev.halfwave.nn.optim.Adam;
import dev.halfwave.nn.train.Callback;
import dev.halfwave.nn.train.Epoch;
import dev.halfwave.nn.train.Evaluation;
import dev.halfwave.nn.train.History;
import dev.halfwave.nn.train.NanGuard;
import dev.halfwave.nn.train.Run;
import dev.halfwave.nn.train.Trainer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// One arm of `relu-dc` on one seed.
final class ReluDcTrial {

    /// Keras's ε; see [Adam#withKerasEpsilon].
    private static final double EPSILON = 1e-7;

    /// What the trainer itself measures while it trains, which is first in a history, and what it is called here.
    private static final Map<String, String> TRAINER_METRICS =
            Map.of("loss", "trainLoss", "accuracy", "trainAccuracy");

    private static final WeightMeasures DISTANCES =
            WeightMeasures.of(WeightMeasure.L2, WeightMeasure.RELATIVE, WeightMeasure.COSINE);

    private final Trial trial;
    private final TrialContext context;
    private final Dataset train;
    private final Dataset test;
    private final Sequential model;

    ReluDcTrial(Trial trial, TrialContext context) {
        this.trial = trial;
        this.context = context;
        Recipe recipe = ReluDc.recipe(trial.arm());
        Tones tones = Tones.OF_THE_PAPER;
        train = recipe.input().applyTo(tones.draw(trial.seed(), "train", trial.get(ReluDc.WINDOWS_PER_CLASS)));
        test = recipe.input().applyTo(tones.draw(trial.seed(), "test", trial.get(ReluDc.TEST_WINDOWS_PER_CLASS)));
        model = recipe.build(trial.seed());
        measureOffsets(model, train.inputs());
    }

    /// The offsets of [OffsetFreeRelu] at the initial weights, layer after layer: the second sees what the first gives.
    private static void measureOffsets(Sequential model, Tensor inputs) {
        List<Layer> before = new ArrayList<>();
        for (Layer layer : model.layers().values()) {
            if (layer instanceof OffsetFreeRelu offsetFree) {
                offsetFree.measure(inputs, before);
            }
            before.add(layer);
        }
    }

    TrialOutcome run() {
        String initialHash = WeightHash.sha256(weights(model).values());
        Map<String, Tensor> initial = new LinkedHashMap<>();
        weights(model).forEach((name, weight) -> initial.put(name, weight.copy()));
        Map<String, Tensor> saved = new LinkedHashMap<>();
        initial.forEach((name, weight) -> saved.put("initial." + name, weight));
        TrialCheckpoint checkpoint = context.checkpoint();
        Trainer trainer = Trainer
                .of(model, new CrossEntropyLoss(), Adam.of(trial.get(ReluDc.LEARNING_RATE)).withKerasEpsilon(EPSILON))
                .withEpochs(trial.get(ReluDc.EPOCHS))
                .withBatchSize(trial.get(ReluDc.BATCH))
                .withSeed(trial.seed())
                .withThreads(context.threads())
                .withMetrics(new Accuracy())
                .withCallbacks(new NanGuard(), new Recorder(), checkpoint);
        Map<String, Double> before = measure(trainer::evaluate, initial);
        History history = checkpoint.fit(trainer, train);
        weights(model).forEach((name, weight) -> saved.put("final." + name, weight));
        Map<String, String> metadata = new LinkedHashMap<>(); // in a fixed order: equal runs write equal bytes
        metadata.put("arm", trial.arm());
        metadata.put("seed", Long.toString(trial.seed()));
        return new TrialOutcome(
                initialHash,
                WeightHash.sha256(weights(model).values()),
                rows(before, history),
                file -> SafeTensors.write(file, saved, metadata));
    }

    /// Parameters and states by name, in order.
    private static Map<String, Tensor> weights(Sequential model) {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        for (Parameter parameter : model.parameters()) {
            weights.put(parameter.name(), parameter.tensor());
        }
        return weights;
    }

    /// What is measured of the model as it is, in the declared order of metrics.
    private Map<String, Double> measure(Function<Dataset, Evaluation> evaluate, Map<String, Tensor> initial) {
        Evaluation end = evaluate.apply(train);
        Evaluation fresh = evaluate.apply(test);
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("trainLossEnd", end.loss());
        values.put("testLoss", fresh.loss());
        values.put("testAccuracy", fresh.metric("accuracy"));
        values.putAll(DISTANCES.between(initial, model));
        return values;
    }

    /// Records what is measured after every epoch in the history, which a checkpoint keeps.
    private final class Recorder implements Callback {

        @Override
        public void onEpoch(Run run, Epoch epoch) {
            measure(run::evaluate, run.initialWeights()).forEach(epoch::record);
            context.progress(epoch.number(), run.epochs());
        }
    }

    /// Every metric of every epoch, in the declared order.
    private static List<MetricValue> rows(Map<String, Double> before, History history) {
        List<MetricValue> rows = new ArrayList<>();
        before.forEach((metric, value) -> rows.add(new MetricValue(0, metric, value)));
        for (History.Entry entry : history.epochs()) {
            entry.values().forEach((name, value) -> rows.add(
                    new MetricValue(entry.epoch(), TRAINER_METRICS.getOrDefault(name, name), value)));
        }
        return rows;
    }
}
