package dev.halfwave.experiments.signal;

/// What every measurement asks of its arguments.
final class Requirements {

    private Requirements() {}

    /// At least one sample, all finite.
    static void samples(String operation, double[] x) {
        if (x.length == 0) {
            throw new IllegalArgumentException(operation + ": x has no samples");
        }
        for (int i = 0; i < x.length; i++) {
            if (!Double.isFinite(x[i])) {
                throw new IllegalArgumentException(
                        operation + ": x[" + i + "] is " + x[i] + ", but every sample must be a finite number");
            }
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
