package dev.halfwave.experiments.data;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A data file that cannot be read: one sentence with the file, the place in it and what is wrong.
///
/// The sentence may repeat what the file holds, which can be anything. It is made [printable][#printable] here, so that
/// no reader has to.
public final class DataFileException extends IOException {

    private static final long serialVersionUID = 1;

    private static final int MOST_CHARACTERS = 500; // of what is wrong

    private DataFileException(String place, String problem, @Nullable Throwable cause) {
        super(printable(place, Integer.MAX_VALUE) + ": " + printable(problem, MOST_CHARACTERS), cause);
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
        return archive + ", entry \"" + printable(name, 60) + "\"";
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

    /// A text as a message can have it: on one line, with what cannot be printed as `\x1b` or `\u202e`; what is longer
    /// than so many characters has `…` for its middle.
    static String printable(String text, int most) {
        long enough = 2L * most; // at two for a character
        String ends = text.length() <= 2 * enough
                ? text
                : text.substring(0, (int) enough) + text.substring(text.length() - (int) enough);
        StringBuilder escaped = new StringBuilder();
        ends.codePoints().forEach(character -> {
            if (isPrintable(character)) {
                escaped.appendCodePoint(character);
            } else {
                escaped.append(String.format(Locale.ROOT, character < 0x100 ? "\\x%02x" : "\\u%04x", character));
            }
        });
        int[] characters = escaped.codePoints().toArray();
        if (characters.length <= most) {
            return escaped.toString();
        }
        int end = (most - 1) / 2;
        int start = most - 1 - end;
        return new String(characters, 0, start) + "…" + new String(characters, characters.length - end, end);
    }

    private static boolean isPrintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
                    Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            default -> true;
        };
    }
}
