package dev.halfwave.experiments.statistics;

import org.apache.commons.statistics.distribution.TDistribution;

/// Student's t of paired differences: whether their mean differs from 0, and the interval of values that it could be.
///
/// ```
/// t = mean / (s / √n),   interval = mean ± t_{n−1} s / √n
/// ```
///
/// Exact for normal differences. For others it is a good approximation already at n = 5, where the bootstrap's
/// intervals are still too short.
///
/// Differences that are all equal have no spread: t is ±∞ and p is 0, or, when all are 0, t is 0 and p is 1; the
/// interval is the one number.
///
/// Source: Student (1908), *The Probable Error of a Mean*, doi:10.1093/biomet/6.1.1.
///
/// @param n how many differences there are
/// @param mean their mean
/// @param standardDeviation with `n − 1`
public record StudentT(int n, double mean, double standardDeviation) {

    /// @throws IllegalArgumentException for fewer than two differences
    public StudentT {
        if (n < 2) {
            throw new IllegalArgumentException("StudentT: needs at least 2 differences, but n is " + n);
        }
    }

    /// The t of some differences.
    ///
    /// @throws IllegalArgumentException for fewer than two differences, and where there are ranks only
    public static StudentT of(PairedDifferences differences) {
        return new StudentT(differences.n(), differences.mean(), differences.standardDeviation());
    }

    /// `n − 1`.
    public int degreesOfFreedom() {
        return n - 1;
    }

    /// `s / √n`.
    public double standardError() {
        return standardDeviation / Math.sqrt(n);
    }

    /// t.
    public double statistic() {
        return statistic(0);
    }

    /// The t of the null hypothesis that the mean is another value than 0.
    double statistic(double expected) {
        double difference = mean - expected;
        return difference == 0 ? 0 : difference / standardError();
    }

    /// The probability of a t at least as far out, if the mean is 0.
    public double p(Alternative alternative) {
        return p(alternative, 0);
    }

    /// The p of the null hypothesis that the mean is another value than 0.
    double p(Alternative alternative, double expected) {
        double t = statistic(expected);
        TDistribution distribution = TDistribution.of(degreesOfFreedom());
        return alternative.of(distribution.cumulativeProbability(t), distribution.survivalProbability(t));
    }

    /// The interval for the mean.
    ///
    /// @param level the level of confidence, such as 0.95
    /// @throws IllegalArgumentException unless the level lies between 0 and 1
    public Interval interval(double level) {
        Requirements.probability("StudentT", "the level", level);
        double half = Quantiles.studentT((1 - level) / 2, degreesOfFreedom()) * standardError();
        return new Interval(mean - half, mean + half);
    }
}
