package dev.halfwave.experiments.ablation;

/// A comparison of two arms that was declared before anything was run: the seeds' differences `arm − reference` of the
/// study's primary outcome, or of its logarithm where [Outcome#isLogarithmic] says so.
///
/// @param arm the arm that the claim is about
/// @param reference the arm that it is compared with
/// @param claim what is supported if the primary outcome of `arm` lies in the study's direction of that of `reference`,
///     such as `blurring keeps conv1 near its start`
/// @param margin differences within ± this count as none, where equivalence is to be shown; 0 where it is not
public record Comparison(String arm, String reference, String claim, double margin) {

    /// @throws IllegalArgumentException if an arm is compared with itself, nothing is claimed, or the margin is below 0
    public Comparison {
        if (arm.equals(reference)) {
            throw new IllegalArgumentException("Comparison: arm " + arm + " is compared with itself");
        }
        if (claim.isBlank()) {
            throw new IllegalArgumentException("Comparison: " + arm + " and " + reference
                    + " are compared without a claim; say what a difference would support");
        }
        if (!(margin >= 0 && margin < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("Comparison: the margin of " + arm + " and " + reference
                    + " must be a number above 0, but is " + margin);
        }
    }

    /// A comparison that is to show a difference.
    public static Comparison of(String arm, String reference, String claim) {
        return new Comparison(arm, reference, claim, 0);
    }

    /// This comparison where equivalence is to be shown as well.
    ///
    /// @param newMargin in units of the differences: 0.1 is about 10 % where they are differences of logarithms
    public Comparison withMargin(double newMargin) {
        if (newMargin == 0) {
            throw new IllegalArgumentException("Comparison: the margin of " + arm + " and " + reference
                    + " must be a number above 0, but is 0.0");
        }
        return new Comparison(arm, reference, claim, newMargin);
    }

    /// Whether equivalence within [#margin] is to be shown.
    public boolean hasMargin() {
        return margin > 0;
    }

    /// `blurred – plain`.
    public String name() {
        return arm + " – " + reference;
    }
}
