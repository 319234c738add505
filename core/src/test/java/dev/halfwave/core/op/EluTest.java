package dev.halfwave.core.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.core.Op;
import dev.halfwave.core.OpContract;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EluTest implements OpContract {

    private static final float LN_2 = 0x1.62e43p-1f;

    @Override
    public Op op() {
        return new Elu(1.5f);
    }

    @Override
    public List<Tensor[]> inputs() {
        return Samples.signals();
    }

    @Test
    void keepsWhatIsPositiveAndBendsTheRest() {
        // exp(−ln 2) − 1 = −1/2
        Tensor x = Tensor.of(Shape.of(6), 3, 1e30f, 0, -LN_2, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
        assertThat(new Elu(4f).apply(x).toArray())
                .containsExactly(3f, 1e30f, 0f, -2f, -4f, Float.POSITIVE_INFINITY);
    }

    @Test
    void isExactNextToZero() {
        assertThat(Elu.of().apply(Tensor.scalar(-1e-20f)).item()).isEqualTo(-1e-20f);
    }

    @Test
    void theGradientBelowZeroAndAtItIsThatOfTheExponential() {
        Tensor x = Tensor.of(Shape.of(6), 3, 100, 0, -0f, -LN_2, Float.NEGATIVE_INFINITY).requiringGradient();
        Tensor dy = Tensor.of(x.shape(), 5, 7, 3, 2, 3, 9);
        assertThat(new Elu(4f).apply(x).backward(dy).of(x).toArray()).containsExactly(5f, 7f, 12f, 8f, 6f, 0f);
    }

    @Test
    void withoutAlphaItIsRelu() {
        assertThat(new Elu(0f).apply(Tensor.of(Shape.of(3), -3, 2, 200)).toArray()).containsExactly(-0f, 2f, 200f);
    }

    @Test
    void aNaNStaysNaNAndSoDoesItsGradient() {
        Tensor x = Tensor.scalar(Float.NaN).requiringGradient();
        Tensor y = op().apply(x);
        assertThat(y.item()).isNaN();
        assertThat(y.backward().of(x).item()).isNaN();
    }

    @Test
    void hasPytorchsDefault() {
        assertThat(Elu.of()).isEqualTo(new Elu(1f));
    }

    @Test
    void rejectsAnAlphaThatIsNoNumber() {
        assertThatThrownBy(() -> new Elu(Float.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Elu: alpha must be a finite number, but is NaN");
        assertThatThrownBy(() -> new Elu(Float.NEGATIVE_INFINITY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Elu: alpha must be a finite number, but is -Infinity");
    }

    @Test
    void acceptsNoElements() {
        assertThat(op().apply(Tensor.zeros(Shape.of(0, 3))).shape()).isEqualTo(Shape.of(0, 3));
    }
}
