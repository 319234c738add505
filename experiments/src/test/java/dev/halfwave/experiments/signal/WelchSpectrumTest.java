package dev.halfwave.experiments.signal;

import static dev.halfwave.experiments.signal.SignalSamples.constant;
import static dev.halfwave.experiments.signal.SignalSamples.noise;
import static dev.halfwave.experiments.signal.SignalSamples.tone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class WelchSpectrumTest {

    @Test
    void whiteNoiseIsFlatAtTwiceItsVarianceOverTheRate() {
        double[] x = noise(11, 200_000);
        for (int t = 0; t < x.length; t++) {
            x[t] *= 3;
        }
        WelchSpectrum spectrum = WelchSpectrum.of(x, 50, 64, 32);
        assertThat(spectrum.segments()).isEqualTo((200_000 - 64) / 32 + 1);
        double expected = 2 * 9.0 / 50;
        for (int k = 1; k < 32; k++) {
            // about 6250 segments, half of them independent: ±1.5 %; 5 sigma
            assertThat(spectrum.density()[k]).as("bin " + k).isCloseTo(expected, within(0.08 * expected));
        }
        // DC and Nyquist have no mirror image
        assertThat(spectrum.density()[0]).isCloseTo(expected / 2, within(0.1 * expected));
        assertThat(spectrum.density()[32]).isCloseTo(expected / 2, within(0.1 * expected));
        double total = Arrays.stream(spectrum.density()).sum() * 50 / 64;
        assertThat(total).isCloseTo(9, within(0.1));
    }

    @Test
    void aToneReadsItsPowerOnItsBin() {
        WelchSpectrum spectrum = WelchSpectrum.of(tone(3, 4, 0.3, 32, 1000), 32, 128, 64);
        assertThat(spectrum.frequencyHz()[16]).isEqualTo(4);
        assertThat(spectrum.power()[16]).isCloseTo(4.5, within(1e-12));
        // Hann: half the amplitude on both neighbours, nothing beyond
        assertThat(spectrum.power()[15]).isCloseTo(4.5 / 4, within(1e-12));
        assertThat(spectrum.power()[17]).isCloseTo(4.5 / 4, within(1e-12));
        assertThat(spectrum.power()[14]).isCloseTo(0, within(1e-12));
        // the same tone in the density: its power, summed over the three bins
        double power = (spectrum.density()[15] + spectrum.density()[16] + spectrum.density()[17]) * 32 / 128;
        assertThat(power).isCloseTo(4.5, within(1e-12));
    }

    @Test
    void aConstantReadsItsSquareAndSpreadsOverTwoBins() {
        WelchSpectrum spectrum = WelchSpectrum.of(constant(-3, 256), 32, 64, 0);
        assertThat(spectrum.segments()).isEqualTo(4);
        assertThat(spectrum.power()[0]).isCloseTo(9, within(1e-12));
        assertThat(spectrum.power()[1]).isCloseTo(9 / 2.0, within(1e-12)); // 2 · (3/2)²
        assertThat(spectrum.power()[2]).isCloseTo(0, within(1e-12));
    }

    /// The window is 0, ½, 1, ½ (Σw = 2, Σw² = 1.5); the segments are (0, 2, 2, 4) and (0, 4, 5, 3.5). scipy 1.17.1
    /// agrees: signal.welch([1, 4, 2, 8, 5, 7], fs=2, nperseg=4, noverlap=2, detrend=False).
    @Test
    void smallEnoughToCheckByHand() {
        WelchSpectrum spectrum = WelchSpectrum.of(new double[] {1, 4, 2, 8, 5, 7}, 2, 4, 2);
        assertThat(spectrum.segments()).isEqualTo(2);
        assertThat(spectrum.frequencyHz()).containsExactly(0, 0.5, 1);
        // |X| of the first: 8, |−2 + 2i|, −4; of the second: 12.5, |−5 − 0.5i|, −2.5
        double dc = (64 + 156.25) / 2;
        double middle = 2 * (8 + 25.25) / 2;
        double nyquist = (16 + 6.25) / 2;
        assertThat(spectrum.density()).usingComparatorWithPrecision(1e-12).containsExactly(
                dc / 3, middle / 3, nyquist / 3);
        assertThat(spectrum.power()).usingComparatorWithPrecision(1e-12).containsExactly(
                dc / 4, middle / 4, nyquist / 4);
    }

    @Test
    void refusesSegmentsThatDoNotFit() {
        assertThatThrownBy(() -> WelchSpectrum.of(noise(1, 100), 32, 101, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("WelchSpectrum: segmentLength must be from 2 to the 100 samples of x, but is 101");
        assertThatThrownBy(() -> WelchSpectrum.of(noise(1, 100), 32, 64, 64))
                .hasMessage("WelchSpectrum: overlap must be from 0 to 63, one less than segmentLength, but is 64");
        assertThatThrownBy(() -> WelchSpectrum.of(noise(1, 100), -1, 64, 0))
                .hasMessage("WelchSpectrum: sampleRateHz must be a finite number above 0, but is -1.0");
    }
}
