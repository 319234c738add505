package dev.halfwave.experiments.data;

import dev.halfwave.nn.io.Printable;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/// A recording of the wristband Empatica E4 as its CSV files hold it: line 1 the start in seconds since 1970 (UTC),
/// line 2 the sampling rate in Hz, each of them once per column, then one row per sample.
///
/// ```java
/// E4Csv pulse = E4Csv.pulse(folder.resolve("BVP.csv"));
/// E4Csv motion = E4Csv.acceleration(folder.resolve("ACC.csv"));
/// ```
///
/// @param startSeconds since 1970-01-01T00:00:00Z
/// @param sampleRateHz samples per second
/// @param columns (columns, samples)
public record E4Csv(double startSeconds, double sampleRateHz, double[][] columns) {

    /// Of `BVP.csv`.
    public static final int PULSE_RATE_HZ = 64;

    /// Of `ACC.csv`.
    public static final int ACCELERATION_RATE_HZ = 32;

    /// What `ACC.csv` can hold at most along an axis, in either direction, in g: the widest range the sensor can be set
    /// to.
    public static final double MOST_G = 8;

    private static final double STEPS_PER_G = 64;
    private static final Pattern NUMBER = Pattern.compile("[+-]?+(?:\\d++\\.?+\\d*+|\\.\\d++)(?:[eE][+-]?+\\d++)?+");
    private static final int MOST_HOURS = 48; // about as long as the battery lasts
    private static final int HEADER_LINES = 2;
    private static final int MOST_LINE_BYTES = 200;

    /// Reads `BVP.csv`: one column in the sensor's units at 64 Hz.
    ///
    /// @throws DataFileException if this is no such file; the message says which line is wrong
    /// @throws IOException if reading fails otherwise
    public static E4Csv pulse(Path file) throws IOException {
        return read(file, 1, PULSE_RATE_HZ);
    }

    /// Reads `ACC.csv`: three columns in steps of 1/64 g at 32 Hz, which become g.
    ///
    /// @throws DataFileException if this is no such file; the message says which line is wrong
    /// @throws IOException if reading fails otherwise
    public static E4Csv acceleration(Path file) throws IOException {
        E4Csv steps = read(file, 3, ACCELERATION_RATE_HZ);
        for (double[] axis : steps.columns) {
            for (int i = 0; i < axis.length; i++) {
                if (axis[i] != Math.rint(axis[i]) || Math.abs(axis[i]) > MOST_G * STEPS_PER_G) {
                    throw DataFileException.atLine(file, HEADER_LINES + 1 + i,
                            "an acceleration of " + axis[i] + "; the E4 writes whole "
                                    + "numbers of 1/64 g");
                }
                axis[i] /= STEPS_PER_G;
            }
        }
        return steps;
    }

    private static E4Csv read(Path file, int columns, int sampleRateHz) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw DataFileException.of(file, Files.exists(file) ? "this is not a file" : "there is no such file");
        }
        int samples = lines(file, HEADER_LINES + MOST_HOURS * 3600 * sampleRateHz) - HEADER_LINES;
        try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            double start = same(file, 1, next(file, in, 1, "the start in seconds since 1970", columns));
            double rate = same(file, 2, next(file, in, 2, "the sampling rate in Hz", columns));
            if (rate != sampleRateHz) {
                throw DataFileException.atLine(file, 2, "the sampling rate is " + rate + " Hz, but must be "
                        + sampleRateHz + " Hz for " + columns + (columns == 1 ? " column" : " columns"));
            }
            if (samples < 1) {
                throw DataFileException.atLine(file, HEADER_LINES + 1, "there must be samples, but the file ends");
            }
            return new E4Csv(start, rate, samples(file, in, new double[columns][samples]));
        }
    }

    /// Counts the lines, so that neither a line nor all of them take more memory than there may be.
    private static int lines(Path file, int most) throws IOException {
        int ended = 0;
        int bytes = 0; // of the line that has not ended
        int last = 0;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            for (int next = in.read(); next >= 0; next = in.read()) {
                bytes++;
                if (last == '\r' && next != '\n') {
                    throw DataFileException.atLine(file, ended + 1, "has a carriage return that no line feed follows");
                }
                last = next;
                if (bytes > MOST_LINE_BYTES) {
                    throw DataFileException.atLine(file, ended + 1, "has more than " + MOST_LINE_BYTES + " bytes, but "
                            + "must be a few numbers");
                }
                if (next == '\n') {
                    ended++;
                    bytes = 0;
                }
                if (ended + (bytes > 0 ? 1 : 0) > most) {
                    throw DataFileException.atLine(file, most + 1,
                            "there are more than " + MOST_HOURS + " hours, and no "
                                    + "more are read");
                }
            }
        }
        return ended + (bytes > 0 ? 1 : 0);
    }

    /// A row of numbers, one per column.
    private static double[] next(Path file, BufferedReader in, int line, String what, int columns)
            throws IOException {
        String text = in.readLine();
        if (text == null) {
            throw DataFileException.atLine(file, line, "must be " + what + ", but the file ends");
        }
        return row(file, line, text, columns);
    }

    private static double same(Path file, int line, double[] row) throws DataFileException {
        for (double value : row) {
            if (value != row[0]) {
                throw DataFileException.atLine(file, line, "must be the same in all columns, but is " + row[0] + " and "
                        + value);
            }
        }
        return row[0];
    }

    /// @param samples where they are put, (columns, samples)
    /// @return the same
    private static double[][] samples(Path file, BufferedReader in, double[][] samples) throws IOException {
        for (int t = 0; t < samples[0].length; t++) {
            double[] row = next(file, in, HEADER_LINES + 1 + t, "a sample", samples.length);
            for (int i = 0; i < samples.length; i++) {
                samples[i][t] = row[i];
            }
        }
        return samples;
    }

    private static double[] row(Path file, int line, String text, int columns) throws DataFileException {
        if (text.isBlank()) {
            throw DataFileException.atLine(file, line, "is empty; every line must have numbers");
        }
        String[] cells = text.split(",", columns + 2); // no more than tell that there are too many
        if (cells.length != columns) {
            throw DataFileException.atLine(file, line, "must have " + columns + (columns == 1 ? " column" : " columns")
                    + ", but has " + (cells.length > columns + 1 ? "more than " + (columns + 1) : cells.length));
        }
        double[] row = new double[columns];
        for (int i = 0; i < columns; i++) {
            String cell = cells[i].strip();
            row[i] = NUMBER.matcher(cell).matches() ? Double.parseDouble(cell) : Double.NaN;
            if (!Double.isFinite(row[i])) {
                throw DataFileException.atLine(file, line, "must hold numbers, but has \""
                        + Printable.of(cell, 40) + "\"");
            }
        }
        return row;
    }
}
