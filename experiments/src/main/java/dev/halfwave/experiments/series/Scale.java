package dev.halfwave.experiments.series;

/// How the A is chosen around which x² is expanded, `x² = A (1 + g)`. The series needs |g| ≤ 1 at all times, that is
/// `0 ≤ x² ≤ 2A`.
///
/// - `TEXT`, the A of the published expansion: `½ Σ aᵢ²`, the mean of x², so that g has the mean 0 and the first two
///   terms have the DC of equation 8. It keeps the condition for one tone only.
/// - `CODE`, the A of the authors' code: `½ (Σ |aᵢ|)²`. As |x| ≤ Σ |aᵢ|, it always keeps the condition; but then g has
///   another mean, and the DC is no longer read off the first term.
/// - `SAFE`, the smallest A that keeps it: `½ max x²`, measured on the samples.
enum Scale {
    TEXT, CODE, SAFE;

    double of(Mixture mixture, double[] x) {
        return switch (this) {
            case TEXT -> mixture.sumOfSquares() / 2;
            case CODE -> mixture.sumOfAmplitudes() * mixture.sumOfAmplitudes() / 2;
            case SAFE -> {
                double most = 0;
                for (double value : x) {
                    most = Math.max(most, value * value);
                }
                yield most / 2;
            }
        };
    }
}
