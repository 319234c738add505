package dev.halfwave.experiments.realspectra;

import dev.halfwave.core.random.Philox;
import java.util.function.DoubleUnaryOperator;

/// The synthetic signals: 8 s each, at 1024 samples per second as in the paper, the PPG at 32 as a wrist device has it.
/// Sines are those of `StrictMath`: the same numbers on every machine.
final class TestSignal {

    static final double SECONDS = 8;
    static final double RATE_HZ = 1024;
    static final double PPG_RATE_HZ = 32;

    private TestSignal() {}

    /// A cosine of 10 Hz.
    static double[] sine() {
        return sampled(RATE_HZ, t -> cosine(10 * t));
    }

    /// A square wave of 8 Hz: 64 samples of 1, then 64 of −1.
    static double[] square() {
        return sampled(RATE_HZ, t -> 16 * t % 2 < 1 ? 1 : -1);
    }

    /// The paper's test signal: cosines of 5, 10, 20 and 40 Hz, amplitude 1, in phase.
    static double[] fourTones() {
        return sampled(RATE_HZ, t -> cosine(5 * t) + cosine(10 * t) + cosine(20 * t) + cosine(40 * t));
    }

    /// Eight cosines of amplitude 1, of random phase and of a random frequency from 1 to 100 Hz.
    static double[] eightTones(long seed) {
        Philox random = Philox.of(seed, "eight tones");
        return sampled(RATE_HZ, t -> {
            double sum = 0;
            for (int i = 0; i < 8; i++) {
                sum += cosine(random.uniform(2 * i, 1, 100) * t + random.uniform(2 * i + 1));
            }
            return sum;
        });
    }

    /// A tone whose frequency rises evenly from 5 to 100 Hz.
    static double[] chirp() {
        return sampled(RATE_HZ, t -> cosine(5 * t + (100 - 5) / SECONDS * t * t / 2));
    }

    /// Independent numbers of the standard normal distribution.
    static double[] noise(long seed) {
        Philox random = Philox.of(seed, "noise");
        return sampled(RATE_HZ, t -> random.gaussian(Math.round(t * RATE_HZ)));
    }

    /// A tone of 10 Hz that dies away within a second: `e^(−t/1s) sin(2π 10Hz t)`.
    static double[] ringing() {
        return sampled(RATE_HZ, t -> StrictMath.exp(-t) * cosine(10 * t - 0.25));
    }

    /// A pulse that is never negative: `e^(−t/0.5s)`.
    static double[] pulse() {
        return sampled(RATE_HZ, t -> StrictMath.exp(-2 * t));
    }

    /// A made-up pulse wave: a heart rate of 60 to 180 beats per minute with four harmonics that fall off, slow breathing,
    /// a little noise. Not fitted to any recording.
    static double[] ppg(long seed) {
        Philox random = Philox.of(seed, "ppg");
        double heartHz = random.uniform(0, 1, 3);
        double breathHz = random.uniform(1, 0.2f, 0.4f);
        double[] amplitude = {1, 0.5, 0.25, 0.1};
        return sampled(PPG_RATE_HZ, t -> {
            double sum = 0.3 * cosine(breathHz * t + random.uniform(2));
            for (int k = 1; k <= amplitude.length; k++) {
                sum += amplitude[k - 1] * cosine(k * heartHz * t + random.uniform(2 + k));
            }
            return sum + 0.05 * random.gaussian(Math.round(t * PPG_RATE_HZ));
        });
    }

    private static double cosine(double turns) {
        return StrictMath.cos(2 * Math.PI * (turns - Math.floor(turns)));
    }

    private static double[] sampled(double rateHz, DoubleUnaryOperator signal) {
        double[] x = new double[(int) (SECONDS * rateHz)];
        for (int i = 0; i < x.length; i++) {
            x[i] = signal.applyAsDouble(i / rateHz);
        }
        return x;
    }
}
