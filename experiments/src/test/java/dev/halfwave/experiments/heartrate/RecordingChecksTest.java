package dev.halfwave.experiments.heartrate;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.experiments.data.DataFileException;
import dev.halfwave.heartrate.WristWindows;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class RecordingChecksTest {

    private static final Path FILE = Path.of("wrist.csv");
    private static final int WINDOWS = 20;

    private final double[][] samples = SyntheticPpg.of(5).subject(0, WINDOWS).continuous();

    private void check() throws DataFileException {
        RecordingChecks.windows(FILE, WristWindows.of("A", samples[0], Arrays.copyOfRange(samples, 1, 4)));
    }

    /// The first `windows` windows of the recording.
    private void flat(int windows) {
        Arrays.fill(samples[0], 0, 256 + 64 * (windows - 1), 12);
    }

    @Test
    void aSensorMayBeOffForAWhile() {
        flat(7); // and in the next three windows for 2 s or longer
        assertThatCode(this::check).doesNotThrowAnyException();
    }

    @Test
    void butNotMostOfTheTime() {
        flat(8);
        assertThatThrownBy(this::check).isInstanceOf(DataFileException.class)
                .hasMessage(
                        "wrist.csv: the PPG does not change for 2 s or longer in 11 of 20 windows, the first of them "
                                + "window 0 (seconds 0 to 8); there is no pulse to read");
        flat(20);
        assertThatThrownBy(this::check).hasMessageContaining("in 20 of 20 windows");
    }

    /// Flat windows must not make the pulse of the others look too weak: here it is so in five of ten.
    @Test
    void theUnitsAreThoseOfTheWindowsWithoutFlatParts() throws DataFileException {
        flat(7);
        RecordingChecks.windows(FILE, scaled(5));
        assertThatThrownBy(() -> RecordingChecks.windows(FILE, scaled(6)))
                .hasMessageMatching(
                        "wrist.csv: the PPG has a standard deviation of 0\\.\\d+ in the median window; in units "
                                + "of the Empatica E4, which are needed, it is between 3 and 500");
    }

    /// The recording with so many windows behind the flat ones a hundredth as strong.
    private WristWindows scaled(int weak) {
        WristWindows windows = WristWindows.of("A", samples[0], Arrays.copyOfRange(samples, 1, 4));
        double[][] ppg = windows.ppg().clone();
        for (int i = 10; i < 10 + weak; i++) {
            ppg[i] = Arrays.stream(ppg[i]).map(x -> x / 100).toArray();
        }
        return windows.withPpg(ppg);
    }
}
