package dev.halfwave.core.op;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.core.Gradients;
import dev.halfwave.core.Op;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class MultiplyTest implements BroadcastContract {

    @Override
    public Op op() {
        return new Multiply();
    }

    @Nested
    final class OverTheBatch implements BroadcastContract.OverTheBatch {
        @Override
        public Op op() {
            return new Multiply();
        }
    }

    @Test
    void multipliesElementByElement() {
        Tensor a = Tensor.of(Shape.of(3), 1, 2, 3).requiringGradient();
        Tensor b = Tensor.of(Shape.of(3), 10, -20, 0).requiringGradient();
        Tensor y = op().apply(a, b);
        assertThat(y.toArray()).containsExactly(10f, -40f, 0f);
        Gradients g = y.backward(Tensor.of(Shape.of(3), 5, 6, 7));
        assertThat(g.of(a).toArray()).containsExactly(50f, -120f, 0f);
        assertThat(g.of(b).toArray()).containsExactly(5f, 12f, 21f);
    }

    @Test
    void givesEachChannelItsFactor() {
        Tensor x = Tensor.of(Shape.of(2, 2, 2), 1, 2, 3, 4, 5, 6, 7, 8).requiringGradient();
        Tensor factor = Tensor.of(Shape.of(2, 1), 10, 100).requiringGradient();
        Tensor y = op().apply(factor, x);
        assertThat(y.shape()).isEqualTo(Shape.of(2, 2, 2));
        assertThat(y.toArray()).containsExactly(10f, 20f, 300f, 400f, 50f, 60f, 700f, 800f);
        Gradients g = y.backward(Tensor.of(y.shape(), 1, 0, 2, 0, 0, 3, 0, 4));
        assertThat(g.of(x).toArray()).containsExactly(10f, 0f, 200f, 0f, 0f, 30f, 0f, 400f);
        assertThat(g.of(factor).toArray()).containsExactly(19f, 38f); // 1·1 + 3·6, 2·3 + 4·8
    }

    @Test
    void repeatsBothInputs() {
        Tensor column = Tensor.of(Shape.of(2, 1), 1, 2).requiringGradient();
        Tensor row = Tensor.of(Shape.of(3), 10, 20, 30).requiringGradient();
        Tensor y = op().apply(column, row);
        assertThat(y.toArray()).containsExactly(10f, 20f, 30f, 20f, 40f, 60f);
        Gradients g = y.backward(Tensor.of(y.shape(), 1, 2, 3, 4, 5, 6));
        assertThat(g.of(column).toArray()).containsExactly(140f, 320f); // 10+40+90, 40+100+180
        assertThat(g.of(row).toArray()).containsExactly(9f, 12f, 15f); // 1·1 + 4·2, 2·1 + 5·2, 3·1 + 6·2
    }

    @Test
    void aTensorTimesItselfHasTwiceItselfAsGradient() {
        Tensor x = Tensor.of(Shape.of(2), 3, 4).requiringGradient();
        Tensor y = op().apply(x, x);
        assertThat(y.toArray()).containsExactly(9f, 16f);
        assertThat(y.backward(Tensor.of(Shape.of(2), 1, 5)).of(x).toArray()).containsExactly(6f, 40f);
    }

    @Test
    void infinityTimesZeroIsNaN() {
        assertThat(op().apply(Tensor.scalar(Float.POSITIVE_INFINITY), Tensor.scalar(0)).item()).isNaN();
    }

    @Test
    void acceptsNumbers() {
        assertThat(op().apply(Tensor.scalar(5), Tensor.scalar(7)).item()).isEqualTo(35f);
    }
}
