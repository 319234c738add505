package dev.halfwave.nn.io;

/// A text that is not JSON as [Json] reads it, with the place where that shows.
public final class JsonException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    private final String problem;
    private final int position;

    JsonException(String problem, String text, int position) {
        super("JSON, " + place(text, position) + ": " + problem);
        this.problem = problem;
        this.position = position;
    }

    /// What is wrong, without the place.
    public String problem() {
        return problem;
    }

    /// The index of the character, as in [String#charAt], that shows it; the length of the text where that ends early.
    public int position() {
        return position;
    }

    private static String place(String text, int position) {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < position; i++) {
            if (text.charAt(i) == '\n') {
                line++;
                lineStart = i + 1;
            }
        }
        return "line " + line + ", column " + (position - lineStart + 1);
    }
}
