package dev.halfwave.experiments.statistics;

/// An interval of confidence, both ends included.
///
/// @param low the lower end
/// @param high the upper end
public record Interval(double low, double high) {

    /// Whether a value lies in it, the ends included.
    public boolean contains(double value) {
        return low <= value && value <= high;
    }

    /// Whether all of it lies on one side of 0.
    public boolean excludesZero() {
        return low > 0 || high < 0;
    }
}
