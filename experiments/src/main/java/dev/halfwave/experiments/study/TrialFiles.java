package dev.halfwave.experiments.study;

import dev.halfwave.experiments.study.Json.MalformedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The files below `trials/` in the folder of a run, by trial. Those of the declared trials are in `trials/<arm>/`, those of
/// a variant in `trials/<arm>/<variant>/`:
///
/// | file                     | content                                                                          |
/// |--------------------------|----------------------------------------------------------------------------------|
/// | `seed-<n>.json`          | the result of a finished trial                                                   |
/// | `seed-<n>.safetensors`   | its initial and final weights, where it has any                                  |
/// | `seed-<n>.failed.json`   | why the trial failed when it was last tried; gone when it is finished            |
/// | `seed-<n>.checkpoint`    | where a training that takes long is; gone when the trial is finished             |
///
/// The weights of a study's trial are a model, too: `Sequential.load` reads the network from this file with its final
/// weights, which are its best ones where there were validation samples. So do `export-onnx` and, of `heart-rate-train`,
/// `heart-rate-evaluate`. Not where the loss saw the network through a readout (`centred`, `outputScale`).
///
/// A trial's weights are in place before its result is: where there is a result, the trial is complete.
final class TrialFiles {

    static final String FOLDER = "trials";

    private static final String RESULT = ".json";
    private static final String WEIGHTS = ".safetensors";
    private static final String FAILURE = ".failed.json";
    private static final String CHECKPOINT = ".checkpoint";
    private static final Pattern NAME =
            Pattern.compile("seed-([1-9]\\d{0,17})\\.(json|safetensors|failed\\.json|checkpoint)");
    private static final String REPEAT = "delete it and run again with --resume, which repeats the trial";

    private final Path folder;
    private final WholeFiles files;

    /// @param folder the folder of the run
    TrialFiles(Path folder, WholeFiles files) {
        this.folder = folder;
        this.files = files;
    }

    private static String name(Trial trial, String kind) {
        return FOLDER + "/" + trial.group() + "/seed-" + trial.seed() + kind;
    }

    private Path file(Trial trial, String kind) {
        return folder.resolve(name(trial, kind));
    }

    /// Whether this trial is finished.
    boolean has(Trial trial) {
        return Files.exists(file(trial, RESULT));
    }

    /// The result of a finished trial.
    TrialResult read(Trial trial) {
        Path file = file(trial, RESULT);
        try {
            return TrialFile.parse(Files.readAllBytes(file), trial);
        } catch (MalformedException e) {
            throw FileErrors.damaged(file, e, REPEAT);
        } catch (IOException e) {
            throw FileErrors.unreadable(file, e);
        }
    }

    /// Why a trial that is not finished failed when it was last tried, if it was.
    Optional<FailedTrial> failure(Trial trial) {
        Path file = file(trial, FAILURE);
        if (has(trial) || !Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(FailureFile.parse(Files.readAllBytes(file), trial));
        } catch (MalformedException e) {
            throw FileErrors.damaged(file, e, REPEAT);
        } catch (IOException e) {
            throw FileErrors.unreadable(file, e);
        }
    }

    /// Keeps the result of a finished trial.
    void save(TrialResult result, TrialOutcome.WeightsWriter weights) {
        Trial trial = result.trial();
        String hash = "";
        if (result.hasWeights()) {
            try {
                files.writeWith(file(trial, WEIGHTS), weights);
            } catch (IOException | UncheckedIOException e) {
                throw FileErrors.unwritable(folder, name(trial, WEIGHTS), e);
            }
            try {
                hash = Sha256.ofFile(file(trial, WEIGHTS));
            } catch (IOException e) {
                throw FileErrors.unreadable(file(trial, WEIGHTS), e);
            }
        }
        write(name(trial, RESULT), TrialFile.text(result, hash));
        deleteWhatIsOver(trial);
    }

    /// Keeps a trial that is finished elsewhere, byte by byte.
    void copy(TrialFiles other, Trial trial) {
        for (String kind : List.of(WEIGHTS, RESULT)) {
            Path source = other.file(trial, kind);
            try {
                if (Files.exists(source)) {
                    files.writeWith(file(trial, kind), temporary -> Files.copy(source, temporary));
                }
            } catch (IOException e) {
                throw FileErrors.unwritable(folder, name(trial, kind), e);
            }
        }
    }

    /// Keeps the reason why a trial failed, in place of that of an earlier try.
    void saveFailure(Trial trial, String reason) {
        write(name(trial, FAILURE), FailureFile.text(trial, reason));
    }

    /// Where the training of a trial is kept while it goes on.
    Path checkpoint(Trial trial) {
        return file(trial, CHECKPOINT);
    }

    /// Deletes what a finished trial needs no more. A process that was killed may have left it behind.
    void deleteWhatIsOver(Trial trial) {
        if (!has(trial)) {
            return;
        }
        for (String kind : List.of(FAILURE, CHECKPOINT)) {
            try {
                Files.deleteIfExists(file(trial, kind));
            } catch (IOException e) {
                throw FileErrors.unwritable(folder, name(trial, kind), e);
            }
        }
    }

    /// The weights of a finished trial are those that were written. A report does not need them, but whoever goes on with
    /// a run relies on all of it.
    void requireWeights(Trial trial) {
        if (!has(trial)) {
            return;
        }
        Path json = file(trial, RESULT);
        Path weights = file(trial, WEIGHTS);
        try {
            Optional<String> expected = TrialFile.weightsFileSha256(Files.readAllBytes(json));
            if (expected.isPresent() && (!Files.exists(weights) || !Sha256.ofFile(weights).equals(expected.get()))) {
                throw new UsageException(weights + " is missing or is not the file that was written: delete " + json
                        + " and run again with --resume, which repeats the trial");
            }
        } catch (MalformedException e) {
            throw FileErrors.damaged(json, e, REPEAT);
        } catch (IOException e) {
            throw FileErrors.unreadable(weights, e);
        }
    }

    /// Below `trials/` there is nothing but files of these trials: whoever reads a run need not ask what else it might
    /// hold. Hidden files, which systems and editors leave, and temporary ones do not count.
    ///
    /// @param mayFollow whether other variants of the same arms may follow, whose files are then taken for what they seem
    ///     to be: they may be there already where a trial before them was deleted to be repeated
    /// @throws UsageException that names the first other file, in alphabetical order
    void requireNothingElse(Collection<Trial> trials, boolean mayFollow) {
        Set<String> groups = new LinkedHashSet<>();
        Set<String> expected = new LinkedHashSet<>();
        for (Trial trial : trials) {
            groups.add(trial.arm());
            groups.add(trial.group());
            expected.add(trial.name());
        }
        Path all = folder.resolve(FOLDER);
        if (!Files.exists(all)) {
            return;
        }
        for (Path arm : list(all)) {
            String name = arm.getFileName().toString();
            if (!Files.isDirectory(arm)) {
                throw foreign(arm, "");
            }
            if (!groups.contains(name)) {
                throw foreign(arm, ", which has no arm " + name);
            }
            for (Path file : list(arm)) {
                if (!Files.isDirectory(file)) {
                    requireExpected(file, name, expected);
                    continue;
                }
                String variant = file.getFileName().toString();
                String group = Trial.group(name, variant);
                boolean known = groups.contains(group);
                if (!known && !(mayFollow && Trial.VARIANT.matcher(variant).matches())) {
                    throw foreign(file, "");
                }
                list(file).forEach(each -> requireExpected(each, group, known ? expected : Set.of()));
            }
        }
    }

    /// @param expected the names of all trials; empty where they are not known
    private static void requireExpected(Path file, String group, Set<String> expected) {
        Matcher matcher = NAME.matcher(file.getFileName().toString());
        if (!matcher.matches() || Files.isDirectory(file)) {
            throw foreign(file, "");
        }
        String trial = Trial.name(group, Long.parseLong(matcher.group(1)));
        if (!expected.isEmpty() && !expected.contains(trial)) {
            throw foreign(file, ", which has no trial of " + trial);
        }
    }

    private static UsageException foreign(Path file, String why) {
        return new UsageException(file + " does not belong to the run in this folder" + why + ": move it elsewhere");
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(path -> {
                String name = path.getFileName().toString();
                return !name.startsWith(".") && !name.endsWith(WholeFiles.TEMPORARY);
            }).sorted().toList();
        } catch (IOException | UncheckedIOException e) {
            throw FileErrors.unreadable(folder, e);
        }
    }

    private void write(String name, String text) {
        try {
            files.write(folder.resolve(name), text);
        } catch (IOException e) {
            throw FileErrors.unwritable(folder, name, e);
        }
    }
}
