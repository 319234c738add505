package dev.halfwave.core.op;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.core.Gradients;
import dev.halfwave.core.Op;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class DivideTest implements BroadcastContract {

    @Override
    public Op op() {
        return new Divide();
    }

    @Nested
    final class OverTheBatch implements BroadcastContract.OverTheBatch {
        @Override
        public Op op() {
            return new Divide();
        }
    }

    @Test
    void dividesElementByElement() {
        Tensor a = Tensor.of(Shape.of(3), 1, 6, -8).requiringGradient();
        Tensor b = Tensor.of(Shape.of(3), 4, 2, 2).requiringGradient();
        Tensor y = op().apply(a, b);
        assertThat(y.toArray()).containsExactly(0.25f, 3f, -4f);
        Gradients g = y.backward(Tensor.of(Shape.of(3), 8, 2, 3));
        assertThat(g.of(a).toArray()).containsExactly(2f, 1f, 1.5f); // dy/b
        assertThat(g.of(b).toArray()).containsExactly(-0.5f, -3f, 6f); // −dy a/b²
    }

    @Test
    void repeatsANumberPerChannelOnEitherSide() {
        Tensor x = Tensor.of(Shape.of(2, 2, 2), 1, 2, 4, 8, 2, 4, 8, 16).requiringGradient();
        Tensor scale = Tensor.of(Shape.of(2, 1), 2, 4).requiringGradient();
        Tensor y = op().apply(x, scale);
        assertThat(y.toArray()).containsExactly(0.5f, 1f, 1f, 2f, 1f, 2f, 2f, 4f);
        Gradients g = y.backward(Tensor.full(y.shape(), 8));
        assertThat(g.of(x).toArray()).containsExactly(4f, 4f, 2f, 2f, 4f, 4f, 2f, 2f);
        assertThat(g.of(scale).toArray()).containsExactly(-18f, -18f); // −8 · 4.5/2, −8 · 9/4
        Tensor reversed = op().apply(scale, x);
        assertThat(reversed.toArray()).containsExactly(2f, 1f, 1f, 0.5f, 1f, 0.5f, 0.5f, 0.25f);
        Gradients r = reversed.backward(Tensor.full(y.shape(), 16));
        assertThat(r.of(scale).toArray()).containsExactly(36f, 9f); // 16 (1+½) + 16 (½+¼), 16 (¼+⅛) + 16 (⅛+¹⁄₁₆)
        assertThat(r.of(x).toArray()).containsExactly(-32f, -8f, -4f, -1f, -8f, -2f, -1f, -0.25f); // −16 y/x
    }

    @Test
    void repeatsBothInputs() {
        Tensor column = Tensor.of(Shape.of(2, 1), 1, 2).requiringGradient();
        Tensor row = Tensor.of(Shape.of(3), 1, 2, 4).requiringGradient();
        Tensor y = op().apply(column, row);
        assertThat(y.toArray()).containsExactly(1f, 0.5f, 0.25f, 2f, 1f, 0.5f);
        Gradients g = y.backward(Tensor.of(y.shape(), 1, 2, 4, 4, 6, 8));
        assertThat(g.of(column).toArray()).containsExactly(3f, 9f); // 1+1+1, 4+3+2
        assertThat(g.of(row).toArray()).containsExactly(-9f, -3.5f, -1.25f); // −(1+8), −(½+3), −(¼+1)
    }

    @Test
    void aTensorDividedByItselfIsOneAndHasNoGradient() {
        Tensor x = Tensor.of(Shape.of(2), 2, 4).requiringGradient();
        Tensor y = op().apply(x, x);
        assertThat(y.toArray()).containsExactly(1f, 1f);
        assertThat(y.backward(Tensor.of(Shape.of(2), 1, 5)).of(x).toArray()).containsExactly(0f, 0f);
    }

    @Test
    void dividesByZeroAsTheFormatSays() {
        Tensor a = Tensor.of(Shape.of(4), 1, -1, 0, 1);
        Tensor b = Tensor.of(Shape.of(4), 0, 0, 0, Float.POSITIVE_INFINITY);
        assertThat(op().apply(a, b).toArray())
                .containsExactly(Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN, 0f);
    }

    @Test
    void aSmallDivisorDoesNotOverflowInItsGradient() {
        Tensor b = Tensor.scalar(0x1p-100f).requiringGradient(); // its square is no float
        Tensor y = op().apply(Tensor.scalar(0x1p-100f), b);
        assertThat(y.backward().of(b).item()).isEqualTo(-0x1p100f);
    }

    @Test
    void acceptsNumbers() {
        assertThat(op().apply(Tensor.scalar(7), Tensor.scalar(2)).item()).isEqualTo(3.5f);
    }
}
