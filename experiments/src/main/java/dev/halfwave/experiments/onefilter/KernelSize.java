package dev.halfwave.experiments.onefilter;

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
import java.util.List;

/// The classifier of section V.D of Kechris et al. (2024), *DC is all you need*, arXiv:2407.16556, with kernels of 2 to
/// 16 taps: one random filter, a bank of them, and both trained.
public final class KernelSize implements Experiment {

    static final int MOST_TAPS = 64;

    static final Setting<String> TAPS =
            Sweep.wholeNumbers("taps", "the kernel sizes", "2,3,4,5,6,8,10,12,16", 1, MOST_TAPS);
    static final Setting<Integer> FILTERS =
            Setting.wholeNumber("filters", "filters of a bank", 32, 1, 1024);
    static final Setting<Integer> WINDOWS_PER_CLASS = Setting.wholeNumber("windowsPerClass",
            "windows of each class to learn from; as many fresh ones are tested", 150, 2, 100_000);
    static final Setting<Double> CLOSE_SPACING = Setting.number("closeSpacing",
            "distance of the second set of classes, around 5 Hz, in Hz", 0.3, 0.01, 4);
    static final Setting<Integer> EPOCHS =
            Setting.wholeNumber("epochs", "passes over the windows where filters are trained", 200, 1, 100_000);
    static final Setting<Double> LEARNING_RATE =
            Setting.positiveNumber("learningRate", "step size of Adam where filters are trained", 0.03);

    static final String ONE = "one-filter";
    static final String BANK = "bank";
    static final String TRAINED_ONE = "one-filter-trained";
    static final String TRAINED_BANK = "bank-trained";

    static final String ACCURACY = "accuracy";
    static final String CLOSE = "accuracyClose";
    static final String GAP = "dcGap";
    static final String SPREAD = "dcSpread";
    static final String SEPARATION = "separation";
    static final String TURNS = "responseTurns";
    static final String DISTANCE = "distance.conv1.relative";

    @Override
    public String name() {
        return "kernel-size";
    }

    @Override
    public String question() {
        return "Does a longer kernel tell 3, 5 and 10 Hz apart better, for one random filter, for many, and for trained "
                + "ones?";
    }

    @Override
    public String source() {
        return "Kechris et al. (2024), DC is all you need, arXiv:2407.16556, section V.D; second of the experiments that a "
                + "summary of it proposes: \"vary convolutional kernel size from 2 to 16 samples\"";
    }

    @Override
    public List<Arm> arms() {
        return List.of(
                new Arm(ONE, "one random filter; the class whose mean DC is nearest", ""),
                new Arm(BANK, "many random filters; a linear read-out by least squares", ""),
                new Arm(TRAINED_ONE, "one filter and a linear layer of three outputs, both trained",
                        "Begins with the taps of one-filter. Where the DCs of classes differ by a few percent only, as with 2 "
                                + "taps and close classes, training takes longer than it is given here."),
                new Arm(TRAINED_BANK, "many filters and a linear layer of three outputs, both trained",
                        "Begins with the taps of bank."));
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(TAPS, FILTERS, WINDOWS_PER_CLASS, CLOSE_SPACING, EPOCHS, LEARNING_RATE);
    }

    @Override
    public List<Preset> presets() {
        return List.of(
                Preset.of("quick", "60 single filters, 5 banks, 2 trainings of fewer epochs", 2)
                        .withSeeds(60, ONE)
                        .withSeeds(5, BANK)
                        .with(EPOCHS, 30)
                        .with(LEARNING_RATE, 0.1),
                Preset.of("full", "400 single filters, 50 banks, 5 trainings", 5)
                        .withSeeds(400, ONE)
                        .withSeeds(50, BANK));
    }

    @Override
    public List<String> metrics() {
        List<String> metrics = new ArrayList<>(List.of(ACCURACY, CLOSE));
        metrics.addAll(Deviations.METRICS);
        metrics.addAll(List.of(GAP, SPREAD, SEPARATION, TURNS, DISTANCE));
        return metrics;
    }

    @Override
    public String index() {
        return "kernel size in taps";
    }

    @Override
    public double estimatedSeconds(Trial trial) {
        List<Integer> sizes = Sweep.wholeNumbers(trial.get(TAPS));
        int windows = 3 * trial.get(WINDOWS_PER_CLASS);
        double data = 2 * windows * 256 * OneFilter.SECONDS_PER_COSINE;
        double passes = switch (trial.arm()) {
            case ONE -> windows * 256 * OneFilter.SECONDS_PER_COSINE;
            case BANK -> 2 * windows * 5e-6;
            case TRAINED_ONE -> trial.get(EPOCHS) * windows * 3e-6;
            default -> trial.get(EPOCHS) * windows * 30e-6;
        };
        return data + sizes.size() * passes;
    }

    @Override
    public TrialOutcome run(Trial trial, TrialContext context) {
        return new KernelSizeTrial(trial, context).run();
    }

    @Override
    public Report report(RunData run) {
        return new KernelSizeReport(this, run).report();
    }
}
