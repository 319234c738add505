package dev.halfwave.experiments.statistics;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/// Friedman's test: whether any of three or more arms differs from the others, before pairs of them are looked at. On
/// each seed the k arms are ranked; with the rank sums `Rⱼ` over n seeds,
///
/// ```
/// χ² = (12 / (n k (k + 1)) Σ Rⱼ² − 3 n (k + 1)) / (1 − Σ (t³ − t) / (n k (k² − 1)))
/// ```
///
/// where the divisor is for groups of t tied values. p is that of the χ² distribution with k − 1 degrees of freedom,
/// which for a few seeds is an approximation only. Where all arms tie on all seeds, χ² is 0 and p is 1. Infinities have
/// ranks like other values.
///
/// Source: Friedman (1937), *The Use of Ranks to Avoid the Assumption of Normality Implicit in the Analysis of
/// Variance*, doi:10.1080/01621459.1937.10503522.
///
/// @param statistic χ²
/// @param degreesOfFreedom `k − 1`
/// @param p the probability of a larger χ², if the arms do not differ
public record Friedman(double statistic, int degreesOfFreedom, double p) {

    /// The test of some arms, each with one value for each seed, in the same order.
    ///
    /// @throws IllegalArgumentException for fewer than three arms or two seeds, different lengths, or NaN
    public static Friedman of(double[]... arms) {
        int k = arms.length;
        int n = k == 0 ? 0 : arms[0].length;
        requireTable(arms, n);
        double[] rankSums = new double[k];
        double ties = 0;
        for (int seed = 0; seed < n; seed++) {
            double[] values = new double[k];
            for (int arm = 0; arm < k; arm++) {
                values[arm] = arms[arm][seed];
            }
            Ranks ranks = Ranks.of(values);
            for (int arm = 0; arm < k; arm++) {
                rankSums[arm] += ranks.doubled()[arm] / 2.0;
            }
            ties += Ranks.tieTerm(ranks.ties());
        }
        double squares = Arrays.stream(rankSums).map(r -> r * r).sum();
        double correction = 1 - ties / (n * (double) k * ((double) k * k - 1));
        double statistic = 12 / (n * (double) k * (k + 1)) * squares - 3.0 * n * (k + 1);
        return correction == 0
                ? new Friedman(0, k - 1, 1)
                : new Friedman(statistic / correction, k - 1,
                        ChiSquaredDistribution.of(k - 1).survivalProbability(statistic / correction));
    }

    private static void requireTable(double[][] arms, int n) {
        if (arms.length < 3) {
            throw new IllegalArgumentException("Friedman: needs at least 3 arms, but has " + arms.length);
        }
        if (n < 2) {
            throw new IllegalArgumentException("Friedman: needs at least 2 seeds, but has " + n);
        }
        for (int arm = 0; arm < arms.length; arm++) {
            if (arms[arm].length != n) {
                throw new IllegalArgumentException(
                        "Friedman: all arms need one value for each seed, but arms[0] has " + n + " and arms[" + arm
                                + "] has " + arms[arm].length);
            }
            Requirements.numbers("Friedman", "arms[" + arm + "]", arms[arm]);
        }
    }
}
