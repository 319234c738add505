package dev.halfwave.core.op;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.core.Gradients;
import dev.halfwave.core.Op;
import dev.halfwave.core.OpContract;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class MeanSquaredErrorTest implements DifferenceLossContract {

    private final Tensor prediction = Tensor.of(Shape.of(2, 2), 1, 2, 3, 4).requiringGradient();
    private final Tensor target = Tensor.of(Shape.of(2, 2), 0, 4, 3, 1).requiringGradient(); // squares 1 4 0 9

    @Override
    public Op op(Reduction reduction) {
        return new MeanSquaredError(reduction);
    }

    @Override
    public Tensor[] inputs(Shape shape) {
        return new Tensor[] {Samples.awayFromZero(shape, 1), Samples.awayFromZero(shape, 2)};
    }

    @Override
    public float differenceOfOne() {
        return 1;
    }

    @Override
    public float differenceOfTwoToThe24() {
        return 0x1p12f;
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
    void acceptsSingleNumbers() {
        assertThat(new MeanSquaredError().apply(Tensor.scalar(5), Tensor.scalar(2)).item()).isEqualTo(9f);
    }
}
