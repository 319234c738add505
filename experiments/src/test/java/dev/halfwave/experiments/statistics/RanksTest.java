package dev.halfwave.experiments.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RanksTest {

    private static final double INFINITY = Double.POSITIVE_INFINITY;

    @Test
    void tiedValuesShareTheMeanOfTheirRanks() {
        Ranks ranks = Ranks.of(new double[] {5, 1, 3, 5, 5, -2});
        assertThat(ranks.doubled()).containsExactly(10, 4, 6, 10, 10, 2);
        assertThat(ranks.ties()).containsExactly(1, 1, 1, 3);
        assertThat(Ranks.tieTerm(ranks.ties())).isEqualTo(24);
    }

    @Test
    void infinitiesTieWithTheirLikeOnly() {
        Ranks ranks = Ranks.of(new double[] {INFINITY, Double.MAX_VALUE, INFINITY, -INFINITY});
        assertThat(ranks.doubled()).containsExactly(7, 4, 7, 2);
    }

    @Test
    void roundingDoesNotSeparate() {
        assertThat(Ranks.of(new double[] {.3 - .2, .2 - .1, -0.0, 0.0}).ties()).containsExactly(2, 2);
        assertThat(Ranks.of(new double[] {1, 1 + 1e-11}).ties()).containsExactly(1, 1);
        assertThat(Ranks.of(new double[] {0, 1e-300}).ties()).containsExactly(1, 1);
    }
}
