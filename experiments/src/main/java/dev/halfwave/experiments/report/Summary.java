package dev.halfwave.experiments.report;

import java.util.Arrays;

import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.Median;
import org.apache.commons.statistics.descriptive.StandardDeviation;

/// What a report says about a handful of numbers, usually one per seed.
///
/// @param n how many numbers there are; everything else is NaN when there is none
/// @param mean the arithmetic mean
/// @param sd the population standard deviation (divided by n, as NumPy's default and so many papers' figures have it)
/// @param median the middle one, or the mean of the middle two
/// @param min the smallest
/// @param max the largest
public record Summary(int n, double mean, double sd, double median, double min, double max) {

    /// No numbers at all.
    public static final Summary NONE = new Summary(0, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

    /// Infinite values are allowed and make what depends on them infinite or NaN.
    public static Summary of(double... values) {
        if (values.length == 0) {
            return NONE;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return new Summary(values.length, Mean.of(values).getAsDouble(),
                StandardDeviation.of(values).setBiased(true).getAsDouble(),
                Median.withDefaults().evaluate(sorted.clone()), sorted[0], sorted[sorted.length - 1]);
    }

    /// The standard error of the mean, s/√n with the sample's own deviation s (divided by n − 1); NaN for fewer than two
    /// numbers, which do not tell it.
    public double standardError() {
        return n < 2 ? Double.NaN : sd / Math.sqrt(n - 1.0);
    }

    /// Whether there are no numbers.
    public boolean isEmpty() {
        return n == 0;
    }
}
