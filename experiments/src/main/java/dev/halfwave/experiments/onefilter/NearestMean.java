package dev.halfwave.experiments.onefilter;

import dev.halfwave.core.Tensor;

/// The simplest classifier of one number: the class whose mean is nearest. Of two equally near means the lower class
/// wins.
///
/// @param means the mean of each class
record NearestMean(double[] means) {

    /// Measures the mean of each class.
    ///
    /// @param values one for each sample
    /// @param labels as many class indices
    /// @param classes how many classes there are, each with a sample
    static NearestMean of(double[] values, Tensor labels, int classes) {
        double[] sums = new double[classes];
        int[] counts = new int[classes];
        for (int n = 0; n < values.length; n++) {
            int label = (int) labels.get(n);
            sums[label] += values[n];
            counts[label]++;
        }
        for (int label = 0; label < classes; label++) {
            sums[label] /= counts[label];
        }
        return new NearestMean(sums);
    }

    /// The class of a value.
    int classify(double value) {
        int nearest = 0;
        for (int label = 1; label < means.length; label++) {
            if (Math.abs(value - means[label]) < Math.abs(value - means[nearest])) {
                nearest = label;
            }
        }
        return nearest;
    }

    /// The share of samples whose class is found.
    double accuracy(double[] values, Tensor labels) {
        int right = 0;
        for (int n = 0; n < values.length; n++) {
            if (classify(values[n]) == (int) labels.get(n)) {
                right++;
            }
        }
        return (double) right / values.length;
    }
}
