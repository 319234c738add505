package dev.halfwave.experiments.harmonics;

import java.util.OptionalDouble;

/// What theory says an activation `f` makes of `A sin t`: the constant and the amplitudes of the harmonics, where a
/// closed form is known.
///
/// One fact covers every activation. Split `f` into its even part `(f(x) + f(−x))/2` and its odd part
/// `(f(x) − f(−x))/2`. Half a period later `sin t` has changed its sign, so what comes from the even part repeats twice
/// per period (DC and even harmonics) and what comes from the odd part changes its sign (odd harmonics). So **DC comes
/// from the even part alone**, and an odd activation has none.
///
/// | activation          | odd part           | even part                   |
/// |---------------------|--------------------|-----------------------------|
/// | ReLU                | x/2                | │x│/2                       |
/// | leaky ReLU, slope s | (1+s)x/2           | (1−s)│x│/2                  |
/// | │x│                 | 0                  | │x│                         |
/// | SiLU                | x/2                | x tanh(x/2)/2               |
/// | GELU                | x/2                | x erf(x/√2)/2               |
/// | softplus            | x/2                | ln(2 cosh(x/2))             |
/// | Snake, a = 1        | x                  | (1 − cos 2x)/2              |
/// | hat                 | 0                  | all of it                   |
/// | sigmoid             | tanh(x/2)/2        | 1/2                         |
/// | tanh, sin           | all of it          | 0                           |
sealed interface ToneSeries {

    /// The constant (`harmonic` 0, with its sign) or the amplitude of a harmonic for an input of this amplitude.
    OptionalDouble of(int harmonic, double amplitude);

    /// `f(x) = (1+s)x/2 + (1−s)│x│/2`: leaky ReLU of slope `s`; ReLU for 0, the absolute value for −1.
    ///
    /// `│sin t│ = 2/π − (4/π) Σ_k cos(2kt)/(4k² − 1)`.
    ///
    /// @param slope of the negative half
    record Rectifier(double slope) implements ToneSeries {
        @Override
        public OptionalDouble of(int harmonic, double amplitude) {
            double value =
                    harmonic == 0
                            ? (1 - slope) / Math.PI
                            : harmonic == 1
                                    ? (1 + slope) / 2
                                    : harmonic % 2 == 1
                                            ? 0
                                            : 2 * (1 - slope) / (Math.PI * (harmonic * harmonic - 1));
            return OptionalDouble.of(amplitude * value);
        }
    }

    /// ReLU minus its mean: the series of ReLU without its constant.
    record RectifierWithoutDc() implements ToneSeries {
        @Override
        public OptionalDouble of(int harmonic, double amplitude) {
            return harmonic == 0 ? OptionalDouble.of(0) : new Rectifier(0).of(harmonic, amplitude);
        }
    }

    /// `f(x) = linear · x + an even function` of which no closed form is used: the odd harmonics only.
    ///
    /// @param linear the factor of the odd part
    record LinearPlusEven(double linear) implements ToneSeries {
        @Override
        public OptionalDouble of(int harmonic, double amplitude) {
            return harmonic == 1
                    ? OptionalDouble.of(linear * amplitude)
                    : harmonic % 2 == 1 ? OptionalDouble.of(0) : OptionalDouble.empty();
        }
    }

    /// A constant plus an odd function of which no closed form is used: DC and even harmonics only.
    ///
    /// @param constant `f(0)`
    record Odd(double constant) implements ToneSeries {
        @Override
        public OptionalDouble of(int harmonic, double amplitude) {
            return harmonic == 0
                    ? OptionalDouble.of(constant)
                    : harmonic % 2 == 0 ? OptionalDouble.of(0) : OptionalDouble.empty();
        }
    }

    /// `sin(A sin t) = 2 Σ_k J_{2k+1}(A) sin((2k+1)t)` (Jacobi and Anger).
    record Sine() implements ToneSeries {
        @Override
        public OptionalDouble of(int harmonic, double amplitude) {
            return OptionalDouble.of(harmonic % 2 == 0 ? 0 : 2 * Math.abs(Bessel.j(harmonic, amplitude)));
        }
    }

    /// `x + sin²x = x + (1 − cos 2x)/2`, with `cos(2A sin t) = J₀(2A) + 2 Σ_k J_{2k}(2A) cos(2kt)` (Jacobi and Anger).
    record SnakeOfOne() implements ToneSeries {
        @Override
        public OptionalDouble of(int harmonic, double amplitude) {
            double value =
                    harmonic == 0
                            ? (1 - Bessel.j(0, 2 * amplitude)) / 2
                            : harmonic == 1
                                    ? amplitude
                                    : harmonic % 2 == 1
                                            ? 0
                                            : Math.abs(Bessel.j(harmonic, 2 * amplitude));
            return OptionalDouble.of(value);
        }
    }

    /// `max(0, 1 − │x│)`, which is `1 − │x│` for tones of amplitude up to 1; no closed form is used beyond.
    record Tent() implements ToneSeries {
        @Override
        public OptionalDouble of(int harmonic, double amplitude) {
            if (harmonic % 2 == 1) {
                return OptionalDouble.of(0);
            }
            if (amplitude > 1) {
                return OptionalDouble.empty();
            }
            double magnitude = new Rectifier(-1).of(harmonic, amplitude).orElseThrow();
            return OptionalDouble.of(harmonic == 0 ? 1 - magnitude : magnitude);
        }
    }

    /// Nothing is known in closed form.
    record Unknown() implements ToneSeries {
        @Override
        public OptionalDouble of(int harmonic, double amplitude) {
            return OptionalDouble.empty();
        }
    }
}
