package dev.halfwave.experiments.ablation;

import dev.halfwave.experiments.report.Axis;
import dev.halfwave.experiments.report.CurveChart;
import dev.halfwave.experiments.report.CurveChart.Series;
import dev.halfwave.experiments.report.DataTable;
import dev.halfwave.experiments.report.Figure;
import dev.halfwave.experiments.report.Figure.Width;
import dev.halfwave.experiments.report.IntervalChart;
import dev.halfwave.experiments.report.IntervalChart.Estimate;
import dev.halfwave.experiments.report.IntervalChart.Kind;
import dev.halfwave.experiments.report.Mark;
import dev.halfwave.experiments.report.Numbers;
import dev.halfwave.experiments.report.Style;
import dev.halfwave.experiments.report.Words;
import dev.halfwave.experiments.statistics.Alternative;
import dev.halfwave.experiments.statistics.Comparison;
import dev.halfwave.experiments.statistics.Direction;
import dev.halfwave.experiments.statistics.MeanDifference;
import dev.halfwave.experiments.statistics.TaskScores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;

/// What a report says of a study across tasks: estimates of every task and of all, performance profiles, numbers.
final class StudyReportTasks {

    private final Study study;
    private final Analysis analysis;
    private final boolean isRatio;

    StudyReportTasks(Study study, Analysis analysis) {
        this.study = study;
        this.analysis = analysis;
        this.isRatio = analysis.atTheCommonRate().isLogarithmic();
    }

    /// What was decided about tasks before the run.
    static String protocol(Study study) {
        return "Every arm is trained on each of " + study.tasks().values().size() + " tasks, " + study.tasks().words()
                + ". Tasks are put on one scale by the reference: a run's score is its "
                + (study.primary().isLogarithmic() ? "ratio to" : "difference from")
                + " the reference's run of the same seed and task. Across tasks a claim is supported, or contradicted, "
                + "if the rule below holds for the seeds' means over the tasks, and the stratified bootstrap's 95 % "
                + "interval of the interquartile mean of all scores lies on the same side.";
    }

    /// How the section's figures and table are read.
    String howToRead() {
        return "A run's score is its " + (isRatio ? "ratio to" : "difference from")
                + " the run of the reference on the "
                + "same seed and task, so that tasks whose outcomes differ in size have one scale. The interquartile "
                + "mean is that of the middle half of all scores, tasks × seeds" + (isRatio ? " (of logarithms)" : "")
                + "; its interval is that of " + (TaskScores.RESAMPLES / 1000) + " 000 resamples, in which every task "
                + "draws from its own seeds. A seed's runs on several tasks start from the same random numbers, which "
                + "that interval does not know of. Tests, p and the other intervals are therefore of one value per "
                + "seed: its mean over the tasks.";
    }

    /// The mean of every task and the interquartile mean of all, comparison by comparison, at the common learning rate;
    /// nothing where there is no estimate.
    Optional<Figure> estimates() {
        AnalysisFamily family = analysis.atTheCommonRate();
        int tasks = study.tasks().values().size();
        List<String> rows = new ArrayList<>();
        List<Estimate> means = new ArrayList<>();
        List<Estimate> across = new ArrayList<>();
        for (int i = 0; i < family.acrossTasks().size(); i++) {
            AnalysisAcrossTasks all = family.acrossTasks().get(i);
            for (AnalysisComparison each : family.comparisons().subList(i * tasks, (i + 1) * tasks)) {
                Comparison comparison = each.finding().comparison();
                MeanDifference mean = comparison.mean();
                rows.add(each.declared().name() + (comparison.differences().hasRanksOnly() ? " (ranks only)" : ""));
                means.add(mean == null
                        ? Estimate.NONE
                        : estimate(comparison, mean.t().mean(), mean.tInterval().low(), mean.tInterval().high()));
                across.add(Estimate.NONE);
            }
            rows.add(all.declared().name() + ", all tasks");
            means.add(Estimate.NONE);
            across.add(estimate(all.finding().comparison(), all.interquartileMean(), all.interval().low(),
                    all.interval().high()));
        }
        List<Kind> kinds = List.of(
                new Kind("one task: mean with Student's t interval", new Style(Style.BLUE, List.of(), "circle"), means),
                new Kind("all tasks: interquartile mean with stratified bootstrap interval",
                        new Style(Style.VERMILLION, List.of(), "diamond"), across));
        double[] values = kinds.stream().flatMap(kind -> kind.estimates().stream())
                .flatMapToDouble(each -> DoubleStream.of(each.value(), each.low(), each.high()))
                .filter(Double::isFinite).toArray();
        if (values.length == 0) {
            return Optional.empty();
        }
        IntervalChart chart = new IntervalChart(axis(values), rows, kinds,
                List.of(Mark.vertical("no difference", isRatio ? 1 : 0)), StudyReportEffects.FULL_PX);
        String caption = "The first arm's " + study.primary().words() + ", "
                + (isRatio ? "divided by its reference's (means are geometric)" : "less its reference's")
                + ", with 95 % intervals. " + Words.upper(study.direction().word()) + " supports the claims.";
        return Optional.of(new Figure("study-tasks", "What the comparisons found, task by task and across tasks",
                caption, Width.FULL, chart.heightPx(), StudyReportEffects.withMark(chart, values, isRatio ? 1 : 0),
                chart.table("comparison")));
    }

    private Axis axis(double[] values) {
        return isRatio && StudyReportEffects.isWide(values)
                ? Axis.logarithmic("arm ÷ reference (log scale)")
                : Axis.linear(isRatio ? "arm ÷ reference" : "arm − reference");
    }

    private static Estimate estimate(Comparison comparison, double value, double low, double high) {
        return new Estimate(AnalysisWords.told(comparison, value), AnalysisWords.told(comparison, low),
                AnalysisWords.told(comparison, high));
    }

    /// The performance profile of each comparison that has scores, at the common learning rate.
    List<Figure> profiles() {
        List<Figure> figures = new ArrayList<>();
        for (AnalysisAcrossTasks each : analysis.atTheCommonRate().acrossTasks()) {
            TaskScores scores = each.scores();
            if (scores != null) {
                profile(each, scores, figures.size() + 1).ifPresent(figures::add);
            }
        }
        return figures;
    }

    private Optional<Figure> profile(AnalysisAcrossTasks each, TaskScores scores, int number) {
        Comparison comparison = each.finding().comparison();
        double[] places = Arrays.stream(scores.all()).filter(Double::isFinite).sorted().distinct().toArray();
        if (places.length < 2) {
            return Optional.empty();
        }
        double[] x = Arrays.stream(places).map(place -> AnalysisWords.told(comparison, place)).toArray();
        boolean isLower = study.direction() == Direction.LOWER;
        CurveChart numbers = profile(x, scores, places, isLower, false);
        CurveChart chart = profile(x, scores, places, isLower, true);
        return Optional.of(new Figure("study-profile-" + number, "Performance profile of " + each.declared().name(),
                "How many seeds have a " + AnalysisWords.what(comparison.differences()) + " "
                        + (isLower ? "of at most" : "above")
                        + " the value on the axis; \"all tasks\" is the average of "
                        + "the tasks. " + (isLower
                                ? "The further a curve lies to the left, the lower the arm;"
                                : "The further a curve lies to the right, the higher the arm;")
                        + " at the dotted line stands the share of seeds that " + (isLower
                                ? "are not above their reference."
                                : "are above their reference."),
                Width.HALF, 420, chart.option(), numbers.table()));
    }

    /// @param asSteps whether shares stay as they are until the next score, as they are drawn; else one for each score
    private CurveChart profile(double[] x, TaskScores scores, double[] places, boolean isLower, boolean asSteps) {
        double[] at = asSteps ? Arrays.stream(x).flatMap(value -> DoubleStream.of(value, value)).toArray() : x;
        List<Series> series = new ArrayList<>();
        List<String> tasks = study.tasks().values();
        for (int task = 0; task < tasks.size(); task++) {
            Style style = Style.number(task);
            double[] shares = shares(scores.task(task), places, isLower);
            series.add(Series.of(study.tasks().setting() + " " + tasks.get(task),
                    new Style(style.color(), List.of(5, 4), style.symbol()), CurveChart.Kind.LINE, at,
                    asSteps ? steps(shares, isLower) : shares));
        }
        double[] shares = shares(scores, places, isLower);
        series.add(Series.of("all tasks", new Style(Style.BLACK, List.of(), "emptyCircle"), CurveChart.Kind.LINE, at,
                asSteps ? steps(shares, isLower) : shares));
        return new CurveChart(axis(x),
                Axis.linear("share of seeds " + (isLower ? "at or below" : "above")).between(0, 1),
                series, List.of(Mark.vertical("no difference", isRatio ? 1 : 0)), StudyReportEffects.HALF_PX);
    }

    /// How many runs do as well as each place on the axis, in the direction of the claims.
    private static double[] shares(TaskScores scores, double[] places, boolean isLower) {
        double[] above = scores.performanceProfile(places);
        return isLower ? Arrays.stream(above).map(share -> 1 - share).toArray() : above;
    }

    /// Each share behind the one before it: what holds just below a score, and at it.
    private static double[] steps(double[] shares, boolean isLower) {
        double[] steps = new double[2 * shares.length];
        for (int i = 0; i < shares.length; i++) {
            steps[2 * i] = i == 0 ? isLower ? 0 : 1 : shares[i - 1];
            steps[2 * i + 1] = shares[i];
        }
        return steps;
    }

    /// All numbers across tasks.
    DataTable table(AnalysisFamily family) {
        List<DataTable.Row> rows = new ArrayList<>();
        for (AnalysisAcrossTasks each : family.acrossTasks()) {
            String name = "`" + each.declared().arm() + "` – `" + each.declared().reference() + "`";
            if (!each.isRun()) {
                rows.add(new DataTable.Row(List.of(new DataTable.Cell(name, 1),
                        new DataTable.Cell("not run: " + each.notRun(), 10)), false));
                continue;
            }
            Comparison comparison = each.finding().comparison();
            MeanDifference mean = comparison.mean();
            rows.add(DataTable.row(List.of(name, family.rates().word(), each.verdict().words(),
                    Integer.toString(comparison.n()),
                    AnalysisTaskWords.interquartileMean(each), AnalysisTaskWords.interval(each),
                    mean == null ? Numbers.UNDEFINED : AnalysisWords.number(comparison, mean.t().mean()),
                    mean == null ? Numbers.UNDEFINED : AnalysisWords.interval(comparison, mean.tInterval()),
                    AnalysisWords.won(comparison.shareWon()),
                    Numbers.format(mean == null
                            ? comparison.signedRank().p(Alternative.TWO_SIDED)
                            : mean.signFlip().p(Alternative.TWO_SIDED)),
                    Numbers.format(each.finding().adjustedP()))));
        }
        return new DataTable(List.of(DataTable.text("comparison across tasks"), DataTable.text("rates"),
                DataTable.text("verdict"), DataTable.number("seeds"), DataTable.number("interquartile mean"),
                DataTable.number("stratified interval"), DataTable.number("mean of seeds"),
                DataTable.number("t interval"), DataTable.number("seeds won"), DataTable.number("p"),
                DataTable.number("p after Holm")), rows);
    }
}
