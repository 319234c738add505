package dev.halfwave.experiments.data;

import dev.halfwave.nn.io.Printable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A data file that cannot be read: one sentence with the file, the place in it and what is wrong.
///
/// The sentence may repeat what the file holds, which can be anything. It is made [Printable] here, so that
/// no reader has to.
public final class DataFileException extends IOException {

    private static final long serialVersionUID = 1;

    private static final int MOST_CHARACTERS = 500; // of what is wrong

    private DataFileException(String place, String problem, @Nullable Throwable cause) {
        super(Printable.of(place, Integer.MAX_VALUE) + ": " + Printable.of(problem, MOST_CHARACTERS), cause);
    }

    /// About a file as a whole.
    public static DataFileException of(Path file, String problem) {
        return new DataFileException(file.toString(), problem, null);
    }

    /// About a place in a file.
    ///
    /// @param file its path, or the name of what is read
    static DataFileException at(Object file, long position, String problem) {
        return new DataFileException(file + ", byte " + position, problem, null);
    }

    /// About a line of a text; the first one is 1.
    static DataFileException atLine(Path file, int line, String problem) {
        return new DataFileException(file + ", line " + line, problem, null);
    }

    /// About a file within an archive.
    ///
    /// @param entry see [#entry]
    static DataFileException inEntry(String entry, String problem) {
        return new DataFileException(entry, problem, null);
    }

    /// What a file within an archive is called in messages.
    static String entry(Path archive, String name) {
        return archive + ", entry \"" + Printable.of(name, 60) + "\"";
    }

    /// The operating system could not read it.
    static DataFileException unreadable(Path file, IOException cause) {
        return new DataFileException(file.toString(), "cannot be read: " + reason(cause), cause);
    }

    /// What an exception of a library says, or at least what it is.
    static String reason(Throwable e) {
        return e.getMessage() != null
                ? e.getMessage()
                : e instanceof EOFException ? "it ends too early" : e.getClass().getSimpleName();
    }
}
