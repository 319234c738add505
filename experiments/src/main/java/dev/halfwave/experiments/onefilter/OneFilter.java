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

/// One random filter that nobody trains, ReLU, and an average over time: section V.D of Kechris et al. (2024), *DC is
/// all you need*, arXiv:2407.16556, over many filters instead of one.
public final class OneFilter implements Experiment {

    static final int MOST_TAPS = 16;

    static final Setting<Integer> TAPS = Setting.wholeNumber("taps", "the filter's length", 2, 1, MOST_TAPS);
    static final Setting<Integer> WINDOWS_PER_CLASS = Setting.wholeNumber("windowsPerClass",
            "windows of each class that give the class means; as many fresh ones are tested", 512, 2, 100_000);

    static final String RELU = "one-filter";
    static final String WITHOUT_RELU = "filter-without-relu";
    static final String WITHOUT_FILTER = "relu-without-filter";

    @Override
    public String name() {
        return "one-filter";
    }

    @Override
    public String question() {
        return "Can one random filter, ReLU and an average over time tell 3, 5 and 10 Hz apart without any training?";
    }

    @Override
    public String source() {
        return "Kechris et al. (2024), DC is all you need, arXiv:2407.16556, section V.D";
    }

    @Override
    public List<Arm> arms() {
        return List.of(
                new Arm(RELU, "random filter, ReLU, average over time", ""),
                new Arm(WITHOUT_RELU, "the same filter and average without ReLU",
                        "An oscillation averages to nothing, except for what the window's edges leave."),
                new Arm(WITHOUT_FILTER, "ReLU and average without a filter",
                        "ReLU's own DC depends on the amplitude, which is 1 for all classes."));
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(TAPS, WINDOWS_PER_CLASS);
    }

    @Override
    public List<Preset> presets() {
        return List.of(
                Preset.of("quick", "60 filters, fewer windows", 60).with(WINDOWS_PER_CLASS, 128),
                Preset.of("full", "400 filters", 400));
    }

    @Override
    public List<String> metrics() {
        List<String> metrics = new ArrayList<>(List.of("accuracy"));
        metrics.addAll(Deviations.METRICS);
        metrics.addAll(OneFilterTrial.RESPONSES);
        for (int tap = 1; tap <= MOST_TAPS; tap++) {
            metrics.add("tap" + tap);
        }
        metrics.addAll(List.of("class", "frequencyHz", "dc", "predictedDc"));
        return metrics;
    }

    @Override
    public String index() {
        return "number of a test window, from 1; 0 for what is said of the whole trial";
    }

    @Override
    public double estimatedSeconds(Trial trial) {
        // Three classes, two sets of windows and the theory: 256 cosines each.
        return 3 * 256 * 3 * trial.get(WINDOWS_PER_CLASS) * SECONDS_PER_COSINE;
    }

    static final double SECONDS_PER_COSINE = 60e-9;

    @Override
    public TrialOutcome run(Trial trial, TrialContext context) {
        return TrialOutcome.of(new OneFilterTrial(trial).run());
    }

    @Override
    public Report report(RunData run) {
        return new OneFilterReport(this, run).report();
    }
}
