package dev.halfwave.experiments.realspectra;

import dev.halfwave.experiments.series.Deviation;
import dev.halfwave.experiments.series.ReluExpansion;

/// How well the power series of the paper, [ReluExpansion], is ReLU for a signal that is no tone. For any A it is exact
/// where it converges: `│g│ ≤ 1`, that is `x² ≤ 2A`, at every sample.
final class RootSeries {

    private RootSeries() {}

    /// The relative error `‖y_N − relu(x)‖ / ‖relu(x)‖` with `N = 1 .. terms` terms; entry 0 belongs to one term. Where the
    /// series diverges far enough, an entry is infinite or NaN.
    ///
    /// @param x a signal with at least one positive sample
    /// @param a the scale A
    static double[] relativeErrors(double[] x, double a, int terms) {
        ReluExpansion series = new ReluExpansion(x, a);
        double[] errors = new double[terms];
        for (int n = 0; n < terms; n++) {
            errors[n] = Deviation.of(x, series.approximation(n + 1)).rrmse();
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
