package dev.halfwave.experiments.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Lays text out for a terminal.
final class Layout {

    private static final int WIDTH = 100;
    private static final String INDENT = "  ";
    private static final int GAP = 2;
    private static final int LEAST_TEXT = 45; // of a table's last column, where its cells are that long

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

    /// Rows whose columns begin below each other. The last column is wrapped. Where long cells would leave it too narrow to
    /// be read, columns are made narrower than these, and what follows such a cell goes on in the next line.
    static String table(List<List<String>> rows) {
        int[] widths = widths(rows);
        String newLine = System.lineSeparator();
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder above = new StringBuilder();
            String line = INDENT;
            int start = INDENT.length();
            for (int column = 0; column < widths.length; column++) {
                String cell = row.get(column);
                line += cell;
                start += widths[column] + GAP;
                if (cell.length() > widths[column]) {
                    above.append(line).append(newLine);
                    line = "";
                }
                line += " ".repeat(start - line.length());
            }
            lines.add(above + wrap(line, " ".repeat(start), row.getLast()).stripTrailing());
        }
        return String.join(newLine, lines);
    }

    /// Of all columns but the last: wide enough for every cell, or, as long as this leaves the last one less than
    /// [#LEAST_TEXT], for all but the longest cells of the widest column.
    private static int[] widths(List<List<String>> rows) {
        int[] widths = new int[rows.getFirst().size() - 1];
        for (int column = 0; column < widths.length; column++) {
            widths[column] = widest(rows, column, Integer.MAX_VALUE);
        }
        int needed = Math.min(LEAST_TEXT, widest(rows, widths.length, Integer.MAX_VALUE));
        while (WIDTH - INDENT.length() - IntStream.of(widths).map(width -> width + GAP).sum() < needed) {
            int most = Math.min(1, widths.length - 1); // names come first: they stay whole where there are others
            for (int column = most; column < widths.length; column++) {
                most = widths[column] > widths[most] ? column : most;
            }
            int narrower = widest(rows, most, widths[most]);
            if (narrower == 0) {
                break; // all of its cells are as long
            }
            widths[most] = narrower;
        }
        return widths;
    }

    /// The length of a column's longest cell that is shorter than `below`.
    private static int widest(List<List<String>> rows, int column, int below) {
        return rows.stream().mapToInt(row -> row.get(column).length()).filter(length -> length < below).max().orElse(0);
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
