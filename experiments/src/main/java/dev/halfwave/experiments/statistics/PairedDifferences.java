package dev.halfwave.experiments.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.StandardDeviation;

/// What one arm of a study has more than another, seed by seed: `first − second`, or the logarithm of `first / second`.
///
/// ```java
/// PairedDifferences d = PairedDifferences.logRatios(distanceOfRelu, distanceOfDcFree); // one value per seed each
/// double ratio = Math.exp(d.mean());
/// ```
///
/// Values may be infinite: a run that never reached what was waited for has the value ∞, or −∞ where more is better; it
/// is *censored*. And values
/// on the logarithmic scale may be 0, such as the distance of weights that did not move. Neither is dropped, replaced
/// or put into a logarithm. Such a pair keeps its place in the order of the pairs:
///
/// | first, second               | difference      | logarithm of the ratio |
/// |-----------------------------|-----------------|------------------------|
/// | ∞, finite                   | ∞               | ∞                      |
/// | finite, ∞                   | −∞              | −∞                     |
/// | −∞, finite                  | −∞              | −∞                     |
/// | ∞, ∞, or −∞, −∞             | 0, a tie        | 0, a tie               |
/// | 0, above 0                  | as of any other | −∞: no ratio is smaller |
/// | above 0, 0                  | as of any other | ∞                      |
/// | 0, 0                        | 0, a tie        | 0, a tie               |
///
/// Where there is one such pair, also a tied one, [only the ranks][#hasRanksOnly()] of the differences mean anything:
/// tests use [SignedRank], and mean and standard deviation do not exist.
///
/// Immutable.
public final class PairedDifferences {

    /// On what scale arms are compared.
    ///
    /// `DIFFERENCE` is `first − second`, `LOG_RATIO` is `ln(first / second)`: for losses, distances and numbers of
    /// steps, whose spread grows with their size.
    public enum Scale {
        DIFFERENCE, LOG_RATIO
    }

    private final double[] values;
    private final Scale scale;
    private final Censored censored;
    private final int zeros;

    /// How many pairs have a censored run.
    ///
    /// @param first as the first of the two
    /// @param second as the second
    /// @param either on one side or both
    private record Censored(int first, int second, int either) {

        static Censored of(boolean[] first, boolean[] second) {
            boolean[] either = new boolean[first.length];
            for (int i = 0; i < either.length; i++) {
                either[i] = first[i] || second[i];
            }
            return new Censored(count(first), count(second), count(either));
        }
    }

    private PairedDifferences(double[] values, Scale scale, Censored censored, int zeros) {
        this.values = values;
        this.scale = scale;
        this.censored = censored;
        this.zeros = zeros;
    }

    /// Differences that have been taken already. An infinite one is that of a censored run.
    ///
    /// @throws IllegalArgumentException if one is NaN
    public static PairedDifferences of(double... differences) {
        Requirements.numbers("PairedDifferences", "differences", differences);
        int censored = (int) Arrays.stream(differences).filter(Double::isInfinite).count();
        return new PairedDifferences(differences.clone(), Scale.DIFFERENCE, new Censored(0, 0, censored), 0);
    }

    /// `first − second` for each seed.
    ///
    /// @throws IllegalArgumentException if the lengths differ or a value is NaN
    public static PairedDifferences differences(double[] first, double[] second) {
        requirePairs(first, second);
        double[] values = new double[first.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = first[i] == second[i] ? 0 : first[i] - second[i];
        }
        return new PairedDifferences(values, Scale.DIFFERENCE, Censored.of(infinite(first), infinite(second)), 0);
    }

    /// `ln(first / second)` for each seed. Equal ratios have equal logarithms and inverse ratios opposite ones, to the
    /// last bit: 8 to 16 steps ties with 16 to 32 and with 32 to 16.
    ///
    /// @throws IllegalArgumentException if the lengths differ, or a value is NaN or a number below 0
    public static PairedDifferences logRatios(double[] first, double[] second) {
        requirePairs(first, second);
        requireNonNegative("first", first);
        requireNonNegative("second", second);
        double[] values = new double[first.length];
        int zeros = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = logRatio(first[i], second[i]);
            zeros += first[i] == 0 || second[i] == 0 ? 1 : 0;
        }
        return new PairedDifferences(values, Scale.LOG_RATIO, Censored.of(infinite(first), infinite(second)), zeros);
    }

    /// Each seed's mean of its differences on several tasks, so that a seed counts once, whatever its runs on different
    /// tasks have in common. A seed counts as censored, or as one with a 0, if one of its pairs does; with −∞ on one task
    /// and ∞ on another it is a tie.
    ///
    /// @param first for each task a value per seed
    /// @param second the same of the other arm
    /// @throws IllegalArgumentException if there are no tasks, the lengths differ, or for what [#differences] and
    ///     [#logRatios] refuse
    public static PairedDifferences meansOverTasks(Scale scale, double[][] first, double[][] second) {
        if (first.length == 0 || first.length != second.length) {
            throw new IllegalArgumentException(
                    "PairedDifferences: both arms need the same tasks, and at least one, but there are " + first.length
                            + " and " + second.length);
        }
        int n = first[0].length;
        double[] means = new double[n];
        boolean[] censoredFirst = new boolean[n];
        boolean[] censoredSecond = new boolean[n];
        boolean[] zero = new boolean[n];
        for (int task = 0; task < first.length; task++) {
            PairedDifferences each = scale == Scale.LOG_RATIO
                    ? logRatios(first[task], second[task])
                    : differences(first[task], second[task]);
            if (each.n() != n) {
                throw new IllegalArgumentException("PairedDifferences: every task needs one value for each seed, but "
                        + "there are " + n + " and " + each.n());
            }
            for (int i = 0; i < n; i++) {
                means[i] += each.values[i] / first.length;
                censoredFirst[i] |= Double.isInfinite(first[task][i]);
                censoredSecond[i] |= Double.isInfinite(second[task][i]);
                zero[i] |= scale == Scale.LOG_RATIO && (first[task][i] == 0 || second[task][i] == 0);
            }
        }
        return new PairedDifferences(Arrays.stream(means).map(mean -> Double.isNaN(mean) ? 0 : mean).toArray(), scale,
                Censored.of(censoredFirst, censoredSecond), count(zero));
    }

    private static boolean[] infinite(double[] values) {
        boolean[] infinite = new boolean[values.length];
        for (int i = 0; i < values.length; i++) {
            infinite[i] = Double.isInfinite(values[i]);
        }
        return infinite;
    }

    private static int count(boolean[] flags) {
        int count = 0;
        for (boolean flag : flags) {
            count += flag ? 1 : 0;
        }
        return count;
    }

    private static double logRatio(double first, double second) {
        if (first == second) {
            return 0;
        }
        if (first < second) {
            return -logRatio(second, first);
        }
        if (second <= 0 || first == Double.POSITIVE_INFINITY) {
            return Double.POSITIVE_INFINITY;
        }
        double ratio = first / second;
        // The quotient of very different numbers may be beyond the range of double; their logarithms are not.
        return ratio < Double.POSITIVE_INFINITY
                ? StrictMath.log(ratio)
                : StrictMath.log(first) - StrictMath.log(second);
    }

    private static void requirePairs(double[] first, double[] second) {
        if (first.length != second.length) {
            throw new IllegalArgumentException(
                    "PairedDifferences: both arms need one value for each seed, but there are " + first.length + " and "
                            + second.length);
        }
        Requirements.numbers("PairedDifferences", "first", first);
        Requirements.numbers("PairedDifferences", "second", second);
    }

    private static void requireNonNegative(String name, double[] values) {
        for (int i = 0; i < values.length; i++) {
            if (values[i] < 0 && !Double.isInfinite(values[i])) {
                throw new IllegalArgumentException(
                        "PairedDifferences: a ratio needs values of 0 or more, but " + name + "[" + i + "] is "
                                + values[i]);
            }
        }
    }

    /// How many pairs there are.
    public int n() {
        return values.length;
    }

    /// The scale of the differences.
    public Scale scale() {
        return scale;
    }

    /// The difference of each pair, in the order of the seeds: a copy.
    public double[] values() {
        return values.clone();
    }

    /// How many pairs have a run that was censored.
    public int censored() {
        return censored.either();
    }

    /// In how many pairs the first run was censored; 0 for [differences that have been taken already][#of].
    public int censoredFirst() {
        return censored.first();
    }

    /// In how many pairs the second run was censored; 0 for [differences that have been taken already][#of].
    public int censoredSecond() {
        return censored.second();
    }

    /// How many pairs have a value of 0 where a logarithm is wanted.
    public int zeros() {
        return zeros;
    }

    /// Whether only the order of the differences may be used, because a pair has a censored run, or a 0 where a
    /// logarithm is wanted.
    public boolean hasRanksOnly() {
        return censored() > 0 || zeros > 0;
    }

    /// Why there are [ranks only][#hasRanksOnly()], as half a sentence: `2 of 10 pairs have a censored run`; empty
    /// where there are numbers.
    public String reasonForRanks() {
        List<String> reasons = new ArrayList<>();
        if (censored() > 0) {
            reasons.add(share(censored()) + " a censored run");
        }
        if (zeros > 0) {
            reasons.add(share(zeros) + " a value of 0, which has no logarithm");
        }
        return String.join(" and ", reasons);
    }

    private String share(int count) {
        return count + " of " + n() + (n() == 1 ? " pair" : " pairs") + (count == 1 ? " has" : " have");
    }

    /// The arithmetic mean, by the library's compensated sum; NaN without pairs. Where all differences are equal, that
    /// number.
    ///
    /// @throws IllegalArgumentException if there are [ranks only][#hasRanksOnly()]
    public double mean() {
        requireNumbers("mean");
        return allEqual() ? values[0] : Mean.of(values).getAsDouble();
    }

    /// The standard deviation with `n − 1`; NaN for fewer than two pairs, and exactly 0 where all differences are
    /// equal.
    ///
    /// @throws IllegalArgumentException if there are [ranks only][#hasRanksOnly()]
    public double standardDeviation() {
        requireNumbers("standard deviation");
        if (n() < 2) {
            return Double.NaN;
        }
        return allEqual() ? 0 : StandardDeviation.of(values).getAsDouble();
    }

    private boolean allEqual() {
        return n() > 0 && Arrays.stream(values).allMatch(value -> value == values[0]);
    }

    /// Refuses where there are ranks only.
    void requireNumbers(String what) {
        if (hasRanksOnly()) {
            throw new IllegalArgumentException(
                    "PairedDifferences: there are ranks, but no " + what + ", because " + reasonForRanks());
        }
    }

    /// The median: the middle difference, or the mean of the two in the middle. Infinite where these are; NaN where
    /// they are −∞ and ∞, and without pairs.
    public double median() {
        double[] sorted = values();
        Arrays.sort(sorted);
        return Quantiles.medianOfSorted(sorted);
    }

    /// The estimate of the centre that belongs to the signed ranks: the median of the `n (n + 1) / 2` Walsh averages
    /// `(dᵢ + dⱼ) / 2`, `i ≤ j`. An average of −∞ and ∞ could be anything: the estimate is NaN where it depends on what
    /// it is, and without pairs.
    ///
    /// Source: Hodges and Lehmann (1963), *Estimates of Location Based on Rank Tests*, doi:10.1214/aoms/1177704172.
    public double hodgesLehmann() {
        double low = medianOfWalshAverages(Double.NEGATIVE_INFINITY);
        double high = medianOfWalshAverages(Double.POSITIVE_INFINITY);
        return low == high ? low : Double.NaN;
    }

    /// @param undefined what stands for an average of −∞ and ∞
    private double medianOfWalshAverages(double undefined) {
        double[] averages = new double[n() * (n() + 1) / 2];
        int count = 0;
        for (int i = 0; i < n(); i++) {
            for (int j = i; j < n(); j++) {
                double average = (values[i] + values[j]) / 2;
                averages[count++] = Double.isNaN(average) ? undefined : average;
            }
        }
        Arrays.sort(averages);
        return Quantiles.medianOfSorted(averages);
    }
}
