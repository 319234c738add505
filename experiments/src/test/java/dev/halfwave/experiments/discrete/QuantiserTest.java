package dev.halfwave.experiments.discrete;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.core.random.Philox;
import dev.halfwave.experiments.signal.Signals;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class QuantiserTest {

    private static double[] threeBits(Quantiser quantiser, double... x) {
        return quantiser.quantise(x, 3, 4, 1); // a step of 1, levels from −4
    }

    @Test
    void eachWayRoundsToItsLevels() {
        double[] x = {-0.6, -0.4, 0, 0.4, 0.6, 1.7};
        assertThat(threeBits(Quantiser.MID_TREAD, x)).containsExactly(-1, -0.0, 0, 0, 1, 2);
        assertThat(threeBits(Quantiser.MID_RISE, x)).containsExactly(-0.5, -0.5, 0.5, 0.5, 0.5, 1.5);
        assertThat(threeBits(Quantiser.TRUNCATION, x)).containsExactly(-1, -1, 0, 0, 0, 1);
    }

    @Test
    void eachWayHasAsManyLevelsAsItsBitsAndClipsBeyondThem() {
        double[] x = new double[2001];
        for (int i = 0; i < x.length; i++) {
            x[i] = (i - 1000) * 0.01;
        }
        for (Quantiser quantiser : Quantiser.values()) {
            double[] levels = Arrays.stream(threeBits(quantiser, x)).map(y -> y + 0.0).distinct().toArray();
            assertThat(levels).as(quantiser.arm()).hasSize(8);
        }
        assertThat(threeBits(Quantiser.MID_TREAD, -9, 9)).containsExactly(-4, 3);
        assertThat(threeBits(Quantiser.MID_RISE, -9, 9)).containsExactly(-3.5, 3.5);
        assertThat(threeBits(Quantiser.TRUNCATION, -9, 9)).containsExactly(-4, 3);
    }

    @Test
    void ditherHasNoMeanErrorWhereverTheSignalStands() {
        double[] x = new double[40_000];
        for (double value : new double[] {0.1, 0.5, 0.8}) {
            Arrays.fill(x, value);
            double[] y = threeBits(Quantiser.DITHERED, x);
            double[] error = Quantisation.difference(y, x);
            assertThat(Signals.mean(y)).isCloseTo(value, within(0.01)); // 4 standard errors of 0.5 / 200
            assertThat(Signals.rootMeanSquare(error)).isCloseTo(0.5, within(0.01));
        }
    }

    @Test
    void theBiasOfEachWayIsWhatTheorySays() {
        // A Gaussian signal of σ = 1 and a step of 1/4.
        int n = 400_000;
        double[] x = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = Philox.of(1, "signal").gaussian(i);
        }
        double exact = Signals.mean(Quantisation.relu(x));
        double norm = Signals.rootMeanSquare(Quantisation.relu(x));
        for (Quantiser quantiser : Quantiser.values()) {
            double[] y = Quantisation.relu(quantiser.quantise(x, 7, 16, 2));
            double step = Quantiser.step(7, 16);
            assertThat(step).isEqualTo(0.25);
            assertThat(Signals.mean(y) / exact - 1).as(quantiser.arm())
                    .isCloseTo(quantiser.expectedDcError(step, 1), within(0.0008));
            double error = Signals.rootMeanSquare(Quantisation.difference(y, Quantisation.relu(x))) / norm;
            assertThat(error).as(quantiser.arm()).isCloseTo(quantiser.expectedRrmse(step, 1), within(0.005));
        }
    }
}
