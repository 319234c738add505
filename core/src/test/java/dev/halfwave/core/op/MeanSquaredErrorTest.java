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

final class MeanSquaredErrorTest implements OpContract {

    private final Tensor prediction = Tensor.of(Shape.of(2, 2), 1, 2, 3, 4).requiringGradient();
    private final Tensor target = Tensor.of(Shape.of(2, 2), 0, 4, 3, 1).requiringGradient(); // squares 1 4 0 9

    @Override
    public Op op() {
        return new MeanSquaredError(Reduction.NONE);
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
            return new MeanSquaredError();
        }

        @Override
        public List<Tensor[]> inputs() {
            return MeanSquaredErrorTest.this.inputs();
        }

        @Override
        public boolean isBatched() {
            return false;
        }
    }

    private static Tensor[] of(Shape shape) {
        return new Tensor[] {Samples.awayFromZero(shape, 1), Samples.awayFromZero(shape, 2)};
    }

    @Test
    void squaresEachDifference() {
        assertThat(op().apply(prediction, target).toArray()).containsExactly(1f, 4f, 0f, 9f);
    }

    @Test
    void everyElementHasItsOwnUpstreamGradient() {
        Gradients g = op().apply(prediction, target).backward(Tensor.of(Shape.of(2, 2), 1, 2, 3, 4));
        assertThat(g.of(prediction).toArray()).containsExactly(2f, -8f, 0f, 24f); // 2 dy (1 −2 0 3)
        assertThat(g.of(target).toArray()).containsExactly(-2f, 8f, 0f, -24f);
    }

    @Test
    void theMeanIsTheDefault() {
        assertThat(new MeanSquaredError()).isEqualTo(new MeanSquaredError(Reduction.MEAN));
        Tensor loss = new MeanSquaredError().apply(prediction, target);
        assertThat(loss.shape()).isEqualTo(Shape.SCALAR);
        assertThat(loss.item()).isEqualTo(3.5f); // 14 / 4
        Gradients g = loss.backward();
        assertThat(g.of(prediction).toArray()).containsExactly(0.5f, -1f, 0f, 1.5f); // 2 / 4 (1 −2 0 3)
        assertThat(g.of(target).toArray()).containsExactly(-0.5f, 1f, 0f, -1.5f);
    }

    @Test
    void theSumIsNotDivided() {
        Tensor loss = new MeanSquaredError(Reduction.SUM).apply(prediction, target);
        assertThat(loss.item()).isEqualTo(14f);
        assertThat(loss.backward().of(prediction).toArray()).containsExactly(2f, -4f, 0f, 6f);
    }

    @Test
    void addsOneSampleAfterAnother() {
        // The squares are 2²⁴, 1, 0, 1. One by one each 1 is lost to rounding; in a row, lanes 1 and 3 are added first.
        Tensor x = Tensor.of(Shape.of(4), 0x1p12f, 1, 0, 1);
        Tensor zero = Tensor.zeros(Shape.of(4));
        assertThat(new MeanSquaredError(Reduction.SUM).apply(x, zero).item()).isEqualTo(0x1p24f);
        Tensor row = new MeanSquaredError(Reduction.SUM).apply(x.view(Shape.of(1, 4)), zero.view(Shape.of(1, 4)));
        assertThat(row.item()).isEqualTo(0x1p24f + 2);
    }

    @Test
    void acceptsSingleNumbers() {
        assertThat(new MeanSquaredError().apply(Tensor.scalar(5), Tensor.scalar(2)).item()).isEqualTo(9f);
    }

    @Test
    void anEmptyBatchHasNoMean() {
        Tensor none = Tensor.zeros(Shape.of(0, 3));
        assertThat(new MeanSquaredError().apply(none, none).item()).isNaN();
        assertThat(new MeanSquaredError(Reduction.SUM).apply(none, none).item()).isZero();
        Tensor noFeatures = Tensor.zeros(Shape.of(3, 0));
        assertThat(new MeanSquaredError(Reduction.SUM).apply(noFeatures, noFeatures).item()).isZero();
    }

    @Test
    void rejectsATargetOfAnotherShape() {
        assertThatThrownBy(() -> op().apply(Tensor.zeros(Shape.of(4, 1)), Tensor.zeros(Shape.of(4))))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage(
                        "MeanSquaredError: expected target with the shape (4, 1) of prediction, but its shape is (4)");
    }

    @Test
    void rejectsAnotherNumberOfInputs() {
        assertThatThrownBy(() -> op().apply(prediction))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("MeanSquaredError: takes two inputs (prediction, target), but was given 1");
    }
}
