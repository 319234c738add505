package dev.halfwave.experiments.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FalseVerdictsTest {

    @Test
    void noDistributionHasMore() {
        assertThat(FalseVerdicts.bound(5)).isZero();
        assertThat(FalseVerdicts.bound(6)).isEqualTo(1 / 32.0);
        assertThat(FalseVerdicts.bound(7)).isEqualTo(3 / 64.0);
        assertThat(FalseVerdicts.bound(10)).isEqualTo(25 / 512.0);
        assertThat(FalseVerdicts.bound(30)).isBetween(0.05 - 1e-8, 0.05).isLessThan(0.05);
        assertThat(FalseVerdicts.bound(37)).isEqualTo(0.05);
    }

    /// The critical values of Wilcoxon's tables: T = 0 for n = 6, 8 for n = 10.
    @Test
    void ofRanks() {
        assertThat(FalseVerdicts.ofRanks(5)).isZero();
        assertThat(FalseVerdicts.ofRanks(6)).isEqualTo(2 / 64.0);
        assertThat(FalseVerdicts.ofRanks(10)).isEqualTo(50 / 1024.0);
        assertThat(FalseVerdicts.ofRanks(201)).isEqualTo(0.05);
    }

    @Test
    void normalDifferencesKeepTheBound() {
        assertThat(FalseVerdicts.ofNormal(5)).isZero();
        for (int n : new int[] {6, 10, 30}) {
            Proportion confirmed = FalseVerdicts.confirmed(n);
            assertThat(confirmed.n()).isEqualTo(200);
            assertThat(FalseVerdicts.ofNormal(n)).isEqualTo(0.05 * confirmed.share());
            assertThat(0.05 * confirmed.interval(0.999).low()).isLessThanOrEqualTo(FalseVerdicts.bound(n));
            assertThat(FalseVerdicts.ofNormal(n)).isGreaterThan(0.02);
            assertThat(FalseVerdicts.confirmed(n)).isSameAs(confirmed);
        }
    }

    @Test
    void sentences() {
        assertThat(FalseVerdicts.sentence(5, false)).isEqualTo(
                "with fewer than 6 pairs, such a control never says that there is a difference");
        assertThat(FalseVerdicts.sentence(10, true)).isEqualTo("in the long run, such a control says that there is a "
                + "difference in 4.9 % of studies if no differences tie, and never in more than 5.0 %");
        assertThat(FalseVerdicts.sentence(10, false)).isEqualTo("in the long run, such a control says that there is a "
                + "difference in 4.7 % of studies (simulated, with normal differences), and for no distribution in more "
                + "than 4.9 %");
    }
}
