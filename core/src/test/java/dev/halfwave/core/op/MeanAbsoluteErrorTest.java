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

final class MeanAbsoluteErrorTest implements DifferenceLossContract {

    private final Tensor prediction = Tensor.of(Shape.of(2, 2), 1, 2, 3, 4).requiringGradient();
    private final Tensor target = Tensor.of(Shape.of(2, 2), 0, 4, 3, 1).requiringGradient(); // differences 1 −2 0 3

    @Override
    public Op op(Reduction reduction) {
        return new MeanAbsoluteError(reduction);
    }

    /// Differences of at least 0.1: away from the kink.
    @Override
    public Tensor[] inputs(Shape shape) {
        Tensor prediction = Samples.awayFromZero(shape, 1);
        Tensor difference = Samples.awayFromZero(shape, 2);
        return new Tensor[] {prediction, new Subtract().apply(prediction, difference)};
    }

    @Override
    public float differenceOfOne() {
        return 1;
    }

    @Override
    public float differenceOfTwoToThe24() {
        return 0x1p24f;
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
    void acceptsSingleNumbers() {
        assertThat(op().apply(Tensor.scalar(5), Tensor.scalar(2)).item()).isEqualTo(3f);
    }
}
