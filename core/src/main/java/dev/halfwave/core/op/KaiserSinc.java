package dev.halfwave.core.op;

/// The half-band low-pass of [Upsample1d] and [Downsample1d]: a sinc under a Kaiser window.
///
/// With `f` in periods per sample, the cutoff 1/4 and the transition's half-width 3/10 of the doubled rate, tap `k` of
/// 12 is proportional to `w(t) sinc(t / 2)` at `t = k − 11/2`, where `sinc(t) = sin(πt)/(πt)`, the window is
/// `w(t) = I₀(β √(1 − (t / 5.5)²)) / I₀(β)`, and the taps sum to 1. β = 0.1102 (A − 8.7) for a stop-band attenuation
/// of `A = 2.285 · 5 · π · 4 · 0.3 + 7.95` dB (above 50 dB): 4.6638.
///
/// Source: Kaiser's window and formulas for β as in Oppenheim and Schafer, *Discrete-Time Signal Processing*; the
/// settings are those of Lee et al. (2023), *BigVGAN*, arXiv:2206.04658.
final class KaiserSinc {

    /// How many taps there are.
    static final int TAPS = 12;

    private static final int HALF = TAPS / 2;
    private static final double CUTOFF = 0.25;
    private static final double HALF_WIDTH = 0.3;

    private static final double[] FILTER = filter();

    private KaiserSinc() {}

    /// Every second tap from `first` on, 6 of them, times `gain`. The filter is symmetric: read backward, phase 0 is
    /// phase 1.
    static float[] phase(int first, double gain) {
        float[] taps = new float[HALF];
        for (int j = 0; j < HALF; j++) {
            taps[j] = (float) (gain * FILTER[2 * j + first]);
        }
        return taps;
    }

    private static double[] filter() {
        double attenuation = 2.285 * (HALF - 1) * StrictMath.PI * 4 * HALF_WIDTH + 7.95;
        double beta = 0.1102 * (attenuation - 8.7);
        double[] half = new double[HALF];
        double sum = 0;
        for (int k = 0; k < HALF; k++) {
            double t = HALF - 0.5 - k;
            double place = t / (HALF - 0.5);
            double angle = StrictMath.PI * 2 * CUTOFF * t;
            half[k] = besselI0(beta * StrictMath.sqrt(1 - place * place)) * StrictMath.sin(angle) / angle;
            sum += 2 * half[k];
        }
        double[] taps = new double[TAPS];
        for (int k = 0; k < HALF; k++) {
            taps[k] = half[k] / sum;
            taps[TAPS - 1 - k] = taps[k]; // the same bits on both sides
        }
        return taps;
    }

    /// The modified Bessel function `I₀(x) = Σ ((x/2)^k / k!)²`. All terms are positive, so that nothing cancels.
    static double besselI0(double x) {
        double sum = 1;
        double term = 1;
        for (int k = 1; term > 1e-17 * sum; k++) {
            term *= x / (2 * k) * (x / (2 * k));
            sum += term;
        }
        return sum;
    }
}
