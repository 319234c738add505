package dev.halfwave.experiments.discrete;

/// A unit cosine whose frequency is a fraction `cycles / samples` of the sampling rate, in lowest terms: after `samples`
/// samples it has gone through `cycles` whole periods and repeats.
///
/// **What ReLU's DC is.** In continuous time it is 1/π, whatever the frequency. Sampled, the tone is seen at `samples`
/// phases, evenly spread over the circle, each once: which ones depends on the phase φ at which sampling starts. Since
/// `relu(x) = (x + │x│) / 2`, and │cos│ has twice the period, the DC is half the mean of │cos│ over `Q` even places, with
/// `Q = samples` if that is even and `2 · samples` if it is odd. Adding up these `Q` cosines as a geometric series gives
///
/// `DC(φ) = cos(ψ) / (Q sin(π/Q))`,
///
/// where ψ in `[−π/Q, π/Q]` is how far the middle of the samples of the positive half-wave is from the crest; sampling
/// later by 2π/Q changes nothing. So over all phases DC fills the [interval][#interval] `[cot(π/Q)/Q, csc(π/Q)/Q]`.
/// As `Q` grows its ends tend to 1/π as `−π/(3Q²)` and `+π/(6Q²)`.
///
/// The same seen from the spectrum: the harmonics of ReLU whose frequency is a multiple of the sampling rate fold onto
/// DC ([#dcByFolding]).
///
/// This is derived here, not taken from a paper.
///
/// @param cycles at least 1 and at most `samples / 2`
/// @param samples at least 2
record SampledTone(int cycles, int samples) {

    /// Reduces the fraction.
    SampledTone {
        if (cycles < 1 || 2 * cycles > samples) {
            throw new IllegalArgumentException("SampledTone: expects between 1 and half of " + samples
                    + " cycles in " + samples + " samples, but there are " + cycles);
        }
        int divisor = greatestCommonDivisor(cycles, samples);
        cycles /= divisor;
        samples /= divisor;
    }

    private static int greatestCommonDivisor(int a, int b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }

    /// How many places of │cos│ the samples see.
    int places() {
        return samples % 2 == 0 ? samples : 2 * samples;
    }

    /// The DC of the ReLU of this tone when sampling starts at a phase in radians.
    double dc(double phase) {
        int q = places();
        double step = 2 * Math.PI / q;
        // Places stand at φ + j·step. Those where cos is positive are q/2 in a row; their middle is a place if q/2 is
        // odd, and halfway between two if it is even.
        double offset = q % 4 == 0 ? step / 2 : 0;
        double psi = Math.IEEEremainder(phase + offset, step);
        return StrictMath.cos(psi) / (q * StrictMath.sin(Math.PI / q));
    }

    /// The same as the sum of the harmonics that fold onto DC, the first `terms` of them:
    /// `(1/π) [1 + 2 Σ (−1)^(k+1) cos(2kφ) / (4k² − 1)]` over all `k` for which `2k · cycles / samples` is whole.
    double dcByFolding(double phase, int terms) {
        double sum = 0;
        for (int j = terms; j >= 1; j--) { // the small ones first
            double k = j * (places() / 2.0); // a whole number
            double sign = k % 2 == 0 ? -1 : 1;
            sum += sign * StrictMath.cos(2 * k * phase) / (4 * k * k - 1);
        }
        return (1 + 2 * sum) / Math.PI;
    }

    /// From the smallest to the largest DC over all phases.
    Interval interval() {
        int q = places();
        return new Interval(1 / (q * StrictMath.tan(Math.PI / q)), 1 / (q * StrictMath.sin(Math.PI / q)));
    }

    /// The amplitude of each bin `k` (frequency `k / samples` of the sampling rate) of the spectrum of ReLU's output, for
    /// sampling that starts at phase 0, from ReLU's own spectrum with all harmonics folded: DC, Nyquist once.
    double[] foldedSpectrum(int harmonics) {
        double[] amplitude = new double[samples / 2 + 1];
        amplitude[0] = 1 / Math.PI;
        amplitude[fold(cycles)] += 0.5;
        for (int k = 1; k <= harmonics; k++) {
            double sign = k % 2 == 0 ? -1 : 1;
            amplitude[fold(Math.floorMod(2L * k * cycles, (long) samples))] +=
                    sign * 2 / (Math.PI * (4.0 * k * k - 1));
        }
        for (int k = 0; k < amplitude.length; k++) {
            amplitude[k] = Math.abs(amplitude[k]);
        }
        return amplitude;
    }

    private int fold(long bin) {
        return (int) Math.min(bin, samples - bin);
    }
}
