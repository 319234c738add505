package dev.halfwave.experiments.ablation;

import dev.halfwave.core.Tensor;
import dev.halfwave.experiments.statistics.Direction;
import dev.halfwave.experiments.study.Trial;
import dev.halfwave.nn.data.Dataset;

/// The tiny study with validation samples, a part of which has wrong labels: the surer the network gets, the worse it is
/// on these, so that its best epoch is an early one.
final class ValidatedStudy {

    /// At this rate the third epoch of the first seed is the best, so that it ends after the seventh.
    static final String RATE = "learningRate=0.002";

    private ValidatedStudy() {}

    static StudyBuilder builder() {
        return TinyStudy.builder()
                .trains(trial -> training(trial).stoppingEarly(4))
                .judgedBy(Outcome.bestMetric("testAccuracy"), Direction.HIGHER);
    }

    static Training training(Trial trial) {
        return TinyStudy.training(trial).validatedOn(mislabelled(TinyStudy.data(trial.seed(), "validation", 30)));
    }

    private static Dataset mislabelled(Dataset data) {
        Tensor targets = data.targets().copy();
        for (int n = 0; n < targets.size(); n += 3) {
            targets.set(n, 1 - targets.get(n));
        }
        return new Dataset(data.inputs(), targets);
    }
}
