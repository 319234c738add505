package dev.halfwave.experiments.onefilter;

import static dev.halfwave.experiments.report.DataTable.number;
import static dev.halfwave.experiments.report.DataTable.row;
import static dev.halfwave.experiments.report.DataTable.text;

import dev.halfwave.experiments.report.Axis;
import dev.halfwave.experiments.report.Check;
import dev.halfwave.experiments.report.CurveChart;
import dev.halfwave.experiments.report.CurveChart.Kind;
import dev.halfwave.experiments.report.CurveChart.Series;
import dev.halfwave.experiments.report.DataTable;
import dev.halfwave.experiments.report.Figure;
import dev.halfwave.experiments.report.Figure.Width;
import dev.halfwave.experiments.report.Mark;
import dev.halfwave.experiments.report.Numbers;
import dev.halfwave.experiments.report.ReportPage;
import dev.halfwave.experiments.report.Style;
import dev.halfwave.experiments.report.Summary;
import dev.halfwave.experiments.report.Words;
import dev.halfwave.experiments.signal.FrequencyResponse;
import dev.halfwave.experiments.signal.Tones;
import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.Report;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.TrialResult;
import dev.halfwave.experiments.study.TrialResult.MetricValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// The report of `one-filter`.
final class OneFilterReport {

    private static final Tones TONES = Tones.OF_THE_PAPER;
    private static final int FULL_PX = 1040;
    private static final int HALF_PX = 500;
    private static final int REFERENCE_FILTERS = 300;

    /// The standard deviation of a filter's accuracy, measured on 400 filters of 2 taps.
    private static final double SPREAD = 0.079;

    /// The same of `deviationOfSums`.
    private static final double DEVIATION_SPREAD = 0.0008;
    private static final String REFERENCE = "reference run (NumPy, 300 filters); 3 standard errors of the difference";

    /// By how much a control may be better than guessing and still be called as good as guessing.
    private static final double EDGES_LEAVE = 0.01;

    private static final List<String> CLASSES = List.of("3 Hz", "5 Hz", "10 Hz");
    private static final List<Style> CLASS_STYLES = List.of(
            new Style(Style.BLUE, List.of(), "circle"),
            new Style(Style.VERMILLION, List.of(), "rect"),
            new Style(Style.GREEN, List.of(), "triangle"));

    private final OneFilter experiment;
    private final RunData run;
    private final Measured measured;
    private final Optional<TrialResult> example;

    OneFilterReport(OneFilter experiment, RunData run) {
        this.experiment = experiment;
        this.run = run;
        measured = new Measured(run);
        example = run.trials(OneFilter.RELU).stream().filter(trial -> !trial.series("dc").isEmpty()).findFirst();
    }

    Report report() {
        ReportPage page = ReportPage.of(experiment, run, "Can one random filter and ReLU tell frequencies apart?");
        page.quick(
                "fewer filters and windows than in the full preset. It shows the effect; how often a filter fails is "
                        + "only roughly known.");
        page.asked("ReLU's own DC says how large an oscillation is, not how fast. But a filter in front of it lets "
                + "frequencies through unequally: a tone of amplitude 1 and frequency f leaves the filter with amplitude "
                + "|H(f)|, ReLU keeps its positive half waves, and their mean is |H(f)|/π. So the DC behind a filter is a "
                + "fingerprint of the frequency. Kechris, Dan, Miranda and Atienza show it (section V.D) with one filter "
                + "of 2 taps whose weights stay as they were drawn.");
        setUp(page);
        if (run.trials().isEmpty()) {
            return page.report("");
        }
        page.answer(answer());
        example.ifPresent(trial -> page.mainFigure(fingerprint(trial)).mainFigure(response(trial)));
        network(page);
        manyFilters(page);
        deviation(page);
        page.checks(checks());
        return page.report(terminal());
    }

    private String setting(String name) {
        return run.settings().getOrDefault(name, "?");
    }

    private void setUp(ReportPage page) {
        page.setUp("Data",
                "Cosines of amplitude 1 and phase 0 without noise, 256 samples at 32 Hz (8 s). Three classes: each "
                        + "window's frequency is drawn around 3, 5 or 10 Hz with a standard deviation of 0.1 Hz.");
        page.setUp("Network", "One causal convolution with " + setting("taps") + " taps and no bias, Glorot uniform as "
                + "in Keras; ReLU; average over time. The result is one number per window. Nothing is trained.");
        page.setUp("Classifier", "The mean of that number over " + setting("windowsPerClass")
                + " windows of each class; a window belongs to the class whose mean is nearest. Accuracy is measured on "
                + "as many fresh windows.");
        page.setUp("Seeds", ReportPage.seeds(run) + " A seed is one filter with windows of its own. ± is the standard "
                + "error of the mean over seeds.");
    }

    private String answer() {
        if (!measured.has(OneFilter.RELU)) {
            return "The question cannot be answered from this run: "
                    + Words.missing(run, List.of(OneFilter.RELU)) + ".";
        }
        double above = measured.share(OneFilter.RELU, "accuracy", 0, value -> value > 0.99);
        double below = measured.share(OneFilter.RELU, "accuracy", 0, value -> value < 0.8);
        StringBuilder answer = new StringBuilder("An untrained filter of "
                + Words.count(Integer.parseInt(run.settings().getOrDefault("taps", "2")), "tap")
                + ", ReLU and an average put "
                + Measured.percentAndError(measured.summary(OneFilter.RELU, "accuracy", 0))
                + "% of the windows into the right class of three, in the mean over "
                + Words.count(run.trials(OneFilter.RELU).size(), "random filter") + "; " + Numbers.percent(above)
                + "% of the filters get more than 99% right, " + Numbers.percent(below) + "% fewer than 80%.");
        if (measured.has(OneFilter.WITHOUT_RELU) && measured.has(OneFilter.WITHOUT_FILTER)) {
            answer.append(isTold() ? " It takes both parts: the same" : " The same")
                    .append(" filters without ReLU get ")
                    .append(Numbers.percent(measured.mean(OneFilter.WITHOUT_RELU, "accuracy", 0)))
                    .append("% right, ReLU without a filter ")
                    .append(Numbers.percent(measured.mean(OneFilter.WITHOUT_FILTER, "accuracy", 0)))
                    .append("% (guessing: 33.3%).");
        }
        answer.append(" On average the DC is off |H(f)|/π by ").append(percentOf("deviation"))
                .append("% of itself: ReLU turns amplitude into DC, and ")
                .append(setting("taps").equals("1")
                        ? "a filter of one tap lets all frequencies through alike."
                        : "it is the filter that turns frequency into amplitude.");
        return answer.toString();
    }

    /// Whether the filters tell the classes apart at all.
    private boolean isTold() {
        return measured.mean(OneFilter.RELU, "accuracy", 0) > 0.5;
    }

    private String percentOf(String metric) {
        return Numbers.significant(100 * measured.mean(OneFilter.RELU, metric, 0), 2);
    }

    private static FrequencyResponse filter(TrialResult trial) {
        double[] taps = IntStream.rangeClosed(1, OneFilter.MOST_TAPS)
                .mapToObj(tap -> trial.value("tap" + tap, 0)).filter(value -> value.isPresent())
                .mapToDouble(value -> value.getAsDouble()).toArray();
        return FrequencyResponse.of(taps, TONES.sampleRateHz());
    }

    private static String taps(TrialResult trial) {
        List<String> taps = new ArrayList<>();
        for (int tap = 1; trial.value("tap" + tap, 0).isPresent(); tap++) {
            taps.add(Numbers.significant(trial.value("tap" + tap, 0).getAsDouble(), 3));
        }
        return String.join(", ", taps);
    }

    /// The values of a metric of single windows, of one class.
    private static double[] windows(TrialResult trial, String metric, int label) {
        return trial.series(metric).stream()
                .filter(value -> trial.value("class", value.epoch()).orElse(-1) == label)
                .mapToDouble(MetricValue::value).toArray();
    }

    /// The paper's own view, with the theory in it.
    private Figure fingerprint(TrialResult trial) {
        FrequencyResponse response = filter(trial);
        double[] hz = IntStream.rangeClosed(10, 120).mapToDouble(i -> i / 10.0).toArray();
        double[] dc = Arrays.stream(hz).map(each -> response.at(each).magnitude() / Math.PI).toArray();
        List<Series> series = new ArrayList<>();
        for (int label = 0; label < CLASSES.size(); label++) {
            series.add(Series.of(CLASSES.get(label), CLASS_STYLES.get(label), Kind.POINTS,
                    windows(trial, "dc", label), windows(trial, "frequencyHz", label)));
        }
        series.add(Series.of("theory: |H(f)|/π", new Style("#888888", List.of(2, 4), "none"), Kind.LINE, dc, hz));
        CurveChart chart = new CurveChart(Axis.linear("DC after ReLU (amplitude of the tone: 1)"),
                Axis.fromZero("frequency of the window (Hz)").between(0, 12), series, List.of(), HALF_PX);
        return new Figure("fingerprint", "The DC of each window tells its frequency",
                "One random filter (seed " + trial.seed() + ", taps " + taps(trial)
                        + "), one symbol per test window, axes "
                        + "as in the paper: " + Numbers.percent(trial.value("accuracy", 0).orElse(Double.NaN))
                        + "% of the windows are nearest to their own class's mean DC. The dotted line is the theory.",
                Width.HALF, 400, chart.option(), chart.table());
    }

    private Figure response(TrialResult trial) {
        FrequencyResponse response = filter(trial);
        double[] hz = IntStream.rangeClosed(0, 320).mapToDouble(i -> i / 20.0).toArray();
        double[] decibels = Arrays.stream(hz).map(each -> response.at(each).decibels()).toArray();
        List<Mark> marks = TONES.classHz().stream().map(each -> Mark.vertical(Math.round(each) + " Hz", each)).toList();
        CurveChart chart = new CurveChart(Axis.fromZero("frequency (Hz)").between(0, 16),
                Axis.linear("|H| (dB)"),
                List.of(Series.of("|H| of the filter", new Style(Style.BLACK, List.of(), "none"), Kind.LINE, hz,
                        decibels)),
                marks, HALF_PX);
        return new Figure("response", "Because the filter lets the three frequencies through unequally",
                "What the same filter does to each frequency: the three dotted lines meet the curve at three heights, and "
                        + "these become three DCs.",
                Width.HALF, 400, chart.option(), chart.table());
    }

    private static void network(ReportPage page) {
        page.section("The network");
        page.paragraph("All of it, in Halfwave's layers, and the classifier behind it:");
        page.code("""
                Sequential network = Sequential.of(
                        Conv1d.of(1, 1, 2).withPadding(new Padding.Causal()).withoutBias(),
                        Activation.of(new Relu()),
                        Layer.of(new GlobalAveragePool1d()))
                        .initialize(seed);
                Dataset known = Tones.OF_THE_PAPER.draw(seed, "train", 512);
                Tensor dc = network.predict(known.inputs()); // (1536, 1): one number for each window

                // The mean DC of each class; a new window belongs to the class whose mean is nearest to its own DC.
                """);
    }

    private void manyFilters(ReportPage page) {
        page.section("Not this filter only");
        page.paragraph("The paper shows one filter. Is it a lucky one? Each seed draws another.");
        List<Figure> figures = new ArrayList<>();
        figures.add(ranked());
        if (measured.has(OneFilter.RELU)) {
            figures.add(gaps());
        }
        page.figures(figures);
        page.table(table());
        if (measured.has(OneFilter.RELU)) {
            page.paragraph("A filter fails when it lets two of the three frequencies through almost equally."
                    + (setting("taps").equals("2")
                            ? " Of 2 taps one is then much smaller than the other, and |H| is nearly the same everywhere."
                            : "")
                    + " How much is \"almost\" is told by the next section: a window's DC is off |H|/π by about "
                    + percentOf("deviation") + "%.");
        }
    }

    /// All filters of each arm from the best to the worst.
    private Figure ranked() {
        List<Series> series = new ArrayList<>();
        List<Style> styles = List.of(new Style(Style.BLUE, List.of(), "circle"),
                new Style(Style.VERMILLION, List.of(9, 5), "rect"), new Style(Style.GREEN, List.of(2, 4), "triangle"));
        List<String> arms = experiment.arms().stream().map(Arm::name).toList();
        for (String arm : arms) {
            if (measured.has(arm)) {
                double[] sorted = measured.values(arm, "accuracy", 0);
                Arrays.sort(sorted);
                int n = sorted.length;
                double[] share = IntStream.range(0, n).mapToDouble(i -> 100 * (i + 0.5) / n).toArray();
                double[] accuracy = IntStream.range(0, n).mapToDouble(i -> 100 * sorted[n - 1 - i]).toArray();
                series.add(Series.of(arm, styles.get(arms.indexOf(arm)), Kind.LINE, share, accuracy));
            }
        }
        CurveChart chart = new CurveChart(Axis.fromZero("filters, the best first (%)").between(0, 100),
                Axis.fromZero("windows in the right class (%)").between(0, 100), series,
                List.of(Mark.horizontal("guessing", 100 / 3.0)), HALF_PX);
        return new Figure("ranked", "Accuracy of every filter, from the best to the worst",
                "Where the solid line leaves 100% begin the filters that fail.", Width.HALF, 400, chart.option(),
                chart.table());
    }

    private Figure gaps() {
        List<TrialResult> trials = run.trials(OneFilter.RELU);
        double[] gap = trials.stream().mapToDouble(OneFilterReport::gap).toArray();
        double[] accuracy =
                trials.stream().mapToDouble(trial -> 100 * trial.value("accuracy", 0).orElse(Double.NaN)).toArray();
        CurveChart chart = new CurveChart(
                Axis.logarithmic("smallest difference of |H| between two classes (% of the largest |H|)"),
                Axis.linear("windows in the right class (%)"),
                List.of(Series.of("a filter", new Style(Style.BLUE, List.of(), "circle"), Kind.POINTS, gap, accuracy)),
                List.of(Mark.vertical("deviation from |H|/π", 100 * measured.mean(OneFilter.RELU, "deviation", 0))),
                HALF_PX);
        return new Figure("gaps", "Which filters fail",
                "Those that let two classes through almost equally: with a difference below a few times the dotted line, "
                        + "which is how far a window's DC is off |H|/π on average.",
                Width.HALF, 400, chart.option(), chart.table());
    }

    private static double gap(TrialResult trial) {
        double[] magnitudes = OneFilterTrial.RESPONSES.stream()
                .mapToDouble(name -> trial.value(name, 0).orElse(Double.NaN)).sorted().toArray();
        double smallest = Math.min(magnitudes[1] - magnitudes[0], magnitudes[2] - magnitudes[1]);
        return 100 * smallest / magnitudes[2];
    }

    private DataTable table() {
        List<DataTable.Row> rows = new ArrayList<>();
        for (Arm arm : run.arms()) {
            Summary accuracy = measured.summary(arm.name(), "accuracy", 0);
            rows.add(row(List.of("`" + arm.name() + "`", Integer.toString(accuracy.n()),
                    Measured.percentAndError(accuracy), Numbers.percent(accuracy.median()),
                    Numbers.percent(accuracy.min()),
                    Numbers.percent(measured.share(arm.name(), "accuracy", 0, value -> value > 0.99)),
                    Numbers.percent(measured.share(arm.name(), "accuracy", 0, value -> value < 0.8)))));
        }
        return new DataTable(List.of(text("arm"), number("seeds"), number("accuracy (%)"), number("median (%)"),
                number("worst (%)"), number("seeds above 99% (%)"), number("seeds below 80% (%)")), rows);
    }

    private void deviation(ReportPage page) {
        if (!measured.has(OneFilter.RELU)) {
            return;
        }
        page.section("Why the DC is not exactly |H(f)|/π");
        page.paragraph("On average a window's DC differs from |H(f)|/π by " + percentOf("deviation")
                + "% of itself. The difference is no noise: it follows from the frequency and the filter. Taken apart:");
        List<DataTable.Row> rows = new ArrayList<>();
        rows.add(part("edges", "deviationEdges", "8 s hold no whole number of periods, so that the window cuts a half "
                + "wave; more cycles in the window make it smaller"));
        rows.add(part("sampling", "deviationSampling",
                "rectifying makes the harmonics 2f, 4f, 6f, ...; sampled at 32 Hz, "
                        + "those near a multiple of 32 Hz fold onto DC (the 16th of 10 Hz is 160 Hz = 5 · 32 Hz)"));
        rows.add(part("start", "deviationStart", "the first outputs of a causal filter see zeros where the tone's past "
                + "should be; more taps make it larger (see `kernel-size`)"));
        rows.add(part("all together", "deviation", "the parts may cancel each other"));
        page.table(new DataTable(List.of(text("part"), number("mean magnitude (% of DC)"), text("what it is")), rows));
        example.ifPresent(trial -> page.figures(ripple(trial)));
    }

    private DataTable.Row part(String name, String metric, String words) {
        return row(List.of(name, percentOf(metric), words));
    }

    /// The deviation against the frequency within each class.
    private Figure ripple(TrialResult trial) {
        List<Series> series = new ArrayList<>();
        for (int label = 0; label < CLASSES.size(); label++) {
            double nominal = TONES.classHz().get(label);
            double[] offset = Arrays.stream(windows(trial, "frequencyHz", label)).map(hz -> hz - nominal).toArray();
            double[] dc = windows(trial, "dc", label);
            double[] predicted = windows(trial, "predictedDc", label);
            double[] deviation =
                    IntStream.range(0, dc.length).mapToDouble(i -> 100 * (dc[i] - predicted[i]) / dc[i]).toArray();
            series.add(Series.of(CLASSES.get(label), CLASS_STYLES.get(label), Kind.POINTS, offset, deviation));
        }
        CurveChart chart = new CurveChart(Axis.linear("frequency of the window − frequency of its class (Hz)"),
                Axis.linear("DC against |H(f)|/π (%)"), series, List.of(Mark.horizontal("equal", 0)), FULL_PX);
        return new Figure("ripple", "The deviation of each window is a ripple over frequency",
                "The filter of the first figure. A frequency that is 1/8 Hz higher has one more period in the 8 s, and the "
                        + "window's edge is back where it was. Slow tones have fewer periods, so that the cut one weighs "
                        + "more.",
                Width.FULL, 380, chart.option(), chart.table());
    }

    private List<Check> checks() {
        List<Check> checks = new ArrayList<>();
        Summary accuracy = measured.summary(OneFilter.RELU, "accuracy", 0);
        if (setting("taps").equals("2") && run.seedsByArm().containsKey(OneFilter.RELU)) {
            checks.add(Measured.checkMean("accuracy of one filter of 2 taps, mean over filters", 0.988,
                    REFERENCE_FILTERS, SPREAD, accuracy, REFERENCE));
            checks.add(Measured.checkShare("share of filters with more than 99%", 0.93, REFERENCE_FILTERS,
                    measured.share(OneFilter.RELU, "accuracy", 0, value -> value > 0.99), accuracy.n(), REFERENCE));
            checks.add(
                    Measured.checkDeviation("mean |DC − |H|/π| over mean DC", 0.005, REFERENCE_FILTERS,
                            DEVIATION_SPREAD,
                            measured.summary(OneFilter.RELU, "deviationOfSums", 0)));
        }
        for (String control : List.of(OneFilter.WITHOUT_RELU, OneFilter.WITHOUT_FILTER)) {
            if (run.seedsByArm().containsKey(control)) {
                int windows = 3 * windowsPerClass() * Math.max(1, run.trials(control).size());
                checks.add(new Check("accuracy of `" + control + "`", 1 / 3.0, measured.mean(control, "accuracy", 0),
                        EDGES_LEAVE + 3 * Math.sqrt(2 / 9.0 / windows),
                        "guessing; 1 point that the window's edges may leave, and 3 standard errors of " + windows
                                + " windows"));
            }
        }
        return checks;
    }

    private int windowsPerClass() {
        return Integer.parseInt(run.settings().getOrDefault("windowsPerClass", "512"));
    }

    private String terminal() {
        StringBuilder text =
                new StringBuilder("arm                   seeds  accuracy        above 99 %   below 80 %   worst\n");
        for (Arm arm : run.arms()) {
            Summary accuracy = measured.summary(arm.name(), "accuracy", 0);
            text.append(String.format(java.util.Locale.ROOT, "%-20s %6d  %-14s  %10s   %10s   %5s%n", arm.name(),
                    accuracy.n(), Measured.percentAndError(accuracy) + " %",
                    Numbers.percent(measured.share(arm.name(), "accuracy", 0, value -> value > 0.99)) + " %",
                    Numbers.percent(measured.share(arm.name(), "accuracy", 0, value -> value < 0.8)) + " %",
                    Numbers.percent(accuracy.min()) + " %"));
        }
        return text.toString().replace("\r", "");
    }
}
