package dev.halfwave.experiments.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import org.junit.jupiter.api.Test;

/// How much filters change what they do to frequencies.
final class FilterResponseDistanceTest {

    /// `|H₀| = 2 |cos πf|` and `|H| = 2 |sin πf|`: the mean of 4 (1 − |sin 2πf|) over the mean of 4 cos².
    @Test
    void fromAveragingToDifferencing() {
        assertThat(distance(filter(1, 1), filter(-1, 1))).isCloseTo(2 * (1 - 2 / Math.PI), within(1e-5));
    }

    @Test
    void aFactorCountsByItsDifferenceFromOne() {
        assertThat(distance(filter(1, -2, .5f), filter(3, -6, 1.5f))).isCloseTo(4, within(1e-12));
        assertThat(distance(filter(1, -2, .5f), filter(0, 0, 0))).isCloseTo(1, within(1e-12));
    }

    @Test
    void isBlindToWhatLeavesMagnitudesAlone() {
        Tensor before = filter(1, -2, .5f, 0);
        assertThat(distance(before, before.copy())).isEqualTo(0.0);
        assertThat(distance(before, filter(-1, 2, -.5f, 0))).isEqualTo(0.0); // the sign: relative distance 2
        assertThat(distance(before, filter(0, .5f, -2, 1))).isCloseTo(0, within(1e-28)); // reversed and delayed
    }

    @Test
    void sumsOverInputChannelsAndTellsFiltersApart() {
        Tensor before = Tensor.of(Shape.of(3, 2, 1), 1, 2, 3, 0, 0, 0);
        Tensor after = Tensor.of(Shape.of(3, 2, 1), 2, -4, 0, 1, 1, 1);
        assertThat(FilterResponseDistance.ofFilters(before, after)).hasSize(3);
        assertThat(FilterResponseDistance.ofFilters(before, after).get(0).orElseThrow())
                .isCloseTo(5 / 5.0, within(1e-13)); // (2−1)² + (4−2)² over 1² + 2²
        assertThat(FilterResponseDistance.ofFilters(before, after).get(1).orElseThrow())
                .isCloseTo(10 / 9.0, within(1e-13));
        assertThat(FilterResponseDistance.ofFilters(before, after).get(2)).isEmpty(); // began at 0
        assertThat(distance(before, after)).isCloseTo(17 / 14.0, within(1e-13));
        assertThat(FilterResponseDistance.of(Tensor.zeros(Shape.of(1, 1, 2)), filter(1, 2))).isEmpty();
    }

    @Test
    void longFiltersAreIntegratedFinely() {
        Tensor before = Tensor.zeros(Shape.of(1, 1, 700));
        before.set(0, 1);
        before.set(699, 1);
        Tensor after = Tensor.zeros(Shape.of(1, 1, 700));
        after.set(350, 1);
        // (2 |cos 699πf| − 1)² has the mean 3 − 8/π.
        assertThat(distance(before, after)).isCloseTo((3 - 8 / Math.PI) / 2, within(0.01));
        assertThat(distance(after, before)).isCloseTo(3 - 8 / Math.PI, within(0.01));
    }

    @Test
    void refusesWhatIsNoKernel() {
        assertThatThrownBy(() -> distance(Tensor.zeros(Shape.of(2, 3)), Tensor.zeros(Shape.of(2, 3))))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessageStartingWith("FilterResponseDistance: ");
        assertThatThrownBy(() -> distance(filter(1, 2), filter(1, Float.POSITIVE_INFINITY)))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("FilterResponseDistance: element 1 of after is Infinity, but every tap must be a finite "
                        + "number");
        Tensor none = Tensor.zeros(Shape.of(1, 0, 2));
        assertThatThrownBy(() -> distance(none, none))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("FilterResponseDistance: a weight of shape (1, 0, 2) has no taps");
    }

    private static double distance(Tensor before, Tensor after) {
        return FilterResponseDistance.of(before, after).orElseThrow();
    }

    private static Tensor filter(float... taps) {
        return Tensor.of(Shape.of(1, 1, taps.length), taps);
    }
}
