package dev.halfwave.experiments.ablation;

/// What the two arms of a comparison came to on one seed; ∞ for a trial that never got as far as the outcome asks for.
///
/// @param seed that both had
/// @param arm the value of the arm that the claim is about
/// @param reference the value of the arm that it is compared with
public record AnalysisPair(long seed, double arm, double reference) {}
