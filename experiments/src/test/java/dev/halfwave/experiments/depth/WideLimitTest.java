package dev.halfwave.experiments.depth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.core.random.Philox;
import dev.halfwave.experiments.depth.WideLimit.Layer;
import dev.halfwave.experiments.depth.WideLimit.Moment;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WideLimitTest {

    private static final double FIRST_SHARE = 4 / (Math.PI * Math.PI);

    private static double[] tone(int length) {
        double[] x = new double[length];
        for (int t = 0; t < length; t++) {
            x[t] = Math.cos(2 * Math.PI * 3 * t / 32);
        }
        return x;
    }

    @Test
    void aLinearStackLeavesAConstantAndATone() {
        double[] ones = new double[64];
        Arrays.fill(ones, 1);
        for (Layer layer : WideLimit.of(Moment.LINEAR, ones, 1, 1, 3)) {
            assertThat(layer.share()).isCloseTo(1, within(1e-12));
            assertThat(layer.rms()).isCloseTo(1, within(1e-12));
        }
        for (Layer layer : WideLimit.of(Moment.LINEAR, tone(64), 1, 1, 3)) {
            assertThat(layer.share()).isCloseTo(0, within(1e-12));
            assertThat(layer.rms()).isCloseTo(Math.sqrt(0.5), within(1e-12));
        }
    }

    @Test
    void theFirstReluMakesTheShareOfOneRectifiedTone() {
        // With one tap every channel is the tone times a number: its ReLU is half a wave, whatever the number.
        Layer first = WideLimit.of(Moment.RELU, tone(256), 1, 32, 1).getFirst();
        assertThat(first.before()).isCloseTo(0, within(1e-12));
        assertThat(first.share()).isCloseTo(FIRST_SHARE, within(3e-3)); // 32 samples per 3 periods
        Layer abs = WideLimit.of(Moment.ABS, tone(256), 1, 32, 1).getFirst();
        assertThat(abs.share()).isCloseTo(2 * FIRST_SHARE, within(6e-3));
    }

    @Test
    void aConvolutionKeepsTheShareAndReluRaisesIt() {
        List<Layer> layers = WideLimit.of(Moment.RELU, tone(512), 3, 32, 5);
        for (int l = 1; l < layers.size(); l++) {
            // Not exactly: the zeros before the window are seen by one more layer.
            assertThat(layers.get(l).before()).isCloseTo(layers.get(l - 1).share(), within(0.01));
            assertThat(layers.get(l).share()).isGreaterThan(layers.get(l).before() + 0.01);
            // The power halves with Glorot's weights.
            assertThat(layers.get(l).rms() / layers.get(l - 1).rms()).isCloseTo(Math.sqrt(0.5), within(0.002));
            assertThat(layers.get(l).mean() / layers.get(l - 1).mean()).isCloseTo(Math.sqrt(0.5), within(0.012));
        }
        assertThat(layers.getFirst().rms()).isCloseTo(Math.sqrt(0.5 * 0.5 * 2 / 33.0), within(5e-4));
    }

    @Test
    void withoutItsMeanReluLeavesNoDc() {
        for (Layer layer : WideLimit.of(Moment.DC_FREE_RELU, tone(128), 3, 32, 4)) {
            assertThat(layer.share()).isCloseTo(0, within(1e-12));
            assertThat(layer.mean()).isZero();
            assertThat(layer.rms()).isPositive();
        }
    }

    @Test
    void twoLayersOfManyRandomChannelsComeCloseToIt() {
        // By definition: Gaussian weights, one tap, no layer of ours.
        int channels = 1500;
        double[] x = tone(32);
        double[][] hidden = new double[channels][];
        for (int c = 0; c < channels; c++) {
            double w = Philox.of(1, "first").gaussian(c);
            hidden[c] = Arrays.stream(x).map(value -> Math.max(0, w * value)).toArray();
        }
        double dc = 0;
        double all = 0;
        for (int c = 0; c < channels; c++) {
            double[] z = new double[x.length];
            for (int i = 0; i < channels; i++) {
                double w = Philox.of(1, "second").gaussian((long) c * channels + i);
                for (int t = 0; t < z.length; t++) {
                    z[t] += w * hidden[i][t];
                }
            }
            double mean = 0;
            for (double value : z) {
                double y = Math.max(0, value);
                mean += y / z.length;
                all += y * y / z.length;
            }
            dc += mean * mean;
        }
        Layer second = WideLimit.of(Moment.RELU, x, 1, 32, 2).get(1);
        assertThat(dc / all).isCloseTo(second.share(), within(0.02));
    }
}
