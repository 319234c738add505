package dev.halfwave.experiments.study;

import java.util.List;

/// The trials beside the declared ones that an experiment has asked for so far ([Experiment#further]), round by round, and
/// within a round in the order in which it did.
///
/// @param planned all of them
/// @param finished the results of those that are finished, in the same order
public record FurtherTrials(List<Trial> planned, List<TrialResult> finished) {

    /// None.
    public static final FurtherTrials NONE = new FurtherTrials(List.of(), List.of());

    public FurtherTrials {
        planned = List.copyOf(planned);
        finished = List.copyOf(finished);
    }
}
