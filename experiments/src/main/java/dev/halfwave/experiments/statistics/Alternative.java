package dev.halfwave.experiments.statistics;

/// What a test sets against "no difference": differences on either side of 0 (`TWO_SIDED`), above it (`GREATER`) or
/// below it (`LESS`).
public enum Alternative {
    TWO_SIDED, GREATER, LESS;

    /// The p of this alternative from the probabilities of the two tails, each with the observed value in it. That of
    /// both sides is twice the smaller one, and 1 at most.
    double of(double lowerTail, double upperTail) {
        return switch (this) {
            case TWO_SIDED -> Math.min(1, 2 * Math.min(lowerTail, upperTail));
            case GREATER -> upperTail;
            case LESS -> lowerTail;
        };
    }
}
