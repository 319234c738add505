package dev.halfwave.experiments.statistics;

import dev.halfwave.core.random.Philox;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/// The scores of one arm on several tasks, a few runs on each, and what can be said of all together.
///
/// ```java
/// TaskScores scores = TaskScores.of(onEcg, onPpg, onNoise); // one array per task, one score per run
/// double middle = scores.interquartileMean();
/// Interval interval = scores.interquartileMeanInterval(0.95);
/// ```
///
/// Scores may be paired differences of two arms as well: then the interval is for what the arms differ by.
///
/// Intervals are those of the stratified bootstrap: every task keeps its number of runs, which are drawn with
/// replacement from its own. Their ends are quantiles of the 50 000 resampled values, without interpolation.
///
/// Immutable.
///
/// Source: Agarwal, Schwarzer, Castro, Courville and Bellemare (2021), *Deep Reinforcement Learning at the Edge of the
/// Statistical Precipice*, arXiv:2108.13264.
public final class TaskScores {

    /// How many resamples an interval has.
    public static final int RESAMPLES = 50_000;

    private final double[][] tasks;

    private TaskScores(double[][] tasks) {
        this.tasks = tasks;
    }

    /// The scores of some tasks.
    ///
    /// @param tasks the scores of each task's runs; tasks may have different numbers of runs
    /// @throws IllegalArgumentException if there are no tasks, one has no runs, or a score is not finite
    public static TaskScores of(double[]... tasks) {
        if (tasks.length == 0) {
            throw new IllegalArgumentException("TaskScores: there are no tasks");
        }
        for (int task = 0; task < tasks.length; task++) {
            Requirements.finite("TaskScores", "tasks[" + task + "]", tasks[task], 1);
        }
        return new TaskScores(Arrays.stream(tasks).map(double[]::clone).toArray(double[][]::new));
    }

    /// The mean of the middle half of all runs on all tasks together: of n sorted scores `⌊n / 4⌋` are cut off at
    /// either end. It is little moved by outliers, and less noisy than the median.
    public double interquartileMean() {
        return interquartileMean(flat(tasks));
    }

    /// The interval for [#interquartileMean()], with [#RESAMPLES] resamples.
    ///
    /// @param level the level of confidence, such as 0.95
    /// @throws IllegalArgumentException unless the level lies between 0 and 1
    public Interval interquartileMeanInterval(double level) {
        return interval(TaskScores::interquartileMean, level);
    }

    /// The share of runs with a score above a threshold, averaged over tasks, for each threshold: the performance
    /// profile.
    public double[] performanceProfile(double... thresholds) {
        return Arrays.stream(thresholds).map(this::shareAbove).toArray();
    }

    private double shareAbove(double threshold) {
        return Arrays.stream(tasks)
                .mapToDouble(runs -> (double) Arrays.stream(runs).filter(score -> score > threshold).count()
                        / runs.length)
                .average().orElseThrow();
    }

    /// The probability that a run of this arm has a higher score than one of another on the same task, ties counting
    /// half, averaged over tasks.
    ///
    /// @throws IllegalArgumentException if the other arm has another number of tasks
    public double probabilityOfImprovement(TaskScores other) {
        if (tasks.length != other.tasks.length) {
            throw new IllegalArgumentException(
                    "TaskScores: both arms need the same tasks, but there are " + tasks.length + " and "
                            + other.tasks.length);
        }
        double sum = 0;
        for (int task = 0; task < tasks.length; task++) {
            sum += TwoSamples.of(tasks[task], other.tasks[task]).probabilityOfImprovement();
        }
        return sum / tasks.length;
    }

    private Interval interval(ToDoubleFunction<double[]> statistic, double level) {
        Requirements.probability("TaskScores", "the level", level);
        double[] resample = flat(tasks);
        double[] resampled = new double[RESAMPLES];
        Resampling resampling = new Resampling(Philox.of(0, "stratified bootstrap"), resample.length);
        for (int r = 0; r < RESAMPLES; r++) {
            resampling.next();
            int at = 0;
            for (double[] runs : tasks) {
                for (int run = 0; run < runs.length; run++, at++) {
                    resample[at] = runs[resampling.pick(at, runs.length)];
                }
            }
            resampled[r] = statistic.applyAsDouble(resample);
        }
        Arrays.sort(resampled);
        double alpha = (1 - level) / 2;
        return new Interval(Quantiles.ofSorted(resampled, alpha), Quantiles.ofSorted(resampled, 1 - alpha));
    }

    /// Of values that are left in order.
    private static double interquartileMean(double[] values) {
        Arrays.sort(values);
        int cut = values.length / 4;
        double sum = 0;
        for (int i = cut; i < values.length - cut; i++) {
            sum += values[i];
        }
        return sum / (values.length - 2 * cut);
    }

    private static double[] flat(double[][] tasks) {
        return Arrays.stream(tasks).flatMapToDouble(Arrays::stream).toArray();
    }
}
