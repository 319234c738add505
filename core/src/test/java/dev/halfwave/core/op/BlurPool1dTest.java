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
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class BlurPool1dTest implements OpContract {

    @Override
    public Op op() {
        return new BlurPool1d(4, 2);
    }

    @Override
    public List<Tensor[]> inputs() {
        return List.of(
                new Tensor[] {Samples.awayFromZero(Shape.of(2, 3, 17), 1)},
                new Tensor[] {Samples.awayFromZero(Shape.of(1, 2, 64), 2)},
                new Tensor[] {Samples.awayFromZero(Shape.of(3, 1, 4), 3)});
    }

    /// The contract with an odd filter and every sample kept.
    @Nested
    final class WithoutStride implements OpContract {
        @Override
        public Op op() {
            return new BlurPool1d(7, 1);
        }

        @Override
        public List<Tensor[]> inputs() {
            return BlurPool1dTest.this.inputs();
        }
    }

    @Test
    void mixesNeighboursAndMirrorsTheEnds() {
        // 4 | 0 4 8 20 | 8, weighed 1 2 1
        Tensor x = Tensor.of(Shape.of(1, 1, 4), 0, 4, 8, 20).requiringGradient();
        Tensor y = new BlurPool1d(3, 1).apply(x);
        assertThat(y.toArray()).containsExactly(2f, 4f, 10f, 14f);
        // dy 4 8 12 16: 0 gets 2·4 + 8, 4 gets 4 + 2·8 + 12 and 4 from its mirror image, and so on, over 4
        Tensor dy = Tensor.of(y.shape(), 4, 8, 12, 16);
        assertThat(y.backward(dy).of(x).toArray()).containsExactly(4f, 9f, 16f, 11f);
    }

    @Test
    void keepsEverySecondSample() {
        Tensor x = Tensor.of(Shape.of(1, 2, 4), 0, 4, 8, 20, 1, 1, 1, 1).requiringGradient();
        Tensor y = new BlurPool1d(3, 2).apply(x);
        assertThat(y.shape()).isEqualTo(Shape.of(1, 2, 2));
        assertThat(y.toArray()).containsExactly(2f, 10f, 1f, 1f);
        Tensor dy = Tensor.of(y.shape(), 4, 12, 0, 4);
        assertThat(y.backward(dy).of(x).toArray()).containsExactly(2f, 5f, 6f, 3f, 0f, 1f, 2f, 1f);
    }

    @Test
    void anEvenFilterLooksOneSampleFurtherToTheRight() {
        // 0 4 8 20 | 8, weighed 1 1
        assertThat(new BlurPool1d(2, 1).apply(Tensor.of(Shape.of(1, 1, 4), 0, 4, 8, 20)).toArray())
                .containsExactly(2f, 6f, 14f, 14f);
    }

    @Test
    void weighsByBinomialCoefficients() {
        float[][] filters = {
            {1, 1}, {1, 2, 1}, {1, 3, 3, 1}, {1, 4, 6, 4, 1}, {1, 5, 10, 10, 5, 1}, {1, 6, 15, 20, 15, 6, 1}
        };
        for (float[] filter : filters) {
            int taps = filter.length;
            Tensor impulse = Tensor.zeros(Shape.of(1, 1, 40));
            impulse.set(20, 1 << (taps - 1));
            float[] y = new BlurPool1d(taps, 1).apply(impulse).toArray();
            float[] expected = new float[40];
            System.arraycopy(filter, 0, expected, 20 - (taps - 1 - (taps - 1) / 2), taps);
            assertThat(y).as("%d taps", taps).containsExactly(expected);
        }
    }

    @Test
    void passesAConstantAndNothingOfTheNyquistFrequency() {
        for (int taps = 2; taps <= 7; taps++) {
            for (int stride = 1; stride <= 4; stride++) {
                Tensor constant = Tensor.full(Shape.of(1, 1, 21), 0.3f);
                Tensor alternating = Tensor.zeros(Shape.of(1, 1, 21));
                for (int t = 0; t < 21; t++) {
                    alternating.set(t, t % 2 == 0 ? 1 : -1);
                }
                // up to rounding: 0.3f times 1/64 and so on is exact, sums of them are not
                for (float value : new BlurPool1d(taps, stride).apply(constant).toArray()) {
                    assertThat(value).isCloseTo(0.3f, within(6e-8f));
                }
                assertThat(new BlurPool1d(taps, stride).apply(alternating).toArray()).containsOnly(0f);
            }
        }
    }

    @Test
    void everyStrideHasTheBitsOfStrideOne() {
        Tensor x = Samples.awayFromZero(Shape.of(2, 2, 50), 4);
        for (int taps = 2; taps <= 7; taps++) {
            Tensor all = new BlurPool1d(taps, 1).apply(x);
            for (int stride = 2; stride <= 60; stride += 3) {
                Tensor y = new BlurPool1d(taps, stride).apply(x);
                assertThat(y.shape().dim(2)).isEqualTo((50 + stride - 1) / stride);
                for (int o = 0; o < y.shape().dim(2); o++) {
                    assertThat(y.at(1, 1, o)).isEqualTo(all.at(1, 1, o * stride));
                }
            }
        }
    }

    @Test
    void acceptsAnEmptyBatch() {
        assertThat(op().apply(Tensor.zeros(Shape.of(0, 3, 8))).shape()).isEqualTo(Shape.of(0, 3, 4));
    }

    @Test
    void rejectsSettingsOutOfRange() {
        for (int taps : new int[] {1, 8}) {
            assertThatThrownBy(() -> new BlurPool1d(taps, 2))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("BlurPool1d: taps must be in 2..7, but is " + taps);
        }
        assertThatThrownBy(() -> new BlurPool1d(3, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("BlurPool1d: stride must be at least 1, but is 0");
    }

    @Test
    void rejectsRowsThatCannotBeMirrored() {
        assertThat(new BlurPool1d(7, 1).apply(Tensor.full(Shape.of(1, 1, 4), 2)).toArray()).containsOnly(2f);
        assertThatThrownBy(() -> new BlurPool1d(7, 1).apply(Tensor.zeros(Shape.of(2, 3, 3))))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage(
                        "BlurPool1d: 7 taps mirror a row by 3 samples and expect x (N, C, L) to have a length of at "
                                + "least 4, but x is (2, 3, 3) with 3");
        assertThatThrownBy(() -> new BlurPool1d(2, 2).apply(Tensor.zeros(Shape.of(2, 3, 1))))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("BlurPool1d: 2 taps mirror a row by 1 sample and expect x (N, C, L) to have a length of at "
                        + "least 2, but x is (2, 3, 1) with 1");
        assertThatThrownBy(() -> op().apply(Tensor.zeros(Shape.of(3, 8))))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("BlurPool1d: expected x with axes (N, C, L), but its shape is (3, 8)");
        assertThatThrownBy(() -> op().apply(Tensor.zeros(Shape.of(1, 3, 8)), Tensor.scalar(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("BlurPool1d: takes one input, but was given 2");
    }
}
