package dev.halfwave.experiments.onefilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.experiments.signal.FrequencyResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DcDeviationTest {

    private static final FrequencyResponse NOTHING = FrequencyResponse.of(new double[] {1}, 32);

    /// A whole number of periods in the window, no filter: all that is left is what folds onto DC. With P samples per
    /// period, P even, a cosine's rectified samples have the mean cot(π/P)/P; with P odd, 2P takes the place of P.
    @ParameterizedTest
    @CsvSource({"8, 0.25", "4, 0.301777", "10, 0.314209", "2, 0.314209"})
    void samplingFoldsHarmonicsOntoDc(double hz, double dc) {
        DcDeviation deviation = DcDeviation.of(NOTHING, hz, 256, dc);

        assertThat(deviation.predicted()).isCloseTo(1 / Math.PI, within(1e-15));
        assertThat(deviation.edges()).isCloseTo(0, within(1e-12));
        assertThat(deviation.sampling()).isCloseTo((dc - 1 / Math.PI) / dc, within(3e-6));
        assertThat(deviation.start()).isCloseTo(0, within(3e-6));
    }

    /// One and a quarter periods of 1 Hz: a whole one has the area 1/π, the quarter from cos 0 on 1/2π instead of 1/4π.
    /// With 2¹⁶ samples per second the half sample at which a window begins early does not count.
    @Test
    void edgesCutAHalfWave() {
        int rate = 1 << 16;
        FrequencyResponse response = FrequencyResponse.of(new double[] {1}, rate);
        int length = rate / 4 * 5;
        double exact = (1 / Math.PI + 1 / (2 * Math.PI)) / 1.25;
        DcDeviation deviation = DcDeviation.of(response, 1, length, exact);

        assertThat(deviation.edges()).isCloseTo((exact - 1 / Math.PI) / exact, within(1e-4));
        assertThat(deviation.sampling()).isCloseTo(0, within(1e-8));
    }

    /// A delay of one sample: the tone's sample before the first one is missing, and nothing else.
    @Test
    void theStartSeesZerosInPlaceOfThePast() {
        FrequencyResponse delay = FrequencyResponse.of(new double[] {1, 0}, 32);
        double sum = 0;
        for (int t = 1; t < 256; t++) {
            sum += Math.max(0, Math.cos(2 * Math.PI * 3 * (t - 1) / 32));
        }
        double dc = sum / 256;
        DcDeviation deviation = DcDeviation.of(delay, 3, 256, dc);

        assertThat(deviation.start()).isCloseTo(-Math.cos(2 * Math.PI * 3 / 32) / 256 / dc, within(1e-12));
        assertThat(deviation.total()).isCloseTo((dc - 1 / Math.PI) / dc, within(1e-12));
    }

    @Test
    void addsUpForTheNetworkItself() {
        FilterBank bank = FilterBank.random(1, 5, 3);
        double hz = 4.87;
        Tensor window = Tensor.zeros(Shape.of(1, 1, 256));
        for (int t = 0; t < 256; t++) {
            window.set(t, (float) Math.cos(2 * Math.PI * hz * t / 32));
        }
        double dc = bank.firstFeature(window)[0];
        FrequencyResponse response = bank.response(0, 32);
        DcDeviation deviation = DcDeviation.of(response, hz, 256, dc);

        double[] taps = bank.taps(0);
        double start = 0;
        for (int t = 0; t < 4; t++) {
            start += Math.max(0, filtered(taps, hz, t, 0)) - Math.max(0, filtered(taps, hz, t, -4));
        }
        assertThat(deviation.start()).as("the definition: with and without a past").isCloseTo(start / 256 / dc,
                within(1e-6));
        assertThat(deviation.total()).isCloseTo((dc - response.at(hz).magnitude() / Math.PI) / dc, within(1e-12));
        assertThat(Math.abs(deviation.total())).isLessThan(0.05);
    }

    /// The filter's output at a sample, with a tone that begins at sample `first`.
    private static double filtered(double[] taps, double hz, int t, int first) {
        double sum = 0;
        for (int k = 0; k < taps.length; k++) {
            int at = t - (taps.length - 1 - k);
            sum += at < first ? 0 : taps[k] * Math.cos(2 * Math.PI * hz * at / 32);
        }
        return sum;
    }
}
