package dev.halfwave.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SummaryTest {

    @Test
    void describesAHandfulOfNumbers() {
        // mean 5, squared deviations 9 + 1 + 1 + 1 + 0 + 0 + 4 + 16 = 32, divided by n = 8: sd 2
        assertThat(Summary.of(2, 4, 4, 4, 5, 5, 7, 9)).isEqualTo(new Summary(8, 5, 2, 4.5, 2, 9));
    }

    @Test
    void keepsTheMedianWhereFewerThanHalfAreInfinite() {
        assertThat(Summary.of(Double.POSITIVE_INFINITY, 3, 1).median()).isEqualTo(3);
        assertThat(Summary.of(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, 1).median()).isInfinite();
    }

    @Test
    void hasNothingToSayOfNothing() {
        assertThat(Summary.of()).isEqualTo(Summary.NONE);
        assertThat(Summary.NONE.isEmpty()).isTrue();
    }
}
