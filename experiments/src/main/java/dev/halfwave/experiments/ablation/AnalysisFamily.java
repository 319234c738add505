package dev.halfwave.experiments.ablation;

import dev.halfwave.experiments.report.Words;
import dev.halfwave.experiments.statistics.Family;
import dev.halfwave.experiments.statistics.Finding;
import dev.halfwave.experiments.statistics.PairedDifferences;
import dev.halfwave.experiments.study.RunData;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// All declared comparisons at one choice of learning rates, judged together. Those that were not run count among them:
/// leaving arms out does not make the others easier to show.
///
/// @param rates the learning rates
/// @param isLogarithmic whether differences are those of logarithms
/// @param comparisons one for each that was declared, in that order; in a study across tasks one on each task
/// @param acrossTasks one for each that was declared, across all tasks; none in a study without tasks
public record AnalysisFamily(AnalysisRates rates, boolean isLogarithmic, List<AnalysisComparison> comparisons,
        List<AnalysisAcrossTasks> acrossTasks) {

    public AnalysisFamily {
        comparisons = List.copyOf(comparisons);
        acrossTasks = List.copyOf(acrossTasks);
    }

    static AnalysisFamily of(Study study, RunData run, AnalysisRates rates) {
        AnalysisValues values = AnalysisValues.of(study.primary(), study, run, rates);
        List<List<AnalysisPair>> pairs = study.comparisons().stream()
                .map(declared -> values.pairs(declared.arm(), declared.reference())).toList();
        List<dev.halfwave.experiments.statistics.Comparison> compared = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            compared.add(compared(study, study.comparisons().get(i), values.differences(pairs.get(i))));
        }
        int tasks = study.tasks().values().size();
        List<AnalysisTaskValues> byTask = new ArrayList<>();
        for (int i = 0; i < study.acrossTasks().size(); i++) {
            byTask.add(AnalysisTaskValues.of(pairs.subList(i * tasks, (i + 1) * tasks), values.areLogarithmsTaken()));
            compared.add(compared(study, study.acrossTasks().get(i), byTask.getLast().seedMeans()));
        }
        List<Finding> findings = Family.of(compared).findings();
        List<AnalysisComparison> comparisons = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            Comparison declared = study.comparisons().get(i);
            comparisons.add(new AnalysisComparison(declared, study.differences(declared), pairs.get(i),
                    repeated(values, declared), planned(run, List.of(declared)), findings.get(i),
                    pairs.get(i).isEmpty() ? reason(study, run, rates, values, declared) : ""));
        }
        List<AnalysisAcrossTasks> across = new ArrayList<>();
        for (int i = 0; i < byTask.size(); i++) {
            List<AnalysisComparison> ofTasks = comparisons.subList(i * tasks, (i + 1) * tasks);
            AnalysisTaskValues each = byTask.get(i);
            across.add(AnalysisAcrossTasks.of(study.acrossTasks().get(i), each.seeds(),
                    planned(run, ofTasks.stream().map(AnalysisComparison::declared).toList()),
                    findings.get(pairs.size() + i), each.scores(), reason(each, ofTasks)));
        }
        return new AnalysisFamily(rates, values.areLogarithmsTaken(), comparisons, across);
    }

    private static List<Long> repeated(AnalysisValues values, Comparison declared) {
        Set<Long> both = new TreeSet<>(values.of(declared.arm()).keySet());
        both.retainAll(values.of(declared.reference()).keySet());
        both.removeIf(seed -> !values.repeated(declared.arm()).contains(seed)
                && !values.repeated(declared.reference()).contains(seed));
        return List.copyOf(both);
    }

    /// Why there is no seed across tasks.
    private static String reason(AnalysisTaskValues values, List<AnalysisComparison> ofTasks) {
        if (!values.seeds().isEmpty()) {
            return "";
        }
        List<String> missing = ofTasks.stream().filter(each -> !each.isRun()).map(AnalysisComparison::notRun).toList();
        return missing.isEmpty() ? "no seed is finished in both arms on every task" : Words.and(missing);
    }

    private static dev.halfwave.experiments.statistics.Comparison compared(
            Study study, Comparison declared, PairedDifferences differences) {
        var direction = study.direction();
        return declared.hasMargin()
                ? dev.halfwave.experiments.statistics.Comparison.withMargin(
                        declared.name(), differences, direction, declared.margin())
                : dev.halfwave.experiments.statistics.Comparison.of(declared.name(), differences, direction);
    }

    /// How many seeds were asked for in all arms of these comparisons.
    private static int planned(RunData run, List<Comparison> comparisons) {
        List<String> arms =
                comparisons.stream().flatMap(each -> Stream.of(each.arm(), each.reference())).toList();
        Set<Long> seeds = new HashSet<>(run.seedsByArm().getOrDefault(arms.getFirst(), List.of()));
        arms.forEach(arm -> seeds.retainAll(run.seedsByArm().getOrDefault(arm, List.of())));
        return seeds.size();
    }

    /// Why there is no pair.
    private static String reason(
            Study study, RunData run, AnalysisRates rates, AnalysisValues values, Comparison declared) {
        List<String> arms = List.of(declared.arm(), declared.reference());
        String missing = Words.missing(run, arms);
        if (!missing.isEmpty()) {
            return missing;
        }
        List<String> silent = arms.stream().filter(arm -> values.of(arm).isEmpty()).toList();
        if (rates == AnalysisRates.OWN && !silent.isEmpty()) {
            return Words.and(Words.code(silent)) + (silent.size() == 1 ? " has" : " have")
                    + " no finished trial at " + (silent.size() == 1 ? "its own rate" : "their own rates");
        }
        return silent.isEmpty()
                ? Words.and(Words.code(arms)) + " have no finished seed in common"
                : Words.and(Words.code(silent)) + " recorded no `" + study.primary().metric() + "`";
    }

    /// How many verdicts are judged together.
    public int size() {
        return comparisons.size() + acrossTasks.size();
    }

    /// The comparisons that were run.
    public List<AnalysisComparison> run() {
        return comparisons.stream().filter(AnalysisComparison::isRun).toList();
    }

    /// The comparisons that were not.
    public List<AnalysisComparison> notRun() {
        return comparisons.stream().filter(comparison -> !comparison.isRun()).toList();
    }
}
