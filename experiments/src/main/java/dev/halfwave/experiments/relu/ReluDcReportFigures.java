package dev.halfwave.experiments.relu;

import dev.halfwave.experiments.relu.ReluDcReportArm.Outcome;
import dev.halfwave.experiments.relu.ReluDcReportArm.Series;
import dev.halfwave.experiments.report.Axis;
import dev.halfwave.experiments.report.DataTable;
import dev.halfwave.experiments.report.Figure;
import dev.halfwave.experiments.report.Figure.Width;
import dev.halfwave.experiments.report.LineChart;
import dev.halfwave.experiments.report.Numbers;
import dev.halfwave.experiments.report.StripChart;
import dev.halfwave.experiments.report.Style;
import dev.halfwave.experiments.report.Summary;
import dev.halfwave.experiments.report.TrajectoryChart;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The figures of the report. Fifteen arms in one chart are too many: the paper's three have the paper's figures, the
/// test accuracy is shown by families of arms, and where all arms that learned are compared some are switched off at
/// first.
final class ReluDcReportFigures {

    private static final int FULL_PX = 1050;
    private static final int HALF_PX = 500;

    private static final String PAPERS_SPREAD =
            "Mean over seeds; the band is one population standard deviation to each side.";

    /// Of many arms in one figure these are switched on at first, as far as there are any: the paper's, and two that show
    /// that the head matters.
    private static final List<String> FIRST_SHOWN = List.of("relu", "linear", "linear-class-dc", "linear-max",
            "relu-dc-free-max");

    /// How many lines a figure shows at first.
    private static final int MOST_SHOWN = 5;

    /// An arm looks the same in all figures; arms that are compared differ in color, dash and symbol.
    private static final Map<String, Style> STYLES = styles();

    /// A quantity over epochs.
    ///
    /// @param metric its name in the trials
    /// @param factor what it is multiplied by
    /// @param x the epochs
    /// @param y its own axis
    /// @param level what it is measured against, if anything
    private record Quantity(String metric, double factor, Axis x, Axis y, LineChart.Level level) {

        static Quantity distance(String metric, String name) {
            return new Quantity(metric, 1, Axis.fromZero("epoch"), Axis.fromZero(name),
                    LineChart.NO_LEVEL);
        }

        Summary of(ReluDcReportArm arm, int epoch) {
            Summary all = arm.at(metric, epoch);
            return factor == 1
                    ? all
                    : new Summary(all.n(), factor * all.mean(), factor * all.sd(), factor * all.median(),
                            factor * all.min(), factor * all.max());
        }
    }

    private static final Quantity LOSS = new Quantity("trainLoss", 1, Axis.fromZero("epoch"),
            Axis.logarithmic("training loss (nats, log scale)"), LineChart.NO_LEVEL);

    /// Most arms learn within the first epochs: without a logarithmic axis all their lines would be one corner.
    private static final Quantity ACCURACY = new Quantity("testAccuracy", 100,
            Axis.logarithmic("epoch (log scale)"),
            new Axis("test windows right (%)", false, 0, 100),
            new LineChart.Level("chance (33%)", 100 / 3.0));

    /// Arms that answer one question together.
    private record Family(String name, String title, String caption, List<String> arms) {}

    private static final List<Family> FAMILIES = List.of(
            new Family("dc-in", "A linear network with DC added to its input",
                    "In `linear-class-dc` and `class-dc-only` this DC tells the class, in the other two it does not.",
                    List.of("linear", "linear-class-dc", "class-dc-only", "linear-constant-dc", "linear-true-dc")),
            new Family("dc-out", "A ReLU network with DC taken out, or with another rectifier",
                    "`relu-dc-free`: no information reaches the head, by construction.",
                    List.of("relu", "relu-dc-free-first", "relu-offset-free", "relu-dc-free", "abs")),
            new Family("head", "A maximum in place of the average before the dense layers",
                    "Of an oscillation, the maximum tells the size; the average tells nothing, unless there is DC.",
                    List.of("relu", "linear", "relu-max", "relu-dc-free-max", "linear-max")),
            new Family("frozen", "Convolutions left at their random start",
                    "Only the two dense layers are trained in the frozen arms.",
                    List.of("relu", "linear", "relu-frozen", "linear-frozen")));

    private final ReluDcReportData data;

    ReluDcReportFigures(ReluDcReportData data) {
        this.data = data;
    }

    /// What the paper plots of its three arms: loss, distance of layer 1, distance of layer 2, against epochs. Empty if
    /// none of them has a finished trial.
    List<Figure> paper() {
        List<ReluDcReportArm> arms = data.of(ReluDcReportData.PAPER);
        return present(List.of(
                overEpochs("training-loss", "Training loss", "The mean over an epoch's batches while it trains. "
                        + PAPERS_SPREAD + " (On a logarithmic axis the band ends at the smallest seed.)", Width.FULL,
                        arms, LOSS),
                overEpochs("distance-conv1", "Distance of layer 1 from its start", PAPERS_SPREAD, Width.HALF, arms,
                        Quantity.distance("distance.conv1.l2", "‖W − W₀‖₂ of layer 1's kernel")),
                overEpochs("distance-conv2", "Distance of layer 2 from its start", PAPERS_SPREAD, Width.HALF, arms,
                        Quantity.distance("distance.conv2.l2", "‖W − W₀‖₂ of layer 2's kernel"))));
    }

    /// The test accuracy over epochs, by families of arms; of the paper's arms alone if there are no others.
    List<Figure> accuracy() {
        List<Figure> figures = new ArrayList<>();
        for (Family family : FAMILIES) {
            List<ReluDcReportArm> arms = data.of(family.arms());
            // The paper's arms stand in each family for comparison only.
            if (arms.stream().anyMatch(arm -> !ReluDcReportData.PAPER.contains(arm.name()))) {
                overEpochs("test-accuracy-" + family.name(), family.title(), family.caption(), Width.HALF, arms,
                        ACCURACY)
                        .ifPresent(figures::add);
            }
        }
        if (figures.isEmpty()) {
            overEpochs("test-accuracy-paper", "Test accuracy of the paper's arms", "", Width.FULL,
                    data.of(ReluDcReportData.PAPER), ACCURACY).ifPresent(figures::add);
        }
        return figures;
    }

    /// The relative distance over epochs, of the arms that learned.
    List<Figure> relativeDistance() {
        List<ReluDcReportArm> arms = movingArms();
        return present(List.of(
                overEpochs("relative-distance-conv1", "Relative distance of layer 1",
                        "1 is as far as from the start to all zeros. " + leftOut(), Width.HALF, arms,
                        Quantity.distance("distance.conv1.relative", "‖W − W₀‖₂ / ‖W₀‖₂ of layer 1")),
                overEpochs("relative-distance-conv2", "Relative distance of layer 2", legendHint(arms), Width.HALF,
                        arms,
                        Quantity.distance("distance.conv2.relative", "‖W − W₀‖₂ / ‖W₀‖₂ of layer 2"))));
    }

    /// The relative distance against the training loss, both at the end of epochs, of the arms that learned.
    List<Figure> distanceAgainstLoss() {
        return present(List.of(
                againstLoss("conv1", "layer 1", "The line runs through the means after each epoch (of the loss "
                        + "the geometric mean), training goes to the right; small symbols: where each seed ends. "
                        + leftOut()),
                againstLoss("conv2", "layer 2", "At one loss (one vertical line) a lower curve is a network that came "
                        + "there on a shorter way. " + legendHint(movingArms()))));
    }

    /// The final relative distance, one dot for each seed.
    List<Figure> finalDistance() {
        List<StripChart.Row> rows = new ArrayList<>();
        List<DataTable.Row> table = new ArrayList<>();
        for (ReluDcReportArm arm : data.withTrials()) {
            if (!arm.learned()) {
                String remark = arm.outcome() == Outcome.UNKNOWN
                        ? "no accuracy recorded"
                        : "did not learn (" + Numbers.percent(arm.accuracy()) + "% right)";
                rows.add(new StripChart.Row(arm.name(), remark, List.of()));
            } else if (arm.isFrozen()) {
                rows.add(new StripChart.Row(arm.name(), "0: frozen at its start", List.of()));
            } else {
                rows.add(new StripChart.Row(arm.name(), "", List.of(dots(arm, "distance.conv1.relative"),
                        dots(arm, "distance.conv2.relative"))));
                for (Series trial : arm.trials()) {
                    table.add(DataTable.row(List.of("`" + arm.name() + "`", Long.toString(trial.seed()),
                            number(trial, "distance.conv1.relative"), number(trial, "distance.conv2.relative"))));
                }
            }
        }
        if (table.isEmpty()) {
            return List.of();
        }
        StripChart chart = new StripChart("‖W − W₀‖₂ / ‖W₀‖₂ after the last epoch (log scale)",
                List.of("layer 1", "layer 2"),
                List.of(new Style(Style.BLUE, List.of(), "circle"),
                        new Style(Style.VERMILLION, List.of(), "emptyDiamond")),
                rows, FULL_PX);
        return List.of(new Figure("final-distance", "Final relative distance of each seed",
                "A symbol is a seed, the bar is the mean. 1 is as far as from the start to all zeros.", Width.FULL,
                chart.heightPx(), chart.option(),
                new DataTable(List.of(DataTable.text("arm"), DataTable.number("seed"), DataTable.number("layer 1"),
                        DataTable.number("layer 2")), table)));
    }

    private Optional<Figure> overEpochs(String name, String title, String caption, Width width,
            List<ReluDcReportArm> candidates, Quantity quantity) {
        List<ReluDcReportArm> arms =
                candidates.stream().filter(arm -> !arm.last(quantity.metric()).isEmpty()).toList();
        if (arms.isEmpty()) {
            return Optional.empty();
        }
        Set<String> shown = shown(arms);
        Set<Integer> epochs = new TreeSet<>();
        List<LineChart.Line> lines = new ArrayList<>();
        for (ReluDcReportArm arm : arms) {
            List<LineChart.Point> points = new ArrayList<>();
            for (int epoch = quantity.x().isLogarithmic() ? 1 : 0; epoch <= arm.lastEpoch(); epoch++) {
                Summary summary = quantity.of(arm, epoch);
                if (!summary.isEmpty()) {
                    points.add(new LineChart.Point(epoch, summary));
                    epochs.add(epoch);
                }
            }
            lines.add(new LineChart.Line(quantity.equals(ACCURACY) ? arm.name() : label(arm), style(arm),
                    shown.contains(arm.name()), points));
        }
        LineChart chart = new LineChart(quantity.x(), quantity.y(), lines, quantity.level(),
                width == Width.FULL ? FULL_PX : HALF_PX);
        return Optional.of(new Figure(name, title, caption.strip(), width, width == Width.FULL ? 440 : 400,
                chart.option(), table(arms, epochs, quantity)));
    }

    private Optional<Figure> againstLoss(String layer, String layerName, String caption) {
        String metric = "distance." + layer + ".relative";
        List<ReluDcReportArm> arms = movingArms().stream()
                .filter(arm -> !arm.last(metric).isEmpty() && !arm.last("trainLossEnd").isEmpty()).toList();
        if (arms.isEmpty()) {
            return Optional.empty();
        }
        Set<String> shown = shown(arms);
        List<TrajectoryChart.Path> paths = new ArrayList<>();
        List<DataTable.Row> table = new ArrayList<>();
        for (ReluDcReportArm arm : arms) {
            List<TrajectoryChart.Step> steps = new ArrayList<>();
            for (int epoch = 1; epoch <= arm.lastEpoch(); epoch++) {
                double loss = geometricMean(arm, "trainLossEnd", epoch);
                double distance = arm.at(metric, epoch).mean();
                if (loss > 0 && Double.isFinite(distance)) {
                    steps.add(new TrajectoryChart.Step(epoch, loss, distance));
                    table.add(DataTable.row(List.of("`" + arm.name() + "`", Integer.toString(epoch),
                            Numbers.format(loss), Numbers.format(distance))));
                }
            }
            List<TrajectoryChart.End> ends = arm.trials().stream()
                    .map(trial -> new TrajectoryChart.End(trial.seed(), trial.last("trainLossEnd").orElse(Double.NaN),
                            trial.last(metric).orElse(Double.NaN)))
                    .toList();
            paths.add(new TrajectoryChart.Path(label(arm), style(arm),
                    shown.contains(arm.name()), steps, ends));
        }
        TrajectoryChart chart = new TrajectoryChart(
                new TrajectoryChart.Axis("training loss after the epoch (nats, log scale)", "loss"),
                new TrajectoryChart.Axis("‖W − W₀‖₂ / ‖W₀‖₂ of " + layerName + " (log scale)", "relative distance"),
                paths,
                HALF_PX);
        return Optional.of(new Figure("distance-against-loss-" + layer, "Relative distance of " + layerName
                + " against the loss reached", caption.strip(), Width.HALF, 420, chart.option(),
                new DataTable(List.of(DataTable.text("arm"), DataTable.number("epoch"), DataTable.number("loss"),
                        DataTable.number("relative distance")), table)));
    }

    /// The arms that learned, without the frozen ones, whose distance is 0.
    private List<ReluDcReportArm> movingArms() {
        return data.learned().stream().filter(arm -> !arm.isFrozen()).toList();
    }

    private String leftOut() {
        List<String> names = names(data.withTrials(), arm -> arm.outcome() == Outcome.DID_NOT_LEARN);
        return names.isEmpty() ? "" : "Not drawn, as they did not learn: " + String.join(", ", names) + ".";
    }

    private static String legendHint(List<ReluDcReportArm> arms) {
        return arms.size() > MOST_SHOWN ? "Grey names in the legend are switched off: click them to compare." : "";
    }

    private static Set<String> shown(List<ReluDcReportArm> arms) {
        List<String> names = arms.stream().map(ReluDcReportArm::name).toList();
        return Stream.concat(FIRST_SHOWN.stream().filter(names::contains), names.stream()).distinct().limit(MOST_SHOWN)
                .collect(Collectors.toSet());
    }

    private static List<String> names(List<ReluDcReportArm> arms, Predicate<ReluDcReportArm> condition) {
        return arms.stream().filter(condition).map(arm -> "`" + arm.name() + "`").toList();
    }

    private static String label(ReluDcReportArm arm) {
        return arm.outcome() == Outcome.DID_NOT_LEARN ? arm.name() + " (did not learn)" : arm.name();
    }

    private static Style style(ReluDcReportArm arm) {
        return STYLES.getOrDefault(arm.name(), Style.number(0));
    }

    private static double geometricMean(ReluDcReportArm arm, String metric, int epoch) {
        double[] logs = arm.trials().stream().map(trial -> trial.value(metric, epoch))
                .filter(value -> value.isPresent() && value.getAsDouble() > 0)
                .mapToDouble(value -> Math.log(value.getAsDouble())).toArray();
        return Math.exp(Summary.of(logs).mean());
    }

    private static List<StripChart.Dot> dots(ReluDcReportArm arm, String metric) {
        List<StripChart.Dot> dots = new ArrayList<>();
        for (Series trial : arm.trials()) {
            trial.last(metric).ifPresent(value -> dots.add(new StripChart.Dot(trial.seed(), value)));
        }
        return dots;
    }

    private static String number(Series trial, String metric) {
        return Numbers.format(trial.last(metric).orElse(Double.NaN));
    }

    private static DataTable table(List<ReluDcReportArm> arms, Set<Integer> epochs, Quantity quantity) {
        List<DataTable.Column> columns = new ArrayList<>();
        columns.add(DataTable.text("epoch"));
        arms.forEach(arm -> columns.add(DataTable.number("`" + arm.name() + "`")));
        List<DataTable.Row> rows = new ArrayList<>();
        for (int epoch : epochs) {
            List<String> cells = new ArrayList<>();
            cells.add(Integer.toString(epoch));
            arms.forEach(arm -> cells.add(Numbers.meanAndSd(quantity.of(arm, epoch))));
            rows.add(DataTable.row(cells));
        }
        return new DataTable(columns, rows);
    }

    private static List<Figure> present(List<Optional<Figure>> figures) {
        return figures.stream().flatMap(Optional::stream).toList();
    }

    private static Map<String, Style> styles() {
        Map<String, Style> styles = new LinkedHashMap<>();
        List<Integer> solid = List.of();
        List<Integer> dashed = List.of(9, 5);
        List<Integer> dotted = List.of(2, 4);
        List<Integer> dashDot = List.of(11, 4, 2, 4);
        List<Integer> longDash = List.of(16, 4);
        styles.put("relu", new Style(Style.BLUE, solid, "circle"));
        styles.put("linear", new Style(Style.VERMILLION, dashed, "rect"));
        styles.put("linear-class-dc", new Style(Style.GREEN, dotted, "triangle"));
        styles.put("linear-constant-dc", new Style(Style.ORANGE, longDash, "emptyDiamond"));
        styles.put("linear-true-dc", new Style(Style.SKY, solid, "emptyRect"));
        styles.put("class-dc-only", new Style(Style.BLACK, solid, "diamond"));
        styles.put("relu-dc-free", new Style(Style.BLACK, dotted, "emptyCircle"));
        styles.put("relu-dc-free-first", new Style(Style.ORANGE, dashed, "triangle"));
        styles.put("relu-max", new Style(Style.SKY, dotted, "emptyTriangle"));
        styles.put("relu-dc-free-max", new Style(Style.PURPLE, longDash, "diamond"));
        styles.put("linear-max", new Style(Style.BLACK, dashDot, "emptyRect"));
        styles.put("relu-offset-free", new Style(Style.PURPLE, dotted, "rect"));
        styles.put("relu-frozen", new Style(Style.SKY, longDash, "emptyCircle"));
        styles.put("linear-frozen", new Style(Style.BLACK, dashDot, "emptyRect"));
        styles.put("abs", new Style(Style.GREEN, dashDot, "emptyDiamond"));
        return styles;
    }
}
