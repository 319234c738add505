package dev.halfwave.experiments.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.halfwave.core.random.Philox;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class MeanBootstrapTest {

    /// All 3125 resamples.
    @Test
    void ofFiveValuesIsExhaustive() {
        MeanBootstrap bootstrap = MeanBootstrap.of(PairedDifferences.of(1, 2, 3, 4, 10));
        assertThat(bootstrap.resamples()).isEqualTo(3125);
        assertThat(bootstrap.variance()).isCloseTo(2.0, withinPercentage(1e-10));
        assertThat(bootstrap.percentile(0.95)).isEqualTo(new Interval(1.8, 7.2));
        Interval basic = bootstrap.basic(0.95);
        assertThat(basic.low()).isCloseTo(0.8, within(1e-15));
        assertThat(basic.high()).isEqualTo(6.2);
        assertThat(bootstrap.bias()).isCloseTo(0.08110305016553883, withinPercentage(1e-7));
        assertThat(bootstrap.acceleration()).isCloseTo(0.08485281374238571, withinPercentage(1e-10));
        Interval levels = MeanBootstrap.bcaLevels(bootstrap.bias(), bootstrap.acceleration(), 0.95);
        assertThat(levels.low()).isCloseTo(0.061852649671116144, withinPercentage(1e-7));
        assertThat(levels.high()).isCloseTo(0.994609349938718, withinPercentage(1e-7));
        assertThat(bootstrap.bca(0.95)).isEqualTo(new Interval(2.0, 8.2));
    }

    /// What counting only smaller means would make of the same sample: another upper end.
    @Test
    void theConventionMatters() {
        double[] means = new double[3125];
        double[] values = {1, 2, 3, 4, 10};
        for (int r = 0; r < means.length; r++) {
            int digits = r;
            for (int i = 0; i < 5; i++, digits /= 5) {
                means[r] += values[digits % 5];
            }
            means[r] /= 5;
        }
        Arrays.sort(means);
        double bias = Quantiles.normal(Arrays.stream(means).filter(m -> m < 4).count() / 3125.0);
        assertThat(bias).isCloseTo(-0.007620223702518621, withinPercentage(1e-7));
        Interval levels = MeanBootstrap.bcaLevels(bias, 0.08485281374238571, 0.95);
        assertThat(Quantiles.ofSorted(means, levels.low())).isEqualTo(2.0);
        assertThat(Quantiles.ofSorted(means, levels.high())).isEqualTo(7.6);
    }

    /// An end that is 0 must not exclude 0 by rounding.
    @Test
    void aMeanThatIsZeroButForRoundingIsZero() {
        double[] tenths = {-11, 9, 14, 12, 10, 16, 16, 3};
        assertThat(MeanBootstrap.of(PairedDifferences.of(tenths)).bca(0.95).low()).isZero();
        for (double unit : new double[] {0.1, 1 / 3.0, 0.7, 1.1, 1e-3}) {
            double[] scaled = Arrays.stream(tenths).map(x -> unit * x).toArray();
            Interval interval = MeanBootstrap.of(PairedDifferences.of(scaled)).bca(0.95);
            assertThat(interval.low()).as("in units of " + unit).isZero();
        }
    }

    /// In units in which no mean is exact, the same means tie.
    @Test
    void meansThatTieButForRoundingCountByHalf() {
        MeanBootstrap bootstrap = MeanBootstrap.of(PairedDifferences.of(.1, .2, .3, .4, 1.0));
        assertThat(bootstrap.bias()).isCloseTo(0.08110305016553883, withinPercentage(1e-7));
    }

    @Test
    void ofMoreValuesDrawsTenThousandResamples() {
        MeanBootstrap bootstrap = MeanBootstrap.of(Darwin.DIFFERENCES);
        assertThat(bootstrap.resamples()).isEqualTo(10_000);
        // the exhaustive bootstrap's variance is that of the sample with n, over n
        double variance = Math.pow(37.7443783262898, 2) * 14 / 15 / 15;
        assertThat(bootstrap.variance()).isCloseTo(variance, withinPercentage(5));
        // of 100 runs of scipy.stats.bootstrap with 10 000 resamples the lower end is -1.62 ± 0.46, from -3.1 to -0.6
        assertThat(bootstrap.bca(0.95).low()).isBetween(-3.1, -0.2);
        MeanBootstrap again = MeanBootstrap.of(Darwin.DIFFERENCES);
        assertThat(again.bca(0.95)).isEqualTo(bootstrap.bca(0.95));
        assertThat(MeanBootstrap.of(Darwin.DIFFERENCES.values(), 10_000, Philox.of(1, "other")).bca(0.95))
                .isNotEqualTo(bootstrap.bca(0.95));
    }

    /// With 400 000 resamples scipy.stats.bootstrap has [-1.733, 36.267].
    @Test
    void manyResamplesAgreeWithThoseOfOthers() {
        Interval interval = MeanBootstrap.of(Darwin.DIFFERENCES.values(), 400_000, Philox.of(1, "test")).bca(0.95);
        assertThat(interval.low()).isCloseTo(-1.733, within(0.3));
        assertThat(interval.high()).isCloseTo(36.267, within(0.3));
    }

    @Test
    void resamplesAreDrawnAtTheirPositions() {
        double[] values = {3, 1, 4, 1.5, 9, 2.6};
        Philox random = Philox.of(5, "test");
        double[] means = new double[7];
        for (int r = 0; r < means.length; r++) {
            for (int i = 0; i < values.length; i++) {
                means[r] += values[random.below(6L * r + i, 6)];
            }
            means[r] /= 6;
        }
        Arrays.sort(means);
        Interval interval = MeanBootstrap.of(values, 7, random).percentile(0.6);
        // 0.2 · 7 = 1.4 is the second mean, 0.8 · 7 = 5.6 the sixth
        assertThat(interval).isEqualTo(new Interval(means[1], means[5]));
    }

    /// (1 − 0.95)/2 is a little more than 0.025 in double.
    @Test
    void levelsThatMeetAMeanAreNotPushedToTheNext() {
        double[] sorted = new double[1000];
        Arrays.setAll(sorted, i -> i + 1);
        assertThat(Quantiles.ofSorted(sorted, (1 - 0.95) / 2)).isEqualTo(25);
        assertThat(Quantiles.ofSorted(sorted, 0.0251)).isEqualTo(26);
        assertThat(Quantiles.ofSorted(sorted, 0)).isEqualTo(1);
        assertThat(Quantiles.ofSorted(sorted, 1)).isEqualTo(1000);
    }

    @Test
    void turnedValuesTurnTheExhaustiveIntervals() {
        Interval interval = MeanBootstrap.of(PairedDifferences.of(-1, -2, -3, -4, -10)).bca(0.95);
        assertThat(interval).isEqualTo(new Interval(-8.2, -2.0));
    }

    @Test
    void equalValuesHaveADefinedResult() {
        for (int n : new int[] {1, 3, 20}) {
            double[] values = new double[n];
            Arrays.fill(values, 0.1);
            MeanBootstrap bootstrap = MeanBootstrap.of(PairedDifferences.of(values));
            assertThat(bootstrap.bias()).isZero();
            assertThat(bootstrap.acceleration()).isZero();
            assertThat(bootstrap.bca(0.95)).isEqualTo(new Interval(0.1, 0.1));
            assertThat(bootstrap.percentile(0.95)).isEqualTo(new Interval(0.1, 0.1));
        }
        MeanBootstrap zero = MeanBootstrap.of(PairedDifferences.of(new double[12]));
        assertThat(zero.bca(0.95)).isEqualTo(new Interval(0, 0));
    }

    @Test
    void ofTwoValuesIsTheirRange() {
        assertThat(MeanBootstrap.of(PairedDifferences.of(1, 2)).bca(0.95)).isEqualTo(new Interval(1, 2));
    }

    @Test
    void refusesWhatHasNoMean() {
        assertThatThrownBy(() -> MeanBootstrap.of(PairedDifferences.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("MeanBootstrap: needs at least 1 value in values, but there are 0");
        assertThatThrownBy(() -> MeanBootstrap.of(PairedDifferences.of(1, Double.POSITIVE_INFINITY)))
                .hasMessage("PairedDifferences: there are ranks, but no mean to bootstrap, because 1 of 2 pairs has a "
                        + "censored run");
        assertThatThrownBy(() -> MeanBootstrap.of(new double[] {1, Double.NEGATIVE_INFINITY}, 10, Philox.of(1, 1)))
                .hasMessage("MeanBootstrap: values[1] is -Infinity, which has a rank, but no mean");
        assertThatThrownBy(() -> MeanBootstrap.of(new double[] {Double.NaN}, 10, Philox.of(1, 1)))
                .hasMessage("MeanBootstrap: values[0] is NaN; a value that is missing cannot be compared");
        assertThatThrownBy(() -> MeanBootstrap.of(new double[] {1}, 0, Philox.of(1, 1)))
                .hasMessage("MeanBootstrap: the number of resamples must be a finite number above 0, but is 0.0");
        assertThatThrownBy(() -> MeanBootstrap.of(Darwin.DIFFERENCES).bca(1))
                .hasMessage("MeanBootstrap: the level must lie between 0 and 1, but is 1.0");
    }
}
