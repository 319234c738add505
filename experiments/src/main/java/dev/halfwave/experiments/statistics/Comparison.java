package dev.halfwave.experiments.statistics;

import org.jspecify.annotations.Nullable;

/// All numbers of one comparison of two arms. The [verdict][Finding] comes from the [Family] that the comparison was
/// declared in.
///
/// @param name what is compared, such as `relu – relu-dc-free`
/// @param direction which differences speak for the claim
/// @param differences `first − second`, or logarithms of ratios
/// @param shareWon on how many seeds the first arm did what the claim says
/// @param signTest the sign test
/// @param signedRank Wilcoxon's test
/// @param mean what is said of the mean; nothing where there are [ranks only][PairedDifferences#hasRanksOnly()], or
/// fewer than two pairs
/// @param margin of equivalence, as declared; NaN where none was
public record Comparison(String name, Direction direction, PairedDifferences differences, ShareWon shareWon,
        SignTest signTest, SignedRank signedRank, @Nullable MeanDifference mean, double margin) {

    /// The level of all intervals.
    public static final double CONFIDENCE = 0.95;

    /// Compares two arms.
    public static Comparison of(String name, PairedDifferences differences, Direction direction) {
        return of(name, differences, direction, Double.NaN);
    }

    /// Compares two arms, which may also turn out to be equivalent.
    ///
    /// @param margin how large a difference would have to be to matter, on the scale of the differences
    /// @throws IllegalArgumentException unless the margin is a finite number above 0
    public static Comparison withMargin(String name, PairedDifferences differences, Direction direction,
            double margin) {
        Requirements.positive("Comparison", "the margin", margin);
        return of(name, differences, direction, margin);
    }

    private static Comparison of(String name, PairedDifferences differences, Direction direction, double margin) {
        return new Comparison(name, direction, differences,
                ShareWon.of(differences, direction),
                SignTest.of(differences),
                SignedRank.of(differences),
                differences.hasRanksOnly() || differences.n() < 2 ? null : MeanDifference.of(differences, margin),
                margin);
    }

    /// How many pairs there are.
    public int n() {
        return differences.n();
    }

    /// How many pairs are not tied.
    int untied() {
        return shareWon.n() - shareWon.tied();
    }

    /// The p on both sides that a verdict rests on, not adjusted: that of the sign-flip test, or of Wilcoxon's where
    /// there are ranks only; 1 for fewer than two pairs.
    public double p() {
        return mean == null ? signedRank.p(Alternative.TWO_SIDED) : mean.signFlip().p(Alternative.TWO_SIDED);
    }

    /// Whether the difference lies on the claim's side: that of the mean, or of the rank correlation where there are
    /// ranks only.
    boolean isOnTheSideOfTheClaim() {
        return direction.isSupportedBy(mean == null ? signedRank.rankBiserial() : mean.t().mean());
    }
}
