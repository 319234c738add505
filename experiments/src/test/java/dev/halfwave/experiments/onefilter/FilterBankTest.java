package dev.halfwave.experiments.onefilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.Identity;
import dev.halfwave.experiments.signal.Tones;
import dev.halfwave.nn.Activation;
import dev.halfwave.nn.Sequential;
import org.junit.jupiter.api.Test;

class FilterBankTest {

    private static final Tensor WINDOWS = Tones.OF_THE_PAPER.draw(1, "test", 2).inputs();

    @Test
    void filtersRectifiesAndAverages() {
        FilterBank bank = FilterBank.random(4, 3, 7);
        double[][] features = bank.features(WINDOWS);

        assertThat(features).hasDimensions(6, 4);
        for (int n = 0; n < 6; n++) {
            for (int c = 0; c < 4; c++) {
                double sum = 0;
                for (int t = 0; t < 256; t++) {
                    sum += Math.max(0, filtered(bank.taps(c), n, t));
                }
                assertThat(features[n][c]).isCloseTo(sum / 256, within(1e-6));
            }
            assertThat(bank.firstFeature(WINDOWS)[n]).isEqualTo(features[n][0]);
        }
    }

    @Test
    void averagesWithoutReluToo() {
        FilterBank bank = FilterBank.random(1, 3, Activation.of(new Identity()), 7);
        double sum = 0;
        for (int t = 0; t < 256; t++) {
            sum += filtered(bank.taps(0), 0, t);
        }
        assertThat(bank.firstFeature(WINDOWS)[0]).isCloseTo(sum / 256, within(1e-6));
        assertThat(bank.taps(0)).isEqualTo(FilterBank.random(1, 3, 7).taps(0));
    }

    /// Keras's Glorot uniform for a kernel (taps, 1, count): ±√(6 / (taps + taps · count)).
    @Test
    void drawsTapsAsKerasDoes() {
        double limit = Math.sqrt(6 / (2.0 + 2 * 500));
        double largest = 0;
        FilterBank bank = FilterBank.random(500, 2, 1);
        for (int c = 0; c < 500; c++) {
            for (double tap : bank.taps(c)) {
                largest = Math.max(largest, Math.abs(tap));
            }
        }
        assertThat(largest).isLessThan(limit).isGreaterThan(0.99 * limit);
    }

    @Test
    void aNetworkThatTrainsTheFiltersBeginsWithThem() {
        Tensor weight = Sequential.of(FilterBank.filters(3, 4)).initialize(9).parameters().getFirst().tensor();

        for (int c = 0; c < 3; c++) {
            for (int k = 0; k < 4; k++) {
                assertThat((double) weight.at(c, 0, k)).isEqualTo(FilterBank.random(3, 4, 9).taps(c)[k]);
            }
        }
    }

    private static double filtered(double[] taps, int window, int t) {
        double sum = 0;
        for (int k = 0; k < taps.length; k++) {
            int at = t - (taps.length - 1 - k);
            sum += at < 0 ? 0 : taps[k] * WINDOWS.at(window, 0, at);
        }
        return sum;
    }
}
