package dev.halfwave.experiments.study;

import dev.halfwave.experiments.study.Json.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What is recorded in the folder of a run. Which trials belong to it is told by its configuration, and by what its
/// experiment says to follow from those that are finished. Reading needs no lock and may happen while the run goes on: a file there is
/// whole or not there, and a finished trial does not change any more.
public final class RecordedRun {

    private final Path folder;
    private final StudyFile study;
    private final Experiment experiment;
    private final TrialFiles trials;

    RecordedRun(Path folder, StudyFile study, Experiment experiment, TrialFiles trials) {
        this.folder = folder;
        this.study = study;
        this.experiment = experiment;
        this.trials = trials;
    }

    /// Reads the folder of a run that was started before.
    ///
    /// @param experiments among which the one that was run is
    /// @throws UsageException when it is not one, or holds what is not of this run
    public static RecordedRun read(Path folder, Experiments experiments) {
        Path place = folder.toAbsolutePath().normalize();
        FolderContents.requireRun(place);
        StudyFile study = study(place);
        Experiment experiment = experiments.find(study.configuration().experiment());
        RecordedRun run = new RecordedRun(place, study, experiment, new TrialFiles(place, new WholeFiles()));
        run.requireNothingElse();
        return run;
    }

    /// Reads `study.json`.
    static StudyFile study(Path place) {
        Path file = place.resolve(RunFolder.STUDY);
        try {
            return StudyFile.parse(Files.readAllBytes(file));
        } catch (MalformedException e) {
            throw FileErrors.damaged(file, e, "the run cannot go on without it, choose another --out");
        } catch (IOException e) {
            throw FileErrors.unreadable(file, e);
        }
    }

    void requireNothingElse() {
        // Where nothing but declared trials can be there, what is wrong with a file need not keep another from being named.
        RunData before = RunData.before(configuration());
        if (further(before).isEmpty() && experiment.mayFollow(before).isEmpty()) {
            trials.requireNothingElse(configuration().trials(), false);
            return;
        }
        RunData run = data();
        trials.requireNothingElse(trials(run), !experiment.mayFollow(run).isEmpty());
    }

    /// The folder, absolute.
    public Path path() {
        return folder;
    }

    public Experiment experiment() {
        return experiment;
    }

    StudyFile study() {
        return study;
    }

    TrialFiles files() {
        return trials;
    }

    public Configuration configuration() {
        return study.configuration();
    }

    /// Whether this trial is finished.
    public boolean has(Trial trial) {
        return trials.has(trial);
    }

    /// The entries of `environment.json`, one per start.
    public List<Map<String, String>> starts() {
        Path file = folder.resolve(RunFolder.ENVIRONMENT);
        if (!Files.exists(file)) {
            return new ArrayList<>();
        }
        try {
            return EnvironmentFile.parse(Files.readAllBytes(file));
        } catch (MalformedException e) {
            throw FileErrors.damaged(file, e, "delete it, only the record of earlier starts is lost");
        } catch (IOException e) {
            throw FileErrors.unreadable(file, e);
        }
    }

    /// The run as a report sees it.
    public RunData data() {
        List<Map<String, String>> starts = starts();
        RunData run = RunData.before(configuration());
        List<FailedTrial> failures = new ArrayList<>();
        List<TrialResult> declared = results(configuration().trialsByArm(), failures);
        run = run.with(List.of(), FurtherTrials.NONE, List.of(), starts.isEmpty() ? Map.of() : starts.getLast());
        List<Trial> planned = new ArrayList<>();
        List<TrialResult> finished = new ArrayList<>();
        List<Trial> round = further(run);
        do {
            requireNew(round, planned);
            planned.addAll(round);
            finished.addAll(results(round, failures));
            run = run.with(declared, new FurtherTrials(planned, finished), failures, run.environment());
            round = run.isComplete() ? further(run) : List.of();
        } while (!round.isEmpty());
        return run;
    }

    /// All trials of the run as far as they are known: the declared ones, by arm, then by seed; then those that follow from
    /// them, round by round.
    public List<Trial> trials() {
        return trials(data());
    }

    /// The same, of what [#data] has read.
    List<Trial> trials(RunData run) {
        List<Trial> all = new ArrayList<>(configuration().trialsByArm());
        all.addAll(run.further().planned());
        return all;
    }

    private List<Trial> further(RunData run) {
        try {
            return experiment.further(run);
        } catch (RuntimeException e) {
            throw new RunException("the trials that follow from the finished ones in " + folder + " cannot be told: "
                    + Reason.of(e), e);
        }
    }

    private void requireNew(List<Trial> round, List<Trial> before) {
        Set<String> names = new HashSet<>();
        before.forEach(trial -> names.add(trial.name()));
        for (Trial trial : round) {
            if (trial.variant().isEmpty() || !names.add(trial.name())) {
                throw new RunException(experiment.name() + " asks for " + trial.name() + " twice",
                        new IllegalStateException(trial.name()));
            }
        }
    }

    private List<TrialResult> results(List<Trial> wanted, List<FailedTrial> failures) {
        List<TrialResult> results = new ArrayList<>();
        for (Trial trial : wanted) {
            if (trials.has(trial)) {
                results.add(trials.read(trial));
            } else {
                trials.failure(trial).ifPresent(failures::add);
            }
        }
        return results;
    }
}
