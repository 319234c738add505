package dev.halfwave.experiments.signal;

import static dev.halfwave.experiments.signal.SignalSamples.constant;
import static dev.halfwave.experiments.signal.SignalSamples.noise;
import static dev.halfwave.experiments.signal.SignalSamples.relu;
import static dev.halfwave.experiments.signal.SignalSamples.sum;
import static dev.halfwave.experiments.signal.SignalSamples.tone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.visnow.jlargearrays.ConcurrencyUtils;

final class SpectrumTest {

    @Test
    void aToneReadsItsAmplitudeWhateverItsPhase() {
        double[] x = sum(constant(-0.75, 64), tone(3, 5, 1.2, 32, 64), tone(0.5, 9.5, -2, 32, 64));
        Spectrum spectrum = Spectrum.amplitude(x, 32);
        assertThat(spectrum.frequencyHz()).hasSize(33);
        for (int k = 0; k <= 32; k++) {
            double hz = k * 0.5;
            double expected = hz == 0 ? 0.75 : hz == 5 ? 3 : hz == 9.5 ? 0.5 : 0;
            assertThat(spectrum.frequencyHz()[k]).isEqualTo(hz);
            assertThat(spectrum.amplitude()[k]).as(hz + " Hz").isCloseTo(expected, within(1e-14));
        }
    }

    @Test
    void dcAndNyquistCountOnce() {
        // 2 + 3 (−1)^t
        Spectrum spectrum = Spectrum.amplitude(new double[] {5, -1, 5, -1, 5, -1}, 6);
        assertThat(spectrum.frequencyHz()).containsExactly(0, 1, 2, 3);
        assertThat(spectrum.amplitude()).usingComparatorWithPrecision(1e-15).containsExactly(2, 0, 0, 3);
    }

    @Test
    void anOddLengthHasNoNyquistBin() {
        // cos(2π·2t/5): 2 Hz at 5 samples per second
        Spectrum spectrum = Spectrum.amplitude(tone(1, 2, 0, 5, 5), 5);
        assertThat(spectrum.frequencyHz()).containsExactly(0, 1, 2);
        assertThat(spectrum.amplitude()).usingComparatorWithPrecision(1e-15).containsExactly(0, 0, 1);
    }

    /// Powers of two, products of small primes, primes (Bluestein), and their neighbours.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 12, 16, 25, 30, 97, 127, 211, 422, 1009})
    void everyLengthAgreesWithTheDefinition(int n) {
        double[] x = noise(n, n);
        Spectrum spectrum = Spectrum.amplitude(x, n);
        assertThat(spectrum.amplitude()).hasSize(n / 2 + 1);
        for (int k = 0; k <= n / 2; k++) {
            double re = 0;
            double im = 0;
            for (int t = 0; t < n; t++) {
                double angle = 2 * Math.PI * ((long) k * t % n) / n;
                re += x[t] * StrictMath.cos(angle);
                im -= x[t] * StrictMath.sin(angle);
            }
            double expected = StrictMath.hypot(re, im) / n * (k == 0 || 2 * k == n ? 1 : 2);
            assertThat(spectrum.amplitude()[k]).as("bin " + k).isCloseTo(expected, within(1e-13));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001})
    void theAmplitudesHoldThePowerOfTheSignal(int n) {
        double[] x = sum(constant(0.3, n), noise(4, n));
        double[] amplitude = Spectrum.amplitude(x, 32).amplitude();
        double power = amplitude[0] * amplitude[0];
        for (int k = 1; k < amplitude.length; k++) {
            power += (2 * k == n ? 1 : 0.5) * amplitude[k] * amplitude[k];
        }
        double rootMeanSquare = Signals.rootMeanSquare(x);
        assertThat(power).isCloseTo(rootMeanSquare * rootMeanSquare, within(1e-12));
    }

    @Test
    void aRectifiedToneHasDcAndEvenHarmonicsOnly() {
        Spectrum spectrum = Spectrum.amplitude(relu(tone(1, 1, 0, 65_536, 65_536)), 65_536);
        double[] expected = {0.318310, 0.5, 0.212207, 0, 0.042441, 0, 0.018189, 0, 0.010105, 0, 0.006431, 0, 0.004452};
        for (int k = 0; k < expected.length; k++) {
            assertThat(spectrum.amplitude()[k]).as("harmonic " + k).isCloseTo(expected[k], within(6e-7));
        }
    }

    /// `linspace(0, 8, 8192)` has its last sample at 8 s: the step is 8/8191, so what is called 40 Hz at 1024 samples
    /// per second is 40.005 and leaks.
    @Test
    void theGridOfThePaperLeaks() {
        double[] x = new double[8192];
        for (int i = 0; i < x.length; i++) {
            double t = 8.0 * i / 8191;
            for (double hz : new double[] {10, 5, 20, 40}) {
                x[i] += StrictMath.cos(2 * Math.PI * hz * t);
            }
        }
        Spectrum input = Spectrum.amplitude(x, 1024);
        assertThat(input.amplitudeAt(5)).isCloseTo(1.0009, within(5e-5));
        assertThat(input.amplitudeAt(40)).isCloseTo(0.9975, within(5e-5));
        Spectrum rectified = Spectrum.amplitude(relu(x), 1024);
        assertThat(rectified.dc()).isCloseTo(0.574860, within(5e-7));
        Spectrum paper = Spectrum.paperStyle(relu(x), 1024);
        assertThat(paper.dc()).isCloseTo(1.1497, within(5e-5));
        assertThat(paper.amplitudeAt(110)).isCloseTo(0.0322, within(5e-5));
    }

    @Test
    void paperStyleDoublesDcDropsNyquistAndStretchesTheAxis() {
        // 2 + 3 (−1)^t, and a tone at bin 8 of 64
        double[] x = sum(constant(2, 64), tone(3, 16, 0, 32, 64), tone(1, 4, 0, 32, 64));
        Spectrum spectrum = Spectrum.paperStyle(x, 32);
        assertThat(spectrum.amplitude()).hasSize(32);
        assertThat(spectrum.dc()).isCloseTo(4, within(1e-14));
        assertThat(spectrum.amplitude()[8]).isCloseTo(1, within(1e-14));
        assertThat(spectrum.frequencyHz()[8]).isCloseTo(4 * 32.0 / 31, within(1e-12));
        assertThat(spectrum.frequencyHz()[31]).isEqualTo(16);
    }

    @Test
    void theNearestBinIsFound() {
        Spectrum spectrum = Spectrum.amplitude(noise(1, 16), 8); // bins 0, 0.5, ..., 4
        assertThat(spectrum.bin(0)).isZero();
        assertThat(spectrum.bin(0.25)).isZero();
        assertThat(spectrum.bin(0.2501)).isEqualTo(1);
        assertThat(spectrum.bin(4.25)).isEqualTo(8);
        assertThatThrownBy(() -> spectrum.amplitudeAt(4.3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Spectrum: 4.3 Hz is outside of 0..4.0 Hz, which this spectrum covers");
        assertThatThrownBy(() -> spectrum.bin(-0.1)).hasMessageStartingWith("Spectrum: -0.1 Hz is outside");
        assertThatThrownBy(() -> spectrum.bin(Double.NaN)).hasMessageStartingWith("Spectrum: NaN Hz is outside");
    }

    @Test
    void aSingleSampleIsDc() {
        Spectrum spectrum = Spectrum.amplitude(new double[] {-7}, 10);
        assertThat(spectrum.amplitude()).containsExactly(7);
        assertThat(spectrum.bin(0)).isZero();
    }

    @Test
    void leavesTheSignalAlone() {
        double[] x = noise(2, 100);
        double[] copy = x.clone();
        Spectrum.amplitude(x, 32);
        assertThat(x).containsExactly(copy);
    }

    /// JTransforms decides by a setting of the JVM and by the length whether to use threads.
    @Test
    void theNumberOfThreadsDoesNotChangeABit() {
        int before = ConcurrencyUtils.getNumberOfThreads();
        try {
            for (int n : new int[] {32_768, 30_000, 20_011}) {
                double[] x = noise(3, n);
                ConcurrencyUtils.setNumberOfThreads(1);
                double[] one = Spectrum.amplitude(x, 32).amplitude();
                ConcurrencyUtils.setNumberOfThreads(4);
                assertThat(Spectrum.amplitude(x, 32).amplitude()).containsExactly(one);
            }
        } finally {
            ConcurrencyUtils.setNumberOfThreads(before);
        }
    }

    @Test
    void refusesWhatHasNoSpectrum() {
        assertThatThrownBy(() -> Spectrum.amplitude(new double[0], 32))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Spectrum.amplitude: x has no samples");
        assertThatThrownBy(() -> Spectrum.amplitude(new double[] {1, Double.NaN}, 32))
                .hasMessage("Spectrum.amplitude: x[1] is NaN, but every sample must be a finite number");
        assertThatThrownBy(() -> Spectrum.amplitude(new double[] {1, 2}, 0))
                .hasMessage("Spectrum.amplitude: sampleRateHz must be a finite number above 0, but is 0.0");
        assertThatThrownBy(() -> Spectrum.paperStyle(new double[] {1, 2, 3}, 32))
                .hasMessage("Spectrum.paperStyle: needs at least 4 samples to spread an axis, but x has 3");
        assertThatThrownBy(() -> new Spectrum(new double[2], new double[3]))
                .hasMessage("Spectrum: expects one amplitude for each frequency, at least one, but 2 frequencies and "
                        + "3 amplitudes were given");
    }
}
