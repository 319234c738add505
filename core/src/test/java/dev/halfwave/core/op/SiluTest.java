package dev.halfwave.core.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.core.Op;
import dev.halfwave.core.OpContract;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SiluTest implements OpContract {

    @Override
    public Op op() {
        return new Silu();
    }

    @Override
    public List<Tensor[]> inputs() {
        return Samples.signals();
    }

    @Test
    void multipliesTheInputByItsSigmoid() {
        float ln3 = 0x1.193ea8p0f; // σ(ln 3) = 3/4, σ(−ln 3) = 1/4
        Tensor x = Tensor.of(Shape.of(5), ln3, -ln3, 0, 40, -200);
        assertThat(op().apply(x).toArray()).containsExactly(0.75f * ln3, -0.25f * ln3, 0f, 40f, -0f);
    }

    @Test
    void theGradientIsAHalfAtZeroAndOneOrNothingFarAway() {
        Tensor x = Tensor.of(Shape.of(6), 0, -0f, 50, -200, 1e30f, -1e30f).requiringGradient();
        Tensor dy = Tensor.of(x.shape(), 6, 8, 5, 7, 9, 11);
        assertThat(op().apply(x).backward(dy).of(x).toArray()).containsExactly(3f, 4f, 5f, 0f, 9f, 0f);
    }

    @Test
    void theSlopeVanishesAtItsMinimum() {
        Tensor x = Tensor.scalar(-1.2784645f).requiringGradient(); // where x = −1 − exp(x)
        Tensor y = op().apply(x);
        assertThat(y.item()).isCloseTo(-0.27846454f, within(6e-8f)); // 1 + x there
        assertThat(Math.abs(y.backward().of(x).item())).isLessThan(1e-7f);
    }

    @Test
    void infinitiesAreAsInPytorch() {
        Tensor x = Tensor.of(Shape.of(2), Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY).requiringGradient();
        Tensor y = op().apply(x);
        assertThat(y.toArray()).containsExactly(Float.NaN, Float.POSITIVE_INFINITY);
        assertThat(y.backward(Tensor.full(x.shape(), 1f)).of(x).toArray()).containsExactly(Float.NaN, Float.NaN);
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
