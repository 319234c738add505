package dev.halfwave.experiments.onefilter;

/// The best accuracy that any classifier can have where classes overlap.
///
/// Three classes of equal size whose frequency is normal around −d, 0 and d with standard deviation σ: whoever knows the
/// frequency exactly does best to choose the nearest class centre, that is to decide at ±d/2. An outer class is right
/// with probability Φ(d/2σ), the middle one with 2Φ(d/2σ) − 1, on average
///
/// `(4 Φ(d / 2σ) − 1) / 3`,
///
/// which is 1/3 for d = 0. A network sees the frequency through a window and can do no better.
final class BayesLimit {

    private BayesLimit() {}

    /// The limit.
    ///
    /// @param spacing d, between neighbouring classes
    /// @param deviation σ, within a class, in the same unit
    static double accuracy(double spacing, double deviation) {
        return (4 * normalDistribution(spacing / (2 * deviation)) - 1) / 3;
    }

    /// Φ(z), the probability that a standard normal variable is below z: the series
    /// `1/2 + φ(z) (z + z³/3 + z⁵/(3·5) + z⁷/(3·5·7) + ...)`, summed until it stands still. The absolute error is below
    /// 10⁻¹⁴. Marsaglia (2004), *Evaluating the Normal Distribution*, doi:10.18637/jss.v011.i04.
    static double normalDistribution(double z) {
        if (Math.abs(z) > 8.3) { // beyond, 1 − Φ is below half an ulp of 1
            return z > 0 ? 1 : 0;
        }
        double sum = z;
        double term = z;
        double before = Double.NaN;
        for (int odd = 3; sum != before; odd += 2) {
            before = sum;
            term *= z * z / odd;
            sum += term;
        }
        return 0.5 + sum * StrictMath.exp(-0.5 * z * z) / StrictMath.sqrt(2 * Math.PI);
    }
}
