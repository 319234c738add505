package dev.halfwave.core.op;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.core.Op;
import dev.halfwave.core.OpContract;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class LogSoftmaxTest implements SoftmaxContract {

    private static final float LN_2 = 0x1.62e43p-1f;

    @Override
    public Op along(int axis) {
        return new LogSoftmax(axis);
    }

    /// The contract along an axis whose neighbours do not stand next to each other.
    @Nested
    final class AlongTheChannels implements OpContract {
        @Override
        public Op op() {
            return new LogSoftmax(1);
        }

        @Override
        public List<Tensor[]> inputs() {
            return LogSoftmaxTest.this.inputs();
        }
    }

    @Test
    void equalLogitsShareTheProbability() {
        Tensor y = op().apply(Tensor.of(Shape.of(2, 2), 5, 5, -700, -700));
        assertThat(y.toArray()).containsExactly(-LN_2, -LN_2, -LN_2, -LN_2); // ln 1/2
    }

    @Test
    void largeLogitsDoNotOverflow() {
        Tensor y = op().apply(Tensor.of(Shape.of(1, 3), 3e38f, 0, -3e38f));
        assertThat(y.toArray()).containsExactly(0f, -3e38f, Float.NEGATIVE_INFINITY);
    }

    @Test
    void subtractsTheShareOfTheProbabilityFromTheGradient() {
        Tensor x = Tensor.of(Shape.of(1, 2), 0, 0).requiringGradient();
        Tensor dy = Tensor.of(Shape.of(1, 2), 4, 6); // Σ dy = 10, softmax = 1/2 each, to within float's ln 2
        float[] dx = op().apply(x).backward(dy).of(x).toArray();
        assertThat(dx[0]).isCloseTo(-1f, org.assertj.core.api.Assertions.within(1e-6f));
        assertThat(dx[1]).isCloseTo(1f, org.assertj.core.api.Assertions.within(1e-6f));
    }

    @Test
    void aNaNMakesItsRowNaNAndNoOther() {
        Tensor y = op().apply(Tensor.of(Shape.of(3, 2), Float.NaN, 0, 1, 1, Float.POSITIVE_INFINITY, 0));
        assertThat(y.toArray()).containsExactly(Float.NaN, Float.NaN, -LN_2, -LN_2, Float.NaN, Float.NaN);
    }
}
