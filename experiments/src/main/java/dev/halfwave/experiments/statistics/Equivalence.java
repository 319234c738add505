package dev.halfwave.experiments.statistics;

/// Two one-sided t tests: whether the mean difference is shown to be *smaller* than a margin that was declared before.
/// A large p in a test for a difference shows nothing of the kind.
///
/// The null hypotheses are `mean ≤ −margin` and `mean ≥ margin`; the arms are equivalent when both are rejected, so
/// that the larger p decides. At 0.05 this is the same as the 90 % t interval lying strictly within ±margin.
///
/// Source: Schuirmann (1987), *A comparison of the Two One-Sided Tests Procedure and the Power Approach for assessing
/// the equivalence of average bioavailability*, doi:10.1007/BF01068419.
///
/// @param margin on the scale of the differences, such as ln 1.1 for a ratio between 1/1.1 and 1.1
/// @param pAboveLower of `mean ≤ −margin`
/// @param pBelowUpper of `mean ≥ margin`
public record Equivalence(double margin, double pAboveLower, double pBelowUpper) {

    /// The two tests of some differences.
    ///
    /// @throws IllegalArgumentException unless the margin is a finite number above 0
    public static Equivalence of(StudentT t, double margin) {
        Requirements.positive("Equivalence", "the margin", margin);
        return new Equivalence(margin, t.p(Alternative.GREATER, -margin), t.p(Alternative.LESS, margin));
    }

    /// The larger of the two.
    public double p() {
        return Math.max(pAboveLower, pBelowUpper);
    }
}
