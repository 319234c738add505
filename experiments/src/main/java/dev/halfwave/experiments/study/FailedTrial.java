package dev.halfwave.experiments.study;

/// A trial that failed when it was last tried, and is not finished.
///
/// @param arm the arm's name
/// @param variant empty for a declared trial
/// @param seed its seed
/// @param reason why, in one line
public record FailedTrial(String arm, String variant, long seed, String reason) {

    /// A declared trial that failed.
    public FailedTrial(String arm, long seed, String reason) {
        this(arm, "", seed, reason);
    }

    /// The arm, and the variant where there is one: `relu`, or `relu/own-rate`.
    public String group() {
        return Trial.group(arm, variant);
    }

    /// Such as `arm relu, seed 3`.
    public String name() {
        return Trial.name(group(), seed);
    }
}
