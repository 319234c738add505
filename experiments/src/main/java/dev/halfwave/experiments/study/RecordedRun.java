package dev.halfwave.experiments.study;

import dev.halfwave.experiments.study.Json.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is recorded in the folder of a run. Reading needs no lock and may happen while the run goes on: a file there is
/// whole or not there, and a finished trial does not change any more.
public final class RecordedRun {

    private final Path folder;
    private final StudyFile study;
    private final TrialFiles trials;

    RecordedRun(Path folder, StudyFile study, TrialFiles trials) {
        this.folder = folder;
        this.study = study;
        this.trials = trials;
    }

    /// Reads the folder of a run that was started before.
    ///
    /// @throws UsageException when it is not one, or holds what is not of this run
    public static RecordedRun read(Path folder) {
        Path place = folder.toAbsolutePath().normalize();
        FolderContents.requireRun(place);
        RecordedRun run = new RecordedRun(place, study(place), new TrialFiles(place, new WholeFiles()));
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
        trials.requireNothingElse(configuration().trials());
    }

    /// The folder, absolute.
    public Path path() {
        return folder;
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
        Configuration configuration = configuration();
        List<TrialResult> results = new ArrayList<>();
        List<FailedTrial> failures = new ArrayList<>();
        Map<String, List<Long>> seedsByArm = new LinkedHashMap<>();
        configuration.arms().forEach(arm -> seedsByArm.put(arm.name(), new ArrayList<>()));
        for (Trial trial : configuration.trialsByArm()) {
            seedsByArm.get(trial.arm()).add(trial.seed());
            if (trials.has(trial)) {
                results.add(trials.read(trial));
            } else {
                Optional<FailedTrial> failure = trials.failure(trial);
                failure.ifPresent(failures::add);
            }
        }
        List<Map<String, String>> starts = starts();
        return new RunData(
                configuration.experiment(),
                configuration.preset(),
                configuration.part(),
                configuration.settings(),
                configuration.arms(),
                seedsByArm,
                results,
                failures,
                configuration.command(),
                starts.isEmpty() ? Map.of() : starts.getLast());
    }
}
