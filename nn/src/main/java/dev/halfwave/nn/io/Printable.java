package dev.halfwave.nn.io;

/// What a file says, for a message: on one line, with no character that cannot be seen, and not too long. Such a
/// character becomes its code point, as in `<U+000A>`.
public final class Printable {

    private static final int SHOWN_CHARACTERS = 60;
    private static final String LEFT_OUT = "...";

    private Printable() {}

    /// A text, its middle left out if it has more than `most` characters: a sentence that quotes a file says what is wrong
    /// at its beginning and what would be right at its end.
    public static String of(String text, int most) {
        return withoutMiddle(visible(withoutMiddle(text, most)), most);
    }

    /// The beginning of a name in double quotes.
    public static String quoted(String name) {
        return '"' + shortened(visible(shortened(name))) + '"';
    }

    /// At most the first characters of a long text.
    static String shortened(String text) {
        return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + LEFT_OUT;
    }

    /// Cut between characters, not within one of two `char`s.
    private static String withoutMiddle(String text, int most) {
        if (text.codePointCount(0, text.length()) <= most) {
            return text;
        }
        int half = (most - LEFT_OUT.length()) / 2;
        return text.substring(0, text.offsetByCodePoints(0, half)) + LEFT_OUT
                + text.substring(text.offsetByCodePoints(text.length(), -half));
    }

    private static String visible(String text) {
        StringBuilder to = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (isVisible(c)) {
                to.appendCodePoint(c);
            } else {
                to.append('<').append(hexadecimal(c)).append('>');
            }
        });
        return to.toString();
    }

    /// One character in quotes, or its number.
    static String codePoint(int c) {
        return isVisible(c) ? "'" + Character.toString(c) + "'" : hexadecimal(c);
    }

    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
                    Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            default -> true;
        };
    }

    private static String hexadecimal(int c) {
        return String.format("U+%04X", c);
    }
}
