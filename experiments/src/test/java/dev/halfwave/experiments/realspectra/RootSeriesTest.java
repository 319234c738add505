package dev.halfwave.experiments.realspectra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class RootSeriesTest {

    /// x = 1, −1 with A = 1/2·... by hand: A = 2, g = −1/2: √(1+g) ≈ 1, then 1 − 1/4; relu ≈ ±1/2 + √2/2 · that.
    @Test
    void smallEnoughToCheckByHand() {
        double[] errors = RootSeries.relativeErrors(new double[] {1, -1}, 2, 2);
        double one = Math.sqrt(2) / 2 - 0.5;
        double two = 0.75 * Math.sqrt(2) / 2 - 0.5;
        assertThat(errors[0]).isCloseTo(Math.sqrt(2) * one, within(1e-15));
        assertThat(errors[1]).isCloseTo(Math.sqrt(2) * two, within(1e-15));
    }

    /// Values computed once with numpy for one tone of 10 Hz at 1024 samples per second, 8 s, A = ½.
    @Test
    void oneTone() {
        double[] errors = RootSeries.relativeErrors(TestSignal.sine(), 0.5, 200);
        assertThat(errors[0]).isCloseTo(0.31575, within(1e-5));
        assertThat(errors[1]).isCloseTo(0.11017, within(1e-5));
        assertThat(errors[4]).isCloseTo(0.04443, within(1e-5));
        assertThat(errors[49]).isCloseTo(0.00718, within(1e-5));
        assertThat(errors[199]).isCloseTo(0.00258, within(1e-5));
    }

    /// The A of the paper's code, 8 = max(x²)/2, with the error of its figure (numpy: 1.7125 %; 1.710 % on the paper's
    /// grid, which is stretched a little); and the A of its text, with which more than two terms make it worse.
    @Test
    void theFourTonesOfThePaper() {
        double[] x = TestSignal.fourTones();
        assertThat(RootSeries.safe(x)).isEqualTo(8);
        assertThat(RootSeries.relativeErrors(x, RootSeries.safe(x), 50)[49]).isCloseTo(0.017125, within(1e-6));
        assertThat(RootSeries.ofText(x)).isCloseTo(2, within(1e-12));
        double[] errors = RootSeries.relativeErrors(x, 2, 10);
        assertThat(errors[0]).isCloseTo(0.394, within(1e-3));
        assertThat(errors[1]).isCloseTo(0.222, within(1e-3));
        assertThat(errors[2]).isCloseTo(0.469, within(1e-3));
        assertThat(errors[4]).isCloseTo(6.91, within(2e-2));
        assertThat(errors[9]).isCloseTo(2.8e4, within(2e3));
    }

    @Test
    void aSquareWaveNeedsOneTerm() {
        assertThat(RootSeries.relativeErrors(TestSignal.square(), 1, 3)).containsExactly(0, 0, 0);
    }

    @Test
    void divergenceIsInfiniteNotWrong() {
        double[] errors = RootSeries.relativeErrors(new double[] {100, 1e-3, -1}, 1e-2, 200);
        assertThat(errors[199]).matches(error -> !Double.isFinite(error));
    }
}
