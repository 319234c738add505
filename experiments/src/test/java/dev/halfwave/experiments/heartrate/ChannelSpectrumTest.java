package dev.halfwave.experiments.heartrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ChannelSpectrumTest {

    private static final double HEART_HZ = 1.25; // ten periods in 8 s

    private static double[] wave(double mean, double first, double second, int samples, double rateHz, double hz) {
        return IntStream.range(0, samples)
                .mapToDouble(t -> mean + first * StrictMath.sin(2 * Math.PI * hz * t / rateHz)
                        + second * StrictMath.cos(4 * Math.PI * hz * t / rateHz))
                .toArray();
    }

    @Test
    void amplitudesAreInStandardDeviations() {
        ChannelSpectrum measured = ChannelSpectrum.of(wave(-3, 4, 2, 256, 32, HEART_HZ), 32, HEART_HZ, false);
        double deviation = Math.sqrt(16 / 2.0 + 4 / 2.0);
        assertThat(measured.mean()).isCloseTo(-3, within(1e-12));
        assertThat(measured.standardDeviation()).isCloseTo(deviation, within(1e-12));
        assertThat(measured.dcShare()).isCloseTo(9 / 19.0, within(1e-12));
        assertThat(measured.dc()).isCloseTo(3 / deviation, within(1e-12));
        assertThat(measured.harmonic()[0]).isCloseTo(4 / deviation, within(1e-12));
        assertThat(measured.harmonic()[1]).isCloseTo(2 / deviation, within(1e-12));
        assertThat(measured.harmonic()[2]).isCloseTo(0, within(1e-12));
        assertThat(measured.isDead()).isFalse();
    }

    @Test
    void harmonicsBetweenBinsAreFittedWhereTheyAre() {
        double hz = 1.3;
        ChannelSpectrum measured = ChannelSpectrum.of(wave(0, 4, 2, 256, 32, hz), 32, hz, false);
        assertThat(measured.harmonic()[0] / measured.harmonic()[1]).isCloseTo(2, within(1e-9));
    }

    @Test
    void thePaperDoublesDcAndTakesTheLargerOfTwoBins() {
        double[] x = wave(3, 4, 0, 256, 32, HEART_HZ);
        ChannelSpectrum measured = ChannelSpectrum.of(x, 32, HEART_HZ, true);
        assertThat(measured.dc()).isCloseTo(2 * 3 / Math.sqrt(8), within(1e-12));
        assertThat(measured.harmonic()[0]).isCloseTo(4 / Math.sqrt(8), within(1e-12));
        assertThat(measured.spectrum().frequencyHz()).hasSize(128).endsWith(16);
    }

    @Test
    void whatIsAboveHalfTheRateFolds() {
        // 140.3 per minute at 8 Hz: twice that is 4.677 Hz, which is seen at 3.323 Hz
        assertThat(ChannelSpectrum.folded(2 * 140.3 / 60, 8)).isCloseTo(8 - 2 * 140.3 / 60, within(1e-12));
        assertThat(ChannelSpectrum.folded(2.3, 8)).isCloseTo(2.3, within(1e-12));
        ChannelSpectrum measured = ChannelSpectrum.of(wave(0, 1, 1, 64, 8, 2.34), 8, 2.34, false);
        assertThat(measured.harmonic()[1] / measured.harmonic()[0]).isCloseTo(1, within(1e-9));
        // At 2 Hz the third harmonic, 6 Hz, stands where the first one does: there is no telling them apart.
        assertThat(ChannelSpectrum.of(wave(0, 1, 0, 64, 8, 2), 8, 2, false).harmonic()).containsOnly(Double.NaN);
    }

    @Test
    void aDeadChannelHasNoAmplitudes() {
        ChannelSpectrum dead = ChannelSpectrum.of(new double[64], 8, 2, false);
        assertThat(dead.isDead()).isTrue();
        assertThat(dead.dc()).isNaN();
        assertThat(dead.dcShare()).isNaN();
        assertThat(dead.harmonic()).containsOnly(Double.NaN);
    }
}
