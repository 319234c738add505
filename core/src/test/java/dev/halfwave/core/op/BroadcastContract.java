package dev.halfwave.core.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.core.OpContract;
import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/// What every op of two inputs that are repeated to fit each other keeps.
interface BroadcastContract extends OpContract {

    @Override
    default List<Tensor[]> inputs() {
        return List.of(
                of(Shape.of(2, 3, 17), Shape.of(2, 3, 17)),
                of(Shape.of(3, 4), Shape.of(3, 4)),
                of(Shape.of(2, 3, 16), Shape.of(2, 1, 16)));
    }

    @Override
    default boolean isPerSample(int input) {
        return true;
    }

    /// The contract where one input is repeated over the batch, or both are repeated.
    interface OverTheBatch extends OpContract {
        @Override
        default List<Tensor[]> inputs() {
            return List.of(
                    of(Shape.of(2, 3, 17), Shape.of(3, 1)),
                    of(Shape.of(2, 3, 5), Shape.of(5)),
                    of(Shape.of(2, 3, 5), Shape.SCALAR),
                    of(Shape.of(2, 1, 5), Shape.of(3, 1)),
                    of(Shape.of(2, 3, 1, 5), Shape.of(1, 1, 4, 1)));
        }
    }

    private static Tensor[] of(Shape a, Shape b) {
        return new Tensor[] {Samples.awayFromZero(a, 1), Samples.awayFromZero(b, 2)};
    }

    @Test
    default void acceptsNoElements() {
        Tensor row = Tensor.of(Shape.of(3), 1, 2, 3).requiringGradient();
        Tensor none = Tensor.zeros(Shape.of(0, 3)).requiringGradient();
        Tensor y = op().apply(none, row);
        assertThat(y.shape()).isEqualTo(Shape.of(0, 3));
        assertThat(y.backward(y).of(row).toArray()).containsExactly(new float[3], Offset.offset(0f));
        assertThat(y.backward(y).of(none).shape()).isEqualTo(Shape.of(0, 3));
        assertThat(op().apply(Tensor.zeros(Shape.of(0)), Tensor.zeros(Shape.of(1))).shape()).isEqualTo(Shape.of(0));
    }

    @Test
    default void rejectsShapesThatDoNotFit() {
        assertThatThrownBy(() -> op().apply(Tensor.zeros(Shape.of(2, 3)), Tensor.zeros(Shape.of(2))))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage(
                        op().name() + ": expected a and b to have, axis by axis from the last, the same length or 1, "
                                + "but a is (2, 3) and b is (2)");
    }

    @Test
    default void rejectsAnotherNumberOfInputs() {
        assertThatThrownBy(() -> op().apply(Tensor.scalar(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(op().name() + ": takes two inputs (a, b), but was given 1");
    }
}
