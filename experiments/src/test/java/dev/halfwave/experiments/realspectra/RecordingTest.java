package dev.halfwave.experiments.realspectra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfwave.experiments.heartrate.ExcerptFile;
import dev.halfwave.experiments.signal.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecordingTest {

    @TempDir
    private Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("signal.csv"), text);
    }

    private static String numbers(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(Integer::toString).collect(Collectors.joining("\n"));
    }

    @Test
    void aTextIsCutIntoWindows() throws IOException {
        Recording recording = Recording.read(file("ppg\r\n" + numbers(1, 70) + "\n\n"), 16, 2);
        assertThat(recording.sampleRateHz()).isEqualTo(16);
        assertThat(recording.windows().length).isEqualTo(2);
        assertThat(recording.windows()[0]).hasSize(32).startsWith(1, 2).endsWith(32);
        assertThat(recording.windows()[1]).hasSize(32).startsWith(33).endsWith(64);
    }

    @Test
    void aHeadingIsNotNeeded() throws IOException {
        assertThat(Recording.read(file("-1.5e1\n" + numbers(2, 20)), 16, 1).windows()[0]).startsWith(-15, 2);
    }

    @Test
    void aShortRecordingIsOneWindow() throws IOException {
        assertThat(Recording.read(file(numbers(1, 20)), 32, 8).windows()).hasDimensions(1, 20);
    }

    @Test
    void refusesWhatIsNoRecording() throws IOException {
        Path file = file("ppg\n1\n2,3\n");
        assertThatThrownBy(() -> Recording.read(file, 32, 8))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": line 3 must be one number, but is \"2,3\"; a recording has a single column, with "
                        + "a heading in line 1 at most");
        file("ppg\nNaN\n");
        assertThatThrownBy(() -> Recording.read(file, 32, 8)).hasMessageContaining("line 2 must be one number");
        file("ppg\n0x1p3\n");
        assertThatThrownBy(() -> Recording.read(file, 32, 8)).hasMessageContaining("line 2 must be one number");
        file("1e999\n1e999\n");
        assertThatThrownBy(() -> Recording.read(file, 32, 8)).hasMessageContaining("line 2 must be one number");
        file("1\n2\n");
        assertThatThrownBy(() -> Recording.read(file, 32, 8))
                .hasMessage(file + ": has 2 numbers, and a window of 8.0 s at 32.0 Hz has 256 samples; both must be at "
                        + "least 16");
        Files.write(file, new byte[] {'1', '\n', (byte) 0xff, (byte) 0xfe, '\n'});
        assertThatThrownBy(() -> Recording.read(file, 32, 8))
                .hasMessage(
                        file + ": is no text; a recording has one number per line, or is a .pkl or .npz of PPG-DaLiA");
    }

    @Test
    void anotherSubjectOfPpgDalia() throws IOException {
        double[][][] x = new double[3][4][256];
        for (int i = 0; i < x.length; i++) {
            for (int t = 0; t < 256; t++) {
                int at = 64 * i + t;
                x[i][0][t] = 20 * StrictMath.sin(0.2 * at);
                x[i][1][t] = at % 7 / 64.0;
                x[i][2][t] = 1 - at % 5 / 64.0;
                x[i][3][t] = at % 11 / 64.0;
            }
        }
        Path file = ExcerptFile.write(folder.resolve("S7.npz"), x, new double[] {70, 71, 72}, new double[3], 7);
        assertThat(Recording.read(file, 1, 1).windows()).isDeepEqualTo(new double[][] {x[0][0], x[1][0], x[2][0]});
    }

    @Test
    void refusesAPickleOfSomethingElse() throws IOException {
        Path file = Files.write(folder.resolve("other.pkl"), new byte[] {(byte) 0x80, 4, '.'});
        assertThatThrownBy(() -> Recording.read(file, 32, 8))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ", byte 2: takes a value from the stack, but none is there");
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstNumber() throws IOException {
        assertThat(Recording.read(file("\ufeff7\n" + numbers(2, 20)), 16, 1).windows()[0]).startsWith(7, 2);
    }

    @Test
    void aLineOfAMillionDigitsIsRefusedAtOnce() throws IOException {
        Path file = file("1\n" + "1".repeat(1_000_000) + "x\n");
        assertTimeoutPreemptively(Duration.ofSeconds(5),
                () -> assertThatThrownBy(() -> Recording.read(file, 32, 8)).hasMessageContaining("line 2 must be one"));
    }

    /// Real data are not part of the project: `-Dhalfwave.data=FOLDER` names where they are.
    @Test
    void theExcerptOfPpgDalia() throws IOException {
        String data = System.getProperty("halfwave.data", "");
        Path file = Path.of(data).resolve("PPGDalia_S6_stairs.pkl");
        assumeTrue(
                !data.isEmpty() && Files.exists(file),
                "-Dhalfwave.data names no folder with PPGDalia_S6_stairs.pkl: the recording is not tested");
        Recording recording = Recording.read(file, 1, 1);
        assertThat(recording.sampleRateHz()).isEqualTo(32);
        assertThat(recording.windows()).hasDimensions(215, 256);
        // Values read once with numpy.
        assertThat(recording.windows()[0]).startsWith(-21.07, -26.57, -32.66, -37.36, -37.42);
        // Windows are 2 s apart: they share 6 s.
        assertThat(java.util.Arrays.copyOf(recording.windows()[214], 192))
                .containsExactly(java.util.Arrays.copyOfRange(recording.windows()[213], 64, 256));
        double[] ratios = java.util.Arrays.stream(recording.windows())
                .mapToDouble(x -> Rectification.of(x).ratio())
                .sorted()
                .toArray();
        assertThat(ratios[0]).isCloseTo(1.14412, within(1e-5));
        assertThat(ratios[107]).isCloseTo(1.24274, within(1e-5));
        assertThat(ratios[214]).isCloseTo(1.57624, within(1e-5));
        assertThat(DoubleStream.of(ratios).average().orElseThrow()).isCloseTo(1.25933, within(1e-5));
        double[] safe = java.util.Arrays.stream(recording.windows())
                .map(Signals::withoutMean)
                .mapToDouble(x -> RootSeries.relativeErrors(x, RootSeries.safe(x), 50)[49])
                .toArray();
        assertThat(DoubleStream.of(safe).average().orElseThrow()).isCloseTo(0.02710, within(1e-5));
    }
}
