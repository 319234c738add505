package dev.halfwave.experiments.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.apache.commons.statistics.inference.TTest;
import org.junit.jupiter.api.Test;

final class StudentTTest {

    @Test
    void darwinsMaize() {
        StudentT t = StudentT.of(Darwin.DIFFERENCES);
        assertThat(t.statistic()).isCloseTo(2.14798746133112, withinPercentage(1e-10));
        assertThat(t.degreesOfFreedom()).isEqualTo(14);
        assertThat(t.p(Alternative.TWO_SIDED)).isCloseTo(0.0497029440218008894, withinPercentage(1e-10));
        assertThat(t.p(Alternative.GREATER)).isCloseTo(0.0497029440218008894 / 2, withinPercentage(1e-10));
        assertThat(t.p(Alternative.LESS)).isCloseTo(1 - 0.0497029440218008894 / 2, withinPercentage(1e-10));
        // from an evaluation with 40 digits
        assertThat(t.interval(0.95).low()).isCloseTo(0.0311933183929788, withinPercentage(1e-9));
        assertThat(t.interval(0.95).high()).isCloseTo(41.8354733482736879, withinPercentage(1e-10));
    }

    @Test
    void agreesWithTheLibrary() {
        double[] d = {-0.5, 1.25, 3, 0, 0.75};
        assertThat(StudentT.of(PairedDifferences.of(d)).p(Alternative.TWO_SIDED))
                .isCloseTo(TTest.withDefaults().test(d).getPValue(), withinPercentage(1e-10));
    }

    @Test
    void quantilesAreExact() {
        // from an evaluation with 30 digits
        assertThat(Quantiles.studentT(0.025, 1)).isCloseTo(12.7062047361747046, withinPercentage(1e-11));
        assertThat(Quantiles.studentT(0.025, 2)).isCloseTo(4.30265272974946385, withinPercentage(1e-11));
        assertThat(Quantiles.studentT(0.025, 9)).isCloseTo(2.26215716279820554, withinPercentage(1e-11));
        assertThat(Quantiles.studentT(0.025, 29)).isCloseTo(2.0452296421327043, withinPercentage(1e-11));
        assertThat(Quantiles.studentT(0.025, 1000)).isCloseTo(1.96233908082640848, withinPercentage(1e-11));
        assertThat(Quantiles.normal(0.975)).isCloseTo(1.95996398454005424, withinPercentage(1e-11));
    }

    @Test
    void equalDifferencesHaveADefinedResult() {
        StudentT equal = StudentT.of(PairedDifferences.of(-0.1, -0.1, -0.1));
        assertThat(equal.statistic()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(equal.p(Alternative.TWO_SIDED)).isZero();
        assertThat(equal.interval(0.95)).isEqualTo(new Interval(-0.1, -0.1));
        StudentT zero = StudentT.of(PairedDifferences.of(0, 0));
        assertThat(zero.statistic()).isZero();
        assertThat(zero.p(Alternative.TWO_SIDED)).isEqualTo(1);
        assertThat(zero.interval(0.95)).isEqualTo(new Interval(0, 0));
    }

    @Test
    void refusesWhatHasNoSpread() {
        assertThatThrownBy(() -> StudentT.of(PairedDifferences.of(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("StudentT: needs at least 2 differences, but n is 1");
        assertThatThrownBy(() -> StudentT.of(PairedDifferences.of(1, Double.POSITIVE_INFINITY)))
                .hasMessage("PairedDifferences: there are ranks, but no mean, because 1 of 2 pairs has a censored run");
        assertThatThrownBy(() -> StudentT.of(Darwin.DIFFERENCES).interval(95))
                .hasMessage("StudentT: the level must lie between 0 and 1, but is 95.0");
    }
}
