package dev.halfwave.experiments.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import org.junit.jupiter.api.Test;

/// How alike representations are.
final class LinearCkaTest {

    private static final Tensor X = Tensor.of(Shape.of(4, 2), 1, 2, 3, 4, 5, 6.5f, 7, 9);
    private static final Tensor Y = Tensor.of(Shape.of(4, 2), 2, 1, 1, 0, 4, 3, 0, 5);

    @Test
    void knownValues() {
        assertThat(LinearCka.biased(X, Y).orElseThrow()).isCloseTo(.6971140111928633, within(1e-15));
        assertThat(LinearCka.debiased(X, Y).orElseThrow()).isCloseTo(.9998518168725181, within(1e-13));
        assertThat(LinearCka.biased(Y, X).orElseThrow()).isCloseTo(.6971140111928633, within(1e-15));
    }

    @Test
    void ignoresRotationScaleAndShift() {
        Tensor turned = Tensor.zeros(Shape.of(4, 1, 2));
        for (int n = 0; n < 4; n++) {
            turned.set(2 * n, -3 * X.at(n, 1) + 100);
            turned.set(2 * n + 1, 3 * X.at(n, 0) - 7);
        }
        assertThat(LinearCka.biased(X, turned).orElseThrow()).isCloseTo(1, within(1e-14));
        assertThat(LinearCka.debiased(X, turned).orElseThrow()).isCloseTo(1, within(1e-10));
    }

    /// Few samples of many independent features: the plain value cannot tell them from related ones.
    @Test
    void onlyTheDebiasedValueSeesThatRandomFeaturesAreUnrelated() {
        Tensor x = Models.normal(1, Shape.of(16, 400));
        Tensor y = Models.normal(2, Shape.of(16, 400));
        assertThat(LinearCka.biased(x, y).orElseThrow()).isGreaterThan(0.9);
        assertThat(LinearCka.debiased(x, y).orElseThrow()).isBetween(-0.3, 0.3);
    }

    @Test
    void samplesWithoutDifferencesHaveNoValue() {
        Tensor constant = Tensor.full(Shape.of(4, 3), 0.1f);
        assertThat(LinearCka.biased(X, constant)).isEmpty();
        assertThat(LinearCka.debiased(constant, X)).isEmpty();
    }

    @Test
    void refusesWhatCannotBeCompared() {
        assertThatThrownBy(() -> LinearCka.biased(X, Tensor.zeros(Shape.of(3, 2))))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage("LinearCka.biased: expected x (N, …) and y (N, …) with the features of the same samples, "
                        + "but x is (4, 2) and y is (3, 2)");
        assertThatThrownBy(() -> LinearCka.debiased(X.slice(0, 3), Y.slice(0, 3)))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("LinearCka.debiased: there are 3 samples, but at least 4 are needed");
        assertThatThrownBy(() -> LinearCka.biased(X.slice(0, 1), Y.slice(0, 1)))
                .hasMessage("LinearCka.biased: there are 1 samples, but at least 2 are needed");
        Tensor broken = Y.copy();
        broken.set(5, Float.NaN);
        assertThatThrownBy(() -> LinearCka.biased(X, broken))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "LinearCka.biased: feature 1 of sample 2 of y is NaN, but every one must be a finite number");
    }
}
