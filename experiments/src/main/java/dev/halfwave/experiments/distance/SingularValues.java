package dev.halfwave.experiments.distance;

import dev.halfwave.core.Tensor;
import java.util.OptionalDouble;

/// The singular values of a weight, and how many of them matter.
///
/// | measure               | value                                            | of diag(3, 1, 1) |
/// |-----------------------|--------------------------------------------------|------------------|
/// | [#stableRank]         | ‖W‖_F² / ‖W‖₂² = Σσ² / σ₁²                       | 11/9 = 1.2222    |
/// | [#effectiveRank]      | exp(−Σ p ln p), p = σ / Σσ                       | 2.586409         |
/// | [#participationRatio] | (Σσ²)² / Σσ⁴                                     | 1.457831         |
///
/// All lie between 1 and the rank, and say how many directions carry the weight; none has a value where the weight
/// is 0.
///
/// **Convolution kernels are taken as matrices** (C_out, C_in/groups · K), a row for each filter. These are the
/// dimensions of the bank of filters, not of the operator on signals, whose singular values depend on its length too;
/// with groups the rows of different groups weigh different inputs.
///
/// Singular values are computed in double by EJML; sums run from the largest on. EJML uses functions with the same bits
/// on every machine, except where its iteration stalls, which is rare: it then takes a sine from `Math`. Immutable.
///
/// Source of the effective rank: Roy and Vetterli (2007), *The effective rank: a measure of effective dimensionality*,
/// EUSIPCO.
public final class SingularValues {

    private final double[] values;

    private SingularValues(double[] values) {
        this.values = values;
    }

    /// Of a weight with at least two axes: the first becomes the matrix's rows, all others its columns.
    ///
    /// @throws dev.halfwave.core.ShapeMismatchException if there are fewer axes
    /// @throws IllegalArgumentException if there are no elements, or one is not finite
    public static SingularValues of(Tensor weight) {
        return new SingularValues(Matrices.singularValues(Matrices.of("SingularValues", weight)));
    }

    /// Largest first, as many as the smaller side of the matrix is long. A copy.
    public double[] values() {
        return values.clone();
    }

    /// Σσ² / σ₁²; no value where the weight is 0.
    public OptionalDouble stableRank() {
        double squares = 0;
        for (double value : values) {
            double share = value / values[0];
            squares += share * share;
        }
        return ifNotZero(squares);
    }

    /// exp(−Σ p ln p) with p = σ / Σσ; no value where the weight is 0.
    public OptionalDouble effectiveRank() {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        double entropy = 0;
        for (double value : values) {
            if (value > 0) { // p ln p → 0 as p → 0
                double p = value / sum;
                entropy -= p * StrictMath.log(p);
            }
        }
        return ifNotZero(StrictMath.exp(entropy));
    }

    /// (Σσ²)² / Σσ⁴; no value where the weight is 0.
    public OptionalDouble participationRatio() {
        double squares = 0;
        double fourthPowers = 0;
        for (double value : values) {
            double share = value / values[0]; // so that fourth powers of small weights do not vanish
            squares += share * share;
            fourthPowers += share * share * share * share;
        }
        return ifNotZero(squares * squares / fourthPowers);
    }

    private OptionalDouble ifNotZero(double value) {
        return values[0] > 0 ? OptionalDouble.of(value) : OptionalDouble.empty();
    }
}
