package dev.halfwave.nn.io;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// JSON as the files of Halfwave use it: the header of a safetensors file, the architecture of a model. Small on
/// purpose: no binding to classes, no streaming, no options.
///
/// | JSON | Java |
/// |---|---|
/// | object | `LinkedHashMap<String, Object>`, in the order of the text |
/// | array | `List<Object>` |
/// | number without fraction and exponent | `Long`; `-0` is the double `-0.0` |
/// | any other number | `Double` |
/// | string, `true`, `false`, `null` | `String`, `Boolean`, null |
///
/// Reading is as strict as RFC 8259 and stricter where that leaves the choice to the reader: a key must not occur
/// twice, a number must fit its type, strings must be Unicode (no lone surrogates), and values nest at most
/// [#MAX_DEPTH] deep, so that a hostile text cannot overflow the stack.
public final class Json {

    /// How deep objects and arrays may nest.
    public static final int MAX_DEPTH = 64;

    private final String text;
    private int position;

    private Json(String text) {
        this.text = text;
    }

    /// Reads one value, which must be the whole text.
    ///
    /// @throws JsonException if the text is something else
    public static @Nullable Object parse(String text) {
        Json json = new Json(text);
        Object value = json.value(0);
        json.skipSpace();
        if (json.position < text.length()) {
            throw json.expected("the end of the text");
        }
        return value;
    }

    /// Writes a value without spaces, objects in the order of their map. What [#parse] returns comes back as the same
    /// text; integers of other types are written like a `Long`, a `Float` as the shortest decimal that tells it from
    /// its neighbours.
    ///
    /// @param value a map with string keys, an iterable, a string, a number, a boolean or null, or these nested
    /// @throws IllegalArgumentException for anything else, for a number that is not finite and for values that nest
    ///     deeper than [#MAX_DEPTH]
    public static String write(@Nullable Object value) {
        return JsonWriter.write(value);
    }

    private @Nullable Object value(int depth) {
        skipSpace();
        if (position == text.length()) {
            throw expected("a value");
        }
        char c = text.charAt(position);
        return switch (c) {
            case '{' -> object(depth + 1);
            case '[' -> array(depth + 1);
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> {
                if (c == '-' || isDigit(c)) {
                    yield number();
                }
                throw expected("a value");
            }
        };
    }

    private Map<String, @Nullable Object> object(int depth) {
        requireDepth(depth);
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        position++;
        skipSpace();
        if (next('}')) {
            return object;
        }
        do {
            skipSpace();
            if (position == text.length() || text.charAt(position) != '"') {
                throw expected("a key in double quotes");
            }
            int start = position;
            String key = string();
            if (object.containsKey(key)) {
                throw new JsonException("key " + Printable.quoted(key) + " occurs twice", text, start);
            }
            skipSpace();
            if (!next(':')) {
                throw expected("':' after key " + Printable.quoted(key));
            }
            object.put(key, value(depth));
            skipSpace();
        } while (next(','));
        if (!next('}')) {
            throw expected("',' or '}'");
        }
        return object;
    }

    private List<@Nullable Object> array(int depth) {
        requireDepth(depth);
        List<@Nullable Object> array = new ArrayList<>();
        position++;
        skipSpace();
        if (next(']')) {
            return array;
        }
        do {
            array.add(value(depth));
            skipSpace();
        } while (next(','));
        if (!next(']')) {
            throw expected("',' or ']'");
        }
        return array;
    }

    private void requireDepth(int depth) {
        if (depth > MAX_DEPTH) {
            throw new JsonException("values nest deeper than " + MAX_DEPTH, text, position);
        }
    }

    private @Nullable Object word(String word, @Nullable Object value) {
        if (!text.startsWith(word, position)) {
            throw expected("a value");
        }
        position += word.length();
        return value;
    }

    private Object number() {
        int start = position;
        next('-');
        if (!next('0')) {
            digits();
        }
        boolean whole = true;
        if (next('.')) {
            whole = false;
            digits();
        }
        if (next('e') || next('E')) {
            whole = false;
            if (!next('+')) {
                next('-');
            }
            digits();
        }
        String number = text.substring(start, position);
        if (number.equals("-0")) {
            return -0.0;
        }
        if (whole) {
            try {
                return Long.parseLong(number);
            } catch (NumberFormatException e) {
                throw new JsonException("whole number " + Printable.shortened(number) + " does not fit 64 bits", text,
                        start);
            }
        }
        double value = Double.parseDouble(number);
        if (Double.isInfinite(value)) {
            throw new JsonException("number " + Printable.shortened(number) + " does not fit a double", text, start);
        }
        return value;
    }

    private void digits() {
        int start = position;
        while (position < text.length() && isDigit(text.charAt(position))) {
            position++;
        }
        if (position == start) {
            throw expected("a digit");
        }
    }

    private String string() {
        int start = position++;
        StringBuilder string = new StringBuilder();
        while (true) {
            if (position == text.length()) {
                throw new JsonException("the string that starts here does not end", text, start);
            }
            char c = text.charAt(position);
            if (c == '"') {
                position++;
                break;
            }
            if (c < ' ') {
                throw new JsonException(
                        "control character " + Printable.codePoint(c) + " in a string must be written as an escape",
                        text,
                        position);
            }
            string.append(c == '\\' ? escape() : c);
            position++;
        }
        requireUnicode(string, start);
        return string.toString();
    }

    /// Reads an escape and stays on its last character.
    private char escape() {
        int start = position++;
        char c = position < text.length() ? text.charAt(position) : '\0';
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                int code = 0;
                for (int i = 0; i < 4; i++) {
                    position++;
                    int digit = position < text.length() ? hexDigit(text.charAt(position)) : -1;
                    if (digit < 0) {
                        throw new JsonException("\\u must be followed by four hexadecimal digits", text, start);
                    }
                    code = code * 16 + digit;
                }
                yield (char) code;
            }
            default -> throw new JsonException("unknown escape in a string", text, start);
        };
    }

    /// ASCII only: [Character#digit] takes the digits of every script.
    private static int hexDigit(char c) {
        return c < 128 ? Character.digit(c, 16) : -1;
    }

    private void requireUnicode(CharSequence string, int start) {
        if (!isUnicode(string)) {
            throw new JsonException("the string that starts here has half of a surrogate pair", text, start);
        }
    }

    private boolean next(char c) {
        if (position < text.length() && text.charAt(position) == c) {
            position++;
            return true;
        }
        return false;
    }

    private void skipSpace() {
        while (position < text.length()) {
            char c = text.charAt(position);
            if (c != ' ' && c != '\t' && c != '\n' && c != '\r') {
                return;
            }
            position++;
        }
    }

    private JsonException expected(String what) {
        boolean ends = position == text.length();
        String actual = ends ? "the text ends" : "there is " + Printable.codePoint(text.codePointAt(position));
        return new JsonException("expected " + what + ", but " + actual, text, position);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /// Whether no half of a surrogate pair is on its own.
    static boolean isUnicode(CharSequence string) {
        return string.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }
}
