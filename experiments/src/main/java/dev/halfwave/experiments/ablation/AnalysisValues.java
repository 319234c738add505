package dev.halfwave.experiments.ablation;

import dev.halfwave.experiments.statistics.Direction;
import dev.halfwave.experiments.statistics.PairedDifferences;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.TrialResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/// The values of one outcome, arm by arm and seed by seed. A censored trial, one that never got as far as the outcome
/// asks for or diverged before, has the value ∞ or −∞, as [Outcome] says; one that did not record the outcome for
/// another reason has none.
///
/// @param outcome what the values are of
/// @param byArm by arm, then seed
/// @param areLogarithmsTaken whether differences are those of logarithms: the outcome asks for it, and no value is
///     below 0
record AnalysisValues(Outcome outcome, Map<String, TreeMap<Long, Double>> byArm, boolean areLogarithmsTaken) {

    static AnalysisValues of(Outcome outcome, Study study, RunData run, AnalysisRates rates) {
        double censored = outcome.ofCensored(outcome.equals(study.primary()) ? study.direction() : Direction.LOWER);
        Map<String, TreeMap<Long, Double>> byArm = new LinkedHashMap<>();
        rates.trials(study, run).forEach((arm, trials) -> {
            TreeMap<Long, Double> values = new TreeMap<>();
            for (TrialResult trial : trials) {
                OptionalDouble value = outcome.of(trial);
                if (value.isPresent() || outcome.canBeCensored() || Divergence.isIn(trial)) {
                    values.put(trial.seed(), value.orElse(censored));
                }
            }
            byArm.put(arm, values);
        });
        boolean negative = byArm.values().stream().flatMap(each -> each.values().stream())
                .anyMatch(value -> value < 0 && !Double.isInfinite(value));
        return new AnalysisValues(outcome, byArm, outcome.isLogarithmic() && !negative);
    }

    /// The values of one arm by seed; none if it was not run.
    TreeMap<Long, Double> of(String arm) {
        return byArm.getOrDefault(arm, new TreeMap<>());
    }

    /// The values of two arms on the seeds that both have.
    List<AnalysisPair> pairs(String arm, String reference) {
        List<AnalysisPair> pairs = new ArrayList<>();
        of(arm).forEach((seed, value) -> {
            Double other = of(reference).get(seed);
            if (other != null) {
                pairs.add(new AnalysisPair(seed, value, other));
            }
        });
        return pairs;
    }

    PairedDifferences differences(List<AnalysisPair> pairs) {
        return differences(pairs.stream().mapToDouble(AnalysisPair::arm).toArray(),
                pairs.stream().mapToDouble(AnalysisPair::reference).toArray());
    }

    PairedDifferences differences(double[] first, double[] second) {
        return areLogarithmsTaken
                ? PairedDifferences.logRatios(first, second)
                : PairedDifferences.differences(first, second);
    }
}
