package dev.halfwave.experiments.ablation;

import dev.halfwave.experiments.statistics.Finding;
import java.util.List;

/// What became of one declared comparison.
///
/// @param declared as the study declared it
/// @param differsIn the keys of the settings in which the arms differ
/// @param pairs the values of both arms, by seed
/// @param repeated seeds that both arms have and that are no pairs, because an arm had the same data and initial weights
///     as on a seed before
/// @param planned how many pairs were asked for
/// @param finding all numbers and the verdict; of no pairs where the comparison was not run
/// @param notRun why there is no pair, such as "`linear` was not asked for"; empty where there is one
public record AnalysisComparison(Comparison declared, List<String> differsIn, List<AnalysisPair> pairs,
        List<Long> repeated, int planned, Finding finding, String notRun) {

    public AnalysisComparison {
        differsIn = List.copyOf(differsIn);
        pairs = List.copyOf(pairs);
        repeated = List.copyOf(repeated);
    }

    /// Whether there is a pair.
    public boolean isRun() {
        return notRun.isEmpty();
    }

    /// Whether the arms differ in more than one setting, so that their comparison cannot tell which of them matters.
    public boolean isConfounded() {
        return differsIn.size() > 1;
    }
}
