package dev.halfwave.experiments.statistics;

/// Two unpaired samples: how often a value of the first is larger than one of the second, ties counting half.
///
/// It is Mann and Whitney's U, and per pair of values the probability of improvement, which is Vargha and Delaney's
/// A₁₂, and Cliff's δ = 2 A₁₂ − 1. Infinities are compared like other values.
///
/// Sources: Mann and Whitney (1947), *On a Test of Whether one of Two Random Variables is Stochastically Larger than
/// the Other*, doi:10.1214/aoms/1177730491; Cliff (1993), *Dominance Statistics*, doi:10.1037/0033-2909.114.3.494;
/// Vargha and Delaney (2000), *A Critique and Improvement of the CL Common Language Effect Size Statistics of McGraw
/// and Wong*, doi:10.3102/10769986025002101.
///
/// @param u the number of pairs in which the first value is larger, and half of those that tie
/// @param pairs how many pairs there are
public record TwoSamples(double u, long pairs) {

    /// Compares two samples.
    ///
    /// @throws IllegalArgumentException if one has no values or holds NaN
    public static TwoSamples of(double[] first, double[] second) {
        requireValues("first", first);
        requireValues("second", second);
        double u = 0;
        for (double a : first) {
            for (double b : second) {
                u += a > b ? 1 : a == b ? 0.5 : 0;
            }
        }
        return new TwoSamples(u, (long) first.length * second.length);
    }

    private static void requireValues(String name, double[] values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("TwoSamples: " + name + " has no values");
        }
        Requirements.numbers("TwoSamples", name, values);
    }

    /// `A₁₂ = U / pairs`: 0.5 where neither sample tends to be larger.
    public double probabilityOfImprovement() {
        return u / pairs;
    }

    /// `δ = 2 A₁₂ − 1`, from −1 to 1.
    public double cliffsDelta() {
        return (2 * u - pairs) / pairs;
    }
}
