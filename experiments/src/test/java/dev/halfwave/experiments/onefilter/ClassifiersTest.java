package dev.halfwave.experiments.onefilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import org.junit.jupiter.api.Test;

class ClassifiersTest {

    private static final Tensor LABELS = Tensor.of(Shape.of(6), 0, 0, 1, 1, 2, 2);

    @Test
    void theNearestMeanWins() {
        NearestMean means = NearestMean.of(new double[] {1, 3, 9, 11, 4, 6}, LABELS, 3);

        assertThat(means.means()).containsExactly(2, 10, 5);
        assertThat(means.classify(-7)).isZero();
        assertThat(means.classify(3.4)).isZero();
        assertThat(means.classify(3.6)).isEqualTo(2);
        assertThat(means.classify(7.6)).isEqualTo(1);
        assertThat(means.classify(3.5)).as("as near to 2 as to 5").isZero();
    }

    @Test
    void countsWhatIsRight() {
        NearestMean means = new NearestMean(new double[] {0, 1, 2});

        assertThat(means.accuracy(new double[] {0.1, 0.9, 1.1, 1.9, 2.1, 3}, LABELS)).isEqualTo(4 / 6.0);
    }

    /// One feature x = −1, 0, 1: the outputs of least squares are 1/3 − x/2, 1/3 and 1/3 + x/2.
    @Test
    void theReadoutIsLeastSquares() {
        double[][] features = {{-1}, {-1}, {0}, {0}, {1}, {1}};
        LinearReadout readout = LinearReadout.of(features, LABELS, 3);

        assertThat(readout.classify(new double[] {-0.01})).isZero();
        assertThat(readout.classify(new double[] {0.01})).isEqualTo(2);
        assertThat(readout.accuracy(features, LABELS)).as("the class in the middle never has the largest output "
                + "alone, and the first of equal ones wins").isCloseTo(4 / 6.0, within(1e-15));
    }

    @Test
    void theReadoutSolvesWhatIsLinearInItsFeatures() {
        double[][] features = new double[6][3];
        for (int n = 0; n < 6; n++) {
            double x = n - 2.5;
            // The third column is the sum of the others: without a penalty there is no unique solution.
            features[n] = new double[] {x, x * x, x + x * x};
        }
        assertThat(LinearReadout.of(features, LABELS, 3).accuracy(features, LABELS)).isEqualTo(1);
    }

    @Test
    void theReadoutRefusesWhatIsNoNumber() {
        double[][] features = {{-1}, {-1}, {Double.NaN}, {0}, {1}, {1}};

        assertThatThrownBy(() -> LinearReadout.of(features, LABELS, 3)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "LinearReadout: the normal equations cannot be solved; every feature must be a finite number");
    }

    /// Classes at 1 ± 0, 2 ± 0.5 and 9 ± 1.
    @Test
    void measuresHowFarClassesAreApart() {
        Separation separation = Separation.of(new double[] {8, 10, 1, 1, 1.5, 2.5}, LABELS, 3);

        assertThat(separation.gap()).isCloseTo(1 / 9.0, within(1e-15));
        assertThat(separation.spread()).isCloseTo(0.5 / 9, within(1e-15));
        assertThat(separation.ratio()).as("1 / (0 + 0.5), not 7 / (0.5 + 1)").isCloseTo(2, within(1e-15));
    }
}
