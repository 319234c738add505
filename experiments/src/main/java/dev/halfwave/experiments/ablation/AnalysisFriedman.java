package dev.halfwave.experiments.ablation;

import dev.halfwave.experiments.statistics.Friedman;
import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.RunData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Whether any of the arms that are compared differs from the others, by ranks of the primary outcome; of a study across
/// tasks, on one task.
///
/// @param rates the learning rates
/// @param arms that took part: those of the declared comparisons that were run
/// @param seeds that all of them have
/// @param test χ² and p
public record AnalysisFriedman(AnalysisRates rates, List<String> arms, List<Long> seeds, Friedman test) {

    public AnalysisFriedman {
        arms = List.copyOf(arms);
        seeds = List.copyOf(seeds);
    }

    /// One for each task, or one; none where fewer than three arms or two seeds are in common.
    static List<AnalysisFriedman> of(Study study, RunData run, AnalysisRates rates) {
        AnalysisValues values = AnalysisValues.of(study.primary(), study, run, rates);
        Set<String> compared = new LinkedHashSet<>();
        study.comparisons().forEach(comparison -> compared.addAll(List.of(comparison.arm(), comparison.reference())));
        Map<String, List<String>> byTask = new LinkedHashMap<>();
        for (Arm arm : study.arms()) {
            if (compared.contains(arm.name()) && !values.of(arm.name()).isEmpty()) {
                byTask.computeIfAbsent(study.tasks().of(arm.settings()), task -> new ArrayList<>()).add(arm.name());
            }
        }
        return byTask.values().stream().flatMap(arms -> of(values, rates, arms).stream()).toList();
    }

    private static Optional<AnalysisFriedman> of(AnalysisValues values, AnalysisRates rates, List<String> arms) {
        if (arms.size() < 3) {
            return Optional.empty();
        }
        Set<Long> seeds = new TreeSet<>(values.repetitions(arms.getFirst()).keySet());
        arms.forEach(arm -> seeds.retainAll(values.repetitions(arm).keySet()));
        if (seeds.size() < 2) {
            return Optional.empty();
        }
        List<double[]> table = new ArrayList<>();
        arms.forEach(arm -> table.add(seeds.stream().mapToDouble(seed -> values.of(arm).get(seed)).toArray()));
        return Optional.of(new AnalysisFriedman(
                rates, arms, List.copyOf(seeds), Friedman.of(table.toArray(double[][]::new))));
    }
}
