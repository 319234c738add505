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

final class LogSoftmaxTest implements OpContract {

    private static final float LN_2 = 0x1.62e43p-1f;

    @Override
    public Op op() {
        return new LogSoftmax(-1);
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
            return new LogSoftmax(1);
        }

        @Override
        public List<Tensor[]> inputs() {
            return LogSoftmaxTest.this.inputs();
        }
    }

    @Test
    void equalLogitsShareTheProbability() {
        Tensor y = op().apply(Tensor.of(Shape.of(2, 2), 5, 5, -700, -700));
        assertThat(y.toArray()).containsExactly(-LN_2, -LN_2, -LN_2, -LN_2); // ln 1/2
    }

    @Test
    void largeLogitsDoNotOverflow() {
        Tensor y = op().apply(Tensor.of(Shape.of(1, 3), 3e38f, 0, -3e38f));
        assertThat(y.toArray()).containsExactly(0f, -3e38f, Float.NEGATIVE_INFINITY);
    }

    @Test
    void subtractsTheShareOfTheProbabilityFromTheGradient() {
        Tensor x = Tensor.of(Shape.of(1, 2), 0, 0).requiringGradient();
        Tensor dy = Tensor.of(Shape.of(1, 2), 4, 6); // Σ dy = 10, softmax = 1/2 each, to within float's ln 2
        float[] dx = op().apply(x).backward(dy).of(x).toArray();
        assertThat(dx[0]).isCloseTo(-1f, org.assertj.core.api.Assertions.within(1e-6f));
        assertThat(dx[1]).isCloseTo(1f, org.assertj.core.api.Assertions.within(1e-6f));
    }

    @Test
    void theSameNumbersHaveTheSameBitsAlongAnyAxis() {
        Tensor row = Samples.awayFromZero(Shape.of(1, 37), 8);
        float[] expected = op().apply(row).toArray();
        assertThat(new LogSoftmax(0).apply(row.view(Shape.of(37))).toArray()).containsExactly(expected);
        Tensor columns = Tensor.zeros(Shape.of(37, 5)); // five copies side by side
        for (int i = 0; i < columns.size(); i++) {
            columns.set(i, row.get(i / 5));
        }
        Tensor y = new LogSoftmax(0).apply(columns);
        for (int i = 0; i < columns.size(); i++) {
            assertThat(y.get(i)).isEqualTo(expected[i / 5]);
        }
    }

    @Test
    void negativeAxesCountFromTheLast() {
        Tensor x = Samples.awayFromZero(Shape.of(2, 3, 4), 8);
        assertThat(new LogSoftmax(-2).apply(x).toArray()).containsExactly(new LogSoftmax(1).apply(x).toArray());
        assertThat(new LogSoftmax(-3).apply(x).toArray()).containsExactly(new LogSoftmax(0).apply(x).toArray());
    }

    @Test
    void aNaNMakesItsRowNaNAndNoOther() {
        Tensor y = op().apply(Tensor.of(Shape.of(3, 2), Float.NaN, 0, 1, 1, Float.POSITIVE_INFINITY, 0));
        assertThat(y.toArray()).containsExactly(Float.NaN, Float.NaN, -LN_2, -LN_2, Float.NaN, Float.NaN);
    }

    @Test
    void acceptsNoElements() {
        assertThat(op().apply(Tensor.zeros(Shape.of(0, 3))).shape()).isEqualTo(Shape.of(0, 3));
        assertThat(op().apply(Tensor.zeros(Shape.of(3, 0))).shape()).isEqualTo(Shape.of(3, 0));
        assertThat(new LogSoftmax(0).apply(Tensor.zeros(Shape.of(3, 0))).shape()).isEqualTo(Shape.of(3, 0));
    }

    @Test
    void rejectsAnAxisThatIsNotThere() {
        assertThatThrownBy(() -> new LogSoftmax(2).apply(Tensor.zeros(Shape.of(4, 5))))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("LogSoftmax: axis 2 expects x to have at least 3 axes, but its shape is (4, 5)");
        assertThatThrownBy(() -> new LogSoftmax(-1).apply(Tensor.scalar(4)))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("LogSoftmax: axis -1 expects x to have at least 1 axis, but its shape is ()");
    }

    @Test
    void rejectsMoreThanOneInput() {
        assertThatThrownBy(() -> op().apply(Tensor.zeros(Shape.of(4)), Tensor.zeros(Shape.of(4))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("LogSoftmax: takes one input, but was given 2");
    }
}
