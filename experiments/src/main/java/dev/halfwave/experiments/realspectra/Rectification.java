package dev.halfwave.experiments.realspectra;

import dev.halfwave.experiments.signal.Signals;

/// What ReLU's DC is and what eq. 8 of arXiv:2407.16556 says it is, for any signal.
///
/// `relu(x) = (x + │x│)/2`, so for a signal without a mean of its own ReLU's DC is half of the mean of `│x│`. Eq. 8 says
/// `(√2/4) √(Σ a_i²)`, with the amplitudes `a_i` of the signal's cosines. By Parseval `Σ a_i²/2` is the mean of `x²`, so
/// that is half of the *root* mean square, and no spectrum is needed:
///
/// `eq. 8 / true DC = RMS(x) / mean│x│`,
///
/// the form factor of electrical engineering. By the Cauchy-Schwarz inequality it is at least 1, and 1 only where `│x│`
/// is constant. It has no upper bound: a signal that is almost always 0 has any form factor.
///
/// @param mean the mean of the signal as it was given; all else is of the signal without it
/// @param trueDc the mean of `relu(x)`
/// @param formula what eq. 8 says
/// @param ratio `formula / trueDc`
/// @param ratioWithMean the same for the signal as it was given. ReLU passes half of a mean on, and eq. 8, made for
///     cosines, does not know it; both sides are given it here: `(mean + RMS)/(mean + mean│x│)`. NaN where ReLU's DC is
///     0 because nothing of the signal is positive
/// @param largestG the largest `g = x²/A − 1` for `A = ½ Σ a_i²`, the mean square: with it the series of √(1 + g)
///     converges if no `│g│` is above 1, that is if the peak is at most √2 times the RMS
record Rectification(
        double mean, double trueDc, double formula, double ratio, double ratioWithMean, double largestG) {

    /// Measures a signal.
    ///
    /// @throws IllegalArgumentException if it is empty or constant: without an oscillation there is nothing to compare
    public static Rectification of(double[] x) {
        if (isConstant(x)) {
            throw new IllegalArgumentException("Rectification: the signal is constant, " + x[0]
                    + "; without an oscillation ReLU adds no DC to compare");
        }
        double mean = Signals.mean(x);
        double[] centered = Signals.withoutMean(x);
        double rootMeanSquare = Signals.rootMeanSquare(centered);
        double largest = largestMagnitude(centered);
        double meanMagnitude = meanMagnitude(centered);
        double positive = mean + meanMagnitude(x);
        double powerRatio = largest / rootMeanSquare;
        return new Rectification(
                mean,
                meanMagnitude / 2,
                rootMeanSquare / 2,
                rootMeanSquare / meanMagnitude,
                positive > 0 ? (mean + Signals.rootMeanSquare(x)) / positive : Double.NaN,
                powerRatio * powerRatio - 1);
    }

    /// Whether all samples are the same.
    static boolean isConstant(double[] x) {
        for (double value : x) {
            if (value != x[0]) {
                return false;
            }
        }
        return true;
    }

    private static double meanMagnitude(double[] x) {
        double sum = 0;
        for (double value : x) {
            sum += Math.abs(value);
        }
        return sum / x.length;
    }

    static double largestMagnitude(double[] x) {
        double largest = 0;
        for (double value : x) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
