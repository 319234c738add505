package dev.halfwave.experiments.distance;

import java.util.OptionalDouble;

/// The neural tangent kernel of a model for a few samples: `Θ[i][j] = Σ_p ∂f_i/∂θ_p ∂f_j/∂θ_p`, where i and j run over
/// all outputs of all samples ([Jacobian]).
///
/// By gradient descent in small steps on a squared loss the outputs follow Θ alone; where it stays what it was at the
/// start, training is that of a kernel method and the network learns no features (Jacot, Gabriel and Hongler, 2018,
/// arXiv:1806.07572).
///
/// Sums run in double, row by row. Immutable.
public final class TangentKernel {

    private final double[][] matrix;

    TangentKernel(double[][] matrix) {
        this.matrix = matrix;
    }

    /// Θ, symmetric; row and column `sample · outputs per sample + output`. A copy.
    public double[][] matrix() {
        double[][] copy = new double[matrix.length][];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = matrix[i].clone();
        }
        return copy;
    }

    /// ‖Θ − Θ₀‖_F / ‖Θ₀‖_F.
    ///
    /// @param before Θ₀, of the same model and probe
    /// @return no value where Θ₀ is 0
    /// @throws IllegalArgumentException if it has another size
    public OptionalDouble relativeChange(TangentKernel before) {
        requireSameSize(before);
        double squares = 0;
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < matrix.length; j++) {
                double change = matrix[i][j] - before.matrix[i][j];
                squares += change * change;
            }
        }
        double norm = product(before, before);
        return norm > 0 ? OptionalDouble.of(Math.sqrt(squares) / Math.sqrt(norm)) : OptionalDouble.empty();
    }

    /// The kernel distance of Fort et al. (2020, arXiv:2010.15110): `1 − ⟨Θ, Θ₀⟩_F / (‖Θ‖_F ‖Θ₀‖_F)`. Blind to the
    /// kernel's scale, which only changes how fast everything is learned.
    ///
    /// @param before Θ₀, of the same model and probe
    /// @return from 0 to 1, since both are positive semidefinite; no value where one of them is 0
    /// @throws IllegalArgumentException if it has another size
    public OptionalDouble distance(TangentKernel before) {
        requireSameSize(before);
        double norms = product(this, this) * product(before, before);
        return norms > 0
                ? OptionalDouble.of(Math.max(1 - product(this, before) / Math.sqrt(norms), 0)) // but for rounding
                : OptionalDouble.empty();
    }

    private static double product(TangentKernel a, TangentKernel b) {
        double sum = 0;
        for (int i = 0; i < a.matrix.length; i++) {
            for (int j = 0; j < a.matrix.length; j++) {
                sum += a.matrix[i][j] * b.matrix[i][j];
            }
        }
        return sum;
    }

    private void requireSameSize(TangentKernel before) {
        if (matrix.length != before.matrix.length) {
            throw new IllegalArgumentException("TangentKernel: this kernel is of " + matrix.length
                    + " outputs, the earlier one of " + before.matrix.length + "; compare one model on one probe");
        }
    }
}
