package dev.halfwave.experiments.realspectra;

/// ReLU by the power series of the paper: with `x² = A(1 + g)`,
///
/// `relu(x) = x/2 + (√A/2) √(1 + g) ≈ x/2 + (√A/2) Σ_{n<N} a_n gⁿ`, `a_n = 1, 1/2, −1/8, 1/16, −5/128, ...`
///
/// For any A this is exact where the series converges: `│g│ ≤ 1`, that is `x² ≤ 2A`, at every sample.
final class RootSeries {

    private RootSeries() {}

    /// The relative error `‖y_N − relu(x)‖ / ‖relu(x)‖` with `N = 1 .. terms` terms; entry 0 belongs to one term. Where the
    /// series diverges far enough, an entry is infinite or NaN.
    ///
    /// @param x a signal with at least one positive sample
    /// @param a the scale A
    static double[] relativeErrors(double[] x, double a, int terms) {
        double[] power = new double[x.length];
        double[] sum = new double[x.length];
        java.util.Arrays.fill(power, 1);
        double[] errors = new double[terms];
        double coefficient = 1;
        for (int n = 0; n < terms; n++) {
            double error = 0;
            double norm = 0;
            for (int t = 0; t < x.length; t++) {
                sum[t] += coefficient * power[t];
                power[t] *= x[t] * x[t] / a - 1;
                double exact = Math.max(x[t], 0);
                double difference = x[t] / 2 + Math.sqrt(a) / 2 * sum[t] - exact;
                error += difference * difference;
                norm += exact * exact;
            }
            errors[n] = Math.sqrt(error / norm);
            coefficient *= (0.5 - n) / (n + 1);
        }
        return errors;
    }

    /// The A of the paper's text, `½ Σ a_i²`: the mean square.
    static double ofText(double[] x) {
        double sum = 0;
        for (double value : x) {
            sum += value * value;
        }
        return sum / x.length;
    }

    /// The smallest A with which the series converges at every sample, `max(x²)/2`. The paper's code has such an A.
    static double safe(double[] x) {
        double largest = Rectification.largestMagnitude(x);
        return largest * largest / 2;
    }
}
