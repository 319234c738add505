package dev.halfwave.experiments.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
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
/// @param trials the finished ones of the declared trials, by arm in that order, then by seed
/// @param further the trials that follow from the declared ones, as far as they are known
/// @param failures the trials that failed when they were last tried, declared ones first, in the same orders
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
        FurtherTrials further,
        List<FailedTrial> failures,
        String command,
        Map<String, String> environment) {

    /// A run in one place in which no trial failed, and none follow from the declared ones.
    public RunData(
            String experiment,
            String preset,
            Map<String, String> settings,
            List<Arm> arms,
            Map<String, List<Long>> seedsByArm,
            List<TrialResult> trials,
            String command,
            Map<String, String> environment) {
        this(experiment, preset, Part.WHOLE, settings, arms, seedsByArm, trials, FurtherTrials.NONE, List.of(), command,
                environment);
    }

    /// A run of which nothing is finished, and no more is known than what is declared.
    public static RunData before(Configuration configuration) {
        Map<String, List<Long>> seedsByArm = new LinkedHashMap<>();
        configuration.arms().forEach(arm -> seedsByArm.put(arm.name(), new ArrayList<>()));
        configuration.trialsByArm().forEach(trial -> seedsByArm.get(trial.arm()).add(trial.seed()));
        return new RunData(
                configuration.experiment(),
                configuration.preset(),
                configuration.part(),
                configuration.settings(),
                configuration.arms(),
                seedsByArm,
                List.of(),
                FurtherTrials.NONE,
                List.of(),
                configuration.command(),
                Map.of());
    }

    /// The same run with these trials.
    RunData with(
            List<TrialResult> newTrials, FurtherTrials newFurther, List<FailedTrial> newFailures,
            Map<String, String> newEnvironment) {
        return new RunData(experiment, preset, part, settings, arms, seedsByArm, newTrials, newFurther, newFailures,
                command,
                newEnvironment);
    }

    /// The trial of an arm on any seed, as it is declared for those of the arm's own.
    ///
    /// @throws IllegalArgumentException if the arm was not asked for
    public Trial trial(String arm, long seed) {
        for (Arm asked : arms) {
            if (asked.name().equals(arm)) {
                return new Trial(arm, seed, asked.settings(settings));
            }
        }
        throw new IllegalArgumentException("RunData: there is no arm " + arm);
    }

    /// The finished ones of the declared trials of one arm, by seed.
    public List<TrialResult> trials(String arm) {
        return trials.stream().filter(trial -> trial.arm().equals(arm)).toList();
    }

    /// The finished trials of a variant of one arm, in the order in which they were asked for; of the empty variant, the
    /// declared ones.
    public List<TrialResult> trials(String arm, String variant) {
        return (variant.isEmpty() ? trials : further.finished()).stream()
                .filter(trial -> trial.arm().equals(arm) && trial.variant().equals(variant))
                .toList();
    }

    /// How many trials were asked for, as far as it is known: the declared ones, and those that follow from what is
    /// finished.
    public int planned() {
        return seedsByArm.values().stream().mapToInt(List::size).sum() + further.planned().size();
    }

    /// How many of these are finished.
    public int finished() {
        return trials.size() + further.finished().size();
    }

    /// Whether every trial that was asked for is there. Then none follow either: where all that are known are finished,
    /// those that follow from them are known too.
    public boolean isComplete() {
        return finished() == planned();
    }
}
