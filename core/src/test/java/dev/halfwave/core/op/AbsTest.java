package dev.halfwave.core.op;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.core.Op;
import dev.halfwave.core.OpContract;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AbsTest implements OpContract {

    @Override
    public Op op() {
        return new Abs();
    }

    @Override
    public List<Tensor[]> inputs() {
        return Samples.signals();
    }

    @Test
    void removesTheSign() {
        assertThat(op().apply(Tensor.of(Shape.of(4), -3, 2, -0.5f, Float.NEGATIVE_INFINITY)).toArray())
                .containsExactly(3f, 2f, 0.5f, Float.POSITIVE_INFINITY);
    }

    @Test
    void negativeZeroBecomesPositiveZero() {
        assertThat(Float.floatToIntBits(op().apply(Tensor.scalar(-0f)).item())).isZero();
    }

    @Test
    void aNaNStaysNaN() {
        assertThat(op().apply(Tensor.scalar(Float.NaN)).item()).isNaN();
    }

    @Test
    void theGradientIsTheSign() {
        Tensor x = Tensor.of(Shape.of(5), -3, 2, 0, -0f, Float.NaN).requiringGradient();
        Tensor dy = Tensor.of(Shape.of(5), 5, 7, 9, 11, 13);
        assertThat(op().apply(x).backward(dy).of(x).toArray()).containsExactly(-5f, 7f, 0f, 0f, 0f);
    }

    @Test
    void acceptsNoElements() {
        assertThat(op().apply(Tensor.zeros(Shape.of(0, 3))).shape()).isEqualTo(Shape.of(0, 3));
    }
}
