package dev.halfwave.experiments.realspectra;

import dev.halfwave.experiments.report.Axis;
import dev.halfwave.experiments.report.Check;
import dev.halfwave.experiments.report.CurveChart;
import dev.halfwave.experiments.report.DataTable;
import dev.halfwave.experiments.report.DotChart;
import dev.halfwave.experiments.report.Figure;
import dev.halfwave.experiments.report.Mark;
import dev.halfwave.experiments.report.Numbers;
import dev.halfwave.experiments.report.ReportPage;
import dev.halfwave.experiments.report.Style;
import dev.halfwave.experiments.report.Words;
import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.PinnedFile;
import dev.halfwave.experiments.study.Report;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.TrialResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/// The report of `real-spectra`.
final class RealSpectraReport {

    private static final int WIDTH_PX = 1000;
    private static final double ONE_TONE = Math.PI * Math.sqrt(2) / 4;
    private static final double GAUSSIAN = Math.sqrt(2 * Math.PI) / 2;

    private final RealSpectra experiment;
    private final RunData run;
    private final int terms;
    /// The arms with values, in their declared order.
    private final List<Signal> signals = new ArrayList<>();

    private RealSpectraReport(RealSpectra experiment, RunData run) {
        this.experiment = experiment;
        this.run = run;
        terms = Integer.parseInt(run.settings().get(RealSpectra.TERMS.name()));
        for (Arm arm : run.arms()) {
            List<TrialResult> measured = run.trials(arm.name()).stream()
                    .filter(trial -> trial.value(RealSpectra.RATIO, 0).isPresent())
                    .toList();
            if (!measured.isEmpty()) {
                signals.add(new Signal(arm.name(), measured));
            }
        }
    }

    static Report of(RealSpectra experiment, RunData run) {
        return new RealSpectraReport(experiment, run).report();
    }

    /// A signal with what its trials measured.
    private record Signal(String name, List<TrialResult> trials) {

        /// One value per trial, as far as defined.
        double[] values(String metric, int index) {
            return trials.stream()
                    .flatMapToDouble(trial -> trial.value(metric, index).stream())
                    .toArray();
        }

        double[] values(String metric) {
            return values(metric, 0);
        }

        double mean(String metric) {
            return Arrays.stream(values(metric)).average().orElse(Double.NaN);
        }

        double least(String metric) {
            return Arrays.stream(values(metric)).min().orElse(Double.NaN);
        }

        double most(String metric) {
            return Arrays.stream(values(metric)).max().orElse(Double.NaN);
        }

        /// The median over trials; NaN where it is not defined for all of them.
        double median(String metric, int index) {
            double[] sorted = values(metric, index);
            Arrays.sort(sorted);
            int n = sorted.length;
            return n < trials.size() || n == 0 ? Double.NaN : (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
        }
    }

    private Report report() {
        ReportPage page = ReportPage.of(experiment, run, "Does eq. 8 hold for real signals?");
        page.quick("fewer draws of the random signals and fewer windows of a recording. The other signals are the same "
                + "in both presets.");
        notices(page);
        if (signals.isEmpty()) {
            return page.report("");
        }
        page.answer(answer());
        page.mainFigure(ratios());
        page.asked("Eq. 8 of the paper gives the DC that ReLU adds to a sum of cosines with amplitudes aᵢ: "
                + "(√2/4)·√(Σ aᵢ²). By Parseval's theorem that is half of the signal's root mean square (RMS). What ReLU "
                + "really adds to a signal without a mean is half of the mean of its magnitude, because "
                + "relu(x) = (x + |x|)/2. So whether eq. 8 holds is a question about RMS ÷ mean magnitude, the form "
                + "factor: 1 for a square wave, π√2/4 = 1.111 for a tone, √(2π)/2 = 1.253 for Gaussian noise, never "
                + "below 1 (Cauchy and Schwarz), without a bound above.");
        page.asked(
                "The paper gets to eq. 8 by a power series of √(1 + g) with x² = A(1 + g). In its text A is ½ Σ aᵢ², "
                        + "the mean power. The series converges if |g| ≤ 1, which then means: no peak above √2 times the RMS. "
                        + "(The paper's code has another, larger A, with which it converges and the first term no longer is "
                        + "eq. 8.)");
        page.setUp("Signals", "Synthetic: 8 s at 1024 samples per second, the made-up pulse wave at 32. Computed in "
                + "double precision.");
        page.setUp("Recording", recording());
        page.setUp("Mean", "The mean of each signal (of each window) is removed before anything is measured, as a sum "
                + "of cosines has none. \"With mean\" keeps it and gives both sides the half of it that ReLU passes: "
                + "(mean + RMS) ÷ (mean + mean magnitude).");
        page.setUp("Error of the series",
                "‖series − relu(x)‖ ÷ ‖relu(x)‖, with A from the text (the mean power) and with "
                        + "the smallest A that converges everywhere, half of the peak power; up to " + terms
                        + " terms.");
        page.setUp("New frequencies", "The share of the output's energy in frequency bins that the input does not "
                + "occupy, DC not counted. The input occupies the fewest bins that hold 99% of its energy.");
        page.setUp("Seeds", ReportPage.seeds(run));

        page.section("All numbers").paragraph("Means over draws or windows; in brackets the range.").table(numbers());
        page.section("Why the text's series diverges")
                .paragraph("With A from the text, g is the signal's power over its mean power, minus 1. Where the "
                        + "peak power is more than twice the mean power, g exceeds 1 and more terms make the result "
                        + "worse there.")
                .figures(peaks())
                .figures(errors("error-text", RealSpectra.ERROR_TEXT, "with the text's A, the mean power", 10,
                        "Curves that leave the top diverge. The square wave has no error at all, for which there is no "
                                + "place on this axis."),
                        errors("error-safe", RealSpectra.ERROR_SAFE, "with a safe A, half of the peak power", 1,
                                "It falls for every signal, the slower the more peaked the signal is."));
        page.section("What follows").contrast("What follows:", follows(), "What does not follow:",
                "That the idea behind eq. 8 fails. ReLU's DC does grow with the strength of all that is in the signal, and "
                        + "in proportion to it for signals of one shape. The formula is off by a factor that depends on the "
                        + "shape: a network that reads the DC does not care, a number computed by eq. 8 does.");
        page.checks(checks());
        return page.report(terminal());
    }

    private void notices(ReportPage page) {
        if (!run.seedsByArm().containsKey(RealSpectra.RECORDING)) {
            return;
        }
        if (run.settings().get(RealSpectra.DATA.name()).isEmpty()) {
            page.notice("No recorded signal was given, so the arm `recording` is empty: everything here is synthetic. "
                    + "Give one with `--set data=FILE` (text, one number per line).");
        }
    }

    private String recording() {
        String data = run.settings().get(RealSpectra.DATA.name());
        if (data.isEmpty()) {
            return "None was given.";
        }
        long windows = signals.stream()
                .filter(signal -> signal.name.equals(RealSpectra.RECORDING))
                .mapToInt(signal -> signal.trials.size())
                .sum();
        boolean isDalia = data.endsWith(Recording.DALIA_S6_STAIRS);
        String what = isDalia
                ? ": wrist PPG of subject 6 of PPG-DaLiA climbing stairs, 8 s at 32 Hz every 2 s, unfiltered "
                        + "(Reiss et al. 2019, doi:10.3390/s19143079)."
                : Recording.isOfPpgDalia(PinnedFile.path(data))
                        ? ": wrist PPG of a subject of PPG-DaLiA, 8 s at 32 Hz every 2 s, unfiltered (Reiss et al. 2019, "
                                + "doi:10.3390/s19143079)."
                        : " of " + run.settings().get(RealSpectra.WINDOW_SECONDS.name()) + " s at "
                                + run.settings().get(RealSpectra.SAMPLE_RATE_HZ.name()) + " Hz.";
        return "`" + data + "`, " + Words.count((int) windows, "window") + what;
    }

    private String answer() {
        List<String> parts = new ArrayList<>();
        for (Signal signal : signals) {
            parts.add(signal.name + " " + excess(signal));
        }
        Signal worst = signals.stream()
                .max(java.util.Comparator.comparingDouble(signal -> signal.mean(RealSpectra.RATIO)))
                .orElseThrow();
        List<String> converging = signals.stream()
                .filter(this::converges)
                .map(signal -> signal.name)
                .toList();
        return "Only in part. Eq. 8 is half of the RMS, and ReLU's DC is half of the mean magnitude: eq. 8 is an upper "
                + "bound that a signal of constant magnitude reaches and every other one misses. How far it is too high "
                + "here: " + String.join(", ", parts)
                + ". There is no limit to it: the more of a signal's power sits in short peaks, the further off"
                + (signals.size() > 1 ? " (most here: " + worst.name + ")" : "")
                + ". The series behind eq. 8, with the A of the "
                + "paper's text, converges for "
                + (converging.isEmpty() ? "none of these signals" : Words.and(converging) + " only") + ".";
    }

    private static String excess(Signal signal) {
        double percent = 100 * (signal.mean(RealSpectra.RATIO) - 1);
        return percent == 0 ? "exact" : String.format(Locale.ROOT, "+%.0f%%", percent);
    }

    /// Whether no |g| of any draw is above 1 by more than what a cut-off period does to the mean power.
    private boolean converges(Signal signal) {
        return signal.most(RealSpectra.LARGEST_G) <= 1 + 1e-3;
    }

    private String follows() {
        List<String> sentences = new ArrayList<>();
        sentences.add("Eq. 8 is a bound with a known gap, RMS ÷ mean magnitude. For dense signals the gap settles near "
                + "that of Gaussian noise, 25%, because a sum of many independent parts is nearly Gaussian.");
        signals.stream().filter(signal -> signal.name.equals(RealSpectra.RECORDING)).findFirst().ifPresent(signal -> {
            sentences.add("For the recorded signal it is " + range(signal, RealSpectra.RATIO, 3) + " over "
                    + Words.count(signal.trials.size(), "window") + ".");
        });
        double[] errors = signals.stream()
                .filter(signal -> !converges(signal))
                .mapToDouble(signal -> signal.mean(RealSpectra.BEST_ERROR))
                .sorted()
                .toArray();
        if (errors.length > 0) {
            sentences.add("Where the series with the text's A diverges, the best it does is an error of "
                    + percent(errors[0]) + "% to " + percent(errors[errors.length - 1])
                    + "%, with few terms. With a safe "
                    + "A it converges for every signal, slowly, and its first term is no longer eq. 8.");
        }
        return String.join(" ", sentences);
    }

    private Figure ratios() {
        DotChart chart = chart(
                Axis.linear("eq. 8 ÷ the DC that ReLU really adds (1: the formula is right)"),
                signal -> signal.mean(RealSpectra.RATIO),
                signal -> signal.least(RealSpectra.RATIO),
                signal -> signal.most(RealSpectra.RATIO),
                List.of(
                        Mark.vertical("exact", 1),
                        Mark.vertical("tone", ONE_TONE),
                        Mark.vertical("Gaussian", GAUSSIAN)));
        return new Figure("ratio", "Eq. 8 is right for a square wave and too high for everything else",
                "A row for each signal. For random signals and recordings the dots are mean, least and most over draws or "
                        + "windows. Dotted: theory for a signal of constant magnitude, for a tone, for Gaussian noise.",
                Figure.Width.FULL, chart.heightPx(), chart.option(), chart.table("signal"));
    }

    private Figure peaks() {
        DotChart chart = chart(
                Axis.logarithmic("peak power ÷ mean power"),
                signal -> 1 + signal.mean(RealSpectra.LARGEST_G),
                signal -> 1 + signal.least(RealSpectra.LARGEST_G),
                signal -> 1 + signal.most(RealSpectra.LARGEST_G),
                List.of(Mark.vertical("converges up to here", 2)));
        return new Figure("peak-power", "Only square waves and single tones keep their peaks within the series' reach",
                "1 + the largest g. Left of the dotted line, at 2, and on it, the series of the paper's text converges.",
                Figure.Width.FULL, chart.heightPx(), chart.option(), chart.table("signal"));
    }

    private DotChart chart(Axis axis, ToDoubleFunction<Signal> mean, ToDoubleFunction<Signal> least,
            ToDoubleFunction<Signal> most, List<Mark> marks) {
        return new DotChart(
                axis,
                signals.stream().map(signal -> signal.name).toList(),
                List.of(
                        DotChart.Quantity.of("least", new Style(Style.SKY, List.of(), "emptyCircle"),
                                several(least)),
                        DotChart.Quantity.of("mean", new Style(Style.BLUE, List.of(), "circle"),
                                signals.stream().mapToDouble(mean).toArray()),
                        DotChart.Quantity.of("most", new Style(Style.VERMILLION, List.of(), "emptyCircle"),
                                several(most))),
                marks,
                WIDTH_PX);
    }

    /// A value for signals with several trials; a single one is its own mean.
    private double[] several(ToDoubleFunction<Signal> value) {
        return signals.stream()
                .mapToDouble(signal -> signal.trials.size() > 1 ? value.applyAsDouble(signal) : Double.NaN)
                .toArray();
    }

    private Figure errors(String name, String metric, String which, double top, String how) {
        double[] x = new double[terms];
        Arrays.setAll(x, i -> i + 1);
        List<CurveChart.Series> series = new ArrayList<>();
        for (Signal signal : signals) {
            double[] y = new double[terms];
            Arrays.setAll(y, i -> signal.median(metric, i + 1));
            series.add(CurveChart.Series.of(
                    signal.name, Style.number(series.size()), CurveChart.Kind.LINE, x, y));
        }
        CurveChart chart = new CurveChart(
                Axis.logarithmic("number of terms"),
                Axis.logarithmic("relative error").between(1e-3, top),
                series,
                List.of(),
                WIDTH_PX / 2);
        return new Figure(name, "Error of the series " + which,
                "Median over draws or windows. " + how,
                Figure.Width.HALF, 460, chart.option(), chart.table());
    }

    private DataTable numbers() {
        List<DataTable.Row> rows = new ArrayList<>();
        for (Signal signal : signals) {
            rows.add(DataTable.row(List.of(
                    "`" + signal.name + "`",
                    Integer.toString(signal.trials.size()),
                    Numbers.significant(signal.mean(RealSpectra.TRUE_DC), 5),
                    Numbers.significant(signal.mean(RealSpectra.FORMULA_DC), 5),
                    range(signal, RealSpectra.RATIO, 4),
                    Numbers.significant(signal.mean(RealSpectra.RATIO_WITH_MEAN), 4),
                    range(signal, RealSpectra.LARGEST_G, 3),
                    bestTerms(signal),
                    percent(signal.mean(RealSpectra.BEST_ERROR)),
                    percent(signal.mean(RealSpectra.SAFE_ERROR)),
                    percent(signal.mean(RealSpectra.DC_SHARE)),
                    percent(signal.mean(RealSpectra.NEW_SHARE)))));
        }
        return new DataTable(
                List.of(
                        DataTable.text("signal"),
                        DataTable.number("n"),
                        DataTable.number("ReLU's DC"),
                        DataTable.number("eq. 8"),
                        DataTable.number("ratio"),
                        DataTable.number("ratio with mean"),
                        DataTable.number("largest g"),
                        DataTable.number("best number of terms, text's A"),
                        DataTable.number("its error %"),
                        DataTable.number("error %, safe A, " + terms + " terms"),
                        DataTable.number("output energy at DC %"),
                        DataTable.number("at new frequencies %")),
                rows);
    }

    /// The best number of terms; `all` where the last one tried is the best, as for a series that converges.
    private String bestTerms(Signal signal) {
        double least = signal.least(RealSpectra.BEST_TERMS);
        double most = signal.most(RealSpectra.BEST_TERMS);
        return terms(least) + (most > least ? "–" + terms(most) : "");
    }

    private String terms(double count) {
        return count == terms ? "all" : Long.toString(Math.round(count));
    }

    private static String percent(double share) {
        return Numbers.significant(100 * share, 3);
    }

    private static String range(Signal signal, String metric, int digits) {
        String mean = Numbers.significant(signal.mean(metric), digits);
        double least = signal.least(metric);
        double most = signal.most(metric);
        return least == most
                ? mean
                : mean + " (" + Numbers.significant(least, digits) + "–" + Numbers.significant(most, digits) + ")";
    }

    private List<Check> checks() {
        List<Check> checks = new ArrayList<>();
        check(checks, "square", "ratio of the square wave", 1, 0, RealSpectra.RATIO, "its magnitude is constant");
        check(checks, "square", "error of one term, square wave", 0, 0, RealSpectra.BEST_ERROR, "g = 0");
        check(checks, "sine", "ratio of the tone", ONE_TONE, 2e-4, RealSpectra.RATIO,
                "π√2/4; 102.4 samples per period");
        check(checks, "sine", "largest g of the tone", 1, 1e-9, RealSpectra.LARGEST_G, "2 cos² − 1");
        check(checks, "chirp", "ratio of the chirp", ONE_TONE, 1e-3, RealSpectra.RATIO, "a tone at every moment");
        check(checks, "four-tones", "ReLU's DC of the paper's four tones", 0.574439, 1e-6, RealSpectra.TRUE_DC,
                "numpy, 8192 samples at 1024 Hz");
        check(checks, "four-tones", "eq. 8 of the paper's four tones", Math.sqrt(2) / 2, 1e-9,
                RealSpectra.FORMULA_DC, "√2/4 · √4");
        check(checks, "four-tones", "largest g of the paper's four tones", 7, 1e-9, RealSpectra.LARGEST_G,
                "4²/2 − 1");
        if (terms >= 3) {
            check(checks, "four-tones", "best number of terms, four tones, text's A", 2, 0, RealSpectra.BEST_TERMS,
                    "numpy");
        }
        if (terms == 50) {
            check(checks, "four-tones", "error of 50 terms, four tones, safe A", 0.017125, 1e-6,
                    RealSpectra.SAFE_ERROR, "numpy; 0.01710 on the paper's grid");
        }
        check(checks, "pulse", "ratio of the pulse, mean removed", pulse(), 5e-3, RealSpectra.RATIO,
                "integrals of e^(−t/τ); sampling error");
        double mean = 0.5 / 8;
        check(checks, "pulse", "ratio of the pulse, with mean", (mean + Math.sqrt(mean / 2)) / (2 * mean), 5e-3,
                RealSpectra.RATIO_WITH_MEAN, "integrals of e^(−t/τ); sampling error");
        check(checks, "eight-tones", "mean ratio of eight tones", 1.2434, 0.01, RealSpectra.RATIO,
                "2/E│x│ of eight random phases, from their characteristic function; 8 s and few draws");
        if (run.seedsByArm().containsKey("noise")) {
            int samples = Math.max(1, run.trials("noise").size()) * (int) (TestSignal.SECONDS * TestSignal.RATE_HZ);
            checks.add(new Check("ratio of noise, " + samples + " samples", GAUSSIAN,
                    mean("noise", RealSpectra.RATIO), 4 * 0.334 / Math.sqrt(samples),
                    "√(2π)/2; four standard errors of 0.334/√samples"));
        }
        double least = signals.stream().mapToDouble(signal -> signal.least(RealSpectra.RATIO)).min().orElseThrow();
        checks.add(Check.atLeast("least ratio of all signals", 1, least, "Cauchy and Schwarz"));
        recordingCheck(checks);
        return checks;
    }

    private void recordingCheck(List<Check> checks) {
        OptionalDouble whole = signals.stream()
                .filter(signal -> signal.name.equals(RealSpectra.RECORDING) && signal.trials.size() == 215)
                .mapToDouble(signal -> signal.mean(RealSpectra.RATIO))
                .findFirst();
        if (run.settings().get(RealSpectra.DATA.name()).endsWith(Recording.DALIA_S6_STAIRS) && whole.isPresent()) {
            checks.add(new Check("mean ratio of the 215 windows of PPG-DaLiA, subject 6, stairs", 1.25933,
                    whole.getAsDouble(), 1e-5, "numpy"));
        }
    }

    private void check(List<Check> checks, String arm, String what, double expected, double allowed, String metric,
            String source) {
        if (run.seedsByArm().containsKey(arm)) {
            checks.add(new Check(what, expected, mean(arm, metric), allowed, source));
        }
    }

    private double mean(String arm, String metric) {
        return signals.stream()
                .filter(signal -> signal.name.equals(arm))
                .mapToDouble(signal -> signal.mean(metric))
                .findFirst()
                .orElse(Double.NaN);
    }

    /// RMS ÷ mean magnitude of `e^(−t/τ) − m` on 0..T, `m` its mean: it is above 0 until `−τ ln m`.
    private static double pulse() {
        double duration = TestSignal.SECONDS;
        double tau = 0.5;
        double mean = tau / duration * (1 - Math.exp(-duration / tau));
        double zero = -tau * Math.log(mean);
        double positive = (tau * (1 - mean) - mean * zero) / duration;
        double square = tau / (2 * duration) * (1 - Math.exp(-2 * duration / tau)) - mean * mean;
        return Math.sqrt(square) / (2 * positive);
    }

    private String terminal() {
        StringBuilder text = new StringBuilder(line(
                "signal", "n", "ReLU's DC", "eq. 8", "ratio", "largest g", "best terms", "error", "safe A"));
        for (Signal signal : signals) {
            text.append(line(
                    signal.name,
                    Integer.toString(signal.trials.size()),
                    Numbers.significant(signal.mean(RealSpectra.TRUE_DC), 4),
                    Numbers.significant(signal.mean(RealSpectra.FORMULA_DC), 4),
                    Numbers.significant(signal.mean(RealSpectra.RATIO), 4),
                    Numbers.significant(signal.mean(RealSpectra.LARGEST_G), 3),
                    bestTerms(signal),
                    percent(signal.mean(RealSpectra.BEST_ERROR)) + "%",
                    percent(signal.mean(RealSpectra.SAFE_ERROR)) + "%"));
        }
        return text.toString();
    }

    private static String line(String... cells) {
        return String.format("%-12s %4s %10s %10s %8s %10s %11s %8s %8s", (Object[]) cells).stripTrailing() + "\n";
    }
}
