package dev.halfwave.experiments.study;

import java.util.concurrent.CancellationException;

/// What a trial is given by the run around it.
public interface TrialContext {

    /// How many threads this trial may use, at least 1. The outcome must not depend on it.
    int threads();

    /// Tells that `done` of `total` equal parts of the trial, usually epochs, are over.
    ///
    /// @throws CancellationException when the run is being stopped; the trial lets it pass
    void progress(int done, int total);

    /// Whether the run is being stopped. For work between two calls of [#progress] that takes longer than a second and
    /// does not answer an interrupt.
    boolean isCancelled();

    /// Keeps a training that takes longer than a minute, so that it can go on after its process was killed.
    default TrialCheckpoint checkpoint() {
        return TrialCheckpoint.none();
    }
}
