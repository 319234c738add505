package dev.halfwave.experiments.series;

import dev.halfwave.core.op.Relu;
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
import dev.halfwave.nn.Activation;
import dev.halfwave.nn.Sequential;
import java.util.ArrayList;
import java.util.List;

/// What convolutions between ReLUs do to frequencies: the averaging and the differencing network of section V.A of
/// Kechris et al. (2024), *DC is all you need*, arXiv:2407.16556, built of Halfwave's layers. Nothing is trained and
/// nothing is random.
///
/// Amplitudes stand by frequency in Hz, read at the nearest bin of the exact axis with DC once.
public final class AveragingAndDifferencing implements Experiment {

    static final int HIGHEST_HZ = 510;
    static final int STEP_HZ = 5;

    @Override
    public String name() {
        return "averaging-and-differencing";
    }

    @Override
    public String question() {
        return "What do an averaging and a differencing convolution between ReLUs do to the frequencies that ReLU makes?";
    }

    @Override
    public String source() {
        return "Kechris et al. (2024), DC is all you need, arXiv:2407.16556, section V.A (the two example networks);"
                + " claim C5";
    }

    @Override
    public List<Arm> arms() {
        return List.of(new Arm("input", "the tones themselves", ""),
                new Arm("relu", "ReLU of the tones", ""),
                new Arm("averaging", "ReLU, then five times the mean of 9 neighbours and ReLU",
                        "After the first ReLU nothing is negative any more, so the other five change nothing."),
                new Arm("differencing",
                        "ReLU of 10⁻⁴ times the tones, then twice the slope (difference · 1024) and ReLU",
                        "Its output is in other units: 10⁻⁴ · 1024² = 104.9 times two plain differences. Its curve may be "
                                + "compared in shape, not in height."));
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(ReluSeries.GRID);
    }

    @Override
    public List<Preset> presets() {
        return List.of(Preset.of("quick", "the paper's tones", 1),
                Preset.of("full", "the paper's tones; the same, as nothing is random", 1));
    }

    @Override
    public List<String> metrics() {
        return List.of("samples", "mean", "rms", "energyAbove45Hz", "energyAbove100Hz", "centroidHz", "amplitude",
                "differenceFromSecondRelu", "differenceFromPlainAveraging");
    }

    @Override
    public String index() {
        return "frequency in Hz (0: also what belongs to the whole signal)";
    }

    @Override
    public double estimatedSeconds(Trial trial) {
        return 0.2;
    }

    @Override
    public TrialOutcome run(Trial trial, TrialContext context) {
        double[] x = Mixture.PAPER.samples(Grid.of(trial.get(ReluSeries.GRID)).seconds());
        double[] y = output(trial.arm(), x);
        Spectrum spectrum = Spectrum.amplitude(y, Grid.SAMPLE_RATE_HZ);
        List<MetricValue> rows = new ArrayList<>();
        Energy energy = Energy.of(spectrum);
        rows.add(new MetricValue(0, "samples", y.length));
        rows.add(new MetricValue(0, "mean", ReluSeries.mean(y)));
        rows.add(new MetricValue(0, "rms", Math.sqrt(energy.total)));
        rows.add(new MetricValue(0, "energyAbove45Hz", energy.above45Hz));
        rows.add(new MetricValue(0, "energyAbove100Hz", energy.above100Hz));
        rows.add(new MetricValue(0, "centroidHz", energy.centroidHz));
        rows.add(new MetricValue(0, "amplitude", spectrum.dc()));
        switch (trial.arm()) {
            case "relu" -> {
                Sequential twice = Sequential.of(Activation.of(new Relu()), Activation.of(new Relu()));
                rows.add(new MetricValue(0, "differenceFromSecondRelu",
                        largestDifference(y, ExampleNetworks.apply(twice, x))));
            }
            case "averaging" -> rows.add(new MetricValue(0, "differenceFromPlainAveraging",
                    largestDifference(y, ExampleNetworks.apply(ExampleNetworks.plainAveraging(), x))));
            default -> {}
        }
        for (int hz = STEP_HZ; hz <= HIGHEST_HZ; hz += STEP_HZ) {
            rows.add(new MetricValue(hz, "amplitude", spectrum.amplitudeAt(hz)));
        }
        return TrialOutcome.of(rows);
    }

    /// What an arm makes of the tones.
    static double[] output(String arm, double[] x) {
        return switch (arm) {
            case "input" -> x.clone();
            case "relu" -> ExampleNetworks.apply(Sequential.of(Activation.of(new Relu())), x);
            case "averaging" -> ExampleNetworks.apply(ExampleNetworks.averaging(), x);
            case "differencing" -> {
                double[] small = new double[x.length];
                for (int i = 0; i < x.length; i++) {
                    small[i] = ExampleNetworks.INPUT_SCALE * x[i];
                }
                yield ExampleNetworks.apply(ExampleNetworks.differencing(), small);
            }
            default -> throw new IllegalArgumentException("averaging-and-differencing has no arm " + arm);
        };
    }

    private static double largestDifference(double[] one, double[] other) {
        double largest = one.length == other.length ? 0 : Double.NaN;
        for (int i = 0; i < one.length; i++) {
            largest = Math.max(largest, Math.abs(one[i] - other[i]));
        }
        return largest;
    }

    @Override
    public Report report(RunData run) {
        return AveragingReport.of(run);
    }

    /// Where the power of a spectrum without its DC is.
    ///
    /// @param total the mean of squares, without that of the mean
    /// @param above45Hz the share of it above 45 Hz
    /// @param above100Hz the share of it above 100 Hz
    /// @param centroidHz the mean frequency, weighted by power
    record Energy(double total, double above45Hz, double above100Hz, double centroidHz) {

        static Energy of(Spectrum spectrum) {
            double total = 0;
            double above45 = 0;
            double above100 = 0;
            double moment = 0;
            for (int bin = 1; bin < spectrum.amplitude().length; bin++) {
                double hz = spectrum.frequencyHz()[bin];
                double amplitude = spectrum.amplitude()[bin];
                boolean isNyquist = hz == Grid.SAMPLE_RATE_HZ / 2;
                double power = amplitude * amplitude / (isNyquist ? 1 : 2);
                total += power;
                above45 += hz > 45 ? power : 0;
                above100 += hz > 100 ? power : 0;
                moment += hz * power;
            }
            return new Energy(total, above45 / total, above100 / total, moment / total);
        }
    }
}
