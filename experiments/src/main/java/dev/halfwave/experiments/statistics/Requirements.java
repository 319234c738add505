package dev.halfwave.experiments.statistics;

/// What every function of this package asks of its arguments.
final class Requirements {

    private Requirements() {}

    /// No entry is NaN: a value that could not be computed is neither small nor large. Infinities pass.
    static void numbers(String operation, String name, double[] values) {
        for (int i = 0; i < values.length; i++) {
            if (Double.isNaN(values[i])) {
                throw new IllegalArgumentException(
                        operation + ": " + name + "[" + i + "] is NaN; a value that is missing cannot be compared");
            }
        }
    }

    /// At least so many values, all finite.
    static void finite(String operation, String name, double[] values, int fewest) {
        if (values.length < fewest) {
            throw new IllegalArgumentException(
                    operation + ": needs at least " + fewest + (fewest == 1 ? " value" : " values") + " in " + name
                            + ", but there " + (values.length == 1 ? "is 1" : "are " + values.length));
        }
        numbers(operation, name, values);
        for (int i = 0; i < values.length; i++) {
            if (Double.isInfinite(values[i])) {
                throw new IllegalArgumentException(
                        operation + ": " + name + "[" + i + "] is " + values[i] + ", which has a rank, but no mean");
            }
        }
    }

    /// A probability strictly between 0 and 1, such as a level of confidence.
    static void probability(String operation, String name, double value) {
        if (!(value > 0 && value < 1)) {
            throw new IllegalArgumentException(
                    operation + ": " + name + " must lie between 0 and 1, but is " + value);
        }
    }

    /// A finite number above 0.
    static void positive(String operation, String name, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    operation + ": " + name + " must be a finite number above 0, but is " + value);
        }
    }
}
