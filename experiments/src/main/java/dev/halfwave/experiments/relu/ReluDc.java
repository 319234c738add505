package dev.halfwave.experiments.relu;

import dev.halfwave.experiments.relu.Recipe.Head;
import dev.halfwave.experiments.relu.Recipe.Nonlinearity;
import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.Experiment;
import dev.halfwave.experiments.study.Preset;
import dev.halfwave.experiments.study.Report;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.Setting;
import dev.halfwave.experiments.study.Trial;
import dev.halfwave.experiments.study.TrialContext;
import dev.halfwave.experiments.study.TrialOutcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Trains the network of section V.C of Kechris et al. (2024), *DC is all you need*, arXiv:2407.16556, with and without
/// the DC component that ReLU adds, in the paper's three arms and twelve controls.
public final class ReluDc implements Experiment {

    static final Setting<Integer> EPOCHS =
            Setting.wholeNumber("epochs", "passes over the training windows", 60, 1, 100_000);
    static final Setting<Integer> WINDOWS_PER_CLASS =
            Setting.wholeNumber("windowsPerClass", "training windows of each of the 3 classes", 1024, 1, 1_000_000);
    static final Setting<Integer> TEST_WINDOWS_PER_CLASS =
            Setting.wholeNumber("testWindowsPerClass", "fresh test windows of each class", 512, 1, 1_000_000);
    static final Setting<Integer> BATCH = Setting.wholeNumber("batch", "windows per step", 64, 1, 1_000_000);
    static final Setting<Double> LEARNING_RATE =
            Setting.positiveNumber("learningRate", "step size of Adam", 1e-3);

    private static final int PAPER_SEEDS = 100;
    private static final int CONTROL_SEEDS = 20;
    private static final int QUICK_SEEDS = 3;

    private static final Map<Arm, Recipe> ARMS = recipes();

    private static Map<Arm, Recipe> recipes() {
        Map<Arm, Recipe> arms = new LinkedHashMap<>();
        Recipe relu = Recipe.of(InputDc.NONE, Nonlinearity.RELU);
        Recipe linear = Recipe.of(InputDc.NONE, Nonlinearity.LINEAR);
        Recipe dcFree = Recipe.of(InputDc.NONE, Nonlinearity.DC_FREE_RELU);
        arms.put(new Arm("relu", "ReLU after both convolutions (the paper's \"ReLU\")", ""), relu);
        arms.put(
                new Arm("linear", "no activation after the convolutions (the paper's \"Linear\")",
                        "Average pooling leaves a linear network only the window's mean, which for a tone is leakage "
                                + "at the edges: the arm lacks more than ReLU."),
                linear);
        arms.put(
                new Arm("linear-class-dc",
                        "linear, with √2/4 · {1, 5, 19} added to the input by class (the paper's \"Linear w/ DC\")",
                        "It writes the label into the input: the offset alone tells the class."),
                Recipe.of(InputDc.BY_CLASS, Nonlinearity.LINEAR));
        arms.put(
                new Arm("linear-constant-dc", "linear, with one offset (2.946) added to every window",
                        "As much DC as linear-class-dc has on average, but the same for all classes."),
                Recipe.of(InputDc.CONSTANT, Nonlinearity.LINEAR));
        arms.put(
                new Arm("linear-true-dc", "linear, with each window's own ReLU mean added",
                        "The DC that ReLU really adds to these windows; it hardly differs between classes."),
                Recipe.of(InputDc.TRUE_RELU_DC, Nonlinearity.LINEAR));
        arms.put(
                new Arm("class-dc-only", "linear, with the offset of linear-class-dc and no signal at all",
                        "There is no tone in the input; whatever it learns is the label written there."),
                Recipe.of(InputDc.BY_CLASS_WITHOUT_SIGNAL, Nonlinearity.LINEAR));
        arms.put(
                new Arm("relu-dc-free", "ReLU minus its mean over time, after both convolutions",
                        "No information reaches the head, by construction: average pooling of rows with mean zero."),
                dcFree);
        arms.put(
                new Arm("relu-dc-free-first", "ReLU minus its mean after the first convolution, ReLU after the second",
                        ""),
                dcFree.withSecond(Nonlinearity.RELU));
        arms.put(new Arm("relu-max", "ReLU, global max pool as head", ""), relu.withHead(Head.MAX));
        arms.put(
                new Arm("relu-dc-free-max", "ReLU minus its mean over time, global max pool as head",
                        "max − mean still carries the mean: the DC is subtracted, not hidden from the head."),
                dcFree.withHead(Head.MAX));
        arms.put(new Arm("linear-max", "no activation, global max pool as head", ""), linear.withHead(Head.MAX));
        arms.put(
                new Arm("relu-offset-free",
                        "ReLU minus a constant per channel: its mean over the training windows at the initial weights",
                        "The offset is gone, its modulation by the input is not."),
                Recipe.of(InputDc.NONE, Nonlinearity.OFFSET_FREE_RELU));
        arms.put(
                new Arm("relu-frozen", "ReLU, both convolutions stay at their random start", ""),
                relu.withFrozenConvolutions());
        arms.put(
                new Arm("linear-frozen", "no activation, both convolutions stay at their random start", ""),
                linear.withFrozenConvolutions());
        arms.put(
                new Arm("abs", "absolute value after both convolutions: twice ReLU's DC, no fundamental", ""),
                Recipe.of(InputDc.NONE, Nonlinearity.ABS));
        return arms;
    }

    @Override
    public String name() {
        return "relu-dc";
    }

    @Override
    public String question() {
        return "Does the DC component that ReLU adds let a CNN classify tones, and keep its weights near their start?";
    }

    @Override
    public String source() {
        return "Kechris et al. (2024), DC is all you need, arXiv:2407.16556, section V.C; claims C3 and C4";
    }

    @Override
    public List<Arm> arms() {
        return List.copyOf(ARMS.keySet());
    }

    static Recipe recipe(String arm) {
        for (Map.Entry<Arm, Recipe> entry : ARMS.entrySet()) {
            if (entry.getKey().name().equals(arm)) {
                return entry.getValue();
            }
        }
        throw new IllegalArgumentException("relu-dc has no arm " + arm);
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(EPOCHS, WINDOWS_PER_CLASS, TEST_WINDOWS_PER_CLASS, BATCH, LEARNING_RATE);
    }

    @Override
    public List<Preset> presets() {
        return List.of(
                Preset.of("quick",
                        "a first look at all arms: 3 seeds, a quarter of the windows, 20 epochs; no p-values",
                        QUICK_SEEDS)
                        .with(WINDOWS_PER_CLASS, 256)
                        .with(EPOCHS, 20),
                Preset.of("full", "as in the paper: 100 seeds for its three arms, 20 for the controls", CONTROL_SEEDS)
                        .withSeeds(PAPER_SEEDS, "relu", "linear", "linear-class-dc"));
    }

    @Override
    public List<String> metrics() {
        List<String> metrics = new ArrayList<>(
                List.of("trainLoss", "trainAccuracy", "trainLossEnd", "testLoss", "testAccuracy"));
        for (String part : List.of("conv1", "conv2", "dense1", "dense1.bias", "dense2", "dense2.bias", "total")) {
            for (String measure : List.of("l2", "relative", "cosine")) {
                metrics.add("distance." + part + "." + measure);
            }
        }
        return metrics;
    }

    @Override
    public double estimatedSeconds(Trial trial) {
        // Training passes cost about three forward passes; both sets are evaluated after every epoch.
        double trained = 3.0 * trial.get(WINDOWS_PER_CLASS);
        double passes = 3 * trained + trained + 3.0 * trial.get(TEST_WINDOWS_PER_CLASS);
        return trial.get(EPOCHS) * passes * SECONDS_PER_FORWARD_PASS;
    }

    /// 2 · 256 · 3 · (32·32 + 32) floating-point operations at about 60 GFLOP/s, with everything around them.
    private static final double SECONDS_PER_FORWARD_PASS = 30e-6;

    @Override
    public TrialOutcome run(Trial trial, TrialContext context) {
        return new ReluDcTrial(trial, context).run();
    }

    @Override
    public Report report(RunData run) {
        return ReluDcReport.of(run);
    }
}
