package dev.halfwave.experiments.study;

import dev.halfwave.experiments.study.Json.MalformedException;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The folder of one run.
///
/// | file                              | content                                                             |
/// |-----------------------------------|---------------------------------------------------------------------|
/// | `study.json`                      | the composed configuration                                          |
/// | `environment.json`                | a list with an entry per start: command, version, machine, times    |
/// | `run.log`                         | what happened when                                                  |
/// | `trials/<arm>/seed-<n>.json`      | one finished trial                                                  |
/// | `trials/<arm>/seed-<n>.safetensors` | its initial and final weights, where it has any                   |
/// | `metrics.csv`                     | every value of every trial                                          |
/// | `summary.json`                    | the last values of each arm                                         |
/// | `figures/*.json`, `report.html`   | the report                                                          |
///
/// Trials are the truth. `metrics.csv`, `summary.json` and the report are computed from them alone, so that a run that
/// was interrupted and resumed has the same bytes there as one that was not. A trial's weights are in place before its
/// JSON is: where there is a JSON, the trial is complete.
public final class RunFolder implements Closeable {

    private static final String STUDY = "study.json";
    private static final String ENVIRONMENT = "environment.json";
    private static final String LOG = "run.log";

    private final Path folder;
    private final StudyFile study;
    private final RunLog log;
    private final WholeFiles files;

    private RunFolder(Path folder, StudyFile study, RunLog log, WholeFiles files) {
        this.folder = folder;
        this.study = study;
        this.log = log;
        this.files = files;
    }

    /// Creates the folder of a run, or goes on with the one that is there.
    ///
    /// @param version Halfwave's version; a run is not resumed by another one, whose results may differ
    /// @param resume whether the folder may be there
    /// @throws UsageException when the folder cannot be used for this run
    public static RunFolder start(Path folder, Configuration configuration, String version, boolean resume) {
        return start(folder, configuration, version, resume, new WholeFiles());
    }

    static RunFolder start(
            Path folder, Configuration configuration, String version, boolean resume, WholeFiles files) {
        Path place = folder.toAbsolutePath().normalize();
        StudyFile study = new StudyFile(version, configuration);
        if (Files.exists(place)) {
            requireUsable(place, resume);
        }
        RunLog log;
        try {
            Files.createDirectories(place);
            log = RunLog.open(place.resolve(LOG));
        } catch (IOException e) {
            throw new UsageException(
                    "cannot write in " + place + ": " + Reason.ofFile(e) + "; choose an --out that can be written", e);
        }
        try {
            RunFolder run = new RunFolder(place, study, log, files);
            run.deleteTemporaryFiles();
            if (Files.exists(place.resolve(STUDY))) {
                requireSame(place, readStudy(place), study);
            }
            run.write(STUDY, study.text());
            run.data(); // a damaged trial is found now and not after hours
            run.requireWeights();
            return run;
        } catch (Throwable e) {
            close(log, e);
            throw e;
        }
    }

    /// Opens the folder of a run that was started before.
    ///
    /// @throws UsageException when it is not one
    public static RunFolder open(Path folder) {
        Path place = folder.toAbsolutePath().normalize();
        if (!Files.exists(place)) {
            throw new UsageException("there is no folder " + place);
        }
        if (!Files.isDirectory(place)) {
            throw new UsageException(place + " is a file, not the folder of a run");
        }
        if (!Files.exists(place.resolve(STUDY))) {
            throw new UsageException(place + " is not the folder of a run: it has no " + STUDY);
        }
        RunLog log;
        try {
            log = RunLog.open(place.resolve(LOG));
        } catch (IOException e) {
            throw new UsageException("cannot write in " + place + ": " + Reason.ofFile(e), e);
        }
        try {
            return new RunFolder(place, readStudy(place), log, new WholeFiles());
        } catch (Throwable e) {
            close(log, e);
            throw e;
        }
    }

    private static void close(RunLog log, Throwable because) {
        try {
            log.close();
        } catch (IOException e) {
            because.addSuppressed(e);
        }
    }

    private static void requireUsable(Path place, boolean resume) {
        if (!Files.isDirectory(place)) {
            throw new UsageException(place + " is a file, not a folder: choose another --out");
        }
        if (Files.exists(place.resolve(STUDY))) {
            if (!resume) {
                throw new UsageException(
                        place + " holds a run already: add --resume to go on with it, or choose another --out");
            }
            return;
        }
        String other = firstOtherFile(place);
        if (!other.isEmpty()) {
            throw new UsageException(place + " is not the folder of a run: it holds " + other + " and no " + STUDY
                    + "; choose another --out");
        }
        if (!resume) {
            throw new UsageException(
                    place + " exists and holds no run: add --resume to start in it, or choose another --out");
        }
    }

    /// What a start that was killed at once does not leave behind, or an empty text where there is nothing of the kind.
    private static String firstOtherFile(Path place) {
        try (Stream<Path> all = Files.walk(place, 3)) {
            return all.filter(path -> !isLeftOver(place, path))
                    .findFirst()
                    .map(path -> place.relativize(path).toString())
                    .orElse("");
        } catch (IOException | UncheckedIOException e) {
            throw new UsageException("cannot read " + place + ": " + Reason.ofFile(e) + "; choose another --out", e);
        }
    }

    private static boolean isLeftOver(Path place, Path path) {
        if (Files.isDirectory(path)) {
            Path trials = place.resolve("trials");
            return path.equals(place) || path.equals(trials) || path.getParent().equals(trials)
                    || path.equals(place.resolve("figures"));
        }
        return isTemporary(path) || (path.equals(place.resolve(LOG)) && path.toFile().length() == 0);
    }

    private static boolean isTemporary(Path file) {
        return file.getFileName().toString().endsWith(WholeFiles.TEMPORARY);
    }

    private void deleteTemporaryFiles() {
        try (Stream<Path> all = Files.walk(folder, 3)) {
            for (Path file : all.filter(path -> Files.isRegularFile(path) && isTemporary(path)).toList()) {
                Files.delete(file);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new UsageException("cannot delete temporary files in " + folder + ": " + Reason.ofFile(e), e);
        }
    }

    private static void requireSame(Path place, StudyFile before, StudyFile now) {
        List<String> differences = before.differences(now);
        if (!differences.isEmpty()) {
            String cure = before.version().equals(now.version())
                    ? "go on as it was started with: " + before.configuration().resumeCommand(place)
                    : "go on with that version, or choose another --out";
            throw new UsageException(
                    place + " was started with " + String.join(", ", differences) + "; " + cure);
        }
    }

    private static StudyFile readStudy(Path place) {
        try {
            return StudyFile.parse(Files.readAllBytes(place.resolve(STUDY)));
        } catch (MalformedException e) {
            throw damaged(place.resolve(STUDY), e, "the run cannot go on without it, choose another --out");
        } catch (IOException e) {
            throw unreadable(place.resolve(STUDY), e);
        }
    }

    /// The folder, absolute.
    public Path path() {
        return folder;
    }

    public Configuration configuration() {
        return study.configuration();
    }

    /// Adds a line to `run.log`.
    public void log(String line) {
        log.line(line);
    }

    /// Adds a line and a stack trace to `run.log`.
    public void log(String line, Throwable thrown) {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        log.line(line + "\n" + trace.toString().stripTrailing());
    }

    /// Whether this trial is finished.
    public boolean has(Trial trial) {
        return Files.exists(folder.resolve(trialFile(trial, ".json")));
    }

    /// Keeps a finished trial.
    public void save(TrialResult result, TrialOutcome.WeightsWriter weights) {
        Trial trial = new Trial(result.arm(), result.seed(), result.settings());
        if (!result.hasWeights()) {
            write(trialFile(trial, ".json"), TrialFile.text(result, ""));
            return;
        }
        String weightsFile = trialFile(trial, ".safetensors");
        try {
            files.writeWith(folder.resolve(weightsFile), weights);
        } catch (IOException | UncheckedIOException e) {
            throw unwritable(weightsFile, e);
        }
        try {
            write(trialFile(trial, ".json"), TrialFile.text(result, sha256(folder.resolve(weightsFile))));
        } catch (IOException e) {
            throw unreadable(folder.resolve(weightsFile), e);
        }
    }

    /// The weights of every finished trial are those that were written; a report does not need them, but whoever goes
    /// on with a run relies on all of it.
    private void requireWeights() {
        for (Trial trial : configuration().trials()) {
            if (!has(trial)) {
                continue;
            }
            Path json = folder.resolve(trialFile(trial, ".json"));
            Path weights = folder.resolve(trialFile(trial, ".safetensors"));
            try {
                Optional<String> expected = TrialFile.weightsFileSha256(Files.readAllBytes(json));
                if (expected.isPresent()
                        && (!Files.exists(weights) || !sha256(weights).equals(expected.get()))) {
                    throw new UsageException(weights + " is missing or is not the file that was written: delete " + json
                            + " and run again with --resume, which repeats the trial");
                }
            } catch (MalformedException e) {
                throw damaged(json, e, "delete it and run again with --resume, which repeats the trial");
            } catch (IOException e) {
                throw unreadable(weights, e);
            }
        }
    }

    private static String sha256(Path file) throws IOException {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    private static String trialFile(Trial trial, String extension) {
        return "trials/" + trial.arm() + "/seed-" + trial.seed() + extension;
    }

    /// Writes `metrics.csv` and `summary.json` from the finished trials.
    ///
    /// @param metrics the declared metrics, in their order
    public void saveResults(List<String> metrics) {
        RunData run = data();
        write("metrics.csv", out -> MetricsFile.write(run, out));
        write("summary.json", SummaryFile.text(run, metrics));
    }

    /// Writes `report.html` and `figures/`, where nothing of an earlier report stays.
    public void saveReport(Report report) {
        report.figures().forEach((name, json) -> write("figures/" + name + ".json", json));
        Path figures = folder.resolve("figures");
        if (Files.isDirectory(figures)) {
            try (Stream<Path> all = Files.list(figures)) {
                for (Path file : all.toList()) {
                    String name = file.getFileName().toString();
                    if (name.endsWith(".json") && !report.figures().containsKey(name.replaceFirst("\\.json$", ""))) {
                        Files.delete(file);
                    }
                }
            } catch (IOException e) {
                throw unwritable("figures", e);
            }
        }
        write("report.html", report.html());
    }

    /// Where the report is.
    public Path report() {
        return folder.resolve("report.html");
    }

    /// The run as a report sees it, read from the files.
    public RunData data() {
        Configuration configuration = study.configuration();
        List<TrialResult> trials = new ArrayList<>();
        Map<String, List<Long>> seedsByArm = new LinkedHashMap<>();
        for (Arm arm : configuration.arms()) {
            List<Long> seeds = configuration.seedsByArm().get(arm.name()).values();
            seedsByArm.put(arm.name(), seeds);
            for (long seed : seeds) {
                Trial trial = new Trial(arm.name(), seed, configuration.settings());
                if (has(trial)) {
                    trials.add(read(trial));
                }
            }
        }
        List<Map<String, String>> starts = starts();
        return new RunData(
                configuration.experiment(),
                configuration.preset(),
                configuration.settings(),
                configuration.arms(),
                seedsByArm,
                trials,
                configuration.command(),
                starts.isEmpty() ? Map.of() : starts.getLast());
    }

    private TrialResult read(Trial trial) {
        Path file = folder.resolve(trialFile(trial, ".json"));
        try {
            return TrialFile.parse(Files.readAllBytes(file), trial);
        } catch (MalformedException e) {
            throw damaged(file, e, "delete it and run again with --resume, which repeats the trial");
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /// Adds an entry to `environment.json`: where and when this start happens.
    public void started(Map<String, String> environment) {
        List<Map<String, String>> starts = starts();
        Map<String, String> entry = new LinkedHashMap<>(environment);
        entry.put("started", now());
        starts.add(entry);
        write(ENVIRONMENT, EnvironmentFile.text(starts));
    }

    /// Completes the last entry of `environment.json`. A start that was killed has no end there.
    public void ended(String outcome) {
        List<Map<String, String>> starts = starts();
        if (starts.isEmpty()) {
            throw new RunException(
                    folder + " was changed during the run: its " + ENVIRONMENT + " is gone",
                    new NoSuchFileException(ENVIRONMENT));
        }
        starts.getLast().put("ended", now());
        starts.getLast().put("outcome", outcome);
        write(ENVIRONMENT, EnvironmentFile.text(starts));
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private List<Map<String, String>> starts() {
        Path file = folder.resolve(ENVIRONMENT);
        if (!Files.exists(file)) {
            return new ArrayList<>();
        }
        try {
            return EnvironmentFile.parse(Files.readAllBytes(file));
        } catch (MalformedException e) {
            throw damaged(file, e, "delete it, only the record of earlier starts is lost");
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private void write(String name, String text) {
        write(name, out -> out.append(text));
    }

    private void write(String name, WholeFiles.Text text) {
        try {
            files.write(folder.resolve(name), text);
        } catch (IOException e) {
            throw unwritable(name, e);
        }
    }

    private RunException unwritable(String name, Exception e) {
        return new RunException("cannot write " + name + " in " + folder + ": " + Reason.ofFile(e)
                + "; what is complete is kept, run again with --resume when this is solved", e);
    }

    private static UsageException damaged(Path file, MalformedException e, String cure) {
        return new UsageException(file + " is damaged: " + e.getMessage() + "; " + cure, e);
    }

    private static UsageException unreadable(Path file, IOException e) {
        return new UsageException("cannot read " + file + ": " + Reason.ofFile(e), e);
    }

    @Override
    public void close() {
        try {
            log.close();
        } catch (IOException e) {
            throw unwritable(LOG, e);
        }
    }
}
