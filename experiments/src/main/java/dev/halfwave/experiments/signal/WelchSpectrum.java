package dev.halfwave.experiments.signal;

/// The power spectrum of a long or noisy signal: the mean over segments of their squared spectra, each segment weighted
/// by a Hann window (Welch 1967, *The use of fast Fourier transform for the estimation of power spectra*,
/// doi:10.1109/TAU.1967.1161901).
///
/// ```java
/// WelchSpectrum spectrum = WelchSpectrum.of(x, 32, 256, 128);
/// ```
///
/// The same squared transform comes in two scalings, and which one to read depends on what is in the signal. With the
/// window `w[t] = ½ − ½ cos(2πt/n)` of `n` samples, and `c = 1` for DC and Nyquist, `c = 2` for all other bins:
///
/// | array     | value                           | unit    | read it for                                                |
/// |-----------|---------------------------------|---------|------------------------------------------------------------|
/// | `density` | `c │X[k]│² / (fs · Σ w²)`       | x²/Hz   | noise: white noise of variance σ² is flat at `2σ²/fs`      |
/// | `power`   | `c │X[k]│² / (Σ w)²`            | x²      | tones: a tone of amplitude A on a bin reads its power A²/2 |
///
/// The sum of `density` times the bins' spacing `fs/n` is the power of the (weighted) signal.
///
/// **DC stays in.** The mean is not taken away, unlike the default of many libraries: it is what Halfwave looks at. The
/// window spreads it over bins 0 and 1, as it spreads every tone over its neighbours; to see what lies beside DC,
/// pass [Signals#withoutMean].
///
/// Segments start every `segmentLength − overlap` samples; a rest that does not fill a segment is left out. The arrays
/// are the record's own, not copies.
///
/// @param frequencyHz the frequency of each bin, `k · sampleRateHz / segmentLength`
/// @param density power per hertz
/// @param power power of a tone in this bin
/// @param segments how many segments were averaged
public record WelchSpectrum(double[] frequencyHz, double[] density, double[] power, int segments) {

    /// Averages over segments.
    ///
    /// @param x the samples
    /// @param sampleRateHz samples per second
    /// @param segmentLength samples per segment, at least 2; bins are `sampleRateHz / segmentLength` apart
    /// @param overlap how many samples a segment shares with the next; half of the segment is usual
    /// @throws IllegalArgumentException if the signal is shorter than a segment or an argument is out of range
    public static WelchSpectrum of(double[] x, double sampleRateHz, int segmentLength, int overlap) {
        Requirements.samples("WelchSpectrum", x);
        Requirements.positive("WelchSpectrum", "sampleRateHz", sampleRateHz);
        if (segmentLength < 2 || segmentLength > x.length) {
            throw new IllegalArgumentException("WelchSpectrum: segmentLength must be from 2 to the " + x.length
                    + " samples of x, but is " + segmentLength);
        }
        if (overlap < 0 || overlap >= segmentLength) {
            throw new IllegalArgumentException("WelchSpectrum: overlap must be from 0 to " + (segmentLength - 1)
                    + ", one less than segmentLength, but is " + overlap);
        }
        double[] window = new double[segmentLength];
        double sum = 0;
        double sumOfSquares = 0;
        for (int t = 0; t < segmentLength; t++) {
            window[t] = 0.5 - 0.5 * StrictMath.cos(2 * Math.PI * t / segmentLength);
            sum += window[t];
            sumOfSquares += window[t] * window[t];
        }
        int bins = segmentLength / 2 + 1;
        double[] squares = new double[bins];
        int segments = 0;
        double[] segment = new double[segmentLength];
        for (int start = 0; start <= x.length - segmentLength; start += segmentLength - overlap) {
            for (int t = 0; t < segmentLength; t++) {
                segment[t] = window[t] * x[start + t];
            }
            double[] magnitude = Fft.magnitudes(segment);
            for (int k = 0; k < bins; k++) {
                squares[k] += magnitude[k] * magnitude[k];
            }
            segments++;
        }
        double[] frequencyHz = new double[bins];
        double[] density = new double[bins];
        double[] power = new double[bins];
        for (int k = 0; k < bins; k++) {
            double square = (k == 0 || 2 * k == segmentLength ? 1 : 2) * squares[k] / segments;
            frequencyHz[k] = k * sampleRateHz / segmentLength;
            density[k] = square / (sampleRateHz * sumOfSquares);
            power[k] = square / (sum * sum);
        }
        return new WelchSpectrum(frequencyHz, density, power, segments);
    }
}
