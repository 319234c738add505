package dev.halfwave.experiments.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Lays text out for a terminal.
final class Layout {

    private static final int WIDTH = 100;

    private Layout() {}

    /// `text` in lines that begin with `indent` and are at most 100 characters long where words allow it.
    static String wrap(String indent, String text) {
        return wrap(indent, indent, text);
    }

    /// The same, where the first line begins with `first`.
    static String wrap(String first, String indent, String text) {
        StringBuilder lines = new StringBuilder();
        StringBuilder line = new StringBuilder(first);
        boolean empty = true;
        for (String word : text.strip().split("\\s+", -1)) {
            if (!empty && line.length() + 1 + word.length() > WIDTH) {
                lines.append(line).append(System.lineSeparator());
                line = new StringBuilder(indent);
                empty = true;
            }
            line.append(empty ? "" : " ").append(word);
            empty = false;
        }
        return lines.append(line).toString();
    }

    /// Rows whose columns begin below each other. The last column is wrapped.
    static String table(List<List<String>> rows) {
        int columns = rows.getFirst().size() - 1;
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int column = 0; column < columns; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder first = new StringBuilder("  ");
            for (int column = 0; column < columns; column++) {
                String cell = row.get(column);
                first.append(cell).append(" ".repeat(widths[column] - cell.length() + 2));
            }
            lines.add(wrap(first.toString(), " ".repeat(first.length()), row.getLast()).stripTrailing());
        }
        return String.join(System.lineSeparator(), lines);
    }

    /// A time as a clock shows it: `0:07`, `1:02:03`.
    static String clock(Duration time) {
        long seconds = time.toSeconds();
        String minutesAndSeconds = twoDigits(seconds / 60 % 60) + ":" + twoDigits(seconds % 60);
        return seconds >= 3600 ? seconds / 3600 + ":" + minutesAndSeconds : minutesAndSeconds.replaceFirst("^0", "");
    }

    private static String twoDigits(long number) {
        return (number < 10 ? "0" : "") + number;
    }

    /// A rough time in words: `about 40 s`, `about 5 min`, `about 3 h`.
    static String about(double seconds) {
        if (seconds < 90) {
            return "about " + Math.max(1, Math.round(seconds)) + " s";
        }
        return seconds < 90 * 60
                ? "about " + Math.round(seconds / 60) + " min"
                : "about " + Math.round(seconds / 3600) + " h";
    }
}
