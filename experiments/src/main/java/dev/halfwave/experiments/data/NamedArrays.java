package dev.halfwave.experiments.data;

import dev.halfwave.nn.io.Printable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Arrays and short strings by name, as read from one file.
public final class NamedArrays {

    /// Of all arrays that are asked for.
    static final long MOST_BYTES = 1L << 26;

    private final Path file;
    private final String contents;
    private final Map<String, Object> values;

    /// @param contents what the file has, for messages
    /// @param values arrays and strings
    NamedArrays(Path file, String contents, Map<String, Object> values) {
        this.file = file;
        this.contents = contents;
        this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /// Reads the values of these names from a pickle or a `.npz`, whichever it is: see [PickleFile] and [NpzFile].
    ///
    /// @throws DataFileException if it is neither; the message says what it looks like
    /// @throws IOException if reading fails otherwise
    public static NamedArrays read(Path file, String... names) throws IOException {
        byte[] start = FileKind.start(file);
        FileKind other = FileKind.of(start);
        if (other != null) {
            throw DataFileException.of(file, "is " + other + "; arrays by name are needed: a pickle (.pkl), or what "
                    + "numpy.savez writes (.npz)");
        }
        return NpzFile.isZip(start) || file.toString().endsWith(".npz")
                ? NpzFile.read(file, names)
                : PickleFile.read(file, names);
    }

    /// Why an array that should have so many bytes is not read.
    static String tooMuch(long bytes) {
        return "should have " + bytes + " bytes, but the arrays that are asked for may have " + MOST_BYTES
                + " together";
    }

    /// Some of many names, for messages.
    static String listed(Collection<?> names) {
        List<String> first = names.stream().limit(12)
                .map(name -> Printable.of(name.toString(), 20)).toList();
        return String.join(", ", first) + (names.size() > first.size() ? ", …" : "");
    }

    /// Whether there is an array or a string of this name.
    public boolean has(String name) {
        return values.containsKey(name);
    }

    /// @throws DataFileException if there is no array of this name
    public NumPyArray array(String name) throws DataFileException {
        if (value(name) instanceof NumPyArray array) {
            return array;
        }
        throw DataFileException.of(file, name + " must be an array, but is a string");
    }

    /// @throws DataFileException if there is no string of this name
    public String text(String name) throws DataFileException {
        if (value(name) instanceof String text) {
            return text;
        }
        throw DataFileException.of(file, name + " must be a string, but is an array");
    }

    private Object value(String name) throws DataFileException {
        Object value = values.get(name);
        if (value == null) {
            throw DataFileException.of(file, "has no " + name + "; it has " + contents);
        }
        return value;
    }

    /// Names with values, such as `{x=f8 (2, 3)}`.
    @Override
    public String toString() {
        return values.toString();
    }
}
