package dev.halfwave.experiments.discrete;

/// From the smallest to the largest value.
///
/// @param low the smallest
/// @param high the largest
record Interval(double low, double high) {

    double width() {
        return high - low;
    }
}
