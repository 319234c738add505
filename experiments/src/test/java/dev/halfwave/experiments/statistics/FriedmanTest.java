package dev.halfwave.experiments.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;

final class FriedmanTest {

    @Test
    void threeArmsOfSevenSeeds() {
        Friedman test = Friedman.of(
                new double[] {72, 96, 88, 92, 74, 76, 82},
                new double[] {120, 120, 132, 120, 101, 96, 112},
                new double[] {76, 95, 104, 96, 84, 72, 76});
        assertThat(test.statistic()).isCloseTo(74 / 7.0, withinPercentage(1e-10)); // 10.57142857
        assertThat(test.degreesOfFreedom()).isEqualTo(2);
        assertThat(test.p()).isCloseTo(.005063414171757498, withinPercentage(1e-10));
    }

    /// As scipy.stats.friedmanchisquare has it.
    @Test
    void dividesByWhatTiesTake() {
        Friedman test = Friedman.of(new double[] {1, 2, 3, 1}, new double[] {1, 3, 3, 2}, new double[] {2, 3, 1, 2});
        assertThat(test.statistic()).isCloseTo(2.0, withinPercentage(1e-10));
        assertThat(test.p()).isCloseTo(0.36787944117144245, withinPercentage(1e-10));
    }

    @Test
    void censoredRunsHaveTheHighestRank() {
        double infinity = Double.POSITIVE_INFINITY;
        assertThat(Friedman.of(new double[] {1, 1}, new double[] {2, 2}, new double[] {infinity, infinity}))
                .isEqualTo(Friedman.of(new double[] {1, 1}, new double[] {2, 2}, new double[] {3, 9}));
    }

    @Test
    void withoutAnyDifferencePIsOne() {
        assertThat(Friedman.of(new double[2], new double[2], new double[2])).isEqualTo(new Friedman(0, 2, 1));
    }

    @Test
    void refusesWhatIsNoTable() {
        assertThatThrownBy(() -> Friedman.of(new double[2], new double[2]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Friedman: needs at least 3 arms, but has 2");
        assertThatThrownBy(() -> Friedman.of(new double[1], new double[1], new double[1]))
                .hasMessage("Friedman: needs at least 2 seeds, but has 1");
        assertThatThrownBy(() -> Friedman.of(new double[2], new double[2], new double[3]))
                .hasMessage("Friedman: all arms need one value for each seed, but arms[0] has 2 and arms[2] has 3");
        assertThatThrownBy(() -> Friedman.of(new double[2], new double[] {1, Double.NaN}, new double[2]))
                .hasMessage("Friedman: arms[1][1] is NaN; a value that is missing cannot be compared");
        assertThatThrownBy(() -> Friedman.of()).hasMessage("Friedman: needs at least 3 arms, but has 0");
    }
}
