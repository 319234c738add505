package dev.halfwave.experiments.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class MultipleTestsTest {

    private static final double[] P = {.01, .04, .03, .005};

    @Test
    void holm() {
        assertThat(MultipleTests.holm(P)).usingComparatorWithPrecision(1e-14).containsExactly(.03, .06, .06, .02);
    }

    @Test
    void benjaminiHochberg() {
        assertThat(MultipleTests.benjaminiHochberg(P)).usingComparatorWithPrecision(1e-14)
                .containsExactly(.02, .04, .04, .02);
    }

    /// Before the minimum these are 0.03, 0.03 and 0.021.
    @Test
    void aLargerPNeverHasASmallerAdjustedOne() {
        assertThat(MultipleTests.benjaminiHochberg(.02, .021, .01)).usingComparatorWithPrecision(1e-14)
                .containsExactly(.021, .021, .021);
        assertThat(MultipleTests.holm(.02, .021, .01)).usingComparatorWithPrecision(1e-14)
                .containsExactly(.04, .04, .03);
    }

    @Test
    void benjaminiYekutieli() {
        double harmonic = 25.0 / 12;
        assertThat(MultipleTests.benjaminiYekutieli(P)).usingComparatorWithPrecision(1e-14)
                .containsExactly(.02 * harmonic, .04 * harmonic, .04 * harmonic, .02 * harmonic);
        assertThat(MultipleTests.benjaminiYekutieli(P)[0]).isCloseTo(.0416667, within(5e-8));
    }

    @Test
    void neverExceedOne() {
        assertThat(MultipleTests.holm(.6, .7, 1)).containsExactly(1, 1, 1);
        assertThat(MultipleTests.benjaminiYekutieli(.6, .7, 1)).containsExactly(1, 1, 1);
    }

    @Test
    void oneTestNeedsNoAdjustment() {
        assertThat(MultipleTests.holm(.04)).containsExactly(.04);
        assertThat(MultipleTests.benjaminiHochberg(.04)).containsExactly(.04);
        assertThat(MultipleTests.benjaminiYekutieli(.04)).containsExactly(.04);
        assertThat(MultipleTests.holm()).isEmpty();
    }

    @Test
    void refuseWhatIsNoProbability() {
        assertThatThrownBy(() -> MultipleTests.holm(0.1, 1.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("MultipleTests: a p must lie in 0..1, but p[1] is 1.5");
        assertThatThrownBy(() -> MultipleTests.benjaminiHochberg(Double.NaN))
                .hasMessage("MultipleTests: a p must lie in 0..1, but p[0] is NaN");
    }
}
