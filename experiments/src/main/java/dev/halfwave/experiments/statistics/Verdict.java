package dev.halfwave.experiments.statistics;

/// What a declared comparison says about its claim. There are no other words than these.
///
/// - `SUPPORTED`: the arms differ, in the direction of the claim
/// - `CONTRADICTED`: they differ, in the other direction
/// - `EQUIVALENT`: they differ by less than the margin that was declared before
/// - `NO_EVIDENCE`: none of these was shown, which does not mean that the arms are equal
/// - `TOO_FEW_SEEDS`: there are fewer than six pairs, so that nothing could be shown
///
/// [Finding] has the rule.
public enum Verdict {
    SUPPORTED("supported"), CONTRADICTED("contradicted"), EQUIVALENT("equivalent"), NO_EVIDENCE(
            "no evidence"), TOO_FEW_SEEDS("too few seeds for a verdict");

    private final String words;

    Verdict(String words) {
        this.words = words;
    }

    /// The verdict in words, as a report has it.
    public String words() {
        return words;
    }

    /// Whether it says that the arms differ.
    public boolean isDifference() {
        return this == SUPPORTED || this == CONTRADICTED;
    }
}
