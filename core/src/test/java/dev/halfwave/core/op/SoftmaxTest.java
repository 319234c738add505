package dev.halfwave.core.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.core.Op;
import dev.halfwave.core.OpContract;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class SoftmaxTest implements SoftmaxContract {

    @Override
    public Op along(int axis) {
        return new Softmax(axis);
    }

    /// The contract along an axis whose neighbours do not stand next to each other.
    @Nested
    final class AlongTheChannels implements OpContract {
        @Override
        public Op op() {
            return new Softmax(1);
        }

        @Override
        public List<Tensor[]> inputs() {
            return SoftmaxTest.this.inputs();
        }
    }

    @Test
    void equalElementsHaveEqualShares() {
        Tensor y = op().apply(Tensor.of(Shape.of(2, 2), 5, 5, -700, -700));
        assertThat(y.toArray()).containsExactly(0.5f, 0.5f, 0.5f, 0.5f);
    }

    @Test
    void theShareGrowsExponentially() {
        float ln2 = 0x1.62e43p-1f;
        float[] y = op().apply(Tensor.of(Shape.of(1, 3), 0, ln2, 2 * ln2)).toArray(); // 1 : 2 : 4
        assertThat(y[0]).isCloseTo(1 / 7f, within(1e-7f));
        assertThat(y[1]).isCloseTo(2 / 7f, within(1e-7f));
        assertThat(y[2]).isCloseTo(4 / 7f, within(1e-7f));
    }

    @Test
    void largeElementsDoNotOverflow() {
        Tensor y = op().apply(Tensor.of(Shape.of(1, 3), 3e38f, 0, -3e38f));
        assertThat(y.toArray()).containsExactly(1f, 0f, 0f);
    }

    @Test
    void theGradientIsTheShareTimesWhatIsAboveTheMean() {
        Tensor x = Tensor.of(Shape.of(1, 2), 3, 3).requiringGradient(); // shares 1/2, so the mean of dy is 5
        Tensor dy = Tensor.of(Shape.of(1, 2), 4, 6);
        assertThat(op().apply(x).backward(dy).of(x).toArray()).containsExactly(-0.5f, 0.5f);
    }

    @Test
    void aMaskedElementHasNoShareAndNoGradient() {
        float masked = Float.NEGATIVE_INFINITY;
        Tensor x = Tensor.of(Shape.of(1, 3), 1, masked, 1).requiringGradient();
        Tensor y = op().apply(x);
        assertThat(y.toArray()).containsExactly(0.5f, 0f, 0.5f);
        assertThat(y.backward(Tensor.of(Shape.of(1, 3), 4, 100, 6)).of(x).toArray())
                .containsExactly(-0.5f, 0f, 0.5f);
    }

    @Test
    void keepsTheDigitsOfAGradientThatNearlyVanishes() {
        // Shares p and 1 − p: dx₀ = p (1 − p) (dy₀ − dy₁), however large what both dy have in common.
        Tensor x = Tensor.of(Shape.of(1, 2), 9, 0).requiringGradient();
        Tensor dx = op().apply(x).backward(Tensor.of(Shape.of(1, 2), 1001, 1000)).of(x);
        double p = 1 / (1 + StrictMath.exp(-9));
        assertThat((double) dx.get(0)).isCloseTo(p * (1 - p), within(1e-9));
        assertThat((double) dx.get(1)).isCloseTo(-p * (1 - p), within(1e-9));
    }

    @Test
    void whatHasNoSharesIsNaNAndNothingElse() {
        float minus = Float.NEGATIVE_INFINITY;
        Tensor y = op().apply(Tensor.of(Shape.of(4, 2), Float.NaN, 0, 1, 1, Float.POSITIVE_INFINITY, 0, minus, minus));
        assertThat(y.toArray()).containsExactly(
                Float.NaN, Float.NaN, 0.5f, 0.5f, Float.NaN, Float.NaN, Float.NaN, Float.NaN);
    }
}
