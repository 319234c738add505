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

    /// From the best to the worst: first the rate at which most seeds reached the tuning outcome; of equally many, the one
    /// with the smaller mean of the outcome's logarithm over those that did; of equal means, the smaller rate.
    static final Comparator<TriedRate> BEST_FIRST = Comparator.comparingInt(TriedRate::reached)
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

    /// On how many seeds the outcome was reached.
    public int reached() {
        return (int) outcomes.values().stream().filter(OptionalDouble::isPresent).count();
    }

    /// The mean of the outcome's natural logarithm over the seeds that reached it, added up by seed; empty where none did.
    public OptionalDouble meanLog() {
        double sum = 0;
        for (OptionalDouble outcome : outcomes.values()) {
            if (outcome.isPresent()) {
                sum += StrictMath.log(outcome.getAsDouble());
            }
        }
        return reached() == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / reached());
    }

    /// The geometric mean of the outcome over the seeds that reached it, in its own unit; empty where none did.
    public OptionalDouble typical() {
        OptionalDouble mean = meanLog();
        return mean.isEmpty() ? mean : OptionalDouble.of(StrictMath.exp(mean.getAsDouble()));
    }
}
