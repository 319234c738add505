package dev.halfwave.experiments.signal;

import org.jtransforms.fft.DoubleFFT_1D;

/// The discrete Fourier transform of real samples, `X[k] = Σ_t x[t] e^(−2πi k t/N)`, by JTransforms.
///
/// Any length; lengths with large prime factors take a few times longer. From 8192 samples on JTransforms may use
/// threads of its own: daemons that end after a minute without work. Their number does not change a bit of the result,
/// and is left as it is, because it is a setting of the whole JVM
/// (`org.visnow.jlargearrays.ConcurrencyUtils.setNumberOfThreads`). JTransforms takes its sines from `Math`, so the last
/// bits may differ between machines.
final class Fft {

    private Fft() {}

    /// `|X[k]|` for `k = 0..⌊N/2⌋`: the others mirror these.
    static double[] magnitudes(double[] x) {
        int n = x.length;
        double[] packed = x.clone();
        new DoubleFFT_1D(n).realForward(packed);
        double[] magnitude = new double[n / 2 + 1];
        magnitude[0] = Math.abs(packed[0]);
        for (int k = 1; k < magnitude.length; k++) {
            if (2 * k == n) {
                magnitude[k] = Math.abs(packed[1]); // JTransforms keeps the real X[N/2] where Im X[0] = 0 would be
            } else {
                // For odd N, Im X[(N−1)/2] has no room behind its real part and stands there too.
                double imaginary = 2 * k + 1 == n ? packed[1] : packed[2 * k + 1];
                magnitude[k] = StrictMath.hypot(packed[2 * k], imaginary);
            }
        }
        return magnitude;
    }
}
