package dev.halfwave.experiments.heartrate;

import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.Relu;
import dev.halfwave.experiments.signal.Signals;
import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.Configuration;
import dev.halfwave.experiments.study.Experiment;
import dev.halfwave.experiments.study.PinnedFile;
import dev.halfwave.experiments.study.Preset;
import dev.halfwave.experiments.study.Report;
import dev.halfwave.experiments.study.Results;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.Setting;
import dev.halfwave.experiments.study.Trial;
import dev.halfwave.experiments.study.TrialContext;
import dev.halfwave.experiments.study.TrialOutcome;
import dev.halfwave.experiments.study.TrialResult.MetricValue;
import dev.halfwave.experiments.study.UsageException;
import dev.halfwave.heartrate.AccelerometerFilter;
import dev.halfwave.heartrate.HeartRateNetwork;
import dev.halfwave.heartrate.WristWindows;
import dev.halfwave.nn.Sequential;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What do the ReLUs of the heart-rate network add to the spectrum of a pulse wave: a constant, harmonics of the heart rate?
///
/// Each trial takes one convolution of the first two blocks (an arm), and measures every channel of what it puts out
/// before and after its ReLU, for one window of a recording ([ChannelSpectrum]). The second block runs at 8 Hz behind a pool
/// of 4 samples, which is all there is against aliases.
public final class HeartRateActivations implements Experiment {

    static final Setting<Integer> WINDOW =
            Setting.wholeNumber("window", "which window of the recording, from 0", 200, 0, 1_000_000);
    static final Setting<String> SIGNAL = Setting.choice(
            "signal", "the pulse wave as recorded, or after the accelerometer filter of its segment", "raw",
            "filtered");
    static final Setting<String> STYLE = Setting.choice(
            "style",
            "how amplitudes are read: exact, or paper, as the plots of arXiv:2407.16556 show them (DC doubled, the larger "
                    + "of two bins, a stretched axis)",
            "exact", "paper");

    static final String INPUT = "input";
    static final String HEART_RATE = "heartRateBpm";
    static final String SUBJECT = "subject";
    static final String BEFORE = "before.";
    static final String AFTER = "after.";
    static final String DEVIATION = "standardDeviation";
    static final String MEAN = "mean";
    static final String DC_SHARE = "dcShare";
    static final String DC = "dc";
    static final String HARMONIC = "heart"; // and which
    static final String SPECTRUM = "spectrum."; // and which bin

    static final int CONVOLUTIONS = 6;

    private static final int MOST_BINS = HeartRateNetwork.WINDOW_SAMPLES / 2 + 1;
    private static final int[] BLOCK_RATE_HZ = {32, 8};

    @Override
    public String name() {
        return "heart-rate-activations";
    }

    @Override
    public String question() {
        return "What do the ReLUs of the heart-rate network add to the spectrum of a pulse wave?";
    }

    @Override
    public String source() {
        return "Kechris et al. (2024), DC is all you need, arXiv:2407.16556, section V.B";
    }

    @Override
    public List<Arm> arms() {
        List<Arm> arms = new ArrayList<>();
        arms.add(new Arm(INPUT, "the window itself, at 32 Hz", ""));
        for (int number = 1; number <= CONVOLUTIONS; number++) {
            arms.add(new Arm("conv" + number, "convolution " + number + ", in block " + (block(number) + 1) + ", at "
                    + sampleRateHz("conv" + number) + " Hz", ""));
        }
        return arms;
    }

    private static int block(int convolution) {
        return (convolution - 1) / 3;
    }

    /// Of what an arm measures.
    static int sampleRateHz(String arm) {
        return arm.equals(INPUT) ? BLOCK_RATE_HZ[0] : BLOCK_RATE_HZ[block(Integer.parseInt(arm.substring(4)))];
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(Inputs.WEIGHTS, Inputs.WEIGHTS_SHA256, Inputs.DATA, WINDOW, SIGNAL, STYLE);
    }

    @Override
    public List<Preset> presets() {
        return List.of(
                Preset.of("quick", "one window of one recording", 1),
                Preset.of("full", "the same: there is nothing random in it but a synthetic subject", 1));
    }

    @Override
    public List<String> metrics() {
        List<String> metrics = new ArrayList<>(List.of(SUBJECT, HEART_RATE, PublishedWeights.METRIC));
        for (String side : List.of(BEFORE, AFTER)) {
            for (String metric : List.of(DEVIATION, MEAN, DC_SHARE, DC)) {
                metrics.add(side + metric);
            }
            for (int k = 1; k <= ChannelSpectrum.HARMONICS; k++) {
                metrics.add(side + HARMONIC + k);
            }
            for (int bin = 0; bin < MOST_BINS; bin++) {
                metrics.add(side + SPECTRUM + bin);
            }
        }
        return metrics;
    }

    @Override
    public String index() {
        return "channel, from 0";
    }

    @Override
    public void check(Configuration configuration) {
        Inputs.check(configuration);
        Trial trial = configuration.trials().getFirst();
        try {
            int windows = Inputs.recording(trial).count();
            if (trial.get(WINDOW) >= windows) {
                throw new UsageException("window is " + trial.get(WINDOW) + ", but the recording has windows 0 to "
                        + (windows - 1));
            }
            Optional<Sequential> network = Inputs.network(trial);
            if (network.isPresent() && SeparateActivations.of(network.get()).isEmpty()) {
                throw new UsageException("the model in weights has other layers than the heart-rate network, whose "
                        + "convolutions are looked at here");
            }
        } catch (IOException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public double estimatedSeconds(Trial trial) {
        return 0.5;
    }

    @Override
    public TrialOutcome run(Trial trial, TrialContext context) throws IOException {
        WristWindows recording = Inputs.recording(trial);
        int window = trial.get(WINDOW);
        WristWindows signal = trial.get(SIGNAL).equals("raw") ? recording : AccelerometerFilter.clean(recording);
        WristWindows one = signal.range(window, window + 1);
        List<MetricValue> metrics = new ArrayList<>();
        if (!trial.get(Inputs.DATA).isEmpty()) {
            metrics.add(new MetricValue(0, SUBJECT, Integer.parseInt(recording.subject().substring(1))));
        }
        double bpm = one.labelBpm()[0];
        metrics.add(new MetricValue(0, HEART_RATE, bpm));
        boolean isPaperStyle = trial.get(STYLE).equals("paper");
        if (trial.arm().equals(INPUT)) {
            add(metrics, 0, AFTER, ChannelSpectrum.of(one.ppg()[0], sampleRateHz(INPUT), bpm / 60, isPaperStyle));
        } else {
            measure(trial, one.inputs(), bpm, isPaperStyle, metrics);
        }
        String data = trial.get(Inputs.DATA);
        return TrialOutcome.of(metrics).withDataSha256(data.isEmpty() ? "" : PinnedFile.sha256(data));
    }

    private static void measure(Trial trial, Tensor input, double bpm, boolean isPaperStyle, List<MetricValue> metrics)
            throws IOException {
        Optional<Sequential> trained = Inputs.network(trial).flatMap(SeparateActivations::of);
        Sequential network = trained.isPresent()
                ? trained.get()
                : HeartRateNetwork.of(new Relu()).initialize(trial.seed());
        if (trained.isPresent() && PublishedWeights.are(network)) {
            metrics.add(new MetricValue(0, PublishedWeights.METRIC, 1));
        }
        String before = trial.arm();
        String after = SeparateActivations.behind(network, before);
        var seen = network.capture(input, before, after);
        int channels = seen.get(before).shape().dim(1);
        for (int channel = 0; channel < channels; channel++) {
            for (String side : List.of(BEFORE, AFTER)) {
                double[] x = Signals.row(seen.get(side.equals(BEFORE) ? before : after), 0, channel);
                add(metrics, channel, side,
                        ChannelSpectrum.of(x, sampleRateHz(trial.arm()), bpm / 60, isPaperStyle));
            }
        }
    }

    private static void add(List<MetricValue> metrics, int channel, String side, ChannelSpectrum measured) {
        add(metrics, channel, side + DEVIATION, measured.standardDeviation());
        add(metrics, channel, side + MEAN, measured.mean());
        add(metrics, channel, side + DC_SHARE, measured.dcShare());
        add(metrics, channel, side + DC, measured.dc());
        for (int k = 1; k <= ChannelSpectrum.HARMONICS; k++) {
            add(metrics, channel, side + HARMONIC + k, measured.harmonic()[k - 1]);
        }
        double[] amplitude = measured.spectrum().amplitude();
        for (int bin = 0; bin < amplitude.length; bin++) {
            add(metrics, channel, side + SPECTRUM + bin, amplitude[bin]);
        }
    }

    /// What is not defined has no value.
    private static void add(List<MetricValue> metrics, int channel, String metric, double value) {
        if (Double.isFinite(value)) {
            metrics.add(new MetricValue(channel, metric, value));
        }
    }

    @Override
    public Results results(RunData run) {
        String caution = PublishedWeights.caution(run);
        return caution.isEmpty() ? Results.NONE : new Results(Map.of("caution", caution), Map.of());
    }

    @Override
    public Report report(RunData run) {
        return HeartRateActivationsReport.of(this, run);
    }
}
