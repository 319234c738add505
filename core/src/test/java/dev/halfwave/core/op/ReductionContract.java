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

/// What every op that reduces axes keeps. The op of the contract is the one over axis 1.
interface ReductionContract extends OpContract {

    /// The op over these axes, or over all where none is named.
    Op over(boolean keepAxes, int... axes);

    @Override
    default Op op() {
        return over(false, 1);
    }

    @Override
    default List<Tensor[]> inputs() {
        return List.of(
                new Tensor[] {Samples.awayFromZero(Shape.of(2, 3, 17), 1)},
                new Tensor[] {Samples.awayFromZero(Shape.of(3, 5), 2)},
                new Tensor[] {Samples.awayFromZero(Shape.of(2, 1, 100), 3)},
                new Tensor[] {Samples.awayFromZero(Shape.of(2, 3, 2, 5), 4)});
    }

    @Test
    default void axesAreDroppedOrKept() {
        Tensor x = Samples.awayFromZero(Shape.of(2, 3, 4), 7);
        Tensor dropped = over(false, 0, -1).apply(x);
        Tensor kept = over(true, 0, -1).apply(x);
        assertThat(dropped.shape()).isEqualTo(Shape.of(3));
        assertThat(kept.shape()).isEqualTo(Shape.of(1, 3, 1));
        assertThat(kept.toArray()).containsExactly(dropped.toArray());
        assertThat(over(false).apply(x).shape()).isEqualTo(Shape.SCALAR);
        assertThat(over(true).apply(x).shape()).isEqualTo(Shape.of(1, 1, 1));
    }

    @Test
    default void aSingleNumberIsItsOwnResult() {
        Tensor x = Tensor.scalar(7).requiringGradient();
        Tensor y = over(false).apply(x);
        assertThat(y.item()).isEqualTo(7f);
        assertThat(y.backward().of(x).item()).isEqualTo(1f);
    }

    @Test
    default void rejectsAxesThatAreNamedTwice() {
        assertThatThrownBy(() -> over(false, 1, 0, 1))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage(op().name() + ": each axis may be named once, but 1 is there twice in (1, 0, 1)");
        assertThatThrownBy(() -> over(false, 1, -2).apply(Tensor.zeros(Shape.of(2, 3, 4))))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage(
                        op().name() + ": expected axes that name each axis of x once, but x is (2, 3, 4) and (1, -2) "
                                + "names axis 1 twice");
    }

    @Test
    default void rejectsAnAxisThatIsNotThere() {
        assertThatThrownBy(() -> over(false, 0, 3).apply(Tensor.zeros(Shape.of(2, 3, 4))))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage(op().name() + ": axis 3 expects x to have at least 4 axes, but its shape is (2, 3, 4)");
        assertThatThrownBy(() -> over(false, -1).apply(Tensor.scalar(1)))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage(op().name() + ": axis -1 expects x to have at least 1 axis, but its shape is ()");
    }

    @Test
    default void rejectsMoreThanOneInput() {
        assertThatThrownBy(() -> op().apply(Tensor.zeros(Shape.of(2, 2)), Tensor.zeros(Shape.of(2, 2))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(op().name() + ": takes one input, but was given 2");
    }
}
