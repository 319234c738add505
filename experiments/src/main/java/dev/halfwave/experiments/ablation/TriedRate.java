package dev.halfwave.experiments.ablation;

import dev.halfwave.experiments.study.TrialResult;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a learning rate did to one arm on the tuning seeds.
///
/// @param rate the learning rate
/// @param beyondGrid whether it was added because the best of the others lay on the edge
/// @param outcomes the tuning outcome by seed, of the trials that are finished; empty where it was not reached
public record TriedRate(double rate, boolean beyondGrid, SortedMap<Long, OptionalDouble> outcomes) {

    /// From the best to the worst, as [ArmRates] says.
    static final Comparator<TriedRate> BEST_FIRST = Comparator.comparingInt(TriedRate::reached)
            .thenComparingInt(TriedRate::zeros)
            .reversed()
            .thenComparingDouble(tried -> tried.meanLog().orElse(0))
            .thenComparingDouble(TriedRate::rate);

    public TriedRate {
        outcomes = Collections.unmodifiableSortedMap(new TreeMap<>(outcomes));
    }

    static TriedRate of(double rate, boolean beyondGrid, Outcome tuning, List<TrialResult> trials) {
        SortedMap<Long, OptionalDouble> outcomes = new TreeMap<>();
        trials.forEach(trial -> outcomes.put(trial.seed(), tuning.of(trial)));
        return new TriedRate(rate, beyondGrid, outcomes);
    }

    /// Whether nothing but its size tells this rate from another one.
    boolean isAsGoodAs(TriedRate other) {
        return reached() == other.reached() && zeros() == other.zeros() && meanLog().equals(other.meanLog());
    }

    /// On how many seeds the outcome was reached.
    public int reached() {
        return (int) outcomes.values().stream().filter(OptionalDouble::isPresent).count();
    }

    /// On how many seeds the outcome is 0, such as the steps to a loss that is reached before training. It has no logarithm.
    public int zeros() {
        return (int) outcomes.values().stream().filter(outcome -> outcome.equals(OptionalDouble.of(0))).count();
    }

    /// The mean of the outcome's natural logarithm over the seeds that reached it and where it is not 0, added up by seed;
    /// empty where there are none.
    public OptionalDouble meanLog() {
        double sum = 0;
        int count = 0;
        for (OptionalDouble outcome : outcomes.values()) {
            if (outcome.orElse(0) != 0) {
                sum += StrictMath.log(outcome.getAsDouble());
                count++;
            }
        }
        return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / count);
    }

    /// The geometric mean of the outcome over the same seeds, in its own unit; empty where there are none.
    public OptionalDouble typical() {
        OptionalDouble mean = meanLog();
        return mean.isEmpty() ? mean : OptionalDouble.of(StrictMath.exp(mean.getAsDouble()));
    }
}
