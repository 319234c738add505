package dev.halfwave.experiments.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Elementary distances: values by hand, and the identity that ties three of them together.
final class DisplacementTest {

    @Test
    void measuresByHand() {
        Displacement turned = Displacement.of(vector(3, 4, 0), vector(-4, 3, 2)); // (−7, −1, 2)
        assertThat(turned.l2()).isEqualTo(Math.sqrt(54));
        assertThat(turned.relative()).hasValue(Math.sqrt(54) / 5);
        assertThat(turned.rms()).hasValue(Math.sqrt(18));
        assertThat(turned.cosine()).hasValue(0);
        assertThat(turned.normRatio()).hasValue(Math.sqrt(29) / 5);
        assertThat(turned.signFlips()).hasValue(2.0 / 3); // 3 → −4, and 0 → 2
    }

    @Test
    void normRatioAndCosineDetermineTheRelativeDistance() {
        Random random = new Random(1);
        for (int trial = 0; trial < 100; trial++) {
            float[] before = new float[17];
            float[] after = new float[17];
            for (int i = 0; i < before.length; i++) {
                before[i] = (float) random.nextGaussian();
                after[i] = before[i] + (float) (random.nextGaussian() * trial / 10);
            }
            Displacement moved = Displacement.of(vector(before), vector(after));
            double r = moved.normRatio().orElseThrow();
            double relative = moved.relative().orElseThrow();
            assertThat(relative * relative)
                    .isCloseTo(1 + r * r - 2 * r * moved.cosine().orElseThrow(), within(1e-13 * (1 + r * r)));
        }
    }

    @Test
    void whatDidNotMoveHasDistanceZeroExactly() {
        Tensor weight = vector(0.1f, -0.3f, 0, 1e-30f);
        Displacement none = Displacement.of(weight, weight.copy());
        assertThat(none.l2()).isEqualTo(0.0);
        assertThat(none.relative()).hasValue(0.0);
        assertThat(none.rms()).hasValue(0.0);
        assertThat(none.normRatio()).hasValue(1.0);
        assertThat(none.signFlips()).hasValue(0.0);
        assertThat(Displacement.of(vector(0f), vector(-0f)).signFlips()).hasValue(0.0);
    }

    @Test
    void whatIsUndefinedHasNoValue() {
        Displacement fromZero = Displacement.of(vector(0, 0), vector(0, 2));
        assertThat(fromZero.l2()).isEqualTo(2.0);
        assertThat(fromZero.signFlips()).hasValue(0.5);
        assertThat(List.of(fromZero.relative(), fromZero.cosine(), fromZero.normRatio()))
                .allMatch(OptionalDouble::isEmpty);
        Displacement toZero = Displacement.of(vector(0, 2), vector(0, 0));
        assertThat(toZero.relative()).hasValue(1.0);
        assertThat(toZero.normRatio()).hasValue(0.0);
        assertThat(toZero.cosine()).isEmpty();
        assertThat(Displacement.NONE.rms()).isEmpty();
        assertThat(Displacement.NONE.signFlips()).isEmpty();
    }

    @Test
    void measuresEveryFilterAndSlices() {
        Tensor before = Tensor.of(Shape.of(3, 1, 2), 9, 9, 3, 4, 0, 0).slice(1, 3);
        Tensor after = Tensor.of(Shape.of(3, 1, 2), 7, 7, 0, 4, 0, 1).slice(1, 3);
        List<Displacement> filters = Displacement.ofFilters(before, after);
        assertThat(filters).hasSize(2);
        assertThat(filters.get(0).relative()).hasValue(3.0 / 5);
        assertThat(filters.get(1).l2()).isEqualTo(1.0);
        assertThat(filters.get(1).relative()).isEmpty();
        assertThat(filters.get(0).plus(filters.get(1))).isEqualTo(Displacement.of(before, after));
    }

    @Test
    void refusesOtherShapes() {
        assertThatThrownBy(() -> Displacement.of(vector(1, 2), vector(1, 2, 3)))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage("Displacement: expected earlier and later values of one tensor, of shape (2), "
                        + "but the later ones are (3)");
        assertThatThrownBy(() -> Displacement.ofFilters(Tensor.scalar(1), Tensor.scalar(2)))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage("Displacement.ofFilters: expected a first axis, but the shape is ()");
    }

    private static Tensor vector(float... values) {
        return Tensor.of(Shape.of(values.length), values);
    }
}
