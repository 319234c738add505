package dev.halfwave.experiments.series;

import dev.halfwave.experiments.report.Words;
import java.util.ArrayList;
import java.util.List;

/// A sum of tones, `x(t) = Σ aᵢ cos(2π fᵢ t + φᵢ)`.
///
/// @param tones in the order in which they are added
record Mixture(List<Tone> tones) {

    /// The signal of section V.A of arXiv:2407.16556: unit cosines of 10, 5, 20 and 40 Hz, all in phase.
    static final Mixture PAPER = new Mixture(
            List.of(new Tone(10, 1, 0), new Tone(5, 1, 0), new Tone(20, 1, 0), new Tone(40, 1, 0)));

    /// A single unit cosine of 10 Hz.
    static final Mixture ONE = new Mixture(List.of(new Tone(10, 1, 0)));

    private static final int MOST = 64;
    private static final String FORM =
            "must be paper, one, or frequency:amplitude:phase for each tone (Hz, above 0, radians), such as 10:1:0,5:0.5:1.57";

    Mixture {
        tones = List.copyOf(tones);
        // Equal frequencies are one tone, whose amplitude depends on their phases: Σ aᵢ² would not be its square.
        if (tones.stream().mapToDouble(Tone::hz).distinct().count() < tones.size()) {
            throw new IllegalArgumentException("must have no frequency twice");
        }
    }

    /// The mixture that a setting stands for: `paper`, `one`, or tones as `f:a:phase,f:a:phase,...`
    ///
    /// @throws IllegalArgumentException that says what the text must be
    static Mixture parse(String text) {
        if (text.equals("paper")) {
            return PAPER;
        }
        if (text.equals("one")) {
            return ONE;
        }
        List<Tone> tones = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            String[] numbers = part.split(":", -1);
            if (numbers.length != 3) {
                throw new IllegalArgumentException(FORM);
            }
            Tone tone;
            try {
                tone = new Tone(number(numbers[0]), number(numbers[1]), number(numbers[2]));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(FORM, e);
            }
            if (tone.hz() < Grid.LEAST_HZ || tone.hz() >= Grid.SAMPLE_RATE_HZ / 2) {
                throw new IllegalArgumentException("must have frequencies of at least " + Grid.LEAST_HZ
                        + " Hz, whose period is as long as the signal, and below " + plain(Grid.SAMPLE_RATE_HZ / 2)
                        + " Hz, half the sample rate");
            }
            tones.add(tone);
        }
        if (tones.size() > MOST) {
            throw new IllegalArgumentException("must have at most " + MOST + " tones");
        }
        return new Mixture(tones);
    }

    /// Java's own parser also reads 0x1p3, 1f, NaN and spaces.
    private static double number(String text) {
        if (!text.matches("[+-]?+(?:\\d++\\.?+\\d*+|\\.\\d++)(?:[eE][+-]?+\\d++)?+")) {
            throw new NumberFormatException(text);
        }
        return Double.parseDouble(text);
    }

    /// One text for one mixture, which [#parse] reads.
    static String canonical(String text) {
        Mixture mixture = parse(text);
        if (mixture.equals(PAPER)) {
            return "paper";
        }
        if (mixture.equals(ONE)) {
            return "one";
        }
        return String.join(",", mixture.tones.stream()
                .map(tone -> plain(tone.hz()) + ":" + plain(tone.amplitude()) + ":" + plain(tone.phase())).toList());
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    /// The samples at these times, in seconds. `StrictMath`: the same bits on every machine.
    double[] samples(double[] seconds) {
        double[] x = new double[seconds.length];
        for (Tone tone : tones) {
            for (int i = 0; i < x.length; i++) {
                x[i] += tone.amplitude() * StrictMath.cos(2 * Math.PI * tone.hz() * seconds[i] + tone.phase());
            }
        }
        return x;
    }

    /// `Σ aᵢ`, the most that |x| can reach.
    double sumOfAmplitudes() {
        return tones.stream().mapToDouble(Tone::amplitude).sum();
    }

    /// `Σ aᵢ²`, twice the mean of x² over whole periods, as all frequencies differ.
    double sumOfSquares() {
        return tones.stream().mapToDouble(tone -> tone.amplitude() * tone.amplitude()).sum();
    }

    /// Equation 8 of arXiv:2407.16556, `(√2/4) √(Σ aᵢ²)`: half the root mean square, which is said to be ReLU's DC.
    double equation8() {
        return Math.sqrt(2) / 4 * Math.sqrt(sumOfSquares());
    }

    /// In words: `10, 5, 20 and 40 Hz`.
    String words() {
        List<String> parts = tones.stream().map(tone -> plain(tone.hz())).toList();
        return Words.and(parts) + " Hz";
    }
}
