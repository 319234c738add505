package dev.halfwave.experiments.harmonics;

import dev.halfwave.core.Op;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.random.Philox;
import dev.halfwave.experiments.signal.Harmonics;
import dev.halfwave.experiments.signal.Signals;

/// What an op makes of a tone and of normally distributed numbers. The op computes as it does in a network, in floats;
/// what it computed is measured in doubles.
final class Measurement {

    // The normal density is integrated from −9 to 9; beyond are 2·10⁻¹⁹ of it.
    private static final double LIMIT = 9;
    private static final int STEPS = 1 << 14;

    private Measurement() {}

    /// One period of `amplitude · sin t`, rounded to floats, as a tensor (1, 1, samples).
    static Tensor tone(double amplitude, int samples) {
        double[] x = new double[samples];
        for (int t = 0; t < samples; t++) {
            x[t] = amplitude * StrictMath.sin(2 * Math.PI * t / samples);
        }
        return Signals.tensor(x);
    }

    /// What the op makes of a period of `amplitude · sin t`.
    static double[] response(Op op, double amplitude, int samples) {
        return Signals.row(op.apply(tone(amplitude, samples)), 0, 0);
    }

    /// The harmonics of one period.
    static Harmonics harmonics(double[] period, int count) {
        return Harmonics.project(period, period.length, 1, count);
    }

    /// The mean of what an element-wise op makes of normal numbers of mean 0: `∫ f(σz) φ(z) dz` by the trapezoidal rule
    /// on 16,385 points from −9 to 9. One of them is 0, where ReLU and its kin have their kink, so that the error is of
    /// the order of the step squared, 10⁻⁷ of the standard deviation.
    static double meanOfNormal(Op op, double standardDeviation) {
        double step = 2 * LIMIT / STEPS;
        double[] x = new double[STEPS + 1];
        double[] weight = new double[STEPS + 1];
        double total = 0;
        for (int i = 0; i <= STEPS; i++) {
            double z = (i - STEPS / 2) * step;
            x[i] = standardDeviation * z;
            weight[i] = StrictMath.exp(-z * z / 2);
            total += weight[i];
        }
        double[] y = Signals.row(op.apply(Signals.tensor(x)), 0, 0);
        double sum = 0;
        for (int i = 0; i <= STEPS; i++) {
            sum += weight[i] * y[i];
        }
        return sum / total;
    }

    /// The mean of what an op makes of a row of independent normal numbers of mean 0: for ops that look at a whole row.
    static double meanOfNormalRow(Op op, double standardDeviation, int samples, long seed) {
        float[] x = new float[samples];
        Philox.of(seed, "normal row").fillGaussian(x, 0, samples, 0, standardDeviation);
        return Signals.mean(Signals.row(op.apply(Tensor.wrap(x, 0, Shape.of(1, 1, samples))), 0, 0));
    }
}
