package dev.halfwave.experiments.realspectra;

import dev.halfwave.experiments.heartrate.PpgDalia;
import dev.halfwave.heartrate.HeartRateNetwork;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;

/// A recorded signal in windows.
///
/// Two kinds of files are read. **Text**: one number per line, with or without a line of heading; windows follow each
/// other, and a rest that does not fill one is left out, unless there is no other. **A subject of PPG-DaLiA**, as a pickle
/// or a `.npz` ([PpgDalia]): its pulse wave, in windows of 8 s at 32 Hz, one every 2 s.
///
/// @param windows the samples of each
/// @param sampleRateHz samples per second
record Recording(double[][] windows, double sampleRateHz) {

    /// The SHA-256 of the excerpt that the KID-PPG repository has, `PPGDalia_S6_stairs.pkl`.
    static final String DALIA_S6_STAIRS = "c0078f62ca5b14bc3451c2f63b84de813aac2e66b424fee2497b1180c780e24c";

    private static final Pattern NUMBER = Pattern.compile("[+-]?+(?:\\d++\\.?+\\d*+|\\.\\d++)(?:[eE][+-]?+\\d++)?+");
    private static final int LEAST_SAMPLES = 16;
    private static final long MOST_BYTES = 1L << 28;

    /// Whether a file can be read at all, before anything is run.
    static void check(Path file) throws IOException {
        read(file, 1, LEAST_SAMPLES);
    }

    /// Reads a file.
    ///
    /// @param sampleRateHz of a text; PPG-DaLiA has its own
    /// @param seconds how long a window of a text is
    /// @throws IOException if it cannot be read or is no such file; the message says what and where
    static Recording read(Path file, double sampleRateHz, double seconds) throws IOException {
        if (isOfPpgDalia(file)) {
            return new Recording(PpgDalia.read(file).windows().ppg(), HeartRateNetwork.SAMPLE_RATE_HZ);
        }
        if (Files.size(file) > MOST_BYTES) {
            throw new IOException(
                    file + ": has " + Files.size(file) + " bytes; texts of up to " + MOST_BYTES + " are read");
        }
        double[] samples = numbers(file);
        int length = (int) Math.round(Math.min(seconds * sampleRateHz, Integer.MAX_VALUE));
        if (length < LEAST_SAMPLES || samples.length < LEAST_SAMPLES) {
            throw new IOException(file + ": has " + samples.length + " numbers, and a window of " + seconds + " s at "
                    + sampleRateHz + " Hz has " + length + " samples; both must be at least " + LEAST_SAMPLES);
        }
        int count = Math.max(1, samples.length / length);
        double[][] windows = new double[count][];
        for (int i = 0; i < count; i++) {
            windows[i] = Arrays.copyOfRange(samples, i * length, Math.min(samples.length, (i + 1) * length));
        }
        return new Recording(windows, sampleRateHz);
    }

    /// Whether a file is read as a subject of PPG-DaLiA, which its name says.
    static boolean isOfPpgDalia(Path file) {
        return file.toString().endsWith(".pkl") || file.toString().endsWith(".npz");
    }

    private static double[] numbers(Path file) throws IOException {
        double[] numbers = new double[1024];
        int count = 0;
        int line = 0;
        try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String text = in.readLine(); text != null; text = in.readLine()) {
                line++;
                String cell = (line == 1 && text.startsWith("\ufeff") ? text.substring(1) : text).strip();
                double value = NUMBER.matcher(cell).matches() ? Double.parseDouble(cell) : Double.NaN;
                if (Double.isFinite(value)) {
                    if (count == numbers.length) {
                        numbers = Arrays.copyOf(numbers, 2 * count);
                    }
                    numbers[count++] = value;
                } else if (line > 1 && !cell.isEmpty()) {
                    throw new IOException(file + ": line " + line + " must be one number, but is \"" + shortened(cell)
                            + "\"; a recording has a single column, with a heading in line 1 at most");
                }
            }
        } catch (CharacterCodingException e) {
            throw new IOException(file + ": is no text; a recording has one number per line, or is a .pkl or .npz "
                    + "of PPG-DaLiA", e);
        }
        return Arrays.copyOf(numbers, count);
    }

    private static String shortened(String cell) {
        return cell.length() > 40 ? cell.substring(0, 40) + "…" : cell;
    }
}
