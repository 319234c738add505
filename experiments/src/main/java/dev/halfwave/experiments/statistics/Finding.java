package dev.halfwave.experiments.statistics;

/// What one comparison of a family says: its numbers, its p adjusted for the family, and the verdict.
///
/// The rule, in this order:
///
/// 1. fewer than 6 pairs: **too few seeds for a verdict**. The smallest p on both sides of a sign-flip or signed-rank
///    test of 5 pairs is 0.0625.
/// 2. the adjusted sign-flip p is below 0.05, and the BCa and t intervals exclude 0: **supported**, or **contradicted**
///    where the mean lies on the other side. All three, because each fails in a way of its own.
/// 3. a margin was declared, and the adjusted p of equivalence is below 0.05: **equivalent**
/// 4. otherwise: **no evidence**
///
/// Where there are [ranks only][PairedDifferences#hasRanksOnly()], the adjusted p of Wilcoxon's test alone decides in
/// the second step, the rank correlation has the side, and there is no third step; the sentence says so.
///
/// @param comparison all numbers
/// @param familySize how many comparisons were declared together
/// @param reachableP the smallest adjusted p that this comparison could have had, with as many pairs as it and the
/// others have
/// @param adjustedP [Comparison#p()], adjusted by Holm's procedure
/// @param adjustedEquivalenceP the p of equivalence, adjusted among those of the family; NaN where it was not tested
/// @param verdict what follows
public record Finding(Comparison comparison, int familySize, double reachableP, double adjustedP,
        double adjustedEquivalenceP, Verdict verdict) {

    /// What an adjusted p must be below.
    public static final double SIGNIFICANCE = 0.05;

    /// How many pairs a verdict needs.
    public static final int FEWEST_PAIRS = 6;

    static Finding of(Comparison comparison, int familySize, double reachableP, double adjustedP,
            double adjustedEquivalenceP) {
        return new Finding(comparison, familySize, reachableP, adjustedP, adjustedEquivalenceP,
                verdict(comparison, adjustedP, adjustedEquivalenceP));
    }

    private static Verdict verdict(Comparison comparison, double adjustedP, double adjustedEquivalenceP) {
        if (comparison.n() < FEWEST_PAIRS) {
            return Verdict.TOO_FEW_SEEDS;
        }
        if (adjustedP < SIGNIFICANCE && intervalsWithZero(comparison).isEmpty()) {
            return comparison.isOnTheSideOfTheClaim() ? Verdict.SUPPORTED : Verdict.CONTRADICTED;
        }
        return adjustedEquivalenceP < SIGNIFICANCE ? Verdict.EQUIVALENT : Verdict.NO_EVIDENCE;
    }

    /// Which of the two intervals contain 0, in words; empty for none, and where there are ranks only.
    private static String intervalsWithZero(Comparison comparison) {
        MeanDifference mean = comparison.mean();
        boolean bca = mean != null && !mean.bcaInterval().excludesZero();
        boolean t = mean != null && !mean.tInterval().excludesZero();
        if (bca && t) {
            return "the BCa and t intervals contain";
        }
        return bca ? "the BCa interval contains" : t ? "the t interval contains" : "";
    }

    /// The verdict with its grounds, without a full stop:
    /// `no evidence: after Holm, the sign-flip p is below 0.05, but the t interval contains 0 (n = 30)`.
    public String sentence() {
        int n = comparison.n();
        if (verdict == Verdict.TOO_FEW_SEEDS) {
            return verdict.words() + ": "
                    + (n == 0 ? "there are no pairs" : "n = " + n + ", and below 6 no test can have a p below 0.05");
        }
        boolean ranksOnly = comparison.differences().hasRanksOnly();
        String how = ranksOnly ? ", by ranks only, because " + comparison.differences().reasonForRanks() : "";
        return verdict.words() + how + ": " + grounds() + " (n = " + n + ")" + restriction();
    }

    private String grounds() {
        boolean ranksOnly = comparison.mean() == null;
        String p = "after Holm, the " + (ranksOnly ? "Wilcoxon" : "sign-flip") + " p is ";
        String intervals = intervalsWithZero(comparison);
        return switch (verdict) {
            case SUPPORTED, CONTRADICTED ->
                p + "below 0.05" + (ranksOnly ? "" : ", and the BCa and t intervals exclude 0");
            case EQUIVALENT -> "after Holm, the p of a difference beyond the declared margin is below 0.05";
            default -> adjustedP < SIGNIFICANCE ? p + "below 0.05, but " + intervals + " 0" : p + "not below 0.05";
        };
    }

    /// What has to be known beside the verdict.
    private String restriction() {
        if (verdict.isDifference() && adjustedEquivalenceP < SIGNIFICANCE) {
            return "; the difference is nevertheless smaller than the declared margin";
        }
        String margin = comparison.mean() == null && !Double.isNaN(comparison.margin())
                ? "; equivalence is not tested by ranks"
                : "";
        return margin + (reachableP >= SIGNIFICANCE
                ? familySize == 1
                        ? "; so few pairs that are not tied cannot show a difference"
                        : "; with " + familySize + " comparisons, so few seeds cannot show a difference"
                : "");
    }
}
