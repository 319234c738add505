package dev.halfwave.experiments.discrete;

import dev.halfwave.core.random.Philox;

/// Rounds to one of 2^bits levels that are `step = 2 · fullScale / 2^bits` apart, in one of the ways that converters do.
///
/// What this does to the DC of ReLU, for a signal of RMS σ with about a Gaussian distribution, can be told beforehand. Let
/// Δ be the step and p₀ = 1/(σ√(2π)) the density of the signal at 0, whose ReLU has the DC σ/√(2π). ReLU sees the
/// rounding error above 0 only. In each bin the error is a straight line of mean 0; what the density's slope makes of it
/// adds up to `−Δ²/12 ∫ p′ = +p₀Δ²/12`. To this comes what happens in the bin around 0 and what is rounded to one side:
///
/// | way        | levels                | adds to DC beside p₀Δ²/12                          | DC error, relative      |
/// |------------|-----------------------|----------------------------------------------------|-------------------------|
/// | mid-tread  | kΔ, nearest           | (0, Δ/2) becomes 0: −p₀Δ²/8                        | −Δ²/(24σ²)              |
/// | mid-rise   | (k + ½)Δ, nearest     | nothing                                            | +Δ²/(12σ²)              |
/// | truncation | kΔ, the next below    | half a step too low, half of the time: −Δ/4        | −√(2π)Δ/(4σ) + Δ²/(12σ²)|
/// | dithered   | kΔ, nearest, of x + d | see below                                          | +Δ²/(24σ²)              |
///
/// With dither d (the difference of two uniform numbers of one step), a level's weight over x is the convolution of three
/// boxes of width Δ. ReLU's values at the levels, weighted by two of them, are straight lines from level to level, which
/// is ReLU itself; the third one smooths its kink, which adds p₀/2 times the variance Δ²/12 of a box, and nothing else.
/// The error as a whole has the variance Δ²/4.
///
/// Derived here. It leaves out clipping, which matters at 2 to 4 bits.
enum Quantiser {
    MID_TREAD("mid-tread", "the nearest multiple of the step; 0 is a level", 1, -1.0 / 24, 0), MID_RISE("mid-rise",
            "the nearest odd multiple of half the step; 0 is a threshold", 1, 1.0 / 12, 0), TRUNCATION("truncation",
                    "the next lower multiple of the step", 2, 1.0 / 12,
                    -Math.sqrt(2 * Math.PI) / 4), DITHERED("dithered",
                            "mid-tread after adding triangular noise of ±1 step", Math.sqrt(3), 1.0 / 24, 0);

    private final String arm;
    private final String description;
    private final double noise;
    private final double square;
    private final double linear;

    /// @param noise the RMS of the error in units of that of a nearest level, Δ/√12
    /// @param square the coefficient of (Δ/σ)² in the relative DC error
    /// @param linear the coefficient of Δ/σ
    Quantiser(String arm, String description, double noise, double square, double linear) {
        this.arm = arm;
        this.description = description;
        this.noise = noise;
        this.square = square;
        this.linear = linear;
    }

    String arm() {
        return arm;
    }

    String description() {
        return description;
    }

    static Quantiser of(String arm) {
        for (Quantiser quantiser : values()) {
            if (quantiser.arm.equals(arm)) {
                return quantiser;
            }
        }
        throw new IllegalArgumentException("quantisation has no arm " + arm);
    }

    /// The distance of two levels.
    static double step(int bits, double fullScale) {
        return 2 * fullScale / Math.scalb(1.0, bits);
    }

    /// The relative error of ReLU's DC that theory expects, without clipping.
    double expectedDcError(double step, double rootMeanSquare) {
        double ratio = step / rootMeanSquare;
        return linear * ratio + square * ratio * ratio;
    }

    /// The error's norm relative to that of ReLU's output that theory expects, without clipping.
    double expectedRrmse(double step, double rootMeanSquare) {
        return noise * step / Math.sqrt(12) / rootMeanSquare;
    }

    /// Rounds a signal; what is beyond the outermost levels becomes them.
    ///
    /// @param seed the key of the dither
    double[] quantise(double[] x, int bits, double fullScale, long seed) {
        double step = step(bits, fullScale);
        Philox noise = Philox.of(seed, "dither");
        double[] y = new double[x.length];
        double half = Math.scalb(1.0, bits - 1);
        for (int t = 0; t < x.length; t++) {
            double scaled = x[t] / step;
            y[t] = step * switch (this) {
                case MID_TREAD -> Math.clamp(Math.rint(scaled), -half, half - 1);
                case MID_RISE -> Math.clamp(Math.floor(scaled), -half, half - 1) + 0.5;
                case TRUNCATION -> Math.clamp(Math.floor(scaled), -half, half - 1);
                case DITHERED -> Math.clamp(
                        Math.rint(scaled + noise.uniform(2L * t) - noise.uniform(2L * t + 1)), -half, half - 1);
            };
        }
        return y;
    }
}
