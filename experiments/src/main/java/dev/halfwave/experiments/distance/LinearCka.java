package dev.halfwave.experiments.distance;

import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import java.util.OptionalDouble;

/// How alike two representations of the same samples are, whatever rotation and scale: linear centred kernel
/// alignment, 0 (unrelated) to 1 (the same up to a rotation and a factor).
///
/// ```java
/// Tensor before = model.capture(probe, "relu1").get("relu1");
/// ... // training
/// LinearCka.debiased(before, model.capture(probe, "relu1").get("relu1"));
/// ```
///
/// With the features X (N × p) and Y (N × q) of the same N samples, columns centred, it is
/// `‖YᵀX‖_F² / (‖XᵀX‖_F ‖YᵀY‖_F)`, which equals `⟨K, L⟩ / (‖K‖_F ‖L‖_F)` with the kernels K = XXᵀ and L = YYᵀ; the
/// latter is what is computed.
///
/// **Biased or debiased.** With fewer samples than features even random representations look alike: the biased value of
/// two independent ones is far from 0. [#debiased] puts the unbiased estimator HSIC₁ in the place of each product; its
/// expectation is 0 for independent representations, so that single values may be negative.
///
/// | tensor | shape                                                            |
/// |--------|------------------------------------------------------------------|
/// | `x, y` | (N, …): the samples first; all other axes together are features  |
///
/// Everything runs in double: column means in the order of samples, kernels in that of features, sums over kernels row
/// by row.
///
/// Sources: Kornblith et al. (2019), *Similarity of Neural Network Representations Revisited*, arXiv:1905.00414; HSIC₁:
/// Song et al. (2012), *Feature Selection via Dependence Maximization*, JMLR 13; debiased CKA: Nguyen, Raghu and
/// Kornblith (2021), arXiv:2010.15327.
public final class LinearCka {

    /// HSIC₁ divides by N − 3.
    static final int FEWEST_DEBIASED = 4;

    private LinearCka() {}

    /// The plain value, for many more samples than features.
    ///
    /// @return 0..1; no value where all samples of one representation are the same
    /// @throws ShapeMismatchException if there is no axis, or the numbers of samples differ
    /// @throws IllegalArgumentException if there are fewer than 2 samples, or a feature is not finite
    public static OptionalDouble biased(Tensor x, Tensor y) {
        requireSamples("LinearCka.biased", x, y, 2);
        double[][] k = kernel("LinearCka.biased", "x", x);
        double[][] l = kernel("LinearCka.biased", "y", y);
        return ratio(product(k, l), product(k, k), product(l, l));
    }

    /// The value without the bias of few samples.
    ///
    /// @return at most 1, and possibly below 0; no value where a representation has no structure beyond its scale, such
    ///     as when all samples are the same
    /// @throws ShapeMismatchException if there is no axis, or the numbers of samples differ
    /// @throws IllegalArgumentException if there are fewer than 4 samples, or a feature is not finite
    public static OptionalDouble debiased(Tensor x, Tensor y) {
        requireSamples("LinearCka.debiased", x, y, FEWEST_DEBIASED);
        double[][] k = withoutDiagonal(kernel("LinearCka.debiased", "x", x));
        double[][] l = withoutDiagonal(kernel("LinearCka.debiased", "y", y));
        return ratio(hsic1(k, l), hsic1(k, k), hsic1(l, l));
    }

    private static OptionalDouble ratio(double both, double first, double second) {
        if (!(first > 0 && second > 0)) {
            return OptionalDouble.empty();
        }
        double alike = both / Math.sqrt(first * second);
        return OptionalDouble.of(Math.min(alike, 1)); // rounding must not make equals more than equal
    }

    private static void requireSamples(String operation, Tensor x, Tensor y, int fewest) {
        if (x.shape().rank() == 0 || y.shape().rank() == 0 || x.shape().dim(0) != y.shape().dim(0)) {
            throw new ShapeMismatchException(
                    operation, "expected x (N, …) and y (N, …) with the features of the same samples",
                    "x is " + x.shape() + " and y is " + y.shape());
        }
        if (x.shape().dim(0) < fewest) {
            throw new IllegalArgumentException(
                    operation + ": there are " + x.shape().dim(0) + " samples, but at least " + fewest + " are needed");
        }
    }

    /// The products of all pairs of samples, after the mean over samples was taken from each feature.
    private static double[][] kernel(String operation, String name, Tensor x) {
        double[][] centred = centred(operation, name, x);
        double[][] kernel = new double[centred.length][centred.length];
        for (int i = 0; i < kernel.length; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = 0;
                for (int feature = 0; feature < centred[i].length; feature++) {
                    sum += centred[i][feature] * centred[j][feature];
                }
                kernel[i][j] = sum;
                kernel[j][i] = sum;
            }
        }
        return kernel;
    }

    private static double[][] centred(String operation, String name, Tensor x) {
        int samples = x.shape().dim(0);
        int features = x.shape().stride();
        double[][] centred = new double[samples][features];
        double[] sums = new double[features];
        for (int n = 0; n < samples; n++) {
            for (int feature = 0; feature < features; feature++) {
                float value = x.get(n * features + feature);
                if (!Float.isFinite(value)) {
                    throw new IllegalArgumentException(operation + ": feature " + feature + " of sample " + n + " of "
                            + name + " is " + value + ", but every one must be a finite number");
                }
                centred[n][feature] = value;
                sums[feature] += value;
            }
        }
        for (int n = 0; n < samples; n++) {
            for (int feature = 0; feature < features; feature++) {
                centred[n][feature] -= sums[feature] / samples;
            }
        }
        return centred;
    }

    private static double[][] withoutDiagonal(double[][] kernel) {
        for (int i = 0; i < kernel.length; i++) {
            kernel[i][i] = 0;
        }
        return kernel;
    }

    private static double product(double[][] k, double[][] l) {
        double sum = 0;
        for (int i = 0; i < k.length; i++) {
            for (int j = 0; j < k.length; j++) {
                sum += k[i][j] * l[i][j];
            }
        }
        return sum;
    }

    /// `[tr(KL) + 1ᵀK1 1ᵀL1 / ((N−1)(N−2)) − 2/(N−2) 1ᵀKL1] / (N(N−3))` of kernels with zeros on their diagonals. The
    /// divisor is left out: it is the same in every place.
    private static double hsic1(double[][] k, double[][] l) {
        double n = k.length;
        double sumK = 0;
        double sumL = 0;
        double sumProducts = 0;
        for (int i = 0; i < k.length; i++) {
            double rowK = 0;
            double rowL = 0;
            for (int j = 0; j < k.length; j++) {
                rowK += k[i][j];
                rowL += l[i][j];
            }
            sumK += rowK;
            sumL += rowL;
            sumProducts += rowK * rowL;
        }
        return product(k, l) + sumK * sumL / ((n - 1) * (n - 2)) - 2 / (n - 2) * sumProducts;
    }
}
