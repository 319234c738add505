package dev.halfwave.experiments.realspectra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.experiments.signal.DcShare;
import dev.halfwave.experiments.signal.Signals;
import org.junit.jupiter.api.Test;

final class NewFrequenciesTest {

    private static double[] relu(double[] x) {
        double[] y = new double[x.length];
        for (int t = 0; t < x.length; t++) {
            y[t] = Math.max(x[t], 0);
        }
        return y;
    }

    /// Of a rectified tone's energy A²/4, DC has (A/π)², the tone A²/8; the rest are even harmonics.
    @Test
    void aToneGetsItsEvenHarmonics() {
        double[] x = TestSignal.sine();
        double expected = 1 - 0.5 - 4 / (Math.PI * Math.PI);
        assertThat(NewFrequencies.share(x, relu(x))).isCloseTo(expected, within(2e-4));
    }

    /// Computed once with numpy on the paper's grid: DC 27.3 %, input bins 61.5 %, new lines 11.2 %.
    @Test
    void theFourTonesOfThePaper() {
        double[] x = TestSignal.fourTones();
        assertThat(DcShare.of(relu(x))).isCloseTo(0.273, within(1e-3));
        assertThat(NewFrequencies.share(x, relu(x))).isCloseTo(0.112, within(1e-3));
    }

    @Test
    void aScaledCopyHasNone() {
        double[] x = TestSignal.fourTones();
        double[] half = new double[x.length];
        for (int t = 0; t < x.length; t++) {
            half[t] = x[t] / 2 + 3;
        }
        assertThat(NewFrequencies.share(x, half)).isCloseTo(0, within(1e-12));
    }

    /// Noise is everywhere already: what is new is what its weakest bins, with 1 % of its energy, hold.
    @Test
    void noiseHasHardlyAny() {
        double[] x = Signals.withoutMean(TestSignal.noise(1));
        assertThat(NewFrequencies.share(x, relu(x))).isBetween(0.0, 0.04);
    }
}
