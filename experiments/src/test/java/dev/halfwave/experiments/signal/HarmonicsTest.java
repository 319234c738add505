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

final class HarmonicsTest {

    /// Neither fundamental nor harmonics lie on a bin: 100 samples hold 3.7 periods.
    @Test
    void findsAmplitudesAndPhasesOfAFractionOfPeriods() {
        double hz = 1.184;
        double[] x = sum(
                constant(-2, 100),
                tone(3, hz, 0.7, 32, 100),
                tone(0.25, 2 * hz, -1.9, 32, 100),
                tone(1e-3, 3 * hz, 3, 32, 100));
        Harmonics harmonics = Harmonics.project(x, 32, hz, 4);
        assertThat(harmonics.count()).isEqualTo(4);
        assertThat(harmonics.dc()).isCloseTo(-2, within(1e-13));
        assertThat(harmonics.amplitude(1)).isCloseTo(3, within(1e-13));
        assertThat(harmonics.phase(1)).isCloseTo(0.7, within(1e-13));
        assertThat(harmonics.amplitude(2)).isCloseTo(0.25, within(1e-13));
        assertThat(harmonics.phase(2)).isCloseTo(-1.9, within(1e-12));
        assertThat(harmonics.amplitude(3)).isCloseTo(1e-3, within(1e-13));
        assertThat(harmonics.phase(3)).isCloseTo(3, within(1e-9));
        assertThat(harmonics.amplitude(4)).isCloseTo(0, within(1e-13));
    }

    @Test
    void cosineAndSineAreThoseOfTheFormula() {
        // 2 + 3 cos(2πt/8) − 5 sin(2πt/8)
        double[] x = sum(constant(2, 8), tone(3, 1, 0, 8, 8), tone(-5, 1, -Math.PI / 2, 8, 8));
        Harmonics harmonics = Harmonics.project(x, 8, 1, 1);
        assertThat(harmonics.dc()).isCloseTo(2, within(1e-14));
        assertThat(harmonics.cosine()[0]).isCloseTo(3, within(1e-14));
        assertThat(harmonics.sine()[0]).isCloseTo(-5, within(1e-14));
    }

    @Test
    void aRectifiedToneHasItsSeries() {
        Harmonics harmonics = Harmonics.project(relu(tone(2, 10, 0, 65_536, 65_536)), 65_536, 10, 6);
        assertThat(harmonics.dc()).isCloseTo(2 / Math.PI, within(1e-7));
        assertThat(harmonics.cosine()[0]).isCloseTo(1, within(1e-7));
        for (int k = 2; k <= 6; k++) {
            // (−1)^(k/2+1) 2A/(π(k² − 1)) for even k
            double series = k % 2 == 1 ? 0 : (k % 4 == 2 ? 1 : -1) * 2 * 2 / (Math.PI * (k * k - 1));
            assertThat(harmonics.cosine()[k - 1]).as("harmonic " + k).isCloseTo(series, within(1e-7));
            assertThat(harmonics.sine()[k - 1]).isCloseTo(0, within(1e-10));
        }
    }

    /// The residual of a least-squares fit is orthogonal to everything that was fitted.
    @Test
    void isTheBestFit() {
        double[] x = noise(6, 41);
        Harmonics harmonics = Harmonics.project(x, 1, 0.083, 2);
        double[] residual = sum(
                x,
                constant(-harmonics.dc(), 41),
                tone(-harmonics.amplitude(1), 0.083, harmonics.phase(1), 1, 41),
                tone(-harmonics.amplitude(2), 0.166, harmonics.phase(2), 1, 41));
        assertThat(Signals.mean(residual)).isCloseTo(0, within(1e-14));
        for (double hz : new double[] {0.083, 0.166}) {
            for (double phase : new double[] {0, 1}) {
                double product = 0;
                double[] column = tone(1, hz, phase, 1, 41);
                for (int t = 0; t < 41; t++) {
                    product += residual[t] * column[t];
                }
                assertThat(product).isCloseTo(0, within(1e-12));
            }
        }
        assertThat(Signals.rootMeanSquare(residual)).isGreaterThan(0.5);
    }

    /// The second harmonic of 10 Hz is 20 Hz: at 32 samples per second, 12 Hz.
    @Test
    void aHarmonicAboveHalfTheRateIsReadWhereItFoldsTo() {
        double[] x = sum(tone(1, 10, 0, 32, 64), tone(0.25, 20, 0.5, 32, 64));
        Harmonics harmonics = Harmonics.project(x, 32, 10, 2);
        assertThat(harmonics.amplitude(1)).isCloseTo(1, within(1e-13));
        assertThat(harmonics.amplitude(2)).isCloseTo(0.25, within(1e-13));
        assertThat(harmonics.phase(2)).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void aHarmonicAtHalfTheRateHasNoSine() {
        // 1 + 2 cos(2π·4t/16) + 3 (−1)^t: the second harmonic of 4 Hz stands at 8 Hz, half of 16
        double[] x = sum(constant(1, 16), tone(2, 4, 0, 16, 16), tone(3, 8, 0, 16, 16));
        Harmonics harmonics = Harmonics.project(x, 16, 4, 2);
        assertThat(harmonics.dc()).isCloseTo(1, within(1e-14));
        assertThat(harmonics.amplitude(1)).isCloseTo(2, within(1e-14));
        assertThat(harmonics.cosine()[1]).isCloseTo(3, within(1e-14));
        assertThat(harmonics.sine()[1]).isZero();
    }

    /// 0.1 is no binary fraction: 5 · 0.1 Hz is half of 1 Hz up to rounding.
    @Test
    void halfTheRateIsFoundInSpiteOfRounding() {
        double[] x = tone(1, 0.5, 0, 1, 1000);
        Harmonics harmonics = Harmonics.project(x, 1, 0.1, 5);
        assertThat(harmonics.cosine()[4]).isCloseTo(1, within(1e-12));
        assertThat(harmonics.sine()[4]).isZero();
    }

    @Test
    void harmonicsThatFoldOntoEachOtherAreRefused() {
        assertThatThrownBy(() -> Harmonics.project(noise(1, 64), 32, 8, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Harmonics: harmonic 3 (24 Hz, seen at 8 Hz) cannot be told from harmonic 1 (8 Hz) in 64 "
                        + "samples at 32 Hz; use a higher sample rate, more samples or fewer harmonics");
    }

    @Test
    void aHarmonicThatFoldsOntoDcIsRefused() {
        assertThatThrownBy(() -> Harmonics.project(noise(1, 64), 32, 32, 1))
                .hasMessage("Harmonics: harmonic 1 (32 Hz, seen at 0 Hz) cannot be told from DC in 64 samples at 32 Hz;"
                        + " use a higher sample rate, more samples or fewer harmonics");
    }

    @Test
    void toneOfATinyPartOfAPeriodIsRefused() {
        assertThatThrownBy(() -> Harmonics.project(noise(1, 64), 32, 1e-4, 1))
                .hasMessage("Harmonics: harmonic 1 (0.0001 Hz, seen at 0.0001 Hz) cannot be told from DC in 64 samples "
                        + "at 32 Hz; use a higher sample rate, more samples or fewer harmonics");
    }

    @Test
    void noHarmonicsLeaveTheMean() {
        assertThat(Harmonics.project(new double[] {1, 2, 6}, 32, 1, 0).dc()).isCloseTo(3, within(1e-15));
    }

    @Test
    void refusesTooFewSamples() {
        assertThatThrownBy(() -> Harmonics.project(noise(1, 6), 32, 1, 3))
                .hasMessage("Harmonics: 6 samples cannot give 7 numbers, a constant and 3 harmonics; use more samples "
                        + "or fewer harmonics");
        assertThatThrownBy(() -> Harmonics.project(noise(1, 6), 32, 1, -1))
                .hasMessage("Harmonics: count must be at least 0, but is -1");
        assertThatThrownBy(() -> Harmonics.project(noise(1, 6), 32, 0, 1))
                .hasMessage("Harmonics: fundamentalHz must be a finite number above 0, but is 0.0");
        assertThatThrownBy(() -> Harmonics.project(noise(1, 6), Double.NaN, 1, 1))
                .hasMessage("Harmonics: sampleRateHz must be a finite number above 0, but is NaN");
    }

    @Test
    void aHarmonicThatWasNotFittedIsRefused() {
        Harmonics harmonics = Harmonics.project(noise(1, 16), 16, 1, 2);
        assertThatThrownBy(() -> harmonics.amplitude(0))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("Harmonics: harmonic 0 was not fitted; there are 1..2");
        assertThatThrownBy(() -> harmonics.phase(3)).hasMessage("Harmonics: harmonic 3 was not fitted; there are 1..2");
        assertThatThrownBy(() -> new Harmonics(0, new double[1], new double[2]))
                .hasMessage("Harmonics: expects one sine for each cosine, but 1 cosines and 2 sines were given");
    }
}
