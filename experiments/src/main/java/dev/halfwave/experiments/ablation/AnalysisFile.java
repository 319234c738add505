package dev.halfwave.experiments.ablation;

import dev.halfwave.experiments.report.Numbers;
import dev.halfwave.experiments.statistics.Alternative;
import dev.halfwave.experiments.statistics.Comparison;
import dev.halfwave.experiments.statistics.Equivalence;
import dev.halfwave.experiments.statistics.Finding;
import dev.halfwave.experiments.statistics.Interval;
import dev.halfwave.experiments.statistics.MeanDifference;
import dev.halfwave.experiments.statistics.PairedDifferences;
import dev.halfwave.experiments.study.Results;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// An [Analysis] for other programs. `comparisons.csv` has a row for each declared comparison at each choice of
/// learning rates, then the control, then the exploratory ones; `summary.json` has the same as objects in
/// `comparisons`, `control` and `exploratory`, and `friedman`, `censoring` and [`looks`][AnalysisLooks] besides. A study across tasks has a row
/// for each declared comparison on each task, then one for each across all of them (in `summary.json` the objects of
/// `acrossTasks`), and says in `tasks` of which `setting` they are the `values`. A number that does not exist is
/// an empty cell of the table and is left out of an object; an infinite one is the text `Infinity` or `-Infinity` in
/// both. Numbers have 12 significant digits.
///
/// | column                                | content                                                              |
/// |---------------------------------------|----------------------------------------------------------------------|
/// | `kind`                                | `declared`, `acrossTasks`, `control` or `exploratory`                |
/// | `rates`                               | `common` or `own`                                                    |
/// | `arm`, `reference`                    | what is compared: differences are `arm − reference`                  |
/// | `claim`, `differsIn`                  | as declared; the settings in which the arms differ                   |
/// | `outcome`, `scale`                    | its metric; `logRatio` or `difference`                               |
/// | `direction`                           | in which differences are "won": `lower` or `higher`                  |
/// | `verdict`                             | its words, or `not run`; none where it is exploratory                |
/// | `reason`                              | its grounds, or why it was not run                                   |
/// | `n`, `ranksOnly`, `censored`, `zeros` | pairs; whether only ranks mean anything, and how many pairs are why  |
/// | `won`, `tied`, `lost`                 | seeds; `shareWon` with `shareWonLow`, `shareWonHigh` (Wilson)        |
/// | `mean` … `hodgesLehmann`              | estimates, with `tLow`, `tHigh`, `bcaLow`, `bcaHigh` of the mean     |
/// | `t`, `tP`, `signFlipP` … `signP`      | tests, all on both sides                                             |
/// | `dz`, `gz`                            | sizes of the effect                                                  |
/// | `p`, `adjustedP`, `adjustment`        | what decides, and adjusted for the family by `holm` or by `bh`       |
/// | `margin` … `adjustedEquivalenceP`     | of equivalence, where a margin was declared                          |
/// | `detectableEffect`, `pairsNeeded`     | the d_z that n pairs show with a power of 80 %; n for the measured d_z |
/// | `task`                                | the task of one; across tasks all of them, separated by spaces       |
/// | `interquartileMean`                   | across tasks, of all scores; with `interquartileMeanLow` and `…High` |
/// | `armCensored`, `referenceCensored`    | in how many of the pairs that arm was censored                       |
///
/// The other numbers of a row across tasks are those of each seed's mean over the tasks; see [AnalysisAcrossTasks].
final class AnalysisFile {

    private static final List<String> COLUMNS = List.of(
            "kind", "rates", "arm", "reference", "claim", "differsIn", "outcome", "scale", "direction", "verdict",
            "reason", "n", "ranksOnly", "censored", "zeros", "won", "tied", "lost", "shareWon", "shareWonLow",
            "shareWonHigh", "mean", "standardDeviation", "median", "hodgesLehmann", "tLow", "tHigh", "bcaLow",
            "bcaHigh", "t", "tP", "signFlipP", "signFlipExact", "wilcoxonP", "wilcoxonExact", "rankBiserial", "signP",
            "dz", "gz", "p", "adjustedP", "adjustment", "margin", "equivalenceP", "adjustedEquivalenceP",
            "detectableEffect", "pairsNeeded", "task", "interquartileMean", "interquartileMeanLow",
            "interquartileMeanHigh", "armCensored", "referenceCensored");

    /// Of a number: the last digits of what a library computes may depend on the machine.
    private static final int DIGITS = 12;

    private final Analysis analysis;

    AnalysisFile(Analysis analysis) {
        this.analysis = analysis;
    }

    Results results() {
        List<Map<String, Object>> declared = new ArrayList<>();
        for (AnalysisFamily family : analysis.families()) {
            family.comparisons().forEach(comparison -> declared.add(declared(family, comparison)));
        }
        List<Map<String, Object>> screens = analysis.screens().stream().map(this::exploratory).toList();
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("comparisons", declared);
        List<Map<String, Object>> all = new ArrayList<>(declared);
        if (!analysis.study().tasks().isEmpty()) {
            List<Map<String, Object>> across = new ArrayList<>();
            for (AnalysisFamily family : analysis.families()) {
                family.acrossTasks().forEach(each -> across.add(acrossTasks(family, each)));
            }
            summary.put("tasks", tasks(analysis.study().tasks()));
            summary.put("acrossTasks", across);
            all.addAll(across);
        }
        analysis.control().ifPresent(control -> {
            Map<String, Object> row = control(control);
            all.add(row);
            Map<String, Object> object = new LinkedHashMap<>(row);
            object.put("seeds", control.first());
            object.put("otherSeeds", control.second());
            object.put("longRun", control.longRun());
            summary.put("control", object);
        });
        summary.put("friedman", analysis.friedman().stream().map(AnalysisFile::friedman).toList());
        summary.put("censoring", analysis.censoring().stream().map(AnalysisFile::censoring).toList());
        if (!analysis.looks().isEmpty()) {
            summary.put("looks", analysis.looks().stream().map(this::looks).toList());
        }
        summary.put("exploratory", screens);
        all.addAll(screens);
        return new Results(summary, Map.of("comparisons.csv", csv(all)));
    }

    private Map<String, Object> declared(AnalysisFamily family, AnalysisComparison comparison) {
        Map<String, Object> row = start("declared", family.rates(), comparison.declared());
        row.put("differsIn", String.join(" ", comparison.differsIn()));
        addTask(row, comparison.declared());
        row.put("outcome", analysis.study().primary().metric());
        addFinding(row, comparison.finding());
        if (!comparison.isRun()) {
            row.put("verdict", "not run");
            row.put("reason", comparison.notRun().replace("`", ""));
        }
        return row;
    }

    private static Map<String, Object> tasks(Tasks tasks) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("setting", tasks.setting());
        object.put("values", tasks.values());
        return object;
    }

    private Map<String, Object> acrossTasks(AnalysisFamily family, AnalysisAcrossTasks each) {
        Map<String, Object> row = start("acrossTasks", family.rates(), each.declared());
        row.put("outcome", analysis.study().primary().metric());
        row.put("task", String.join(" ", analysis.study().tasks().values()));
        addFinding(row, each.finding());
        row.put("verdict", each.isRun() ? each.verdict().words() : "not run");
        row.put("reason", each.isRun() ? each.sentence() : each.notRun().replace("`", ""));
        put(row, "interquartileMean", each.interquartileMean());
        put(row, "interquartileMean", each.interval());
        return row;
    }

    private Map<String, Object> control(AnalysisControl control) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("kind", "control");
        row.put("rates", AnalysisRates.COMMON.word());
        row.put("arm", control.arm());
        row.put("reference", control.arm());
        row.put("outcome", analysis.study().primary().metric());
        addFinding(row, control.finding());
        return row;
    }

    private void addTask(
            Map<String, Object> row, dev.halfwave.experiments.ablation.Comparison onOneTask) {
        String task = analysis.study().task(onOneTask);
        if (!task.isEmpty()) {
            row.put("task", task);
        }
    }

    private Map<String, Object> exploratory(AnalysisScreen screen) {
        Map<String, Object> row = start("exploratory", AnalysisRates.COMMON, screen.declared());
        row.put("outcome", screen.outcome().metric());
        addTask(row, screen.declared());
        addNumbers(row, screen.numbers(), Double.NaN, screen.adjustedP(), "bh");
        return row;
    }

    private static Map<String, Object> start(
            String kind, AnalysisRates rates, dev.halfwave.experiments.ablation.Comparison declared) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("kind", kind);
        row.put("rates", rates.word());
        row.put("arm", declared.arm());
        row.put("reference", declared.reference());
        row.put("claim", declared.claim());
        return row;
    }

    private static void addFinding(Map<String, Object> row, Finding finding) {
        row.put("verdict", finding.verdict().words());
        row.put("reason", finding.sentence());
        addNumbers(row, finding.comparison(), finding.adjustedEquivalenceP(), finding.adjustedP(), "holm");
    }

    private static void addNumbers(Map<String, Object> row, Comparison comparison, double adjustedEquivalenceP,
            double adjustedP, String adjustment) {
        PairedDifferences differences = comparison.differences();
        row.put("scale", differences.scale() == PairedDifferences.Scale.LOG_RATIO ? "logRatio" : "difference");
        row.put("direction", comparison.direction().word());
        row.put("n", comparison.n());
        if (comparison.n() == 0) {
            return;
        }
        row.put("ranksOnly", differences.hasRanksOnly());
        row.put("censored", differences.censored());
        row.put("zeros", differences.zeros());
        row.put("armCensored", differences.censoredFirst());
        row.put("referenceCensored", differences.censoredSecond());
        row.put("won", comparison.shareWon().won());
        row.put("tied", comparison.shareWon().tied());
        row.put("lost", comparison.shareWon().lost());
        put(row, "shareWon", comparison.shareWon().share());
        put(row, "shareWon", comparison.shareWon().interval(Comparison.CONFIDENCE));
        put(row, "median", differences.median());
        put(row, "hodgesLehmann", differences.hodgesLehmann());
        addMean(row, comparison.mean());
        put(row, "wilcoxonP", comparison.signedRank().p(Alternative.TWO_SIDED));
        row.put("wilcoxonExact", comparison.signedRank().isExact());
        put(row, "rankBiserial", comparison.signedRank().rankBiserial());
        put(row, "signP", comparison.signTest().p(Alternative.TWO_SIDED));
        put(row, "p", comparison.p());
        put(row, "adjustedP", adjustedP);
        row.put("adjustment", adjustment);
        put(row, "margin", comparison.margin());
        put(row, "adjustedEquivalenceP", adjustedEquivalenceP);
    }

    private static void addMean(Map<String, Object> row, @Nullable MeanDifference mean) {
        if (mean == null) {
            return;
        }
        put(row, "mean", mean.t().mean());
        put(row, "standardDeviation", mean.t().standardDeviation());
        put(row, "t", mean.tInterval());
        put(row, "bca", mean.bcaInterval());
        put(row, "t", mean.t().statistic());
        put(row, "tP", mean.t().p(Alternative.TWO_SIDED));
        put(row, "signFlipP", mean.signFlip().p(Alternative.TWO_SIDED));
        row.put("signFlipExact", mean.signFlip().exact());
        put(row, "dz", mean.effect().dz());
        put(row, "gz", mean.effect().gz());
        Equivalence equivalence = mean.equivalence();
        if (equivalence != null) {
            put(row, "equivalenceP", equivalence.p());
        }
        put(row, "detectableEffect", mean.detectableEffect());
        mean.pairsNeeded().ifPresent(pairs -> row.put("pairsNeeded", pairs));
    }

    private static void put(Map<String, Object> row, String name, Interval interval) {
        put(row, name + "Low", interval.low());
        put(row, name + "High", interval.high());
    }

    private static void put(Map<String, Object> row, String name, double value) {
        if (Double.isFinite(value)) {
            row.put(name, Numbers.round(value, DIGITS));
        } else if (Double.isInfinite(value)) {
            row.put(name, Double.toString(value)); // JSON has no such number
        }
    }

    private static Map<String, Object> friedman(AnalysisFriedman friedman) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("rates", friedman.rates().word());
        object.put("arms", friedman.arms());
        object.put("seeds", friedman.seeds().size());
        put(object, "statistic", friedman.test().statistic());
        object.put("degreesOfFreedom", friedman.test().degreesOfFreedom());
        put(object, "p", friedman.test().p());
        return object;
    }

    private static Map<String, Object> censoring(AnalysisCensoring censoring) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("rates", censoring.rates().word());
        object.put("arm", censoring.arm());
        object.put("outcome", censoring.outcome().metric());
        object.put("trials", censoring.trials());
        object.put("censored", censoring.censored());
        return object;
    }

    private Map<String, Object> looks(AnalysisLooks looks) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("rates", looks.rates().word());
        object.put("arm", looks.arm());
        object.put("outcome", analysis.study().primary().metric());
        object.put("trials", looks.trials());
        object.put("severalLossesAtOneLook", looks.severalAtOnce());
        object.put("withinTwoLooks", looks.withinTwoLooks());
        put(object, "typicalLoss", looks.typicalLoss());
        return object;
    }

    private static String csv(List<Map<String, Object>> rows) {
        StringBuilder csv = new StringBuilder(String.join(",", COLUMNS)).append('\n');
        for (Map<String, Object> row : rows) {
            csv.append(COLUMNS.stream().map(column -> cell(row.get(column))).collect(Collectors.joining(",")))
                    .append('\n');
        }
        return csv.toString();
    }

    /// Quoted as RFC 4180 says where a comma, a quote or an end of line is in it.
    private static String cell(@Nullable Object value) {
        String text = value == null ? "" : value.toString();
        return text.matches("[^,\"\r\n]*+") ? text : "\"" + text.replace("\"", "\"\"") + "\"";
    }
}
