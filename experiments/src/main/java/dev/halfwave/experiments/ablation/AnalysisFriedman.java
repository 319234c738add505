package dev.halfwave.experiments.ablation;

import dev.halfwave.experiments.statistics.Friedman;
import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.RunData;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Whether any of the arms that are compared differs from the others, by ranks of the primary outcome.
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

    /// Nothing with fewer than three arms or two seeds in common.
    static Optional<AnalysisFriedman> of(Study study, RunData run, AnalysisRates rates) {
        AnalysisValues values = AnalysisValues.of(study.primary(), study, run, rates);
        Set<String> compared = new LinkedHashSet<>();
        study.comparisons().forEach(comparison -> compared.addAll(List.of(comparison.arm(), comparison.reference())));
        List<String> arms = study.arms().stream().map(Arm::name)
                .filter(arm -> compared.contains(arm) && !values.of(arm).isEmpty()).toList();
        if (arms.size() < 3) {
            return Optional.empty();
        }
        Set<Long> seeds = new TreeSet<>(values.of(arms.getFirst()).keySet());
        arms.forEach(arm -> seeds.retainAll(values.of(arm).keySet()));
        if (seeds.size() < 2) {
            return Optional.empty();
        }
        List<double[]> table = new ArrayList<>();
        arms.forEach(arm -> table.add(seeds.stream().mapToDouble(seed -> values.of(arm).get(seed)).toArray()));
        return Optional.of(new AnalysisFriedman(
                rates, arms, List.copyOf(seeds), Friedman.of(table.toArray(double[][]::new))));
    }
}
