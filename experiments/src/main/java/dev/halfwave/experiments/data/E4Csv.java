package dev.halfwave.experiments.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
    private static final long MAX_FILE_BYTES = 1L << 30; // about a month of pulse wave

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
                    throw DataFileException.atLine(file, i + 3,
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
        if (Files.size(file) > MAX_FILE_BYTES) {
            throw DataFileException.of(file, "has " + Files.size(file) + " bytes; up to " + MAX_FILE_BYTES
                    + " are read");
        }
        try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            double start = same(file, 1, header(file, in, 1, "the start in seconds since 1970", columns));
            double rate = same(file, 2, header(file, in, 2, "the sampling rate in Hz", columns));
            if (rate != sampleRateHz) {
                throw DataFileException.atLine(file, 2, "the sampling rate is " + rate + " Hz, but must be "
                        + sampleRateHz + " Hz for " + columns + (columns == 1 ? " column" : " columns"));
            }
            return new E4Csv(start, rate, samples(file, in, columns));
        } catch (CharacterCodingException e) {
            throw DataFileException.of(file, "is no text");
        }
    }

    private static double[] header(Path file, BufferedReader in, int line, String what, int columns)
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

    private static double[][] samples(Path file, BufferedReader in, int columns) throws IOException {
        double[][] samples = new double[columns][1024];
        int count = 0;
        for (String text = in.readLine(); text != null; text = in.readLine()) {
            double[] row = row(file, count + 3, text, columns);
            for (int i = 0; i < columns; i++) {
                if (count == samples[i].length) {
                    samples[i] = Arrays.copyOf(samples[i], 2 * count);
                }
                samples[i][count] = row[i];
            }
            count++;
        }
        if (count == 0) {
            throw DataFileException.atLine(file, 3, "there must be samples, but the file ends");
        }
        for (int i = 0; i < columns; i++) {
            samples[i] = Arrays.copyOf(samples[i], count);
        }
        return samples;
    }

    private static double[] row(Path file, int line, String text, int columns) throws DataFileException {
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
                        + (cell.length() > 40 ? cell.substring(0, 40) + "…" : cell) + "\"");
            }
        }
        return row;
    }
}
