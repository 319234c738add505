package dev.halfwave.experiments.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;

final class ShareWonTest {

    @Test
    void darwinsMaize() {
        ShareWon share = ShareWon.of(Darwin.DIFFERENCES, Direction.HIGHER);
        assertThat(share).isEqualTo(new ShareWon(13, 0, 2));
        assertThat(share.share()).isEqualTo(13 / 15.0);
        // from an evaluation with 30 digits
        assertThat(share.interval(0.95).low()).isCloseTo(0.621180171676776416, withinPercentage(1e-7));
        assertThat(share.interval(0.95).high()).isCloseTo(0.962638740896934686, withinPercentage(1e-7));
        assertThat(ShareWon.of(Darwin.DIFFERENCES, Direction.LOWER)).isEqualTo(new ShareWon(2, 0, 13));
    }

    @Test
    void tiesCountHalfAndInfinitiesCount() {
        PairedDifferences d = PairedDifferences.of(0, Double.NEGATIVE_INFINITY, -1, 2);
        ShareWon share = ShareWon.of(d, Direction.LOWER);
        assertThat(share).isEqualTo(new ShareWon(2, 1, 1));
        assertThat(share.share()).isEqualTo(0.625);
        assertThat(ShareWon.of(d, Direction.HIGHER).share()).isEqualTo(1 - 0.625);
        assertThat(new ShareWon(7, 1, 2).interval(0.95).low()).isCloseTo(0.442181424278549839, withinPercentage(1e-7));
    }

    @Test
    void allOrNothingReachesTheEnd() {
        Interval nothing = new ShareWon(0, 0, 10).interval(0.95);
        assertThat(nothing.low()).isZero();
        assertThat(nothing.high()).isCloseTo(0.277532799862889201, withinPercentage(1e-7));
        Interval all = new ShareWon(10, 0, 0).interval(0.95);
        assertThat(all.low()).isCloseTo(0.722467200137110632, withinPercentage(1e-7));
        assertThat(all.high()).isEqualTo(1);
        for (int n = 1; n <= 100; n++) {
            assertThat(new Proportion(n, n).interval(0.95).high()).isEqualTo(1);
            assertThat(new Proportion(0, n).interval(0.95).low()).isZero();
        }
    }

    @Test
    void withoutSeedsAnythingIsPossible() {
        ShareWon none = ShareWon.of(PairedDifferences.of(), Direction.LOWER);
        assertThat(none.share()).isNaN();
        assertThat(none.interval(0.95)).isEqualTo(new Interval(0, 1));
    }

    @Test
    void aProportionRefusesWhatIsNone() {
        assertThatThrownBy(() -> new Proportion(3.5, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Proportion: the count must lie in 0..3, but is 3.5");
        assertThatThrownBy(() -> new Proportion(1, 3).interval(0))
                .hasMessage("Proportion: the level must lie between 0 and 1, but is 0.0");
    }
}
