package dev.halfwave.experiments.heartrate;

import dev.halfwave.core.random.Philox;

/// The random numbers of one synthetic subject, each found by a name: no draw depends on what was drawn before.
///
/// @param seed the generator's
/// @param subject the number of the subject
record Draws(long seed, int subject) {

    /// A number in [low, high).
    double uniform(String name, double low, double high) {
        return uniform(name, 0, low, high);
    }

    /// The `index`-th of several numbers in [low, high).
    double uniform(String name, int index, double low, double high) {
        return low + (high - low) * sequence(name).uniform(index);
    }

    /// A whole number in 0..bound−1.
    int below(String name, int index, int bound) {
        return sequence(name).below(index, bound);
    }

    /// Independent numbers of the standard normal distribution.
    double[] noise(String name, int count) {
        Philox sequence = sequence(name);
        double[] noise = new double[count];
        for (int i = 0; i < count; i++) {
            noise[i] = sequence.gaussian(i);
        }
        return noise;
    }

    /// Something that changes slowly: at each time of mean 0 and standard deviation 1, with a correlation that falls to
    /// 1/e over the given time (an Ornstein-Uhlenbeck process, twelve points within that time, and straight lines
    /// between them).
    ///
    /// @param samples how many, at 32 Hz
    double[] walk(String name, int samples, double seconds) {
        double spacing = seconds / 12 * SyntheticPpg.RATE_HZ; // from point to point, in samples
        double kept = StrictMath.exp(-1.0 / 12);
        double fresh = Math.sqrt(1 - kept * kept);
        double[] step = noise(name, (int) (samples / spacing) + 2);
        double[] point = step.clone();
        for (int j = 1; j < point.length; j++) {
            point[j] = kept * point[j - 1] + fresh * step[j];
        }
        double[] walk = new double[samples];
        for (int t = 0; t < samples; t++) {
            int j = (int) (t / spacing);
            double part = t / spacing - j;
            walk[t] = (1 - part) * point[j] + part * point[j + 1];
        }
        return walk;
    }

    private Philox sequence(String name) {
        return Philox.of(seed, "synthetic subject " + subject + ": " + name);
    }
}
