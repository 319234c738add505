package dev.halfwave.experiments.statistics;

/// How many of n things are so, as an estimate of a probability.
///
/// Source of the interval: Wilson (1927), *Probable Inference, the Law of Succession, and Statistical Inference*,
/// doi:10.1080/01621459.1927.10502953.
///
/// @param count how many are so; one that is half so counts 1/2
/// @param n how many there are
public record Proportion(double count, int n) {

    /// @throws IllegalArgumentException unless the count lies in 0..n
    public Proportion {
        if (!(count >= 0 && count <= n)) {
            throw new IllegalArgumentException("Proportion: the count must lie in 0.." + n + ", but is " + count);
        }
    }

    /// `count / n`; NaN for n = 0.
    public double share() {
        return count / n;
    }

    /// Wilson's interval for a probability: the values p that are no further than z of their own standard deviations
    /// from the share, `|share − p| ≤ z √(p (1 − p) / n)`; for n = 0, from 0 to 1.
    ///
    /// @param level the level of confidence, such as 0.95
    /// @throws IllegalArgumentException unless the level lies between 0 and 1
    public Interval interval(double level) {
        Requirements.probability("Proportion", "the level", level);
        if (n == 0) {
            return new Interval(0, 1);
        }
        double z = Quantiles.normal((1 + level) / 2);
        double share = share();
        double centre = share + z * z / (2 * n);
        double half = z * Math.sqrt(share * (1 - share) / n + z * z / (4.0 * n * n));
        double whole = 1 + z * z / n;
        // At shares of 0 and 1 the ends 0 and 1 are exact but for rounding.
        return new Interval(
                share == 0 ? 0 : (centre - half) / whole,
                share == 1 ? 1 : (centre + half) / whole);
    }
}
