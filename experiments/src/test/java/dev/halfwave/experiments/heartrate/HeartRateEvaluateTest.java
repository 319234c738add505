package dev.halfwave.experiments.heartrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.core.op.Relu;
import dev.halfwave.experiments.study.Experiment;
import dev.halfwave.experiments.study.Report;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.WholeRun;
import dev.halfwave.heartrate.HeartRateNetwork;
import dev.halfwave.heartrate.HeartRateStream;
import dev.halfwave.heartrate.WristWindows;
import dev.halfwave.nn.Sequential;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A recording with 20 s in which the sensor is off, a gap of 10 s and several activities.
final class HeartRateEvaluateTest {

    private static final Experiment EVALUATE = new HeartRateEvaluate();
    private static final Sequential MODEL = HeartRateNetwork.of(new Relu()).initialize(3);

    /// Windows 0 to 39 are 0 to 39 of the subject, 40 to 74 are its 45 to 79.
    private static final int GAP = 40;

    private static final int WINDOWS = 75;

    @TempDir
    Path folder;

    /// From this window on the pulse wave is a hundredth of what it was.
    private int weakFrom = WINDOWS;

    private WristWindows recording() {
        WristWindows all = SyntheticPpg.of(7).subject(1, 80);
        double[][] samples = all.continuous();
        Arrays.fill(samples[0], 640, 1280, -0.25);
        return WristWindows.of("S1", samples[0], Arrays.copyOfRange(samples, 1, 4)).withLabels(all.labelBpm())
                .withActivity(all.activity()).keep(i -> i < 40 || i >= 45);
    }

    private RunData run() throws IOException {
        WristWindows recording = recording();
        double[][][] x = new double[WINDOWS][4][];
        double[] activity = new double[WINDOWS];
        for (int i = 0; i < WINDOWS; i++) {
            double scale = i < weakFrom ? 1 : 0.01;
            x[i][0] = Arrays.stream(recording.ppg()[i]).map(p -> scale * p).toArray();
            System.arraycopy(recording.acceleration()[i], 0, x[i], 1, 3);
            activity[i] = recording.activity()[i];
        }
        Path data = ExcerptFile.write(folder.resolve("excerpt.npz"), x, recording.labelBpm(), activity, 1);
        Path weights = folder.resolve("model.safetensors");
        MODEL.save(weights);
        return WholeRun.of(EVALUATE, "quick", "", "weights=" + weights, "data=" + data);
    }

    @Test
    void theCausalReadingIsWhatAStreamGives() throws IOException {
        WristWindows recording = recording();
        assertThat(recording.activity()).contains(recording.activity()[0] == 0 ? 1 : 0);
        List<Double> streamed = new ArrayList<>();
        HeartRateStream stream = HeartRateStream.of(MODEL);
        for (WristWindows part : List.of(recording.range(0, GAP), recording.range(GAP, WINDOWS))) {
            stream.reset();
            double[][] samples = part.continuous();
            for (int t = 0; t < samples[0].length; t++) {
                stream.add(samples[0][t], samples[1][t], samples[2][t], samples[3][t]);
                if (t >= 255 && (t - 255) % 64 == 0) {
                    streamed.add(stream.bpm());
                }
            }
        }
        double[] read = Readings.of(run()).getFirst().readBpm().get("network-causal");
        assertThat(Arrays.stream(read).boxed().toList()).isEqualTo(streamed);
        assertThat(streamed).filteredOn(bpm -> bpm.isNaN()).hasSize(13);
    }

    @Test
    void everyReadingIsJudgedOnTheSameWindows() throws IOException {
        RunData run = run();
        Readings readings = Readings.of(run).getFirst();
        Map<String, Agreement> agreement = readings.agreement();
        assertThat(agreement).hasSize(5);
        assertThat(agreement.values()).extracting(Agreement::count).containsOnly(WINDOWS - 13);
        assertThat(EVALUATE.results(run).tables().get("predictions.csv").lines().skip(1)
                .filter(line -> line.matches("\\d+,[\\d.]+,,,,"))).hasSize(13);
        Report report = EVALUATE.report(run);
        String sentence =
                "13 of 75 windows are left out (7 to 19), empty in predictions.csv: there the PPG does not change "
                        + "for 2 s or longer, so there is no pulse to read.";
        assertThat(report.summary()).contains(sentence).doesNotContain("NaN", "no finite number");
        assertThat(report.html()).contains(sentence);
        assertThat(report.figures().values()).hasSize(5).noneMatch(figure -> figure.contains("NaN"));
        assertThat(report.figures().get("agreement-network-raw")).contains("\"min\" : "); // of the errors, which are numbers
    }

    /// A pulse wave below the least standard deviation is left to the other ways of reading.
    @Test
    void onlyAStreamHasLimitsOfTheUnits() throws IOException {
        weakFrom = 60;
        RunData run = run();
        Readings readings = Readings.of(run).getFirst();
        assertThat(readings.leftOutCount()).isEqualTo(13);
        assertThat(readings.agreement().get("network-raw").count()).isEqualTo(62);
        assertThat(readings.agreement().get("network-filtered").count()).isEqualTo(62);
        assertThat(readings.agreement().get("network-causal").count()).isEqualTo(47);
        assertThat(EVALUATE.report(run).summary())
                .contains("network-causal reads no heart rate in 15 of 75 windows: as a stream, it takes a PPG with a "
                        + "standard deviation below 3 or above 500 for no pulse, or what it gives there is no finite "
                        + "number.")
                .doesNotContain("network-raw reads no");
    }

    @Test
    void manyRunsOfWindowsAreCounted() {
        boolean[] leftOut = new boolean[100];
        for (int i = 0; i < 100; i += 4) {
            leftOut[i] = true;
            leftOut[i + 1] = i < 8;
        }
        Readings readings = new Readings(1, new double[100], leftOut, Map.of());
        assertThat(readings.leftOutCount()).isEqualTo(27);
        assertThat(readings.leftOutWindows())
                .isEqualTo("0 to 1, 4 to 5, 8, 12, 16, 20, 24, 28, 32, 36 and 15 more such runs of windows");
    }

    /// Their numbers are in the documentation.
    @Test
    void syntheticSubjectsArePulsesThroughout() {
        for (int number = 0; number < 12; number++) {
            WristWindows subject = SyntheticPpg.of(1_000_003).subject(number, 215);
            assertThat(subject.keep(subject::isReadable).count()).isEqualTo(215); // so without flat parts, too
        }
    }
}
