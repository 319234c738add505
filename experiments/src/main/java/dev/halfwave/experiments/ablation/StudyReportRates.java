package dev.halfwave.experiments.ablation;

import dev.halfwave.experiments.report.Axis;
import dev.halfwave.experiments.report.CurveChart;
import dev.halfwave.experiments.report.CurveChart.Kind;
import dev.halfwave.experiments.report.CurveChart.Series;
import dev.halfwave.experiments.report.DataTable;
import dev.halfwave.experiments.report.Figure;
import dev.halfwave.experiments.report.Figure.Width;
import dev.halfwave.experiments.report.Numbers;
import dev.halfwave.experiments.report.Style;
import dev.halfwave.experiments.report.Words;
import dev.halfwave.experiments.study.Arm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;

/// How each arm's own learning rate was chosen: a figure, a table, and what a reader must know of it.
final class StudyReportRates {

    private final Study study;
    private final LearningRates rates;
    private final int spacing;

    /// @param spacing the steps from one look at the loss to the next
    StudyReportRates(Study study, LearningRates rates, int spacing) {
        this.study = study;
        this.rates = rates;
        this.spacing = spacing;
    }

    /// What was done, and what is odd about it.
    List<String> paragraphs() {
        List<String> paragraphs = new ArrayList<>();
        paragraphs.add("Each arm was trained with every rate of the grid on "
                + Words.count(rates.arms().getFirst().seeds().size(), "seed")
                + " of which nothing else is reported. The best is the rate at which most of them reached the tuning "
                + "outcome, the " + study.tuning().words()
                + "; of equally many, the one at which more of them are 0, and then the one with the smaller geometric "
                + "mean over the others. Where the best lay on the edge, rates beyond were tried.");
        for (ArmRates arm : rates.arms()) {
            if (!arm.isSettled()) {
                paragraphs.add("The rate of `" + arm.arm() + "` is not chosen yet: trials are missing.");
            } else if (arm.isNeverReached()) {
                paragraphs.add("`" + arm.arm() + "` reached the tuning outcome at no rate, and keeps the common one.");
            } else if (arm.isBestOnEdge()) {
                paragraphs.add("The best rate of `" + arm.arm() + "`, " + Outcome.text(arm.rate())
                        + ", still lies on the edge of what was tried: a better one may lie beyond.");
            }
        }
        String coarse = coarse();
        if (!coarse.isEmpty()) {
            paragraphs.add(coarse);
        }
        return paragraphs;
    }

    /// Which arms learn so fast that the number of steps hardly tells one rate from another; empty where none does.
    private String coarse() {
        List<String> arms = new ArrayList<>();
        for (ArmRates arm : rates.arms()) {
            TriedRate best = arm.isSettled() ? arm.best().orElse(null) : null;
            if (best == null) {
                continue;
            }
            long early = best.outcomes().values().stream()
                    .filter(steps -> steps.isPresent() && steps.getAsDouble() <= 2.0 * spacing).count();
            List<String> equal = arm.tried().stream()
                    .filter(tried -> tried.rate() != best.rate() && tried.isAsGoodAs(best))
                    .map(tried -> Outcome.text(tried.rate())).toList();
            if (2 * early > best.reached() || !equal.isEmpty()) {
                arms.add("`" + arm.arm() + "` (" + early + " of " + best.reached() + " seeds at "
                        + Outcome.text(best.rate())
                        + (equal.isEmpty() ? "" : ", and " + Words.and(equal) + " just as good") + ")");
            }
        }
        return arms.isEmpty() || !study.tuning().unit().equals("steps")
                ? ""
                : "The loss on the probe is looked at every " + Words.count(spacing, "step")
                        + ", so that rates at which "
                        + "an arm learns within two looks are hardly told apart, and of equal ones the smallest is "
                        + "chosen. Within two looks learned " + Words.and(arms) + ".";
    }

    /// The tuning outcome over learning rates; nothing where no seed reached it.
    Optional<Figure> figure() {
        List<Series> series = new ArrayList<>();
        List<String> names = study.arms().stream().map(Arm::name).toList();
        for (ArmRates arm : rates.arms()) {
            List<TriedRate> reached = arm.tried().stream().filter(tried -> tried.typical().isPresent()).toList();
            if (!reached.isEmpty()) {
                series.add(Series.of(arm.arm(), Style.number(names.indexOf(arm.arm())), Kind.LINE_AND_POINTS,
                        reached.stream().mapToDouble(TriedRate::rate).toArray(),
                        reached.stream().mapToDouble(tried -> tried.typical().orElseThrow()).toArray()));
            }
        }
        if (series.isEmpty()) {
            return Optional.empty();
        }
        double[] values = series.stream().flatMap(each -> each.points().stream())
                .flatMapToDouble(point -> DoubleStream.of(point.y())).toArray();
        String name = study.tuning().words();
        Axis y = StudyReportEffects.isWide(values) ? Axis.logarithmic(name + " (log scale)") : Axis.linear(name);
        CurveChart chart = new CurveChart(Axis.logarithmic("learning rate (log scale)"), y, series, List.of(),
                StudyReportEffects.FULL_PX);
        return Optional.of(new Figure("study-learning-rates", "Learning rates against the tuning outcome",
                "Geometric mean over the tuning seeds that reached it and are not 0; less is better. The table below says "
                        + "how many did, and which rate was chosen.",
                Width.FULL, 420, chart.option(), chart.table()));
    }

    /// Every rate of every arm.
    DataTable table() {
        List<DataTable.Row> rows = new ArrayList<>();
        for (ArmRates arm : rates.arms()) {
            for (TriedRate tried : arm.tried()) {
                List<String> remarks = new ArrayList<>();
                if (arm.isSettled() && tried.rate() == arm.rate()) {
                    remarks.add("chosen");
                }
                if (tried.rate() == arm.common()) {
                    remarks.add("common");
                }
                if (tried.zeros() > 0) {
                    remarks.add(tried.zeros() + " of them 0");
                }
                if (tried.beyondGrid()) {
                    remarks.add("beyond the grid");
                }
                rows.add(DataTable.row(List.of("`" + arm.arm() + "`", Outcome.text(tried.rate()),
                        tried.reached() + " of " + tried.outcomes().size(),
                        Numbers.format(tried.typical().orElse(Double.NaN)), String.join(", ", remarks))));
            }
        }
        return new DataTable(List.of(DataTable.text("arm"), DataTable.number("learning rate"),
                DataTable.number("seeds that reached it"), DataTable.number("geometric mean"),
                DataTable.text("")), rows);
    }
}
