package dev.halfwave.experiments.discrete;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.experiments.signal.Spectrum;
import org.junit.jupiter.api.Test;

final class SampledToneTest {

    private static final double SHEET_DIGITS = 5e-6;

    /// The definition: the mean of ReLU over one repetition.
    private static double mean(SampledTone tone, double phase) {
        double sum = 0;
        for (int t = 0; t < tone.samples(); t++) {
            sum += Math.max(0, Math.cos(2 * Math.PI * tone.cycles() * t / tone.samples() + phase));
        }
        return sum / tone.samples();
    }

    @Test
    void theDcOfEveryFractionAndPhaseIsTheMeanOfItsSamples() {
        for (int samples = 2; samples <= 40; samples++) {
            for (int cycles = 1; 2 * cycles <= samples; cycles++) {
                SampledTone tone = new SampledTone(cycles, samples);
                for (int i = 0; i < 23; i++) {
                    double phase = -2 + 0.31 * i;
                    assertThat(tone.dc(phase)).as("%s, phase %s", tone, phase)
                            .isCloseTo(mean(tone, phase), within(1e-14));
                }
            }
        }
    }

    @Test
    void theHarmonicsThatFoldOntoDcAddUpToTheSame() {
        for (int samples : new int[] {2, 3, 4, 5, 6, 8, 10, 16, 32}) {
            SampledTone tone = new SampledTone(1, samples);
            for (double phase : new double[] {0, 0.3, 1, 2.5}) {
                assertThat(tone.dcByFolding(phase, 200_000)).as("%s, phase %s", tone, phase)
                        .isCloseTo(tone.dc(phase), within(2e-6));
            }
        }
    }

    @Test
    void theIntervalsAreThoseOfTheClosedForm() {
        assertInterval(2, 0, 0.5);
        assertInterval(3, 0.28868, 0.33333);
        assertInterval(4, 0.25, 0.35355);
        assertInterval(5, 0.30777, 0.32361);
        assertInterval(6, 0.28868, 0.33333);
        assertInterval(8, 0.30178, 0.32664);
        assertInterval(10, 0.30777, 0.32361);
        assertInterval(16, 0.31421, 0.32036);
        assertInterval(32, 0.31729, 0.31882);
    }

    private static void assertInterval(int samples, double low, double high) {
        Interval interval = new SampledTone(1, samples).interval();
        assertThat(interval.low()).isCloseTo(low, within(SHEET_DIGITS));
        assertThat(interval.high()).isCloseTo(high, within(SHEET_DIGITS));
    }

    @Test
    void theEndsOfTheIntervalAreReachedAndNothingIsBeyond() {
        for (SampledTone tone : new SampledTone[] {new SampledTone(1, 4), new SampledTone(3, 7),
            new SampledTone(5, 16), new SampledTone(1, 6)}) {
            double low = 1;
            double high = 0;
            for (int i = 0; i < 8 * 4 * 7 * 9; i++) {
                double dc = tone.dc(2 * Math.PI * i / (8 * 4 * 7 * 9));
                low = Math.min(low, dc);
                high = Math.max(high, dc);
            }
            assertThat(low).isCloseTo(tone.interval().low(), within(1e-12));
            assertThat(high).isCloseTo(tone.interval().high(), within(1e-12));
            assertThat(tone.interval().width()).isCloseTo(high - low, within(1e-12));
        }
    }

    @Test
    void thePapersTonesAt32HertzAreThoseOfTheFactSheet() {
        assertThat(new SampledTone(8, 32).interval().low()).isCloseTo(0.25, within(SHEET_DIGITS));
        assertThat(new SampledTone(4, 32).dc(0)).isCloseTo(0.30178, within(SHEET_DIGITS));
        assertThat(new SampledTone(10, 32).dc(0)).isCloseTo(0.31421, within(SHEET_DIGITS));
        assertThat(new SampledTone(3, 32).dc(0)).isCloseTo(0.31729, within(SHEET_DIGITS));
        assertThat(new SampledTone(5, 32).dc(0)).isCloseTo(0.31729, within(SHEET_DIGITS));
    }

    @Test
    void tenHertzFoldOntoTwelveEightFourAndSixteen() {
        SampledTone tone = new SampledTone(10, 32);
        double[] theory = tone.foldedSpectrum(1_000_000);
        assertThat(theory[6]).isCloseTo(0.2207, within(5e-5));
        assertThat(theory[4]).isCloseTo(0.0518, within(5e-5));
        assertThat(theory[2]).isCloseTo(0.0293, within(5e-5));
        assertThat(2 * theory[8]).isCloseTo(0.0249, within(5e-5)); // in plots that double the Nyquist bin
        double[] x = new double[16];
        for (int t = 0; t < 16; t++) {
            x[t] = Math.max(0, Math.cos(2 * Math.PI * 10 * t / 32));
        }
        assertThat(theory).containsExactly(Spectrum.amplitude(x, 32).amplitude(), within(1e-6));
    }

    @Test
    void aFractionIsInLowestTermsAndBelowTheNyquistFrequency() {
        assertThat(new SampledTone(10, 32)).isEqualTo(new SampledTone(5, 16));
        assertThat(new SampledTone(5, 16).places()).isEqualTo(16);
        assertThat(new SampledTone(1, 5).places()).isEqualTo(10);
        assertThatThrownBy(() -> new SampledTone(9, 16)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("SampledTone: expects between 1 and half of 16 cycles in 16 samples, but there are 9");
        assertThatThrownBy(() -> new SampledTone(0, 16)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("SampledTone: expects between 1 and half of 16 cycles in 16 samples, but there are 0");
    }
}
