package dev.halfwave.experiments.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.apache.commons.statistics.inference.BinomialTest;
import org.junit.jupiter.api.Test;

final class SignTestTest {

    @Test
    void darwinsMaize() {
        SignTest test = SignTest.of(Darwin.DIFFERENCES);
        assertThat(test).isEqualTo(new SignTest(13, 2));
        assertThat(test.p(Alternative.TWO_SIDED)).isEqualTo(0.00738525390625);
        assertThat(test.p(Alternative.GREATER)).isEqualTo(0.003692626953125);
        assertThat(test.p(Alternative.LESS)).isEqualTo(1 - 16 / 32768.0);
    }

    @Test
    void agreesWithTheLibrary() {
        assertThat(new SignTest(70, 45).p(Alternative.TWO_SIDED)).isCloseTo(
                BinomialTest.withDefaults().test(115, 70, 0.5).getPValue(), withinPercentage(1e-10));
    }

    @Test
    void takesInfinitiesAndLeavesOutZeros() {
        assertThat(SignTest.of(PairedDifferences.of(0, 1, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY)))
                .isEqualTo(new SignTest(2, 1));
        assertThat(new SignTest(0, 0).p(Alternative.TWO_SIDED)).isEqualTo(1);
    }
}
