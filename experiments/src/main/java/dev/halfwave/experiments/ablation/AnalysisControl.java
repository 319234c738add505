package dev.halfwave.experiments.ablation;

import dev.halfwave.experiments.statistics.FalseVerdicts;
import dev.halfwave.experiments.statistics.Family;
import dev.halfwave.experiments.statistics.Finding;
import dev.halfwave.experiments.study.RunData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An arm against itself: its seeds in order, the first against the second, the third against the fourth and so on, by
/// the primary outcome and the rule of every comparison, in a family of its own. As nothing is different about the two
/// halves, a verdict that they differ is a false one, which has to come up now and then: information, not a gate.
///
/// @param arm the reference of the first declared comparison
/// @param first the seeds of one half
/// @param second the seeds of the other half
/// @param finding all numbers and the verdict
public record AnalysisControl(String arm, List<Long> first, List<Long> second, Finding finding) {

    public AnalysisControl {
        first = List.copyOf(first);
        second = List.copyOf(second);
    }

    /// Nothing where the arm was not run on at least two seeds.
    static Optional<AnalysisControl> of(Study study, RunData run) {
        AnalysisValues values = AnalysisValues.of(study.primary(), study, run, AnalysisRates.COMMON);
        String arm = study.comparisons().getFirst().reference();
        List<Map.Entry<Long, Double>> all = List.copyOf(values.repetitions(arm).entrySet());
        int n = all.size() / 2;
        if (n == 0) {
            return Optional.empty();
        }
        List<Long> first = new ArrayList<>();
        List<Long> second = new ArrayList<>();
        double[] firstValues = new double[n];
        double[] secondValues = new double[n];
        for (int i = 0; i < n; i++) {
            first.add(all.get(2 * i).getKey());
            firstValues[i] = all.get(2 * i).getValue();
            second.add(all.get(2 * i + 1).getKey());
            secondValues[i] = all.get(2 * i + 1).getValue();
        }
        var compared = dev.halfwave.experiments.statistics.Comparison.of(
                arm + " – " + arm, values.differences(firstValues, secondValues),
                study.direction());
        return Optional.of(
                new AnalysisControl(arm, first, second, Family.of(List.of(compared)).findings().getFirst()));
    }

    /// What its verdict has to be read against, as part of a sentence.
    public String longRun() {
        var differences = finding.comparison().differences();
        return FalseVerdicts.sentence(differences.n(), differences.hasRanksOnly());
    }
}
