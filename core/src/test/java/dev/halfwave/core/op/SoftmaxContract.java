package dev.halfwave.core.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.core.Op;
import dev.halfwave.core.OpContract;
import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What softmax and its logarithm keep as ops along an axis. The op of the contract is the one along the last.
interface SoftmaxContract extends OpContract {

    /// The op along this axis.
    Op along(int axis);

    @Override
    default Op op() {
        return along(-1);
    }

    @Override
    default List<Tensor[]> inputs() {
        return List.of(
                new Tensor[] {Samples.awayFromZero(Shape.of(3, 5), 1)},
                new Tensor[] {Samples.awayFromZero(Shape.of(2, 3, 17), 2)},
                new Tensor[] {Samples.awayFromZero(Shape.of(2, 33), 3)},
                new Tensor[] {Samples.awayFromZero(Shape.of(2, 1), 4)});
    }

    @Test
    default void theSameNumbersHaveTheSameBitsAlongAnyAxis() {
        Tensor row = Samples.awayFromZero(Shape.of(1, 37), 8);
        float[] expected = op().apply(row).toArray();
        assertThat(along(0).apply(row.view(Shape.of(37))).toArray()).containsExactly(expected);
        Tensor columns = Tensor.zeros(Shape.of(37, 5)); // five copies side by side
        for (int i = 0; i < columns.size(); i++) {
            columns.set(i, row.get(i / 5));
        }
        Tensor y = along(0).apply(columns);
        for (int i = 0; i < columns.size(); i++) {
            assertThat(y.get(i)).isEqualTo(expected[i / 5]);
        }
    }

    @Test
    default void negativeAxesCountFromTheLast() {
        Tensor x = Samples.awayFromZero(Shape.of(2, 3, 4), 8);
        assertThat(along(-2).apply(x).toArray()).containsExactly(along(1).apply(x).toArray());
        assertThat(along(-3).apply(x).toArray()).containsExactly(along(0).apply(x).toArray());
    }

    @Test
    default void acceptsNoElements() {
        assertThat(op().apply(Tensor.zeros(Shape.of(0, 3))).shape()).isEqualTo(Shape.of(0, 3));
        assertThat(op().apply(Tensor.zeros(Shape.of(3, 0))).shape()).isEqualTo(Shape.of(3, 0));
        assertThat(along(0).apply(Tensor.zeros(Shape.of(3, 0))).shape()).isEqualTo(Shape.of(3, 0));
    }

    @Test
    default void rejectsAnAxisThatIsNotThere() {
        assertThatThrownBy(() -> along(2).apply(Tensor.zeros(Shape.of(4, 5))))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage(op().name() + ": axis 2 expects x to have at least 3 axes, but its shape is (4, 5)");
        assertThatThrownBy(() -> along(-1).apply(Tensor.scalar(4)))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage(op().name() + ": axis -1 expects x to have at least 1 axis, but its shape is ()");
        assertThatThrownBy(() -> along(Integer.MIN_VALUE).apply(Tensor.scalar(4)))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage(op().name()
                        + ": axis -2147483648 expects x to have at least 2147483648 axes, but its shape is ()");
    }

    @Test
    default void rejectsMoreThanOneInput() {
        assertThatThrownBy(() -> op().apply(Tensor.zeros(Shape.of(4)), Tensor.zeros(Shape.of(4))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(op().name() + ": takes one input, but was given 2");
    }
}
