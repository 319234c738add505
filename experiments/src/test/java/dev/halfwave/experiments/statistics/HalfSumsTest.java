package dev.halfwave.experiments.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class HalfSumsTest {

    /// Sums of 1, 2 and 2: 0, 1, 2, 2, 3, 3, 4, 5.
    @Test
    void tails() {
        HalfSums sums = HalfSums.of(new int[] {2, 1, 2});
        assertThat(sums.lowerTail(-1)).isZero();
        assertThat(sums.lowerTail(0)).isEqualTo(1 / 8.0);
        assertThat(sums.lowerTail(2)).isEqualTo(4 / 8.0);
        assertThat(sums.upperTail(3)).isEqualTo(4 / 8.0);
        assertThat(sums.upperTail(4)).isEqualTo(2 / 8.0);
        assertThat(sums.upperTail(0)).isEqualTo(1);
    }

    @Test
    void sizes() {
        HalfSums sums = HalfSums.of(new int[] {2, 1, 2});
        assertThat(sums.sizeAt(0.2)).isZero();
        assertThat(sums.sizeAt(0.25)).as("p has to be below the level").isZero();
        assertThat(sums.sizeAt(0.26)).isEqualTo(2 / 8.0);
        assertThat(sums.sizeAt(0.6)).isEqualTo(4 / 8.0);
    }

    @Test
    void withoutWeightsTheSumIsZero() {
        assertThat(HalfSums.of(new int[0]).lowerTail(0)).isEqualTo(1);
        assertThat(HalfSums.of(new int[0]).upperTail(0)).isEqualTo(1);
    }
}
