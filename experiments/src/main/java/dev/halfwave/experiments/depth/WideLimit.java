package dev.halfwave.experiments.depth;

import java.util.ArrayList;
import java.util.List;

/// What a stack of causal convolutions with random weights and no biases does to a signal when it has infinitely many
/// channels: which part of the energy stands at DC, exactly and without drawing any weights.
///
/// The channels of a layer are then independent Gaussian processes over time, all with one covariance `K(t, t′)`, which
/// follows from that of the layer before:
///
/// | step        | covariance of its result                                                                   |
/// |-------------|--------------------------------------------------------------------------------------------|
/// | input x     | `C(t, t′) = x(t) x(t′)`                                                                    |
/// | convolution | `K(t, t′) = g/k Σ_i C(t − i, t′ − i)` over the k taps, 0 before the start; g: its power gain |
/// | activation  | `C(t, t′) = E φ(u) φ(v)` for Gaussian u, v with the covariance `K` of these two times      |
///
/// The share of DC is the mean of the covariance over all pairs of times, which is `E (mean over t)²`, divided by its mean
/// over equal times. A random convolution has on average the same gain at every frequency, so it leaves the share as it
/// is, but for the start of the window. For ReLU with variances 1 and correlation c
///
/// `E φ(u) φ(v) = (√(1 − c²) + c (π − arccos c)) / 2π`,
///
/// which is 1/2π > 0 at c = 0: times that have nothing in common before ReLU have a mean in common after it. That is the
/// DC which is added; and as c comes closer to 1, less is, but never none.
///
/// Glorot's weights have the variance 2/(fan in + fan out), so g is `2/(1 + channels)` at the first convolution, which
/// has one input channel, and 1 at the others.
///
/// Source: for ReLU the arc-cosine kernel of order 1, Cho and Saul (2009), *Kernel Methods for Deep Learning*, NIPS 22;
/// for convolutions Novak et al. (2019), *Bayesian Deep Convolutional Networks with Many Channels are Gaussian
/// Processes*, arXiv:1810.05148. Its use for the share of DC is derived here.
final class WideLimit {

    /// What an activation makes of two Gaussian numbers.
    enum Moment {
        RELU, ABS, LINEAR, DC_FREE_RELU;

        /// `E φ(u) φ(v)` for variances 1 and this correlation.
        private double product(double correlation) {
            double c = Math.clamp(correlation, -1, 1);
            double root = Math.sqrt(1 - c * c);
            return switch (this) {
                case RELU, DC_FREE_RELU -> (root + c * (Math.PI - StrictMath.acos(c))) / (2 * Math.PI);
                case ABS -> 2 / Math.PI * (root + c * StrictMath.asin(c));
                case LINEAR -> c;
            };
        }

        /// `E φ(u)` for variance 1.
        private double mean() {
            return switch (this) {
                case RELU -> 1 / Math.sqrt(2 * Math.PI);
                case ABS -> Math.sqrt(2 / Math.PI);
                case LINEAR, DC_FREE_RELU -> 0;
            };
        }
    }

    /// A layer in this limit.
    ///
    /// @param before the share of energy at DC before the activation
    /// @param share the same after it
    /// @param mean the mean of the activation over time
    /// @param rms its root mean square
    record Layer(double before, double share, double mean, double rms) {}

    private WideLimit() {}

    /// All layers for one input.
    ///
    /// @param x the input, one channel
    /// @param channels the number of channels as far as Glorot's first layer depends on it
    static List<Layer> of(Moment moment, double[] x, int taps, int channels, int layers) {
        int n = x.length;
        double[] covariance = new double[n * n];
        for (int t = 0; t < n; t++) {
            for (int s = 0; s < n; s++) {
                covariance[t * n + s] = x[t] * x[s];
            }
        }
        List<Layer> all = new ArrayList<>();
        for (int l = 0; l < layers; l++) {
            double gain = l == 0 ? 2.0 / (1 + channels) : 1;
            double[] before = convolved(covariance, n, taps, gain / taps);
            double mean = 0;
            for (int t = 0; t < n; t++) {
                mean += moment.mean() * Math.sqrt(before[t * n + t]) / n;
            }
            covariance = activated(moment, before, n);
            all.add(new Layer(share(before, n), share(covariance, n), mean, Math.sqrt(power(covariance, n))));
        }
        return all;
    }

    private static double[] convolved(double[] covariance, int n, int taps, double weight) {
        double[] result = new double[n * n];
        for (int t = 0; t < n; t++) {
            for (int s = 0; s < n; s++) {
                double sum = 0;
                for (int i = 0; i < taps && i <= t && i <= s; i++) {
                    sum += covariance[(t - i) * n + s - i];
                }
                result[t * n + s] = weight * sum;
            }
        }
        return result;
    }

    private static double[] activated(Moment moment, double[] before, int n) {
        double[] result = new double[n * n];
        for (int t = 0; t < n; t++) {
            for (int s = 0; s < n; s++) {
                double scale = Math.sqrt(before[t * n + t] * before[s * n + s]);
                result[t * n + s] = scale == 0 ? 0 : scale * moment.product(before[t * n + s] / scale);
            }
        }
        return moment == Moment.DC_FREE_RELU ? withoutMean(result, n) : result;
    }

    /// The covariance of a process less its own mean over time.
    private static double[] withoutMean(double[] covariance, int n) {
        double[] rows = new double[n];
        double all = 0;
        for (int t = 0; t < n; t++) {
            for (int s = 0; s < n; s++) {
                rows[t] += covariance[t * n + s] / n;
            }
            all += rows[t] / n;
        }
        double[] result = new double[n * n];
        for (int t = 0; t < n; t++) {
            for (int s = 0; s < n; s++) {
                result[t * n + s] = covariance[t * n + s] - rows[t] - rows[s] + all;
            }
        }
        return result;
    }

    private static double share(double[] covariance, int n) {
        double sum = 0;
        for (double value : covariance) {
            sum += value;
        }
        return Math.max(0, sum / n / n / power(covariance, n));
    }

    private static double power(double[] covariance, int n) {
        double sum = 0;
        for (int t = 0; t < n; t++) {
            sum += covariance[t * n + t];
        }
        return sum / n;
    }
}
