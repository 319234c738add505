package dev.halfwave.experiments.discrete;

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
import java.util.Arrays;
import java.util.List;

/// Measures the DC component of the ReLU of sampled tones over sampling rate, frequency and phase, for ReLU as it is and
/// in two forms that alias less, beside what theory says ([SampledTone]).
///
/// Frequencies are multiples of 1/30 Hz: so tones of 2, 3, 4, 5, 6, 8, 10, ... samples per period all are among them.
public final class DiscreteTime implements Experiment {

    /// What the index of a metric counts.
    static final int STEPS_PER_HERTZ = 30;

    /// Of the fine sweep: that of the paper's tones.
    static final int PAPER_RATE_HZ = 32;

    static final List<Integer> RATES_HZ = List.of(PAPER_RATE_HZ, 64, 128, 256, 1024);

    static final Setting<Integer> STEP = Setting.wholeNumber("step",
            "distance of the frequencies at 32 Hz, in thirtieths of a hertz; those with few samples per period and the "
                    + "whole hertz are always there",
            1, 1, STEPS_PER_HERTZ);
    static final Setting<Integer> PHASES = new Setting<>("phases",
            "phases of each tone, evenly spread; a divisor of 960. With 960 the extremes over phase are met exactly",
            960, DiscreteTime::phases);
    static final Setting<Integer> WINDOWS = Setting.wholeNumber("windowsPerClass",
            "windows of each class for the classifiers, half of them to learn from", 20_000, 100, 10_000_000);

    static final String NEAREST_MEAN = "accuracy.nearestMean";
    static final String HISTOGRAM = "accuracy.histogram";
    static final String LOWEST = "lowest";
    static final String AGAIN = "again";
    static final String ALIASES = "aliases";

    private static int phases(String text) {
        String rule = "must be a divisor of 960 of at least 8";
        int value;
        try {
            value = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(rule, e);
        }
        if (value < 8 || 960 % value != 0) {
            throw new IllegalArgumentException(rule);
        }
        return value;
    }

    static String metric(String name, int rateHz) {
        return name + ".at" + rateHz + "Hz";
    }

    /// The tone of a frequency, in thirtieths of a hertz.
    static SampledTone tone(int index, int rateHz) {
        return new SampledTone(index, STEPS_PER_HERTZ * rateHz);
    }

    @Override
    public String name() {
        return "discrete-time";
    }

    @Override
    public String question() {
        return "How far is the DC component of ReLU of a sampled tone from A/π, at which frequencies and phases?";
    }

    @Override
    public String source() {
        return "Kechris et al. (2024), DC is all you need, arXiv:2407.16556, whose equations are in continuous time; a "
                + "check that it leaves open";
    }

    @Override
    public List<Arm> arms() {
        return Arrays.stream(Rectifier.values()).map(each -> new Arm(each.arm(), each.description(), "")).toList();
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(STEP, PHASES, WINDOWS);
    }

    @Override
    public List<Preset> presets() {
        return List.of(
                Preset.of("quick", "every fourth frequency of the sweep at 32 Hz", 1).with(STEP, 4)
                        .with(WINDOWS, 4000),
                Preset.of("full", "every thirtieth of a hertz", 1));
    }

    @Override
    public List<String> metrics() {
        List<String> metrics = new ArrayList<>(List.of(NEAREST_MEAN, HISTOGRAM));
        for (int rate : RATES_HZ) {
            for (String name : List.of("min", "mean", "max", "deviation")) {
                metrics.add(metric(name, rate));
            }
            if (rate == PAPER_RATE_HZ) {
                metrics.add(LOWEST);
                metrics.add(AGAIN);
                metrics.add(ALIASES);
            }
        }
        return metrics;
    }

    @Override
    public String index() {
        return "frequency in thirtieths of a hertz; 0: the classifiers";
    }

    @Override
    public double estimatedSeconds(Trial trial) {
        double samples = 480.0 / trial.get(STEP) * 600 * trial.get(PHASES);
        return (trial.arm().equals(Rectifier.FILTERED.arm()) ? 40e-9 : 15e-9) * samples;
    }

    @Override
    public TrialOutcome run(Trial trial, TrialContext context) {
        return new DiscreteTimeTrial(trial, context).run();
    }

    @Override
    public Report report(RunData run) {
        return new DiscreteTimeReport(run).report();
    }
}
