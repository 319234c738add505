package dev.halfwave.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.experiments.study.Standing;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ProgressLineTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    private static Standing standing(double fraction, long seconds) {
        return new Standing((int) (45 * fraction), 45, fraction, Duration.ofSeconds(seconds));
    }

    private String written() {
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    @Test
    void changesOneLineOnATerminal() {
        ProgressLine progress = new ProgressLine(err, true);
        progress.accept(standing(0, 0));
        progress.accept(standing(0.25, 20));
        progress.end();
        assertThat(written())
                .isEqualTo("\r0 of 45 trials, 0 %, 0:00 elapsed\u001b[K"
                        + "\r11 of 45 trials, 25 %, 0:20 elapsed, 1:00 left\u001b[K\n");
    }

    @Test
    void writesALineNowAndThenElsewhere() {
        ProgressLine progress = new ProgressLine(err, false);
        progress.accept(standing(0.02, 1));
        progress.accept(standing(0.3, 9)); // too soon
        progress.accept(standing(0.4, 10));
        progress.accept(standing(0.45, 30)); // too little
        progress.accept(standing(0.46, 70)); // a minute
        progress.accept(standing(0.9, 75)); // too soon
        progress.accept(standing(0.9, 3690));
        progress.end();
        assertThat(written()).isEqualTo("""
                18 of 45 trials, 40 %, 0:10 elapsed, 0:15 left
                20 of 45 trials, 46 %, 1:10 elapsed, 1:22 left
                40 of 45 trials, 90 %, 1:01:30 elapsed, 6:50 left
                """);
    }

    @Test
    void goesOnWhenMoreTrialsFollow() {
        ProgressLine progress = new ProgressLine(err, false);
        progress.accept(new Standing(30, 40, 0.8, Duration.ofSeconds(40), true));
        progress.accept(new Standing(40, 80, 0.5, Duration.ofSeconds(51), false)); // less than before, and no step yet
        progress.accept(new Standing(48, 80, 0.6, Duration.ofSeconds(60), false));
        progress.end();
        assertThat(written()).isEqualTo("""
                30 of 40 trials, 80 %, 0:40 elapsed, 0:10 left, more trials may follow
                48 of 80 trials, 60 %, 1:00 elapsed, 0:40 left
                """);
        assertThat(ProgressLine.text(new Standing(40, 40, 1, Duration.ofSeconds(9), true)))
                .isEqualTo("40 of 40 trials, 100 %, 0:09 elapsed, more trials may follow");
    }

    @Test
    void tellsTheTimeLeftOnlyWhileThereIsSomeAndSomethingToGoBy() {
        assertThat(ProgressLine.text(standing(0.005, 5))).isEqualTo("0 of 45 trials, 0 %, 0:05 elapsed");
        assertThat(ProgressLine.text(standing(0.5, 0))).isEqualTo("22 of 45 trials, 50 %, 0:00 elapsed");
        assertThat(ProgressLine.text(standing(1, 70))).isEqualTo("45 of 45 trials, 100 %, 1:10 elapsed");
    }
}
