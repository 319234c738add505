package dev.halfwave.experiments.signal;

/// A complex number: what a filter does to one frequency.
///
/// @param re the real part
/// @param im the imaginary part
public record Complex(double re, double im) {

    /// By how much the filter multiplies the amplitude: `√(re² + im²)`.
    public double magnitude() {
        return StrictMath.hypot(re, im);
    }

    /// The magnitude in decibels, `20 log₁₀ │H│`; −∞ where the filter lets nothing through.
    public double decibels() {
        return 20 * StrictMath.log10(magnitude());
    }

    /// By how many radians the filter advances the phase, −π..π; negative when it delays.
    public double phase() {
        return StrictMath.atan2(im, re);
    }
}
