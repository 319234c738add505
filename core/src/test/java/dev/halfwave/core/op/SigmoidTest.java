package dev.halfwave.core.op;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.core.Op;
import dev.halfwave.core.OpContract;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SigmoidTest implements OpContract {

    private static final float LN_3 = 0x1.193ea8p0f;

    @Override
    public Op op() {
        return new Sigmoid();
    }

    @Override
    public List<Tensor[]> inputs() {
        return Samples.signals();
    }

    @Test
    void squeezesTheLineBetweenZeroAndOne() {
        // σ(ln 3) = 1 / (1 + 1/3)
        Tensor x = Tensor.of(Shape.of(5), LN_3, -LN_3, 0, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
        assertThat(op().apply(x).toArray()).containsExactly(0.75f, 0.25f, 0.5f, 0f, 1f);
    }

    @Test
    void isTinyAndNotZeroFarBelowZero() {
        assertThat(op().apply(Tensor.scalar(-90f)).item()).isEqualTo((float) StrictMath.exp(-90));
    }

    @Test
    void theGradientIsTheResultTimesWhatIsMissingOfOne() {
        // 3/4 · 1/4 = 3/16, both ways
        Tensor x = Tensor.of(Shape.of(4), LN_3, -LN_3, 0, Float.POSITIVE_INFINITY).requiringGradient();
        Tensor dy = Tensor.of(x.shape(), 16, 32, 8, 7);
        assertThat(op().apply(x).backward(dy).of(x).toArray()).containsExactly(3f, 6f, 2f, 0f);
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
