package dev.halfwave.experiments.data;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Arrays and short strings by name, as read from one file.
public final class NamedArrays {

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
