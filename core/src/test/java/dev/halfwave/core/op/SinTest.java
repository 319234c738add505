package dev.halfwave.core.op;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.core.Op;
import dev.halfwave.core.OpContract;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SinTest implements OpContract {

    @Override
    public Op op() {
        return new Sin();
    }

    @Override
    public List<Tensor[]> inputs() {
        return Samples.signals();
    }

    @Test
    void isTheSineInRadians() {
        float pi = (float) Math.PI;
        assertThat(op().apply(Tensor.of(Shape.of(4), 0, pi / 6, pi / 2, -pi / 2)).toArray())
                .containsExactly(0f, 0.5f, 1f, -1f);
    }

    @Test
    void theGradientIsTheCosine() {
        Tensor x = Tensor.of(Shape.of(3), 0, (float) Math.PI, (float) (Math.PI / 2)).requiringGradient();
        Tensor dy = Tensor.of(Shape.of(3), 5, 7, 2);
        // the float nearest to π/2 is 4.37e-8 above it
        assertThat(op().apply(x).backward(dy).of(x).toArray()).containsExactly(5f, -7f, 2 * -4.371139e-8f);
    }

    @Test
    void infinityAndNaNAreNaN() {
        Tensor x = Tensor.of(Shape.of(3), Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN);
        assertThat(op().apply(x).toArray()).containsExactly(Float.NaN, Float.NaN, Float.NaN);
    }

    @Test
    void negativeZeroStaysNegativeZero() {
        assertThat(Float.floatToIntBits(op().apply(Tensor.scalar(-0f)).item())).isEqualTo(0x80000000);
    }

    @Test
    void acceptsNoElements() {
        assertThat(op().apply(Tensor.zeros(Shape.of(0, 3))).shape()).isEqualTo(Shape.of(0, 3));
    }
}
