package dev.halfwave.core.op;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.core.Op;
import dev.halfwave.core.OpContract;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TanhTest implements OpContract {

    @Override
    public Op op() {
        return new Tanh();
    }

    @Override
    public List<Tensor[]> inputs() {
        return Samples.signals();
    }

    @Test
    void squeezesTheLineBetweenMinusOneAndOne() {
        // tanh(ln 2) = (2 − 1/2) / (2 + 1/2) = 3/5
        float ln2 = 0x1.62e43p-1f;
        Tensor x = Tensor.of(Shape.of(5), ln2, -ln2, 0, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
        assertThat(op().apply(x).toArray()).containsExactly(0.6f, -0.6f, 0f, -1f, 1f);
    }

    @Test
    void keepsTheSignOfZero() {
        assertThat(Float.floatToIntBits(op().apply(Tensor.scalar(-0f)).item())).isEqualTo(0x80000000);
    }

    @Test
    void theGradientIsOneMinusTheSquareOfTheResult() {
        // 1 − 9/25 = 16/25; none where the result is ±1
        Tensor x = Tensor.of(Shape.of(4), 0x1.62e43p-1f, 0, 50, Float.NEGATIVE_INFINITY).requiringGradient();
        Tensor dy = Tensor.of(x.shape(), 25, 3, 5, 7);
        assertThat(op().apply(x).backward(dy).of(x).toArray()).containsExactly(16f, 3f, 0f, 0f);
    }

    @Test
    void aNaNStaysNaNAndSoDoesItsGradient() {
        Tensor x = Tensor.scalar(Float.NaN).requiringGradient();
        Tensor y = op().apply(x);
        assertThat(y.item()).isNaN();
        assertThat(y.backward().of(x).item()).isNaN();
    }

    @Test
    void acceptsNoElements() {
        assertThat(op().apply(Tensor.zeros(Shape.of(0, 3))).shape()).isEqualTo(Shape.of(0, 3));
    }
}
