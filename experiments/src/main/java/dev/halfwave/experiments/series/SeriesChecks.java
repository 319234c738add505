package dev.halfwave.experiments.series;

import dev.halfwave.experiments.report.Check;
import dev.halfwave.experiments.signal.Spectrum;
import java.util.ArrayList;
import java.util.List;

/// The numbers that `relu-series` must meet. Those of the paper's signal are only there when it was run.
final class SeriesChecks {

    private static final String NUMPY = "computed independently with NumPy";
    private static final String BANNER = "the authors' banner figure, digitised";

    private final SeriesData data;
    private final List<Check> checks = new ArrayList<>();

    SeriesChecks(SeriesData data) {
        this.data = data;
    }

    List<Check> list() {
        rectifier();
        equation8();
        oneTone();
        if (data.isPapersSignal()) {
            papersTones();
            spectrum();
            power();
        }
        return List.copyOf(checks);
    }

    /// The Fourier series of a rectified cosine, of one period so that harmonics fold only from the 4096th on.
    private void rectifier() {
        double f = Grid.SAMPLE_RATE_HZ / Grid.SAMPLES;
        double[] cosine = new Mixture(List.of(new Tone(f, 1, 0))).samples(Grid.PERIODIC.seconds());
        Spectrum spectrum = Spectrum.amplitude(ReluExpansion.relu(cosine), Grid.SAMPLE_RATE_HZ);
        add("one tone: DC", 1 / Math.PI, spectrum.dc(), 1e-6, "1/π");
        add("one tone: at f", 0.5, spectrum.amplitude()[1], 1e-6, "the odd part of ReLU is x/2");
        add("one tone: at 3f", 0, spectrum.amplitude()[3], 1e-6, "other odd harmonics vanish");
        for (int k = 1; k <= 4; k++) {
            add("one tone: at " + 2 * k + "f", 2 / (Math.PI * (4 * k * k - 1)), spectrum.amplitude()[2 * k], 1e-6,
                    "2/(π (4k² − 1)), k = " + k);
        }
    }

    private void equation8() {
        add("equation 8 / true DC, 1 tone", Math.PI * Math.sqrt(2) / 4, ratio(1), 1e-6, "π√2/4");
        add("equation 8 / true DC, 2 incommensurate tones", Math.PI * Math.PI / 8, ratio(2), 1e-6, "π²/8");
        add("equation 8 / true DC, 4 incommensurate tones", 1.235, ratio(4), 5e-4, NUMPY);
        Check bound = Check.between("equation 8 / true DC, 16 incommensurate tones", 1, Math.sqrt(2 * Math.PI) / 2,
                ratio(16), "bound by Cauchy and Schwarz; limit for many tones, √(2π)/2");
        checks.add(bound);
    }

    private static double ratio(int tones) {
        return Math.sqrt(2.0 * tones) / 4 / IncommensurateTones.dcOfEqual(tones);
    }

    private void oneTone() {
        String arm = ReluSeries.ONE_TONE;
        rrmse(arm, 1, 31.575);
        rrmse(arm, 3, 7.130);
        rrmse(arm, 50, 0.718);
        rrmse(arm, 500, 0.136);
        percent(arm, "dcError", "DC error", 1, 11.07, 5e-3);
        add(arm + ": DC with 3 terms", 0.331456, data.value(arm, "dc", 3), 5e-7, NUMPY);
        percent(arm, "dcError", "DC error", 50, 0.26, 5e-3);
        rates(arm);
    }

    private void papersTones() {
        add("DC of relu(x)", 0.574860, any("trueDc"), 5e-7, NUMPY);
        add("DC by equation 8", 0.707107, any("equation8Dc"), 5e-7, "√8/4");
        add("code: DC of the first term", 1.414214, data.value("code", "zeroOrderDc", 0), 5e-7, "√A/2, A = 8");
        double[][] table = {{1, 84.947, 146.05, 1.234672}, {2, 32.448, 53.83, 0.839787}, {3, 20.903, 31.96, 0.767624},
            {5, 12.589, 17.43, 0.724898}, {10, 6.615, 7.65, 0.702806}, {20, 3.611, 3.28, 0.696193},
            {50, 1.710, 1.09, 0.694130}, {100, 1.001, 0.50, 0.693780}, {200, 0.593, 0.24, 0.693664},
            {500, 0.298, 0.09, 0.693616}};
        for (double[] row : table) {
            int terms = (int) row[0];
            rrmse("code", terms, row[1]);
            percent("code", "dcError", "DC error", terms, row[2], 5e-3);
            add("code: the code's print (%), N = " + terms, row[3], data.value("code", "authorsPrint", terms), 5e-7,
                    NUMPY);
        }
        rates("code");
        add("text: largest g", 7, data.value("text", "largestG", 0), 1e-9, "16/2 − 1");
        double[][] diverging = {{1, 39.4, 0.2}, {2, 22.2, 0.2}, {3, 46.9, 0.2}, {5, 691, 2}, {10, 2.8e6, 5e4}};
        for (double[] row : diverging) {
            int terms = (int) row[0];
            add("text: RRMSE (%), N = " + terms, row[1], 100 * data.value("text", "rrmse", terms), row[2],
                    NUMPY + " on the grid n/1024 s, which differs by this much");
        }
    }

    private double any(String metric) {
        return data.arms().stream().filter(arm -> !arm.equals(ReluSeries.ONE_TONE)).findFirst()
                .map(arm -> data.value(arm, metric, 0)).orElse(Double.NaN);
    }

    private void rates(String arm) {
        String source = "derived for many terms; fitted to N = 50 to " + Math.min(800, data.mostTerms());
        add(arm + ": exponent of the RRMSE", -0.75, slope(arm, "rrmse"), 0.05, source);
        add(arm + ": exponent of the DC error", -1, slope(arm, "dcError"), 0.06, source);
        add(arm + ": exponent of the largest error", -0.5, slope(arm, "maxError"), 0.02, source);
    }

    private double slope(String arm, String metric) {
        return data.slope(arm, metric).orElse(Double.NaN);
    }

    private void spectrum() {
        double[] x = Mixture.PAPER.samples(Grid.PAPER.seconds());
        Spectrum series = Spectrum.paperStyle(new ReluExpansion(x, 8).approximation(50), Grid.SAMPLE_RATE_HZ);
        double[][] lines = {{0, 1.1623}, {5, 0.5587}, {10, 0.6822}, {15, 0.2788}, {20, 0.6766}, {40, 0.5052},
            {80, 0.0910}, {110, 0.0264}};
        for (double[] line : lines) {
            add("amplitude of 50 terms at " + (int) line[0] + " Hz, paper style", line[1],
                    series.amplitude()[(int) (8 * line[0])], 1e-4, BANNER);
        }
    }

    private void power() {
        double[] relu = ReluExpansion.relu(Mixture.PAPER.samples(Grid.PERIODIC.seconds()));
        double[] power = new double[5];
        Spectrum spectrum = Spectrum.amplitude(relu, Grid.SAMPLE_RATE_HZ);
        for (int bin = 0; bin < spectrum.amplitude().length; bin++) {
            double hz = spectrum.frequencyHz()[bin];
            double amplitude = spectrum.amplitude()[bin];
            boolean isInput = hz == 5 || hz == 10 || hz == 20 || hz == 40;
            int band = bin == 0 ? 0 : isInput ? 1 : hz <= 80 ? 2 : hz <= 150 ? 3 : 4;
            power[band] += bin == 0 ? amplitude * amplitude : amplitude * amplitude / 2;
        }
        double all = power[0] + power[1] + power[2] + power[3] + power[4];
        String source = NUMPY + "; grid n/1024 s";
        add("ReLU: power at DC (%)", 27.3, 100 * power[0] / all, 0.1, source);
        add("ReLU: power at the input's frequencies (%)", 61.5, 100 * power[1] / all, 0.1, source);
        add("ReLU: power of new lines up to 80 Hz (%)", 11.0, 100 * power[2] / all, 0.1, source);
        add("ReLU: power from 80 to 150 Hz (%)", 0.16, 100 * power[3] / all, 0.005, source);
        add("ReLU: power above 150 Hz (%)", 0.04, 100 * power[4] / all, 0.005, source);
    }

    private void rrmse(String arm, int terms, double percent) {
        percent(arm, "rrmse", "RRMSE", terms, percent, 5e-4);
    }

    private void percent(String arm, String metric, String name, int terms, double expected, double allowed) {
        add(arm + ": " + name + " (%), N = " + terms, expected, 100 * data.value(arm, metric, terms), allowed, NUMPY);
    }

    private void add(String what, double expected, double measured, double allowed, String source) {
        checks.add(new Check(what, expected, measured, allowed, source));
    }
}
