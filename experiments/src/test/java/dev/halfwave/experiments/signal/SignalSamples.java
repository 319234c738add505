package dev.halfwave.experiments.signal;

import dev.halfwave.core.random.Philox;

/// Signals for tests.
final class SignalSamples {

    private SignalSamples() {}

    /// `amplitude · cos(2π hz t + phase)`.
    static double[] tone(double amplitude, double hz, double phase, double sampleRateHz, int length) {
        double[] x = new double[length];
        for (int t = 0; t < length; t++) {
            x[t] = amplitude * StrictMath.cos(2 * Math.PI * hz * t / sampleRateHz + phase);
        }
        return x;
    }

    static double[] sum(double[]... signals) {
        double[] sum = new double[signals[0].length];
        for (double[] signal : signals) {
            for (int t = 0; t < sum.length; t++) {
                sum[t] += signal[t];
            }
        }
        return sum;
    }

    static double[] constant(double value, int length) {
        double[] x = new double[length];
        java.util.Arrays.fill(x, value);
        return x;
    }

    static double[] relu(double[] x) {
        double[] y = new double[x.length];
        for (int t = 0; t < y.length; t++) {
            y[t] = Math.max(x[t], 0);
        }
        return y;
    }

    static double[] noise(long seed, int length) {
        Philox random = Philox.of(seed, "noise");
        double[] x = new double[length];
        for (int t = 0; t < length; t++) {
            x[t] = random.gaussian(t);
        }
        return x;
    }
}
