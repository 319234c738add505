package dev.halfwave.core.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class KaiserSincTest {

    /// The taps that BigVGAN's code gives for a ratio of 2, to eight decimals; the other half is their mirror image.
    private static final double[] PRINTED =
            {.00202897, .00938946, -.02554346, -.05765738, .12857261, .44320980};

    @Test
    void hasTheTapsOfTheSource() {
        float[] even = KaiserSinc.phase(0, 1);
        float[] odd = KaiserSinc.phase(1, 1);
        assertThat(even).hasSize(6);
        for (int k = 0; k < 12; k++) {
            double expected = PRINTED[Math.min(k, 11 - k)];
            assertThat((double) (k % 2 == 0 ? even : odd)[k / 2]).as("tap %d", k).isCloseTo(expected, within(1e-7));
        }
    }

    @Test
    void readBackwardOnePhaseIsTheOther() {
        float[] even = KaiserSinc.phase(0, 2);
        float[] odd = KaiserSinc.phase(1, 2);
        for (int j = 0; j < 6; j++) {
            assertThat(odd[j]).isEqualTo(even[5 - j]);
        }
    }

    @Test
    void passesLowFrequenciesAndStopsHighOnes() {
        assertThat(gain(0)).isCloseTo(1, within(1e-7));
        assertThat(gain(0.125)).isCloseTo(.9898, within(5e-5));
        assertThat(gain(0.25)).isCloseTo(.5008, within(5e-5));
        assertThat(gain(0.375)).isCloseTo(.0112, within(5e-5));
        assertThat(gain(0.5)).isCloseTo(0, within(1e-7));
    }

    private static double gain(double frequency) {
        double sum = 0;
        for (int k = 0; k < 12; k++) {
            sum += KaiserSinc.phase(k % 2, 1)[k / 2] * Math.cos(2 * Math.PI * frequency * (k - 5.5));
        }
        return sum;
    }

    /// Abramowitz and Stegun, table 9.8: I₀(1) and, times e⁵, e⁻⁵ I₀(5).
    @Test
    void theBesselFunctionHasItsValues() {
        assertThat(KaiserSinc.besselI0(0)).isEqualTo(1);
        assertThat(KaiserSinc.besselI0(1)).isCloseTo(1.2660658777520084, within(1e-15));
        assertThat(KaiserSinc.besselI0(5)).isCloseTo(27.239871823604442, within(1e-13));
    }
}
