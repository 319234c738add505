package dev.halfwave.core.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.core.Gradients;
import dev.halfwave.core.Op;
import dev.halfwave.core.OpContract;
import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class MeanAbsoluteErrorTest implements OpContract {

    private final Tensor prediction = Tensor.of(Shape.of(2, 2), 1, 2, 3, 4).requiringGradient();
    private final Tensor target = Tensor.of(Shape.of(2, 2), 0, 4, 3, 1).requiringGradient(); // differences 1 −2 0 3

    @Override
    public Op op() {
        return new MeanAbsoluteError(Reduction.NONE);
    }

    @Override
    public List<Tensor[]> inputs() {
        return List.of(
                of(Shape.of(3, 5)), of(Shape.of(2, 3, 17)), of(Shape.of(4)), of(Shape.of(2, 64)), of(Shape.of(1, 1)));
    }

    @Override
    public boolean isPerSample(int input) {
        return true;
    }

    /// The contract where the result is one number.
    @Nested
    final class Mean implements OpContract {
        @Override
        public Op op() {
            return new MeanAbsoluteError();
        }

        @Override
        public List<Tensor[]> inputs() {
            return MeanAbsoluteErrorTest.this.inputs();
        }

        @Override
        public boolean isBatched() {
            return false;
        }
    }

    /// Differences of at least 0.1: away from the kink.
    private static Tensor[] of(Shape shape) {
        Tensor prediction = Samples.awayFromZero(shape, 1);
        Tensor difference = Samples.awayFromZero(shape, 2);
        return new Tensor[] {prediction, new Subtract().apply(prediction, difference)};
    }

    @Test
    void isTheMagnitudeOfEachDifference() {
        assertThat(op().apply(prediction, target).toArray()).containsExactly(1f, 2f, 0f, 3f);
    }

    @Test
    void everyElementHasItsOwnUpstreamGradientAndEqualOnesHaveNone() {
        Gradients g = op().apply(prediction, target).backward(Tensor.of(Shape.of(2, 2), 1, 2, 3, 4));
        assertThat(g.of(prediction).toArray()).containsExactly(1f, -2f, 0f, 4f);
        assertThat(g.of(target).toArray()).containsExactly(-1f, 2f, 0f, -4f);
    }

    @Test
    void theMeanIsTheDefault() {
        assertThat(new MeanAbsoluteError()).isEqualTo(new MeanAbsoluteError(Reduction.MEAN));
        Tensor loss = new MeanAbsoluteError().apply(prediction, target);
        assertThat(loss.shape()).isEqualTo(Shape.SCALAR);
        assertThat(loss.item()).isEqualTo(1.5f); // 6 / 4
        Gradients g = loss.backward();
        assertThat(g.of(prediction).toArray()).containsExactly(0.25f, -0.25f, 0f, 0.25f);
        assertThat(g.of(target).toArray()).containsExactly(-0.25f, 0.25f, 0f, -0.25f);
    }

    @Test
    void theSumIsNotDivided() {
        Tensor loss = new MeanAbsoluteError(Reduction.SUM).apply(prediction, target);
        assertThat(loss.item()).isEqualTo(6f);
        assertThat(loss.backward().of(prediction).toArray()).containsExactly(1f, -1f, 0f, 1f);
    }

    @Test
    void addsOneSampleAfterAnother() {
        // 2²⁴, 1, 0, 1. One by one each 1 is lost to rounding; in a row, lanes 1 and 3 are added first.
        Tensor x = Tensor.of(Shape.of(4), 0x1p24f, 1, 0, -1);
        Tensor zero = Tensor.zeros(Shape.of(4));
        assertThat(new MeanAbsoluteError(Reduction.SUM).apply(x, zero).item()).isEqualTo(0x1p24f);
        Tensor row = new MeanAbsoluteError(Reduction.SUM).apply(x.view(Shape.of(1, 4)), zero.view(Shape.of(1, 4)));
        assertThat(row.item()).isEqualTo(0x1p24f + 2);
    }

    @Test
    void aNaNIsSeenInTheLoss() {
        assertThat(new MeanAbsoluteError().apply(Tensor.scalar(Float.NaN), Tensor.scalar(1)).item()).isNaN();
    }

    @Test
    void acceptsSingleNumbers() {
        assertThat(op().apply(Tensor.scalar(5), Tensor.scalar(2)).item()).isEqualTo(3f);
    }

    @Test
    void anEmptyBatchHasNoMean() {
        Tensor none = Tensor.zeros(Shape.of(0, 3));
        assertThat(new MeanAbsoluteError().apply(none, none).item()).isNaN();
        assertThat(new MeanAbsoluteError(Reduction.SUM).apply(none, none).item()).isZero();
    }

    @Test
    void rejectsATargetOfAnotherShape() {
        assertThatThrownBy(() -> op().apply(Tensor.zeros(Shape.of(4, 1)), Tensor.zeros(Shape.of(4))))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage(
                        "MeanAbsoluteError: expected target with the shape (4, 1) of prediction, but its shape is (4)");
    }

    @Test
    void rejectsAnotherNumberOfInputs() {
        assertThatThrownBy(() -> op().apply(prediction))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("MeanAbsoluteError: takes two inputs (prediction, target), but was given 1");
    }

    @Test
    void rejectsNoReduction() {
        assertThatThrownBy(() -> new MeanAbsoluteError(null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("MeanAbsoluteError: reduction must be MEAN, SUM or NONE, but is null");
    }
}
