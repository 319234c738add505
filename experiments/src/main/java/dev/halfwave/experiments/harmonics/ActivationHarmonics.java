package dev.halfwave.experiments.harmonics;

import dev.halfwave.experiments.signal.DcShare;
import dev.halfwave.experiments.signal.Harmonics;
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
import java.util.List;

/// What each activation makes of one period of `A sin t`: the DC and the harmonics, measured on Halfwave's own ops and
/// compared with theory ([ToneSeries]).
public final class ActivationHarmonics implements Experiment {

    static final int COUNT = 8;

    /// Below so many samples per period harmonics above half of them fold onto those that are measured, by more than the
    /// checks allow.
    static final int ENOUGH_SAMPLES = 4096;

    static final Setting<Integer> SAMPLES =
            Setting.wholeNumber("samples", "samples of the one period of the tone", 65_536, 2 * COUNT + 1, 1 << 20);

    static final String DC = "dc";
    static final String DC_SHARE = "dcShare";
    static final String NORMAL_DC = "normalDc";

    // In tenths, so that a whole number tells them.
    static final List<Integer> AMPLITUDES = List.of(1, 2, 3, 5, 10, 20, 30, 50, 100);

    static String harmonic(int k) {
        return "harmonic" + k;
    }

    @Override
    public String name() {
        return "activation-harmonics";
    }

    @Override
    public String question() {
        return "What does each activation make of a tone, and is ReLU the only one that adds a DC component?";
    }

    @Override
    public String source() {
        return "Kechris et al. (2024), DC is all you need, arXiv:2407.16556: claims C1 and C2, asked of other activations";
    }

    @Override
    public List<Arm> arms() {
        return Subject.ALL.stream().map(Subject::arm).toList();
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(SAMPLES);
    }

    @Override
    public List<Preset> presets() {
        return List.of(
                Preset.of("quick", "4096 samples per period", 1).with(SAMPLES, ENOUGH_SAMPLES),
                Preset.of("full", "65536 samples per period", 1));
    }

    @Override
    public List<String> metrics() {
        List<String> metrics = new ArrayList<>(List.of(DC));
        for (int k = 1; k <= COUNT; k++) {
            metrics.add(harmonic(k));
        }
        metrics.addAll(List.of(DC_SHARE, NORMAL_DC));
        return metrics;
    }

    @Override
    public String index() {
        return "amplitude A of the tone in tenths, also the standard deviation of normalDc; 0 for no input";
    }

    @Override
    public double estimatedSeconds(Trial trial) {
        return 0.1 + AMPLITUDES.size() * trial.get(SAMPLES) * 1e-6;
    }

    @Override
    public TrialOutcome run(Trial trial, TrialContext context) {
        Subject subject = Subject.of(trial.arm());
        int samples = trial.get(SAMPLES);
        List<MetricValue> metrics = new ArrayList<>();
        // Without input: the offset f(0), which no tone has brought.
        metrics.add(new MetricValue(0, DC, Measurement.response(subject.op(), 0, 1)[0]));
        for (int tenths : AMPLITUDES) {
            double amplitude = tenths / 10.0;
            double[] y = Measurement.response(subject.op(), amplitude, samples);
            Harmonics harmonics = Measurement.harmonics(y, COUNT);
            metrics.add(new MetricValue(tenths, DC, harmonics.dc()));
            for (int k = 1; k <= COUNT; k++) {
                metrics.add(new MetricValue(tenths, harmonic(k), harmonics.amplitude(k)));
            }
            metrics.add(new MetricValue(tenths, DC_SHARE, DcShare.of(y)));
            double normal = subject.isElementwise()
                    ? Measurement.meanOfNormal(subject.op(), amplitude)
                    : Measurement.meanOfNormalRow(subject.op(), amplitude, samples, trial.seed());
            metrics.add(new MetricValue(tenths, NORMAL_DC, normal));
            context.progress(AMPLITUDES.indexOf(tenths) + 1, AMPLITUDES.size());
        }
        return TrialOutcome.of(metrics);
    }

    @Override
    public Report report(RunData run) {
        return ActivationHarmonicsReport.of(this, run);
    }
}
