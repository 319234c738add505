package dev.halfwave.experiments.data;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A data file that cannot be read: one sentence with the file, the place in it and what is wrong.
public final class DataFileException extends IOException {

    private static final long serialVersionUID = 1;

    private DataFileException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /// About a file as a whole.
    public static DataFileException of(Path file, String problem) {
        return new DataFileException(file + ": " + problem, null);
    }

    /// About a place in a file.
    ///
    /// @param file its path, or the name of what is read
    static DataFileException at(Object file, long position, String problem) {
        return new DataFileException(file + ", byte " + position + ": " + problem, null);
    }

    /// About a line of a text; the first one is 1.
    static DataFileException atLine(Path file, int line, String problem) {
        return new DataFileException(file + ", line " + line + ": " + problem, null);
    }

    /// The operating system could not read it.
    static DataFileException unreadable(Path file, IOException cause) {
        return new DataFileException(file + ": cannot be read: " + cause.getMessage(), cause);
    }
}
