package dev.halfwave.heartrate;

import dev.halfwave.core.random.Philox;

/// Made-up recordings for tests.
final class Recordings {

    private Recordings() {}

    /// Independent numbers of the standard normal distribution.
    static double[] noise(String name, int samples) {
        Philox random = Philox.of(1, name);
        double[] x = new double[samples];
        for (int t = 0; t < samples; t++) {
            x[t] = random.gaussian(t);
        }
        return x;
    }

    /// Independent numbers along three axes.
    static double[][] motion(String name, int samples) {
        return new double[][] {noise(name + " x", samples), noise(name + " y", samples), noise(name + " z", samples)};
    }
}
