package dev.halfwave.experiments.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Joins the parts of a run, each in a folder of its own, to the folder of a run in one place: with the same `study.json`,
/// `metrics.csv`, `summary.json` and report. Only what tells of machines and times has the entries of all parts.
///
/// The parts are left as they are.
public final class Merge {

    private final List<RecordedRun> parts; // by their numbers
    private final Path out;

    private Merge(List<RecordedRun> parts, Path out) {
        this.parts = parts;
        this.out = out;
    }

    /// Checks that these folders hold all parts of one run, finished. A part may be there more than once if its results
    /// are the same each time; so may a trial that several parts have run.
    ///
    /// @param experiments among which the one that was run is
    /// @param out the folder to write, which must not exist
    /// @throws UsageException that names what does not fit or is missing
    public static Merge of(List<Path> folders, Path out, Experiments experiments) {
        Path place = out.toAbsolutePath().normalize();
        if (Files.exists(place)) {
            throw new UsageException(place + " exists already: choose another --out");
        }
        List<RecordedRun> runs = folders.stream().map(folder -> RecordedRun.read(folder, experiments)).toList();
        RecordedRun first = runs.getFirst();
        Map<Integer, RecordedRun> byNumber = new TreeMap<>();
        for (RecordedRun run : runs) {
            requireTogether(first, run);
            requireFinished(run);
            RecordedRun before = byNumber.putIfAbsent(part(run).number(), run);
            if (before != null) {
                requireSameResults(before, run);
            }
        }
        requireAll(first, byNumber);
        requireSameOfSeveral(byNumber.values());
        return new Merge(List.copyOf(byNumber.values()), place);
    }

    private static Part part(RecordedRun run) {
        return run.configuration().part();
    }

    private static void requireTogether(RecordedRun first, RecordedRun run) {
        List<String> differences = first.study().differencesOfParts(run.study());
        if (!differences.isEmpty()) {
            throw new UsageException(first.path() + " was started with " + String.join(", ", differences) + " in "
                    + run.path() + "; only parts of one run can be merged");
        }
        if (part(first).of() != part(run).of()) {
            throw new UsageException(first.path() + " is " + words(first) + " and " + run.path() + " is " + words(run)
                    + "; only parts of one run can be merged");
        }
    }

    private static String words(RecordedRun run) {
        return part(run).isWhole() ? "a whole run" : "part " + part(run);
    }

    /// Reads all of it, so that what is damaged is said of the part and not of a copy.
    private static void requireFinished(RecordedRun run) {
        RunData data = run.data();
        if (!data.isComplete()) {
            Optional<FailedTrial> failed = data.failures().stream().findFirst();
            throw new UsageException(run.path() + " is not finished: " + data.finished() + " of " + data.planned()
                    + " trials are" + failed.map(trial -> ", " + trial.name() + " failed: " + trial.reason()).orElse("")
                    + "; go on with: " + run.configuration().resumeCommand(run.path()));
        }
        run.trials(data).forEach(run.files()::requireWeights);
    }

    /// Two runs of a part differ in nothing but the time they took.
    private static void requireSameResults(RecordedRun one, RecordedRun other) {
        for (Trial trial : one.trials()) {
            if (!one.files().read(trial).hasResultsOf(other.files().read(trial))) {
                throw new UsageException(one.path() + " and " + other.path() + " are both " + words(one)
                        + " and have different results of " + trial.name() + ": leave one of them out");
            }
        }
    }

    /// What every part has run for itself, such as to choose a learning rate, came out the same.
    private static void requireSameOfSeveral(Collection<RecordedRun> runs) {
        Map<String, RecordedRun> firstByTrial = new HashMap<>();
        for (RecordedRun run : runs) {
            for (Trial trial : run.trials()) {
                RecordedRun first = firstByTrial.putIfAbsent(trial.name(), run);
                if (first != null && !first.files().read(trial).hasResultsOf(run.files().read(trial))) {
                    String name = trial.group() + "/" + trial.seed();
                    throw new UsageException(first.path() + " and " + run.path() + " have different results of "
                            + trial.name() + "; find out which is wrong with: "
                            + Program.command("verify --trial " + name + " ")
                            + Shell.word(first.path().toString()) + ", and the same for the other");
                }
            }
        }
    }

    private static void requireAll(RecordedRun first, Map<Integer, RecordedRun> byNumber) {
        List<String> missing = new ArrayList<>();
        for (int number = 1; number <= part(first).of(); number++) {
            if (!byNumber.containsKey(number)) {
                missing.add(new Part(number, part(first).of()).toString());
            }
        }
        if (!missing.isEmpty()) {
            throw new UsageException((missing.size() == 1 ? "part " : "parts ") + String.join(", ", missing)
                    + (missing.size() == 1 ? " is" : " are") + " missing; the first is run with: "
                    + first.configuration().withPart(Part.parse(missing.getFirst())).command());
        }
    }

    /// The run that the parts make up.
    public Configuration configuration() {
        return parts.getFirst().configuration().withPart(Part.WHOLE);
    }

    /// The folder to write, absolute.
    public Path place() {
        return out;
    }

    /// Writes the joined run into a hidden folder beside the place, and moves it there when it is complete.
    ///
    /// @param results writes what is computed from the trials
    public void write(Consumer<RunFolder> results) {
        Path draft = out.resolveSibling("." + out.getFileName() + ".merging");
        deleteLeftOver(draft);
        // From here on it is ours: the folder is locked, or starting in it was refused.
        try (RunFolder folder =
                RunFolder.start(
                        draft, parts.getFirst().experiment(), configuration(), parts.getFirst().study().version(),
                        true)) {
            try {
                copyInto(folder);
                requireComplete(folder);
                results.accept(folder);
            } catch (RunException e) {
                deleteAfter(e, draft);
                throw e.getCause() instanceof IOException cause ? unwritable(cause) : e;
            } catch (Throwable e) {
                deleteAfter(e, draft);
                throw e;
            }
        }
        try {
            Files.move(draft, out, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            deleteAfter(e, draft);
            throw unwritable(e);
        }
    }

    private RunException unwritable(IOException e) {
        return new RunException("cannot write " + out + ": " + Reason.ofFile(e)
                + "; nothing was written, the parts are as they were", e);
    }

    private void copyInto(RunFolder folder) {
        List<Map<String, String>> starts = new ArrayList<>();
        for (RecordedRun part : parts) {
            part.trials().stream().filter(trial -> !folder.has(trial)).forEach(trial -> folder.copy(part, trial));
            for (Map<String, String> start : part.starts()) {
                Map<String, String> entry = new LinkedHashMap<>(start);
                entry.put("part", part(part).toString());
                starts.add(entry);
            }
            folder.log("part " + part(part) + " is from " + part.path());
        }
        folder.saveStarts(starts);
    }

    /// The parts asked for what a run in one place asks for, no less and no more.
    private static void requireComplete(RunFolder folder) {
        RunData run = folder.data();
        if (!run.isComplete()) {
            throw new RunException("the parts do not make up a run: of it, " + run.finished() + " of " + run.planned()
                    + " trials are there; nothing was written, the parts are as they were",
                    new IllegalStateException(folder.experiment().name() + " asks for other trials in parts"));
        }
    }

    /// Deletes what a process that was killed left behind, unless one is at work there.
    private static void deleteLeftOver(Path draft) {
        if (!Files.exists(draft)) {
            return;
        }
        try (RunLog _ = RunLog.open(draft.resolve(RunFolder.LOG), RunFolder.WAIT)) {
            delete(draft);
        } catch (IOException | UncheckedIOException e) {
            throw new UsageException("cannot delete " + draft + ", which an earlier start left behind: "
                    + Reason.ofFile(e), e);
        }
    }

    private static void deleteAfter(Throwable failure, Path draft) {
        try {
            delete(draft);
        } catch (IOException | UncheckedIOException e) {
            failure.addSuppressed(e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
