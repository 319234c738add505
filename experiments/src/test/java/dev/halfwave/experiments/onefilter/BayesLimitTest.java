package dev.halfwave.experiments.onefilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BayesLimitTest {

    @ParameterizedTest
    @CsvSource({"0.5, 0.992", "0.3, 0.911", "0.2, 0.788", "0.1, 0.589", "0.05, 0.465"})
    void isTheLimitOfOverlappingClasses(double spacing, double expected) {
        assertThat(BayesLimit.accuracy(spacing, 0.1)).isCloseTo(expected, within(5e-4));
    }

    @Test
    void isChanceForOneFrequencyAndOneForFarOnes() {
        assertThat(BayesLimit.accuracy(0, 0.1)).isEqualTo(1 / 3.0);
        assertThat(BayesLimit.accuracy(2, 0.1)).isEqualTo(1);
    }

    /// Quantiles and probabilities of the standard normal distribution as tables print them.
    @ParameterizedTest
    @CsvSource({
        "0, 0.5",
        "1, 0.841344746068543",
        "-1, 0.158655253931457",
        "1.959963984540054, 0.975",
        "3, 0.998650101968370",
        "-3, 0.001349898031630",
        "6, 0.999999999013412",
        "9, 1",
        "-9, 0"
    })
    void knowsTheNormalDistribution(double z, double expected) {
        assertThat(BayesLimit.normalDistribution(z)).isCloseTo(expected, within(1e-14));
    }
}
