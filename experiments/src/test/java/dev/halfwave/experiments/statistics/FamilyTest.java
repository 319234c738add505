package dev.halfwave.experiments.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FamilyTest {

    private static final double INFINITY = Double.POSITIVE_INFINITY;

    /// All of them below 0: as clear as n differences can be.
    private static PairedDifferences clear(int n) {
        return PairedDifferences.of(IntStream.range(0, n).mapToDouble(i -> -10 - i % 5).toArray());
    }

    /// As many above 0 as below.
    private static PairedDifferences unclear(int n) {
        return PairedDifferences.of(IntStream.range(0, n).mapToDouble(i -> (i % 2 == 0 ? 1 : -1) * (1 + i)).toArray());
    }

    private static Finding alone(Comparison comparison) {
        return Family.of(List.of(comparison)).findings().getFirst();
    }

    private static Finding alone(PairedDifferences differences, Direction direction) {
        return alone(Comparison.of("A – B", differences, direction));
    }

    @Test
    void supportedOrContradicted() {
        Finding supported = alone(clear(10), Direction.LOWER);
        assertThat(supported.verdict()).isEqualTo(Verdict.SUPPORTED);
        assertThat(supported.adjustedP()).isEqualTo(2 / 1024.0);
        assertThat(supported.sentence()).isEqualTo(
                "supported: after Holm, the sign-flip p is below 0.05, and the BCa and t intervals exclude 0 (n = 10)");
        Finding contradicted = alone(clear(10), Direction.HIGHER);
        assertThat(contradicted.verdict()).isEqualTo(Verdict.CONTRADICTED);
        assertThat(contradicted.sentence()).isEqualTo(
                "contradicted: after Holm, the sign-flip p is below 0.05, and the BCa and t intervals exclude 0 "
                        + "(n = 10)");
    }

    @Test
    void noEvidence() {
        Finding finding = alone(unclear(10), Direction.LOWER);
        assertThat(finding.verdict()).isEqualTo(Verdict.NO_EVIDENCE);
        assertThat(finding.sentence()).isEqualTo("no evidence: after Holm, the sign-flip p is not below 0.05 (n = 10)");
        assertThat(alone(PairedDifferences.of(new double[10]), Direction.LOWER).verdict())
                .isEqualTo(Verdict.NO_EVIDENCE);
    }

    /// t has p = 0.0497, and its interval excludes 0; the sign-flip p is 0.0527.
    @Test
    void darwinsMaizeIsNoEvidence() {
        Finding finding = alone(Darwin.DIFFERENCES, Direction.HIGHER);
        MeanDifference mean = finding.comparison().mean();
        assertThat(mean.tInterval().excludesZero()).isTrue();
        assertThat(finding.verdict()).isEqualTo(Verdict.NO_EVIDENCE);
        assertThat(mean.pairsNeeded()).isEqualTo(PairedPower.pairsNeeded(0.5546079777065185, 0.8));
        assertThat(PairedPower.of(mean.detectableEffect(), 15)).isCloseTo(0.8, within(1e-8));
    }

    /// One difference that is far larger than all others: their signs say much, their mean little.
    @Test
    void anIntervalThatContainsZeroIsSaid() {
        double[] d = new double[12];
        Arrays.fill(d, 1);
        d[0] = 60;
        Finding finding = alone(PairedDifferences.of(d), Direction.HIGHER);
        assertThat(finding.adjustedP()).isEqualTo(2 / 4096.0);
        assertThat(finding.comparison().mean().bcaInterval().excludesZero()).isTrue();
        assertThat(finding.verdict()).isEqualTo(Verdict.NO_EVIDENCE);
        assertThat(finding.sentence()).isEqualTo(
                "no evidence: after Holm, the sign-flip p is below 0.05, but the t interval contains 0 (n = 12)");
    }

    /// The sign-flip p is 0.049 and t excludes 0, but the mean is pulled by two differences.
    @Test
    void theOtherIntervalMayContainZeroToo() {
        PairedDifferences d = PairedDifferences.of(-.5, -1.1, -.5, -.9, -1.0, -.8, -.8, .9, .2, -.3);
        assertThat(alone(d, Direction.LOWER).sentence()).isEqualTo(
                "no evidence: after Holm, the sign-flip p is below 0.05, but the BCa interval contains 0 (n = 10)");
        Comparison c = Comparison.of("A – B", d, Direction.LOWER);
        Interval wide = new Interval(-2, 1);
        MeanDifference vague = new MeanDifference(c.mean().t(), wide, c.mean().bootstrap(), wide, c.mean().signFlip(),
                c.mean().effect(), null);
        Comparison unsure = new Comparison(
                c.name(), c.direction(), d, c.shareWon(), c.signTest(), c.signedRank(), vague, Double.NaN);
        assertThat(alone(unsure).sentence())
                .isEqualTo("no evidence: after Holm, the sign-flip p is below 0.05, but the "
                        + "BCa and t intervals contain 0 (n = 10)");
    }

    @Test
    void belowSixPairsThereIsNoVerdict() {
        Finding five = alone(clear(5), Direction.LOWER);
        assertThat(five.verdict()).isEqualTo(Verdict.TOO_FEW_SEEDS);
        assertThat(five.sentence()).isEqualTo(
                "too few seeds for a verdict: n = 5, and below 6 no test can have a p below 0.05");
        assertThat(alone(clear(6), Direction.LOWER).verdict()).isEqualTo(Verdict.SUPPORTED);
        Finding one = alone(clear(1), Direction.LOWER);
        assertThat(one.comparison().mean()).isNull();
        assertThat(one.comparison().p()).isEqualTo(1);
        assertThat(one.verdict()).isEqualTo(Verdict.TOO_FEW_SEEDS);
        Finding none = alone(clear(0), Direction.LOWER);
        assertThat(none.comparison().p()).isEqualTo(1);
        assertThat(none.sentence()).isEqualTo("too few seeds for a verdict: there are no pairs");
        assertThat(alone(PairedDifferences.of(-1, -INFINITY), Direction.LOWER).verdict())
                .isEqualTo(Verdict.TOO_FEW_SEEDS);
    }

    @Test
    void censoredRunsAreJudgedByRanks() {
        double[] first = {3, 4, 5, 6, 7, 8, 9, INFINITY};
        double[] second = {5, 7, 9, 11, INFINITY, INFINITY, 20, INFINITY};
        Finding supported = alone(PairedDifferences.logRatios(first, second), Direction.LOWER);
        assertThat(supported.comparison().mean()).isNull();
        assertThat(supported.adjustedP()).isEqualTo(2 / 128.0);
        assertThat(supported.verdict()).isEqualTo(Verdict.SUPPORTED);
        assertThat(supported.sentence())
                .isEqualTo("supported, by ranks only, because 3 of 8 pairs have a censored run: "
                        + "after Holm, the Wilcoxon p is below 0.05 (n = 8)");
        assertThat(alone(PairedDifferences.logRatios(second, first), Direction.LOWER).verdict())
                .isEqualTo(Verdict.CONTRADICTED);
        Finding noEvidence = alone(Comparison.withMargin("A – B",
                PairedDifferences.logRatios(new double[] {0, 1, 2, 3, 4, 5}, new double[] {1, 1, 1, 4, 3, 7}),
                Direction.LOWER, 0.1));
        assertThat(noEvidence.sentence())
                .isEqualTo("no evidence, by ranks only, because 1 of 6 pairs has a value of 0, "
                        + "which has no logarithm: after Holm, the Wilcoxon p is not below 0.05 (n = 6); equivalence "
                        + "is not tested by ranks; so few pairs that are not tied cannot show a difference");
    }

    @Test
    void allRunsOfBothArmsCensored() {
        double[] never = new double[8];
        Arrays.fill(never, INFINITY);
        Finding finding = alone(PairedDifferences.differences(never, never), Direction.LOWER);
        assertThat(finding.comparison().p()).isEqualTo(1);
        assertThat(finding.comparison().shareWon()).isEqualTo(new ShareWon(0, 8, 0));
        assertThat(finding.sentence())
                .isEqualTo("no evidence, by ranks only, because 8 of 8 pairs have a censored run: "
                        + "after Holm, the Wilcoxon p is not below 0.05 (n = 8); so few pairs that are not tied cannot show "
                        + "a difference");
    }

    @Test
    void equivalence() {
        Comparison comparison = Comparison.withMargin("A – B", unclear(10), Direction.LOWER, 20);
        Finding finding = alone(comparison);
        assertThat(finding.verdict()).isEqualTo(Verdict.EQUIVALENT);
        assertThat(finding.adjustedEquivalenceP()).isEqualTo(comparison.mean().equivalence().p()).isLessThan(0.05);
        assertThat(finding.sentence()).isEqualTo(
                "equivalent: after Holm, the p of a difference beyond the declared margin is below 0.05 (n = 10)");
        assertThat(alone(Comparison.withMargin("A – B", unclear(10), Direction.LOWER, 1)).verdict())
                .isEqualTo(Verdict.NO_EVIDENCE);
        assertThat(alone(comparison.differences(), Direction.LOWER).adjustedEquivalenceP()).isNaN();
    }

    @Test
    void aDifferenceMayBeSmallerThanTheMargin() {
        assertThat(alone(Comparison.withMargin("A – B", clear(10), Direction.LOWER, 20)).sentence()).isEqualTo(
                "supported: after Holm, the sign-flip p is below 0.05, and the BCa and t intervals exclude 0 (n = 10); "
                        + "the difference is nevertheless smaller than the declared margin");
    }

    @Test
    void moreComparisonsHaveToShowMore() {
        Comparison clear = Comparison.of("clear", clear(6), Direction.LOWER);
        Comparison unclear = Comparison.of("unclear", unclear(6), Direction.LOWER);
        List<Finding> findings = Family.of(List.of(unclear, clear)).findings();
        assertThat(findings).extracting(Finding::comparison).containsExactly(unclear, clear);
        assertThat(findings.get(1).adjustedP()).isEqualTo(2 * clear.p()).isEqualTo(0.0625);
        assertThat(findings.get(0).adjustedP()).isEqualTo(unclear.p());
        assertThat(findings.get(1).sentence()).isEqualTo("no evidence: after Holm, the sign-flip p is not below 0.05 "
                + "(n = 6); with 2 comparisons, so few seeds cannot show a difference");
    }

    /// Six seeds beside twenty could show a difference, if the twenty did: the smaller p takes the larger factor.
    @Test
    void fewSeedsBesideManyAreNotHopeless() {
        Comparison six = Comparison.of("six", clear(6), Direction.LOWER);
        List<Finding> beside = Family.of(List.of(six, Comparison.of("no", unclear(20), Direction.LOWER))).findings();
        assertThat(beside.get(0).adjustedP()).isEqualTo(0.0625);
        assertThat(beside.get(0).reachableP()).isEqualTo(1 / 32.0);
        assertThat(beside.get(0).sentence())
                .isEqualTo("no evidence: after Holm, the sign-flip p is not below 0.05 (n = 6)");
        assertThat(Family.of(List.of(six, Comparison.of("yes", clear(20), Direction.LOWER))).findings())
                .extracting(Finding::verdict).containsExactly(Verdict.SUPPORTED, Verdict.SUPPORTED);
    }

    /// p of equivalence are adjusted among those that have one.
    @Test
    void equivalencesHaveToShowMoreToo() {
        Comparison clear = Comparison.of("clear", clear(10), Direction.LOWER);
        Comparison one = Comparison.withMargin("one", unclear(10), Direction.LOWER, 20);
        Comparison two = Comparison.withMargin("two", unclear(12), Direction.LOWER, 20);
        List<Finding> findings = Family.of(List.of(clear, one, two)).findings();
        double[] adjusted = MultipleTests.holm(one.mean().equivalence().p(), two.mean().equivalence().p());
        assertThat(findings.get(0).adjustedEquivalenceP()).isNaN();
        assertThat(findings.get(1).adjustedEquivalenceP()).isEqualTo(adjusted[0]);
        assertThat(findings.get(2).adjustedEquivalenceP()).isEqualTo(adjusted[1]);
    }

    @Test
    void theArmsMayBeExchanged() {
        PairedDifferences d = PairedDifferences.of(1, 2, -1, 4, 3, 5, 2.5, 0.5, 3, 1.5);
        PairedDifferences turned = PairedDifferences.of(Arrays.stream(d.values()).map(x -> -x).toArray());
        Finding finding = alone(d, Direction.HIGHER);
        Finding other = alone(turned, Direction.LOWER);
        assertThat(other.verdict()).isEqualTo(finding.verdict()).isEqualTo(Verdict.SUPPORTED);
        assertThat(other.adjustedP()).isEqualTo(finding.adjustedP());
        assertThat(other.comparison().shareWon()).isEqualTo(finding.comparison().shareWon());
    }

    @Test
    void refusesWhatWouldNotBeKnownApart() {
        Comparison comparison = Comparison.of("A – B", clear(6), Direction.LOWER);
        assertThatThrownBy(() -> Family.of(List.of(comparison, comparison)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Family: two comparisons have the name 'A – B'");
        assertThatThrownBy(() -> Comparison.withMargin("A – B", clear(6), Direction.LOWER, Double.NaN))
                .hasMessage("Comparison: the margin must be a finite number above 0, but is NaN");
        assertThat(Family.of(List.of()).findings()).isEmpty();
    }

    @Test
    void theWordsAreFixed() {
        assertThat(Verdict.values()).extracting(Verdict::words).containsExactly(
                "supported", "contradicted", "equivalent", "no evidence", "too few seeds for a verdict");
    }
}
