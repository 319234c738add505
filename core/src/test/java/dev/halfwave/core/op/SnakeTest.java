package dev.halfwave.core.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.core.Op;
import dev.halfwave.core.OpContract;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SnakeTest implements OpContract {

    @Override
    public Op op() {
        return new Snake(2);
    }

    @Override
    public List<Tensor[]> inputs() {
        return Samples.signals();
    }

    @Test
    void isALineWithAWaveOnIt() {
        float pi = (float) Math.PI;
        // sin²(2x)/2: 0 at 0, 1/2 at ±π/4, 1/8 at π/12
        assertThat(op().apply(Tensor.of(Shape.of(4), 0, pi / 4, -pi / 4, pi / 12)).toArray())
                .containsExactly(0f, pi / 4 + 0.5f, -pi / 4 + 0.5f, pi / 12 + 0.125f);
    }

    @Test
    void theGradientIsOneMoreThanTheSineOfTwiceTheAngle() {
        float pi = (float) Math.PI;
        Tensor x = Tensor.of(Shape.of(3), 0, pi / 8, -pi / 8).requiringGradient(); // sin(4x) = 0, 1, −1
        Tensor dy = Tensor.of(Shape.of(3), 3, 5, 7);
        assertThat(op().apply(x).backward(dy).of(x).toArray()).containsExactly(3f, 10f, 0f);
    }

    @Test
    void aNegativeFrequencyTurnsTheWaveOver() {
        float y = new Snake(-2).apply(Tensor.scalar((float) (Math.PI / 4))).item();
        assertThat(y).isEqualTo((float) (Math.PI / 4) - 0.5f);
    }

    @Test
    void theDefaultFrequencyIsOne() {
        assertThat(Snake.of()).isEqualTo(new Snake(1));
    }

    @Test
    void infinityAndNaNAreNaN() {
        Tensor x = Tensor.of(Shape.of(3), Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN);
        assertThat(op().apply(x).toArray()).containsExactly(Float.NaN, Float.NaN, Float.NaN);
    }

    @Test
    void rejectsTheFrequencyZeroAndWhatIsNoNumber() {
        assertThatThrownBy(() -> new Snake(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Snake: a must be a finite number other than 0, but is 0.0");
        assertThatThrownBy(() -> new Snake(Float.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Snake: a must be a finite number other than 0, but is NaN");
    }

    @Test
    void acceptsNoElements() {
        assertThat(op().apply(Tensor.zeros(Shape.of(0, 3))).shape()).isEqualTo(Shape.of(0, 3));
    }
}
