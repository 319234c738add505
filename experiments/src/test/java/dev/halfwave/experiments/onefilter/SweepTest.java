package dev.halfwave.experiments.onefilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.experiments.study.Setting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SweepTest {

    private static final Setting<String> TAPS = Sweep.wholeNumbers("taps", "", "2,3,16", 1, 64);
    private static final Setting<String> SPACINGS = Sweep.hundredths("spacings", "", "0.05,0.5,2", 1, 400);

    @Test
    void readsPlacesInOneForm() {
        assertThat(TAPS.parse("02,3.0,16")).isEqualTo("2,3,16");
        assertThat(Sweep.wholeNumbers("2,3,16")).containsExactly(2, 3, 16);
        assertThat(SPACINGS.parse("0.050,0.50,2.0")).isEqualTo("0.05,0.5,2");
        assertThat(Sweep.hundredths("0.05,0.5,2")).containsExactly(5, 50, 200);
        assertThat(SPACINGS.parse("4")).isEqualTo("4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0,1", "2,65", "3,2", "2,2", "2,,3", "2, 3", "2.5", "-2", "1e1", "two"})
    void refusesOtherTaps(String text) {
        assertThatThrownBy(() -> TAPS.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be whole numbers from 1 to 64, rising, separated by commas, such as 2,3,16");
    }

    @Test
    void refusesAListOfAnyLengthWithTheSameSentence() {
        assertThatThrownBy(() -> TAPS.parse("1,".repeat(50_000) + "1")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be whole numbers from 1 to 64, rising, separated by commas, such as 2,3,16");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "0.005", "0.5,0.3", "4.01", "1e-1", ".5"})
    void refusesOtherSpacings(String text) {
        assertThatThrownBy(() -> SPACINGS.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be multiples of 0.01 from 0.01 to 4, rising, separated by commas, such as "
                        + "0.05,0.5,2");
    }
}
