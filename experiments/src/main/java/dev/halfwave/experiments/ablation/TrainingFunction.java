package dev.halfwave.experiments.ablation;

import dev.halfwave.experiments.study.Trial;

/// Builds what a trial trains: model, loss and data. Whatever is drawn depends on the trial's seed alone, so that the
/// arms of one seed share it. Called by several threads at once; each call builds a model of its own.
@FunctionalInterface
public interface TrainingFunction {

    /// @throws Exception where the data cannot be had; its message becomes that of the trial's failure
    Training of(Trial trial) throws Exception;
}
