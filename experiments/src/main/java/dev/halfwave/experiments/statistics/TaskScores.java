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
/// Scores have to be on one scale for all tasks. For two arms with the same seeds the differences of a seed's two runs,
/// or the logarithms of their ratio, are such scores where the outcomes themselves are not: then mean and interval are
/// for what the arms differ by.
///
/// A score may be infinite, such as the difference to a run that never got as far as was asked for: what is cut off
/// need not be a number. Where an infinite score is not cut off, the mean is infinite too.
///
/// Intervals are those of the stratified bootstrap: every task keeps its number of runs, which are drawn with
/// replacement from its own, each task for itself. Their ends are quantiles of the 50 000 resampled values, without
/// interpolation. This takes the runs of different tasks as independent; where they share seeds and their scores go
/// together, the interval is too narrow.
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
    /// @throws IllegalArgumentException if there are no tasks, one has no runs, or a score is NaN
    public static TaskScores of(double[]... tasks) {
        if (tasks.length == 0) {
            throw new IllegalArgumentException("TaskScores: there are no tasks");
        }
        for (int task = 0; task < tasks.length; task++) {
            if (tasks[task].length == 0) {
                throw new IllegalArgumentException("TaskScores: tasks[" + task + "] has no runs");
            }
            Requirements.numbers("TaskScores", "tasks[" + task + "]", tasks[task]);
        }
        return new TaskScores(Arrays.stream(tasks).map(double[]::clone).toArray(double[][]::new));
    }

    /// All scores, task by task: a copy.
    public double[] all() {
        return flat(tasks);
    }

    /// The scores of one task alone.
    public TaskScores task(int index) {
        return new TaskScores(new double[][] {tasks[index]});
    }

    /// The mean of the middle half of all runs on all tasks together: of n sorted scores `⌊n / 4⌋` are cut off at
    /// either end. It is little moved by outliers, and less noisy than the median. Infinite where an infinite score is
    /// left, and NaN where −∞ and ∞ are.
    public double interquartileMean() {
        return interquartileMean(flat(tasks));
    }

    /// The interval for [#interquartileMean()], with [#RESAMPLES] resamples. An end may be infinite. A resample whose
    /// mean would be of −∞ and ∞ counts as −∞ for the lower end, and as ∞ for the upper one.
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
        double alpha = (1 - level) / 2;
        return new Interval(quantile(resampled, Double.NEGATIVE_INFINITY, alpha),
                quantile(resampled, Double.POSITIVE_INFINITY, 1 - alpha));
    }

    /// @param undefined what stands for NaN
    private static double quantile(double[] values, double undefined, double p) {
        return Quantiles.ofSorted(
                Arrays.stream(values).map(value -> Double.isNaN(value) ? undefined : value).sorted().toArray(), p);
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
