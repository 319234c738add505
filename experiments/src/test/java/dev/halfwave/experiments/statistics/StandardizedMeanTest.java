package dev.halfwave.experiments.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;

final class StandardizedMeanTest {

    @Test
    void darwinsMaize() {
        StandardizedMean effect = StandardizedMean.of(StudentT.of(Darwin.DIFFERENCES));
        assertThat(effect.dz()).isCloseTo(0.5546079777065185, withinPercentage(1e-10));
        assertThat(effect.correction()).isCloseTo(52 / 55.0, withinPercentage(1e-10));
        assertThat(effect.gz()).isCloseTo(0.5243566334679811, withinPercentage(1e-10));
    }

    @Test
    void withoutSpreadIsInfiniteOrZero() {
        assertThat(StandardizedMean.of(StudentT.of(PairedDifferences.of(-1, -1))).gz())
                .isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(StandardizedMean.of(StudentT.of(PairedDifferences.of(0, 0))).gz()).isZero();
    }
}
