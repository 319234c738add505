package dev.halfwave.core.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.core.Gradients;
import dev.halfwave.core.Op;
import dev.halfwave.core.OpContract;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class HuberTest implements DifferenceLossContract {

    private final Tensor prediction = Tensor.of(Shape.of(2, 2), 1, 2, 3, 4).requiringGradient();
    private final Tensor target = Tensor.of(Shape.of(2, 2), 0, 4, 3, 1).requiringGradient(); // differences 1 −2 0 3

    @Override
    public Op op(Reduction reduction) {
        return new Huber(reduction, 1);
    }

    @Override
    public Op op() {
        return new Huber(Reduction.NONE, 2);
    }

    /// Differences on both sides of ±0.5 and ±2, and away from them.
    @Override
    public Tensor[] inputs(Shape shape) {
        Tensor prediction = Samples.awayFromZero(shape, 1);
        Tensor difference = Samples.awayFromZero(shape, 2);
        for (int i = 0; i < shape.size(); i++) {
            float d = 3 * difference.get(i); // ±[0.3, 3)
            boolean near = Math.abs(Math.abs(d) - 0.5f) < 0.1f || Math.abs(Math.abs(d) - 2) < 0.1f;
            difference.set(i, near ? 1.25f * Math.signum(d) : d);
        }
        return new Tensor[] {prediction, new Subtract().apply(prediction, difference)};
    }

    @Override
    public float differenceOfOne() {
        return 1.5f;
    }

    @Override
    public float differenceOfTwoToThe24() {
        return 0x1p24f; // and a half, which is no float
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
    void aLargeDifferenceDoesNotOverflow() {
        assertThat(new Huber().apply(Tensor.scalar(0x1p100f), Tensor.scalar(0)).item()).isEqualTo(0x1p100f);
        Tensor infinite = Tensor.scalar(Float.NEGATIVE_INFINITY).requiringGradient();
        Tensor loss = new Huber().apply(infinite, Tensor.scalar(0));
        assertThat(loss.item()).isInfinite();
        assertThat(loss.backward().of(infinite).item()).isEqualTo(-1f);
    }

    @Test
    void acceptsSingleNumbers() {
        assertThat(op().apply(Tensor.scalar(5), Tensor.scalar(2)).item()).isEqualTo(4f);
    }

    @Test
    void rejectsADeltaThatIsNotPositive() {
        assertThatThrownBy(() -> new Huber(Reduction.MEAN, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Huber: delta must be a positive finite number, but is 0.0");
        assertThatThrownBy(() -> new Huber(Reduction.MEAN, Float.POSITIVE_INFINITY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Huber: delta must be a positive finite number, but is Infinity");
    }
}
