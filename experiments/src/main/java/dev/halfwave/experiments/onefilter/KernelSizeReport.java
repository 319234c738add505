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
import dev.halfwave.experiments.signal.FrequencyResponse;
import dev.halfwave.experiments.signal.Tones;
import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.Report;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.TrialResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/// The report of `kernel-size`.
final class KernelSizeReport {

    private static final Tones TONES = Tones.OF_THE_PAPER;
    private static final int HALF_PX = 500;

    /// Single filters in a reference run, by kernel size.
    private static final Map<Integer, Reference> REFERENCE = reference();
    private static final int REFERENCE_FILTERS = 300;
    private static final String SOURCE = "reference run (NumPy, 300 filters); 3 standard errors of the difference";

    private static final Map<String, Style> STYLES = Map.of(
            KernelSize.ONE, new Style(Style.BLUE, List.of(), "circle"),
            KernelSize.BANK, new Style(Style.VERMILLION, List.of(9, 5), "rect"),
            KernelSize.TRAINED_ONE, new Style(Style.GREEN, List.of(2, 4), "triangle"),
            KernelSize.TRAINED_BANK, new Style(Style.BLACK, List.of(11, 4, 2, 4), "emptyDiamond"));

    private final KernelSize experiment;
    private final RunData run;
    private final Measured measured;

    KernelSizeReport(KernelSize experiment, RunData run) {
        this.experiment = experiment;
        this.run = run;
        measured = new Measured(run);
    }

    /// @param mean the reference's mean over filters of `deviationOfSums`
    /// @param spread the standard deviation over filters, measured here on 400
    private record Deviation(double mean, double spread) {}

    private static final Map<Integer, Deviation> DEVIATIONS =
            Map.of(2, new Deviation(0.005, 0.0008), 16, new Deviation(0.022, 0.0066));

    /// @param accuracy the reference's mean over filters
    /// @param spread the standard deviation of a filter's accuracy, measured here on 400 filters; the reference did not
    ///     record its own
    private record Reference(double accuracy, double spread) {}

    private static Map<Integer, Reference> reference() {
        Map<Integer, Reference> byTaps = new LinkedHashMap<>();
        byTaps.put(2, new Reference(0.988, 0.079));
        byTaps.put(3, new Reference(0.984, 0.057));
        byTaps.put(4, new Reference(0.975, 0.063));
        byTaps.put(5, new Reference(0.965, 0.073));
        byTaps.put(6, new Reference(0.951, 0.088));
        byTaps.put(8, new Reference(0.961, 0.080));
        byTaps.put(10, new Reference(0.936, 0.094));
        byTaps.put(12, new Reference(0.934, 0.098));
        byTaps.put(16, new Reference(0.905, 0.108));
        return byTaps;
    }

    Report report() {
        ReportPage page = ReportPage.of(experiment, run, "Do longer kernels tell frequencies apart better?");
        page.quick("few filters, and short trainings with large steps. The order of the curves can be seen, a single "
                + "point not trusted.");
        page.asked(
                "A summary of the paper proposes to vary the kernel from 2 to 16 samples, and says that larger "
                        + "kernels give more frequency resolution. A kernel of K taps can indeed follow |H| through more ups "
                        + "and downs: it distinguishes frequencies about 32/K Hz apart. But the classifier of section V.D of "
                        + "the paper has one random kernel and sees one number. What is resolution worth there?");
        setUp(page);
        if (run.trials().isEmpty()) {
            return page.report("");
        }
        page.answer(answer());
        String apart =
                isTrainedBetter() ? ": longer is worse for one random filter, and only there" : ": the paper's classes";
        page.mainFigure(accuracy("accuracy", "3, 5 and 10 Hz" + apart,
                "Mean over seeds with twice its standard error."
                        + (isTrainedBetter()
                                ? " A filter drawn at random gets worse the longer it is; a trained one, and many at once, "
                                        + "do not."
                                : ""),
                KernelSize.ACCURACY, List.of()));
        page.mainFigure(accuracy("accuracy-close", closeWords() + ": close classes",
                "The same for classes that overlap. On average nobody can exceed the Bayes limit, because the classes' "
                        + "frequencies overlap; few windows may, by chance.",
                KernelSize.CLOSE, List.of(Mark.horizontal("Bayes limit", 100 * limit()))));
        if (isLongWorse()) {
            why(page);
        }
        if (measured.has(KernelSize.ONE)) {
            filters(page);
        }
        numbers(page);
        page.checks(checks());
        return page.report(terminal());
    }

    private String setting(String name) {
        return run.settings().getOrDefault(name, "?");
    }

    private double spacing() {
        return Double.parseDouble(run.settings().getOrDefault("closeSpacing", "0.3"));
    }

    private double limit() {
        return BayesLimit.accuracy(spacing(), TONES.deviationHz());
    }

    private String closeWords() {
        return Numbers.significant(5 - spacing(), 3) + ", 5 and " + Numbers.significant(5 + spacing(), 3) + " Hz";
    }

    private void setUp(ReportPage page) {
        page.setUp("Data",
                "Cosines of amplitude 1 and phase 0, 8 s at 32 Hz, three classes with a standard deviation of "
                        + "0.1 Hz: around 3, 5 and 10 Hz, and as a harder task around " + closeWords() + ". "
                        + setting("windowsPerClass")
                        + " windows of each class to learn from and as many to be tested on; a seed "
                        + "has the same ones for all kernel sizes.");
        page.setUp("Network",
                "Convolution (causal, no bias, Glorot uniform), ReLU, average over time; then the nearest "
                        + "class mean (one filter) or a linear layer. A bank has " + setting("filters") + " filters.");
        page.setUp("Read-out",
                "Untrained banks: least squares of the one-hot class on the bank's DCs, with a small penalty "
                        + "on the weights (ridge, 10⁻⁶), in double.");
        page.setUp("Training", "Filters and linear layer together: cross-entropy, Adam with learning rate "
                + setting("learningRate") + ", batches of 64, " + setting("epochs") + " epochs.");
        page.setUp("Seeds", ReportPage.seeds(run) + " ± is the standard error of the mean over seeds.");
    }

    private List<Integer> sizes(String arm) {
        return measured.places(arm, KernelSize.ACCURACY);
    }

    private String answer() {
        if (!measured.has(KernelSize.ONE)) {
            return "The question cannot be answered from this run: "
                    + Words.missing(run, List.of(KernelSize.ONE)) + ".";
        }
        int first = sizes(KernelSize.ONE).getFirst();
        int last = sizes(KernelSize.ONE).getLast();
        if (first == last) {
            return "One random filter of " + Words.count(first, "tap") + " gets "
                    + percent(KernelSize.ONE, KernelSize.ACCURACY, first)
                    + "% of the windows of 3, 5 and 10 Hz right. There is only this one kernel size in the run.";
        }
        StringBuilder answer = new StringBuilder("One random filter of " + Words.count(first, "tap") + " gets "
                + percent(KernelSize.ONE, KernelSize.ACCURACY, first)
                + "% of the windows of 3, 5 and 10 Hz right, one of "
                + last + " taps " + percent(KernelSize.ONE, KernelSize.ACCURACY, last) + "%.");
        if (isLongWorse()) {
            answer.append(
                    " So for the paper's classifier a longer kernel is worse, not better. A long filter is steeper, "
                            + "which widens each class more than it moves the classes apart, and it goes up and down at random, so "
                            + "that two classes may meet.");
        }
        if (measured.has(KernelSize.BANK)) {
            boolean isBetter = measured.isLarger(KernelSize.BANK, KernelSize.CLOSE, last, first);
            answer.append(isBetter
                    ? " That longer kernels resolve frequencies better is true of many filters: "
                    : " Many filters: ")
                    .append(setting("filters")).append(" random ones with a linear read-out are ")
                    .append(percent(KernelSize.BANK, KernelSize.ACCURACY, first)).append("% right with ").append(first)
                    .append(" taps and ").append(percent(KernelSize.BANK, KernelSize.ACCURACY, last))
                    .append("% with ").append(last).append(", and on ").append(closeWords())
                    .append(" the length takes them from ").append(percent(KernelSize.BANK, KernelSize.CLOSE, first))
                    .append("% to ").append(percent(KernelSize.BANK, KernelSize.CLOSE, last)).append("% (Bayes limit ")
                    .append(Numbers.percent(limit())).append("%).");
        }
        if (measured.has(KernelSize.TRAINED_ONE)) {
            answer.append(" One trained filter of ").append(last).append(" taps gets ")
                    .append(percent(KernelSize.TRAINED_ONE, KernelSize.ACCURACY, last)).append("% and ")
                    .append(percent(KernelSize.TRAINED_ONE, KernelSize.CLOSE, last)).append("%")
                    .append(isTrainedBetter() ? ": it is the draw that fails, not the length." : ".");
        }
        return answer.toString();
    }

    /// Whether single random filters do worse with the longest kernel than with the shortest.
    private boolean isLongWorse() {
        return measured.has(KernelSize.ONE) && measured.isLarger(KernelSize.ONE, KernelSize.ACCURACY,
                sizes(KernelSize.ONE).getFirst(), sizes(KernelSize.ONE).getLast());
    }

    /// Whether a trained filter with the longest kernel gets nearly everything right and a random one does not.
    private boolean isTrainedBetter() {
        if (!isLongWorse() || !measured.has(KernelSize.TRAINED_ONE)) {
            return false;
        }
        int last = sizes(KernelSize.ONE).getLast();
        double trained = measured.mean(KernelSize.TRAINED_ONE, KernelSize.ACCURACY, last);
        return trained >= 0.99 && trained > measured.mean(KernelSize.ONE, KernelSize.ACCURACY, last);
    }

    private String percent(String arm, String metric, int taps) {
        return Numbers.percent(measured.mean(arm, metric, taps));
    }

    private Figure accuracy(String name, String title, String caption, String metric, List<Mark> marks) {
        List<Series> series = new ArrayList<>();
        for (Arm arm : run.arms()) {
            if (measured.has(arm.name())) {
                series.add(measured.curve(arm.name(), STYLES.get(arm.name()), arm.name(), metric, 1));
            }
        }
        CurveChart chart = new CurveChart(Axis.fromZero("kernel size (taps)"),
                Axis.linear("windows in the right class (%)").between(Double.NaN, 100), series, marks, HALF_PX);
        return new Figure(name, title, caption, Width.HALF, 420, chart.option(), chart.table());
    }

    private void why(ReportPage page) {
        List<Integer> sizes = sizes(KernelSize.ONE);
        int first = sizes.getFirst();
        int last = sizes.getLast();
        page.section("Why longer random filters are worse");
        page.paragraph(
                "One number per window can tell two classes apart if their means differ by more than the class is wide. "
                        + "From " + first + " to " + last + " taps the smallest gap between two classes' DCs goes from "
                        + share(KernelSize.GAP, first) + "% to " + share(KernelSize.GAP, last)
                        + "% of the largest DC, and the width of a class from " + share(KernelSize.SPREAD, first)
                        + "% to "
                        + share(KernelSize.SPREAD, last) + "%. "
                        + "A class is as wide as |H| is steep (times 0.1 Hz, the deviation of its frequency), and a long "
                        + "kernel is steep everywhere. With 2 taps |H| only rises or only falls, so that steepness also "
                        + "moves 3, 5 and 10 Hz apart; with " + last + " taps it turns "
                        + Numbers.significant(measured.mean(KernelSize.ONE, KernelSize.TURNS, last), 2)
                        + " times between 3 and 10 Hz on average, and where the classes end up is chance.");
        page.figures(gapAndSpread(), separation());
        page.paragraph(
                "The zeros before the first sample play a part too: a kernel of K taps sees K − 1 of them. They "
                        + "make the DC differ from |H(f)|/π by "
                        + Numbers.significant(100 * measured.mean(KernelSize.ONE, "deviationStart", first), 2)
                        + "% with "
                        + first + " taps and "
                        + Numbers.significant(100 * measured.mean(KernelSize.ONE, "deviationStart", last), 2)
                        + "% with "
                        + last + "; the period that the window cuts adds "
                        + Numbers.significant(100 * measured.mean(KernelSize.ONE, "deviationEdges", last), 2)
                        + "% at any length.");
    }

    private String share(String metric, int taps) {
        double[] values = measured.values(KernelSize.ONE, metric, taps);
        return Numbers.significant(100 * Summary.of(values).median(), 2);
    }

    private Figure gapAndSpread() {
        List<Series> series = List.of(
                medians("gap between classes", new Style(Style.BLUE, List.of(), "circle"), KernelSize.GAP),
                medians("width of a class", new Style(Style.VERMILLION, List.of(9, 5), "rect"), KernelSize.SPREAD),
                medians("DC against |H|/π", new Style(Style.GREEN, List.of(2, 4), "triangle"), "deviation"));
        CurveChart chart = new CurveChart(Axis.fromZero("kernel size (taps)"),
                Axis.logarithmic("% of the (largest) DC, median over filters (log scale)"), series, List.of(), HALF_PX);
        return new Figure("gap-and-spread", "The classes widen faster than the gap between them",
                "One random filter on 3, 5 and 10 Hz. Gap: the smallest between the means of two classes. Width: standard "
                        + "deviation of the DC within a class. Third: the mean difference of a DC from |H(f)|/π.",
                Width.HALF, 400, chart.option(), chart.table());
    }

    private Series medians(String name, Style style, String metric) {
        List<Integer> sizes = measured.places(KernelSize.ONE, metric);
        double[] taps = sizes.stream().mapToDouble(Integer::doubleValue).toArray();
        double[] medians = sizes.stream()
                .mapToDouble(size -> 100 * measured.summary(KernelSize.ONE, metric, size).median()).toArray();
        return Series.of(name, style, Kind.LINE_AND_POINTS, taps, medians);
    }

    /// Accuracy against the separation, for the shortest and the longest kernel.
    private Figure separation() {
        List<Integer> sizes = sizes(KernelSize.ONE);
        List<Style> styles = List.of(new Style(Style.BLUE, List.of(), "circle"),
                new Style(Style.VERMILLION, List.of(), "emptyRect"));
        List<Series> series = new ArrayList<>();
        List<Integer> shown = sizes.size() > 1 ? List.of(sizes.getFirst(), sizes.getLast()) : sizes;
        for (int i = 0; i < shown.size(); i++) {
            int taps = shown.get(i);
            double[] accuracy = measured.values(KernelSize.ONE, KernelSize.ACCURACY, taps);
            series.add(Series.of(Words.count(taps, "tap"), styles.get(i), Kind.POINTS,
                    measured.values(KernelSize.ONE, KernelSize.SEPARATION, taps),
                    Arrays.stream(accuracy).map(value -> 100 * value).toArray()));
        }
        CurveChart chart = new CurveChart(
                Axis.logarithmic("gap / sum of the two classes' widths, the worst pair (log scale)"),
                Axis.linear("windows in the right class (%)"), series, List.of(Mark.vertical("gap = widths", 1)),
                HALF_PX);
        return new Figure("separation", "Gap over width decides, at any length",
                "A symbol is a filter. Short and long filters lie nearly on one curve; of the long ones more have a small "
                        + "ratio.",
                Width.HALF, 400, chart.option(), chart.table());
    }

    private void filters(ReportPage page) {
        List<Integer> sizes = sizes(KernelSize.ONE);
        page.section("What such filters look like");
        page.paragraph(
                "Of each length the best filter of this run, one in the middle, and the worst. The dotted lines are "
                        + "the three classes: a filter fails when its curve has the same height at two of them.");
        List<Figure> figures = new ArrayList<>();
        for (int taps : sizes.size() > 1 ? List.of(sizes.getFirst(), sizes.getLast()) : sizes) {
            figures.add(responses(taps));
        }
        page.figures(figures);
    }

    private Figure responses(int taps) {
        double[] hz = IntStream.rangeClosed(0, 320).mapToDouble(i -> i / 20.0).toArray();
        List<TrialResult> sorted = run.trials(KernelSize.ONE).stream()
                .filter(trial -> trial.value(KernelSize.ACCURACY, taps).isPresent())
                .sorted(Comparator.comparingDouble(
                        (TrialResult trial) -> -trial.value(KernelSize.ACCURACY, taps).getAsDouble()))
                .toList();
        List<String> names = List.of("best", "median", "worst");
        List<Style> styles = List.of(new Style(Style.BLUE, List.of(), "circle"),
                new Style(Style.GREEN, List.of(2, 4), "triangle"), new Style(Style.VERMILLION, List.of(9, 5), "rect"));
        List<Series> series = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            TrialResult trial = sorted.get(i * (sorted.size() - 1) / 2);
            FrequencyResponse response =
                    FilterBank.random(1, taps, trial.seed()).response(0, TONES.sampleRateHz());
            double[] magnitude = Arrays.stream(hz).map(each -> response.at(each).magnitude()).toArray();
            series.add(Series.of(names.get(i) + " (seed " + trial.seed() + ", "
                    + Numbers.percent(trial.value(KernelSize.ACCURACY, taps).getAsDouble()) + "%)", styles.get(i),
                    Kind.LINE,
                    hz, magnitude));
        }
        List<Mark> marks = TONES.classHz().stream().map(each -> Mark.vertical(Math.round(each) + " Hz", each)).toList();
        CurveChart chart = new CurveChart(Axis.fromZero("frequency (Hz)").between(0, 16), Axis.fromZero("|H|"), series,
                marks, HALF_PX);
        return new Figure("response-" + taps, "|H| of random filters of " + Words.count(taps, "tap"),
                "In brackets: the windows in the right class.", Width.HALF, 400, chart.option(), chart.table());
    }

    private void numbers(ReportPage page) {
        page.section("Numbers");
        page.table(table());
        page.paragraph(
                "In percent: windows in the right class, mean ± standard error over seeds. Reference: the same with "
                        + "NumPy, 300 filters, other random numbers.");
        if (measured.has(KernelSize.ONE)) {
            page.foldedTable("One random filter in detail", detail());
        }
        if (measured.has(KernelSize.TRAINED_ONE) || measured.has(KernelSize.TRAINED_BANK)) {
            page.foldedTable("How far training moves the filters", distances());
        }
    }

    private DataTable table() {
        List<DataTable.Column> columns = new ArrayList<>(List.of(number("taps")));
        List<String> arms = run.arms().stream().map(Arm::name).filter(measured::has).toList();
        for (String arm : arms) {
            columns.add(number("`" + arm + "`"));
            if (arm.equals(KernelSize.ONE)) {
                columns.add(number("reference"));
            }
        }
        arms.forEach(arm -> columns.add(number("`" + arm + "`, close")));
        List<DataTable.Row> rows = new ArrayList<>();
        for (int taps : sizes(arms.getFirst())) {
            List<String> cells = new ArrayList<>(List.of(Integer.toString(taps)));
            for (String arm : arms) {
                cells.add(Measured.percentAndError(measured.summary(arm, KernelSize.ACCURACY, taps)));
                if (arm.equals(KernelSize.ONE)) {
                    cells.add(REFERENCE.containsKey(taps) ? Numbers.percent(REFERENCE.get(taps).accuracy()) : "");
                }
            }
            for (String arm : arms) {
                cells.add(Measured.percentAndError(measured.summary(arm, KernelSize.CLOSE, taps)));
            }
            rows.add(row(cells));
        }
        return new DataTable(columns, rows);
    }

    private DataTable detail() {
        List<DataTable.Row> rows = new ArrayList<>();
        for (int taps : sizes(KernelSize.ONE)) {
            rows.add(row(List.of(Integer.toString(taps), Numbers.percent(above(taps)), Numbers.percent(below(taps)),
                    share(KernelSize.GAP, taps), share(KernelSize.SPREAD, taps), share("deviation", taps),
                    share("deviationEdges", taps), share("deviationSampling", taps), share("deviationStart", taps),
                    Numbers.significant(measured.mean(KernelSize.ONE, KernelSize.TURNS, taps), 2))));
        }
        return new DataTable(List.of(number("taps"), number("filters above 99% (%)"), number("filters below 80% (%)"),
                number("gap (%)"), number("width (%)"), number("DC against |H|/π (%)"), number("edges (%)"),
                number("sampling (%)"), number("start (%)"), number("turns of |H|, 3 to 10 Hz")), rows);
    }

    private DataTable distances() {
        List<String> arms =
                List.of(KernelSize.TRAINED_ONE, KernelSize.TRAINED_BANK).stream().filter(measured::has).toList();
        List<DataTable.Column> columns = new ArrayList<>(List.of(number("taps")));
        arms.forEach(arm -> columns.add(number("`" + arm + "`: ‖W − W₀‖₂ / ‖W₀‖₂")));
        List<DataTable.Row> rows = new ArrayList<>();
        for (int taps : sizes(arms.getFirst())) {
            List<String> cells = new ArrayList<>(List.of(Integer.toString(taps)));
            arms.forEach(arm -> cells.add(Numbers.meanAndSd(measured.summary(arm, KernelSize.DISTANCE, taps))));
            rows.add(row(cells));
        }
        return new DataTable(columns, rows);
    }

    private double above(int taps) {
        return measured.share(KernelSize.ONE, KernelSize.ACCURACY, taps, value -> value > 0.99);
    }

    private double below(int taps) {
        return measured.share(KernelSize.ONE, KernelSize.ACCURACY, taps, value -> value < 0.8);
    }

    private List<Check> checks() {
        List<Check> checks = new ArrayList<>();
        if (run.seedsByArm().containsKey(KernelSize.ONE)) {
            for (int taps : Sweep.wholeNumbers(run.settings().getOrDefault("taps", "2"))) {
                Summary accuracy = measured.summary(KernelSize.ONE, KernelSize.ACCURACY, taps);
                Reference reference = REFERENCE.get(taps);
                if (reference != null) {
                    checks.add(Measured.checkMean("one filter, " + taps + " taps: mean accuracy", reference.accuracy(),
                            REFERENCE_FILTERS, reference.spread(), accuracy, SOURCE));
                }
                if (taps == 2 || taps == 16) {
                    checks.add(Measured.checkShare("one filter, " + taps + " taps: share above 99%",
                            taps == 2 ? 0.93 : 0.31, REFERENCE_FILTERS, above(taps), accuracy.n(), SOURCE));
                }
                if (DEVIATIONS.containsKey(taps)) {
                    Deviation deviation = DEVIATIONS.get(taps);
                    checks.add(Measured.checkDeviation("one filter, " + taps + " taps: mean |DC − |H|/π| over mean DC",
                            deviation.mean(), REFERENCE_FILTERS, deviation.spread(),
                            measured.summary(KernelSize.ONE, "deviationOfSums", taps)));
                }
                if (taps == 16) {
                    checks.add(Measured.checkShare("one filter, 16 taps: share below 80%", 0.18, REFERENCE_FILTERS,
                            below(taps), accuracy.n(), SOURCE));
                }
            }
        }
        return checks;
    }

    private String terminal() {
        List<String> arms = run.arms().stream().map(Arm::name).filter(measured::has).toList();
        StringBuilder text = new StringBuilder("right (%)");
        arms.forEach(arm -> text.append(String.format(Locale.ROOT, "  %18s", arm)));
        text.append('\n');
        for (int taps : sizes(arms.getFirst())) {
            text.append(String.format(Locale.ROOT, "%4d taps", taps));
            arms.forEach(arm -> text.append(String.format(Locale.ROOT, "  %18s",
                    Measured.percentAndError(measured.summary(arm, KernelSize.ACCURACY, taps)))));
            text.append('\n');
        }
        return text.toString();
    }
}
