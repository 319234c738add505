package dev.halfwave.experiments.ablation;

import dev.halfwave.core.Tensor;
import dev.halfwave.experiments.study.Trial;
import dev.halfwave.experiments.study.TrialCheckpoint;
import dev.halfwave.experiments.study.TrialContext;
import dev.halfwave.experiments.study.TrialOutcome;
import dev.halfwave.experiments.study.TrialResult.MetricValue;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.data.Dataset;
import dev.halfwave.nn.io.SafeTensors;
import dev.halfwave.nn.io.WeightHash;
import dev.halfwave.nn.loss.Metric;
import dev.halfwave.nn.optim.Adam;
import dev.halfwave.nn.optim.Optimizer;
import dev.halfwave.nn.optim.Sgd;
import dev.halfwave.nn.train.Callback;
import dev.halfwave.nn.train.EarlyStopping;
import dev.halfwave.nn.train.History;
import dev.halfwave.nn.train.NanGuard;
import dev.halfwave.nn.train.Trainer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One trial of any study: trains, under the controls that its settings ask for, and records what all studies record.
final class StudyTrial {

    private static final double MOMENTUM = 0.9;
    private static final String FINAL = "final.";

    private final Trial trial;
    private final Training training;
    private final List<Double> thresholds;
    private final TrialContext context;
    private final Sequential model;
    private final String dataSha256;

    /// @param thresholds the losses whose first falling below is recorded, from the largest to the smallest
    StudyTrial(Trial trial, Training training, List<Double> thresholds, TrialContext context) {
        this.trial = trial;
        this.training = training;
        this.thresholds = thresholds;
        this.context = context;
        this.model = training.model();
        this.dataSha256 = training.dataSha256();
    }

    /// Of what is trained and tested on.
    String dataSha256() {
        return dataSha256;
    }

    TrialOutcome run() {
        freeze();
        Map<String, Tensor> initial = copyOfWeights();
        Readout readout = Readout.of(
                trial.get(Study.CENTRED), trial.get(Study.OUTPUT_SCALE), model, training.train());
        Dataset train = readout.data(training.train(), model);
        Dataset validation = seen(training.validation(), readout);
        Dataset test = seen(training.test(), readout);
        Dataset chosen = training.probe(trial.seed());
        Dataset probe = readout.data(chosen, model);

        Distances distances = Distances.of(trial.get(Study.MEASURES).equals(Study.ALL_MEASURES), chosen);
        Recorder recorder = new Recorder(train, validation, test, probe, distances, context);
        ProbeWatch watch =
                new ProbeWatch(probe, probeSteps(), thresholds, trial.get(Study.STOP_BELOW_LOSS));
        // What the callbacks remember within an epoch is not in the history.
        TrialCheckpoint checkpoint = context.checkpoint().atEndsOfEpochs();
        Divergence divergence = new Divergence();
        List<Callback> callbacks = new ArrayList<>(List.of(divergence, new NanGuard(), recorder));
        callbacks.addAll(distances.callbacks(model));
        callbacks.add(watch);
        if (training.patience() > 0) {
            callbacks
                    .add(EarlyStopping.whenNoLongerFalling(Recorder.VALIDATION_LOSS).withPatience(training.patience()));
        }
        callbacks.add(checkpoint);
        Trainer plain = Trainer.of(model, readout.loss(training.loss()), optimizer())
                .withEpochs(trial.get(Study.EPOCHS))
                .withBatchSize(trial.get(Study.BATCH))
                .withSeed(trial.seed())
                .withThreads(context.threads())
                .withMetrics(training.metrics().stream().map(readout::metric).toArray(Metric[]::new))
                .withCallbacks(callbacks.toArray(Callback[]::new));
        Trainer trainer = validation == null ? plain : plain.restoringLowest(Recorder.VALIDATION_LOSS);

        Map<String, Double> before = new LinkedHashMap<>(training.known());
        before.putAll(recorder.measure(trainer::evaluate, initial, model));
        before.putAll(watch.before(trainer::evaluate, initial, model));
        History history = divergence.fit(before, () -> checkpoint.fit(trainer, train));
        List<MetricValue> rows = Recorder.rows(
                before, history, training.metrics().stream().map(Metric::name).collect(Collectors.toSet()));
        Map<String, Double> after = new LinkedHashMap<>();
        if (divergence.happened()) {
            after.putAll(watch.take());
            after.put(Divergence.METRIC, (double) divergence.step());
        } else {
            if (validation != null) {
                history.lowest(Recorder.VALIDATION_LOSS).ifPresent(best -> after.putAll(
                        recorder.measureBest(best, trainer::evaluate, initial, model)));
            }
            after.putAll(resets(trainer, initial, train, test));
        }
        int last = divergence.happened() ? divergence.epoch() : history.epochs().size();
        after.forEach((name, value) -> rows.add(new MetricValue(last, name, value)));
        return outcome(initial, rows);
    }

    private @Nullable Dataset seen(@Nullable Dataset data, Readout readout) {
        return data == null ? null : readout.data(data, model);
    }

    private void freeze() {
        model.freeze(SettingTexts.layers(trial.get(Study.FREEZE)).toArray(String[]::new));
        if (model.parameters().stream().noneMatch(Parameter::isTrained)) {
            throw new IllegalArgumentException("nothing is left to train, every layer with weights is frozen");
        }
    }

    private int probeSteps() {
        int steps = trial.get(Study.PROBE_EVERY);
        return steps == 0 ? training.probeSteps() : steps;
    }

    private Optimizer optimizer() {
        double rate = trial.get(Study.LEARNING_RATE);
        return switch (trial.get(Study.OPTIMIZER)) {
            case "adam" -> Adam.of(rate);
            case "sgd" -> Sgd.of(rate);
            case "momentum" -> Sgd.of(rate).withMomentum(MOMENTUM);
            default -> training.optimizer(rate);
        };
    }

    private Map<String, Double> resets(
            Trainer trainer, Map<String, Tensor> initial, Dataset train, @Nullable Dataset test) {
        List<String> layers = LayerResets.wanted(trial.get(Study.REINITIALIZE), model);
        LayerResets resets = test == null
                ? new LayerResets(model, initial, trial.seed(), () -> trainer.evaluate(train), "train")
                : new LayerResets(model, initial, trial.seed(), () -> trainer.evaluate(test), "test");
        return resets.measure(layers);
    }

    private TrialOutcome outcome(Map<String, Tensor> initial, List<MetricValue> rows) {
        Map<String, Tensor> weights = copyOfWeights();
        Map<String, Tensor> saved = new LinkedHashMap<>();
        initial.forEach((name, weight) -> saved.put("initial." + name, weight));
        weights.forEach((name, weight) -> saved.put(FINAL + name, weight));
        Map<String, String> metadata = new LinkedHashMap<>(loading()); // in a fixed order: equal runs write equal bytes
        metadata.put("arm", trial.arm());
        metadata.put("seed", Long.toString(trial.seed()));
        metadata.put("trainSha256", training.train().sha256());
        Dataset validation = training.validation();
        if (validation != null) {
            metadata.put("validationSha256", validation.sha256());
        }
        Dataset test = training.test();
        if (test != null) {
            metadata.put("testSha256", test.sha256());
        }
        return new TrialOutcome(
                WeightHash.sha256(initial.values()), WeightHash.sha256(weights.values()), rows,
                file -> SafeTensors.write(file, saved, metadata), dataSha256);
    }

    /// By which [Sequential#load] reads the trained model from the file of weights. Where the loss saw the model through a
    /// readout, the model alone is not what was trained; and one with layers that cannot be built again cannot be read.
    private Map<String, String> loading() {
        if (trial.get(Study.CENTRED) || trial.get(Study.OUTPUT_SCALE) != 1) {
            return Map.of();
        }
        try {
            return model.fileMetadata(FINAL);
        } catch (UnsupportedOperationException e) {
            return Map.of();
        }
    }

    /// Parameters and states by name, in order.
    private Map<String, Tensor> copyOfWeights() {
        Map<String, Tensor> copies = new LinkedHashMap<>();
        for (Parameter parameter : model.parameters()) {
            copies.put(parameter.name(), parameter.tensor().copy());
        }
        return copies;
    }
}
