package dev.halfwave.core.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.core.Op;
import dev.halfwave.core.OpContract;
import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What every loss of the difference of prediction and target keeps. The op of the contract is the one that does not
/// reduce.
interface DifferenceLossContract extends OpContract {

    /// The loss with this reduction.
    Op op(Reduction reduction);

    /// A prediction and a target, at differences away from the loss's kinks.
    Tensor[] inputs(Shape shape);

    /// A difference whose loss is 1.
    float differenceOfOne();

    /// A difference whose loss is 2²⁴.
    float differenceOfTwoToThe24();

    @Override
    default Op op() {
        return op(Reduction.NONE);
    }

    @Override
    default List<Tensor[]> inputs() {
        return Stream.of(Shape.of(3, 5), Shape.of(2, 3, 17), Shape.of(4), Shape.of(2, 64), Shape.of(1, 1))
                .map(this::inputs)
                .toList();
    }

    @Override
    default boolean isPerSample(int input) {
        return true;
    }

    @Test
    default void addsOneSampleAfterAnother() {
        // The losses are 2²⁴, 1, 0, 1. One by one each 1 is lost to rounding; in a row, lanes 1 and 3 are added first.
        Op sum = op(Reduction.SUM);
        Tensor x = Tensor.of(Shape.of(4), differenceOfTwoToThe24(), differenceOfOne(), 0, -differenceOfOne());
        Tensor zero = Tensor.zeros(Shape.of(4));
        assertThat(sum.apply(x, zero).item()).isEqualTo(0x1p24f);
        Tensor row = sum.apply(x.view(Shape.of(1, 4)), zero.view(Shape.of(1, 4)));
        assertThat(row.item()).isEqualTo(0x1p24f + 2);
    }

    @Test
    default void aNaNIsSeenInTheLoss() {
        assertThat(op(Reduction.MEAN).apply(Tensor.scalar(Float.NaN), Tensor.scalar(1)).item()).isNaN();
    }

    @Test
    default void anEmptyBatchHasNoMean() {
        Tensor none = Tensor.zeros(Shape.of(0, 3));
        assertThat(op(Reduction.MEAN).apply(none, none).item()).isNaN();
        assertThat(op(Reduction.SUM).apply(none, none).item()).isZero();
        Tensor noFeatures = Tensor.zeros(Shape.of(3, 0));
        assertThat(op(Reduction.SUM).apply(noFeatures, noFeatures).item()).isZero();
    }

    @Test
    default void rejectsATargetOfAnotherShape() {
        assertThatThrownBy(() -> op().apply(Tensor.zeros(Shape.of(4, 1)), Tensor.zeros(Shape.of(4))))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage(op().name()
                        + ": expected target with the shape (4, 1) of prediction, but its shape is (4)");
    }

    @Test
    default void rejectsAnotherNumberOfInputs() {
        assertThatThrownBy(() -> op().apply(Tensor.scalar(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(op().name() + ": takes two inputs (prediction, target), but was given 1");
    }

    @Test
    default void rejectsNoReduction() {
        assertThatThrownBy(() -> op(null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(op().name() + ": reduction must be MEAN, SUM or NONE, but is null");
    }
}
