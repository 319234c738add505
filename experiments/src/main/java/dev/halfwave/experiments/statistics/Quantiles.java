package dev.halfwave.experiments.statistics;

import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/// Quantiles of distributions and of sorted samples.
final class Quantiles {

    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    private Quantiles() {}

    /// `Φ(z)`.
    static double normalProbability(double z) {
        return NORMAL.cumulativeProbability(z);
    }

    /// `1 − Φ(z)`.
    static double normalSurvival(double z) {
        return NORMAL.survivalProbability(z);
    }

    /// The z with `Φ(z) = p`; −∞ for 0 and ∞ for 1.
    static double normal(double p) {
        return NORMAL.inverseCumulativeProbability(p);
    }

    /// The value that Student's t exceeds with probability `tail`, at most 1/2.
    static double studentT(double tail, int degreesOfFreedom) {
        return TDistribution.of(degreesOfFreedom).inverseSurvivalProbability(tail);
    }

    /// The quantile of a sample, as the inverse of its distribution function: the smallest value that at least a share
    /// of `p` does not exceed, entry `⌈p n⌉` counted from 1. A `p n` within 1e-9 of a whole number is taken for that
    /// number, because levels such as (1 − 0.95)/2 are not exact.
    static double ofSorted(double[] sorted, double p) {
        int rank = (int) Math.ceil(p * sorted.length - 1e-9);
        return sorted[Math.clamp(rank, 1, sorted.length) - 1];
    }

    /// The median of sorted values: the middle one, or the mean of the two in the middle. NaN where these are −∞ and ∞,
    /// and where there are no values.
    static double medianOfSorted(double[] sorted) {
        int n = sorted.length;
        if (n == 0) {
            return Double.NaN;
        }
        double low = sorted[(n - 1) / 2];
        double high = sorted[n / 2];
        return low == high ? low : (low + high) / 2;
    }
}
