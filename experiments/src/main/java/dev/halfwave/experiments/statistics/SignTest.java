package dev.halfwave.experiments.statistics;

import java.util.Arrays;

/// The sign test: if the arms do not differ, each difference is as likely above 0 as below, so that the number above
/// has a binomial distribution. Differences of 0 say nothing and take no part. p is exact.
///
/// Source: Dixon and Mood (1946), *The Statistical Sign Test*, doi:10.1080/01621459.1946.10501898.
///
/// @param positive how many differences are above 0
/// @param negative how many are below
public record SignTest(int positive, int negative) {

    /// The test of some differences, of any kind.
    public static SignTest of(PairedDifferences differences) {
        double[] values = differences.values();
        return new SignTest(
                (int) Arrays.stream(values).filter(d -> d > 0).count(),
                (int) Arrays.stream(values).filter(d -> d < 0).count());
    }

    /// The probability of a number at least as far out; 1 where all differences are 0.
    public double p(Alternative alternative) {
        int[] weights = new int[positive + negative];
        Arrays.fill(weights, 1);
        HalfSums distribution = HalfSums.of(weights);
        return alternative.of(distribution.lowerTail(positive), distribution.upperTail(positive));
    }
}
