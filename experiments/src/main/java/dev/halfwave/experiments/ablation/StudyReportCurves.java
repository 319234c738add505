package dev.halfwave.experiments.ablation;

import dev.halfwave.experiments.report.Axis;
import dev.halfwave.experiments.report.DataTable;
import dev.halfwave.experiments.report.Figure;
import dev.halfwave.experiments.report.Figure.Width;
import dev.halfwave.experiments.report.LineChart;
import dev.halfwave.experiments.report.Numbers;
import dev.halfwave.experiments.report.Style;
import dev.halfwave.experiments.report.Summary;
import dev.halfwave.experiments.report.TrajectoryChart;
import dev.halfwave.experiments.report.Words;
import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.TrialResult;
import dev.halfwave.experiments.study.TrialResult.MetricValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The figures of how arms learn, at the common learning rate: curves over epochs, and distance against loss.
final class StudyReportCurves {

    private static final String LOSS = "trainLossEnd";
    private static final String SPREAD = "Mean over seeds; the band is one population standard deviation to each side.";

    /// How many lines a figure shows at first.
    private static final int MOST_SHOWN = 6;

    private final Study study;
    private final RunData run;
    private final List<String> arms;
    private final Set<String> shown;
    private final Map<String, Style> styles = new LinkedHashMap<>();
    private final String layer;
    private final String metric;
    private final String y;

    StudyReportCurves(Study study, RunData run) {
        this.study = study;
        this.run = run;
        layer = AnalysisScreen.layer(study.primary());
        metric = Outcome.relativeDistance(layer).metric();
        y = "‖W − W₀‖₂ / ‖W₀‖₂ of " + layer + " (log scale)";
        arms = run.arms().stream().map(Arm::name).filter(arm -> !run.trials(arm).isEmpty()).toList();
        // Those that are compared first.
        shown = new LinkedHashSet<>(Stream.concat(
                study.comparisons().stream().flatMap(each -> Stream.of(each.arm(), each.reference())), arms.stream())
                .filter(arms::contains).distinct().limit(MOST_SHOWN).toList());
        // An arm looks the same whichever others were run.
        Stream.concat(study.arms().stream(), run.arms().stream())
                .forEach(arm -> styles.putIfAbsent(arm.name(), Style.number(styles.size())));
    }

    /// The loss on the training samples, and what was measured on test samples.
    List<Figure> overEpochs() {
        List<Figure> figures = new ArrayList<>();
        overEpochs(figures, "study-train-loss", LOSS, "loss on the training samples", Width.FULL);
        Set<String> test = new LinkedHashSet<>();
        run.trials().stream().flatMap(trial -> trial.metrics().stream()).map(MetricValue::metric)
                .filter(metric -> metric.matches("test[A-Z][A-Za-z0-9]*")).forEach(test::add);
        for (String metric : test) {
            String name = metric.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            String words = Words.lower(metric.substring("test".length())) + " on the test samples";
            overEpochs(figures, "study-" + name, metric, words, test.size() == 1 ? Width.FULL : Width.HALF);
        }
        return figures;
    }

    private void overEpochs(List<Figure> figures, String name, String metric, String words, Width width) {
        Map<String, TreeMap<Integer, Summary>> byArm = new LinkedHashMap<>();
        for (String arm : arms) {
            TreeMap<Integer, Summary> series = series(arm, metric);
            if (!series.isEmpty()) {
                byArm.put(arm, series);
            }
        }
        if (byArm.isEmpty()) {
            return;
        }
        boolean isLoss = metric.equals(LOSS) || metric.endsWith("Loss");
        boolean isPositive = byArm.values().stream().flatMap(series -> series.values().stream())
                .allMatch(summary -> summary.min() > 0);
        Axis y = isLoss && isPositive
                ? Axis.logarithmic(words + " (log scale)")
                : metric.endsWith("Accuracy") ? Axis.linear(words).between(0, 1) : Axis.linear(words);
        List<LineChart.Line> lines = new ArrayList<>();
        byArm.forEach((arm, series) -> lines.add(new LineChart.Line(arm, styles.get(arm), shown.contains(arm),
                series.entrySet().stream().map(each -> new LineChart.Point(each.getKey(), each.getValue())).toList())));
        LineChart chart = new LineChart(Axis.fromZero("epoch"), y, lines, LineChart.NO_LEVEL,
                width == Width.FULL ? StudyReportEffects.FULL_PX : StudyReportEffects.HALF_PX);
        String caption = SPREAD + (y.isLogarithmic() ? " (On a logarithmic axis it ends at the smallest seed.)" : "");
        figures.add(new Figure(name, Words.upper(words) + " over epochs", caption + ended(metric) + hint(byArm.size()),
                width,
                width == Width.FULL ? 420 : 380, chart.option(), table(byArm)));
    }

    /// Of trials with different numbers of epochs.
    private String ended(String metric) {
        long lengths = run.trials().stream().map(trial -> trial.series(metric)).filter(series -> !series.isEmpty())
                .map(series -> series.getLast().epoch()).distinct().count();
        return lengths > 1 ? " A seed whose training has ended is in no later mean." : "";
    }

    private static String hint(int lines) {
        return lines > MOST_SHOWN ? " Grey names in the legend are switched off: click them to compare." : "";
    }

    private TreeMap<Integer, Summary> series(String arm, String metric) {
        TreeMap<Integer, List<Double>> values = new TreeMap<>();
        for (TrialResult trial : run.trials(arm)) {
            trial.series(metric)
                    .forEach(row -> values.computeIfAbsent(row.epoch(), key -> new ArrayList<>()).add(row.value()));
        }
        TreeMap<Integer, Summary> series = new TreeMap<>();
        values.forEach((epoch, all) -> series.put(epoch, Summary.of(doubles(all))));
        return series;
    }

    private static double[] doubles(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static DataTable table(Map<String, TreeMap<Integer, Summary>> byArm) {
        Set<Integer> epochs = new TreeSet<>();
        byArm.values().forEach(series -> epochs.addAll(series.keySet()));
        List<DataTable.Column> columns = new ArrayList<>(List.of(DataTable.number("epoch")));
        byArm.keySet().forEach(arm -> columns.add(DataTable.number("`" + arm + "`")));
        List<DataTable.Row> rows = new ArrayList<>();
        for (int epoch : epochs) {
            List<String> cells = new ArrayList<>(List.of(Integer.toString(epoch)));
            byArm.values().forEach(
                    series -> cells.add(Numbers.meanAndSd(series.getOrDefault(epoch, Summary.NONE))));
            rows.add(DataTable.row(cells));
        }
        return new DataTable(columns, rows);
    }

    /// The distance of the layer that the study is about against the loss, after each epoch and, where there are
    /// several losses to match, at these.
    List<Figure> distanceAgainstLoss() {
        List<Figure> figures = new ArrayList<>();
        afterEpochs(figures);
        figures.addAll(distanceAtLosses());
        return figures;
    }

    /// The same distance where the loss on the probe first fell below each of several losses.
    List<Figure> distanceAtLosses() {
        List<Figure> figures = new ArrayList<>();
        atLosses(figures);
        return figures;
    }

    private void afterEpochs(List<Figure> figures) {
        List<TrajectoryChart.Path> paths = new ArrayList<>();
        List<DataTable.Row> rows = new ArrayList<>();
        for (String arm : arms) {
            Map<Integer, Summary> distances = series(arm, metric);
            Map<Integer, Summary> losses = series(arm, LOSS);
            List<TrajectoryChart.Step> steps = new ArrayList<>();
            distances.forEach((epoch, distance) -> {
                if (losses.containsKey(epoch) && epoch > 0) {
                    double loss = geometricMean(arm, LOSS, epoch);
                    steps.add(new TrajectoryChart.Step(epoch, loss, distance.mean()));
                    rows.add(DataTable.row(List.of("`" + arm + "`", Integer.toString(epoch), Numbers.format(loss),
                            Numbers.format(distance.mean()))));
                }
            });
            List<TrajectoryChart.End> ends = run.trials(arm).stream()
                    .map(trial -> new TrajectoryChart.End(trial.seed(), trial.last(LOSS).orElse(Double.NaN),
                            trial.last(metric).orElse(Double.NaN)))
                    .toList();
            TrajectoryChart.Path path =
                    new TrajectoryChart.Path(arm, styles.get(arm), shown.contains(arm), steps, ends);
            if (!path.steps().isEmpty()) {
                paths.add(path);
            }
        }
        if (paths.isEmpty()) {
            return;
        }
        TrajectoryChart chart = new TrajectoryChart(
                new TrajectoryChart.Axis("loss on the training samples (log scale)", "loss"),
                new TrajectoryChart.Axis(y, "relative distance"), paths, StudyReportEffects.HALF_PX);
        figures.add(new Figure("study-distance-against-loss", "Relative distance of " + layer + " against the loss",
                "The line runs through the means after each epoch (of the loss the geometric mean), training goes to "
                        + "the right; small symbols: where each seed ends." + hint(paths.size()),
                Width.HALF, 420, chart.option(),
                new DataTable(List.of(DataTable.text("arm"), DataTable.number("epoch"), DataTable.number("loss"),
                        DataTable.number("relative distance")), rows)));
    }

    private double geometricMean(String arm, String metric, int epoch) {
        return StrictMath.exp(run.trials(arm).stream().map(trial -> trial.value(metric, epoch))
                .flatMapToDouble(OptionalDouble::stream).map(StrictMath::log).average().orElse(Double.NaN));
    }

    /// Where the probe's loss first fell below each of several losses.
    private void atLosses(List<Figure> figures) {
        Set<Double> losses = AnalysisScreen.losses(study, run);
        List<TrajectoryChart.Path> paths = new ArrayList<>();
        List<DataTable.Row> rows = new ArrayList<>();
        for (String arm : arms) {
            List<TrajectoryChart.Step> steps = new ArrayList<>();
            List<TrajectoryChart.End> seeds = new ArrayList<>();
            for (double loss : losses) {
                run.trials(arm).forEach(trial -> trial.last(Outcome.matchedMetric(loss, metric))
                        .ifPresent(value -> seeds.add(new TrajectoryChart.End(trial.seed(), loss, value))));
                double[] reached = run.trials(arm).stream()
                        .flatMapToDouble(trial -> trial.last(Outcome.matchedMetric(loss, metric)).stream()).toArray();
                int trials = run.trials(arm).size();
                Summary summary = Summary.of(reached);
                rows.add(DataTable.row(List.of("`" + arm + "`", Outcome.text(loss),
                        reached.length + " of " + trials, Numbers.meanAndSd(summary))));
                // The mean of those that got there would be that of the quick ones.
                if (reached.length == trials) {
                    steps.add(new TrajectoryChart.Step(steps.size() + 1, loss, summary.mean()));
                }
            }
            if (!steps.isEmpty()) {
                paths.add(new TrajectoryChart.Path(arm, styles.get(arm), shown.contains(arm), steps, seeds));
            }
        }
        if (losses.size() < 2 || paths.isEmpty()) {
            return;
        }
        TrajectoryChart chart = new TrajectoryChart(
                new TrajectoryChart.Axis("loss on the probe that is first fallen below (log scale)", "loss"),
                new TrajectoryChart.Axis(y, "relative distance"), paths, StudyReportEffects.HALF_PX);
        figures.add(new Figure("study-distance-at-losses", "Relative distance of " + layer
                + " when the loss on the probe falls",
                "Mean over seeds at the step at which the loss on the probe first is "
                        + "below each of the losses; only where all seeds of an arm got there. Small symbols: each "
                        + "seed." + hint(paths.size()),
                Width.HALF, 420, chart.option(),
                new DataTable(List.of(DataTable.text("arm"), DataTable.number("loss"), DataTable.text("seeds"),
                        DataTable.number("relative distance")), rows)));
    }
}
