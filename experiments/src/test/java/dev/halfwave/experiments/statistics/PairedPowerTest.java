package dev.halfwave.experiments.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;

final class PairedPowerTest {

    @Test
    void seedsForEightyPercent() {
        double[][] table = {{.3, 90}, {.5, 34}, {.8, 15}, {1.0, 10}, {1.2, 8}, {1.5, 6}, {2, 5}};
        for (double[] row : table) {
            assertThat(PairedPower.pairsNeeded(row[0], 0.8)).hasValue((int) row[1]);
            assertThat(PairedPower.pairsNeeded(-row[0], 0.8)).hasValue((int) row[1]);
        }
    }

    /// From an evaluation with 30 digits.
    @Test
    void power() {
        assertThat(PairedPower.of(0.5, 30)).isCloseTo(0.753964715743790056, withinPercentage(1e-9));
        assertThat(PairedPower.of(1, 10)).isCloseTo(0.803096856632721628, withinPercentage(1e-9));
        assertThat(PairedPower.of(-2, 5)).isCloseTo(0.908884868100940227, withinPercentage(1e-9));
        assertThat(PairedPower.of(0.3, 90)).isCloseTo(0.8037942968932215, withinPercentage(1e-8));
        assertThat(PairedPower.of(3, 2)).isCloseTo(0.26077071422910936, withinPercentage(1e-8));
    }

    @Test
    void atItsEnds() {
        assertThat(PairedPower.of(0, 30)).isEqualTo(0.05);
        assertThat(PairedPower.of(1e-9, 30)).isCloseTo(0.05, within(1e-12));
        assertThat(PairedPower.of(50, 1000)).isEqualTo(1);
        assertThat(PairedPower.of(1e10, 2)).isEqualTo(1);
        assertThat(PairedPower.of(Double.NEGATIVE_INFINITY, 2)).isEqualTo(1);
        assertThat(PairedPower.pairsNeeded(Double.POSITIVE_INFINITY, 0.8)).hasValue(2);
        assertThat(PairedPower.pairsNeeded(0, 0.8)).isEmpty();
        assertThat(PairedPower.pairsNeeded(0.003, 0.8).orElseThrow()).isBetween(800_000, 900_000);
        assertThat(PairedPower.pairsNeeded(0.001, 0.8)).isEmpty();
    }

    @Test
    void theEffectThatCouldBeSeen() {
        for (int n : new int[] {6, 10, 30}) {
            double effect = PairedPower.detectableEffect(n, 0.8);
            assertThat(PairedPower.of(effect, n)).isCloseTo(0.8, within(1e-8));
        }
        assertThat(PairedPower.detectableEffect(2, 0.99)).isGreaterThan(10);
    }

    @Test
    void refusesWhatHasNoPower() {
        assertThatThrownBy(() -> PairedPower.of(1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("PairedPower: needs at least 2 pairs, but n is 1");
        assertThatThrownBy(() -> PairedPower.pairsNeeded(Double.NaN, 0.8))
                .hasMessage("PairedPower: the effect is NaN");
        assertThatThrownBy(() -> PairedPower.pairsNeeded(1, 1))
                .hasMessage("PairedPower: the power must lie between 0.05 and 1, but is 1.0");
        assertThatThrownBy(() -> PairedPower.detectableEffect(10, 0.05))
                .hasMessage("PairedPower: the power must lie between 0.05 and 1, but is 0.05");
    }
}
