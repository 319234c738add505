package dev.halfwave.experiments.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.statistics.inference.MannWhitneyUTest;
import org.junit.jupiter.api.Test;

final class TwoSamplesTest {

    @Test
    void shiftedByTwo() {
        double[] low = {1, 2, 3, 4, 5};
        double[] high = {3, 4, 5, 6, 7};
        TwoSamples samples = TwoSamples.of(low, high);
        assertThat(samples.u()).isEqualTo(4.5).isEqualTo(MannWhitneyUTest.withDefaults().statistic(low, high));
        assertThat(samples.probabilityOfImprovement()).isEqualTo(0.18);
        assertThat(samples.cliffsDelta()).isEqualTo(-0.64);
        assertThat(TwoSamples.of(high, low).probabilityOfImprovement()).isCloseTo(0.82, within(1e-15));
    }

    @Test
    void infinitiesAreCompared() {
        double[] censored = {Double.POSITIVE_INFINITY, 1};
        assertThat(TwoSamples.of(censored, censored).probabilityOfImprovement()).isEqualTo(0.5);
    }

    @Test
    void refusesWhatCannotBeCompared() {
        assertThatThrownBy(() -> TwoSamples.of(new double[0], new double[1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("TwoSamples: first has no values");
        assertThatThrownBy(() -> TwoSamples.of(new double[1], new double[] {Double.NaN}))
                .hasMessage("TwoSamples: second[0] is NaN; a value that is missing cannot be compared");
    }
}
