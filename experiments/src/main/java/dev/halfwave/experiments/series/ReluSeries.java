package dev.halfwave.experiments.series;

import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.Experiment;
import dev.halfwave.experiments.study.Preset;
import dev.halfwave.experiments.study.Report;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.Setting;
import dev.halfwave.experiments.study.Trial;
import dev.halfwave.experiments.study.TrialContext;
import dev.halfwave.experiments.study.TrialOutcome;
import dev.halfwave.experiments.study.TrialResult.MetricValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Approximates ReLU of a few tones by its power series, as section V.A of Kechris et al. (2024), *DC is all you need*,
/// arXiv:2407.16556, does, with the A of the published expansion, that of the authors' code, and the smallest that
/// converges. There is no network and nothing random in it.
///
/// Metrics stand by the number of terms; those of number 0 belong to the signal and its A.
public final class ReluSeries implements Experiment {

    static final Setting<String> TONES = Setting.text("tones",
            "the signal: paper (10, 5, 20, 40 Hz, unit cosines), one (10 Hz), or frequency:amplitude:phase,... in Hz and"
                    + " radians, such as 10:1:0,5:0.5:1.57",
            "paper", Mixture::canonical);
    static final Setting<String> GRID = Setting.choice("grid",
            "when the 8192 samples are taken: paper (0 to 8 s with both ends) or periodic (n/1024 s)", "paper",
            "periodic");
    static final Setting<Integer> TERMS =
            Setting.wholeNumber("terms", "the largest number of terms of the series", 1600, 1, 100_000);
    static final Setting<Integer> SHOWN_TERMS = Setting.wholeNumber("shownTerms",
            "how many terms the figures over time and frequency show; 50 in the paper", 50, 1, 100_000);
    static final Setting<String> SPECTRUM = Setting.choice("spectrum",
            "how spectra are drawn: exact (DC once, exact bins) or paper (DC doubled, axis stretched)", "exact",
            "paper");

    static final String ONE_TONE = "one-tone";

    /// Where errors are recorded.
    private static final List<Integer> LADDER = List.of(1, 2, 3, 4, 5, 7, 10, 14, 20, 30, 50, 70, 100, 140, 200, 300,
            500, 800, 1200, 1600, 2500, 5000, 10_000, 20_000, 50_000, 100_000);

    @Override
    public String name() {
        return "relu-series";
    }

    @Override
    public String question() {
        return "Is ReLU of a sum of tones given by its power series, how fast does that converge, and is its DC half the"
                + " root mean square of the input?";
    }

    @Override
    public String source() {
        return "Kechris et al. (2024), DC is all you need, arXiv:2407.16556, sections III and V.A (figure of the"
                + " approximation); claims C1, C2 and C6";
    }

    @Override
    public List<Arm> arms() {
        return List.of(
                new Arm("text", "A = ½ Σ aᵢ², as in the published expansion and its equation 8",
                        "Diverges wherever x² > 2A at some instant: for nearly every sum of several tones."),
                new Arm("code", "A = ½ (Σ |aᵢ|)², as in the authors' code and in their figure",
                        "Always converges; its first term is not the DC of equation 8."),
                new Arm("safe", "A = ½ max x², the smallest A that converges, measured on the samples",
                        "Equal to code where all tones peak together, as the paper's do at t = 0."),
                new Arm(ONE_TONE,
                        "a single 10 Hz tone on the grid n/1024 s with A = ½, whatever tones and grid say",
                        "The good case, to compare with: text, code and safe have the same A."));
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(TONES, GRID, TERMS, SHOWN_TERMS, SPECTRUM);
    }

    @Override
    public List<Preset> presets() {
        return List.of(Preset.of("quick", "up to 500 terms", 1).with(TERMS, 500),
                Preset.of("full", "up to 1600 terms, with all rates of convergence", 1));
    }

    @Override
    public List<String> metrics() {
        return List.of("scaleA", "largestG", "smallestG", "meanG", "trueDc", "equation8Dc", "zeroOrderDc", "rrmse",
                "dc",
                "dcError", "maxError", "authorsPrint");
    }

    @Override
    public String index() {
        return "number of terms (0: the signal itself)";
    }

    @Override
    public double estimatedSeconds(Trial trial) {
        return 0.1 + trial.get(TERMS) * 2e-5;
    }

    @Override
    public TrialOutcome run(Trial trial, TrialContext context) {
        SeriesCase subject = SeriesCase.of(trial.arm(), trial.settings());
        double[] x = subject.samples();
        double scale = subject.scaleA();
        ReluExpansion expansion = new ReluExpansion(x, scale);
        List<MetricValue> rows = new ArrayList<>();
        double[] g = expansion.g();
        double trueDc = mean(ReluExpansion.relu(x));
        add(rows, 0, "scaleA", scale);
        add(rows, 0, "largestG", Arrays.stream(g).max().orElseThrow());
        add(rows, 0, "smallestG", Arrays.stream(g).min().orElseThrow());
        add(rows, 0, "meanG", mean(g));
        add(rows, 0, "trueDc", trueDc);
        add(rows, 0, "equation8Dc", subject.mixture().equation8());
        add(rows, 0, "zeroOrderDc", Math.sqrt(scale) / 2);
        int most = trial.get(TERMS);
        for (int terms : ladder(most)) {
            Deviation deviation = Deviation.of(x, expansion.approximation(terms));
            add(rows, terms, "rrmse", deviation.rrmse());
            add(rows, terms, "dc", deviation.dc());
            add(rows, terms, "dcError", deviation.dcError());
            add(rows, terms, "maxError", deviation.maxError());
            add(rows, terms, "authorsPrint", deviation.authorsPrint());
            context.progress(terms, most);
        }
        return TrialOutcome.of(rows);
    }

    /// The recorded numbers of terms, the largest included.
    static List<Integer> ladder(int most) {
        List<Integer> ladder = new ArrayList<>(LADDER.stream().filter(terms -> terms < most).toList());
        ladder.add(most);
        return ladder;
    }

    /// A series that has diverged beyond the range of doubles has no value.
    private static void add(List<MetricValue> rows, int terms, String metric, double value) {
        if (Double.isFinite(value)) {
            rows.add(new MetricValue(terms, metric, value));
        }
    }

    static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    @Override
    public Report report(RunData run) {
        return ReluSeriesReport.of(run);
    }

    /// What an arm expands.
    ///
    /// @param mixture the tones
    /// @param grid when they are sampled
    /// @param scale how A is chosen
    record SeriesCase(Mixture mixture, Grid grid, Scale scale) {

        static SeriesCase of(String arm, Map<String, String> settings) {
            if (arm.equals(ONE_TONE)) {
                return new SeriesCase(Mixture.ONE, Grid.PERIODIC, Scale.TEXT);
            }
            Mixture mixture = Mixture.parse(settings.getOrDefault(TONES.name(), TONES.defaultValue()));
            Grid grid = Grid.of(settings.getOrDefault(GRID.name(), GRID.defaultValue()));
            return new SeriesCase(mixture, grid, switch (arm) {
                case "text" -> Scale.TEXT;
                case "code" -> Scale.CODE;
                case "safe" -> Scale.SAFE;
                default -> throw new IllegalArgumentException("relu-series has no arm " + arm);
            });
        }

        double[] samples() {
            return mixture.samples(grid.seconds());
        }

        double scaleA() {
            return scale.of(mixture, samples());
        }
    }
}
