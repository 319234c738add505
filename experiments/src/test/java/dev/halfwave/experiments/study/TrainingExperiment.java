package dev.halfwave.experiments.study;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.Relu;
import dev.halfwave.core.random.Philox;
import dev.halfwave.experiments.study.TrialResult.MetricValue;
import dev.halfwave.nn.Activation;
import dev.halfwave.nn.Linear;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.data.Dataset;
import dev.halfwave.nn.io.SafeTensors;
import dev.halfwave.nn.io.WeightHash;
import dev.halfwave.nn.loss.CrossEntropyLoss;
import dev.halfwave.nn.optim.Adam;
import dev.halfwave.nn.train.Callback;
import dev.halfwave.nn.train.Epoch;
import dev.halfwave.nn.train.History;
import dev.halfwave.nn.train.Run;
import dev.halfwave.nn.train.Step;
import dev.halfwave.nn.train.Trainer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// An experiment that trains a very small network, with checkpoints, and pauses after every step if it is to take long.
public class TrainingExperiment implements Experiment {

    static final Setting<Integer> EPOCHS = Setting.wholeNumber("epochs", "passes over the samples", 3, 1, 1000);
    static final Setting<Integer> PAUSE = Setting.wholeNumber("pause", "milliseconds per step", 0, 0, 10_000);

    private static final int SAMPLES = 24;
    private static final int INPUTS = 4;

    @Override
    public String name() {
        return "training";
    }

    @Override
    public String question() {
        return "Does it learn?";
    }

    @Override
    public String source() {
        return "nobody's claim";
    }

    @Override
    public List<Arm> arms() {
        return List.of(new Arm("narrow", "3 hidden units", ""), new Arm("wide", "8 hidden units", ""));
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(EPOCHS, PAUSE);
    }

    @Override
    public List<Preset> presets() {
        return List.of(Preset.of("quick", "a first look", 2));
    }

    @Override
    public List<String> metrics() {
        return List.of("trainLoss", "testLoss");
    }

    @Override
    public double estimatedSeconds(Trial trial) {
        return trial.get(EPOCHS) * (0.001 + 0.003 * trial.get(PAUSE));
    }

    /// Before a step of a trial is paused after; a test may end the trial here.
    protected void onStep(Trial trial, long step) {}

    @Override
    public TrialOutcome run(Trial trial, TrialContext context) {
        Dataset train = draw(trial.seed(), 1);
        Dataset test = draw(trial.seed(), 2);
        int hidden = trial.arm().equals("wide") ? 8 : 3;
        Sequential model = Sequential.of(Linear.of(INPUTS, hidden), Activation.of(new Relu()), Linear.of(hidden, 2))
                .initialize(trial.seed());
        String initial = WeightHash.sha256(weights(model).values());
        TrialCheckpoint checkpoint = context.checkpoint();
        Trainer trainer = Trainer.of(model, new CrossEntropyLoss(), Adam.of(0.01))
                .withEpochs(trial.get(EPOCHS))
                .withBatchSize(10) // the last batch of an epoch is a smaller one
                .withSeed(trial.seed())
                .withThreads(context.threads())
                .withCallbacks(checkpoint, new Callback() {
                    @Override
                    public void onStep(Run run, Step step) {
                        TrainingExperiment.this.onStep(trial, step.number());
                        pause(trial.get(PAUSE));
                    }

                    @Override
                    public void onEpoch(Run run, Epoch epoch) {
                        epoch.record("testLoss", run.evaluate(test).loss());
                        context.progress(epoch.number(), run.epochs());
                    }
                });
        History history = checkpoint.fit(trainer, train);
        List<MetricValue> rows = new ArrayList<>();
        for (History.Entry entry : history.epochs()) {
            rows.add(new MetricValue(entry.epoch(), "trainLoss", entry.values().get("loss")));
            rows.add(new MetricValue(entry.epoch(), "testLoss", entry.values().get("testLoss")));
        }
        Map<String, Tensor> weights = weights(model);
        return new TrialOutcome(initial, WeightHash.sha256(weights.values()), rows,
                file -> SafeTensors.write(file, weights, Map.of()));
    }

    private static Dataset draw(long seed, long stream) {
        float[] inputs = new float[SAMPLES * INPUTS];
        Philox.of(seed, stream).fillUniform(inputs, 0, inputs.length, -1, 1);
        Tensor targets = Tensor.zeros(Shape.of(SAMPLES));
        for (int i = 0; i < SAMPLES; i++) {
            targets.set(i, inputs[INPUTS * i] > inputs[INPUTS * i + 1] ? 1 : 0);
        }
        return new Dataset(Tensor.wrap(inputs, 0, Shape.of(SAMPLES, INPUTS)), targets);
    }

    private static Map<String, Tensor> weights(Sequential model) {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        for (Parameter parameter : model.parameters()) {
            weights.put(parameter.name(), parameter.tensor());
        }
        return weights;
    }

    private static void pause(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Report report(RunData run) {
        return new Report("<!doctype html>" + run.trials().size() + " of " + run.planned() + "\n", Map.of(), "");
    }
}
