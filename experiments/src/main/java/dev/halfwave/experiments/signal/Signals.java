package dev.halfwave.experiments.signal;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;

/// Between the float tensors of a network and the `double[]` that is measured here.
///
/// ```java
/// Tensor y = new Relu().apply(Signals.tensor(x));
/// double dc = Spectrum.amplitude(Signals.row(y, 0, 0), 32).dc();
/// ```
public final class Signals {

    private Signals() {}

    /// One sample's channel of a tensor (N, C, L), copied.
    ///
    /// @throws dev.halfwave.core.ShapeMismatchException if the tensor has other axes
    /// @throws IndexOutOfBoundsException if there is no such sample or channel
    public static double[] row(Tensor x, int sample, int channel) {
        x.shape().requireAxes("Signals.row", "x", "N", "C", "L");
        if (sample < 0 || sample >= x.shape().dim(0) || channel < 0 || channel >= x.shape().dim(1)) {
            throw new IndexOutOfBoundsException(
                    "Signals.row: sample " + sample + ", channel " + channel + " is outside of shape " + x.shape());
        }
        int length = x.shape().dim(2);
        int first = x.offset() + (sample * x.shape().dim(1) + channel) * length;
        double[] row = new double[length];
        for (int t = 0; t < length; t++) {
            row[t] = x.data()[first + t];
        }
        return row;
    }

    /// The same numbers in double precision.
    public static double[] doubles(float... x) {
        double[] doubles = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            doubles[i] = x[i];
        }
        return doubles;
    }

    /// A signal as a batch of one sample with one channel, (1, 1, L), rounded to float.
    public static Tensor tensor(double... x) {
        float[] floats = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            floats[i] = (float) x[i];
        }
        return Tensor.wrap(floats, 0, Shape.of(1, 1, x.length));
    }

    /// The mean of a signal.
    ///
    /// @throws IllegalArgumentException if it has no samples
    public static double mean(double... x) {
        if (x.length == 0) {
            throw new IllegalArgumentException("Signals.mean: x has no samples");
        }
        double sum = 0;
        for (double value : x) {
            sum += value;
        }
        return sum / x.length;
    }

    /// The square root of the mean of squares.
    ///
    /// @throws IllegalArgumentException if the signal has no samples
    public static double rootMeanSquare(double... x) {
        if (x.length == 0) {
            throw new IllegalArgumentException("Signals.rootMeanSquare: x has no samples");
        }
        double sum = 0;
        for (double value : x) {
            sum += value * value;
        }
        return Math.sqrt(sum / x.length);
    }

    /// The signal with its mean taken away.
    public static double[] withoutMean(double... x) {
        double mean = mean(x);
        double[] centered = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            centered[i] = x[i] - mean;
        }
        return centered;
    }
}
