package dev.halfwave.experiments.study;

/// A trial that failed when it was last tried, and is not finished.
///
/// @param arm the arm's name
/// @param seed its seed
/// @param reason why, in one line
public record FailedTrial(String arm, long seed, String reason) {

    /// Such as `arm relu, seed 3`.
    public String name() {
        return Trial.name(arm, seed);
    }
}
