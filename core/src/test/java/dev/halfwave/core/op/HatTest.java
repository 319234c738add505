package dev.halfwave.core.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.core.Op;
import dev.halfwave.core.OpContract;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HatTest implements OpContract {

    @Override
    public Op op() {
        return new Hat();
    }

    @Override
    public List<Tensor[]> inputs() {
        // away from 0 and from ±1, on both sides of them
        return List.of(
                awayFromKinks(Shape.of(2, 3, 17), 1),
                awayFromKinks(Shape.of(3, 1, 5), 2),
                awayFromKinks(Shape.of(1, 2, 64), 3));
    }

    private static Tensor[] awayFromKinks(Shape shape, long seed) {
        Tensor x = Samples.awayFromZero(shape, seed);
        for (int i = 0; i < x.size(); i++) {
            float value = 1.5f * x.get(i);
            x.set(i, Math.abs(Math.abs(value) - 1) < 0.1f ? 0.5f * value : value);
        }
        return new Tensor[] {x};
    }

    @Test
    void risesToOneAndFallsAgain() {
        assertThat(op().apply(Tensor.of(Shape.of(7), -2, -1, -0.5f, 0, 0.25f, 1, 3)).toArray())
                .containsExactly(0f, 0f, 0.5f, 1f, 0.75f, 0f, 0f);
        assertThat(op().apply(Tensor.of(Shape.of(2), Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY)).toArray())
                .containsExactly(0f, 0f);
    }

    @Test
    void isASumOfThreeRelus() {
        Tensor x = Samples.awayFromZero(Shape.of(100), 6);
        for (int i = 0; i < x.size(); i++) {
            float t = 2 * x.get(i);
            float spline = Math.max(t + 1, 0) - 2 * Math.max(t, 0) + Math.max(t - 1, 0);
            assertThat(op().apply(Tensor.scalar(t)).item()).isCloseTo(spline, within(2e-7f));
        }
    }

    @Test
    void theGradientIsZeroAtTheKinksAndOutside() {
        Tensor x = Tensor.of(Shape.of(9), -2, -1, -0.5f, -0f, 0, 0.5f, 1, 2, Float.NaN).requiringGradient();
        Tensor dy = Tensor.of(Shape.of(9), 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(op().apply(x).backward(dy).of(x).toArray()).containsExactly(0f, 0f, 3f, 0f, 0f, -6f, 0f, 0f, 0f);
    }

    @Test
    void aNaNStaysNaN() {
        assertThat(op().apply(Tensor.scalar(Float.NaN)).item()).isNaN();
    }

    @Test
    void acceptsNoElements() {
        assertThat(op().apply(Tensor.zeros(Shape.of(0, 3))).shape()).isEqualTo(Shape.of(0, 3));
    }
}
