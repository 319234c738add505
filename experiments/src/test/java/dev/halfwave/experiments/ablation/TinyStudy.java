package dev.halfwave.experiments.ablation;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.GlobalAveragePool1d;
import dev.halfwave.core.op.Identity;
import dev.halfwave.core.op.Padding;
import dev.halfwave.core.op.Relu;
import dev.halfwave.core.random.Philox;
import dev.halfwave.experiments.statistics.Direction;
import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.Configuration;
import dev.halfwave.experiments.study.Preset;
import dev.halfwave.experiments.study.Seeds;
import dev.halfwave.experiments.study.Setting;
import dev.halfwave.experiments.study.Trial;
import dev.halfwave.experiments.study.TrialCheckpoint;
import dev.halfwave.experiments.study.TrialContext;
import dev.halfwave.experiments.study.TrialOutcome;
import dev.halfwave.experiments.study.TrialResult;
import dev.halfwave.experiments.study.TrialResult.MetricValue;
import dev.halfwave.nn.Activation;
import dev.halfwave.nn.Conv1d;
import dev.halfwave.nn.Layer;
import dev.halfwave.nn.Linear;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.data.Dataset;
import dev.halfwave.nn.loss.Accuracy;
import dev.halfwave.nn.loss.CrossEntropyLoss;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/// A study that takes milliseconds: two convolutions tell noise with a positive mean from noise with a negative one.
public final class TinyStudy {

    static final Setting<String> ACTIVATION = Setting.choice("activation", "what follows conv1", "relu", "none");

    static final Setting<Double> OFFSET =
            Setting.positiveNumber("offset", "how far the means of the two classes are from 0", 0.5);

    static final int SAMPLES = 60;
    static final int TEST_SAMPLES = 20;

    private TinyStudy() {}

    /// Arms `relu` and `linear`.
    public static Study study() {
        return builder().build();
    }

    /// The same on two tasks, of which the second is harder: arms `relu@0.5`, `linear@0.5`, `relu@0.3`, `linear@0.3`.
    public static Study acrossTasks() {
        return builder().settings(OFFSET).acrossTasks(OFFSET, 0.5, 0.3)
                .trains(trial -> Training.of(model(trial), new CrossEntropyLoss(),
                        data(trial.seed(), "train", SAMPLES, trial.get(OFFSET).floatValue()))
                        .testedOn(data(trial.seed(), "test", TEST_SAMPLES, trial.get(OFFSET).floatValue())))
                .build();
    }

    static StudyBuilder builder() {
        return Study.named("tiny-study")
                .asks("Does ReLU keep conv1 near its start?")
                .source("nobody's claim")
                .settings(ACTIVATION)
                .arm(Arm.of("relu", "ReLU after conv1").with(ACTIVATION, "relu"))
                .arm(Arm.of("linear", "nothing after conv1").with(ACTIVATION, "none").noting("It is linear."))
                .trains(TinyStudy::training)
                .preset(Preset.of("quick", "a look", 2).with(Study.EPOCHS, 4).with(Study.BATCH, 4)
                        .with(Study.LEARNING_RATE, 0.02))
                .tunedBy(Outcome.stepsToLoss(0.5))
                .judgedBy(Outcome.relativeDistance("conv1").whenLossFallsBelow(0.4), Direction.LOWER)
                .compares("relu", "linear", "ReLU keeps conv1 near its start");
    }

    static Training training(Trial trial) {
        return Training.of(model(trial), new CrossEntropyLoss(), data(trial.seed(), "train", SAMPLES))
                .testedOn(data(trial.seed(), "test", TEST_SAMPLES))
                .withMetrics(new Accuracy());
    }

    private static Sequential model(Trial trial) {
        int channels = (int) (4 * trial.get(Study.WIDTH));
        return Sequential.of(
                Conv1d.of(1, channels, 3).withPadding(new Padding.Causal()).named("conv1"),
                Activation.of(trial.get(ACTIVATION).equals("relu") ? new Relu() : new Identity()),
                Conv1d.of(channels, 4, 3).withPadding(new Padding.Causal()).named("conv2"),
                Layer.of(new GlobalAveragePool1d()),
                Linear.of(4, 2).named("dense"))
                .initialize(trial.seed());
    }

    static Dataset data(long seed, String stream, int samples) {
        return data(seed, stream, samples, 0.5f);
    }

    private static Dataset data(long seed, String stream, int samples, float offset) {
        int length = 16;
        Tensor inputs = Tensor.zeros(Shape.of(samples, 1, length));
        Tensor targets = Tensor.zeros(Shape.of(samples));
        Philox.of(seed, stream).fillUniform(inputs.data(), 0, inputs.size(), -1f, 1f);
        for (int n = 0; n < samples; n++) {
            targets.set(n, n % 2);
            for (int t = 0; t < length; t++) {
                inputs.set(n * length + t, inputs.get(n * length + t) + (n % 2 == 0 ? offset : -offset));
            }
        }
        return new Dataset(inputs, targets);
    }

    /// The trial of an arm on seed 1, of the quick preset with changes of the form `key=value`.
    static Trial trial(Study study, String arm, String... changes) {
        List<String> all = Stream.concat(Stream.of(changes), Stream.of("arms=" + arm)).toList();
        return Configuration.compose(study, Optional.empty(), Optional.of(Seeds.upTo(1)), all).trials().getFirst();
    }

    /// Trains one trial of this study.
    static TrialResult run(String arm, String... changes) {
        return run(study(), 1, arm, changes);
    }

    static TrialResult run(Study study, int threads, String arm, String... changes) {
        Trial trial = trial(study, arm, changes);
        TrialOutcome outcome = outcome(study, trial, threads);
        return new TrialResult(arm, 1, trial.settings(), 1, outcome.initialWeightsSha256(),
                outcome.finalWeightsSha256(), outcome.metrics());
    }

    static TrialOutcome outcome(Study study, Trial trial, int threads) {
        try {
            return study.run(trial, context(threads));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static TrialContext context(int threads) {
        return context(threads, TrialCheckpoint.none());
    }

    static TrialContext context(int threads, TrialCheckpoint checkpoint) {
        return new TrialContext() {
            @Override
            public int threads() {
                return threads;
            }

            @Override
            public void progress(int done, int total) {}

            @Override
            public boolean isCancelled() {
                return false;
            }

            @Override
            public TrialCheckpoint checkpoint() {
                return checkpoint;
            }
        };
    }

    static double value(TrialResult result, String metric, int epoch) {
        OptionalDouble value = result.value(metric, epoch);
        if (value.isEmpty()) {
            throw new AssertionError("epoch " + epoch + " has no " + metric + ", but "
                    + result.metrics().stream().filter(row -> row.epoch() == epoch).map(MetricValue::metric).toList());
        }
        return value.getAsDouble();
    }
}
