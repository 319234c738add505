package dev.halfwave.experiments.study;

import dev.halfwave.experiments.study.Json.MalformedException;
import java.nio.file.Path;

/// The sentences for files of a run folder that cannot be read or written.
final class FileErrors {

    private FileErrors() {}

    /// @param name the file, relative to the folder
    static RunException unwritable(Path folder, String name, Exception e) {
        return new RunException("cannot write " + name + " in " + folder + ": " + Reason.ofFile(e)
                + "; what is complete is kept, give the command again when this is solved, a run with --resume", e);
    }

    static UsageException unreadable(Path file, Exception e) {
        return new UsageException("cannot read " + file + ": " + Reason.ofFile(e), e);
    }

    /// @param cure what to do about it
    static UsageException damaged(Path file, MalformedException e, String cure) {
        return new UsageException(file + " is damaged: " + e.getMessage() + "; " + cure, e);
    }
}
