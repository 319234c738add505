package dev.halfwave.experiments.onefilter;

import static dev.halfwave.experiments.report.DataTable.number;
import static dev.halfwave.experiments.report.DataTable.row;

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
import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.Report;
import dev.halfwave.experiments.study.RunData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/// The report of `frequency-spacing`.
final class FrequencySpacingReport {

    private static final int FULL_PX = 1040;

    /// An accuracy of a reference run has this standard error, which its author put at "2 points" (450 test windows).
    private static final double REFERENCE_ERROR = 0.02;
    private static final String SOURCE =
            "reference run (NumPy, 450 test windows, ± 2 points); 3 standard errors of the difference";

    private static final int REFERENCE_WINDOWS = 450;
    private static final String SOURCE_OF_BANKS =
            "reference run (NumPy, one bank, 450 test windows); its rounding and 3 standard errors of the difference";

    /// How far below the limit an arm may be and still be called at it.
    private static final double AT_LIMIT = 0.03;

    private static final Map<String, double[]> REFERENCE = reference();
    private static final int[] REFERENCE_HUNDREDTHS = {200, 100, 50, 30, 20, 10, 5};

    /// In the order in which they reach the limit.
    private static final Map<String, Style> STYLES = Map.of(
            FrequencySpacing.ONE, new Style(Style.BLUE, List.of(), "circle"),
            FrequencySpacing.BANK_2, new Style(Style.ORANGE, List.of(9, 5), "rect"),
            FrequencySpacing.BANK_8, new Style(Style.VERMILLION, List.of(), "triangle"),
            FrequencySpacing.TRAINED, new Style(Style.GREEN, List.of(2, 4), "diamond"),
            FrequencySpacing.ORACLE, new Style(Style.PURPLE, List.of(11, 4, 2, 4), "emptyCircle"));

    private final FrequencySpacing experiment;
    private final RunData run;
    private final Measured measured;
    private final List<Integer> places;
    private final double deviation;
    private final double narrow;

    FrequencySpacingReport(FrequencySpacing experiment, RunData run) {
        this.experiment = experiment;
        this.run = run;
        measured = new Measured(run);
        places = Sweep.hundredths(run.settings().getOrDefault("spacings", FrequencySpacing.SPACINGS.defaultValue()));
        deviation = Double.parseDouble(run.settings().getOrDefault("deviation", "0.1"));
        narrow = Double.parseDouble(run.settings().getOrDefault("narrowDeviation", "0.01"));
    }

    private static Map<String, double[]> reference() {
        Map<String, double[]> accuracy = new LinkedHashMap<>();
        accuracy.put(FrequencySpacing.ONE, new double[] {0.997, 0.980, 0.882, 0.710, 0.628, 0.501, 0.427});
        accuracy.put(FrequencySpacing.BANK_2, new double[] {1, 0.999, 0.950, 0.829, 0.744, 0.555, 0.464});
        accuracy.put(FrequencySpacing.BANK_8, new double[] {1, 1, 0.982, 0.907, 0.796, 0.556, 0.458});
        return accuracy;
    }

    Report report() {
        ReportPage page = ReportPage.of(experiment, run, "How close may frequencies come?");
        page.quick("few filters, and a short training with large steps, which at close spacings has only begun.");
        page.asked(
                "Untrained filters tell 3, 5 and 10 Hz apart by ReLU's DC. A summary of the paper asks for the "
                        + "breaking point: how close may the classes come? The trap is in the data. Each class is a range "
                        + "of frequencies with a standard deviation of " + hertz(deviation)
                        + ", so that close classes overlap, and then nobody can tell them apart. That limit can be "
                        + "computed (the Bayes limit). Only what is lost beyond it is the mechanism's.");
        setUp(page);
        if (run.trials().isEmpty()) {
            return page.report("");
        }
        page.answer(answer());
        page.mainFigure(accuracy("accuracy",
                isAtLimit() ? "What breaks first are the classes" : "Accuracy over spacing",
                "Three classes at 5 − d, 5 and 5 + d Hz, each with a standard deviation of " + hertz(deviation)
                        + "; mean over seeds with twice its standard error. On average no classifier can be above the solid black "
                        + "line.",
                FrequencySpacing.ACCURACY, deviation));
        page.section("The mechanism's own limit");
        page.paragraph("With a standard deviation of " + hertz(narrow)
                + " the classes stay apart much longer. What is still lost now is lost by the mechanism.");
        page.figures(accuracy("accuracy-narrow", "Classes that hardly overlap",
                "The same filters and seeds, each class with a standard deviation of " + hertz(narrow) + ".",
                FrequencySpacing.NARROW, narrow));
        leakage(page);
        if (measured.has(FrequencySpacing.TRAINED)) {
            page.section("How far training moves the weights");
            page.paragraph("The network of section V.C after " + setting("epochs") + " epochs: its convolutions end "
                    + farthest()
                    + " times their initial norm away from their random start (1 is as far as from the start "
                    + "to all zeros). A close spacing takes more epochs: where the trained network is below the banks, it has not "
                    + "come to its end.");
            page.figures(distance());
        }
        page.section("Numbers");
        page.table(table(FrequencySpacing.ACCURACY, deviation));
        page.paragraph("In percent: windows in the right class, mean ± standard error over seeds, with a standard "
                + "deviation of " + hertz(deviation) + ".");
        page.foldedTable("The same with a standard deviation of " + hertz(narrow),
                table(FrequencySpacing.NARROW, narrow));
        page.checks(checks());
        return page.report(terminal());
    }

    private String setting(String name) {
        return run.settings().getOrDefault(name, "?");
    }

    private static String hertz(double value) {
        return Numbers.significant(value, 3) + " Hz";
    }

    private static String spacing(int hundredths) {
        return hertz(hundredths / 100.0);
    }

    private void setUp(ReportPage page) {
        page.setUp("Data",
                "Cosines of amplitude 1 and phase 0, 8 s at 32 Hz. Three classes around 5 − d, 5 and 5 + d Hz. "
                        + setting("windowsPerClass")
                        + " windows of each class to learn from and as many to be tested on; arms of a "
                        + "seed share them.");
        page.setUp("Untrained",
                "Convolution, ReLU, average over time. One filter: nearest class mean. Banks of " + setting("filters")
                        + " filters: least squares of the one-hot class on the DCs, with a small penalty on the weights "
                        + "(ridge, 10⁻⁶).");
        page.setUp("Trained",
                "Two convolutions of 32 filters of 3 taps with ReLU, average, dense 32 with ReLU, dense 3; "
                        + "Adam with learning rate " + setting("learningRate") + ", batches of 64, " + setting("epochs")
                        + " epochs.");
        page.setUp("Bayes limit",
                "(4 Φ(d / 2σ) − 1) / 3, the accuracy of whoever knows each window's frequency exactly "
                        + "and chooses the nearest class. The arm `frequency-known` does that on the windows of this run.");
        page.setUp("Seeds", ReportPage.seeds(run) + " ± is the standard error of the mean over seeds.");
    }

    private String answer() {
        StringBuilder answer = new StringBuilder();
        if (measured.has(FrequencySpacing.BANK_8)) {
            int worst = worst(FrequencySpacing.BANK_8);
            answer.append(isAtLimit() ? "What breaks is the task. " : "").append(setting("filters"))
                    .append(" random filters of 8 taps with a linear read-out are never more than ")
                    .append(points(missing(FrequencySpacing.BANK_8, worst))).append(" below the Bayes limit (at ")
                    .append(spacing(worst)).append("), although nobody trained them")
                    .append(isAtLimit()
                            ? ": below a spacing of about " + hertz(5 * deviation)
                                    + " the classes overlap, and no network could do better."
                            : ".");
        }
        if (measured.has(FrequencySpacing.BANK_2)) {
            int worst = worst(FrequencySpacing.BANK_2);
            answer.append(measured.has(FrequencySpacing.BANK_8) ? " As many" : setting("filters") + " random filters")
                    .append(" of 2 taps lose up to ").append(points(missing(FrequencySpacing.BANK_2, worst)))
                    .append(" (at ").append(spacing(worst)).append(").");
        }
        if (measured.has(FrequencySpacing.ONE)) {
            int worst = worst(FrequencySpacing.ONE);
            double still = measured.mean(FrequencySpacing.ONE, FrequencySpacing.NARROW, closest());
            answer.append(" A single random filter loses up to ")
                    .append(points(missing(FrequencySpacing.ONE, worst))).append(" (at ").append(spacing(worst))
                    .append("), and with a standard deviation of only ").append(hertz(narrow)).append(" it gets ")
                    .append(Numbers.percent(still)).append("% where the classes are ").append(spacing(closest()))
                    .append(" apart")
                    .append(still < 0.95
                            ? ", because the cut period at the window's edge moves its one number as much as the frequency "
                                    + "does."
                            : ".");
        }
        return answer.isEmpty()
                ? "The question cannot be answered from this run: "
                        + Words.missing(run,
                                List.of(FrequencySpacing.ONE, FrequencySpacing.BANK_2, FrequencySpacing.BANK_8))
                        + "."
                : answer.toString().strip();
    }

    /// The spacing at which an arm is furthest below the limit.
    private int worst(String arm) {
        int worst = places.getFirst();
        for (int place : places) {
            worst = missing(arm, place) > missing(arm, worst) ? place : worst;
        }
        return worst;
    }

    /// Whether the bank of longer filters is at the limit at every spacing.
    private boolean isAtLimit() {
        return measured.has(FrequencySpacing.BANK_8)
                && missing(FrequencySpacing.BANK_8, worst(FrequencySpacing.BANK_8)) <= AT_LIMIT;
    }

    private static String points(double share) {
        return Numbers.decimals(100 * Math.max(0, share), 1) + " points";
    }

    /// How far an arm is below the limit.
    private double missing(String arm, int place) {
        double mean = measured.mean(arm, FrequencySpacing.ACCURACY, place);
        return Double.isNaN(mean) ? Double.NEGATIVE_INFINITY : BayesLimit.accuracy(place / 100.0, deviation) - mean;
    }

    /// A spacing at which the narrow classes do not overlap: five of their deviations or more.
    private int closest() {
        return places.stream().filter(place -> place / 100.0 >= 5 * narrow).findFirst().orElse(places.getLast());
    }

    private Figure accuracy(String name, String title, String caption, String metric, double sd) {
        List<Series> series = new ArrayList<>();
        double first = Math.log(places.getFirst() / 100.0);
        double last = Math.log(places.getLast() / 100.0);
        int steps = places.size() == 1 ? 0 : 200;
        double[] hz = IntStream.rangeClosed(0, steps)
                .mapToDouble(i -> Math.exp(first + (last - first) * i / Math.max(1, steps))).toArray();
        double[] limit = new double[hz.length];
        for (int i = 0; i < hz.length; i++) {
            limit[i] = 100 * BayesLimit.accuracy(hz[i], sd);
        }
        series.add(Series.of("Bayes limit", new Style(Style.BLACK, List.of(), "none"), Kind.LINE, hz, limit));
        for (Arm arm : run.arms()) {
            if (measured.has(arm.name())) {
                Series curve = measured.curve(arm.name(), STYLES.get(arm.name()), arm.name(), metric, 0.01);
                series.add(arm.name().equals(FrequencySpacing.ORACLE) ? curve.hidden() : curve);
            }
        }
        CurveChart chart = new CurveChart(spacingAxis(),
                Axis.linear("windows in the right class (%)").between(20, 100), series,
                List.of(Mark.horizontal("guessing", 100 / 3.0)), FULL_PX);
        return new Figure(name, title, caption, Width.FULL, 440, chart.option(), table(metric, sd));
    }

    private Axis spacingAxis() {
        Axis axis = Axis.logarithmic("d, distance between neighbouring classes (Hz, log scale)");
        return places.size() == 1 ? axis : axis.between(places.getFirst() / 100.0, places.getLast() / 100.0);
    }

    private void leakage(ReportPage page) {
        if (!measured.has(FrequencySpacing.ONE)) {
            return;
        }
        double slope = measured.summary(FrequencySpacing.ONE, FrequencySpacing.SLOPE, 0).median();
        double off = measured.summary(FrequencySpacing.ONE, FrequencySpacing.DEVIATION_OF_DC, 0).median();
        page.paragraph(
                "One filter's limit can be estimated. Around 5 Hz the median filter of 2 taps changes its |H| by "
                        + Numbers.significant(100 * slope, 2)
                        + "% per hertz. The DC of a window differs from |H(f)|/π by "
                        + Numbers.significant(100 * off, 2)
                        + "% on average, because 8 s hold no whole number of periods (see `one-filter`); that is as much as a shift "
                        + "of the frequency by " + hertz(Double.parseDouble(
                                String.format(Locale.ROOT, "%.2g", off / slope)))
                        + ". Classes that are not much further apart than that mix. It is no noise, though, but a ripple over "
                        + "frequency, the same for the same frequency: that an arm can do worse at a wider spacing than at a closer "
                        + "one shows the ripple at work. Many filters, whose ripples have different phases, together tell frequency "
                        + "and ripple apart; that is why banks do not stop there.");
    }

    /// The range of the mean distances, such as `0.80 to 1.67`.
    private String farthest() {
        double[] means = List.of(FrequencySpacing.DISTANCE_1, FrequencySpacing.DISTANCE_2).stream()
                .flatMapToDouble(metric -> measured.places(FrequencySpacing.TRAINED, metric).stream()
                        .mapToDouble(place -> measured.mean(FrequencySpacing.TRAINED, metric, place)))
                .toArray();
        Summary summary = Summary.of(means);
        return Numbers.rounded(summary.min()) + " to " + Numbers.rounded(summary.max());
    }

    private Figure distance() {
        List<Series> series = new ArrayList<>();
        List<String> metrics = List.of(FrequencySpacing.DISTANCE_1, FrequencySpacing.DISTANCE_2);
        List<Style> styles =
                List.of(new Style(Style.BLUE, List.of(), "circle"), new Style(Style.VERMILLION, List.of(9, 5), "rect"));
        for (int i = 0; i < metrics.size(); i++) {
            String metric = metrics.get(i);
            List<Integer> found = measured.places(FrequencySpacing.TRAINED, metric);
            double[] hz = found.stream().mapToDouble(place -> place / 100.0).toArray();
            double[] mean =
                    found.stream().mapToDouble(place -> measured.mean(FrequencySpacing.TRAINED, metric, place))
                            .toArray();
            series.add(Series.of("layer " + (i + 1), styles.get(i), Kind.LINE_AND_POINTS, hz, mean));
        }
        CurveChart chart = new CurveChart(spacingAxis(), Axis.fromZero("‖W − W₀‖₂ / ‖W₀‖₂ at the end"), series,
                List.of(), FULL_PX);
        return new Figure("distance", "Relative distance of both convolutions from their random start",
                "Mean over seeds, with a standard deviation of " + hertz(deviation) + " within a class.", Width.FULL,
                360,
                chart.option(), chart.table());
    }

    private DataTable table(String metric, double sd) {
        List<String> arms = run.arms().stream().map(Arm::name).filter(measured::has).toList();
        List<DataTable.Column> columns = new ArrayList<>(List.of(number("d (Hz)"), number("Bayes limit")));
        arms.forEach(arm -> columns.add(number("`" + arm + "`")));
        List<DataTable.Row> rows = new ArrayList<>();
        for (int place : places) {
            List<String> cells = new ArrayList<>(List.of(Numbers.significant(place / 100.0, 3),
                    Numbers.percent(BayesLimit.accuracy(place / 100.0, sd))));
            arms.forEach(arm -> cells.add(Measured.percentAndError(measured.summary(arm, metric, place))));
            rows.add(row(cells));
        }
        return new DataTable(columns, rows);
    }

    private List<Check> checks() {
        List<Check> checks = new ArrayList<>();
        for (int i = REFERENCE_HUNDREDTHS.length - 1; i >= 0; i--) {
            int place = REFERENCE_HUNDREDTHS[i];
            if (!places.contains(place) || deviation != 0.1) {
                continue;
            }
            for (Map.Entry<String, double[]> entry : REFERENCE.entrySet()) {
                if (run.seedsByArm().containsKey(entry.getKey())) {
                    String what = "`" + entry.getKey() + "`, d = " + spacing(place);
                    Summary accuracy = measured.summary(entry.getKey(), FrequencySpacing.ACCURACY, place);
                    checks.add(entry.getKey().equals(FrequencySpacing.ONE)
                            ? Measured.check(what, entry.getValue()[i], REFERENCE_ERROR, accuracy, SOURCE)
                            : Measured.checkDraw(what, entry.getValue()[i], REFERENCE_WINDOWS, accuracy,
                                    SOURCE_OF_BANKS));
                }
            }
        }
        if (run.seedsByArm().containsKey(FrequencySpacing.BANK_8)) {
            double worst = missing(FrequencySpacing.BANK_8, worst(FrequencySpacing.BANK_8));
            checks.add(Check.atMost("`bank-8`: largest distance below the Bayes limit", AT_LIMIT,
                    Double.isFinite(worst) ? worst : Double.NaN, "the claim that it sits at the limit; a tolerance"));
        }
        if (run.seedsByArm().containsKey(FrequencySpacing.ORACLE)) {
            for (int place : places) {
                Summary known = measured.summary(FrequencySpacing.ORACLE, FrequencySpacing.ACCURACY, place);
                double limit = BayesLimit.accuracy(place / 100.0, deviation);
                int windows = 3 * Integer.parseInt(run.settings().getOrDefault("windowsPerClass", "150"))
                        * Math.max(1, known.n());
                double allowed = Math.max(3 * Math.sqrt(limit * (1 - limit) / windows), 1.0 / windows);
                checks.add(new Check("`frequency-known`, d = " + spacing(place), limit, known.mean(), allowed,
                        "the Bayes limit; 3 standard errors of " + windows + " windows"));
            }
        }
        return checks;
    }

    private String terminal() {
        List<String> arms = run.arms().stream().map(Arm::name).filter(measured::has).toList();
        StringBuilder text = new StringBuilder("right (%)   limit");
        arms.forEach(arm -> text.append(String.format(Locale.ROOT, "  %15s", arm)));
        text.append('\n');
        for (int place : places) {
            text.append(String.format(Locale.ROOT, "%6.2f Hz   %5s", place / 100.0,
                    Numbers.percent(BayesLimit.accuracy(place / 100.0, deviation))));
            arms.forEach(arm -> text.append(String.format(Locale.ROOT, "  %15s",
                    Measured.percentAndError(measured.summary(arm, FrequencySpacing.ACCURACY, place)))));
            text.append('\n');
        }
        return text.toString();
    }
}
