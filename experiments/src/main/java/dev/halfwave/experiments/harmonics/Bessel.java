package dev.halfwave.experiments.harmonics;

/// Bessel functions of the first kind, by their power series `J_n(x) = Σ_m (−1)^m (x/2)^{2m+n} / (m! (m+n)!)`.
final class Bessel {

    private Bessel() {}

    /// `J_n(x)` for `n ≥ 0` and `0 ≤ x ≤ 20`. Terms of alternating sign cancel: the error is below 10⁻⁸ at 20 and near
    /// rounding up to 5.
    static double j(int n, double x) {
        double term = 1;
        for (int i = 1; i <= n; i++) {
            term *= x / 2 / i;
        }
        double sum = 0;
        for (int m = 0; m < 100; m++) {
            sum += term;
            term *= -(x / 2) * (x / 2) / ((m + 1.0) * (m + 1.0 + n));
        }
        return sum;
    }
}
