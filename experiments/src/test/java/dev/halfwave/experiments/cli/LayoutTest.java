package dev.halfwave.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LayoutTest {

    @Test
    void wrapsTheLastColumnBelowItself() {
        String long9 = "ten chars ".repeat(9).strip(); // 89 characters
        assertThat(Layout.table(List.of(List.of("a", "short"), List.of("longer", long9 + " and more")))
                .lines())
                .containsExactly("  a       short", "  longer  " + long9, "          and more");
    }

    @Test
    void goesOnBelowACellThatWouldLeaveNoRoom() {
        String rates = "0.0001,0.000316,0.001,0.00316,0.01";
        assertThat(Layout.table(List.of(
                List.of("", "quick", "full", ""),
                List.of("epochs", "8", "60", "passes over the training samples, each of them in another order"),
                List.of("learningRates", rates, rates + ",0.1", "the learning rates to choose from"),
                List.of("matchLoss", "none", "0.3,0.1", "losses at which the arms are compared"))).lines())
                .containsExactly(
                        "                 quick  full",
                        "  epochs         8      60       passes over the training samples, each of them in another order",
                        "  learningRates  0.0001,0.000316,0.001,0.00316,0.01",
                        "                        0.0001,0.000316,0.001,0.00316,0.01,0.1",
                        "                                 the learning rates to choose from",
                        "  matchLoss      none   0.3,0.1  losses at which the arms are compared");
    }

    @ParameterizedTest
    @CsvSource({"0,0:00", "59,0:59", "60,1:00", "754,12:34", "3599,59:59", "3600,1:00:00", "45296,12:34:56"})
    void showsATimeAsAClockDoes(long seconds, String text) {
        assertThat(Layout.clock(Duration.ofSeconds(seconds))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0.2,about 1 s", "89,about 89 s", "90,about 2 min", "3000,about 50 min", "9000,about 3 h"})
    void roundsCosts(double seconds, String text) {
        assertThat(Layout.about(seconds)).isEqualTo(text);
    }
}
