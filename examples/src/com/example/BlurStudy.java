package com.example;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.GlobalAveragePool1d;
import dev.halfwave.core.op.Padding;
import dev.halfwave.core.op.Relu;
import dev.halfwave.core.random.Philox;
import dev.halfwave.experiments.Halfwave;
import dev.halfwave.experiments.statistics.Direction;
import dev.halfwave.experiments.ablation.Outcome;
import dev.halfwave.experiments.ablation.Study;
import dev.halfwave.experiments.ablation.Training;
import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.Preset;
import dev.halfwave.experiments.study.Setting;
import dev.halfwave.experiments.study.Trial;
import dev.halfwave.nn.Activation;
import dev.halfwave.nn.Conv1d;
import dev.halfwave.nn.Layer;
import dev.halfwave.nn.Linear;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.data.Dataset;
import dev.halfwave.nn.loss.Accuracy;
import dev.halfwave.nn.loss.CrossEntropyLoss;

/// A study of one's own, on data and a model of one's own, with little and with much noise: `java ... com.example.BlurStudy run blur` runs it, as
/// `./halfwave run relu-dc` runs that of the project.
public final class BlurStudy {

    private static final Setting<String> INPUT =
            Setting.choice("input", "what is done to the signals", "plain", "blurred");

    private static final Setting<Double> NOISE =
            Setting.positiveNumber("noise", "how far the noise reaches from one end to the other", 1);

    private static final int LENGTH = 64;

    private BlurStudy() {}

    public static void main(String[] arguments) {
        System.exit(Halfwave.run(arguments, BlurStudy::study));
    }

    private static Study study() {
        return Study.named("blur")
                .asks("Does blurring the input keep the first convolution near its start?")
                .source("an example of Halfwave's")
                .settings(INPUT, NOISE)
                .acrossTasks(NOISE, 0.5, 1.0)
                .arm(Arm.of("plain", "the signals as they are").with(INPUT, "plain"))
                .arm(Arm.of("blurred", "averaged over three samples").with(INPUT, "blurred"))
                .trains(BlurStudy::training)
                .preset(Preset.of("quick", "a look", 8).with(Study.EPOCHS, 10).with(Study.BATCH, 16)
                        .with(Study.LEARNING_RATE, 0.01))
                .preset(Preset.of("full", "for a claim", 30).with(Study.EPOCHS, 20).with(Study.TUNING_SEEDS, 5))
                .tunedBy(Outcome.stepsToLoss(0.1))
                .judgedBy(Outcome.relativeDistance("conv1").whenLossFallsBelow(0.2), Direction.LOWER)
                .compares("blurred", "plain", "blurring keeps conv1 near its start")
                .build();
    }

    /// What one trial trains. All random numbers are keyed by its seed alone, so that arms of a seed are comparable.
    private static Training training(Trial trial) {
        Sequential model = Sequential.of(
                        Conv1d.of(1, 8, 5).withPadding(new Padding.Same()).named("conv1"),
                        Activation.of(new Relu()),
                        Conv1d.of(8, 8, 5).withPadding(new Padding.Same()).named("conv2"),
                        Activation.of(new Relu()),
                        Layer.of(new GlobalAveragePool1d()),
                        Linear.of(8, 2))
                .initialize(trial.seed());
        return Training.of(model, new CrossEntropyLoss(), tones(trial, "train", 200))
                .testedOn(tones(trial, "test", 100))
                .withMetrics(new Accuracy());
    }

    /// Slow (4 to 6 periods) and fast (7 to 9 periods) tones in noise.
    private static Dataset tones(Trial trial, String stream, int windows) {
        Tensor inputs = Tensor.zeros(Shape.of(windows, 1, LENGTH));
        Tensor targets = Tensor.zeros(Shape.of(windows));
        Philox random = Philox.of(trial.seed(), stream);
        for (int n = 0; n < windows; n++) {
            int label = n % 2;
            long first = n * (LENGTH + 2L); // of the numbers that are this window's
            double periods = 4 + 3 * label + 2 * random.uniform(first);
            double phase = 2 * Math.PI * random.uniform(first + 1);
            for (int t = 0; t < LENGTH; t++) {
                double tone = StrictMath.sin(2 * Math.PI * periods * t / LENGTH + phase);
                inputs.set(n * LENGTH + t, (float) (tone + trial.get(NOISE) * (random.uniform(first + 2 + t) - 0.5)));
            }
            targets.set(n, label);
        }
        return new Dataset(trial.get(INPUT).equals("blurred") ? blurred(inputs) : inputs, targets);
    }

    /// The mean of each sample and its two neighbours in the same window.
    private static Tensor blurred(Tensor signals) {
        Tensor result = Tensor.zeros(signals.shape());
        for (int i = 0; i < signals.size(); i++) {
            int window = i / LENGTH * LENGTH;
            int before = Math.max(i - 1, window);
            int after = Math.min(i + 1, window + LENGTH - 1);
            result.set(i, (signals.get(before) + signals.get(i) + signals.get(after)) / 3);
        }
        return result;
    }
}
