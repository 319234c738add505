package dev.halfwave.experiments.series;

import static dev.halfwave.experiments.report.DataTable.number;
import static dev.halfwave.experiments.report.DataTable.row;
import static dev.halfwave.experiments.report.DataTable.text;

import dev.halfwave.core.Shape;
import dev.halfwave.experiments.report.Axis;
import dev.halfwave.experiments.report.Check;
import dev.halfwave.experiments.report.CurveChart;
import dev.halfwave.experiments.report.CurveChart.Kind;
import dev.halfwave.experiments.report.CurveChart.Series;
import dev.halfwave.experiments.report.DataTable;
import dev.halfwave.experiments.report.Figure;
import dev.halfwave.experiments.report.Mark;
import dev.halfwave.experiments.report.Numbers;
import dev.halfwave.experiments.report.ReportPage;
import dev.halfwave.experiments.report.Style;
import dev.halfwave.experiments.report.Words;
import dev.halfwave.experiments.signal.Spectrum;
import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.Report;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.TrialResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// The report of `averaging-and-differencing`.
final class AveragingReport {

    private static final List<Integer> LISTED_HZ = List.of(0, 5, 10, 15, 20, 40, 80, 110, 150);

    private final RunData run;
    private final Map<String, TrialResult> trials = new LinkedHashMap<>();
    private final Grid grid;
    private final double[] x;

    private AveragingReport(RunData run) {
        this.run = run;
        for (Arm arm : run.arms()) {
            run.trials(arm.name()).stream().findFirst().ifPresent(trial -> trials.put(arm.name(), trial));
        }
        grid = Grid.of(run.settings().getOrDefault("grid", "paper"));
        x = Mixture.PAPER.samples(grid.seconds());
    }

    static Report of(RunData run) {
        AveragingReport report = new AveragingReport(run);
        return report.page().report(report.terminal());
    }

    private ReportPage page() {
        ReportPage page = ReportPage.of(new AveragingAndDifferencing(), run,
                "What do averaging and differencing between ReLUs do to frequencies?");
        page.quick("nothing is random here, and it computes the same as the full preset.");
        page.answer(answer());
        page.asked("A second ReLU after a first changes nothing, as there is nothing negative left to cut. For new "
                + "frequencies something must stand between them that makes values negative again. Kechris, Dan, Miranda "
                + "and Atienza show it with two networks whose weights are given, not learned: one averages, one takes "
                + "differences.");
        page.setUp("Signal",
                "Unit cosines of " + Mixture.PAPER.words() + " in phase, 8192 samples of 8 s" + (grid == Grid.PAPER
                        ? " with both ends, as in the paper's code."
                        : " at n/1024 s."));
        page.setUp("Amplitudes",
                "At the nearest bin of the exact frequency axis, DC once. (The paper's plots double DC.)");
        page.setUp("Energy", "The mean of squares without the mean: the AC part.");
        if (trials.isEmpty()) {
            return page;
        }
        page.mainFigure(spectra("spectra-relative", "Where the energy goes",
                "Each spectrum relative to the root mean square of its own AC part, so that the shapes can be compared. "
                        + "Only multiples of 5 Hz are drawn, as there is nothing but leakage between them; the lines guide the eye.",
                true, Figure.Width.FULL));
        page.section("As the paper draws it");
        page.paragraph(
                "The curves of the paper's figure share an axis but not a scale: the differencing network's input "
                        + "is 10⁻⁴ of the others', and each of its two differences is multiplied by 1024. Its heights say nothing "
                        + "beside the others'.");
        page.figures(spectra("spectra", "Amplitudes as they are", "Do not compare the height of `differencing`.", false,
                Figure.Width.HALF), cumulative());
        page.section("Over time");
        page.figures(overTime());
        page.section("Numbers");
        page.table(numbers());
        page.section("The networks");
        page.paragraph("In Java, with Halfwave's layers:");
        page.code("""
                Initializer ninth = Initializer.constant(1f / 9);
                Conv1d average = Conv1d.of(1, 1, 9)
                        .withInitialization(new Initialization(ninth, Initializer.zeros())).withoutBias();

                Initializer slope = (weight, fans, random) -> {
                    weight.set(0, -1024);
                    weight.set(1, 1024);
                };
                Conv1d difference = Conv1d.of(1, 1, 2)
                        .withInitialization(new Initialization(slope, Initializer.zeros())).withoutBias();
                """);
        page.code(ExampleNetworks.averaging().summary(Shape.of(1, 1, Grid.SAMPLES)).strip());
        page.code(ExampleNetworks.differencing().summary(Shape.of(1, 1, Grid.SAMPLES)).strip());
        page.checks(checks());
        return page;
    }

    private String answer() {
        List<String> needed = List.of("relu", "averaging", "differencing");
        if (!trials.keySet().containsAll(needed)) {
            return "The networks cannot be compared from this run: " + Words.missing(run, needed) + ".";
        }
        String plain = value("averaging", "differenceFromPlainAveraging") == 0
                ? " Its five later ReLUs do nothing at all: to the last bit it is an average of the first ReLU, as an "
                        + "average of what is not negative is not negative."
                : "";
        return "Above 45 Hz there is " + percent("relu", "energyAbove45Hz") + " of ReLU's AC energy. Averaging between "
                + "ReLUs takes that to " + percent("averaging", "energyAbove45Hz") + "." + plain
                + " Differencing makes "
                + "values negative again, so that every ReLU makes new frequencies: " + percent("differencing",
                        "energyAbove45Hz")
                + " of its energy is above 45 Hz, and the mean frequency rises from "
                + Numbers.significant(value("relu", "centroidHz"), 3) + " to "
                + Numbers.significant(value("differencing", "centroidHz"), 3) + " Hz.";
    }

    private static Style style(String arm) {
        return switch (arm) {
            case "input" -> new Style(Style.BLACK, List.of(2, 4), "emptyDiamond");
            case "relu" -> new Style(Style.BLACK, List.of(), "emptyCircle");
            case "averaging" -> new Style(Style.BLUE, List.of(9, 5), "rect");
            default -> new Style(Style.VERMILLION, List.of(3, 3), "triangle");
        };
    }

    private Figure spectra(String name, String title, String caption, boolean isRelative, Figure.Width width) {
        List<Series> series = new ArrayList<>();
        for (String arm : trials.keySet()) {
            double unit = isRelative ? value(arm, "rms") : 1;
            int[] hertz = IntStream.rangeClosed(0, 60).map(i -> 5 * i).toArray();
            double[] amplitude = Arrays.stream(hertz).mapToDouble(hz -> value(arm, "amplitude", hz) / unit).toArray();
            series.add(Series.of(arm, style(arm), Kind.LINE_AND_POINTS,
                    Arrays.stream(hertz).asDoubleStream().toArray(), amplitude));
        }
        String unit = isRelative ? "amplitude / RMS of the AC part (log scale)" : "amplitude (log scale)";
        CurveChart chart = new CurveChart(Axis.fromZero("frequency (Hz)").between(0, 300),
                Axis.logarithmic(unit).between(1e-4, Double.NaN), series, List.of(),
                width == Figure.Width.FULL ? 1040 : 500);
        return new Figure(name, title, caption, width, width == Figure.Width.FULL ? 460 : 400, chart.option(),
                chart.table());
    }

    /// How much of the energy lies below a frequency.
    private Figure cumulative() {
        List<Series> series = new ArrayList<>();
        for (String arm : trials.keySet()) {
            Spectrum spectrum = Spectrum.amplitude(AveragingAndDifferencing.output(arm, x), Grid.SAMPLE_RATE_HZ);
            double total = 0;
            double[] below = new double[(int) (Grid.SAMPLE_RATE_HZ / 2) + 1];
            for (int bin = 1; bin < spectrum.amplitude().length; bin++) {
                double power = spectrum.amplitude()[bin] * spectrum.amplitude()[bin];
                total += power;
                below[(int) Math.min(below.length - 1, Math.ceil(spectrum.frequencyHz()[bin]))] += power;
            }
            double[] share = new double[below.length];
            double sum = 0;
            for (int hz = 0; hz < below.length; hz++) {
                sum += below[hz];
                share[hz] = 100 * sum / total;
            }
            series.add(Series.of(arm, style(arm), Kind.LINE,
                    IntStream.range(0, below.length).asDoubleStream().toArray(), share));
        }
        CurveChart chart = new CurveChart(Axis.fromZero("frequency (Hz)").between(0, 512),
                Axis.fromZero("AC energy up to here (%)").between(0, 100), series, List.of(Mark.vertical("45 Hz", 45)),
                500);
        return new Figure("energy", "The share of the energy below a frequency",
                "Differencing moves the energy to the right, averaging to the left.", Figure.Width.HALF, 400,
                chart.option(), chart.table());
    }

    private Figure overTime() {
        List<Series> series = new ArrayList<>();
        int length = 256;
        for (String arm : trials.keySet()) {
            double[] y = AveragingAndDifferencing.output(arm, x);
            // An output sample belongs to the middle of the inputs that it is computed from.
            double delay = (Grid.SAMPLES - y.length) / 2.0;
            double unit = value(arm, "rms");
            double[] seconds = IntStream.range(0, length).mapToDouble(i -> (i + delay) / Grid.SAMPLE_RATE_HZ).toArray();
            double[] height = IntStream.range(0, length).mapToDouble(i -> y[i] / unit).toArray();
            Series curve = Series.of(arm, style(arm), Kind.LINE, seconds, height);
            series.add(arm.equals("input") ? curve.hidden() : curve);
        }
        CurveChart chart = new CurveChart(Axis.linear("time (s)").between(0, 0.25),
                Axis.linear("signal / RMS of its AC part"), series, List.of(), 1040);
        return new Figure("over-time", "The first quarter of a second",
                "Each relative to the root mean square of its own AC part, and shifted to the middle of the samples that it "
                        + "is made of. The differences leave short pulses where the signal curves upwards.",
                Figure.Width.FULL, 400, chart.option(), chart.table());
    }

    private DataTable numbers() {
        List<DataTable.Column> columns = new ArrayList<>(List.of(text("")));
        trials.keySet().forEach(arm -> columns.add(number("`" + arm + "`")));
        List<DataTable.Row> rows = new ArrayList<>();
        addRow(rows, "samples", "samples", 0, 1);
        addRow(rows, "mean", "mean", 0, 1);
        addRow(rows, "RMS of the AC part", "rms", 0, 1);
        addRow(rows, "AC energy above 45 Hz (%)", "energyAbove45Hz", 0, 100);
        addRow(rows, "AC energy above 100 Hz (%)", "energyAbove100Hz", 0, 100);
        addRow(rows, "mean frequency of the AC energy (Hz)", "centroidHz", 0, 1);
        for (int hz : LISTED_HZ) {
            addRow(rows, "amplitude at " + hz + " Hz", "amplitude", hz, 1);
        }
        return new DataTable(columns, rows);
    }

    private void addRow(List<DataTable.Row> rows, String name, String metric, int hz, double factor) {
        List<String> cells = new ArrayList<>(List.of(name));
        trials.keySet().forEach(arm -> cells.add(Numbers.significant(factor * value(arm, metric, hz), 4)));
        rows.add(row(cells));
    }

    private List<Check> checks() {
        List<Check> checks = new ArrayList<>();
        checks.add(new Check("averaging − plain averaging of the first ReLU, largest difference", 0,
                value("averaging", "differenceFromPlainAveraging"), 0, "relu(relu(x)) = relu(x)"));
        checks.add(new Check("ReLU twice − ReLU once, largest difference", 0,
                value("relu", "differenceFromSecondRelu"), 0, "relu(relu(x)) = relu(x)"));
        if (grid == Grid.PAPER) {
            String source = "computed independently with NumPy";
            String[] arms = {"input", "relu", "averaging", "differencing"};
            double[][] amplitudes = {{5, 1.0009, .5575, .5060, .2927}, {10, 1.0004, .6854, .4971, .3765},
                {15, .0006, .2840, .1764, .3326}, {20, .9997, .6749, .4721, .9359}, {40, .9975, .5042, .1189, 1.1928},
                {80, .0001, .0984, .0006, .6609}, {110, 0, .0322, 0, .7741}, {150, 0, .0084, 0, .9078}};
            double[] means = {.0005, .57486, .56855, .80178};
            double[] meansAllowed = {2.5e-4, 5e-6, 5e-6, 5e-6};
            double[] above45 = {Double.NaN, 4.1, .09, 87.6};
            double[] above45Allowed = {Double.NaN, .05, 5e-3, .05};
            double[] centroids = {18.7, 20.0, 12.9, 206};
            double[] centroidsAllowed = {.05, .05, .05, .5};
            for (int i = 0; i < arms.length; i++) {
                String arm = arms[i];
                checks.add(new Check(arm + ": mean", means[i], value(arm, "mean"), meansAllowed[i], source));
                if (Double.isFinite(above45[i])) {
                    checks.add(new Check(arm + ": AC energy above 45 Hz (%)", above45[i],
                            100 * value(arm, "energyAbove45Hz"), above45Allowed[i], source));
                }
                checks.add(new Check(arm + ": mean frequency of the AC energy (Hz)", centroids[i],
                        value(arm, "centroidHz"), centroidsAllowed[i], source));
                for (double[] line : amplitudes) {
                    int hz = (int) line[0];
                    checks.add(new Check(arm + ": amplitude at " + hz + " Hz", line[i + 1],
                            value(arm, "amplitude", hz), 6e-5, source));
                }
            }
            checks.add(new Check("differencing: AC energy above 100 Hz (%)", 71.7,
                    100 * value("differencing", "energyAbove100Hz"), 0.05, source));
        }
        return checks;
    }

    private double value(String arm, String metric) {
        return value(arm, metric, 0);
    }

    private double value(String arm, String metric, int hz) {
        return trials.containsKey(arm) ? trials.get(arm).value(metric, hz).orElse(Double.NaN) : Double.NaN;
    }

    private String percent(String arm, String metric) {
        return Numbers.significant(100 * value(arm, metric), 2) + "%";
    }

    private String terminal() {
        if (trials.isEmpty()) {
            return "";
        }
        StringBuilder lines = new StringBuilder(String.format("%-36s", ""));
        trials.keySet().forEach(arm -> lines.append(String.format("  %12s", arm)));
        lines.append('\n');
        for (DataTable.Row row : numbers().rows()) {
            lines.append(String.format("%-36s", row.cells().getFirst().text()));
            row.cells().stream().skip(1).forEach(cell -> lines.append(String.format("  %12s", cell.text())));
            lines.append('\n');
        }
        return lines.toString();
    }
}
