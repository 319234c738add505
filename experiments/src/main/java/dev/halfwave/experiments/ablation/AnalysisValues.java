package dev.halfwave.experiments.ablation;

import dev.halfwave.experiments.statistics.Direction;
import dev.halfwave.experiments.statistics.PairedDifferences;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.TrialResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The values of one outcome, arm by arm and seed by seed. A censored trial, one that never got as far as the outcome
/// asks for or diverged before, has the value ∞ or −∞, as [Outcome] says; one that did not record the outcome for
/// another reason has none.
///
/// @param outcome what the values are of
/// @param byArm by arm, then seed
/// @param repeated by arm, the seeds on which it had the data and initial weights of a seed before: no repetitions, which
///     take no part in comparisons
/// @param areLogarithmsTaken whether differences are those of logarithms: the outcome asks for it, and no value is
///     below 0
record AnalysisValues(Outcome outcome, Map<String, TreeMap<Long, Double>> byArm, Map<String, Set<Long>> repeated,
        boolean areLogarithmsTaken) {

    static AnalysisValues of(Outcome outcome, Study study, RunData run, AnalysisRates rates) {
        double censored = outcome.ofCensored(outcome.equals(study.primary()) ? study.direction() : Direction.LOWER);
        Map<String, TreeMap<Long, Double>> byArm = new LinkedHashMap<>();
        Map<String, Set<Long>> repeated = new LinkedHashMap<>();
        rates.trials(study, run).forEach((arm, trials) -> {
            repeated.put(arm, repeated(trials));
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
        return new AnalysisValues(outcome, byArm, repeated, outcome.isLogarithmic() && !negative);
    }

    /// The values of one arm by seed; none if it was not run.
    TreeMap<Long, Double> of(String arm) {
        return byArm.getOrDefault(arm, new TreeMap<>());
    }

    /// The seeds of trials that had the same data and initial weights as one with a smaller seed, by the hashes of both.
    private static Set<Long> repeated(List<TrialResult> trials) {
        Set<Long> repeated = new TreeSet<>();
        Set<String> starts = new HashSet<>();
        for (TrialResult trial : trials.stream().sorted(Comparator.comparingLong(TrialResult::seed)).toList()) {
            boolean isKnown = !trial.dataSha256().isEmpty() && !trial.initialWeightsSha256().isEmpty();
            if (isKnown && !starts.add(trial.dataSha256() + trial.initialWeightsSha256())) {
                repeated.add(trial.seed());
            }
        }
        return repeated;
    }

    /// The seeds on which an arm had the data and initial weights of a seed before.
    Set<Long> repeated(String arm) {
        return repeated.getOrDefault(arm, Set.of());
    }

    /// The values of one arm on the seeds that are repetitions.
    TreeMap<Long, Double> repetitions(String arm) {
        TreeMap<Long, Double> values = new TreeMap<>(of(arm));
        values.keySet().removeAll(repeated(arm));
        return values;
    }

    /// The values of two arms on the seeds that both have, and that are repetitions of both.
    List<AnalysisPair> pairs(String arm, String reference) {
        List<AnalysisPair> pairs = new ArrayList<>();
        TreeMap<Long, Double> others = repetitions(reference);
        repetitions(arm).forEach((seed, value) -> {
            Double other = others.get(seed);
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
