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

final class Upsample1dTest implements OpContract {

    @Override
    public Op op() {
        return new Upsample1d();
    }

    @Override
    public List<Tensor[]> inputs() {
        return Samples.signals();
    }

    /// As BigVGAN's code does it: continue the row by 5 samples on either side, put a zero behind each sample, convolve
    /// with all 12 taps, cut off 15 samples on either side, double.
    @Test
    void isALowPassFilterOfTheRowWithZerosBetweenItsSamples() {
        for (int length : new int[] {1, 2, 5, 16, 40}) {
            Tensor x = Samples.awayFromZero(Shape.of(1, 2, length), length);
            float[] even = KaiserSinc.phase(0, 1);
            float[] odd = KaiserSinc.phase(1, 1);
            double[] full = new double[2 * (length + 10 - 1) + 12];
            for (int i = 0; i < length + 10; i++) {
                for (int k = 0; k < 12; k++) {
                    full[2 * i + k] += (k % 2 == 0 ? even : odd)[k / 2]
                            * (double) x.at(0, 1, Math.clamp(i - 5, 0, length - 1));
                }
            }
            Tensor y = op().apply(x);
            assertThat(y.shape()).isEqualTo(Shape.of(1, 2, 2 * length));
            assertThat(full.length - 30).isEqualTo(2 * length);
            for (int j = 0; j < 2 * length; j++) {
                assertThat((double) y.at(0, 1, j)).isCloseTo(2 * full[15 + j], within(3e-7));
            }
        }
    }

    @Test
    void anImpulseBecomesTheFilter() {
        Tensor x = Tensor.zeros(Shape.of(1, 1, 20));
        x.set(10, 1);
        float[] y = op().apply(x).toArray();
        // y[j] is the time (j − 1/2) / 2, so that the filter's middle lies between samples 20 and 21
        float[] half = {.00405794f, .01877892f, -.05108692f, -.11531476f, .25714522f, .8864196f};
        for (int k = 0; k < 6; k++) {
            assertThat(y[15 + k]).isCloseTo(half[k], within(2e-7f));
            assertThat(y[26 - k]).isEqualTo(y[15 + k]);
        }
        assertThat(y[14]).isZero();
        assertThat(y[27]).isZero();
    }

    @Test
    void aConstantStaysThatConstantUpToTheEnds() {
        for (float value : op().apply(Tensor.full(Shape.of(1, 1, 9), -0.7f)).toArray()) {
            assertThat(value).isCloseTo(-0.7f, within(2e-7f));
        }
    }

    @Test
    void acceptsAnEmptyBatch() {
        assertThat(op().apply(Tensor.zeros(Shape.of(0, 3, 8))).shape()).isEqualTo(Shape.of(0, 3, 16));
    }

    @Test
    void rejectsRowsWithoutASample() {
        assertThatThrownBy(() -> op().apply(Tensor.zeros(Shape.of(2, 3, 0))))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage(
                        "Upsample1d: expected x (N, C, L) to have a length of at least 1, but x is (2, 3, 0) with 0");
        assertThatThrownBy(() -> op().apply(Tensor.zeros(Shape.of(3, 8))))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("Upsample1d: expected x with axes (N, C, L), but its shape is (3, 8)");
        assertThatThrownBy(() -> op().apply())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Upsample1d: takes one input, but was given 0");
        assertThatThrownBy(() -> op().shape(Shape.of(1, 1, 1 << 30)))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("Upsample1d: expected a doubled length of at most 2^31 - 1, but it would be 2147483648");
    }
}
