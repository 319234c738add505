package dev.halfwave.core.op;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.core.Gradients;
import dev.halfwave.core.Op;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class AddTest implements BroadcastContract {

    @Override
    public Op op() {
        return new Add();
    }

    @Nested
    final class OverTheBatch implements BroadcastContract.OverTheBatch {
        @Override
        public Op op() {
            return new Add();
        }
    }

    @Test
    void addsElementByElement() {
        Tensor y = op().apply(Tensor.of(Shape.of(3), 1, 2, 3), Tensor.of(Shape.of(3), 10, 20, 30));
        assertThat(y.toArray()).containsExactly(11f, 22f, 33f);
    }

    @Test
    void repeatsANumberPerChannel() {
        Tensor x = Tensor.of(Shape.of(2, 2, 2), 1, 2, 3, 4, 5, 6, 7, 8).requiringGradient();
        Tensor bias = Tensor.of(Shape.of(2, 1), 10, 20).requiringGradient();
        Tensor y = op().apply(x, bias);
        assertThat(y.shape()).isEqualTo(Shape.of(2, 2, 2));
        assertThat(y.toArray()).containsExactly(11f, 12f, 23f, 24f, 15f, 16f, 27f, 28f);
        Gradients g = y.backward(Tensor.of(y.shape(), 1, 2, 3, 4, 5, 6, 7, 8));
        assertThat(g.of(x).toArray()).containsExactly(1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f);
        assertThat(g.of(bias).toArray()).containsExactly(14f, 22f); // (1+2)+(5+6), (3+4)+(7+8)
    }

    @Test
    void repeatsBothInputs() {
        Tensor column = Tensor.of(Shape.of(2, 1), 1, 2).requiringGradient();
        Tensor row = Tensor.of(Shape.of(3), 10, 20, 30).requiringGradient();
        Tensor y = op().apply(column, row);
        assertThat(y.shape()).isEqualTo(Shape.of(2, 3));
        assertThat(y.toArray()).containsExactly(11f, 21f, 31f, 12f, 22f, 32f);
        Gradients g = y.backward(Tensor.of(y.shape(), 1, 2, 3, 4, 5, 6));
        assertThat(g.of(column).toArray()).containsExactly(6f, 15f);
        assertThat(g.of(row).toArray()).containsExactly(5f, 7f, 9f);
    }

    @Test
    void repeatsTheFirstInputOnly() {
        Tensor y = op().apply(Tensor.scalar(5), Tensor.of(Shape.of(1, 2), 1, 2));
        assertThat(y.shape()).isEqualTo(Shape.of(1, 2));
        assertThat(y.toArray()).containsExactly(6f, 7f);
    }

    @Test
    void axesOfLengthOneStayApart() {
        // (1, 2, 1, 2) + (3, 1, 1, 1): every number of b is repeated over all of a
        Tensor a = Tensor.of(Shape.of(1, 2, 1, 2), 1, 2, 3, 4);
        Tensor b = Tensor.of(Shape.of(3, 1, 1, 1), 10, 20, 30);
        assertThat(op().apply(a, b).toArray())
                .containsExactly(11f, 12f, 13f, 14f, 21f, 22f, 23f, 24f, 31f, 32f, 33f, 34f);
    }

    @Test
    void aTensorAddedToItselfGetsTwiceTheGradient() {
        Tensor x = Tensor.of(Shape.of(2), 3, 4).requiringGradient();
        Tensor y = op().apply(x, x);
        assertThat(y.toArray()).containsExactly(6f, 8f);
        assertThat(y.backward(Tensor.of(Shape.of(2), 1, 5)).of(x).toArray()).containsExactly(2f, 10f);
    }
}
