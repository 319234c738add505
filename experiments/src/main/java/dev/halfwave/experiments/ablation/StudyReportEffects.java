package dev.halfwave.experiments.ablation;

import dev.halfwave.experiments.report.Axis;
import dev.halfwave.experiments.report.Figure;
import dev.halfwave.experiments.report.Figure.Width;
import dev.halfwave.experiments.report.IntervalChart;
import dev.halfwave.experiments.report.IntervalChart.Estimate;
import dev.halfwave.experiments.report.IntervalChart.Kind;
import dev.halfwave.experiments.report.Mark;
import dev.halfwave.experiments.report.Numbers;
import dev.halfwave.experiments.report.SlopeChart;
import dev.halfwave.experiments.report.SlopeChart.Group;
import dev.halfwave.experiments.report.SlopeChart.Slope;
import dev.halfwave.experiments.report.Style;
import dev.halfwave.experiments.report.Words;
import dev.halfwave.experiments.statistics.Comparison;
import dev.halfwave.experiments.statistics.Interval;
import dev.halfwave.experiments.statistics.MeanDifference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import tools.jackson.databind.node.ObjectNode;

/// The figures of what the comparisons found: intervals of all of them, and each with every seed.
final class StudyReportEffects {

    static final int FULL_PX = 1050;
    static final int HALF_PX = 500;

    /// Values that cover more than this factor have a logarithmic axis.
    private static final double MOST_LINEAR = 4;

    private final Study study;
    private final Analysis analysis;

    StudyReportEffects(Study study, Analysis analysis) {
        this.study = study;
        this.analysis = analysis;
    }

    /// The t and BCa intervals and Hodges and Lehmann's estimate of all comparisons; nothing where no comparison has an
    /// estimate.
    Optional<Figure> intervals() {
        List<String> rows = new ArrayList<>();
        List<Estimate> t = new ArrayList<>();
        List<Estimate> bca = new ArrayList<>();
        List<Estimate> centre = new ArrayList<>();
        for (AnalysisFamily family : analysis.families()) {
            for (AnalysisComparison each : newOf(family)) {
                Comparison comparison = each.finding().comparison();
                rows.add(each.declared().name() + (family.rates() == AnalysisRates.COMMON ? "" : ", own rates")
                        + (comparison.differences().hasRanksOnly()
                                ? " (by ranks: " + comparison.shareWon().won() + " of " + comparison.n() + " won)"
                                : ""));
                MeanDifference mean = comparison.mean();
                t.add(mean == null ? Estimate.NONE : estimate(comparison, mean, mean.tInterval()));
                bca.add(mean == null ? Estimate.NONE : estimate(comparison, mean, mean.bcaInterval()));
                double shift = comparison.differences().hodgesLehmann();
                // Infinite where arms were never reached: as a ratio that is 0, which is no place on an axis of ratios.
                centre.add(Double.isFinite(shift) ? Estimate.of(AnalysisWords.told(comparison, shift)) : Estimate.NONE);
            }
        }
        List<Kind> kinds = List.of(
                new Kind("mean with Student's t interval", new Style(Style.BLUE, List.of(), "circle"), t),
                new Kind("mean with BCa interval", new Style(Style.VERMILLION, List.of(), "rect"), bca),
                new Kind("Hodges–Lehmann", new Style(Style.BLACK, List.of(), "emptyDiamond"), centre));
        double[] values = kinds.stream().flatMap(kind -> kind.estimates().stream())
                .flatMapToDouble(each -> DoubleStream.of(each.value(), each.low(), each.high()))
                .filter(Double::isFinite).toArray();
        if (values.length == 0) {
            return Optional.empty();
        }
        boolean ratio = analysis.atTheCommonRate().isLogarithmic();
        Axis axis = ratio && isWide(values)
                ? Axis.logarithmic("arm ÷ reference (log scale)")
                : Axis.linear(ratio ? "arm ÷ reference" : "arm − reference");
        Mark none = Mark.vertical("no difference", ratio ? 1 : 0);
        IntervalChart chart = new IntervalChart(axis, rows, kinds, List.of(none), FULL_PX);
        String caption = "The first arm's " + study.primary().words() + ", "
                + (ratio ? "divided by its reference's (means are geometric)" : "less its reference's")
                + ", with 95 % intervals. A verdict needs both on one side of the dotted line, and p besides. "
                + Words.upper(study.direction().word()) + " supports the claims.";
        return Optional.of(new Figure("study-intervals", "What the comparisons found", caption, Width.FULL,
                chart.heightPx(), withMark(chart, values, ratio ? 1 : 0), chart.table("comparison")));
    }

    /// The comparisons that were run, and not by trials that an earlier family has already.
    private List<AnalysisComparison> newOf(AnalysisFamily family) {
        return family.run().stream().filter(each -> !analysis.isRepeated(family, each)).toList();
    }

    /// The axis holds the mark, too: where all values lie on one side, how far from it is what matters.
    static ObjectNode withMark(IntervalChart chart, double[] values, double at) {
        double smallest = Math.min(at, DoubleStream.of(values).min().orElse(at));
        double largest = Math.max(at, DoubleStream.of(values).max().orElse(at));
        if (smallest == largest) {
            return chart.option();
        }
        double room = 0.05 * (largest - smallest);
        Axis axis = chart.x().isLogarithmic()
                ? chart.x().between(Numbers.round(smallest / 1.1, 2), Numbers.round(largest * 1.1, 2))
                : chart.x().between(
                        Math.max(rounded(smallest - room, room, -1), smallest < 0 ? Double.NEGATIVE_INFINITY : 0),
                        rounded(largest + room, room, 1));
        return new IntervalChart(axis, chart.rows(), chart.kinds(), chart.marks(), chart.widthPx()).option();
    }

    /// Outwards to a multiple of a power of ten, so that the axis ends at a number that can be read.
    private static double rounded(double value, double room, int outwards) {
        double step = Math.pow(10, Math.floor(Math.log10(room)));
        double steps = outwards < 0 ? Math.floor(value / step) : Math.ceil(value / step);
        return Numbers.round(steps * step, 6);
    }

    private static Estimate estimate(Comparison comparison, MeanDifference mean, Interval interval) {
        return new Estimate(AnalysisWords.told(comparison, mean.t().mean()),
                AnalysisWords.told(comparison, interval.low()), AnalysisWords.told(comparison, interval.high()));
    }

    /// A paired-slope plot of each comparison that was run.
    List<Figure> slopes() {
        List<Figure> figures = new ArrayList<>();
        for (AnalysisFamily family : analysis.families()) {
            for (AnalysisComparison each : newOf(family)) {
                figures.add(slopes(family, each, figures.size() + 1));
            }
        }
        return figures;
    }

    private Figure slopes(AnalysisFamily family, AnalysisComparison each, int number) {
        dev.halfwave.experiments.ablation.Comparison declared = each.declared();
        List<Slope> lower = new ArrayList<>();
        List<Slope> higher = new ArrayList<>();
        List<Slope> equal = new ArrayList<>();
        for (AnalysisPair pair : each.pairs()) {
            List<Slope> group = pair.arm() < pair.reference() ? lower : pair.arm() > pair.reference() ? higher : equal;
            group.add(new Slope(pair.seed(), pair.reference(), pair.arm()));
        }
        List<Group> groups = new ArrayList<>(List.of(
                group(declared.arm() + " lower", new Style(Style.BLUE, List.of(), "circle"), lower),
                group(declared.arm() + " higher", new Style(Style.VERMILLION, List.of(6, 4), "rect"), higher),
                group("equal", new Style(Style.PURPLE, List.of(2, 3), "diamond"), equal)));
        if (!each.finding().comparison().differences().hasRanksOnly()) {
            Slope mean =
                    new Slope(0, mean(family, each, AnalysisPair::reference), mean(family, each, AnalysisPair::arm));
            groups.add(new Group(family.isLogarithmic() ? "geometric mean" : "mean",
                    new Style(Style.BLACK, List.of(), "emptyCircle"), true, List.of(mean)));
        }
        SlopeChart chart = new SlopeChart(axis(each.pairs()), declared.reference(), declared.arm(), groups, HALF_PX);
        String at = family.rates() == AnalysisRates.COMMON ? "" : ", at own rates";
        return new Figure("study-seeds-" + number, declared.name() + at,
                "Claim: " + declared.claim() + ". " + Words.upper(each.finding().verdict().words()) + ".", Width.HALF,
                420,
                chart.option(), chart.table());
    }

    private static Group group(String name, Style style, List<Slope> slopes) {
        return new Group(name + " (" + slopes.size() + ")", style, false, slopes);
    }

    private static double mean(AnalysisFamily family, AnalysisComparison each, ToDoubleFunction<AnalysisPair> side) {
        DoubleStream values = each.pairs().stream().mapToDouble(side);
        return family.isLogarithmic()
                ? StrictMath.exp(values.map(StrictMath::log).average().orElse(Double.NaN))
                : values.average().orElse(Double.NaN);
    }

    private Axis axis(List<AnalysisPair> pairs) {
        double[] values = pairs.stream().flatMapToDouble(pair -> DoubleStream.of(pair.arm(), pair.reference()))
                .filter(Double::isFinite).toArray();
        String name = shortName(study.primary());
        return study.primary().isLogarithmic() && isWide(values)
                ? Axis.logarithmic(name + " (log scale)")
                : Axis.linear(name);
    }

    /// An outcome in a few words: without when it was measured, which the caption says.
    static String shortName(Outcome outcome) {
        return outcome.words().replaceFirst(" (?:when|at the end) .*$", "");
    }

    /// Whether values are all above 0 and so far apart that they want a logarithmic axis.
    static boolean isWide(double[] values) {
        double smallest = DoubleStream.of(values).min().orElse(0);
        double largest = DoubleStream.of(values).max().orElse(0);
        return smallest > 0 && largest > MOST_LINEAR * smallest;
    }
}
