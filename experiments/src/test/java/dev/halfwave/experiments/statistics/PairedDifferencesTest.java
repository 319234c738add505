package dev.halfwave.experiments.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.halfwave.experiments.statistics.PairedDifferences.Scale;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PairedDifferencesTest {

    private static final double NEVER = Double.POSITIVE_INFINITY;

    private static final double INFINITY = Double.POSITIVE_INFINITY;

    @Test
    void darwinsMaize() {
        PairedDifferences d = Darwin.DIFFERENCES;
        assertThat(d.n()).isEqualTo(15);
        assertThat(d.mean()).isCloseTo(20.933333333333334, withinPercentage(1e-10));
        assertThat(d.standardDeviation()).isCloseTo(37.7443783262898, withinPercentage(1e-10));
        assertThat(d.median()).isEqualTo(24);
        assertThat(d.hodgesLehmann()).isEqualTo(25);
    }

    @Test
    void areTakenSeedBySeed() {
        PairedDifferences d = PairedDifferences.differences(new double[] {3, 1}, new double[] {1, 4});
        assertThat(d.values()).containsExactly(2, -3);
        assertThat(d.scale()).isEqualTo(Scale.DIFFERENCE);
        assertThat(d.hasRanksOnly()).isFalse();
        assertThat(d.reasonForRanks()).isEmpty();
    }

    @Test
    void logRatiosOfEqualRatiosTieToTheLastBit() {
        PairedDifferences d =
                PairedDifferences.logRatios(new double[] {8, 16, 32, 3, 3, 1}, new double[] {16, 32, 16, 9, 1, 3});
        assertThat(d.scale()).isEqualTo(Scale.LOG_RATIO);
        assertThat(d.values()[0]).isEqualTo(-StrictMath.log(2)).isEqualTo(d.values()[1]).isEqualTo(-d.values()[2]);
        assertThat(d.values()[3]).isEqualTo(-StrictMath.log(3)).isEqualTo(-d.values()[4]).isEqualTo(d.values()[5]);
    }

    @Test
    void logRatiosOfNumbersWhoseQuotientOverflows() {
        PairedDifferences d = PairedDifferences.logRatios(new double[] {1e300, 1e-300}, new double[] {1e-300, 1e300});
        assertThat(d.values()[0]).isCloseTo(600 * Math.log(10), withinPercentage(1e-10)).isEqualTo(-d.values()[1]);
        assertThat(d.hasRanksOnly()).isFalse();
    }

    @Test
    void censoredRunsStay() {
        double[] first = {INFINITY, 7, INFINITY, 5};
        double[] second = {9, INFINITY, INFINITY, 5};
        for (PairedDifferences d : new PairedDifferences[] {PairedDifferences.differences(first, second),
            PairedDifferences.logRatios(first, second)}) {
            assertThat(d.values()).containsExactly(INFINITY, -INFINITY, 0, 0);
            assertThat(d.censored()).isEqualTo(3);
            assertThat(d.hasRanksOnly()).isTrue();
            assertThat(d.reasonForRanks()).isEqualTo("3 of 4 pairs have a censored run");
        }
        assertThat(PairedDifferences.of(1, -INFINITY).reasonForRanks()).isEqualTo("1 of 2 pairs has a censored run");
    }

    /// Two censored runs tie, but the comparison has ranks only all the same.
    @Test
    void aPairOfCensoredRunsIsATieThatCounts() {
        PairedDifferences d = PairedDifferences.differences(new double[] {INFINITY, 2}, new double[] {INFINITY, 1});
        assertThat(d.values()).containsExactly(0, 1);
        assertThatThrownBy(d::mean).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("PairedDifferences: there are ranks, but no mean, because 1 of 2 pairs has a censored run");
    }

    @Test
    void zerosHaveNoLogarithm() {
        PairedDifferences d = PairedDifferences.logRatios(
                new double[] {0, 2, 0, 2, INFINITY}, new double[] {1e-9, 0, 0, 1, 0});
        assertThat(d.values()).containsExactly(-INFINITY, INFINITY, 0, StrictMath.log(2), INFINITY);
        assertThat(d.zeros()).isEqualTo(4);
        assertThat(d.reasonForRanks()).isEqualTo(
                "1 of 5 pairs has a censored run and 4 of 5 pairs have a value of 0, which has no logarithm");
        assertThatThrownBy(d::standardDeviation).hasMessageStartingWith(
                "PairedDifferences: there are ranks, but no standard deviation, because 1 of 5 pairs has");
        assertThat(PairedDifferences.differences(new double[] {0}, new double[] {1}).hasRanksOnly()).isFalse();
    }

    @Test
    void theMiddleMayBeInfiniteOrUndefined() {
        assertThat(PairedDifferences.of(1, 2, INFINITY).median()).isEqualTo(2);
        assertThat(PairedDifferences.of(1, INFINITY, INFINITY).median()).isEqualTo(INFINITY);
        assertThat(PairedDifferences.of(1, INFINITY).median()).isEqualTo(INFINITY);
        assertThat(PairedDifferences.of(-INFINITY, INFINITY).median()).isNaN();
        // averages: 1, 1.5, 2, 2, 2.5, 3, and four of infinity
        assertThat(PairedDifferences.of(1, 2, 3, INFINITY).hodgesLehmann()).isEqualTo(2.75);
        // of 15 averages six are 2, four −∞, four ∞, and one could be anything: the eighth is 2 all the same
        assertThat(PairedDifferences.of(-INFINITY, 2, 2, 2, INFINITY).hodgesLehmann()).isEqualTo(2);
        // 1, 2 and 3 between three of −∞ and three of ∞: with the tenth the middle is 1.5 or 2.5
        assertThat(PairedDifferences.of(-INFINITY, 1, 3, INFINITY).hodgesLehmann()).isNaN();
        assertThat(PairedDifferences.of(-INFINITY, INFINITY).hodgesLehmann()).isNaN();
    }

    @Test
    void equalDifferencesHaveNoSpread() {
        PairedDifferences d = PairedDifferences.of(0.1, 0.1, 0.1);
        assertThat(d.mean()).isEqualTo(0.1);
        assertThat(d.standardDeviation()).isZero();
    }

    @Test
    void ofNoPairsAndOfOne() {
        PairedDifferences none = PairedDifferences.of();
        assertThat(none.mean()).isNaN();
        assertThat(none.standardDeviation()).isNaN();
        assertThat(none.median()).isNaN();
        assertThat(none.hodgesLehmann()).isNaN();
        PairedDifferences one = PairedDifferences.of(3);
        assertThat(one.mean()).isEqualTo(3);
        assertThat(one.standardDeviation()).isNaN();
        assertThat(one.median()).isEqualTo(3);
        assertThat(one.hodgesLehmann()).isEqualTo(3);
        assertThat(PairedDifferences.of(INFINITY).reasonForRanks()).isEqualTo("1 of 1 pair has a censored run");
    }

    @Test
    void keepTheirOwnCopy() {
        double[] values = {1, 2};
        PairedDifferences d = PairedDifferences.of(values);
        values[0] = 9;
        d.values()[1] = 9;
        assertThat(d.values()).containsExactly(1, 2);
    }

    @Test
    void refuseWhatCannotBePaired() {
        assertThatThrownBy(() -> PairedDifferences.differences(new double[3], new double[4]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("PairedDifferences: both arms need one value for each seed, but there are 3 and 4");
        assertThatThrownBy(() -> PairedDifferences.logRatios(new double[] {1, Double.NaN}, new double[] {1, 1}))
                .hasMessage("PairedDifferences: first[1] is NaN; a value that is missing cannot be compared");
        assertThatThrownBy(() -> PairedDifferences.differences(new double[] {1}, new double[] {Double.NaN}))
                .hasMessage("PairedDifferences: second[0] is NaN; a value that is missing cannot be compared");
        assertThatThrownBy(() -> PairedDifferences.of(Double.NaN))
                .hasMessage("PairedDifferences: differences[0] is NaN; a value that is missing cannot be compared");
        assertThatThrownBy(() -> PairedDifferences.logRatios(new double[] {1, 1}, new double[] {1, -0.5}))
                .hasMessage("PairedDifferences: a ratio needs values of 0 or more, but second[1] is -0.5");
    }

    @Test
    void averagesASeedOverTasks() {
        double inf = Double.POSITIVE_INFINITY;
        double[][] first = {{1, 8, inf, inf, 0, inf}, {4, 2, 3, 1, 5, inf}};
        double[][] second = {{2, 2, 1, 1, 3, 1}, {2, 2, 1, inf, 5, inf}};
        PairedDifferences ratios = PairedDifferences.meansOverTasks(PairedDifferences.Scale.LOG_RATIO, first, second);
        assertThat(ratios.values())
                .containsExactly(0, StrictMath.log(4) / 2, inf, 0, Double.NEGATIVE_INFINITY, inf);
        assertThat(ratios.censored()).isEqualTo(3);
        assertThat(ratios.zeros()).isEqualTo(1);
        assertThat(ratios.scale()).isEqualTo(PairedDifferences.Scale.LOG_RATIO);
        PairedDifferences plain = PairedDifferences.meansOverTasks(PairedDifferences.Scale.DIFFERENCE,
                new double[][] {{0, 5}, {3, 2}}, new double[][] {{1, 1}, {0, 0}});
        assertThat(plain.values()).containsExactly(1, 3);
        assertThat(plain.hasRanksOnly()).isFalse();
    }

    @Test
    void refusesTasksThatAreNotPaired() {
        assertThatThrownBy(() -> PairedDifferences.meansOverTasks(PairedDifferences.Scale.DIFFERENCE,
                new double[1][2], new double[2][2]))
                .hasMessage(
                        "PairedDifferences: both arms need the same tasks, and at least one, but there are 1 and 2");
        assertThatThrownBy(() -> PairedDifferences.meansOverTasks(PairedDifferences.Scale.DIFFERENCE,
                new double[][] {{1, 2}, {1}}, new double[][] {{1, 2}, {1}}))
                .hasMessage("PairedDifferences: every task needs one value for each seed, but there are 2 and 1");
    }

    @Test
    void countsCensoredRunsByArm() {
        double[] first = {NEVER, 1, NEVER, 2};
        double[] second = {1, NEVER, NEVER, 3};
        for (PairedDifferences each : List.of(PairedDifferences.logRatios(first, second),
                PairedDifferences.differences(first, second))) {
            assertThat(each.censored()).isEqualTo(3);
            assertThat(each.censoredFirst()).isEqualTo(2);
            assertThat(each.censoredSecond()).isEqualTo(2);
        }
        PairedDifferences means = PairedDifferences.meansOverTasks(PairedDifferences.Scale.LOG_RATIO,
                new double[][] {first, {1, 1, 1, 1}}, new double[][] {second, {1, 1, 1, NEVER}});
        assertThat(List.of(means.censored(), means.censoredFirst(), means.censoredSecond())).containsExactly(4, 2, 3);
    }

    @Test
    void takesACensoredRunForTheWorstWhereMoreIsBetter() {
        double worst = Double.NEGATIVE_INFINITY;
        assertThat(PairedDifferences.logRatios(new double[] {worst, 1, worst, 2}, new double[] {1, worst, worst, 1})
                .values()).containsExactly(worst, NEVER, 0, Math.log(2));
    }
}
