package dev.halfwave.experiments.series;

import java.util.Arrays;

/// The mean of |x| for tones whose frequencies have no common multiple, so that their phases are in time as good as
/// independent and uniform.
///
/// With independent symmetric terms the characteristic function of x is the product of those of the cosines, which are
/// Bessel functions: `E e^{iωx} = Π J₀(ω aᵢ)`. From `|x| = (2/π) ∫₀^∞ (1 − cos ωx)/ω² dω` follows
///
/// ```
/// E|x| = (2/π) ∫₀^∞ (1 − Π J₀(ω aᵢ))/ω² dω
/// ```
///
/// The integrand is even and its Fourier transform vanishes beyond Σaᵢ, so that the trapezoid rule is exact for steps
/// below 2π/Σaᵢ, apart from where the sum is cut off; what is left beyond W is 1/W, but for a product of Bessel functions
/// that falls as ω^(−2 − n/2).
final class IncommensurateTones {

    private static final double LAST = 2000;

    private IncommensurateTones() {}

    /// The DC that ReLU gives such tones, `E|x|/2`.
    static double dc(double... amplitudes) {
        double sum = 0;
        double squares = 0;
        for (double amplitude : amplitudes) {
            sum += amplitude;
            squares += amplitude * amplitude;
        }
        double step = Math.PI / sum;
        double integral = squares / 4 / 2; // the value at 0, which counts half
        double frequency = 0;
        for (int i = 1; frequency < LAST; i++) {
            frequency = i * step;
            double product = 1;
            double last = Double.NaN;
            double factor = 1;
            for (double amplitude : amplitudes) {
                if (amplitude != last) { // equal tones have equal factors
                    factor = bessel0(frequency * amplitude);
                    last = amplitude;
                }
                product *= factor;
            }
            integral += (1 - product) / (frequency * frequency);
        }
        // The last value counts half too; beyond it there is 1/ω².
        integral -= 1 / (frequency * frequency) / 2;
        return (integral * step + 1 / frequency) / Math.PI;
    }

    /// The same for equal tones of amplitude 1.
    static double dcOfEqual(int count) {
        double[] amplitudes = new double[count];
        Arrays.fill(amplitudes, 1);
        return dc(amplitudes);
    }

    /// `J₀(z) = (1/π) ∫₀^π cos(z sin τ) dτ`, by the trapezoid rule, which for this periodic integrand is exact to double
    /// precision with a few more points than z.
    static double bessel0(double z) {
        if (z > 60) {
            return hankel(z);
        }
        int points = (int) z + 30;
        double sum = 0;
        for (int i = 0; i < points; i++) {
            sum += StrictMath.cos(z * StrictMath.sin(Math.PI * i / points));
        }
        return sum / points;
    }

    /// Hankel's asymptotic expansion, to 10⁻¹¹ beyond 60.
    private static double hankel(double z) {
        double u = 1 / (8 * z);
        double p = 1 - u * u * (9.0 / 2) + u * u * u * u * (11025.0 / 24);
        double q = -u + u * u * u * (225.0 / 6) - u * u * u * u * u * (893025.0 / 120);
        double angle = z - Math.PI / 4;
        return Math.sqrt(2 / (Math.PI * z)) * (p * StrictMath.cos(angle) - q * StrictMath.sin(angle));
    }
}
