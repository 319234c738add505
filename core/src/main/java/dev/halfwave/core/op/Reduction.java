package dev.halfwave.core.op;

import org.jspecify.annotations.Nullable;

/// What a loss makes of the values it has for single samples or elements, as PyTorch's `reduction`.
///
/// - `MEAN`: their sum divided by their number; NaN if there are none.
/// - `SUM`: their sum.
/// - `NONE`: all of them, not reduced.
public enum Reduction {
    MEAN, SUM, NONE;

    static void require(String operation, @Nullable Reduction reduction) {
        if (reduction == null) {
            throw new IllegalArgumentException(operation + ": reduction must be MEAN, SUM or NONE, but is null");
        }
    }
}
