package dev.halfwave.experiments.realspectra;

import dev.halfwave.experiments.signal.DcShare;
import dev.halfwave.experiments.signal.Signals;
import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.Experiment;
import dev.halfwave.experiments.study.PinnedFile;
import dev.halfwave.experiments.study.Preset;
import dev.halfwave.experiments.study.Report;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.Setting;
import dev.halfwave.experiments.study.Trial;
import dev.halfwave.experiments.study.TrialContext;
import dev.halfwave.experiments.study.TrialOutcome;
import dev.halfwave.experiments.study.TrialResult.MetricValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Does the paper's eq. 8 for ReLU's DC, derived for a few tones, hold for signals that are none: a chirp, a square wave,
/// noise, transients, a recorded pulse wave?
///
/// Each trial takes one signal (an arm), for random ones and recordings one draw or window of it (a seed), removes its
/// mean, rectifies it in double precision, and compares ReLU's DC with the formula ([Rectification]), ReLU with the
/// power series ([RootSeries]), and the spectra before and after ([NewFrequencies]).
public final class RealSpectra implements Experiment {

    static final Setting<String> DATA = PinnedFile.setting(
            "data",
            "a file with a recorded signal for the arm recording: text with one number per line, or a subject of "
                    + "PPG-DaLiA (.pkl or .npz), whole or in windows; empty for none",
            Recording::check);
    static final Setting<Double> SAMPLE_RATE_HZ = Setting.positiveNumber(
            "sampleRateHz", "samples per second of the recorded signal; PPG-DaLiA has its own, 32", 32);
    static final Setting<Double> WINDOW_SECONDS = Setting.positiveNumber(
            "windowSeconds", "how long a window of the recorded signal is; PPG-DaLiA has its own, 8", 8);
    static final Setting<Integer> TERMS =
            Setting.wholeNumber("terms", "how many terms of the series are tried", 50, 1, 1000);

    static final String RATIO = "ratio";
    static final String RATIO_WITH_MEAN = "ratioWithMean";
    static final String TRUE_DC = "trueDc";
    static final String FORMULA_DC = "formulaDc";
    static final String LARGEST_G = "largestG";
    static final String BEST_TERMS = "bestTerms";
    static final String BEST_ERROR = "bestError";
    static final String SAFE_ERROR = "safeError";
    static final String DC_SHARE = "dcShare";
    static final String NEW_SHARE = "newShare";
    static final String ERROR_TEXT = "errorWithTextA";
    static final String ERROR_SAFE = "errorWithSafeA";

    static final String RECORDING = "recording";

    private static final List<Arm> ARMS = List.of(
            new Arm("square", "a square wave of 8 Hz", ""),
            new Arm("sine", "a cosine of 10 Hz", ""),
            new Arm("chirp", "a tone that rises from 5 to 100 Hz", ""),
            new Arm("ppg-like", "a made-up pulse wave: heart rate 60 to 180 per minute, 4 harmonics, breathing, noise",
                    "Not fitted to any recording."),
            new Arm("four-tones", "cosines of 5, 10, 20 and 40 Hz in phase: the paper's test signal", ""),
            new Arm("eight-tones", "eight cosines of random frequencies from 1 to 100 Hz and random phases", ""),
            new Arm("noise", "white Gaussian noise", ""),
            new Arm(RECORDING, "windows of the recorded signal in the file that `--set data=` names",
                    "Without a file there is nothing to measure. Seed n is the file's n-th window."),
            new Arm("pulse", "a pulse that decays with a time constant of 0.5 s and is never negative",
                    "ReLU leaves it as it is. Only its mean, removed here, makes it oscillate."),
            new Arm("ringing", "a tone of 10 Hz that dies away with a time constant of 1 s", ""));

    @Override
    public String name() {
        return "real-spectra";
    }

    @Override
    public String question() {
        return "Does eq. 8 give ReLU's DC for signals that are no sums of a few tones?";
    }

    @Override
    public String source() {
        return "Kechris et al. (2024), DC is all you need, arXiv:2407.16556, eq. 8; claims C2 and C6; an open question "
                + "about real-world signals";
    }

    @Override
    public List<Arm> arms() {
        return ARMS;
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(DATA, SAMPLE_RATE_HZ, WINDOW_SECONDS, TERMS);
    }

    @Override
    public List<Preset> presets() {
        return List.of(
                fixedOnce(Preset.of("quick", "20 draws of random signals, the first 20 windows of a recording", 20)),
                fixedOnce(Preset.of("full", "100 draws of random signals, up to 400 windows of a recording", 100)
                        .withSeeds(400, RECORDING)));
    }

    /// Signals without anything random need one seed.
    private static Preset fixedOnce(Preset preset) {
        return preset.withSeeds(1, "square", "sine", "chirp", "four-tones", "ringing", "pulse");
    }

    @Override
    public List<String> metrics() {
        return List.of(RATIO, RATIO_WITH_MEAN, TRUE_DC, FORMULA_DC, LARGEST_G, BEST_TERMS, BEST_ERROR, SAFE_ERROR,
                DC_SHARE, NEW_SHARE, ERROR_TEXT, ERROR_SAFE);
    }

    @Override
    public String index() {
        return "number of terms of the series; 0 for what does not depend on it";
    }

    @Override
    public double estimatedSeconds(Trial trial) {
        return 0.002 + 2 * 8192 * 3e-9 * trial.get(TERMS);
    }

    @Override
    public TrialOutcome run(Trial trial, TrialContext context) throws IOException {
        Optional<double[]> signal = signal(trial);
        return TrialOutcome.of(signal.isEmpty() ? List.of() : measure(signal.get(), trial.get(TERMS)));
    }

    /// The trial's signal; none where a recording is missing or has no such window.
    private static Optional<double[]> signal(Trial trial) throws IOException {
        long seed = trial.seed();
        return switch (trial.arm()) {
            case "square" -> Optional.of(TestSignal.square());
            case "sine" -> Optional.of(TestSignal.sine());
            case "chirp" -> Optional.of(TestSignal.chirp());
            case "four-tones" -> Optional.of(TestSignal.fourTones());
            case "eight-tones" -> Optional.of(TestSignal.eightTones(seed));
            case "noise" -> Optional.of(TestSignal.noise(seed));
            case "ringing" -> Optional.of(TestSignal.ringing());
            case "pulse" -> Optional.of(TestSignal.pulse());
            case "ppg-like" -> Optional.of(TestSignal.ppg(seed));
            case RECORDING -> window(trial);
            default -> throw new IllegalArgumentException("real-spectra has no arm " + trial.arm());
        };
    }

    private static Optional<double[]> window(Trial trial) throws IOException {
        String data = trial.get(DATA);
        if (data.isEmpty()) {
            return Optional.empty();
        }
        double[][] windows = Recording.read(
                PinnedFile.path(data), trial.get(SAMPLE_RATE_HZ), trial.get(WINDOW_SECONDS))
                .windows();
        long index = trial.seed() - 1;
        return index >= 0 && index < windows.length ? Optional.of(windows[(int) index]) : Optional.empty();
    }

    /// All metrics of a signal. Where it is constant there is nothing to compare, and none.
    static List<MetricValue> measure(double[] x, int terms) {
        if (Rectification.isConstant(x)) {
            return List.of();
        }
        Rectification dc = Rectification.of(x);
        double[] centered = Signals.withoutMean(x);
        double[] rectified = new double[x.length];
        for (int t = 0; t < x.length; t++) {
            rectified[t] = Math.max(centered[t], 0);
        }
        double[] withText = RootSeries.relativeErrors(centered, RootSeries.ofText(centered), terms);
        double[] withSafe = RootSeries.relativeErrors(centered, RootSeries.safe(centered), terms);
        int best = 0;
        for (int i = 1; i < terms; i++) {
            if (withText[i] < withText[best]) {
                best = i;
            }
        }
        List<MetricValue> metrics = new ArrayList<>();
        add(metrics, 0, RATIO, dc.ratio());
        add(metrics, 0, RATIO_WITH_MEAN, dc.ratioWithMean());
        add(metrics, 0, TRUE_DC, dc.trueDc());
        add(metrics, 0, FORMULA_DC, dc.formula());
        add(metrics, 0, LARGEST_G, dc.largestG());
        add(metrics, 0, BEST_TERMS, best + 1);
        add(metrics, 0, BEST_ERROR, withText[best]);
        add(metrics, 0, SAFE_ERROR, withSafe[terms - 1]);
        add(metrics, 0, DC_SHARE, DcShare.of(rectified));
        add(metrics, 0, NEW_SHARE, NewFrequencies.share(centered, rectified));
        for (int i = 0; i < terms; i++) {
            add(metrics, i + 1, ERROR_TEXT, withText[i]);
            add(metrics, i + 1, ERROR_SAFE, withSafe[i]);
        }
        return metrics;
    }

    /// A series that diverges far enough overflows: then there is no value.
    private static void add(List<MetricValue> metrics, int index, String metric, double value) {
        if (Double.isFinite(value)) {
            metrics.add(new MetricValue(index, metric, value));
        }
    }

    @Override
    public Report report(RunData run) {
        return RealSpectraReport.of(this, run);
    }
}
