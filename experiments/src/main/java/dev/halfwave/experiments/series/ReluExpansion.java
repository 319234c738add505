package dev.halfwave.experiments.series;

/// ReLU as a power series, of which the first N terms are summed.
///
/// **Derivation.** ReLU is the mean of a signal and its absolute value, `relu(x) = (x + |x|)/2`, and `|x| = √(x²)`. The
/// root is expanded around some A > 0: with
///
/// ```
/// x² = A (1 + g),    g = x²/A − 1 ≥ −1
/// ```
///
/// `|x| = √A √(1 + g)`, and Newton's binomial series of the root is
///
/// ```
/// √(1 + g) = Σ aₙ gⁿ,   n = 0, 1, 2, ...
/// aₙ = (½ choose n) = (−1)ⁿ (2n)! / ((1 − 2n) (n!)² 4ⁿ) = 1, ½, −⅛, 1/16, −5/128, 7/256, ...
/// ```
///
/// From the quotient of two neighbours, `(½ choose n+1) / (½ choose n) = (½ − n)/(n + 1)`, comes the recurrence that is
/// used here, `aₙ₊₁ = aₙ (½ − n)/(n + 1)`: no factorial overflows. So
///
/// ```
/// relu(x) = x/2 + (√A/2) Σ aₙ gⁿ
/// ```
///
/// For tones, `x = Σ aᵢ cos(2π fᵢ t)`, the product rule of cosines gives
/// `x² = ½ Σ aᵢ² + ½ Σ aᵢ² cos(2π 2fᵢ t) + Σ_{i<j} aᵢ aⱼ [cos(2π (fᵢ+fⱼ) t) + cos(2π (fᵢ−fⱼ) t)]`: g holds doubled
/// frequencies, sums and differences, and gⁿ combinations of n of them. All new frequencies are therefore of *even*
/// order; the odd part of ReLU is exactly `x/2`.
///
/// **Convergence.** `Σ |aₙ| = 2` (for n ≥ 1 all terms of `√(1 − 1) = 1 − Σ|aₙ|` have one sign), so the series converges
/// absolutely and uniformly for |g| ≤ 1, both ends included, and diverges for |g| > 1. As g ≥ −1 always, the condition is
/// `g ≤ 1`, or `x² ≤ 2A` at every instant. The rate is algebraic, not exponential: by Stirling `|aₙ| ≈ n^(−3/2)/(2√π)`,
/// and at a zero crossing of x, where g = −1, nothing helps: what is left after N terms is
/// `Σ_{n≥N} |aₙ| ≈ 1/√(πN)`. So the largest error falls as `N^−1/2`. It is confined to where `|x| ≲ √(A/N)`, a share of
/// the time that falls as `N^−1/2` too; hence the mean of the squared error as `N^−3/2`, its root as `N^−3/4`, and the error
/// of the mean, the DC, as `N^−1`.
///
/// Source: Kechris et al., *DC is all you need*, arXiv:2407.16556, section III; recurrence and rates are derived here.
///
/// The sum runs from n = 0 upwards in double precision, the powers by repeated products. An instance is used by one
/// thread.
public final class ReluExpansion {

    private final double[] x;
    private final double scale;
    private final double[] g;
    private final double[] power;
    private final double[] sum;
    private int terms;
    private double coefficient = 1;

    /// @param x the samples
    /// @param scale A, above 0
    /// @throws IllegalArgumentException if it is not
    public ReluExpansion(double[] x, double scale) {
        if (!(scale > 0 && scale < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("ReluExpansion: A is " + scale + ", but must be above 0");
        }
        this.x = x.clone();
        this.scale = scale;
        g = new double[x.length];
        power = new double[x.length];
        sum = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            g[i] = x[i] * x[i] / scale - 1;
            power[i] = 1;
        }
    }

    /// The coefficients of `√(1 + g)`, the first `count` of them.
    static double[] coefficients(int count) {
        double[] a = new double[count];
        double coefficient = 1;
        for (int n = 0; n < count; n++) {
            a[n] = coefficient;
            coefficient *= (0.5 - n) / (n + 1);
        }
        return a;
    }

    /// `g = x²/A − 1` at each sample.
    double[] g() {
        return g.clone();
    }

    /// The approximation by the first `count` terms, n = 0 to count − 1 (so the authors' `N = 50` is 50 terms). It is not
    /// finite where the series has diverged beyond the range of doubles.
    ///
    /// @param count not fewer than in the call before
    /// @throws IllegalArgumentException if it is
    public double[] approximation(int count) {
        if (count < Math.max(1, terms)) {
            throw new IllegalArgumentException("ReluExpansion: expects at least " + Math.max(1, terms)
                    + " terms, as many as are summed already, but " + count + " were asked for");
        }
        for (; terms < count; terms++) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += coefficient * power[i];
                power[i] *= g[i];
            }
            coefficient *= (0.5 - terms) / (terms + 1);
        }
        double[] y = new double[x.length];
        double half = Math.sqrt(scale) / 2;
        for (int i = 0; i < y.length; i++) {
            y[i] = half * sum[i] + x[i] / 2;
        }
        return y;
    }

    /// ReLU itself.
    static double[] relu(double[] x) {
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = Math.max(0, x[i]);
        }
        return y;
    }
}
