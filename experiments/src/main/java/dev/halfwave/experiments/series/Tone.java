package dev.halfwave.experiments.series;

/// A cosine: `amplitude · cos(2π hz t + phase)`.
///
/// @param hz its frequency
/// @param amplitude its height, above 0
/// @param phase in radians
record Tone(double hz, double amplitude, double phase) {

    Tone {
        if (!(hz > 0 && hz < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("must have frequencies above 0");
        }
        if (!(amplitude > 0 && amplitude < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("must have amplitudes above 0");
        }
        if (!Double.isFinite(phase)) {
            throw new IllegalArgumentException("must have finite phases");
        }
    }
}
