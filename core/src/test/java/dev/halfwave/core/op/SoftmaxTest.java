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

final class SoftmaxTest implements OpContract {

    @Override
    public Op op() {
        return new Softmax(-1);
    }

    @Override
    public List<Tensor[]> inputs() {
        return List.of(
                new Tensor[] {Samples.awayFromZero(Shape.of(3, 5), 1)},
                new Tensor[] {Samples.awayFromZero(Shape.of(2, 3, 17), 2)},
                new Tensor[] {Samples.awayFromZero(Shape.of(2, 33), 3)},
                new Tensor[] {Samples.awayFromZero(Shape.of(2, 1), 4)});
    }

    /// The contract along an axis whose neighbours do not stand next to each other.
    @Nested
    final class AlongTheChannels implements OpContract {
        @Override
        public Op op() {
            return new Softmax(1);
        }

        @Override
        public List<Tensor[]> inputs() {
            return SoftmaxTest.this.inputs();
        }
    }

    @Test
    void equalElementsHaveEqualShares() {
        Tensor y = op().apply(Tensor.of(Shape.of(2, 2), 5, 5, -700, -700));
        assertThat(y.toArray()).containsExactly(0.5f, 0.5f, 0.5f, 0.5f);
    }

    @Test
    void theShareGrowsExponentially() {
        float ln2 = 0x1.62e43p-1f;
        float[] y = op().apply(Tensor.of(Shape.of(1, 3), 0, ln2, 2 * ln2)).toArray(); // 1 : 2 : 4
        assertThat(y[0]).isCloseTo(1 / 7f, within(1e-7f));
        assertThat(y[1]).isCloseTo(2 / 7f, within(1e-7f));
        assertThat(y[2]).isCloseTo(4 / 7f, within(1e-7f));
    }

    @Test
    void largeElementsDoNotOverflow() {
        Tensor y = op().apply(Tensor.of(Shape.of(1, 3), 3e38f, 0, -3e38f));
        assertThat(y.toArray()).containsExactly(1f, 0f, 0f);
    }

    @Test
    void theGradientIsTheShareTimesWhatIsAboveTheMean() {
        Tensor x = Tensor.of(Shape.of(1, 2), 3, 3).requiringGradient(); // shares 1/2, so the mean of dy is 5
        Tensor dy = Tensor.of(Shape.of(1, 2), 4, 6);
        assertThat(op().apply(x).backward(dy).of(x).toArray()).containsExactly(-0.5f, 0.5f);
    }

    @Test
    void aMaskedElementHasNoShareAndNoGradient() {
        float masked = Float.NEGATIVE_INFINITY;
        Tensor x = Tensor.of(Shape.of(1, 3), 1, masked, 1).requiringGradient();
        Tensor y = op().apply(x);
        assertThat(y.toArray()).containsExactly(0.5f, 0f, 0.5f);
        assertThat(y.backward(Tensor.of(Shape.of(1, 3), 4, 100, 6)).of(x).toArray())
                .containsExactly(-0.5f, 0f, 0.5f);
    }

    @Test
    void theSameNumbersHaveTheSameBitsAlongAnyAxis() {
        Tensor row = Samples.awayFromZero(Shape.of(1, 37), 8);
        float[] expected = op().apply(row).toArray();
        Tensor columns = Tensor.zeros(Shape.of(37, 5)); // five copies side by side
        for (int i = 0; i < columns.size(); i++) {
            columns.set(i, row.get(i / 5));
        }
        Tensor y = new Softmax(0).apply(columns);
        for (int i = 0; i < columns.size(); i++) {
            assertThat(y.get(i)).isEqualTo(expected[i / 5]);
        }
    }

    @Test
    void negativeAxesCountFromTheLast() {
        Tensor x = Samples.awayFromZero(Shape.of(2, 3, 4), 8);
        assertThat(new Softmax(-2).apply(x).toArray()).containsExactly(new Softmax(1).apply(x).toArray());
        assertThat(new Softmax(-3).apply(x).toArray()).containsExactly(new Softmax(0).apply(x).toArray());
    }

    @Test
    void whatHasNoSharesIsNaNAndNothingElse() {
        float minus = Float.NEGATIVE_INFINITY;
        Tensor y = op().apply(Tensor.of(Shape.of(4, 2), Float.NaN, 0, 1, 1, Float.POSITIVE_INFINITY, 0, minus, minus));
        assertThat(y.toArray()).containsExactly(
                Float.NaN, Float.NaN, 0.5f, 0.5f, Float.NaN, Float.NaN, Float.NaN, Float.NaN);
    }

    @Test
    void acceptsNoElements() {
        assertThat(op().apply(Tensor.zeros(Shape.of(0, 3))).shape()).isEqualTo(Shape.of(0, 3));
        assertThat(op().apply(Tensor.zeros(Shape.of(3, 0))).shape()).isEqualTo(Shape.of(3, 0));
        assertThat(new Softmax(0).apply(Tensor.zeros(Shape.of(3, 0))).shape()).isEqualTo(Shape.of(3, 0));
    }

    @Test
    void rejectsAnAxisThatIsNotThere() {
        assertThatThrownBy(() -> new Softmax(2).apply(Tensor.zeros(Shape.of(4, 5))))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("Softmax: axis 2 expects x to have at least 3 axes, but its shape is (4, 5)");
        assertThatThrownBy(() -> new Softmax(Integer.MIN_VALUE).apply(Tensor.scalar(4)))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage(
                        "Softmax: axis -2147483648 expects x to have at least 2147483648 axes, but its shape is ()");
    }

    @Test
    void rejectsMoreThanOneInput() {
        assertThatThrownBy(() -> op().apply(Tensor.zeros(Shape.of(4)), Tensor.zeros(Shape.of(4))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Softmax: takes one input, but was given 2");
    }
}
