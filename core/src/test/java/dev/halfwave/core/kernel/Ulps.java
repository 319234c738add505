package dev.halfwave.core.kernel;

/// Errors in units in the last place.
final class Ulps {

    private Ulps() {}

    /// How far a float is from the true value, in units of the spacing of floats there (2⁻¹⁴⁹ below the normal ones).
    /// A true value at or beyond 2¹²⁸ − 2¹⁰³ rounds to infinity; finite where it should not be, or the other way round,
    /// is an infinite error.
    static double error(float actual, double truth) {
        if (Double.isNaN(truth) || Float.isNaN(actual)) {
            return Double.isNaN(truth) && Float.isNaN(actual) ? 0 : Double.POSITIVE_INFINITY;
        }
        if (Float.isInfinite((float) truth) || Float.isInfinite(actual)) {
            return actual == (float) truth ? 0 : Double.POSITIVE_INFINITY;
        }
        double spacing = Math.scalb(1.0, Math.max(Math.getExponent(truth), Float.MIN_EXPONENT) - 23);
        return Math.abs(actual - truth) / spacing;
    }
}
