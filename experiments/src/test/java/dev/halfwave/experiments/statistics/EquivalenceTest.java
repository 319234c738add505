package dev.halfwave.experiments.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;

final class EquivalenceTest {

    /// As scipy.stats.ttest_1samp has it for means of ∓50.
    @Test
    void isTwoOneSidedTests() {
        Equivalence equivalence = Equivalence.of(StudentT.of(Darwin.DIFFERENCES), 50);
        assertThat(equivalence.pAboveLower()).isCloseTo(2.02069621792147e-06, withinPercentage(1e-9));
        assertThat(equivalence.pBelowUpper()).isCloseTo(0.004943730384809462, withinPercentage(1e-9));
        assertThat(equivalence.p()).isEqualTo(equivalence.pBelowUpper());
    }

    @Test
    void isTheNinetyPercentIntervalWithinTheMargin() {
        StudentT t = StudentT.of(Darwin.DIFFERENCES);
        double end = t.interval(0.9).high();
        assertThat(Equivalence.of(t, end + 1e-6).p()).isLessThan(0.05);
        assertThat(Equivalence.of(t, end - 1e-6).p()).isGreaterThan(0.05);
        assertThat(Equivalence.of(new StudentT(15, -t.mean(), t.standardDeviation()), end - 1e-6).p())
                .isGreaterThan(0.05);
    }

    @Test
    void ofEqualArmsIsCertain() {
        assertThat(Equivalence.of(StudentT.of(PairedDifferences.of(0, 0, 0)), 0.1).p()).isZero();
        assertThat(Equivalence.of(StudentT.of(PairedDifferences.of(1, 1, 1)), 0.1).p()).isEqualTo(1);
    }

    @Test
    void refusesAMarginThatIsNone() {
        StudentT t = StudentT.of(Darwin.DIFFERENCES);
        assertThatThrownBy(() -> Equivalence.of(t, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Equivalence: the margin must be a finite number above 0, but is 0.0");
    }
}
