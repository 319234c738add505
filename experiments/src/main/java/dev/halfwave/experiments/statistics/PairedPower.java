package dev.halfwave.experiments.statistics;

import java.util.OptionalInt;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.apache.commons.statistics.distribution.PoissonDistribution;

/// The power of the paired t test on both sides at 0.05: how probable it is that a study of n seeds shows an effect of
/// a given size `d_z`, the mean difference in units of the differences' standard deviation, if they are normal.
///
/// | d_z                        | 0.3 | 0.5 | 0.8 | 1.0 | 1.2 | 1.5 | 2.0 |
/// |----------------------------|-----|-----|-----|-----|-----|-----|-----|
/// | seeds for a power of 80 %  | 90  | 34  | 15  | 10  | 8   | 6   | 5   |
///
/// An effect that was measured on few seeds is itself uncertain, and so is the number of seeds that follows from it;
/// [#detectableEffect(int, double)] needs no measured effect.
///
/// t then has the noncentral t distribution with `δ = d_z √n`, and its square is within the critical value's with the
/// probability that a mixture of beta distributions has,
///
/// ```
/// power = 1 − Σⱼ Poisson(j; δ²/2) I_x(1/2 + j, (n − 1)/2),   x = t² / (t² + n − 1)
/// ```
///
/// with the critical t and the regularised incomplete beta function I.
///
/// Source: Johnson, Kotz and Balakrishnan (1995), *Continuous Univariate Distributions*, volume 2, chapters 30 and 31.
public final class PairedPower {

    /// Nobody has more pairs.
    private static final int MOST_PAIRS = 1 << 20;

    /// A mean number of the Poisson distribution beyond which power is 1 to the last bit, for all n.
    private static final double CERTAIN = 1e7;

    private PairedPower() {}

    /// The power of n pairs.
    ///
    /// @param dz the size of the effect; its sign does not matter
    /// @throws IllegalArgumentException for fewer than two pairs, or an effect of NaN
    public static double of(double dz, int n) {
        if (n < 2) {
            throw new IllegalArgumentException("PairedPower: needs at least 2 pairs, but n is " + n);
        }
        if (Double.isNaN(dz)) {
            throw new IllegalArgumentException("PairedPower: the effect is NaN");
        }
        double t = Quantiles.studentT(Finding.SIGNIFICANCE / 2, n - 1);
        double x = t * t / (t * t + n - 1);
        double mean = n * dz * dz / 2;
        if (mean == 0) {
            return Finding.SIGNIFICANCE;
        }
        if (mean > CERTAIN) {
            return 1;
        }
        // Twelve standard deviations, and a little for small means: what is left out is below 1e-16.
        double reach = 12 * Math.sqrt(mean) + 30;
        PoissonDistribution poisson = PoissonDistribution.of(mean);
        double within = 0;
        for (int j = (int) Math.max(0, mean - reach); j <= mean + reach; j++) {
            within += poisson.probability(j) * BetaDistribution.of(0.5 + j, (n - 1) / 2.0).cumulativeProbability(x);
        }
        return Math.clamp(1 - within, 0, 1);
    }

    /// The smallest number of pairs that has at least a power; nothing where a million would not do, as for an effect
    /// of 0.
    ///
    /// @param power such as 0.8
    /// @throws IllegalArgumentException unless the power lies between 0.05 and 1, or for an effect of NaN
    public static OptionalInt pairsNeeded(double dz, double power) {
        requirePower(power);
        int low = 1;
        int high = 2;
        while (of(dz, high) < power) {
            low = high;
            high *= 2;
            if (high > MOST_PAIRS) {
                return OptionalInt.empty();
            }
        }
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (of(dz, middle) < power) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return OptionalInt.of(high);
    }

    /// The smallest effect that n pairs show with a power, to 1e-9: what a study of this size could have seen.
    ///
    /// @param power such as 0.8
    /// @throws IllegalArgumentException for fewer than two pairs, or a power that does not lie between 0.05 and 1
    public static double detectableEffect(int n, double power) {
        requirePower(power);
        double low = 0;
        double high = 1;
        while (of(high, n) < power) {
            low = high;
            high *= 2;
        }
        while (high - low > 1e-9 * high) {
            double middle = (low + high) / 2;
            if (of(middle, n) < power) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    private static void requirePower(double power) {
        if (!(power > Finding.SIGNIFICANCE && power < 1)) {
            throw new IllegalArgumentException(
                    "PairedPower: the power must lie between 0.05 and 1, but is " + power);
        }
    }
}
