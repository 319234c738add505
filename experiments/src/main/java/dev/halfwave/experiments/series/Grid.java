package dev.halfwave.experiments.series;

/// When the 8192 samples are taken. `PAPER` is the grid of the authors' code, `linspace(0, 8, 8192)`: 8 s *with* their
/// last instant, so that the step is 8/8191 s, the sample rate not quite 1024 Hz, and no tone has a whole number of
/// periods. `PERIODIC` is n/1024 s: tones of a multiple of 1/8 Hz close exactly.
enum Grid {
    PAPER, PERIODIC;

    static final int SAMPLES = 8192;

    /// The frequency with one period in the 8 s.
    static final double LEAST_HZ = 0.125;

    /// The nominal rate, by which both grids' spectra are labelled; so does the authors' code.
    static final double SAMPLE_RATE_HZ = 1024;

    static Grid of(String setting) {
        return setting.equals("paper") ? PAPER : PERIODIC;
    }

    /// The instants in seconds.
    double[] seconds() {
        double[] seconds = new double[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            seconds[i] = this == PAPER ? i * 8.0 / (SAMPLES - 1) : i / SAMPLE_RATE_HZ;
        }
        return seconds;
    }
}
