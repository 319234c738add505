package dev.halfwave.experiments.depth;

import dev.halfwave.core.Tensor;
import dev.halfwave.experiments.depth.WideLimit.Layer;
import dev.halfwave.experiments.report.Axis;
import dev.halfwave.experiments.report.Check;
import dev.halfwave.experiments.report.CurveChart;
import dev.halfwave.experiments.report.CurveChart.Kind;
import dev.halfwave.experiments.report.CurveChart.Series;
import dev.halfwave.experiments.report.DataTable;
import dev.halfwave.experiments.report.Figure;
import dev.halfwave.experiments.report.LineChart;
import dev.halfwave.experiments.report.LineChart.Line;
import dev.halfwave.experiments.report.LineChart.Point;
import dev.halfwave.experiments.report.Mark;
import dev.halfwave.experiments.report.Measurements;
import dev.halfwave.experiments.report.Numbers;
import dev.halfwave.experiments.report.ReportPage;
import dev.halfwave.experiments.report.Style;
import dev.halfwave.experiments.report.Summary;
import dev.halfwave.experiments.report.Words;
import dev.halfwave.experiments.signal.Signals;
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

/// The report of `dc-depth`.
final class DcDepthReport {

    private static final Map<String, Style> STYLES = Map.of(
            "relu", new Style(Style.BLUE, List.of(), "circle"),
            "relu-wide", new Style(Style.SKY, List.of(9, 5), "emptyCircle"),
            "abs", new Style(Style.ORANGE, List.of(11, 4, 2, 4), "diamond"),
            "linear", new Style(Style.GREEN, List.of(2, 4), "triangle"),
            "relu-dc-free", new Style(Style.PURPLE, List.of(16, 4), "emptyTriangle"),
            "paper-trained", new Style(Style.VERMILLION, List.of(), "rect"),
            "deep-trained", new Style(Style.VERMILLION, List.of(9, 5), "emptyRect"));

    private static final Style THEORY = new Style(Style.BLACK, List.of(2, 3), "none");

    /// What an earlier computation with random weights found, with two digits; how many stacks it drew is not recorded.
    private static final double[] EARLIER_SHARES = {0.41, 0.57, 0.65, 0.70, 0.74, 0.77};
    private static final double[] EARLIER_MEANS = {0.071, 0.049, 0.034, 0.023, 0.016, 0.012};

    private final RunData run;
    private final Measurements measured;
    private final List<String> arms = new ArrayList<>();
    private final int layers;
    private final Map<String, List<Layer>> theory = new LinkedHashMap<>();

    DcDepthReport(RunData run) {
        this.run = run;
        measured = Measurements.of(run);
        layers = number("layers");
        for (Arm arm : run.arms()) {
            if (measured.has(arm.name())) {
                arms.add(arm.name());
            }
            theory.put(arm.name(), theory(arm.name()));
        }
    }

    private int number(String setting) {
        return Integer.parseInt(run.settings().get(setting));
    }

    /// The limit of infinite width, mean over the three tones.
    private List<Layer> theory(String arm) {
        int channels = number(arm.equals(DcDepth.WIDE_RELU) ? "wideChannels" : "channels");
        Tensor probes = DcDepthTrial.probes();
        int tones = probes.shape().dim(0);
        double[][] sums = new double[layers][4];
        for (int n = 0; n < tones; n++) {
            List<Layer> limit = WideLimit.of(DcDepth.recipe(arm).theory(), Signals.row(probes, n, 0), DcDepthTrial.TAPS,
                    channels, layers);
            for (int l = 0; l < layers; l++) {
                Layer layer = limit.get(l);
                double[] values = {layer.before(), layer.share(), layer.mean(), layer.rms()};
                for (int i = 0; i < values.length; i++) {
                    sums[l][i] += values[i] / tones;
                }
            }
        }
        List<Layer> mean = new ArrayList<>();
        for (double[] sum : sums) {
            mean.add(new Layer(sum[0], sum[1], sum[2], sum[3]));
        }
        return mean;
    }

    Report report() {
        ReportPage page = ReportPage.of(new DcDepth(), run, "Does ReLU's DC component persist through layers?");
        page.quick(ReportPage.seedCounts(run) + "; a quarter of the windows and " + number("epochs")
                + " epochs for the trained networks.");
        page.answer(answer());
        page.asked(
                "The paper describes what one ReLU adds to a signal. The next convolution may take it away again: its "
                        + "filters can have any gain at DC. What is the DC component after two, three, six layers, with random "
                        + "weights, with which every training begins, and with trained ones?");
        page.asked(
                "In a network of many channels this can be computed without drawing any weights: the channels are then "
                        + "Gaussian processes over time, whose covariance passes from layer to layer by a formula (Cho and Saul 2009; "
                        + "Novak et al. 2019, arXiv:1810.05148). The share of DC is the mean of the covariance over all pairs of "
                        + "times, divided by that over equal times.");
        setUp(page);
        if (!arms.isEmpty()) {
            page.mainFigure(shares());
            why(page);
            trained(page);
            sizes(page);
        }
        page.checks(checks());
        return page.report(terminal());
    }

    private String answer() {
        StringBuilder text = new StringBuilder();
        if (measured.has(DcDepth.RELU)) {
            text.append(isGrowing() ? "It grows. " : "").append("With random weights, ")
                    .append(percent(share(DcDepth.RELU, 1)))
                    .append(" % of the energy stands at DC after the first ReLU and ")
                    .append(percent(share(DcDepth.RELU, layers))).append(" % after layer ").append(layers)
                    .append("; a network of infinite width has ")
                    .append(percent(theory.get(DcDepth.RELU).getLast().share()))
                    .append(" % there. ");
            if (isGrowing()) {
                text.append(
                        "Random convolutions leave the share as it is, each ReLU raises it, and the tone fades beside it. ");
            }
        }
        if (measured.has(DcDepth.PAPER_TRAINED)) {
            double start = measured.mean(DcDepth.PAPER_TRAINED, "start.share", 2);
            double end = share(DcDepth.PAPER_TRAINED, 2);
            text.append(Double.isNaN(end)
                    ? "Training silenced the network here"
                    : end > start ? "Training raises it further" : "Training did not raise it here")
                    .append(": in the paper's network from ").append(percent(start)).append(" to ").append(percent(end))
                    .append(" % after the second layer. ");
        }
        if (measured.has(DcDepth.DEEP_TRAINED)) {
            text.append("With ").append(layers).append(" trained layers it is ")
                    .append(percent(share(DcDepth.DEEP_TRAINED, layers))).append(" %. ");
        }
        List<String> without = new ArrayList<>();
        if (measured.has("linear")) {
            without.add("without activations");
        }
        if (measured.has("relu-dc-free")) {
            without.add("with the mean taken away after each");
        }
        if (!without.isEmpty()) {
            String where = String.join(", or ", without);
            text.append(Words.upper(where)).append(", there is none.");
        }
        return text.isEmpty()
                ? "The question cannot be answered from this run: " + Words.missing(run, List.of(DcDepth.RELU)) + "."
                : text.toString();
    }

    /// Whether the share is larger at the end than after the first layer.
    private boolean isGrowing() {
        return share(DcDepth.RELU, layers) > share(DcDepth.RELU, 1);
    }

    private double share(String arm, int layer) {
        return measured.mean(arm, "share", layer);
    }

    private static String percent(double share) {
        return Numbers.significant(100 * share, 2);
    }

    private void setUp(ReportPage page) {
        page.setUp("Input",
                "Tones of 3, 5 and 10 Hz, amplitude 1, phase 0, 256 samples at 32 Hz; one at a time, all numbers "
                        + "are means over the three.");
        page.setUp("Stacks",
                "Convolutions of " + number("channels") + " channels (`relu-wide`: " + number("wideChannels")
                        + ") with 3 taps, causal, without bias, Glorot uniform weights; an activation after each.");
        page.setUp("Trained",
                "The paper's task (section V.C: tell the three tones apart, frequencies with a deviation of "
                        + "0.1 Hz), with average pooling, a dense layer of 32 with ReLU and one of 3 behind the stack: "
                        + run.settings().get("windowsPerClass") + " windows per class, " + run.settings().get("epochs")
                        + " epochs of Adam with learning rate " + run.settings().get("learningRate") + ".");
        page.setUp("DC share", "The energy of the channels' means in the whole energy of all channels together: "
                + "Σ mean² / Σ mean of squares, over the channels of a layer. (The mean over channels of each one's own "
                + "share is another number, which hardly grows; see the last table.)");
        page.setUp("Seeds",
                ReportPage.seeds(run) + " Stacks of one seed and width share their weights as far as they are "
                        + "equally deep, the trained ones at their start.");
    }

    // The figure that makes the point.

    private Figure shares() {
        List<Line> lines = new ArrayList<>();
        for (String arm : arms) {
            lines.add(line(arm, STYLES.get(arm), arm, "share"));
        }
        if (measured.has(DcDepth.RELU)) {
            lines.add(
                    theoryLine("ReLU, infinitely wide", theory.get(DcDepth.RELU).stream().map(Layer::share).toList()));
        }
        if (measured.has("abs")) {
            lines.add(theoryLine("abs, infinitely wide", theory.get("abs").stream().map(Layer::share).toList()));
        }
        LineChart chart = new LineChart(Axis.linear("layer").between(0.5, layers + 0.5),
                Axis.fromZero("share of the energy at DC, after the activation").between(0, 1), lines,
                new LineChart.Level("one rectified tone: 4/π²", 4 / (Math.PI * Math.PI)), 1040);
        return new Figure("share-over-layers", "The share of DC grows from layer to layer",
                "Mean and one standard deviation over seeds. Dotted black: theory for infinitely many channels, nothing "
                        + "fitted.",
                Figure.Width.FULL, 480, chart.option(), table("share"));
    }

    private Line line(String name, Style style, String arm, String metric) {
        return new Line(name, style, true, measured.indices(arm, metric).stream().filter(l -> l > 0)
                .map(l -> new Point(l, measured.summary(arm, metric, l))).toList());
    }

    private Line theoryLine(String name, List<Double> values) {
        List<Point> points = new ArrayList<>();
        for (int l = 1; l <= values.size(); l++) {
            points.add(new Point(l, Summary.of(values.get(l - 1))));
        }
        return new Line(name, THEORY, true, points);
    }

    private DataTable table(String metric) {
        List<DataTable.Column> columns = new ArrayList<>(List.of(DataTable.number("layer")));
        arms.forEach(arm -> columns.add(DataTable.number("`" + arm + "`")));
        columns.add(DataTable.number("ReLU, theory"));
        List<Layer> limit = theory(DcDepth.RELU);
        List<DataTable.Row> rows = new ArrayList<>();
        for (int l = 1; l <= layers; l++) {
            List<String> cells = new ArrayList<>(List.of(Integer.toString(l)));
            for (String arm : arms) {
                cells.add(Numbers.meanAndSd(measured.summary(arm, metric, l)));
            }
            Layer layer = limit.get(l - 1);
            cells.add(Numbers.format(metric.equals("share") ? layer.share() : layer.mean()));
            rows.add(DataTable.row(cells));
        }
        return new DataTable(columns, rows);
    }

    private void why(ReportPage page) {
        page.section("Why it grows");
        page.paragraph(
                "Not because a convolution adds up means while oscillations cancel: random filters have, on average, as "
                        + "much gain at DC as anywhere else, so the share is the same behind a convolution as before it (left). It is "
                        + "ReLU. A channel's mean is, by the random signs of its weights, as often negative as positive. "
                        + "Where it is well below 0 the channel falls silent; where it is well above 0 the channel passes "
                        + "unchanged, as ReLU is linear there, and keeps its share; in between ReLU makes new DC from the "
                        + "oscillation. On average over many "
                        + "channels ReLU therefore raises any share (right), by less the higher it is.");
        page.figures(path(), map());
    }

    private Figure path() {
        List<Series> series = new ArrayList<>();
        for (String arm : List.of(DcDepth.RELU, DcDepth.PAPER_TRAINED, DcDepth.DEEP_TRAINED)) {
            if (!measured.has(arm)) {
                continue;
            }
            List<Integer> indices = measured.indices(arm, "share");
            double[] x = new double[2 * indices.size()];
            double[] y = new double[2 * indices.size()];
            for (int i = 0; i < indices.size(); i++) {
                x[2 * i] = indices.get(i) - 0.5;
                x[2 * i + 1] = indices.get(i);
                y[2 * i] = measured.mean(arm, "share.before", indices.get(i));
                y[2 * i + 1] = share(arm, indices.get(i));
            }
            series.add(Series.of(arm, STYLES.get(arm), Kind.LINE_AND_POINTS, x, y));
        }
        CurveChart chart = new CurveChart(
                Axis.fromZero("layer (half: behind its convolution; whole: behind its activation)")
                        .between(0, layers + 0.5),
                Axis.fromZero("share of the energy at DC").between(0, 1), series, List.of(), 500);
        return new Figure("share-along-the-path", "Step by step",
                "Mean over seeds. With random weights only ReLU raises the share; trained convolutions raise it too.",
                Figure.Width.HALF, 420,
                chart.option(), chart.table());
    }

    private Figure map() {
        List<Series> series = new ArrayList<>();
        for (String arm : List.of(DcDepth.RELU, DcDepth.DEEP_TRAINED)) {
            List<double[]> points = points(arm);
            if (!points.isEmpty()) {
                series.add(Series.of(arm, STYLES.get(arm), Kind.POINTS,
                        points.stream().mapToDouble(point -> point[0]).toArray(),
                        points.stream().mapToDouble(point -> point[1]).toArray()));
            }
        }
        double[] grid = IntStream.rangeClosed(0, 100).mapToDouble(i -> i / 100.0).toArray();
        series.add(Series.of("ReLU of Gaussian noise, theory", THEORY, Kind.LINE, grid, Arrays.stream(grid)
                .map(c -> (Math.sqrt(1 - c * c) + c * (Math.PI - Math.acos(c))) / Math.PI).toArray()));
        series.add(Series.of("no change", new Style(Style.BLACK, List.of(1, 5), "none"), Kind.LINE, grid, grid));
        CurveChart chart = new CurveChart(Axis.fromZero("DC share before ReLU").between(0, 1),
                Axis.fromZero("DC share after ReLU").between(0, 1), series, List.of(Mark.horizontal("4/π²",
                        4 / (Math.PI * Math.PI))),
                500);
        return new Figure("share-after-over-before", "What ReLU does to the share",
                "Layers of up to 40 seeds. Theory is for channels that are noise around a random mean; tones begin at 4/π² "
                        + "instead of 1/π.",
                Figure.Width.HALF, 420, chart.option(), chart.table());
    }

    /// The share before and after each activation, of layers that have not fallen silent.
    private List<double[]> points(String arm) {
        List<double[]> points = new ArrayList<>();
        for (TrialResult trial : run.trials(arm).stream().limit(40).toList()) {
            for (int l = 1; l <= layers; l++) {
                double[] point = {value(trial, "share.before", l), value(trial, "share", l)};
                if (Double.isFinite(point[0]) && Double.isFinite(point[1])) {
                    points.add(point);
                }
            }
        }
        return points;
    }

    private void trained(ReportPage page) {
        List<DataTable.Row> rows = new ArrayList<>();
        for (String arm : List.of(DcDepth.PAPER_TRAINED, DcDepth.DEEP_TRAINED)) {
            for (int l : measured.indices(arm, "share")) {
                rows.add(DataTable.row(List.of("`" + arm + "`", Integer.toString(l),
                        Numbers.meanAndSd(measured.summary(arm, "start.share.before", l)),
                        Numbers.meanAndSd(measured.summary(arm, "share.before", l)),
                        Numbers.meanAndSd(measured.summary(arm, "start.share", l)),
                        Numbers.meanAndSd(measured.summary(arm, "share", l)),
                        Numbers.meanAndSd(measured.summary(arm, "start.mean", l)),
                        Numbers.meanAndSd(measured.summary(arm, "mean", l)))));
            }
        }
        if (rows.isEmpty()) {
            return;
        }
        page.section("What training does");
        page.paragraph(
                "Average pooling at the end sees nothing but the DC of the last layer, so a loss that asks for large "
                        + "differences there is a reason to raise it. And trained convolutions do what random ones do not: the share "
                        + "behind the second one is above that before it. Share of test windows that are right: "
                        + accuracies() + ".");
        page.table(new DataTable(List.of(DataTable.text("arm"), DataTable.number("layer"),
                DataTable.number("DC share behind the convolution, at the start"), DataTable.number("trained"),
                DataTable.number("behind ReLU, at the start"), DataTable.number("trained"),
                DataTable.number("mean activation, at the start"), DataTable.number("trained")), rows));
    }

    private String accuracies() {
        List<String> parts = new ArrayList<>();
        for (String arm : List.of(DcDepth.PAPER_TRAINED, DcDepth.DEEP_TRAINED)) {
            if (measured.has(arm)) {
                parts.add(Numbers.percent(measured.mean(arm, "accuracy", 0)) + " % with `" + arm + "`");
            }
        }
        return String.join(", ", parts);
    }

    private void sizes(ReportPage page) {
        page.section("How large it is, and other ways to count");
        page.paragraph(
                "The share grows although DC itself falls: with Glorot's weights a random ReLU layer halves the power, "
                        + "so everything becomes smaller by √2 per layer, and the mean halves every two layers.");
        List<Line> lines = new ArrayList<>();
        for (String arm : arms) {
            if (!arm.equals("linear") && !arm.equals("relu-dc-free")) {
                lines.add(line(arm, STYLES.get(arm), arm, "mean"));
            }
        }
        if (measured.has(DcDepth.RELU)) {
            lines.add(theoryLine("ReLU, infinitely wide", theory.get(DcDepth.RELU).stream().map(Layer::mean).toList()));
        }
        LineChart chart = new LineChart(Axis.linear("layer").between(0.5, layers + 0.5),
                Axis.logarithmic("mean activation (log scale)"), lines, LineChart.NO_LEVEL, 500);
        page.figures(new Figure("mean-over-layers", "The mean activation",
                "Over time and channels; mean and standard deviation over seeds. Theory has the factor 1/√2 per layer, and "
                        + "Glorot's first layer of " + number("channels")
                        + " channels; a wider first layer has smaller weights.",
                Figure.Width.HALF, 420, chart.option(), table("mean")));
        List<DataTable.Row> rows = new ArrayList<>();
        for (String arm : arms) {
            int last = measured.indices(arm, "share").stream().reduce((a, b) -> b).orElse(0);
            for (int l : new int[] {1, last}) {
                rows.add(DataTable.row(List.of("`" + arm + "`", Integer.toString(l), Numbers.format(share(arm, l)),
                        Numbers.format(measured.mean(arm, "share.interior", l)),
                        Numbers.format(measured.mean(arm, "share.channels", l)),
                        Numbers.format(measured.mean(arm, "rms", l)))));
            }
        }
        page.paragraph(
                "Leaving out the first second, where filters still see the zeros before the window, changes little. "
                        + "The mean over channels of each one's own share counts a faint channel as much as a loud one; faint "
                        + "are those with a negative mean, of which only the tips pass, at a share below a half.");
        page.table(new DataTable(List.of(DataTable.text("arm"), DataTable.number("layer"),
                DataTable.number("share, all channels together"), DataTable.number("without the first second"),
                DataTable.number("mean over channels of their shares"), DataTable.number("RMS of the activation")),
                rows));
    }

    private List<Check> checks() {
        List<Check> checks = new ArrayList<>();
        boolean isEarlier = number("channels") == 32;
        for (int l = 1; isEarlier && l <= Math.min(layers, EARLIER_SHARES.length); l++) {
            Summary share = measured.summary(DcDepth.RELU, "share", l);
            checks.add(Check.ofMean("`relu`, layer " + l + ": DC share", EARLIER_SHARES[l - 1], 0.01, share,
                    "an earlier computation with two digits; allowed: 0.01 and three standard errors, n = "
                            + share.n()));
        }
        for (int l = 1; isEarlier && l <= Math.min(layers, EARLIER_MEANS.length); l++) {
            Summary mean = measured.summary(DcDepth.RELU, "mean", l);
            checks.add(Check.ofMean("`relu`, layer " + l + ": mean activation", EARLIER_MEANS[l - 1], 0.001, mean,
                    "the same; allowed: 0.001 and three standard errors, n = " + mean.n()));
        }
        for (String arm : List.of(DcDepth.WIDE_RELU, "abs")) {
            for (int l : new int[] {1, 2, layers}) {
                Summary share = measured.summary(arm, "share", l);
                checks.add(Check.ofMean("`" + arm + "`, layer " + l + ": DC share", theory(arm).get(l - 1).share(),
                        0.01, share, "infinite width; allowed: 0.01 and three standard errors, n = " + share.n()));
            }
        }
        for (int l = 2; l <= layers; l++) {
            Summary change = change(l);
            checks.add(Check.ofMean("`relu`: DC share behind convolution " + l + " less that before it", 0, 0.01,
                    change, "equal gain at all frequencies; allowed: 0.01 and three standard errors, n = "
                            + change.n()));
        }
        checks.add(Check.atMost("`linear`, layer " + layers + ": DC share without the first second", 1e-8,
                measured.mean("linear", "share.interior", layers), "tones have no mean"));
        checks.add(Check.atMost("`relu-dc-free`, layer " + layers + ": DC share", 1e-8,
                measured.mean("relu-dc-free", "share", layers), "taken away by construction"));
        return checks;
    }

    /// What the convolution of a layer does to the share of the layer before, of each stack that has not fallen silent.
    private Summary change(int layer) {
        return Summary.of(run.trials(DcDepth.RELU).stream()
                .mapToDouble(trial -> value(trial, "share.before", layer) - value(trial, "share", layer - 1))
                .filter(Double::isFinite).toArray());
    }

    /// A layer that has fallen silent has no share: NaN.
    private static double value(TrialResult trial, String metric, int layer) {
        return trial.value(metric, layer).orElse(Double.NaN);
    }

    private String terminal() {
        StringBuilder text = new StringBuilder("Share of the energy at DC after each layer, mean over seeds\n");
        text.append(String.format("%-22s", "arm"));
        for (int l = 1; l <= layers; l++) {
            text.append(String.format("%8d", l));
        }
        for (String arm : arms) {
            text.append(String.format("\n%-22s", arm));
            for (int l = 1; l <= layers; l++) {
                double share = share(arm, l);
                text.append(String.format("%8s", share < 5e-4 ? "0" : Numbers.decimals(share, 3)));
            }
        }
        text.append(String.format("\n%-22s", "ReLU, infinitely wide"));
        for (Layer layer : theory(DcDepth.RELU)) {
            text.append(String.format("%8s", Numbers.decimals(layer.share(), 3)));
        }
        return text.append('\n').toString();
    }
}
