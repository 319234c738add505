package dev.halfwave.experiments.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// What lies in a folder before a run uses it.
final class FolderContents {

    private static final int DEPTH = 5; // tensorboard, arm, variant, seed, file

    private FolderContents() {}

    /// A run may start, or go on if `resume`, in a folder that exists.
    ///
    /// @throws UsageException where it may not
    static void requireUsable(Path place, boolean resume) {
        if (!Files.isDirectory(place)) {
            throw new UsageException(place + " is a file, not a folder: choose another --out");
        }
        if (Files.exists(place.resolve(RunFolder.STUDY))) {
            if (!resume) {
                throw new UsageException(
                        place + " holds a run already: add --resume to go on with it, or choose another --out");
            }
            return;
        }
        String other = firstOtherFile(place);
        if (!other.isEmpty()) {
            throw new UsageException(place + " is not the folder of a run: it holds " + other + " and no "
                    + RunFolder.STUDY + "; choose another --out");
        }
        if (!resume) {
            throw new UsageException(
                    place + " exists and holds no run: add --resume to start in it, or choose another --out");
        }
    }

    /// There is the folder of a run that was started before.
    ///
    /// @throws UsageException where there is none
    static void requireRun(Path place) {
        if (!Files.exists(place)) {
            throw new UsageException("there is no folder " + place);
        }
        if (!Files.isDirectory(place)) {
            throw new UsageException(place + " is a file, not the folder of a run");
        }
        if (!Files.exists(place.resolve(RunFolder.STUDY))) {
            throw new UsageException(place + " is not the folder of a run: it has no " + RunFolder.STUDY);
        }
    }

    /// What a start that was killed at once does not leave behind, or an empty text where there is nothing of the kind.
    private static String firstOtherFile(Path place) {
        try (Stream<Path> all = Files.walk(place, DEPTH)) {
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
            Path trials = place.resolve(TrialFiles.FOLDER);
            return path.equals(place) || path.equals(trials) || path.getParent().equals(trials)
                    || path.equals(place.resolve(RunFolder.FIGURES));
        }
        return isTemporary(path) || (path.equals(place.resolve(RunFolder.LOG)) && path.toFile().length() == 0);
    }

    private static boolean isTemporary(Path file) {
        return file.getFileName().toString().endsWith(WholeFiles.TEMPORARY);
    }

    /// Deletes what a process that was killed had not finished writing.
    static void deleteTemporaryFiles(Path place) {
        try (Stream<Path> all = Files.walk(place, DEPTH)) {
            for (Path file : all.filter(path -> Files.isRegularFile(path) && isTemporary(path)).toList()) {
                Files.delete(file);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new UsageException("cannot delete temporary files in " + place + ": " + Reason.ofFile(e), e);
        }
    }
}
