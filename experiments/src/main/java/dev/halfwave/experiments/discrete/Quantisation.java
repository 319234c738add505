package dev.halfwave.experiments.discrete;

import dev.halfwave.core.random.Philox;
import dev.halfwave.experiments.signal.Signals;
import dev.halfwave.experiments.signal.Spectrum;
import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.Experiment;
import dev.halfwave.experiments.study.Preset;
import dev.halfwave.experiments.study.Report;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.Setting;
import dev.halfwave.experiments.study.Trial;
import dev.halfwave.experiments.study.TrialContext;
import dev.halfwave.experiments.study.TrialOutcome;
import dev.halfwave.experiments.study.TrialResult.MetricValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Rounds the paper's signal of four tones, at random phases, to 2 to 16 bits before ReLU, and measures what that does to
/// the DC component, to the output as a whole and to its spectrum. A seed is a draw of the phases.
public final class Quantisation implements Experiment {

    static final int LEAST_BITS = 2;
    static final int MOST_BITS = 16;

    /// The paper's tones; all have a whole number of periods in a second, after which the signal repeats.
    private static final int[] TONES_HZ = {10, 5, 20, 40};
    static final int SAMPLE_RATE_HZ = 1024;

    /// All tones are multiples of it, and so is whatever any memoryless rounding makes of them.
    private static final int FUNDAMENTAL_HZ = 5;

    static final Setting<String> FULL_SCALE = Setting.choice("fullScale",
            "the largest value that the converter is made for: sum of the amplitudes, or the peak of each draw",
            "sum", "peak");

    @Override
    public String name() {
        return "quantisation";
    }

    @Override
    public String question() {
        return "What is left of ReLU's DC component when its input is rounded to few bits?";
    }

    @Override
    public String source() {
        return "Kechris et al. (2024), DC is all you need, arXiv:2407.16556, section V.A's signal; a check that the paper "
                + "leaves open";
    }

    @Override
    public List<Arm> arms() {
        return Arrays.stream(Quantiser.values()).map(each -> new Arm(each.arm(), each.description(), "")).toList();
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(FULL_SCALE);
    }

    @Override
    public List<Preset> presets() {
        return List.of(Preset.of("quick", "20 draws of the phases", 20),
                Preset.of("full", "400 draws of the phases", 400));
    }

    @Override
    public List<String> metrics() {
        return List.of("step", "dc", "dcError", "rrmse", "spurious", "floor");
    }

    @Override
    public String index() {
        return "number of bits";
    }

    @Override
    public double estimatedSeconds(Trial trial) {
        return 0.005;
    }

    /// The signal of a draw: one second, which then repeats.
    static double[] signal(long seed) {
        double[] x = new double[SAMPLE_RATE_HZ];
        Philox random = Philox.of(seed, "phases of the tones");
        for (int i = 0; i < TONES_HZ.length; i++) {
            double phase = 2 * Math.PI * random.uniform(i);
            for (int t = 0; t < x.length; t++) {
                x[t] += StrictMath.cos(2 * Math.PI * TONES_HZ[i] * t / SAMPLE_RATE_HZ + phase);
            }
        }
        return x;
    }

    /// The root mean square of the signal: four tones of amplitude 1.
    static double rootMeanSquare() {
        return Math.sqrt(TONES_HZ.length / 2.0);
    }

    static double fullScale(String setting, double[] x) {
        return setting.equals("sum") ? TONES_HZ.length : Arrays.stream(x).map(Math::abs).max().orElseThrow();
    }

    static double[] relu(double[] x) {
        return Arrays.stream(x).map(value -> Math.max(0, value)).toArray();
    }

    static double[] difference(double[] a, double[] b) {
        double[] difference = new double[a.length];
        for (int t = 0; t < a.length; t++) {
            difference[t] = a[t] - b[t];
        }
        return difference;
    }

    @Override
    public TrialOutcome run(Trial trial, TrialContext context) {
        Quantiser quantiser = Quantiser.of(trial.arm());
        double[] x = signal(trial.seed());
        double[] exact = relu(x);
        double fullScale = fullScale(trial.get(FULL_SCALE), x);
        double loudest = loudest(Spectrum.amplitude(exact, SAMPLE_RATE_HZ));
        List<MetricValue> rows = new ArrayList<>();
        for (int bits = LEAST_BITS; bits <= MOST_BITS; bits++) {
            double[] rounded = relu(quantiser.quantise(x, bits, fullScale, trial.seed()));
            double[] error = difference(rounded, exact);
            Spectrum spectrum = Spectrum.amplitude(error, SAMPLE_RATE_HZ);
            double dc = Signals.mean(rounded);
            rows.add(new MetricValue(bits, "step", Quantiser.step(bits, fullScale)));
            rows.add(new MetricValue(bits, "dc", dc));
            rows.add(new MetricValue(bits, "dcError", dc / Signals.mean(exact) - 1));
            rows.add(new MetricValue(bits, "rrmse", Signals.rootMeanSquare(error) / Signals.rootMeanSquare(exact)));
            rows.add(new MetricValue(bits, "spurious", decibels(spurious(spectrum), loudest)));
            rows.add(new MetricValue(bits, "floor", decibels(floor(spectrum), loudest)));
        }
        return TrialOutcome.of(rows);
    }

    private static double loudest(Spectrum spectrum) {
        return Arrays.stream(spectrum.amplitude()).skip(1).max().orElseThrow();
    }

    /// The largest line of the error, DC apart, where lines of the signal or its harmonics can be.
    private static double spurious(Spectrum error) {
        double largest = 0;
        for (int hz = FUNDAMENTAL_HZ; hz < SAMPLE_RATE_HZ / 2; hz += FUNDAMENTAL_HZ) {
            largest = Math.max(largest, error.amplitudeAt(hz));
        }
        return largest;
    }

    /// The root mean square of all other lines: harmonics that folded at the Nyquist frequency, and noise.
    private static double floor(Spectrum error) {
        double sum = 0;
        int count = 0;
        for (int hz = 1; hz < SAMPLE_RATE_HZ / 2; hz++) {
            if (hz % FUNDAMENTAL_HZ != 0) {
                sum += error.amplitudeAt(hz) * error.amplitudeAt(hz);
                count++;
            }
        }
        return Math.sqrt(sum / count);
    }

    private static double decibels(double amplitude, double reference) {
        return 20 * StrictMath.log10(Math.max(amplitude, 1e-15) / reference);
    }

    @Override
    public Report report(RunData run) {
        return new QuantisationReport(run).report();
    }
}
