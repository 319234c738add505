package dev.halfwave.experiments.onefilter;

import dev.halfwave.experiments.signal.Complex;
import dev.halfwave.experiments.signal.FrequencyResponse;

/// Why the mean of a filtered and rectified tone is not exactly |H(f)|/π, in three steps that add up:
///
/// 1. **edges**: a window that holds no whole number of periods cuts a half wave. The mean of
///    `relu(|H| cos(2πft + φ))` over the window's 8 s, in continuous time, against |H|/π. At most about half a period's
///    worth: it falls as 1/(f T).
/// 2. **sampling**: the mean of the samples against that integral. Rectifying makes harmonics 2f, 4f, 6f ... without end,
///    and whatever lies at a multiple of the sample rate folds onto DC.
/// 3. **start**: the first K − 1 outputs of a causal filter see zeros in place of the tone's past.
///
/// All are in units of the DC.
///
/// @param predicted |H(f)|/π
/// @param edges (1), of either sign
/// @param sampling (2), of either sign
/// @param start (3), of either sign, with the network's rounding errors, which are below 10⁻⁶
record DcDeviation(double predicted, double edges, double sampling, double start) {

    /// Takes a measured DC apart.
    ///
    /// @param response of the filter
    /// @param hz the tone `cos(2π hz t)`, t from 0
    /// @param length samples of the window
    /// @param dc what the network measured, above 0
    static DcDeviation of(FrequencyResponse response, double hz, int length, double dc) {
        Complex h = response.at(hz);
        double step = 2 * Math.PI * hz / response.sampleRateHz();
        double predicted = h.magnitude() / Math.PI;
        // A sample stands for the time around it: the window begins half a sample early.
        double begin = h.phase() - step / 2;
        double end = begin + length * step;
        double integral = h.magnitude() * (halfWaves(end) - halfWaves(begin)) / (end - begin);
        double sum = 0;
        for (int t = 0; t < length; t++) {
            sum += Math.max(StrictMath.cos(h.phase() + step * t), 0);
        }
        double sampled = h.magnitude() * sum / length;
        return new DcDeviation(predicted, (integral - predicted) / dc, (sampled - integral) / dc, (dc - sampled) / dc);
    }

    /// All three together: `(DC − |H(f)|/π) / DC`.
    double total() {
        return edges + sampling + start;
    }

    /// The integral of `max(cos θ, 0)` from −π/2 to an angle: 2 for each whole turn, `1 − cos` of the rest within the
    /// positive half wave.
    private static double halfWaves(double angle) {
        double fromRise = angle + Math.PI / 2;
        double turns = Math.floor(fromRise / (2 * Math.PI));
        double rest = fromRise - 2 * Math.PI * turns;
        return 2 * turns + (rest < Math.PI ? 1 - StrictMath.cos(rest) : 2);
    }
}
