package dev.halfwave.experiments.depth;

import dev.halfwave.core.Op;
import dev.halfwave.core.op.Abs;
import dev.halfwave.core.op.DcFreeRelu;
import dev.halfwave.core.op.Identity;
import dev.halfwave.core.op.Relu;
import dev.halfwave.experiments.depth.WideLimit.Moment;
import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.Experiment;
import dev.halfwave.experiments.study.Preset;
import dev.halfwave.experiments.study.Report;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.Setting;
import dev.halfwave.experiments.study.Trial;
import dev.halfwave.experiments.study.TrialContext;
import dev.halfwave.experiments.study.TrialOutcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Follows the DC component of tones through stacks of convolutions with random and with trained weights.
public final class DcDepth implements Experiment {

    static final Setting<Integer> LAYERS =
            Setting.wholeNumber("layers", "convolutions of all arms but paper-trained", 6, 2, 12);
    static final Setting<Integer> CHANNELS =
            Setting.wholeNumber("channels", "channels of each convolution", 32, 1, 4096);
    static final Setting<Integer> WIDE =
            Setting.wholeNumber("wideChannels", "channels of the arm relu-wide", 256, 1, 4096);
    static final Setting<Integer> EPOCHS = Setting.wholeNumber("epochs", "epochs of the trained arms", 20, 1, 100_000);
    static final Setting<Integer> WINDOWS =
            Setting.wholeNumber("windowsPerClass", "training windows of each of the 3 classes", 1024, 1, 1_000_000);
    static final Setting<Integer> BATCH = Setting.wholeNumber("batch", "windows per step", 64, 1, 1_000_000);
    static final Setting<Double> LEARNING_RATE = Setting.positiveNumber("learningRate", "step size of Adam", 1e-3);

    static final String RELU = "relu";
    static final String WIDE_RELU = "relu-wide";
    static final String PAPER_TRAINED = "paper-trained";
    static final String DEEP_TRAINED = "deep-trained";

    /// How an arm differs.
    record Recipe(Op activation, Moment theory, boolean isTrained) {}

    private static final Map<Arm, Recipe> ARMS = recipes();

    private static Map<Arm, Recipe> recipes() {
        Map<Arm, Recipe> arms = new LinkedHashMap<>();
        arms.put(new Arm(RELU, "random weights, ReLU after each convolution", ""),
                new Recipe(new Relu(), Moment.RELU, false));
        arms.put(new Arm(WIDE_RELU, "the same with more channels", ""), new Recipe(new Relu(), Moment.RELU, false));
        arms.put(new Arm("abs", "random weights, absolute value after each convolution", ""),
                new Recipe(new Abs(), Moment.ABS, false));
        arms.put(new Arm("linear", "random weights, no activation",
                "What DC there is comes from the zeros before the window."),
                new Recipe(new Identity(), Moment.LINEAR, false));
        arms.put(new Arm("relu-dc-free", "random weights, ReLU minus its mean over time after each convolution",
                "No DC after the activation, by construction."),
                new Recipe(new DcFreeRelu(), Moment.DC_FREE_RELU, false));
        arms.put(new Arm(PAPER_TRAINED, "the paper's network of two convolutions with ReLU (section V.C), trained", ""),
                new Recipe(new Relu(), Moment.RELU, true));
        arms.put(new Arm(DEEP_TRAINED, "the same with as many convolutions as the random stacks, trained", ""),
                new Recipe(new Relu(), Moment.RELU, true));
        return arms;
    }

    static Recipe recipe(String arm) {
        for (Map.Entry<Arm, Recipe> entry : ARMS.entrySet()) {
            if (entry.getKey().name().equals(arm)) {
                return entry.getValue();
            }
        }
        throw new IllegalArgumentException("dc-depth has no arm " + arm);
    }

    static int layers(Trial trial) {
        return trial.arm().equals(PAPER_TRAINED) ? 2 : trial.get(LAYERS);
    }

    static int channels(Trial trial) {
        return trial.get(trial.arm().equals(WIDE_RELU) ? WIDE : CHANNELS);
    }

    @Override
    public String name() {
        return "dc-depth";
    }

    @Override
    public String question() {
        return "Does the DC component that ReLU adds persist through the layers of a network?";
    }

    @Override
    public String source() {
        return "Kechris et al. (2024), DC is all you need, arXiv:2407.16556; an open question, as the paper describes one "
                + "layer";
    }

    @Override
    public List<Arm> arms() {
        return List.copyOf(ARMS.keySet());
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(LAYERS, CHANNELS, WIDE, EPOCHS, WINDOWS, BATCH, LEARNING_RATE);
    }

    @Override
    public List<Preset> presets() {
        return List.of(
                Preset.of("quick",
                        "20 random stacks per arm; 2 trained networks, with a quarter of the windows for 8 epochs",
                        20)
                        .withSeeds(2, PAPER_TRAINED, DEEP_TRAINED)
                        .with(WINDOWS, 256)
                        .with(EPOCHS, 8),
                Preset.of("full", "300 random stacks per arm; 10 networks trained with the paper's data for 20 epochs",
                        300)
                        .withSeeds(50, WIDE_RELU)
                        .withSeeds(10, PAPER_TRAINED)
                        .withSeeds(5, DEEP_TRAINED));
    }

    @Override
    public List<String> metrics() {
        return List.of("accuracy", "share.before", "share", "share.interior", "share.channels", "mean", "rms",
                "start.share.before", "start.share", "start.mean");
    }

    @Override
    public String index() {
        return "layer; 0: the whole network";
    }

    @Override
    public double estimatedSeconds(Trial trial) {
        double channels = channels(trial);
        double forward = 2 * 256 * 3 * channels * (1 + channels * (layers(trial) - 1)) / 40e9;
        double windows = recipe(trial.arm()).isTrained() ? 3.0 * 3 * trial.get(WINDOWS) * trial.get(EPOCHS) : 10;
        return 0.002 + windows * forward;
    }

    @Override
    public TrialOutcome run(Trial trial, TrialContext context) {
        return new DcDepthTrial(trial, context).run();
    }

    @Override
    public Report report(RunData run) {
        return new DcDepthReport(run).report();
    }
}
