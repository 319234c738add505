package dev.halfwave.experiments.realspectra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.experiments.signal.Signals;
import dev.halfwave.experiments.signal.Spectrum;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class RectificationTest {

    private static final double GAUSSIAN = Math.sqrt(2 * Math.PI) / 2;
    private static final double ONE_TONE = Math.PI * Math.sqrt(2) / 4;

    @Test
    void smallEnoughToCheckByHand() {
        // without the mean 2: −3, −1, 4; mean│x│ 8/3, mean square 26/3; as given: mean│x│ 8/3, mean square 38/3
        Rectification r = Rectification.of(new double[] {-1, 1, 6});
        assertThat(r.mean()).isEqualTo(2);
        assertThat(r.trueDc()).isCloseTo(4 / 3.0, within(1e-15));
        assertThat(r.formula()).isCloseTo(Math.sqrt(26 / 3.0) / 2, within(1e-15));
        assertThat(r.ratio()).isCloseTo(Math.sqrt(26 / 3.0) / (8 / 3.0), within(1e-15));
        assertThat(r.ratioWithMean()).isCloseTo((2 + Math.sqrt(38 / 3.0)) / (2 + 8 / 3.0), within(1e-15));
        assertThat(r.largestG()).isCloseTo(16 / (26 / 3.0) - 1, within(1e-15));
    }

    @Test
    void aSquareWaveMeetsTheFormula() {
        Rectification r = Rectification.of(TestSignal.square());
        assertThat(r.mean()).isZero();
        assertThat(r.ratio()).isEqualTo(1);
        assertThat(r.trueDc()).isEqualTo(0.5);
        assertThat(r.largestG()).isZero();
    }

    @Test
    void aToneIsOffByElevenPercent() {
        Rectification r = Rectification.of(TestSignal.sine());
        assertThat(r.ratio()).isCloseTo(ONE_TONE, within(1e-4)); // 102.4 samples per period
        assertThat(r.trueDc()).isCloseTo(1 / Math.PI, within(5e-5));
        assertThat(r.largestG()).isCloseTo(1, within(1e-12));
    }

    @Test
    void aChirpIsOffAsMuchAsATone() {
        assertThat(Rectification.of(TestSignal.chirp()).ratio()).isCloseTo(1.1107, within(1e-3));
    }

    /// 8,192 numbers of 40 seeds: the ratio's standard deviation is 0.334/√n, so the mean is known to 6·10⁻⁴.
    @Test
    void noiseIsOffByTwentyFivePercent() {
        double mean = LongStream.rangeClosed(1, 40)
                .mapToDouble(seed -> Rectification.of(TestSignal.noise(seed)).ratio())
                .average()
                .orElseThrow();
        assertThat(mean).isCloseTo(GAUSSIAN, within(4 * 0.334 / Math.sqrt(40 * 8192)));
    }

    @Test
    void theFourTonesOfThePaper() {
        Rectification r = Rectification.of(TestSignal.fourTones());
        assertThat(r.trueDc()).isCloseTo(0.574439, within(5e-7));
        assertThat(r.formula()).isCloseTo(Math.sqrt(2) / 2, within(1e-9));
        assertThat(r.largestG()).isCloseTo(7, within(1e-9));
    }

    /// e^(−t/τ) over T ≫ τ has the mean τ/T and the mean square τ/(2T), and ReLU changes nothing.
    @Test
    void aPulseThatIsNeverNegative() {
        double[] x = TestSignal.pulse();
        Rectification r = Rectification.of(x);
        double mean = 0.5 / 8;
        assertThat(r.mean()).isCloseTo(mean, within(1e-4));
        assertThat(r.ratioWithMean()).isCloseTo((mean + Math.sqrt(mean / 2)) / (2 * mean), within(2e-3));
        assertThat(r.ratio()).isGreaterThan(1.4);
        for (double value : x) {
            assertThat(value).isPositive();
        }
    }

    /// (√2/4) √(Σ a²) from the spectrum is what is computed from the samples.
    @Test
    void theFormulaIsThatOfTheAmplitudes() {
        double[] x = Signals.withoutMean(TestSignal.eightTones(3));
        double[] amplitude = Spectrum.amplitude(x, TestSignal.RATE_HZ).amplitude();
        double squares = 0;
        for (int k = 1; k < amplitude.length; k++) {
            // the Nyquist amplitude counts whole, as two halves
            squares += amplitude[k] * amplitude[k] * (k == amplitude.length - 1 ? 2 : 1);
        }
        assertThat(Rectification.of(x).formula()).isCloseTo(Math.sqrt(2) / 4 * Math.sqrt(squares), within(1e-12));
    }

    @Test
    void whatIsNeverPositiveHasNoRatioAsGiven() {
        assertThat(Rectification.of(new double[] {-1, -2, -4}).ratioWithMean()).isNaN();
        assertThat(Rectification.of(new double[] {-1, -2, -4}).ratio()).isGreaterThan(1);
    }

    @Test
    void refusesAConstant() {
        assertThatThrownBy(() -> Rectification.of(new double[] {0.1, 0.1, 0.1}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Rectification: the signal is constant, 0.1; without an oscillation ReLU adds no DC to "
                        + "compare");
        assertThatThrownBy(() -> Rectification.of(new double[4]))
                .hasMessageStartingWith("Rectification: the signal is");
    }
}
