package dev.halfwave.core.op;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.core.Gradients;
import dev.halfwave.core.Op;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class SubtractTest implements BroadcastContract {

    @Override
    public Op op() {
        return new Subtract();
    }

    @Nested
    final class OverTheBatch implements BroadcastContract.OverTheBatch {
        @Override
        public Op op() {
            return new Subtract();
        }
    }

    @Test
    void subtractsElementByElement() {
        Tensor a = Tensor.of(Shape.of(3), 1, 2, 3).requiringGradient();
        Tensor b = Tensor.of(Shape.of(3), 10, 20, 2).requiringGradient();
        Tensor y = op().apply(a, b);
        assertThat(y.toArray()).containsExactly(-9f, -18f, 1f);
        Gradients g = y.backward(Tensor.of(Shape.of(3), 5, 6, 7));
        assertThat(g.of(a).toArray()).containsExactly(5f, 6f, 7f);
        assertThat(g.of(b).toArray()).containsExactly(-5f, -6f, -7f);
    }

    @Test
    void repeatsANumberPerChannelOnEitherSide() {
        Tensor x = Tensor.of(Shape.of(2, 2, 2), 1, 2, 3, 4, 5, 6, 7, 8).requiringGradient();
        Tensor mean = Tensor.of(Shape.of(2, 1), 1, 2).requiringGradient();
        Tensor y = op().apply(x, mean);
        assertThat(y.toArray()).containsExactly(0f, 1f, 1f, 2f, 4f, 5f, 5f, 6f);
        Tensor dy = Tensor.of(y.shape(), 1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(y.backward(dy).of(mean).toArray()).containsExactly(-14f, -22f); // (1+2)+(5+6), (3+4)+(7+8)
        Tensor reversed = op().apply(mean, x);
        assertThat(reversed.toArray()).containsExactly(0f, -1f, -1f, -2f, -4f, -5f, -5f, -6f);
        Gradients g = reversed.backward(dy);
        assertThat(g.of(mean).toArray()).containsExactly(14f, 22f);
        assertThat(g.of(x).toArray()).containsExactly(-1f, -2f, -3f, -4f, -5f, -6f, -7f, -8f);
    }

    @Test
    void repeatsARowOnEitherSide() {
        Tensor x = Tensor.of(Shape.of(2, 2), 1, 2, 3, 4);
        Tensor row = Tensor.of(Shape.of(2), 10, 20);
        assertThat(op().apply(x, row).toArray()).containsExactly(-9f, -18f, -7f, -16f);
        assertThat(op().apply(row, x).toArray()).containsExactly(9f, 18f, 7f, 16f);
    }

    @Test
    void repeatsBothInputs() {
        Tensor column = Tensor.of(Shape.of(2, 1), 1, 2).requiringGradient();
        Tensor row = Tensor.of(Shape.of(3), 10, 20, 30).requiringGradient();
        Tensor y = op().apply(column, row);
        assertThat(y.toArray()).containsExactly(-9f, -19f, -29f, -8f, -18f, -28f);
        Gradients g = y.backward(Tensor.of(y.shape(), 1, 2, 3, 4, 5, 6));
        assertThat(g.of(column).toArray()).containsExactly(6f, 15f);
        assertThat(g.of(row).toArray()).containsExactly(-5f, -7f, -9f);
    }

    @Test
    void aTensorLessItselfIsZeroAndHasNoGradient() {
        Tensor x = Tensor.of(Shape.of(2), 3, 4).requiringGradient();
        Tensor y = op().apply(x, x);
        assertThat(y.toArray()).containsExactly(0f, 0f);
        assertThat(y.backward(Tensor.of(Shape.of(2), 1, 5)).of(x).toArray()).containsExactly(0f, 0f);
    }

    @Test
    void acceptsNumbers() {
        assertThat(op().apply(Tensor.scalar(5), Tensor.scalar(7)).item()).isEqualTo(-2f);
    }
}
