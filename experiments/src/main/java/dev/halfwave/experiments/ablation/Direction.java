package dev.halfwave.experiments.ablation;

/// Which way the primary outcome of a study must go to support its claims.
public enum Direction {
    LOWER, HIGHER;

    /// `lower` or `higher`, as reports write it.
    public String word() {
        return this == LOWER ? "lower" : "higher";
    }
}
