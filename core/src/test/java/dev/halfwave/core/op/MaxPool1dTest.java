package dev.halfwave.core.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.core.Op;
import dev.halfwave.core.OpContract;
import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class MaxPool1dTest implements OpContract {

    @Override
    public Op op() {
        return MaxPool1d.of(2);
    }

    @Override
    public List<Tensor[]> inputs() {
        return List.of(
                new Tensor[] {Samples.apart(Shape.of(2, 3, 16), 1)},
                new Tensor[] {Samples.apart(Shape.of(2, 3, 37), 2)},
                new Tensor[] {Samples.apart(Shape.of(1, 2, 6), 3)});
    }

    /// The contract for overlapping, padded, dilated windows that are cut off.
    @Nested
    final class Overlapping implements OpContract {
        @Override
        public Op op() {
            return new MaxPool1d(3, 2, 1, 2, true);
        }

        @Override
        public List<Tensor[]> inputs() {
            return MaxPool1dTest.this.inputs();
        }
    }

    @Test
    void takesTheLargestOfWindowsSideBySideAndDropsTheRest() {
        Tensor x = Tensor.of(Shape.of(1, 2, 5), 1, 3, 9, 5, 100, -2, -4, 4, 4, 100).requiringGradient();
        Tensor y = op().apply(x);
        assertThat(y.shape()).isEqualTo(Shape.of(1, 2, 2));
        assertThat(y.toArray()).containsExactly(3f, 9f, -2f, 4f);
        Tensor dy = Tensor.of(y.shape(), 2, 4, 6, 8); // of the two 4 the first one gets the gradient
        assertThat(y.backward(dy).of(x).toArray()).containsExactly(0f, 2f, 4f, 0f, 0f, 6f, 0f, 8f, 0f, 0f);
    }

    @Test
    void addsTheGradientsOfOverlappingWindows() {
        Tensor x = Tensor.of(Shape.of(1, 1, 5), 3, 6, 9, 0, 3).requiringGradient();
        Tensor y = MaxPool1d.of(3).withStride(1).apply(x);
        assertThat(y.toArray()).containsExactly(9f, 9f, 9f);
        assertThat(y.backward(Tensor.of(y.shape(), 3, 5, 7)).of(x).toArray()).containsExactly(0f, 0f, 15f, 0f, 0f);
    }

    @Test
    void thePaddingIsBelowEveryNumber() {
        Tensor x = Tensor.of(Shape.of(1, 1, 3), -3, -6, -9).requiringGradient();
        Tensor y = MaxPool1d.of(3).withStride(2).withPadding(1).apply(x);
        assertThat(y.toArray()).containsExactly(-3f, -6f);
        assertThat(y.backward(Tensor.of(y.shape(), 2, 4)).of(x).toArray()).containsExactly(2f, 4f, 0f);
    }

    @Test
    void dilationSkipsSamples() {
        // taps at t, t+2, t+4: max(1, 2, 5) and max(9, 3, 4)
        Tensor x = Tensor.of(Shape.of(1, 1, 6), 1, 9, 2, 3, 5, 4).requiringGradient();
        Tensor y = MaxPool1d.of(3).withStride(1).withDilation(2).apply(x);
        assertThat(y.toArray()).containsExactly(5f, 9f);
        assertThat(y.backward(Tensor.of(y.shape(), 2, 4)).of(x).toArray()).containsExactly(0f, 4f, 0f, 0f, 2f, 0f);
    }

    @Test
    void ceilModeAddsAWindowThatIsCutOff() {
        Tensor x = Tensor.of(Shape.of(1, 1, 5), 1, 3, 9, 5, -4).requiringGradient();
        Tensor y = op().apply(x);
        assertThat(y.toArray()).containsExactly(3f, 9f);
        Tensor more = MaxPool1d.of(2).withCeilMode(true).apply(x);
        assertThat(more.toArray()).containsExactly(3f, 9f, -4f);
        assertThat(more.backward(Tensor.of(more.shape(), 2, 4, 6)).of(x).toArray())
                .containsExactly(0f, 2f, 4f, 0f, 6f);
    }

    @Test
    void theLastWindowMustStartInsideOfTheInputOrTheLeftPadding() {
        assertThat(new MaxPool1d(1, 3, 0, 1, true).shape(Shape.of(1, 1, 5))).isEqualTo(Shape.of(1, 1, 2));
        assertThat(new MaxPool1d(2, 2, 1, 1, true).shape(Shape.of(1, 1, 3))).isEqualTo(Shape.of(1, 1, 2));
    }

    @Test
    void aNaNIsLargerThanInfinityAndTheLastOneGetsTheGradient() {
        Tensor x = Tensor.of(Shape.of(1, 1, 4), Float.NaN, Float.NaN, Float.POSITIVE_INFINITY, 1).requiringGradient();
        Tensor y = MaxPool1d.of(4).apply(x);
        assertThat(y.item()).isNaN();
        assertThat(y.backward(Tensor.full(y.shape(), 3)).of(x).toArray()).containsExactly(0f, 3f, 0f, 0f);
    }

    @Test
    void aWindowOfNegativeInfinityPassesItsGradientToItsFirstSample() {
        Tensor x = Tensor.full(Shape.of(1, 1, 2), Float.NEGATIVE_INFINITY).requiringGradient();
        Tensor y = op().apply(x);
        assertThat(y.item()).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(y.backward(Tensor.full(y.shape(), 3)).of(x).toArray()).containsExactly(3f, 0f);
    }

    @Test
    void aWindowWhoseTapsStraddleTheInputIsNegativeInfinityWithoutGradient() {
        // taps at −1 and 2 of an input with positions 0 and 1
        Tensor x = Tensor.of(Shape.of(1, 1, 2), 1, 2).requiringGradient();
        Tensor y = new MaxPool1d(2, 1, 1, 3, false).apply(x);
        assertThat(y.toArray()).containsExactly(Float.NEGATIVE_INFINITY);
        assertThat(y.backward(Tensor.full(y.shape(), 3)).of(x).toArray()).containsExactly(0f, 0f);
    }

    @Test
    void hasPytorchsDefaults() {
        assertThat(MaxPool1d.of(3)).isEqualTo(new MaxPool1d(3, 3, 0, 1, false));
    }

    @Test
    void withersChangeOneSetting() {
        MaxPool1d pool = new MaxPool1d(4, 3, 2, 5, false);
        assertThat(pool.withStride(1)).isEqualTo(new MaxPool1d(4, 1, 2, 5, false));
        assertThat(pool.withPadding(1)).isEqualTo(new MaxPool1d(4, 3, 1, 5, false));
        assertThat(pool.withDilation(1)).isEqualTo(new MaxPool1d(4, 3, 2, 1, false));
        assertThat(pool.withCeilMode(true)).isEqualTo(new MaxPool1d(4, 3, 2, 5, true));
    }

    @Test
    void acceptsAnEmptyBatch() {
        assertThat(op().apply(Tensor.zeros(Shape.of(0, 3, 8))).shape()).isEqualTo(Shape.of(0, 3, 4));
    }

    @Test
    void rejectsSettingsOutOfRange() {
        assertThatThrownBy(() -> MaxPool1d.of(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("MaxPool1d: kernelSize must be at least 1, but is -1");
        assertThatThrownBy(() -> MaxPool1d.of(3).withStride(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("MaxPool1d: stride must be at least 1, but is 0");
        assertThatThrownBy(() -> MaxPool1d.of(3).withDilation(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("MaxPool1d: dilation must be at least 1, but is 0");
        assertThatThrownBy(() -> MaxPool1d.of(5).withPadding(3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("MaxPool1d: padding must be at least 0 and at most half of kernelSize 5, but is 3");
    }

    @Test
    void rejectsRowsWithoutAWindow() {
        assertThatThrownBy(() -> new MaxPool1d(3, 1, 1, 4, false).apply(Tensor.zeros(Shape.of(2, 3, 6))))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage(
                        "MaxPool1d: kernelSize 3 with padding 1 with dilation 4 expects x (N, C, L) to have a length "
                                + "of at least 7, but x is (2, 3, 6) with 6");
    }

    @Test
    void rejectsOtherAxes() {
        assertThatThrownBy(() -> op().apply(Tensor.zeros(Shape.of(3, 8))))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("MaxPool1d: expected x with axes (N, C, L), but its shape is (3, 8)");
    }
}
