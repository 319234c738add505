package dev.halfwave.experiments.heartrate;

import dev.halfwave.experiments.signal.DcShare;
import dev.halfwave.experiments.signal.Harmonics;
import dev.halfwave.experiments.signal.Signals;
import dev.halfwave.experiments.signal.Spectrum;
import java.util.Arrays;

/// One channel of an activation over the eight seconds of a window: how much of it is constant, and how much goes with the
/// heart.
///
/// **Amplitudes** are in units of the channel's standard deviation, so that channels of any strength can be compared; a
/// dead channel, which is constant, has none.
///
/// | amplitude | ours                                             | paper style                                               |
/// |-----------|--------------------------------------------------|-----------------------------------------------------------|
/// | DC        | │mean│, once                                     | twice that                                                |
/// | k × heart | of the harmonic fitted to exactly that frequency | the larger of the two bins around it, on a stretched axis |
///
/// **A block's sample rate** is that of the input divided by the pools before it. Harmonics above half of it fold: at 8 Hz
/// a heart rate of 140 beats per minute has its second harmonic, 4.68 Hz, at 3.32 Hz. There they are measured, and where two
/// of them cannot be told apart there is no value.
///
/// @param standardDeviation of the samples (divided by n)
/// @param mean of the samples
/// @param dcShare the share of the energy that is in the mean; NaN where there is no energy
/// @param dc the amplitude at 0 Hz; NaN of a dead channel
/// @param harmonic the amplitudes at 1, 2, 3 × the heart rate; NaN where they are not defined
/// @param spectrum of the samples divided by their standard deviation; all 0 of a dead channel
record ChannelSpectrum(
        double standardDeviation, double mean, double dcShare, double dc, double[] harmonic, Spectrum spectrum) {

    /// How many multiples of the heart rate are looked at.
    static final int HARMONICS = 3;

    /// @param x the samples
    /// @param sampleRateHz of this channel
    /// @param heartRateHz the true one
    /// @param isPaperStyle whether amplitudes are read as in the plots of arXiv:2407.16556
    static ChannelSpectrum of(double[] x, double sampleRateHz, double heartRateHz, boolean isPaperStyle) {
        double mean = Signals.mean(x);
        double[] centred = Signals.withoutMean(x);
        double deviation = Signals.rootMeanSquare(centred);
        boolean isDead = Arrays.stream(x).allMatch(value -> value == x[0]);
        double scale = isDead ? 1 : deviation; // block 2 of the paper leaves channels without variation undivided
        double[] scaled = Arrays.stream(x).map(value -> value / scale).toArray();
        Spectrum spectrum =
                isPaperStyle ? Spectrum.paperStyle(scaled, sampleRateHz) : Spectrum.amplitude(scaled, sampleRateHz);
        double[] harmonic = new double[HARMONICS];
        Arrays.fill(harmonic, Double.NaN);
        if (!isDead && isPaperStyle) {
            Arrays.setAll(harmonic, i -> nearestBins(spectrum, folded((i + 1) * heartRateHz, sampleRateHz)));
        } else if (!isDead) {
            harmonic = projected(scaled, sampleRateHz, heartRateHz);
        }
        double dcShare = Arrays.stream(x).allMatch(value -> value == 0) ? Double.NaN : DcShare.of(x);
        return new ChannelSpectrum(isDead ? 0 : deviation, mean, dcShare, isDead ? Double.NaN : spectrum.dc(), harmonic,
                spectrum);
    }

    /// Whether the channel is the same all the time.
    boolean isDead() {
        return standardDeviation == 0;
    }

    private static double[] projected(double[] x, double sampleRateHz, double heartRateHz) {
        double[] amplitude = new double[HARMONICS];
        Arrays.fill(amplitude, Double.NaN);
        try {
            Harmonics harmonics = Harmonics.project(x, sampleRateHz, heartRateHz, HARMONICS);
            Arrays.setAll(amplitude, i -> harmonics.amplitude(i + 1));
        } catch (IllegalArgumentException e) {
            return amplitude; // some of them fold onto each other
        }
        return amplitude;
    }

    /// The larger one of the two bins around a frequency.
    private static double nearestBins(Spectrum spectrum, double hz) {
        double[] frequency = spectrum.frequencyHz();
        int above = 0;
        while (above < frequency.length && frequency[above] < hz) {
            above++;
        }
        double right = above < frequency.length ? spectrum.amplitude()[above] : 0;
        double left = above > 0 ? spectrum.amplitude()[above - 1] : 0;
        return Math.max(left, right);
    }

    /// Where a frequency is seen after sampling.
    static double folded(double hz, double sampleRateHz) {
        double turns = hz / sampleRateHz;
        return Math.abs(turns - Math.rint(turns)) * sampleRateHz;
    }
}
