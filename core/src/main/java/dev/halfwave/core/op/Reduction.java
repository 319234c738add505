package dev.halfwave.core.op;

/// What a loss makes of the values it has for single samples or elements, as PyTorch's `reduction`.
public enum Reduction {
    /// Their sum divided by their number; NaN if there are none.
    MEAN,
    /// Their sum.
    SUM,
    /// All of them, not reduced.
    NONE
}
