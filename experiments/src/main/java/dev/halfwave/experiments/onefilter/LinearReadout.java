package dev.halfwave.experiments.onefilter;

import dev.halfwave.core.Tensor;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.MatrixFeatures_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/// A linear classifier without training: least squares of the one-hot class on the features, the largest output wins.
///
/// The features of many short filters are nearly linear functions of each other (all are smooth functions of one
/// frequency), so that plain least squares would answer to rounding errors. A penalty λ on the squared weights settles
/// it: with centred features F (N × D) and one-hot classes T, W solves `(FᵀF + λI) W = FᵀT`, by Cholesky in double. The
/// intercept is not penalised. Ridge regression: Hoerl and Kennard (1970), doi:10.1080/00401706.1970.10488634.
final class LinearReadout {

    /// λ: small against what hundreds of windows add up to even where neighbouring classes are 0.05 Hz apart (some 10⁻⁵),
    /// large against what the rounding of their features to float32 adds up to (some 10⁻¹⁴).
    static final double PENALTY = 1e-6;

    private final double[] featureMeans;
    private final double[] classShares;
    private final DMatrixRMaj weights;

    private LinearReadout(double[] featureMeans, double[] classShares, DMatrixRMaj weights) {
        this.featureMeans = featureMeans;
        this.classShares = classShares;
        this.weights = weights;
    }

    /// Solves for the weights.
    ///
    /// @param features a row for each sample
    /// @param labels as many class indices
    static LinearReadout of(double[][] features, Tensor labels, int classes) {
        int samples = features.length;
        int dimensions = features[0].length;
        double[] means = new double[dimensions];
        double[] shares = new double[classes];
        for (int n = 0; n < samples; n++) {
            for (int d = 0; d < dimensions; d++) {
                means[d] += features[n][d] / samples;
            }
            shares[(int) labels.get(n)] += 1.0 / samples;
        }
        DMatrixRMaj centred = new DMatrixRMaj(samples, dimensions);
        DMatrixRMaj oneHot = new DMatrixRMaj(samples, classes);
        for (int n = 0; n < samples; n++) {
            for (int d = 0; d < dimensions; d++) {
                centred.set(n, d, features[n][d] - means[d]);
            }
            for (int label = 0; label < classes; label++) {
                oneHot.set(n, label, ((int) labels.get(n) == label ? 1 : 0) - shares[label]);
            }
        }
        DMatrixRMaj normal = new DMatrixRMaj(dimensions, dimensions);
        CommonOps_DDRM.multInner(centred, normal);
        for (int d = 0; d < dimensions; d++) {
            normal.add(d, d, PENALTY);
        }
        DMatrixRMaj right = new DMatrixRMaj(dimensions, classes);
        CommonOps_DDRM.multTransA(centred, oneHot, right);
        DMatrixRMaj weights = new DMatrixRMaj(dimensions, classes);
        LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.chol(dimensions);
        boolean isSolved = solver.setA(normal);
        if (isSolved) {
            solver.solve(right, weights);
        }
        if (!isSolved || MatrixFeatures_DDRM.hasUncountable(weights)) {
            throw new IllegalArgumentException(
                    "LinearReadout: the normal equations cannot be solved; every feature must be a finite number");
        }
        return new LinearReadout(means, shares, weights);
    }

    /// The class of a sample; of two equal outputs the lower class wins.
    int classify(double[] features) {
        int best = 0;
        double largest = Double.NEGATIVE_INFINITY;
        for (int label = 0; label < classShares.length; label++) {
            double output = classShares[label];
            for (int d = 0; d < featureMeans.length; d++) {
                output += (features[d] - featureMeans[d]) * weights.get(d, label);
            }
            if (output > largest) {
                best = label;
                largest = output;
            }
        }
        return best;
    }

    /// The share of samples whose class is found.
    double accuracy(double[][] features, Tensor labels) {
        int right = 0;
        for (int n = 0; n < features.length; n++) {
            if (classify(features[n]) == (int) labels.get(n)) {
                right++;
            }
        }
        return (double) right / features.length;
    }
}
