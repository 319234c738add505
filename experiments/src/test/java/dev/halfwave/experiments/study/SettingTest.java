package dev.halfwave.experiments.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingTest {

    private final Setting<Integer> epochs = Setting.wholeNumber("epochs", "passes", 60, 1, 1000);
    private final Setting<Double> learningRate = Setting.positiveNumber("learningRate", "step size", 1e-3);

    @Test
    void givesDifferentTextsOfOneValueOneForm() {
        assertThat(epochs.canonical("+007")).isEqualTo("7");
        assertThat(learningRate.canonical("1e-3")).isEqualTo("0.001");
        assertThat(learningRate.canonical(".0010")).isEqualTo("0.001");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|must be a whole number of at least 1",
                "-5|must be a whole number of at least 1",
                "many|must be a whole number of at least 1",
                "2.5|must be a whole number of at least 1",
                "''|must be a whole number of at least 1",
                "1001|must be a whole number of at most 1000",
                "99999999999|must be a whole number of at most 1000",
                "-99999999999|must be a whole number of at least 1"
            })
    void saysWhichWholeNumbersAreRight(String text, String reason) {
        assertThatThrownBy(() -> epochs.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1e-3", "NaN", "Infinity", "1e999", "1e-999", "0x1p3", "1f", " 1", "1,5", "fast", ""})
    void saysWhichNumbersAreRight(String text) {
        assertThatThrownBy(() -> learningRate.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be a number above 0, such as 0.001");
    }

    @Test
    void readsNumbersBetweenBounds() {
        Setting<Double> phase = Setting.number("phase", "in radians", 0, -4, 4);
        assertThat(phase.canonical("-.50")).isEqualTo("-0.5");
        assertThat(phase.canonical("-0")).isEqualTo("0.0");
        for (String wrong : List.of("4.1", "-5", "NaN", "", "pi")) {
            assertThatThrownBy(() -> phase.parse(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("must be a number from -4.0 to 4.0");
        }
    }

    @Test
    void readsOneOfAFewWords() {
        Setting<String> grid = Setting.choice("grid", "where samples lie", "paper", "periodic");
        assertThat(grid.defaultValue()).isEqualTo("paper");
        assertThat(grid.parse("periodic")).isEqualTo("periodic");
        assertThatThrownBy(() -> grid.parse("Paper"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be one of paper, periodic");
    }

    @Test
    void refusesAChoiceOfNothing() {
        assertThatThrownBy(() -> Setting.choice("head", "how time is pooled"))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Setting head: it has no choices; give at least one");
    }
}
