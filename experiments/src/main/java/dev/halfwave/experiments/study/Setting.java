package dev.halfwave.experiments.study;

import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/// A key of `--set`, with its default and its rule.
///
/// The text of a value is canonical: two texts of one value (`1e-3`, `0.001`) become the same one, so that runs can be
/// compared by their text.
///
/// @param name the key, such as `learningRate`
/// @param description what it is, with its unit where it has one
/// @param defaultValue the value where neither preset nor command line says otherwise
/// @param parser reads a text; an `IllegalArgumentException` says what would be right: `must be ...`
/// @param <T> the type of value; its `toString` is read back by the parser
public record Setting<T>(String name, String description, T defaultValue, Function<String, T> parser) {

    // Java's own parsers also accept 0x1p3, 1f and spaces. Nothing is tried twice, so that a long text takes no longer.
    private static final Pattern NUMBER = Pattern.compile("[+-]?+(?:\\d++\\.?+\\d*+|\\.\\d++)(?:[eE][+-]?+\\d++)?+");

    /// A whole number from `least` to `most`.
    public static Setting<Integer> wholeNumber(
            String name, String description, int defaultValue, int least, int most) {
        return new Setting<>(name, description, defaultValue, text -> wholeNumber(text, least, most));
    }

    /// A number above 0.
    public static Setting<Double> positiveNumber(String name, String description, double defaultValue) {
        return new Setting<>(name, description, defaultValue, Setting::positiveNumber);
    }

    /// A number from `least` to `most`.
    public static Setting<Double> number(
            String name, String description, double defaultValue, double least, double most) {
        return new Setting<>(name, description, defaultValue, text -> number(text, least, most));
    }

    /// A text with a rule of its own.
    ///
    /// @param reader returns the one form of a text that files use; an `IllegalArgumentException` says what would be
    ///     right: `must be ...`
    public static Setting<String> text(
            String name, String description, String defaultValue, UnaryOperator<String> reader) {
        return new Setting<>(name, description, defaultValue, reader::apply);
    }

    /// One of a few words.
    ///
    /// @param choices the first is the default
    /// @throws IllegalArgumentException if there is none
    public static Setting<String> choice(String name, String description, String... choices) {
        List<String> words = List.of(choices);
        if (words.isEmpty()) {
            throw new IllegalArgumentException("Setting " + name + ": it has no choices; give at least one");
        }
        return text(name, description, words.getFirst(), text -> {
            if (words.contains(text)) {
                return text;
            }
            throw new IllegalArgumentException("must be one of " + String.join(", ", words));
        });
    }

    /// The value that a text stands for.
    public T parse(String text) {
        return parser.apply(text);
    }

    /// The text of the value that `text` stands for, in the one form that files use.
    String canonical(String text) {
        return String.valueOf(parse(text));
    }

    /// Reads a whole number from `least` to `most`, or says that it must be one.
    static int wholeNumber(String text, int least, int most) {
        int value;
        try {
            value = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            // Also a number that no int holds. The bound that it misses is named when it is a number at all.
            boolean tooLarge = text.matches("\\+?\\d+");
            throw new IllegalArgumentException(mustBeWhole(least, most, tooLarge), e);
        }
        if (value < least || value > most) {
            throw new IllegalArgumentException(mustBeWhole(least, most, value > most));
        }
        return value;
    }

    private static String mustBeWhole(int least, int most, boolean tooLarge) {
        return "must be a whole number of " + (tooLarge ? "at most " + most : "at least " + least);
    }

    private static double number(String text) {
        return NUMBER.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
    }

    private static double number(String text, double least, double most) {
        double value = number(text);
        if (value >= least && value <= most) {
            return value + 0.0; // not -0.0, which is the same value with another text
        }
        throw new IllegalArgumentException("must be a number from " + least + " to " + most);
    }

    private static double positiveNumber(String text) {
        double value = number(text);
        if (value > 0 && value < Double.POSITIVE_INFINITY) {
            return value;
        }
        throw new IllegalArgumentException("must be a number above 0, such as 0.001");
    }
}
