package dev.halfwave.nn.io;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes JSON; see [Json#write].
final class JsonWriter {

    private JsonWriter() {}

    static String write(@Nullable Object value) {
        StringBuilder to = new StringBuilder();
        write(value, to, 0);
        return to.toString();
    }

    private static void write(@Nullable Object value, StringBuilder to, int depth) {
        switch (value) {
            case null -> to.append("null");
            case String string -> writeString(string, to);
            case Boolean flag -> to.append(flag.booleanValue());
            case Byte whole -> to.append(whole.longValue());
            case Short whole -> to.append(whole.longValue());
            case Integer whole -> to.append(whole.longValue());
            case Long whole -> to.append(whole.longValue());
            case Float real -> {
                requireFinite(Float.isFinite(real), real);
                to.append(real.floatValue());
            }
            case Double real -> {
                requireFinite(Double.isFinite(real), real);
                to.append(real.doubleValue());
            }
            case Map<?, ?> map -> writeObject(map, to, depth + 1);
            case Iterable<?> list -> writeArray(list, to, depth + 1);
            default -> throw new IllegalArgumentException(
                    "Json.write: a " + value.getClass().getName() + " has no JSON form");
        }
    }

    private static void writeObject(Map<?, ?> map, StringBuilder to, int depth) {
        requireWritableDepth(depth);
        String separator = "{";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getKey() instanceof String key)) {
                throw new IllegalArgumentException("Json.write: keys must be strings, but one is " + entry.getKey());
            }
            to.append(separator);
            writeString(key, to);
            to.append(':');
            write(entry.getValue(), to, depth);
            separator = ",";
        }
        to.append(map.isEmpty() ? "{}" : "}");
    }

    private static void writeArray(Iterable<?> list, StringBuilder to, int depth) {
        requireWritableDepth(depth);
        to.append('[');
        String separator = "";
        for (Object element : list) {
            to.append(separator);
            write(element, to, depth);
            separator = ",";
        }
        to.append(']');
    }

    private static void requireWritableDepth(int depth) {
        if (depth > Json.MAX_DEPTH) {
            throw new IllegalArgumentException("Json.write: values nest deeper than " + Json.MAX_DEPTH);
        }
    }

    private static void requireFinite(boolean finite, Number value) {
        if (!finite) {
            throw new IllegalArgumentException("Json.write: JSON has no " + value);
        }
    }

    private static void writeString(String string, StringBuilder to) {
        if (!Json.isUnicode(string)) {
            throw new IllegalArgumentException(
                    "Json.write: a string has half of a surrogate pair: " + Printable.quoted(string));
        }
        to.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            switch (c) {
                case '"' -> to.append("\\\"");
                case '\\' -> to.append("\\\\");
                case '\n' -> to.append("\\n");
                case '\r' -> to.append("\\r");
                case '\t' -> to.append("\\t");
                default -> {
                    if (c < ' ') {
                        to.append(String.format("\\u%04x", (int) c));
                    } else {
                        to.append(c);
                    }
                }
            }
        }
        to.append('"');
    }
}
