package dev.halfwave.experiments.heartrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.experiments.study.Experiment;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.UsageException;
import dev.halfwave.experiments.study.WholeRun;
import dev.halfwave.heartrate.AccelerometerFilter;
import dev.halfwave.heartrate.WristWindows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class E4RecordingTest {

    private static final int WINDOWS = 5;

    @TempDir
    private Path folder;

    private WristWindows synthetic;

    /// The pulse wave begins half a second earlier than the acceleration, at twice its rate.
    @BeforeEach
    void write() throws IOException {
        synthetic = SyntheticPpg.of(5).subject(0, WINDOWS);
        double[][] rows = synthetic.continuous();
        StringBuilder pulse = new StringBuilder("1000.000000\n64.000000\n").append("7\n".repeat(32));
        StringBuilder motion = new StringBuilder("1000.500000, 1000.500000, 1000.500000\n32, 32, 32\n");
        for (int t = 0; t < rows[0].length; t++) {
            pulse.append(rows[0][t]).append('\n').append("0\n"); // only every second sample is taken
            motion.append(Math.round(64 * rows[1][t])).append(',').append(Math.round(64 * rows[2][t])).append(',')
                    .append(Math.round(64 * rows[3][t])).append('\n');
        }
        Files.writeString(folder.resolve("BVP.csv"), pulse);
        Files.writeString(folder.resolve("ACC.csv"), motion);
    }

    @Test
    void bothStreamsBeginAtTheLaterStart() throws IOException {
        WristWindows read = E4Recording.read(folder);
        assertThat(read.count()).isEqualTo(WINDOWS);
        assertThat(read.labelBpm()).isEmpty();
        assertThat(read.ppg()).isDeepEqualTo(synthetic.ppg());
        assertThat(read.acceleration()[3][1][17]).isCloseTo(synthetic.acceleration()[3][1][17], within(1 / 128.0));
    }

    /// Nothing of the zeros may get into what the filters leave of the other windows.
    @Test
    void windowsWithoutAPulseAreNamedAndLeftOut() throws IOException {
        Path file = folder.resolve("BVP.csv");
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        Collections.fill(lines.subList(2, 2 + 32 + 128), "-0.00"); // the first 2 s of both
        Files.writeString(file, String.join("\n", lines) + "\n");
        Experiment evaluate = new HeartRateEvaluate();
        RunData run = WholeRun.of(evaluate, "quick", "", "e4=" + folder);
        assertThat(evaluate.results(run).tables().get("predictions.csv").lines())
                .startsWith("window,labelBpm,rawBpm,filteredBpm,fftPeakRawBpm,fftPeakFilteredBpm", "0,,,,,")
                .hasSize(1 + WINDOWS).filteredOn(line -> line.matches("[1-4],,,,[\\d.]+,[\\d.]+")).hasSize(WINDOWS - 1);
        Readings readings = Readings.of(run).getFirst();
        WristWindows others = E4Recording.read(folder).range(1, WINDOWS);
        assertThat(Arrays.copyOfRange(readings.readBpm().get("fft-peak-filtered"), 1, WINDOWS))
                .containsExactly(SpectralPeak.bpm(AccelerometerFilter.clean(others).ppg()));
        String sentence =
                "1 of 5 windows is left out (0), empty in predictions.csv: there the PPG does not change for 2 s "
                        + "or longer, so there is no pulse to read.";
        assertThat(evaluate.report(run).html()).contains(sentence);
        assertThat(evaluate.report(run).summary()).contains(sentence).containsPattern("fft-peak-raw +4 ")
                .doesNotContain("no finite number");
    }

    @Test
    void heartRatesAreReadWithoutBeingJudged() {
        Experiment evaluate = new HeartRateEvaluate();
        RunData run = WholeRun.of(evaluate, "quick", "", "e4=" + folder);
        Readings readings = Readings.of(run).getFirst();
        assertThat(readings.hasTruth()).isFalse();
        assertThat(readings.readBpm().get("fft-peak-raw")).containsExactly(SpectralPeak.bpm(synthetic.ppg()));
        assertThat(evaluate.results(run).tables().get("predictions.csv").lines().skip(1))
                .hasSize(WINDOWS).allMatch(line -> line.matches("\\d+,,,,[\\d.]+,[\\d.]+"));
        assertThat(evaluate.report(run).html()).contains("The true heart rates of this recording are not known");
        assertThat(evaluate.report(run).summary()).contains("fft-peak-raw", "predictions.csv has every window")
                .doesNotContain("null", "NaN", "MAE");
    }

    @Test
    void whatIsNoRecordingIsRefused() throws IOException {
        assertThatThrownBy(() -> E4Recording.read(folder.resolve("BVP.csv")))
                .isInstanceOf(IOException.class)
                .hasMessage(folder.resolve("BVP.csv") + ": must be a folder with BVP.csv and ACC.csv");
        Files.writeString(folder.resolve("ACC.csv"), "2000, 2000, 2000\n32, 32, 32\n" + "0,0,64\n".repeat(300));
        assertThatThrownBy(() -> E4Recording.read(folder)).isInstanceOf(IOException.class)
                .hasMessage(
                        folder + ": BVP.csv begins at 1000.000 s (Unix time) and has 16.5 s, ACC.csv at 2000.000 s and "
                                + "has 9.4 s: they share 0.0 s, and a window takes 8 s");
        Files.delete(folder.resolve("ACC.csv"));
        assertThatThrownBy(() -> WholeRun.of(new HeartRateEvaluate(), "quick", "", "e4=" + folder))
                .isInstanceOf(UsageException.class).hasMessageContaining("ACC.csv");
    }
}
