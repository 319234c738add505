package dev.halfwave.experiments.heartrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class SpectralPeakTest {

    private static double[] tone(double bpm, double amplitude) {
        double[] x = new double[256];
        for (int t = 0; t < 256; t++) {
            x[t] = 7 + amplitude * StrictMath.cos(2 * Math.PI * bpm / 60 * t / 32 + 1);
        }
        return x;
    }

    private static double[] sum(double[] a, double[] b) {
        double[] sum = a.clone();
        Arrays.setAll(sum, t -> a[t] + b[t]);
        return sum;
    }

    @Test
    void readsTheHighestPeak() {
        assertThat(SpectralPeak.bpm(tone(73.3, 20))).isCloseTo(73.3, within(0.5));
        assertThat(SpectralPeak.bpm(sum(tone(73.3, 20), tone(150, 21)))).isCloseTo(150, within(0.5));
        assertThat(SpectralPeak.bpm(new double[][] {tone(60, 1), tone(120, 1)})).hasSize(2).satisfies(
                both -> assertThat(both[1]).isCloseTo(120, within(0.5)));
    }

    @Test
    void looksBetween40And220Only() {
        double[] slowAndFast = sum(tone(20, 50), tone(280, 50));
        assertThat(SpectralPeak.bpm(sum(slowAndFast, tone(100, 10)))).isCloseTo(100, within(0.5));
        assertThat(SpectralPeak.bpm(tone(10, 1))).isBetween(40.0, 220.0);
    }

    @Test
    void aFlatWindowHasNone() {
        assertThat(SpectralPeak.bpm(new double[256])).isNaN();
    }
}
