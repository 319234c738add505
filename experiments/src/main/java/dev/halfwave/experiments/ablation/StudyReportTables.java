package dev.halfwave.experiments.ablation;

import dev.halfwave.experiments.report.DataTable;
import dev.halfwave.experiments.report.Numbers;
import dev.halfwave.experiments.report.Words;
import dev.halfwave.experiments.statistics.Alternative;
import dev.halfwave.experiments.statistics.Comparison;
import dev.halfwave.experiments.statistics.Finding;
import dev.halfwave.experiments.statistics.Interval;
import dev.halfwave.experiments.statistics.MeanDifference;
import java.util.ArrayList;
import java.util.List;

/// The tables with every number of an analysis.
final class StudyReportTables {

    private static final List<DataTable.Column> EFFECTS = List.of(
            DataTable.text("comparison"), DataTable.text("verdict"), DataTable.number("n"), DataTable.number("mean"),
            DataTable.number("t interval"), DataTable.number("BCa interval"), DataTable.number("median"),
            DataTable.number("Hodges–Lehmann"), DataTable.number("g_z"), DataTable.number("rank correlation"),
            DataTable.number("seeds won"), DataTable.number("share won (Wilson)"));

    private static final List<DataTable.Column> TESTS = List.of(
            DataTable.text("comparison"), DataTable.number("sign-flip p"), DataTable.number("Wilcoxon p"),
            DataTable.number("sign test p"), DataTable.number("t"), DataTable.number("t test p"),
            DataTable.number("p after Holm"), DataTable.number("margin"), DataTable.number("p of equivalence"),
            DataTable.number("the same after Holm"), DataTable.number("d_z that n pairs show"),
            DataTable.number("pairs for the measured d_z"));

    private final Analysis analysis;

    StudyReportTables(Analysis analysis) {
        this.analysis = analysis;
    }

    /// What the numbers of the two tables are.
    String howToRead(AnalysisFamily family) {
        return (family.isLogarithmic()
                ? "Differences are those of logarithms, first arm less second; estimates and intervals are told as the "
                        + "ratios that they stand for."
                : "Differences are first arm less second.")
                + " Intervals are at 95 %, p are on both sides, and Holm's procedure adjusts them for the "
                + Words.count(family.size(), "declared comparison")
                + ", run or not. The last two columns of the second table are for a power of 80 % of "
                + "a comparison that is judged alone, at 0.05.";
    }

    /// Estimates, intervals and effect sizes.
    DataTable effects(AnalysisFamily family) {
        List<DataTable.Row> rows = new ArrayList<>();
        for (AnalysisComparison each : family.comparisons()) {
            rows.add(each.isRun()
                    ? effects(name(each.declared()), each.finding())
                    : notRun(each, EFFECTS.size()));
        }
        return new DataTable(EFFECTS, rows);
    }

    private static DataTable.Row notRun(AnalysisComparison each, int columns) {
        return new DataTable.Row(List.of(new DataTable.Cell(name(each.declared()), 1),
                new DataTable.Cell("not run: " + each.notRun(), columns - 1)), false);
    }

    private static String name(dev.halfwave.experiments.ablation.Comparison declared) {
        return "`" + declared.arm() + "` – `" + declared.reference() + "`";
    }

    private static DataTable.Row effects(String name, Finding finding) {
        Comparison comparison = finding.comparison();
        MeanDifference mean = comparison.mean();
        Interval share = comparison.shareWon().interval(Comparison.CONFIDENCE);
        return DataTable.row(List.of(name,
                finding.verdict().words() + (comparison.differences().hasRanksOnly() ? ", by ranks only" : ""),
                Integer.toString(comparison.n()),
                mean == null ? Numbers.UNDEFINED : AnalysisWords.number(comparison, mean.t().mean()),
                mean == null ? Numbers.UNDEFINED : AnalysisWords.interval(comparison, mean.tInterval()),
                mean == null ? Numbers.UNDEFINED : AnalysisWords.interval(comparison, mean.bcaInterval()),
                finite(comparison, comparison.differences().median()),
                finite(comparison, comparison.differences().hodgesLehmann()),
                AnalysisWords.effectSize(comparison),
                Numbers.decimals(comparison.signedRank().rankBiserial(), 2),
                AnalysisWords.won(comparison.shareWon()),
                Numbers.percent(comparison.shareWon().share()) + " % (" + Numbers.percent(share.low()) + " to "
                        + Numbers.percent(share.high()) + ")"));
    }

    /// A centre that censored runs or zeros decide is none.
    private static String finite(Comparison comparison, double centre) {
        return Double.isFinite(centre) ? AnalysisWords.number(comparison, centre) : Numbers.UNDEFINED;
    }

    /// Tests, equivalence and power.
    DataTable tests(AnalysisFamily family) {
        List<DataTable.Row> rows = new ArrayList<>();
        family.run().forEach(each -> rows.add(tests(name(each.declared()), each.finding())));
        return new DataTable(TESTS, rows);
    }

    private static DataTable.Row tests(String name, Finding finding) {
        Comparison comparison = finding.comparison();
        MeanDifference mean = comparison.mean();
        List<String> cells = new ArrayList<>(List.of(name,
                mean == null ? Numbers.UNDEFINED : p(mean.signFlip().p(Alternative.TWO_SIDED)),
                p(comparison.signedRank().p(Alternative.TWO_SIDED)),
                p(comparison.signTest().p(Alternative.TWO_SIDED)),
                mean == null ? Numbers.UNDEFINED : Numbers.format(mean.t().statistic()),
                mean == null ? Numbers.UNDEFINED : p(mean.t().p(Alternative.TWO_SIDED)),
                p(finding.adjustedP()),
                Numbers.format(comparison.margin()),
                mean == null || mean.equivalence() == null ? Numbers.UNDEFINED : p(mean.equivalence().p()),
                p(finding.adjustedEquivalenceP()),
                mean == null ? Numbers.UNDEFINED : Numbers.decimals(mean.detectableEffect(), 2)));
        cells.add(mean == null
                ? Numbers.UNDEFINED
                : mean.pairsNeeded().stream().mapToObj(Integer::toString).findFirst().orElse(Numbers.UNDEFINED));
        return DataTable.row(cells);
    }

    private static String p(double p) {
        return Numbers.format(p);
    }

    /// The control's row of both tables.
    DataTable control(AnalysisControl control) {
        return new DataTable(EFFECTS,
                List.of(effects("`" + control.arm() + "` – `" + control.arm() + "`", control.finding())));
    }

    /// Friedman's test in a sentence.
    static String friedman(AnalysisFriedman friedman) {
        return "Whether any of " + Words.and(Words.code(friedman.arms())) + " differs from the others, on the "
                + Words.count(friedman.seeds().size(), "seed") + " that all of them have: Friedman's χ² is "
                + Numbers.format(friedman.test().statistic()) + " with " + friedman.test().degreesOfFreedom()
                + " degrees of freedom, p = " + p(friedman.test().p()) + ".";
    }

    /// Whether any trial was censored.
    boolean hasCensored() {
        return analysis.censoring().stream().anyMatch(each -> each.censored() > 0);
    }

    /// How many trials were censored, of the arms with some.
    DataTable censoring() {
        List<DataTable.Row> rows = new ArrayList<>();
        for (AnalysisCensoring each : analysis.censoring()) {
            if (each.censored() > 0) {
                rows.add(DataTable.row(List.of("`" + each.arm() + "`", each.rates().word(), each.outcome().words(),
                        Integer.toString(each.trials()), Integer.toString(each.censored()))));
            }
        }
        return new DataTable(List.of(DataTable.text("arm"), DataTable.text("rates"), DataTable.text("outcome"),
                DataTable.number("trials"), DataTable.number("censored")), rows);
    }

    /// How finely trials were looked at where they are compared at one loss.
    DataTable looks() {
        List<DataTable.Row> rows = new ArrayList<>();
        for (AnalysisLooks each : analysis.looks()) {
            String of = " of " + each.trials();
            rows.add(DataTable.row(List.of("`" + each.arm() + "`", each.rates().word(), each.severalAtOnce() + of,
                    each.withinTwoLooks() + of, Numbers.format(each.typicalLoss()))));
        }
        return new DataTable(List.of(DataTable.text("arm"), DataTable.text("rates"),
                DataTable.number("several losses at one look"), DataTable.number("by the second look"),
                DataTable.number("loss at that look")), rows);
    }

    /// The exploratory comparisons.
    DataTable screens() {
        List<DataTable.Row> rows = new ArrayList<>();
        for (AnalysisScreen screen : analysis.screens()) {
            Comparison numbers = screen.numbers();
            MeanDifference mean = numbers.mean();
            String what = AnalysisWords.what(numbers.differences());
            rows.add(DataTable.row(List.of(name(screen.declared()), screen.outcome().words(),
                    Integer.toString(numbers.n()),
                    mean == null
                            ? numbers.differences().hasRanksOnly() ? "by ranks only" : Numbers.UNDEFINED
                            : what + " " + AnalysisWords.estimate(numbers),
                    mean == null ? Numbers.UNDEFINED : AnalysisWords.effectSize(numbers),
                    AnalysisWords.won(numbers.shareWon()), p(numbers.p()), p(screen.adjustedP()))));
        }
        return new DataTable(List.of(DataTable.text("comparison"), DataTable.text("outcome"), DataTable.number("n"),
                DataTable.number("mean (95 % t interval)"), DataTable.number("g_z"), DataTable.number("lower"),
                DataTable.number("p"), DataTable.number("p after Benjamini–Hochberg")), rows);
    }

    /// Seeds in a line; a list of every other one is told by its ends.
    static String seeds(List<Long> seeds) {
        return seeds.size() > 4
                ? seeds.get(0) + ", " + seeds.get(1) + ", …, " + seeds.getLast()
                : Numbers.ranges(seeds);
    }
}
