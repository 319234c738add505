package dev.halfwave.experiments.series;

/// A cosine: `amplitude · cos(2π hz t + phase)`.
///
/// @param hz its frequency
/// @param amplitude its height, in a range whose squares doubles hold and figures can show
/// @param phase in radians
record Tone(double hz, double amplitude, double phase) {

    private static final double LEAST_AMPLITUDE = 1e-6;
    private static final double MOST_AMPLITUDE = 1e6;

    Tone {
        if (!(hz > 0 && hz < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("must have frequencies above 0");
        }
        if (!(amplitude >= LEAST_AMPLITUDE && amplitude <= MOST_AMPLITUDE)) {
            throw new IllegalArgumentException(
                    "must have amplitudes from " + LEAST_AMPLITUDE + " to " + MOST_AMPLITUDE);
        }
        if (!Double.isFinite(phase)) {
            throw new IllegalArgumentException("must have finite phases");
        }
    }
}
