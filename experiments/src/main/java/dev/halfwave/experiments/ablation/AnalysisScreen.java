package dev.halfwave.experiments.ablation;

import dev.halfwave.experiments.statistics.Direction;
import dev.halfwave.experiments.statistics.MultipleTests;
import dev.halfwave.experiments.study.RunData;
import dev.halfwave.experiments.study.TrialResult.MetricValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// A declared comparison by an outcome that is not the primary one, at the common learning rate. It is *exploratory*:
/// worth a study of its own perhaps, and no evidence. So it has no verdict, and its p is adjusted by Benjamini and
/// Hochberg's procedure among all of these.
///
/// @param declared which arms are compared
/// @param outcome by what
/// @param numbers of the comparison; a pair is "won" where the arm is lower than its reference
/// @param adjustedP [dev.halfwave.experiments.statistics.Comparison#p()], adjusted
public record AnalysisScreen(Comparison declared, Outcome outcome,
        dev.halfwave.experiments.statistics.Comparison numbers, double adjustedP) {

    private static final String TEST = "test";
    private static final String DISTANCE = "distance.";
    private static final String RELATIVE = ".relative";

    /// Of all comparisons that were run, by the distances at each loss of [Study#MATCH_LOSS] and at the end, by the
    /// outcome that learning rates are chosen by, and by what was measured on test samples.
    static List<AnalysisScreen> of(Study study, RunData run) {
        List<Comparison> declared = new ArrayList<>();
        List<Outcome> outcomes = new ArrayList<>();
        List<dev.halfwave.experiments.statistics.Comparison> numbers = new ArrayList<>();
        for (Outcome outcome : outcomes(study, run)) {
            AnalysisValues values = AnalysisValues.of(outcome, study, run, AnalysisRates.COMMON);
            for (Comparison comparison : study.comparisons()) {
                List<AnalysisPair> pairs = values.pairs(comparison.arm(), comparison.reference());
                if (!pairs.isEmpty()) {
                    declared.add(comparison);
                    outcomes.add(outcome);
                    numbers.add(dev.halfwave.experiments.statistics.Comparison.of(comparison.name(),
                            values.differences(pairs), Direction.LOWER));
                }
            }
        }
        double[] adjusted = MultipleTests.benjaminiHochberg(
                numbers.stream().mapToDouble(dev.halfwave.experiments.statistics.Comparison::p).toArray());
        List<AnalysisScreen> screens = new ArrayList<>();
        for (int i = 0; i < adjusted.length; i++) {
            screens.add(new AnalysisScreen(declared.get(i), outcomes.get(i), numbers.get(i), adjusted[i]));
        }
        return screens;
    }

    /// Those that a trial recorded, without the primary one.
    private static List<Outcome> outcomes(Study study, RunData run) {
        Map<String, Outcome> byMetric = new LinkedHashMap<>();
        Outcome atTheEnd = Outcome.relativeDistance(layer(study.primary()));
        losses(study, run).forEach(loss -> add(byMetric, atTheEnd.whenLossFallsBelow(loss)));
        add(byMetric, atTheEnd);
        add(byMetric, study.tuning());
        Set<String> recorded = new LinkedHashSet<>();
        run.trials().forEach(trial -> trial.metrics().stream().map(MetricValue::metric).forEach(recorded::add));
        recorded.stream().filter(metric -> metric.startsWith(TEST)).map(Outcome::finalMetric)
                .forEach(outcome -> add(byMetric, outcome));
        recorded.stream().filter(metric -> metric.startsWith(Recorder.BEST + TEST))
                .map(metric -> Outcome.bestMetric(metric.substring(Recorder.BEST.length())))
                .forEach(outcome -> add(byMetric, outcome));
        byMetric.remove(study.primary().metric());
        return byMetric.values().stream().filter(outcome -> recorded.contains(outcome.metric())).toList();
    }

    private static void add(Map<String, Outcome> byMetric, Outcome outcome) {
        byMetric.putIfAbsent(outcome.metric(), outcome);
    }

    /// The losses at which distances are compared, from the largest to the smallest: those of the two outcomes and of
    /// [Study#MATCH_LOSS].
    static Set<Double> losses(Study study, RunData run) {
        Set<Double> losses = new TreeSet<>(Comparator.reverseOrder());
        losses.addAll(SettingTexts.numbers(run.settings().getOrDefault(Study.MATCH_LOSS.name(), SettingTexts.NONE)));
        losses.addAll(List.of(study.primary().loss(), study.tuning().loss()));
        losses.remove(0.0); // none
        return losses;
    }

    /// The layer whose distance an outcome is; that of all layers together where it is something else.
    static String layer(Outcome outcome) {
        int start = outcome.metric().indexOf(DISTANCE);
        boolean isDistance = start >= 0 && outcome.metric().endsWith(RELATIVE);
        return isDistance
                ? outcome.metric().substring(start + DISTANCE.length(), outcome.metric().length() - RELATIVE.length())
                : "total";
    }
}
