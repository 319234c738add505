package dev.halfwave.experiments.heartrate;

import dev.halfwave.experiments.signal.Signals;
import dev.halfwave.experiments.signal.Spectrum;
import dev.halfwave.heartrate.HeartRateNetwork;

/// The heart rate as whoever looks at a spectrum would read it: the highest peak from 40 to 220 beats per minute. The
/// baseline that a network has to beat.
///
/// The window's mean is taken away, a symmetric Hann window `½ − ½ cos(2πt/(n − 1))` laid over it, and zeros are
/// added up to 4096 samples, so that bins are 0.47 beats per minute apart.
///
/// The last bits of a spectrum may differ between machines (JTransforms takes its sines from `Math`), so of two peaks
/// that are equally high to 15 digits either may be taken.
final class SpectralPeak {

    private static final int PADDED_SAMPLES = 4096;
    private static final double LEAST_BPM = 40;
    private static final double MOST_BPM = 220;

    private SpectralPeak() {}

    /// The heart rate of one window in beats per minute; NaN if nothing is in these frequencies, as in a flat window.
    ///
    /// @param ppg the pulse wave at 32 Hz, from 2 to 4096 samples, all finite
    static double bpm(double[] ppg) {
        double[] x = Signals.withoutMean(ppg);
        double[] padded = new double[PADDED_SAMPLES];
        for (int t = 0; t < x.length; t++) {
            padded[t] = x[t] * (0.5 - 0.5 * StrictMath.cos(2 * Math.PI * t / (x.length - 1)));
        }
        Spectrum spectrum = Spectrum.amplitude(padded, HeartRateNetwork.SAMPLE_RATE_HZ);
        double highest = 0;
        double bpm = Double.NaN;
        for (int k = 0; k < spectrum.amplitude().length; k++) {
            double here = 60 * spectrum.frequencyHz()[k];
            if (here >= LEAST_BPM && here <= MOST_BPM && spectrum.amplitude()[k] > highest) {
                highest = spectrum.amplitude()[k];
                bpm = here;
            }
        }
        return bpm;
    }

    /// The heart rate of each window.
    static double[] bpm(double[][] ppg) {
        double[] bpm = new double[ppg.length];
        for (int i = 0; i < bpm.length; i++) {
            bpm[i] = bpm(ppg[i]);
        }
        return bpm;
    }
}
