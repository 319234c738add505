package dev.halfwave.experiments.statistics;

/// Which differences `first − second` speak for the claim that a comparison was declared to examine: those where the
/// first arm is lower (`LOWER`) or higher (`HIGHER`).
public enum Direction {
    LOWER, HIGHER;

    /// `lower` or `higher`, as reports write it.
    public String word() {
        return this == LOWER ? "lower" : "higher";
    }

    /// Whether a difference, or a mean of differences, lies on the claim's side of 0.
    public boolean isSupportedBy(double difference) {
        return this == LOWER ? difference < 0 : difference > 0;
    }
}
