package dev.halfwave.experiments.ablation;

import dev.halfwave.experiments.statistics.PairedDifferences;
import dev.halfwave.experiments.statistics.TaskScores;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// The pairs of one comparison on all tasks, on the seeds that all of them have.
///
/// @param seeds in order
/// @param byTask for each task a pair per seed
/// @param areLogarithmsTaken whether scores are logarithms of ratios
record AnalysisTaskValues(List<Long> seeds, List<List<AnalysisPair>> byTask, boolean areLogarithmsTaken) {

    /// @param pairs of each task, as far as it is run
    static AnalysisTaskValues of(List<List<AnalysisPair>> pairs, boolean areLogarithmsTaken) {
        TreeSet<Long> seeds = new TreeSet<>();
        pairs.getFirst().forEach(pair -> seeds.add(pair.seed()));
        List<Map<Long, AnalysisPair>> bySeed = new ArrayList<>();
        for (List<AnalysisPair> task : pairs) {
            Map<Long, AnalysisPair> map = new TreeMap<>();
            task.forEach(pair -> map.put(pair.seed(), pair));
            seeds.retainAll(map.keySet());
            bySeed.add(map);
        }
        List<Long> shared = List.copyOf(seeds);
        return new AnalysisTaskValues(shared,
                bySeed.stream().map(map -> shared.stream().map(map::get).toList()).toList(), areLogarithmsTaken);
    }

    /// Each seed's mean over the tasks.
    PairedDifferences seedMeans() {
        return PairedDifferences.meansOverTasks(
                areLogarithmsTaken ? PairedDifferences.Scale.LOG_RATIO : PairedDifferences.Scale.DIFFERENCE,
                table(AnalysisPair::arm), table(AnalysisPair::reference));
    }

    /// The score of each run; null where there are no seeds, and where a pair could be anything.
    @Nullable TaskScores scores() {
        if (seeds.isEmpty() || byTask.stream().flatMap(List::stream).anyMatch(this::isUnknown)) {
            return null;
        }
        double[][] arm = table(AnalysisPair::arm);
        double[][] reference = table(AnalysisPair::reference);
        double[][] scores = new double[arm.length][];
        for (int task = 0; task < scores.length; task++) {
            scores[task] = (areLogarithmsTaken
                    ? PairedDifferences.logRatios(arm[task], reference[task])
                    : PairedDifferences.differences(arm[task], reference[task])).values();
        }
        return TaskScores.of(scores);
    }

    private boolean isUnknown(AnalysisPair pair) {
        return pair.arm() == pair.reference()
                && (Double.isInfinite(pair.arm()) || areLogarithmsTaken && pair.arm() == 0);
    }

    private double[][] table(ToDoubleFunction<AnalysisPair> side) {
        return byTask.stream().map(task -> task.stream().mapToDouble(side).toArray()).toArray(double[][]::new);
    }
}
