package dev.halfwave.experiments.statistics;

import dev.halfwave.core.random.Philox;
import java.util.Arrays;

/// The bootstrap of a mean: the means of resamples, n values drawn with replacement from the n there are, and the
/// intervals that follow from how these means are distributed.
///
/// With the quantile `Q(p)` of the B sorted means, the inverse of their distribution function (the smallest one that at
/// least `p B` do not exceed, without interpolation), and α = (1 − level)/2:
///
/// - [percentile][#percentile(double)]: `Q(α), Q(1 − α)`
/// - [basic][#basic(double)]: `2 mean − Q(1 − α), 2 mean − Q(α)`
/// - [bias-corrected and accelerated][#bca(double)]: `Q(α₁), Q(α₂)` with `αᵢ = Φ(z₀ + (z₀ + zᵢ) / (1 − a (z₀ + zᵢ)))`,
///   where z₁ and z₂ are the normal quantiles of α and 1 − α.
///
/// **The bias** `z₀ = Φ⁻¹((#{θ* < θ} + #{θ* ≤ θ}) / 2B)` counts means that equal the sample's own by half, as SciPy
/// does. Counting only smaller ones makes small samples, where many means tie, look biased. Means tie that differ by no
/// more than 1e-12 of the largest magnitude in the sample, and a mean that is 0 but for as much is 0. **The
/// acceleration** is that of the jackknife, which for a mean is `a = Σ (xᵢ − x̄)³ / (6 (Σ (xᵢ − x̄)²)^{3/2})`.
///
/// **Resamples**: all nⁿ of them where that are no more than are asked for (up to 5 values with 10 000); otherwise
/// drawn at fixed positions of a random sequence, so that the same values always have the same intervals. From one
/// sequence to another the ends of the 95 % interval with 10 000 resamples move by some 5 % of the standard error.
///
/// Where all values are equal, every interval is that one value, `z₀` and `a` are 0.
///
/// Below 20 values these intervals are too short: of nominal 95 % they hold about 91 % at n = 10 for normal values.
/// Student's t stands beside them.
///
/// Sources: Efron (1987), *Better Bootstrap Confidence Intervals*, doi:10.1080/01621459.1987.10478410; Efron and
/// Tibshirani (1993), *An Introduction to the Bootstrap*, chapters 13 and 14.
public final class MeanBootstrap {

    /// How many resamples there are unless said otherwise.
    public static final int RESAMPLES = 10_000;

    private final double mean;
    private final double[] sortedMeans;
    private final double bias;
    private final double acceleration;

    private MeanBootstrap(double[] values, double[] means) {
        boolean allEqual = Arrays.stream(values).allMatch(value -> value == values[0]);
        if (allEqual) {
            Arrays.fill(means, values[0]); // without the rounding of sums
        }
        double tolerance = Ranks.TIE * Arrays.stream(values).map(Math::abs).max().orElseThrow();
        for (int r = 0; r < means.length; r++) {
            means[r] = Math.abs(means[r]) <= tolerance ? 0 : means[r];
        }
        Arrays.sort(means);
        this.sortedMeans = means;
        this.mean = allEqual ? values[0] : sum(values) / values.length;
        this.bias = bias(mean, means, tolerance);
        this.acceleration = allEqual ? 0 : acceleration(values, mean);
    }

    /// The bootstrap of the mean of some differences, with [#RESAMPLES] resamples of a sequence of its own.
    ///
    /// @throws IllegalArgumentException without differences, and where there are ranks only
    public static MeanBootstrap of(PairedDifferences differences) {
        differences.requireNumbers("mean to bootstrap");
        return of(differences.values(), RESAMPLES, Philox.of(0, "bootstrap of a mean"));
    }

    /// The bootstrap of the mean of some values.
    ///
    /// @param resamples how many resamples there are at most
    /// @param random where they are drawn: pick i of resample r at position `r n + i`
    /// @throws IllegalArgumentException if there are no values, one is not finite, or there are no resamples
    public static MeanBootstrap of(double[] values, int resamples, Philox random) {
        Requirements.finite("MeanBootstrap", "values", values, 1);
        Requirements.positive("MeanBootstrap", "the number of resamples", resamples);
        long all = 1;
        for (int i = 0; i < values.length && all <= resamples; i++) {
            all *= values.length;
        }
        return new MeanBootstrap(
                values, all <= resamples ? allMeans(values, (int) all) : drawnMeans(values, resamples, random));
    }

    /// Resample r takes the values that the digits of r, written with base n, point to.
    private static double[] allMeans(double[] values, int resamples) {
        int n = values.length;
        double[] means = new double[resamples];
        for (int r = 0; r < means.length; r++) {
            double sum = 0;
            for (int i = 0, digits = r; i < n; i++, digits /= n) {
                sum += values[digits % n];
            }
            means[r] = sum / n;
        }
        return means;
    }

    private static double[] drawnMeans(double[] values, int resamples, Philox random) {
        int n = values.length;
        double[] means = new double[resamples];
        Resampling resampling = new Resampling(random, n);
        for (int r = 0; r < resamples; r++) {
            resampling.next();
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += values[resampling.pick(i, n)];
            }
            means[r] = sum / n;
        }
        return means;
    }

    private static double bias(double mean, double[] means, double tolerance) {
        long less = Arrays.stream(means).filter(m -> m < mean - tolerance).count();
        long lessOrEqual = Arrays.stream(means).filter(m -> m <= mean + tolerance).count();
        return Quantiles.normal((less + lessOrEqual) / (2.0 * means.length));
    }

    private static double acceleration(double[] values, double mean) {
        double squares = 0;
        double cubes = 0;
        for (double value : values) {
            double deviation = value - mean;
            squares += deviation * deviation;
            cubes += deviation * deviation * deviation;
        }
        return cubes / (6 * squares * Math.sqrt(squares));
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    /// How many resamples there are.
    public int resamples() {
        return sortedMeans.length;
    }

    /// The variance of the means about their own mean: the square of the bootstrap's standard error.
    public double variance() {
        double centre = sum(sortedMeans) / sortedMeans.length;
        return Arrays.stream(sortedMeans).map(m -> (m - centre) * (m - centre)).sum() / sortedMeans.length;
    }

    /// `z₀`.
    public double bias() {
        return bias;
    }

    /// `a`.
    public double acceleration() {
        return acceleration;
    }

    /// The percentile interval.
    ///
    /// @param level the level of confidence, such as 0.95
    /// @throws IllegalArgumentException unless the level lies between 0 and 1
    public Interval percentile(double level) {
        Requirements.probability("MeanBootstrap", "the level", level);
        double alpha = (1 - level) / 2;
        return new Interval(Quantiles.ofSorted(sortedMeans, alpha), Quantiles.ofSorted(sortedMeans, 1 - alpha));
    }

    /// The basic interval: the percentile interval, turned round at the mean.
    ///
    /// @param level the level of confidence, such as 0.95
    /// @throws IllegalArgumentException unless the level lies between 0 and 1
    public Interval basic(double level) {
        Interval percentile = percentile(level);
        return new Interval(2 * mean - percentile.high(), 2 * mean - percentile.low());
    }

    /// The bias-corrected and accelerated interval.
    ///
    /// @param level the level of confidence, such as 0.95
    /// @throws IllegalArgumentException unless the level lies between 0 and 1
    public Interval bca(double level) {
        Interval levels = bcaLevels(bias, acceleration, level);
        return new Interval(
                Quantiles.ofSorted(sortedMeans, levels.low()), Quantiles.ofSorted(sortedMeans, levels.high()));
    }

    /// `α₁` and `α₂`.
    static Interval bcaLevels(double bias, double acceleration, double level) {
        Requirements.probability("MeanBootstrap", "the level", level);
        double z = Quantiles.normal((1 + level) / 2);
        return new Interval(corrected(-z, bias, acceleration), corrected(z, bias, acceleration));
    }

    private static double corrected(double z, double bias, double acceleration) {
        double moved = bias + z;
        return Quantiles.normalProbability(bias + moved / (1 - acceleration * moved));
    }
}
