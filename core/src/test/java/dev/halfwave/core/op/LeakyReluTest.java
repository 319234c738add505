package dev.halfwave.core.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.core.Op;
import dev.halfwave.core.OpContract;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LeakyReluTest implements OpContract {

    @Override
    public Op op() {
        return new LeakyRelu(0.25f);
    }

    @Override
    public List<Tensor[]> inputs() {
        return Samples.signals();
    }

    @Test
    void multipliesWhatIsNotPositiveByTheSlope() {
        assertThat(op().apply(Tensor.of(Shape.of(4), -4, 2, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY))
                .toArray()).containsExactly(-1f, 2f, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
    }

    @Test
    void aNaNStaysNaN() {
        assertThat(op().apply(Tensor.scalar(Float.NaN)).item()).isNaN();
    }

    @Test
    void theGradientAtZeroAndAtNaNIsThatOfTheNegativeSide() {
        Tensor x = Tensor.of(Shape.of(5), -3, 2, 0, -0f, Float.NaN).requiringGradient();
        Tensor dy = Tensor.of(Shape.of(5), 4, 7, 8, 12, 16);
        assertThat(op().apply(x).backward(dy).of(x).toArray()).containsExactly(1f, 7f, 2f, 3f, 4f);
    }

    @Test
    void withTheSlopesZeroOneAndMinusOneItIsReluIdentityAndAbs() {
        Tensor x = Tensor.of(Shape.of(3), -3, 2, 0.5f);
        assertThat(new LeakyRelu(0).apply(x).toArray()).containsExactly(-0f, 2f, 0.5f);
        assertThat(new LeakyRelu(1).apply(x).toArray()).containsExactly(-3f, 2f, 0.5f);
        assertThat(new LeakyRelu(-1).apply(x).toArray()).containsExactly(3f, 2f, 0.5f);
    }

    @Test
    void theDefaultSlopeIsThatOfPyTorch() {
        assertThat(LeakyRelu.of()).isEqualTo(new LeakyRelu(0.01f));
    }

    @Test
    void rejectsASlopeThatIsNoNumber() {
        assertThatThrownBy(() -> new LeakyRelu(Float.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("LeakyRelu: slope must be a finite number, but is NaN");
        assertThatThrownBy(() -> new LeakyRelu(Float.POSITIVE_INFINITY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("LeakyRelu: slope must be a finite number, but is Infinity");
    }

    @Test
    void acceptsNoElements() {
        assertThat(op().apply(Tensor.zeros(Shape.of(0, 3))).shape()).isEqualTo(Shape.of(0, 3));
    }
}
