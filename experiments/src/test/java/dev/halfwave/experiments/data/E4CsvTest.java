package dev.halfwave.experiments.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class E4CsvTest {

    @TempDir
    private Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("e4.csv"), text);
    }

    @Test
    void readsAPulseWave() throws IOException {
        E4Csv pulse = E4Csv.pulse(file("1489054200.00\r\n64.000000\r\n-0.00\r\n12.34\r\n-1e2\r\n"));
        assertThat(pulse.startSeconds()).isEqualTo(1489054200);
        assertThat(pulse.sampleRateHz()).isEqualTo(64);
        assertThat(pulse.columns()).isDeepEqualTo(new double[][] {{-0.0, 12.34, -100}});
    }

    @Test
    void accelerationBecomesG() throws IOException {
        E4Csv motion = E4Csv.acceleration(
                file("1489054200.5, 1489054200.5, 1489054200.5\n32.0, 32.0, 32.0\n-64,32,1\n0,-128,127\n"));
        assertThat(motion.startSeconds()).isEqualTo(1489054200.5);
        assertThat(motion.sampleRateHz()).isEqualTo(32);
        assertThat(motion.columns())
                .isDeepEqualTo(new double[][] {{-1, 0}, {0.5, -2}, {0.015625, 1.984375}});
    }

    @Test
    void theLastLineNeedNotEnd() throws IOException {
        assertThat(E4Csv.pulse(file("0\n64\n1\n2")).columns()[0]).containsExactly(1, 2);
        assertThat(E4Csv.pulse(file("0\r\n64\r\n1\r\n2\r")).columns()[0]).containsExactly(1, 2);
    }

    /// A line without an end would take as much memory as the file is large.
    @Test
    void refusesALongLine() throws IOException {
        String line = " ".repeat(198) + "1";
        assertThat(E4Csv.pulse(file("0\n64\n" + line + "\n")).columns()[0]).containsExactly(1);
        for (String start : List.of("", "0\n64\n")) {
            Path file = file(start + " " + line + "\n2\n");
            assertThatThrownBy(() -> E4Csv.pulse(file)).isInstanceOf(DataFileException.class)
                    .hasMessage(file + ", line " + (start.isEmpty() ? 1 : 3) + ": has more than 200 bytes, but must be "
                            + "a few numbers");
        }
    }

    @Test
    void refusesMoreThanTwoDays() throws IOException {
        int most = 48 * 3600 * 32;
        Path file = file("0,0,0\n32,32,32\n" + "1,2,3\n".repeat(most + 1));
        assertThatThrownBy(() -> E4Csv.acceleration(file)).isInstanceOf(DataFileException.class)
                .hasMessage(file + ", line 5529603: there are more than 48 hours, and no more are read");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "'' | , line 1: must be the start in seconds since 1970, but the file ends",
        "1\\n | , line 2: must be the sampling rate in Hz, but the file ends",
        "1\\n64\\n | , line 3: there must be samples, but the file ends",
        "1\\n32\\n5\\n | , line 2: the sampling rate is 32.0 Hz, but must be 64 Hz for 1 column",
        "1\\n64\\n5\\n6,7\\n | , line 4: must have 1 column, but has 2",
        "1\\n64\\n5,6,7,8\\n | , line 3: must have 1 column, but has more than 2",
        "1\\n64\\n5\\n\\n6\\n | , line 4: is empty; every line must have numbers",
        "1\\n64\\n5\\n\\n | , line 4: is empty; every line must have numbers",
        "1\\n64\\n5\\r6\\n | , line 3: has a carriage return that no line feed follows",
        "1,\\n64,\\n5,\\n | , line 1: must have 1 column, but has 2",
        "64\\n1489054200\\n5\\n | , line 2: the sampling rate is 1.4890542E9 Hz, but must be 64 Hz for 1 column",
        "\ufeff1\\n64\\n5\\n | , line 1: must hold numbers, but has \"ï»¿1\"",
        "1\\n64\\n\u202e5\\n | , line 3: must hold numbers, but has \"â<U+0080>®5\"",
        "1\\n64\\nNaN\\n | , line 3: must hold numbers, but has \"NaN\"",
        "1\\n64\\n1e999\\n | , line 3: must hold numbers, but has \"1e999\"",
        "1\\n64\\n0x1p3\\n | , line 3: must hold numbers, but has \"0x1p3\"",
        "a\\n64\\n1\\n | , line 1: must hold numbers, but has \"a\""})
    void saysWhichLineIsWrong(String text, String message) throws IOException {
        Path file = file(text.translateEscapes());
        assertThatThrownBy(() -> E4Csv.pulse(file)).isInstanceOf(DataFileException.class).hasMessage(file + message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "1,1,2\\n32,32,32\\n1,2,3\\n | , line 1: must be the same in all columns, but is 1.0 and 2.0",
        "1\\n64\\n1\\n | , line 1: must have 3 columns, but has 1",
        "1,1,1\\n64,64,64\\n1,2,3\\n | , line 2: the sampling rate is 64.0 Hz, but must be 32 Hz for 3 columns",
        "1,1,1\\n32,32,32\\n1,2,3\\n0,0.98,0\\n | , line 4: an acceleration of 0.98; the E4 writes whole numbers of "
                + "1/64 g",
        "1,1,1\\n32,32,32\\n1,9999,3\\n | , line 3: an acceleration of 9999.0; the E4 writes whole numbers of 1/64 g"})
    void saysWhatIsWrongWithAcceleration(String text, String message) throws IOException {
        Path file = file(text.translateEscapes());
        assertThatThrownBy(() -> E4Csv.acceleration(file)).isInstanceOf(DataFileException.class)
                .hasMessage(file + message);
    }

    @Test
    void refusesWhatIsNoText() throws IOException {
        Path file = Files.write(folder.resolve("e4.csv"), new byte[] {'1', '\n', (byte) 0xff, (byte) 0xfe, '\n'});
        assertThatThrownBy(() -> E4Csv.pulse(file)).hasMessage(file + ", line 2: must hold numbers, but has \"ÿþ\"");
        assertThatThrownBy(() -> E4Csv.pulse(folder)).hasMessage(folder + ": this is not a file");
    }
}
