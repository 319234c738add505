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

final class HuberTest implements OpContract {

    private final Tensor prediction = Tensor.of(Shape.of(2, 2), 1, 2, 3, 4).requiringGradient();
    private final Tensor target = Tensor.of(Shape.of(2, 2), 0, 4, 3, 1).requiringGradient(); // differences 1 −2 0 3

    @Override
    public Op op() {
        return new Huber(Reduction.NONE, 2);
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
            return new Huber(Reduction.MEAN, 0.5f);
        }

        @Override
        public List<Tensor[]> inputs() {
            return HuberTest.this.inputs();
        }

        @Override
        public boolean isBatched() {
            return false;
        }
    }

    /// Differences on both sides of ±0.5 and ±2, and away from them.
    private static Tensor[] of(Shape shape) {
        Tensor prediction = Samples.awayFromZero(shape, 1);
        Tensor difference = Samples.awayFromZero(shape, 2);
        for (int i = 0; i < shape.size(); i++) {
            float d = 3 * difference.get(i); // ±[0.3, 3)
            boolean near = Math.abs(Math.abs(d) - 0.5f) < 0.1f || Math.abs(Math.abs(d) - 2) < 0.1f;
            difference.set(i, near ? 1.25f * Math.signum(d) : d);
        }
        return new Tensor[] {prediction, new Subtract().apply(prediction, difference)};
    }

    @Test
    void isHalfASquareAndThenALine() {
        assertThat(op().apply(prediction, target).toArray()).containsExactly(0.5f, 2f, 0f, 4f); // 2 (3 − 1) at the end
    }

    @Test
    void theGradientDoesNotGrowBeyondDelta() {
        Gradients g = op().apply(prediction, target).backward(Tensor.of(Shape.of(2, 2), 1, 2, 3, 4));
        assertThat(g.of(prediction).toArray()).containsExactly(1f, -4f, 0f, 8f); // dy · (1 −2 0 2)
        assertThat(g.of(target).toArray()).containsExactly(-1f, 4f, 0f, -8f);
    }

    @Test
    void theMeanAndDeltaOneAreTheDefault() {
        assertThat(new Huber()).isEqualTo(new Huber(Reduction.MEAN, 1));
        Tensor loss = new Huber().apply(prediction, target); // ½ 1½ 0 2½
        assertThat(loss.shape()).isEqualTo(Shape.SCALAR);
        assertThat(loss.item()).isEqualTo(1.125f);
        Gradients g = loss.backward();
        assertThat(g.of(prediction).toArray()).containsExactly(0.25f, -0.25f, 0f, 0.25f);
        assertThat(g.of(target).toArray()).containsExactly(-0.25f, 0.25f, 0f, -0.25f);
    }

    @Test
    void theSumIsNotDivided() {
        Tensor loss = new Huber(Reduction.SUM, 1).apply(prediction, target);
        assertThat(loss.item()).isEqualTo(4.5f);
        assertThat(loss.backward().of(prediction).toArray()).containsExactly(1f, -1f, 0f, 1f);
    }

    @Test
    void addsOneSampleAfterAnother() {
        // The losses are 2²⁴, 1, 0, 1. One by one each 1 is lost to rounding; in a row, lanes 1 and 3 are added first.
        Tensor x = Tensor.of(Shape.of(4), 0x1p24f, 1.5f, 0, -1.5f);
        Tensor zero = Tensor.zeros(Shape.of(4));
        assertThat(new Huber(Reduction.SUM, 1).apply(x, zero).item()).isEqualTo(0x1p24f);
        Tensor row = new Huber(Reduction.SUM, 1).apply(x.view(Shape.of(1, 4)), zero.view(Shape.of(1, 4)));
        assertThat(row.item()).isEqualTo(0x1p24f + 2);
    }

    @Test
    void aLargeDifferenceDoesNotOverflow() {
        assertThat(new Huber().apply(Tensor.scalar(0x1p100f), Tensor.scalar(0)).item()).isEqualTo(0x1p100f);
        Tensor infinite = Tensor.scalar(Float.NEGATIVE_INFINITY).requiringGradient();
        Tensor loss = new Huber().apply(infinite, Tensor.scalar(0));
        assertThat(loss.item()).isInfinite();
        assertThat(loss.backward().of(infinite).item()).isEqualTo(-1f);
        assertThat(new Huber().apply(Tensor.scalar(Float.NaN), Tensor.scalar(0)).item()).isNaN();
    }

    @Test
    void acceptsSingleNumbers() {
        assertThat(op().apply(Tensor.scalar(5), Tensor.scalar(2)).item()).isEqualTo(4f);
    }

    @Test
    void anEmptyBatchHasNoMean() {
        Tensor none = Tensor.zeros(Shape.of(0, 3));
        assertThat(new Huber().apply(none, none).item()).isNaN();
        assertThat(new Huber(Reduction.SUM, 1).apply(none, none).item()).isZero();
    }

    @Test
    void rejectsATargetOfAnotherShape() {
        assertThatThrownBy(() -> op().apply(Tensor.zeros(Shape.of(4, 1)), Tensor.zeros(Shape.of(4))))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("Huber: expected target with the shape (4, 1) of prediction, but its shape is (4)");
    }

    @Test
    void rejectsAnotherNumberOfInputs() {
        assertThatThrownBy(() -> op().apply(prediction))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Huber: takes two inputs (prediction, target), but was given 1");
    }

    @Test
    void rejectsNoReductionAndADeltaThatIsNotPositive() {
        assertThatThrownBy(() -> new Huber(null, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Huber: reduction must be MEAN, SUM or NONE, but is null");
        assertThatThrownBy(() -> new Huber(Reduction.MEAN, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Huber: delta must be a positive finite number, but is 0.0");
        assertThatThrownBy(() -> new Huber(Reduction.MEAN, Float.POSITIVE_INFINITY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Huber: delta must be a positive finite number, but is Infinity");
    }
}
