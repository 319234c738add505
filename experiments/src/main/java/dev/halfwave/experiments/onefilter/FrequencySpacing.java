package dev.halfwave.experiments.onefilter;

import dev.halfwave.experiments.signal.Tones;
import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.Experiment;
import dev.halfwave.experiments.study.Preset;
import dev.halfwave.experiments.study.Report;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.Setting;
import dev.halfwave.experiments.study.Trial;
import dev.halfwave.experiments.study.TrialContext;
import dev.halfwave.experiments.study.TrialOutcome;
import java.util.List;

/// How close the frequencies of three classes may come before random filters, ReLU and an average over time cannot tell
/// them apart, and whether that is for want of the mechanism or because the classes overlap.
public final class FrequencySpacing implements Experiment {

    static final double CENTRE_HZ = 5;

    static final Setting<String> SPACINGS = Sweep.hundredths("spacings",
            "the distances between neighbouring classes in Hz", "0.05,0.1,0.2,0.3,0.5,1,2", 1, 400);
    static final Setting<Double> DEVIATION = Setting.number("deviation",
            "standard deviation of the frequency within a class in Hz", 0.1, 0.001, 1);
    static final Setting<Double> NARROW_DEVIATION = Setting.number("narrowDeviation",
            "the same for the second set of classes, which overlap less", 0.01, 0.001, 1);
    static final Setting<Integer> FILTERS = Setting.wholeNumber("filters", "filters of a bank", 32, 1, 1024);
    static final Setting<Integer> WINDOWS_PER_CLASS = Setting.wholeNumber("windowsPerClass",
            "windows of each class to learn from; as many fresh ones are tested", 150, 2, 100_000);
    static final Setting<Integer> EPOCHS =
            Setting.wholeNumber("epochs", "passes over the windows of the trained network", 300, 1, 100_000);
    static final Setting<Double> LEARNING_RATE =
            Setting.positiveNumber("learningRate", "step size of Adam for the trained network", 1e-3);

    static final String ONE = "one-filter";
    static final String BANK_2 = "bank-2";
    static final String BANK_8 = "bank-8";
    static final String TRAINED = "trained";
    static final String ORACLE = "frequency-known";

    static final String SLOPE = "slopePerHz";
    static final String DEVIATION_OF_DC = "deviation";
    static final String ACCURACY = "accuracy";
    static final String NARROW = "accuracyNarrow";
    static final String DISTANCE_1 = "distance.conv1.relative";
    static final String DISTANCE_2 = "distance.conv2.relative";

    /// Three classes around the centre, 8 s at 32 Hz as in the paper.
    static Tones tones(double spacingHz, double deviationHz) {
        Tones paper = Tones.OF_THE_PAPER;
        return new Tones(List.of(CENTRE_HZ - spacingHz, CENTRE_HZ, CENTRE_HZ + spacingHz), deviationHz,
                paper.sampleRateHz(), paper.length());
    }

    @Override
    public String name() {
        return "frequency-spacing";
    }

    @Override
    public String question() {
        return "How close may three frequencies come before random filters and ReLU's DC cannot tell them apart, and "
                + "what breaks there?";
    }

    @Override
    public String source() {
        return "Kechris et al. (2024), DC is all you need, arXiv:2407.16556, section V.D; third of the experiments that a "
                + "summary of it proposes: \"frequencies closer together ... to find breaking point of random "
                + "initialization strategy\"";
    }

    @Override
    public List<Arm> arms() {
        return List.of(
                new Arm(ONE, "one random filter of 2 taps; the class whose mean DC is nearest", ""),
                new Arm(BANK_2, "many random filters of 2 taps; a linear read-out by least squares", ""),
                new Arm(BANK_8, "many random filters of 8 taps; a linear read-out by least squares", ""),
                new Arm(TRAINED,
                        "the network of section V.C, trained: two convolutions of 32 filters of 3 taps with ReLU",
                        "Few windows and epochs: what it lacks at close spacings is training, not information."),
                new Arm(ORACLE, "no network: told each test window's true frequency, chooses the nearest class",
                        "What the Bayes limit promises, on these windows."));
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(SPACINGS, DEVIATION, NARROW_DEVIATION, FILTERS, WINDOWS_PER_CLASS, EPOCHS, LEARNING_RATE);
    }

    @Override
    public List<Preset> presets() {
        return List.of(
                Preset.of("quick", "40 single filters, 10 banks, 1 training of fewer epochs and larger steps", 10)
                        .withSeeds(40, ONE, ORACLE)
                        .withSeeds(1, TRAINED)
                        .with(EPOCHS, 20)
                        .with(LEARNING_RATE, 0.003),
                Preset.of("full", "300 single filters, 50 banks, 3 trainings", 50)
                        .withSeeds(300, ONE, ORACLE)
                        .withSeeds(3, TRAINED));
    }

    @Override
    public List<String> metrics() {
        return List.of(SLOPE, DEVIATION_OF_DC, ACCURACY, NARROW, DISTANCE_1, DISTANCE_2);
    }

    @Override
    public String index() {
        return "distance between neighbouring classes in hundredths of a hertz; 0 for what is said of a filter";
    }

    @Override
    public double estimatedSeconds(Trial trial) {
        int spacings = Sweep.hundredths(trial.get(SPACINGS)).size();
        int windows = 2 * 3 * trial.get(WINDOWS_PER_CLASS); // of both sets of classes
        double data = 2 * windows * 256 * OneFilter.SECONDS_PER_COSINE;
        return spacings * switch (trial.arm()) {
            case ONE -> data;
            case BANK_2, BANK_8 -> data + 2 * windows * 5e-6;
            case TRAINED -> data + trial.get(EPOCHS) * windows * 60e-6;
            default -> windows * 1e-6;
        };
    }

    @Override
    public TrialOutcome run(Trial trial, TrialContext context) {
        return new FrequencySpacingTrial(trial, context).run();
    }

    @Override
    public Report report(RunData run) {
        return new FrequencySpacingReport(this, run).report();
    }
}
