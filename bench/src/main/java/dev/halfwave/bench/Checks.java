package dev.halfwave.bench;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import java.util.Random;

/// Numbers to compute with, and comparisons before anything is timed.
final class Checks {

    private Checks() {}

    static float[] gaussian(int n, long seed) {
        Random random = new Random(seed);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    static Tensor gaussian(Shape shape, long seed) {
        return Tensor.wrap(gaussian(shape.size(), seed), 0, shape);
    }

    /// Compares the first numbers of an array with all of another.
    ///
    /// @throws IllegalStateException if a bit differs; any NaN equals any NaN
    static void requireSameBits(String what, float[] actual, float[] expected) {
        for (int i = 0; i < expected.length; i++) {
            if (Float.floatToIntBits(actual[i]) != Float.floatToIntBits(expected[i])) {
                throw new IllegalStateException(what + ": expected " + expected[i] + " at " + i
                        + " by the definition, but the kernel computes " + actual[i]);
            }
        }
    }

    /// For functions whose definition is in double.
    ///
    /// @throws IllegalStateException if they differ by more than the tolerance times the expected magnitude, at least 1
    static void requireClose(String what, double actual, double expected, double tolerance) {
        if (!(Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)))) {
            throw new IllegalStateException(
                    what + ": expected " + expected + ", but the kernel computes " + actual);
        }
    }
}
