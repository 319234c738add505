package dev.halfwave.experiments.onefilter;

import dev.halfwave.core.Tensor;
import java.util.Arrays;
import java.util.Comparator;

/// How well one number separates classes: the gaps between the classes' means, and the spread within them.
///
/// @param gap the smallest distance between the means of two neighbouring classes, in units of the largest mean
/// @param spread the standard deviation within a class, averaged over the classes, in the same unit
/// @param ratio the smallest, over neighbouring classes, of the distance of their means over the sum of their standard
///     deviations: if both are normal, a decision between them is wrong with probability 1 − Φ(ratio)
record Separation(double gap, double spread, double ratio) {

    private record Moments(double mean, double deviation) {}

    /// Measures the separation.
    ///
    /// @param values one for each sample, with class means above 0
    /// @param labels as many class indices
    /// @param classes how many classes there are, each with several different values
    static Separation of(double[] values, Tensor labels, int classes) {
        Moments[] sorted = new Moments[classes];
        double spread = 0;
        for (int label = 0; label < classes; label++) {
            sorted[label] = moments(values, labels, label);
            spread += sorted[label].deviation() / classes;
        }
        Arrays.sort(sorted, Comparator.comparingDouble(Moments::mean));
        double gap = Double.POSITIVE_INFINITY;
        double ratio = Double.POSITIVE_INFINITY;
        for (int i = 1; i < classes; i++) {
            double distance = sorted[i].mean() - sorted[i - 1].mean();
            gap = Math.min(gap, distance);
            ratio = Math.min(ratio, distance / (sorted[i].deviation() + sorted[i - 1].deviation()));
        }
        double largest = sorted[classes - 1].mean();
        return new Separation(gap / largest, spread / largest, ratio);
    }

    private static Moments moments(double[] values, Tensor labels, int label) {
        int count = 0;
        double sum = 0;
        for (int n = 0; n < values.length; n++) {
            if ((int) labels.get(n) == label) {
                sum += values[n];
                count++;
            }
        }
        double mean = sum / count;
        double squares = 0;
        for (int n = 0; n < values.length; n++) {
            if ((int) labels.get(n) == label) {
                squares += (values[n] - mean) * (values[n] - mean);
            }
        }
        return new Moments(mean, Math.sqrt(squares / count));
    }
}
