package dev.halfwave.experiments.signal;

import static dev.halfwave.experiments.signal.SignalSamples.noise;
import static dev.halfwave.experiments.signal.SignalSamples.tone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.Convolution1d;
import dev.halfwave.core.op.Padding;
import dev.halfwave.nn.Conv1d;
import dev.halfwave.nn.Pass;
import org.junit.jupiter.api.Test;

final class FrequencyResponseTest {

    @Test
    void aDifferenceIsAHighPass() {
        FrequencyResponse difference = FrequencyResponse.of(new double[] {-1, 1}, 32); // x[t] − x[t−1]
        for (double hz : new double[] {0, 1, 3, 8, 13, 16}) {
            assertThat(difference.at(hz).magnitude())
                    .as(hz + " Hz")
                    .isCloseTo(2 * Math.sin(Math.PI * hz / 32), within(1e-14));
        }
        assertThat(difference.at(0).decibels()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(difference.at(16).decibels()).isCloseTo(6.0206, within(1e-4));
        // 1 − e^(−iω) = 2 sin(ω/2) e^(i(π/2 − ω/2)): ω = π/2
        assertThat(difference.at(8).phase()).isCloseTo(Math.PI / 4, within(1e-14));
        // the other way round, x[t−1] − x[t], is its negative
        assertThat(FrequencyResponse.of(new double[] {1, -1}, 32).at(8).phase())
                .isCloseTo(Math.PI / 4 - Math.PI, within(1e-14));
    }

    @Test
    void anAverageIsALowPassWithZeros() {
        FrequencyResponse average = FrequencyResponse.of(new double[] {0.2, 0.2, 0.2, 0.2, 0.2}, 100);
        assertThat(average.at(0)).isEqualTo(new Complex(1, 0));
        assertThat(average.at(20).magnitude()).isCloseTo(0, within(1e-15));
        assertThat(average.at(40).magnitude()).isCloseTo(0, within(1e-15));
        double hz = 7;
        double expected = Math.sin(5 * Math.PI * hz / 100) / (5 * Math.sin(Math.PI * hz / 100));
        assertThat(average.at(hz).magnitude()).isCloseTo(expected, within(1e-15));
        // symmetric: a delay of two samples
        assertThat(average.at(hz).phase()).isCloseTo(-2 * 2 * Math.PI * hz / 100, within(1e-14));
    }

    /// A tone through the layer itself: amplitude and phase of what comes out.
    @Test
    void isWhatACausalLayerDoesToATone() {
        float[] taps = {0.5f, -0.25f, 1, 2};
        Convolution1d causal = Convolution1d.DEFAULT.withPadding(new Padding.Causal());
        Tensor y = causal.apply(Signals.tensor(tone(1, 5, 0, 32, 160)), Tensor.of(Shape.of(1, 1, 4), taps));
        double[] steady = java.util.Arrays.copyOfRange(Signals.row(y, 0, 0), 32, 160); // 1 s later: the same phase
        Harmonics out = Harmonics.project(steady, 32, 5, 1);
        Complex response = FrequencyResponse.of(Signals.doubles(taps), 32).at(5);
        assertThat(response.magnitude()).isCloseTo(out.amplitude(1), within(1e-6));
        assertThat(response.phase()).isCloseTo(out.phase(1), within(1e-6));
        assertThat(FrequencyResponse.of(Signals.doubles(taps), 32).impulseResponse())
                .containsExactly(2, 1, -0.25, 0.5);
    }

    /// What `freqz` makes of a layer's weights as they stand: the reversed filter.
    @Test
    void theOrderOfTapsChangesThePhaseOnly() {
        double[] taps = {0.5, -0.25, 1, 2};
        Complex layer = FrequencyResponse.of(taps, 32).at(5);
        Complex asItStands = FrequencyResponse.ofImpulseResponse(taps, 32).at(5);
        assertThat(asItStands.magnitude()).isCloseTo(layer.magnitude(), within(1e-15));
        assertThat(asItStands.phase()).isNotCloseTo(layer.phase(), within(0.1));
        // the conjugate, three samples later
        double conjugateDelayed = -layer.phase() - 3 * 2 * Math.PI * 5 / 32;
        assertThat(Math.IEEEremainder(asItStands.phase() - conjugateDelayed, 2 * Math.PI)).isCloseTo(0, within(1e-14));
    }

    @Test
    void isPeriodicAndConjugateForNegativeFrequencies() {
        FrequencyResponse response = FrequencyResponse.of(noise(5, 7), 32);
        Complex at5 = response.at(5);
        assertThat(response.at(37).re()).isCloseTo(at5.re(), within(1e-13));
        assertThat(response.at(37).im()).isCloseTo(at5.im(), within(1e-13));
        assertThat(response.at(-5).re()).isCloseTo(at5.re(), within(1e-13));
        assertThat(response.at(-5).im()).isCloseTo(-at5.im(), within(1e-13));
    }

    @Test
    void aStackIsTheProductOfItsLayers() {
        Tensor first = weights(1, 3, 1, 4);
        Tensor second = weights(2, 2, 3, 5);
        ResponseMatrix stack = FrequencyResponse.ofStack(32, first, second);
        assertThat(stack.outChannels()).isEqualTo(2);
        assertThat(stack.inChannels()).isEqualTo(1);
        for (double hz : new double[] {0, 3, 10.5}) {
            for (int o = 0; o < 2; o++) {
                double re = 0;
                double im = 0;
                for (int c = 0; c < 3; c++) {
                    Complex a = response(first, c, 0).at(hz);
                    Complex b = response(second, o, c).at(hz);
                    re += a.re() * b.re() - a.im() * b.im();
                    im += a.re() * b.im() + a.im() * b.re();
                }
                assertThat(stack.at(hz)[o][0].re()).isCloseTo(re, within(1e-13));
                assertThat(stack.at(hz)[o][0].im()).isCloseTo(im, within(1e-13));
                assertThat(stack.response(o, 0).at(hz)).isEqualTo(stack.at(hz)[o][0]);
            }
        }
    }

    /// Dilation and groups, against the layers themselves.
    @Test
    void aStackOfLayersIsWhatTheyDoToATone() {
        Conv1d first = Conv1d.of(1, 4, 3).withPadding(new Padding.Causal()).withDilation(2).withoutBias();
        Conv1d second = Conv1d.of(4, 6, 2).withPadding(new Padding.Causal()).withGroups(2).withoutBias();
        fill(first, 1);
        fill(second, 2);
        ResponseMatrix stack = FrequencyResponse.ofStack(32, first, second);
        Tensor y = second.forward(
                first.forward(Signals.tensor(tone(1, 3, 0, 32, 128)), Pass.EVALUATION), Pass.EVALUATION);
        for (int o = 0; o < 6; o++) {
            double[] steady = java.util.Arrays.copyOfRange(Signals.row(y, 0, o), 32, 128);
            Harmonics out = Harmonics.project(steady, 32, 3, 1);
            Complex response = stack.response(o, 0).at(3);
            assertThat(response.magnitude()).as("channel " + o).isCloseTo(out.amplitude(1), within(1e-5));
            assertThat(response.phase()).as("channel " + o).isCloseTo(out.phase(1), within(1e-5));
        }
    }

    @Test
    void refusesWhatHasNoResponse() {
        assertThatThrownBy(() -> FrequencyResponse.of(new double[0], 32))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("FrequencyResponse: there are no taps");
        assertThatThrownBy(() -> FrequencyResponse.ofImpulseResponse(new double[] {1, Double.NaN}, 32))
                .hasMessage("FrequencyResponse: tap 1 is NaN, but every tap must be a finite number");
        assertThatThrownBy(() -> FrequencyResponse.of(new double[1], 0))
                .hasMessage("FrequencyResponse: sampleRateHz must be a finite number above 0, but is 0.0");
        assertThatThrownBy(() -> FrequencyResponse.ofStack(32, new Conv1d[0]))
                .hasMessage("FrequencyResponse.ofStack: there are no convolutions");
        assertThatThrownBy(() -> FrequencyResponse.ofStack(32, Conv1d.of(1, 2, 3), Conv1d.of(4, 2, 3)))
                .hasMessage("FrequencyResponse.ofStack: convolution 2 expects 4 channels, but convolution 1 gives 2");
        assertThatThrownBy(() -> FrequencyResponse.ofStack(32, Conv1d.of(1, 2, 3).withStride(2)))
                .hasMessage("FrequencyResponse.ofStack: Conv1d(1 → 2, kernel 3, stride 2) has stride 2; frequencies "
                        + "fold there, so that no response exists: use stride 1");
        ResponseMatrix stack = FrequencyResponse.ofStack(32, Conv1d.of(1, 2, 3));
        assertThatThrownBy(() -> stack.response(2, 0))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("ResponseMatrix: there is no response from channel 0 to channel 2; there are 1 input and 2 "
                        + "output channels");
    }

    private static Tensor weights(int seed, int outputs, int inputs, int taps) {
        Shape shape = Shape.of(outputs, inputs, taps);
        double[] values = noise(seed, shape.size());
        return Signals.tensor(values).view(shape);
    }

    private static void fill(Conv1d layer, int seed) {
        Tensor weight = layer.weight().tensor();
        weight.copyFrom(Signals.tensor(noise(seed, weight.size())).view(weight.shape()));
        weight.modified();
    }

    private static FrequencyResponse response(Tensor weights, int output, int input) {
        double[] taps = new double[weights.shape().dim(2)];
        for (int k = 0; k < taps.length; k++) {
            taps[k] = weights.at(output, input, k);
        }
        return FrequencyResponse.of(taps, 32);
    }
}
