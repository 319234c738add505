package dev.halfwave.experiments.statistics;

/// The size of an effect on paired differences: their mean in units of their standard deviation, `d_z = mean / s`, and
/// Hedges' correction of its bias in small samples, `g_z = J d_z` with `J = 1 − 3 / (4 (n − 1) − 1)`.
///
/// Where all differences are equal, both are ±∞; where all are 0, both are 0.
///
/// Sources: Cohen (1988), *Statistical Power Analysis for the Behavioral Sciences*; Hedges (1981), *Distribution Theory
/// for Glass's Estimator of Effect Size and Related Estimators*, doi:10.3102/10769986006002107.
///
/// @param dz `mean / s`
/// @param correction J
public record StandardizedMean(double dz, double correction) {

    /// The effect of some differences.
    public static StandardizedMean of(StudentT t) {
        double dz = t.mean() == 0 ? 0 : t.mean() / t.standardDeviation();
        return new StandardizedMean(dz, 1 - 3.0 / (4 * t.degreesOfFreedom() - 1));
    }

    /// `J d_z`.
    public double gz() {
        return Double.isInfinite(dz) ? dz : correction * dz;
    }
}
