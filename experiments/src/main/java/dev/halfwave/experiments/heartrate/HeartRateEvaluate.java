package dev.halfwave.experiments.heartrate;

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
import dev.halfwave.heartrate.AccelerometerFilter;
import dev.halfwave.heartrate.CausalAccelerometerFilter;
import dev.halfwave.heartrate.HeartRateStream;
import dev.halfwave.heartrate.WristWindows;
import dev.halfwave.nn.Sequential;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/// How well does the trained heart-rate network read recordings of a wrist?
///
/// Each trial reads the heart rate of every window of one recording in one way (an arm): by the network or as the highest
/// peak of the spectrum, from the pulse wave as recorded or after a filter has taken out what the acceleration explains.
/// `predictions.csv` has them side by side.
///
/// Windows with a [flat part][WristWindows#hasFlatPart], as while the sensor is off, are left out before anything is
/// fitted or read. `network-causal` is what a [HeartRateStream] gives, so it also reads nothing where that does not.
public final class HeartRateEvaluate implements Experiment {

    static final String LABEL = "labelBpm";
    static final String READ = "readBpm";
    static final String LEFT_OUT = "leftOut"; // 1 where the pulse wave has a flat part, so that nothing is read
    static final String SUBJECT = "subject"; // its number, where the recording has one

    static final String NETWORK_RAW = "network-raw";
    static final String NETWORK_FILTERED = "network-filtered";
    static final String NETWORK_CAUSAL = "network-causal";
    static final String PEAK_RAW = "fft-peak-raw";
    static final String PEAK_FILTERED = "fft-peak-filtered";

    private static final String WHOLE = "the accelerometer filter, fitted to each segment as a whole";

    private static final List<Arm> ARMS = List.of(
            new Arm(NETWORK_RAW, "the network, on the pulse wave as recorded", ""),
            new Arm(NETWORK_FILTERED, "the network, after " + WHOLE, "The filter of a window has seen later ones."),
            new Arm(NETWORK_CAUSAL, "the network, after the accelerometer filter fitted to the past only",
                    "What a watch can do while it is worn."),
            new Arm(PEAK_RAW, "the highest peak of the spectrum from 40 to 220 beats per minute, as recorded", ""),
            new Arm(PEAK_FILTERED, "the highest peak of the spectrum, after " + WHOLE, ""));

    @Override
    public String name() {
        return "heart-rate-evaluate";
    }

    @Override
    public String question() {
        return "How well does the trained heart-rate network read recordings of a wrist?";
    }

    @Override
    public String source() {
        return "Kechris et al. (2024), KID-PPG, arXiv:2405.09559 (network, filter); Kechris et al. (2024), DC is all you "
                + "need, arXiv:2407.16556, section V.B (weights)";
    }

    @Override
    public List<Arm> arms() {
        return ARMS;
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(Inputs.WEIGHTS, Inputs.WEIGHTS_SHA256, Inputs.DATA, Inputs.E4);
    }

    @Override
    public List<Preset> presets() {
        return List.of(
                Preset.of("quick", "one recording: the file that data names, or a synthetic subject", 1),
                Preset.of("full", "twelve synthetic subjects; with a file, which is one recording, give --seeds 1",
                        12));
    }

    @Override
    public List<String> metrics() {
        return List.of(SUBJECT, PublishedWeights.METRIC, LABEL, READ, LEFT_OUT);
    }

    @Override
    public String index() {
        return "window, from 0";
    }

    @Override
    public void check(Configuration configuration) {
        Inputs.check(configuration);
    }

    @Override
    public double estimatedSeconds(Trial trial) {
        return 1;
    }

    @Override
    public TrialOutcome run(Trial trial, TrialContext context) throws IOException {
        WristWindows recording = Inputs.recording(trial);
        List<MetricValue> metrics = new ArrayList<>();
        Optional<Sequential> network = Inputs.network(trial);
        double[] read = read(trial.arm(), network, recording);
        if (!trial.get(Inputs.DATA).isEmpty()) {
            metrics.add(new MetricValue(0, SUBJECT, Integer.parseInt(recording.subject().substring(1))));
        }
        if (network.isPresent() && PublishedWeights.are(network.get())) {
            metrics.add(new MetricValue(0, PublishedWeights.METRIC, 1));
        }
        for (int i = 0; i < recording.count(); i++) {
            if (recording.labelBpm().length > 0) {
                metrics.add(new MetricValue(i, LABEL, recording.labelBpm()[i]));
            }
            if (Double.isFinite(read[i])) {
                metrics.add(new MetricValue(i, READ, read[i]));
            }
            if (recording.hasFlatPart(i)) {
                metrics.add(new MetricValue(i, LEFT_OUT, 1));
            }
        }
        return TrialOutcome.of(metrics).withDataSha256(dataSha256(trial));
    }

    private static String dataSha256(Trial trial) {
        String e4 = trial.get(Inputs.E4);
        String data = e4.equals(Inputs.NONE) ? trial.get(Inputs.DATA) : e4;
        return data.isEmpty() ? "" : PinnedFile.sha256(data);
    }

    /// The heart rate of each window; NaN where nothing was read.
    private static double[] read(String arm, Optional<Sequential> network, WristWindows recording) {
        IntPredicate isRead = arm.equals(NETWORK_CAUSAL) ? recording::isReadable : i -> !recording.hasFlatPart(i);
        WristWindows kept = recording.keep(isRead);
        double[] read = switch (arm) {
            case NETWORK_RAW -> byNetwork(network, kept);
            case NETWORK_FILTERED -> byNetwork(network, AccelerometerFilter.clean(kept));
            // Of the whole recording: as for a stream, there is no gap where windows are left out.
            case NETWORK_CAUSAL -> byNetwork(network, CausalAccelerometerFilter.clean(recording).keep(isRead));
            case PEAK_RAW -> SpectralPeak.bpm(kept.ppg());
            case PEAK_FILTERED -> SpectralPeak.bpm(AccelerometerFilter.clean(kept).ppg());
            default -> throw new IllegalArgumentException("heart-rate-evaluate has no arm " + arm);
        };
        double[] bpm = new double[recording.count()];
        int next = 0;
        for (int i = 0; i < bpm.length; i++) {
            bpm[i] = isRead.test(i) ? read[next++] : Double.NaN;
        }
        return bpm;
    }

    private static double[] byNetwork(Optional<Sequential> network, WristWindows recording) {
        double[] bpm = new double[recording.count()];
        if (network.isEmpty()) {
            Arrays.fill(bpm, Double.NaN);
            return bpm;
        }
        float[] output = network.get().predict(recording.inputs()).toArray();
        for (int i = 0; i < bpm.length; i++) {
            bpm[i] = output[i];
        }
        return bpm;
    }

    @Override
    public Results results(RunData run) {
        Map<String, Object> summary = new LinkedHashMap<>();
        Map<String, String> tables = new LinkedHashMap<>();
        List<Readings> recordings = Readings.of(run);
        if (!recordings.isEmpty()) {
            String caution = PublishedWeights.caution(run);
            if (!caution.isEmpty()) {
                summary.put("caution", caution);
            }
        }
        for (Readings readings : recordings) {
            String suffix = readings.seed() == 1 ? "" : "-seed-" + readings.seed();
            tables.put("predictions" + suffix + ".csv", readings.csv());
            tables.put("predictions-causal" + suffix + ".csv", readings.causalCsv());
            readings.agreement().forEach((arm, agreement) -> summary.put(
                    "meanAbsoluteErrorBpm." + arm + suffix, agreement.meanAbsoluteErrorBpm()));
        }
        return new Results(summary, tables);
    }

    @Override
    public Report report(RunData run) {
        return HeartRateEvaluateReport.of(this, run);
    }
}
