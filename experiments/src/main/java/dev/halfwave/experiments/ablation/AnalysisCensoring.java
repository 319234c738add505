package dev.halfwave.experiments.ablation;

import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.RunData;
import java.util.ArrayList;
import java.util.List;

/// How many trials of an arm never got as far as an outcome asks for, or diverged before.
///
/// @param rates the learning rates
/// @param arm the arm
/// @param outcome the primary outcome, or that by which learning rates are chosen
/// @param trials how many finished
/// @param censored how many of them have no value
public record AnalysisCensoring(AnalysisRates rates, String arm, Outcome outcome, int trials, int censored) {

    /// Of all arms with finished trials and of both outcomes, as far as these can be censored or trials diverged.
    static List<AnalysisCensoring> of(Study study, RunData run, AnalysisRates rates) {
        List<AnalysisCensoring> counts = new ArrayList<>();
        for (Outcome outcome : List.of(study.primary(), study.tuning())) {
            AnalysisValues values = AnalysisValues.of(outcome, study, run, rates);
            for (Arm arm : run.arms()) {
                var byArm = values.of(arm.name()).values();
                int censored = (int) byArm.stream().filter(value -> Double.isInfinite(value)).count();
                if (censored > 0 || (outcome.canBeCensored() && !byArm.isEmpty())) {
                    counts.add(new AnalysisCensoring(rates, arm.name(), outcome, byArm.size(), censored));
                }
            }
        }
        return counts;
    }
}
