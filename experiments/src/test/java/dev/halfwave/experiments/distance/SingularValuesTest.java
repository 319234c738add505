package dev.halfwave.experiments.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Ranks of weights.
final class SingularValuesTest {

    @Test
    void ranksOfADiagonalMatrix() {
        SingularValues values = SingularValues.of(Tensor.of(Shape.of(3, 3), 1, 0, 0, 0, 3, 0, 0, 0, 1));
        assertThat(values.values()).containsExactly(new double[] {3, 1, 1}, within(1e-15));
        assertThat(values.stableRank().orElseThrow()).isCloseTo(11 / 9.0, within(1e-14));
        assertThat(values.effectiveRank().orElseThrow()).isCloseTo(2.586409, within(5e-7));
        assertThat(values.participationRatio().orElseThrow()).isCloseTo(1.457831, within(5e-7));
        assertThat(values.participationRatio().orElseThrow()).isCloseTo(121 / 83.0, within(1e-14));
    }

    @Test
    void kernelsAreMatricesWithARowForEachFilter() {
        // Two orthogonal filters over 2 channels × 2 taps, of norms 2 and 1.
        SingularValues values = SingularValues.of(Tensor.of(Shape.of(2, 2, 2), 1, 1, 1, 1, .5f, -.5f, .5f, -.5f));
        assertThat(values.values()).containsExactly(new double[] {2, 1}, offset(1e-15));
        assertThat(values.stableRank().orElseThrow()).isCloseTo(1.25, within(1e-14));
    }

    @Test
    void ranksLieBetweenOneAndTheRankAndIgnoreTheScale() {
        Random random = new Random(5);
        Tensor weight = Tensor.zeros(Shape.of(4, 3, 5));
        Tensor tiny = Tensor.zeros(weight.shape());
        for (int i = 0; i < weight.size(); i++) {
            weight.set(i, (float) random.nextGaussian());
            tiny.set(i, weight.get(i) * 0x1p-100f);
        }
        SingularValues values = SingularValues.of(weight);
        SingularValues scaled = SingularValues.of(tiny);
        assertThat(values.stableRank().orElseThrow()).isBetween(1.0, 4.0)
                .isCloseTo(scaled.stableRank().orElseThrow(), within(1e-12));
        assertThat(values.effectiveRank().orElseThrow()).isBetween(1.0, 4.0)
                .isCloseTo(scaled.effectiveRank().orElseThrow(), within(1e-12));
        assertThat(values.participationRatio().orElseThrow()).isBetween(1.0, 4.0)
                .isCloseTo(scaled.participationRatio().orElseThrow(), within(1e-12));
    }

    @Test
    void aZeroWeightHasNoRanks() {
        SingularValues zero = SingularValues.of(Tensor.zeros(Shape.of(2, 1, 3)));
        assertThat(zero.values()).containsExactly(0, 0);
        assertThat(zero.stableRank()).isEmpty();
        assertThat(zero.effectiveRank()).isEmpty();
        assertThat(zero.participationRatio()).isEmpty();
    }

    @Test
    void oneDirectionHasRankOne() {
        SingularValues one = SingularValues.of(Tensor.of(Shape.of(3, 2), 1, 2, 2, 4, -1, -2));
        assertThat(one.stableRank().orElseThrow()).isCloseTo(1, within(1e-14));
        assertThat(one.effectiveRank().orElseThrow()).isCloseTo(1, within(1e-12));
        assertThat(one.participationRatio().orElseThrow()).isCloseTo(1, within(1e-14));
    }

    @Test
    void refusesWhatIsNoMatrix() {
        assertThatThrownBy(() -> SingularValues.of(Tensor.zeros(Shape.of(3))))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage(
                        "SingularValues: expected at least two axes, of which the first becomes rows and the others "
                                + "columns, but the shape is (3)");
        assertThatThrownBy(() -> SingularValues.of(Tensor.zeros(Shape.of(3, 0))))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("SingularValues: a tensor of shape (3, 0) is no matrix");
        assertThatThrownBy(() -> SingularValues.of(Tensor.of(Shape.of(1, 2), 1, Float.NaN)))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("SingularValues: element 1 is NaN, but every one must be a finite number");
    }
}
