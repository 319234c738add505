package dev.halfwave.experiments.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TaskScoresTest {

    @Test
    void interquartileMean() {
        assertThat(TaskScores.of(new double[] {1, 2, 3, 4, 5, 6, 7, 8}).interquartileMean()).isEqualTo(4.5);
        assertThat(TaskScores.of(new double[] {1, 2, 3, 100, 5}).interquartileMean())
                .isCloseTo(10 / 3.0, withinPercentage(1e-10));
        assertThat(TaskScores.of(IntStream.rangeClosed(1, 10).mapToDouble(i -> i * i).toArray()).interquartileMean())
                .isCloseTo(199 / 6.0, withinPercentage(1e-10)); // 33.1666667
    }

    /// The example of the authors' own tests; here tasks are the outer index.
    @Test
    void ofTheSource() {
        TaskScores x = TaskScores.of(new double[] {1, 2, 1, 2}, new double[] {2, 2, 1, 1});
        TaskScores y = TaskScores.of(new double[] {1, 2, 3}, new double[] {1, 2, 3});
        assertThat(x.interquartileMean()).isEqualTo(1.5);
        assertThat(y.interquartileMean()).isEqualTo(2);
        assertThat(x.probabilityOfImprovement(y)).isCloseTo(1 / 3.0, withinPercentage(1e-10));
        assertThat(x.probabilityOfImprovement(x)).isEqualTo(0.5);
    }

    @Test
    void performanceProfile() {
        TaskScores scores = TaskScores.of(new double[] {1, 2, 3, 4}, new double[] {2, 9});
        assertThat(scores.performanceProfile(0, 2, 3.5, 9)).containsExactly(1, 0.5, 0.375, 0);
        assertThat(scores.performanceProfile()).isEmpty();
    }

    /// Four scores: the interquartile mean is that of the middle two, whose distribution over 256 resamples is known.
    @Test
    void theIntervalIsThatOfResamples() {
        TaskScores scores = TaskScores.of(new double[] {0, 1, 10, 11});
        double[] all = new double[256];
        double[] values = {0, 1, 10, 11};
        for (int r = 0; r < 256; r++) {
            double[] resample = {values[r & 3], values[r >> 2 & 3], values[r >> 4 & 3], values[r >> 6]};
            all[r] = TaskScores.of(resample).interquartileMean();
        }
        Arrays.sort(all);
        for (double level : new double[] {0.5, 0.85, 0.95}) {
            assertThat(scores.interquartileMeanInterval(level)).isEqualTo(new Interval(
                    Quantiles.ofSorted(all, (1 - level) / 2), Quantiles.ofSorted(all, (1 + level) / 2)));
        }
    }

    /// Two runs on each of two tasks, 0 and 1: the number of ones among four is binomial, and the interquartile mean is
    /// 0 with probability 5/16. If both tasks drew alike, it would be 1/4.
    @Test
    void tasksAreResampledIndependently() {
        TaskScores scores = TaskScores.of(new double[] {0, 1}, new double[] {0, 1});
        assertThat(scores.interquartileMeanInterval(1 - 2 * 0.28)).isEqualTo(new Interval(0, 1));
        assertThat(scores.interquartileMeanInterval(1 - 2 * 0.34)).isEqualTo(new Interval(0.5, 0.5));
    }

    /// Every task keeps its runs: where runs within tasks are equal, nothing can vary, however far tasks are apart.
    @Test
    void resamplesStayWithinTheirTask() {
        TaskScores scores = TaskScores.of(new double[] {1, 1, 1}, new double[] {50, 50}, new double[] {7, 7, 7});
        double mean = scores.interquartileMean();
        assertThat(scores.interquartileMeanInterval(0.95)).isEqualTo(new Interval(mean, mean));
        assertThat(mean).isCloseTo((1 + 7 * 3) / 4.0, within(1e-12));
    }

    /// Of eight scores two are cut off at either end, also if they are no numbers; a third one is not.
    @Test
    void toleratesWhatIsCutOff() {
        double inf = Double.POSITIVE_INFINITY;
        assertThat(TaskScores.of(new double[] {1, inf, 2, inf}, new double[] {3, 4, 5, 6}).interquartileMean())
                .isEqualTo(4.5);
        assertThat(TaskScores.of(new double[] {1, inf, 2, inf}, new double[] {3, 4, 5, inf}).interquartileMean())
                .isEqualTo(inf);
        assertThat(TaskScores.of(new double[] {inf, inf, -inf, -inf}).interquartileMean()).isNaN();
        // 4 of 12 scores cannot be cut off: where a resample has so many, its mean is infinite.
        TaskScores two = TaskScores.of(new double[] {1, 2, 3, 4, 5, 6}, new double[] {inf, 2, 3, 4, 5, inf});
        assertThat(two.interquartileMean()).isEqualTo(4);
        assertThat(two.interquartileMeanInterval(0.95).high()).isEqualTo(inf);
        assertThat(two.interquartileMeanInterval(0.95).low()).isBetween(2.0, 4.0);
        assertThat(two.performanceProfile(5)).containsExactly(new double[] {0.25}, within(1e-12));
    }

    /// Of two scores, −∞ and ∞, half of the resamples have both: they count against either end.
    @Test
    void whatCouldBeAnythingWidensTheInterval() {
        TaskScores scores = TaskScores.of(new double[] {Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY});
        assertThat(scores.interquartileMeanInterval(0.4))
                .isEqualTo(new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY));
    }

    @Test
    void refusesWhatIsNoScore() {
        assertThatThrownBy(() -> TaskScores.of())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("TaskScores: there are no tasks");
        assertThatThrownBy(() -> TaskScores.of(new double[1], new double[0]))
                .hasMessage("TaskScores: tasks[1] has no runs");
        assertThatThrownBy(() -> TaskScores.of(new double[] {Double.NaN}))
                .hasMessage("TaskScores: tasks[0][0] is NaN; a value that is missing cannot be compared");
        assertThatThrownBy(() -> TaskScores.of(new double[1]).probabilityOfImprovement(
                TaskScores.of(new double[1], new double[1])))
                .hasMessage("TaskScores: both arms need the same tasks, but there are 1 and 2");
        assertThatThrownBy(() -> TaskScores.of(new double[1]).interquartileMeanInterval(2))
                .hasMessage("TaskScores: the level must lie between 0 and 1, but is 2.0");
    }
}
