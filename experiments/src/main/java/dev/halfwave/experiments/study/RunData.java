package dev.halfwave.experiments.study;

import java.util.List;
import java.util.Map;

/// A finished or interrupted run as a report sees it: read back from a run folder, so that drawing a report needs
/// nothing but the files.
///
/// @param experiment the experiment's name
/// @param preset `quick` or `full`
/// @param part which part of the run it is
/// @param settings the composed configuration, by key, in its declared order
/// @param arms the arms that were asked for, in their declared order
/// @param seedsByArm the seeds that were asked for, for each arm; of a part, those that it has to run
/// @param trials the finished trials, by arm in that order, then by seed
/// @param failures the trials that failed when they were last tried, in the same order
/// @param command the command line that runs the same again
/// @param environment facts of the last start: version, commit, JDK, processor, backend, threads
public record RunData(
        String experiment,
        String preset,
        Part part,
        Map<String, String> settings,
        List<Arm> arms,
        Map<String, List<Long>> seedsByArm,
        List<TrialResult> trials,
        List<FailedTrial> failures,
        String command,
        Map<String, String> environment) {

    /// A run in one place in which no trial failed.
    public RunData(
            String experiment,
            String preset,
            Map<String, String> settings,
            List<Arm> arms,
            Map<String, List<Long>> seedsByArm,
            List<TrialResult> trials,
            String command,
            Map<String, String> environment) {
        this(experiment, preset, Part.WHOLE, settings, arms, seedsByArm, trials, List.of(), command, environment);
    }

    /// The finished trials of one arm, by seed.
    public List<TrialResult> trials(String arm) {
        return trials.stream().filter(trial -> trial.arm().equals(arm)).toList();
    }

    /// How many trials were asked for.
    public int planned() {
        return seedsByArm.values().stream().mapToInt(List::size).sum();
    }

    /// Whether every trial that was asked for is there.
    public boolean isComplete() {
        return trials.size() == planned();
    }
}
