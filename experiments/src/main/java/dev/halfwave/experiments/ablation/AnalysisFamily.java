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

/// All declared comparisons at one choice of learning rates, judged together. Those that were not run count among them:
/// leaving arms out does not make the others easier to show.
///
/// @param rates the learning rates
/// @param isLogarithmic whether differences are those of logarithms
/// @param comparisons one for each that was declared, in that order
public record AnalysisFamily(AnalysisRates rates, boolean isLogarithmic, List<AnalysisComparison> comparisons) {

    public AnalysisFamily {
        comparisons = List.copyOf(comparisons);
    }

    static AnalysisFamily of(Study study, RunData run, AnalysisRates rates) {
        AnalysisValues values = AnalysisValues.of(study.primary(), study, run, rates);
        List<List<AnalysisPair>> pairs = study.comparisons().stream()
                .map(declared -> values.pairs(declared.arm(), declared.reference())).toList();
        List<dev.halfwave.experiments.statistics.Comparison> compared = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            compared.add(compared(study, study.comparisons().get(i), values.differences(pairs.get(i))));
        }
        List<Finding> findings = Family.of(compared).findings();
        List<AnalysisComparison> comparisons = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            Comparison declared = study.comparisons().get(i);
            comparisons.add(new AnalysisComparison(declared, study.differences(declared), pairs.get(i),
                    planned(run, declared), findings.get(i),
                    pairs.get(i).isEmpty() ? reason(study, run, rates, values, declared) : ""));
        }
        return new AnalysisFamily(rates, values.areLogarithmsTaken(), comparisons);
    }

    private static dev.halfwave.experiments.statistics.Comparison compared(
            Study study, Comparison declared, PairedDifferences differences) {
        var direction = study.direction();
        return declared.hasMargin()
                ? dev.halfwave.experiments.statistics.Comparison.withMargin(
                        declared.name(), differences, direction, declared.margin())
                : dev.halfwave.experiments.statistics.Comparison.of(declared.name(), differences, direction);
    }

    private static int planned(RunData run, Comparison declared) {
        Set<Long> seeds = new HashSet<>(run.seedsByArm().getOrDefault(declared.arm(), List.of()));
        seeds.retainAll(run.seedsByArm().getOrDefault(declared.reference(), List.of()));
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

    /// The comparisons that were run.
    public List<AnalysisComparison> run() {
        return comparisons.stream().filter(AnalysisComparison::isRun).toList();
    }

    /// The comparisons that were not.
    public List<AnalysisComparison> notRun() {
        return comparisons.stream().filter(comparison -> !comparison.isRun()).toList();
    }
}
