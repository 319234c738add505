package dev.halfwave.core.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.core.Op;
import dev.halfwave.core.OpContract;
import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

final class Downsample1dTest implements OpContract {

    @Override
    public Op op() {
        return new Downsample1d();
    }

    @Override
    public List<Tensor[]> inputs() {
        return Samples.signals();
    }

    /// As BigVGAN's code does it: continue the row by 5 samples before and 6 behind, filter with all 12 taps and
    /// stride 2.
    @Test
    void isEverySecondSampleOfALowPassFilter() {
        float[] even = KaiserSinc.phase(0, 1);
        float[] odd = KaiserSinc.phase(1, 1);
        for (int length : new int[] {1, 2, 5, 16, 41}) {
            Tensor x = Samples.awayFromZero(Shape.of(1, 2, length), length);
            Tensor y = op().apply(x);
            assertThat(y.shape()).isEqualTo(Shape.of(1, 2, (length + 11 - 12) / 2 + 1));
            for (int t = 0; t < y.shape().dim(2); t++) {
                double sum = 0;
                for (int k = 0; k < 12; k++) {
                    sum += (k % 2 == 0 ? even : odd)[k / 2]
                            * (double) x.at(0, 1, Math.clamp(2 * t + k - 5, 0, length - 1));
                }
                assertThat((double) y.at(0, 1, t)).isCloseTo(sum, within(3e-7));
            }
        }
    }

    @Test
    void aConstantStaysThatConstantUpToTheEnds() {
        for (float value : op().apply(Tensor.full(Shape.of(1, 1, 9), -0.7f)).toArray()) {
            assertThat(value).isCloseTo(-0.7f, within(2e-7f));
        }
    }

    @Test
    void ofTheNyquistFrequencyNothingIsLeft() {
        Tensor x = Tensor.zeros(Shape.of(1, 1, 40));
        for (int t = 0; t < 40; t++) {
            x.set(t, t % 2 == 0 ? 1 : -1);
        }
        float[] y = op().apply(x).toArray();
        for (int t = 3; t < 17; t++) { // beyond the ends the tone does not go on
            assertThat(y[t]).isCloseTo(0, within(1e-7f));
        }
    }

    @Test
    void acceptsAnEmptyBatch() {
        assertThat(op().apply(Tensor.zeros(Shape.of(0, 3, 7))).shape()).isEqualTo(Shape.of(0, 3, 4));
    }

    @Test
    void rejectsRowsWithoutASample() {
        assertThatThrownBy(() -> op().apply(Tensor.zeros(Shape.of(2, 3, 0))))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage(
                        "Downsample1d: expected x (N, C, L) to have a length of at least 1, but x is (2, 3, 0) with 0");
        assertThatThrownBy(() -> op().apply(Tensor.zeros(Shape.of(3, 8))))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("Downsample1d: expected x with axes (N, C, L), but its shape is (3, 8)");
    }
}
