package dev.halfwave.experiments.relu;

import dev.halfwave.experiments.report.Summary;
import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.TrialResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/// One arm of a run as the report looks at it: summaries over its finished trials.
final class ReluDcReportArm {

    /// The share of right answers from which on an arm counts as having learned.
    static final double LEARNED = 0.99;

    /// Whether distances of an arm may be compared: `UNKNOWN` if it has no finished trial, or none that recorded an
    /// accuracy.
    enum Outcome {
        LEARNED, DID_NOT_LEARN, UNKNOWN
    }

    private final Arm arm;
    private final int planned;
    private final List<Series> trials = new ArrayList<>();

    ReluDcReportArm(Arm arm, int planned, List<TrialResult> trials) {
        this.arm = arm;
        this.planned = planned;
        trials.forEach(trial -> this.trials.add(new Series(trial)));
    }

    String name() {
        return arm.name();
    }

    Arm arm() {
        return arm;
    }

    /// How many trials are finished.
    int n() {
        return trials.size();
    }

    /// How many trials were asked for.
    int planned() {
        return planned;
    }

    List<Series> trials() {
        return trials;
    }

    /// Whether the arm learned: in the mean over its trials at least 99% of the test windows are right at the end.
    /// Training accuracy, taken while an epoch's batches still change the weights, stands in where there is no other.
    Outcome outcome() {
        double accuracy = accuracy();
        if (Double.isNaN(accuracy)) {
            return Outcome.UNKNOWN;
        }
        return accuracy >= LEARNED ? Outcome.LEARNED : Outcome.DID_NOT_LEARN;
    }

    boolean learned() {
        return outcome() == Outcome.LEARNED;
    }

    /// Whether no weight of the two convolutions moved, because they are frozen.
    boolean isFrozen() {
        return n() > 0 && last("distance.conv1.l2").max() == 0 && last("distance.conv2.l2").max() == 0;
    }

    /// The mean share of right answers at the end: on the test windows if they were looked at.
    double accuracy() {
        Summary test = last("testAccuracy");
        return test.isEmpty() ? last("trainAccuracy").mean() : test.mean();
    }

    /// Over the trials that recorded the metric after this epoch.
    Summary at(String metric, int epoch) {
        return summary(trial -> trial.value(metric, epoch));
    }

    /// Over the trials, each after the last epoch that recorded the metric.
    Summary last(String metric) {
        return summary(trial -> trial.last(metric));
    }

    /// The last epoch of any trial; 0 without trials.
    int lastEpoch() {
        return trials.stream().mapToInt(Series::lastEpoch).max().orElse(0);
    }

    /// Whether all trials end after the same epoch.
    boolean endsTogether() {
        return trials.stream().mapToInt(Series::lastEpoch).distinct().count() <= 1;
    }

    /// The first epoch with at least 99% of the training windows right, for each trial that has one.
    List<Integer> epochsToLearn() {
        List<Integer> epochs = new ArrayList<>();
        for (Series trial : trials) {
            trial.firstEpoch("trainAccuracy", value -> value >= LEARNED).ifPresent(epochs::add);
        }
        return epochs;
    }

    /// The median over all trials of the first epoch with 99%: one that never gets there counts as later than all
    /// others, and if that makes the median undefined, there is none.
    OptionalDouble medianEpochToLearn() {
        List<Integer> reached = epochsToLearn();
        double[] epochs = new double[n()];
        Arrays.fill(epochs, Double.POSITIVE_INFINITY);
        for (int i = 0; i < reached.size(); i++) {
            epochs[i] = reached.get(i);
        }
        double median = Summary.of(epochs).median();
        return Double.isFinite(median) ? OptionalDouble.of(median) : OptionalDouble.empty();
    }

    /// A metric at the first end of an epoch with a training loss of at most this, over the trials that get there.
    Summary atLoss(String metric, double loss) {
        return summary(trial -> {
            OptionalInt epoch = trial.firstEpoch("trainLossEnd", value -> value <= loss);
            return epoch.isPresent() ? trial.value(metric, epoch.getAsInt()) : OptionalDouble.empty();
        });
    }

    private Summary summary(java.util.function.Function<Series, OptionalDouble> value) {
        return Summary.of(trials.stream().map(value).filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble).filter(Double::isFinite).toArray());
    }

    /// A trial's metrics by name, so that looking up all epochs of all metrics does not search the list each time.
    static final class Series {

        private final TrialResult trial;
        private final Map<String, double[]> byMetric = new HashMap<>();
        private final int lastEpoch;

        Series(TrialResult trial) {
            this.trial = trial;
            lastEpoch = trial.metrics().stream().mapToInt(TrialResult.MetricValue::epoch).max().orElse(0);
            for (TrialResult.MetricValue row : trial.metrics()) {
                double[] values = byMetric.computeIfAbsent(row.metric(), name -> {
                    double[] none = new double[lastEpoch + 1];
                    Arrays.fill(none, Double.NaN);
                    return none;
                });
                values[row.epoch()] = row.value();
            }
        }

        TrialResult trial() {
            return trial;
        }

        long seed() {
            return trial.seed();
        }

        int lastEpoch() {
            return lastEpoch;
        }

        OptionalDouble value(String metric, int epoch) {
            double[] values = byMetric.get(metric);
            return values == null || epoch >= values.length || Double.isNaN(values[epoch])
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(values[epoch]);
        }

        OptionalDouble last(String metric) {
            for (int epoch = lastEpoch; epoch >= 0; epoch--) {
                OptionalDouble value = value(metric, epoch);
                if (value.isPresent()) {
                    return value;
                }
            }
            return OptionalDouble.empty();
        }

        /// From epoch 1 on: before training there is nothing to reach.
        OptionalInt firstEpoch(String metric, java.util.function.DoublePredicate condition) {
            for (int epoch = 1; epoch <= lastEpoch; epoch++) {
                OptionalDouble value = value(metric, epoch);
                if (value.isPresent() && condition.test(value.getAsDouble())) {
                    return OptionalInt.of(epoch);
                }
            }
            return OptionalInt.empty();
        }
    }
}
