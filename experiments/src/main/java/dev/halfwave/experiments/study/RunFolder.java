package dev.halfwave.experiments.study;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The folder of one run, held by one process at a time.
///
/// | file                                | content                                                             |
/// |-------------------------------------|---------------------------------------------------------------------|
/// | `study.json`                        | the composed configuration                                          |
/// | `environment.json`                  | a list with an entry per start: command, version, machine, times    |
/// | `run.log`                           | what happened when                                                  |
/// | `trials/<arm>/seed-<n>.json`        | one finished trial; see [TrialFiles] for what else is there         |
/// | `trials/<arm>/seed-<n>.safetensors` | its weights; of a study, a model that `Sequential.load` reads       |
/// | `trials/<arm>/<variant>/…`          | the same of trials that follow from the declared ones               |
/// | `metrics.csv`                       | every value of every trial                                          |
/// | `summary.json`                      | the last values of each arm, and what follows: [Experiment#results] |
/// | `comparisons.csv`                   | of a study, the numbers of all comparisons                          |
/// | `figures/*.json`, `report.html`     | the report                                                          |
/// | `tensorboard/<arm>/seed-<n>/`       | on request, the curves of a trial for TensorBoard                   |
///
/// Trials are the truth. `metrics.csv`, `summary.json` and the report are computed from them alone, so that a run that
/// was interrupted and resumed has the same bytes there as one that was not.
public final class RunFolder implements Closeable {

    static final String STUDY = "study.json";
    static final String ENVIRONMENT = "environment.json";
    static final String LOG = "run.log";
    static final String FIGURES = "figures";
    static final String CURVES = "tensorboard";
    static final String WAIT = "wait until it ends, or choose another --out";

    private final RecordedRun record;
    private final RunLog log;
    private final WholeFiles files;

    private RunFolder(RecordedRun record, RunLog log, WholeFiles files) {
        this.record = record;
        this.log = log;
        this.files = files;
    }

    /// Whether a run was started in this folder.
    public static boolean isRun(Path folder) {
        return Files.exists(folder.resolve(STUDY));
    }

    /// Creates the folder of a run, or goes on with the one that is there.
    ///
    /// @param experiment whose configuration this is
    /// @param version Halfwave's version; a run is not resumed by another one, whose results may differ
    /// @param resume whether the folder may be there
    /// @throws UsageException when the folder cannot be used for this run
    public static RunFolder start(
            Path folder, Experiment experiment, Configuration configuration, String version, boolean resume) {
        return start(folder, experiment, configuration, version, resume, new WholeFiles());
    }

    static RunFolder start(
            Path folder, Experiment experiment, Configuration configuration, String version, boolean resume,
            WholeFiles files) {
        Path place = folder.toAbsolutePath().normalize();
        StudyFile study = new StudyFile(version, configuration);
        if (Files.exists(place)) {
            FolderContents.requireUsable(place, resume);
        }
        RunLog log;
        try {
            Files.createDirectories(place);
            log = RunLog.open(place.resolve(LOG), WAIT);
        } catch (IOException e) {
            throw new UsageException(
                    "cannot write in " + place + ": " + Reason.ofFile(e) + "; choose an --out that can be written", e);
        }
        try {
            RunFolder run = new RunFolder(
                    new RecordedRun(place, study, experiment, new TrialFiles(place, files)), log, files);
            run.takeOver();
            return run;
        } catch (Throwable e) {
            close(log, e);
            throw e;
        }
    }

    /// Whatever is wrong with what is there is found now and not after hours.
    private void takeOver() {
        FolderContents.deleteTemporaryFiles(path());
        if (Files.exists(path().resolve(STUDY))) {
            requireSame(path(), RecordedRun.study(path()), record.study());
        }
        record.requireNothingElse();
        write(STUDY, record.study().text());
        for (Trial trial : trials()) {
            record.files().requireWeights(trial);
            record.files().deleteWhatIsOver(trial);
        }
    }

    /// Opens the folder of a run that was started before, to draw its report again. Not while the run goes on, which will
    /// write the same files.
    ///
    /// @param experiments among which the one that was run is
    /// @throws UsageException when it is not one, or is in use
    public static RunFolder open(Path folder, Experiments experiments) {
        Path place = folder.toAbsolutePath().normalize();
        FolderContents.requireRun(place);
        RunLog log;
        try {
            log = RunLog.open(place.resolve(LOG), "draw the report when it has ended");
        } catch (IOException e) {
            throw new UsageException("cannot write in " + place + ": " + Reason.ofFile(e), e);
        }
        try {
            return new RunFolder(RecordedRun.read(place, experiments), log, new WholeFiles());
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

    /// The folder, absolute.
    public Path path() {
        return record.path();
    }

    public Configuration configuration() {
        return record.configuration();
    }

    public Experiment experiment() {
        return record.experiment();
    }

    /// All trials of the run as far as they are known, in the order of files and tables.
    public List<Trial> trials() {
        return record.trials();
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
        return record.has(trial);
    }

    /// Keeps a finished trial.
    public void save(TrialResult result, TrialOutcome.WeightsWriter weights) {
        record.files().save(result, weights);
    }

    /// Where the training of a trial is kept while it goes on.
    Path checkpoint(Trial trial) {
        return record.files().checkpoint(trial);
    }

    /// Keeps a trial that is finished in another folder, byte by byte.
    void copy(RecordedRun other, Trial trial) {
        record.files().copy(other.files(), trial);
    }

    /// Keeps the reason why a trial failed. It is run again when the run is resumed.
    public void saveFailure(Trial trial, String reason) {
        record.files().saveFailure(trial, reason);
    }

    /// Writes `metrics.csv`, `summary.json` and the experiment's own tables from the finished trials.
    ///
    /// @param metrics the declared metrics, in their order
    public void saveResults(List<String> metrics) {
        RunData run = data();
        write("metrics.csv", out -> MetricsFile.write(run, out));
        Results results = record.experiment().results(run);
        write("summary.json", SummaryFile.text(run, metrics, results.summary()));
        results.tables().forEach(this::write);
    }

    /// Writes `report.html` and `figures/`, where nothing of an earlier report stays.
    public void saveReport(Report report) {
        report.figures().forEach((name, json) -> write(FIGURES + "/" + name + ".json", json));
        Path figures = path().resolve(FIGURES);
        if (Files.isDirectory(figures)) {
            try (Stream<Path> all = Files.list(figures)) {
                for (Path file : all.toList()) {
                    String name = file.getFileName().toString();
                    if (name.endsWith(".json") && !report.figures().containsKey(name.replaceFirst("\\.json$", ""))) {
                        Files.delete(file);
                    }
                }
            } catch (IOException e) {
                throw FileErrors.unwritable(path(), FIGURES, e);
            }
        }
        write("report.html", report.html());
    }

    /// Writes a file of curves, which another program reads, for each finished trial: below `tensorboard/`, in folders
    /// named like the trials' files. Each is written whole or not at all.
    ///
    /// @param fileName the name that all of them have
    /// @return the folder `tensorboard`
    public Path saveCurves(String fileName, CurvesWriter writer) {
        RunData run = data();
        for (TrialResult trial : Stream.concat(run.trials().stream(), run.further().finished().stream()).toList()) {
            String name = CURVES + "/" + trial.trial().group() + "/seed-" + trial.seed() + "/" + fileName;
            try {
                files.writeBytes(path().resolve(name), out -> writer.write(trial, out));
            } catch (IOException e) {
                throw FileErrors.unwritable(path(), name, e);
            }
        }
        return path().resolve(CURVES);
    }

    /// Writes the curves of a trial in some format.
    @FunctionalInterface
    public interface CurvesWriter {

        /// Writes all of them; the stream may be closed.
        void write(TrialResult trial, OutputStream out) throws IOException;
    }

    /// Where the report of a run in this folder is.
    public static Path report(Path folder) {
        return folder.resolve("report.html");
    }

    /// The run as a report sees it, read from the files.
    public RunData data() {
        return record.data();
    }

    /// Adds an entry to `environment.json`: where and when this start happens.
    public void started(Map<String, String> environment) {
        List<Map<String, String>> starts = record.starts();
        Map<String, String> entry = new LinkedHashMap<>(environment);
        entry.put("started", now());
        starts.add(entry);
        saveStarts(starts);
    }

    /// Replaces all entries of `environment.json`.
    void saveStarts(List<Map<String, String>> starts) {
        write(ENVIRONMENT, EnvironmentFile.text(starts));
    }

    /// Completes the last entry of `environment.json`. A start that was killed has no end there.
    public void ended(String outcome) {
        List<Map<String, String>> starts = record.starts();
        if (starts.isEmpty()) {
            throw new RunException(
                    path() + " was changed during the run: its " + ENVIRONMENT + " is gone",
                    new NoSuchFileException(ENVIRONMENT));
        }
        starts.getLast().put("ended", now());
        starts.getLast().put("outcome", outcome);
        saveStarts(starts);
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private void write(String name, String text) {
        write(name, out -> out.append(text));
    }

    private void write(String name, WholeFiles.Text text) {
        try {
            files.write(path().resolve(name), text);
        } catch (IOException e) {
            throw FileErrors.unwritable(path(), name, e);
        }
    }

    @Override
    public void close() {
        try {
            log.close();
        } catch (IOException e) {
            throw FileErrors.unwritable(path(), LOG, e);
        }
    }
}
