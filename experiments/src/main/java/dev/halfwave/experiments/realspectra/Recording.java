package dev.halfwave.experiments.realspectra;

import dev.halfwave.experiments.study.Sha256;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// A recorded signal in windows.
///
/// Two kinds of files are read. **Text**: one number per line, with or without a line of heading; windows follow each
/// other, and a rest that does not fill one is left out, unless there is no other. **One pickle**, told by its SHA-256:
/// the excerpt of PPG-DaLiA (Reiss, Indlekofer, Schmidt and Van Laerhoven 2019, *Deep PPG*, doi:10.3390/s19143079) in
/// the KID-PPG repository, `PPGDalia_S6_stairs.pkl`. A pickle is a program that builds objects, and none is run here:
/// of this one file it is known that the little-endian doubles of the array (215 windows, 4 channels, 256 samples at
/// 32 Hz) begin at byte 65, and that channel 0 is the PPG. Any other pickle is refused.
///
/// @param windows the samples of each
/// @param sampleRateHz samples per second
record Recording(double[][] windows, double sampleRateHz) {

    static final String DALIA_S6_STAIRS = "c0078f62ca5b14bc3451c2f63b84de813aac2e66b424fee2497b1180c780e24c";

    private static final int DALIA_FIRST_BYTE = 65;
    private static final int DALIA_WINDOWS = 215;
    private static final int DALIA_CHANNELS = 4;
    private static final int DALIA_SAMPLES = 256;
    private static final double DALIA_RATE_HZ = 32;

    private static final Pattern NUMBER = Pattern.compile("[+-]?+(?:\\d++\\.?+\\d*+|\\.\\d++)(?:[eE][+-]?+\\d++)?+");
    private static final int LEAST_SAMPLES = 16;
    private static final long MOST_BYTES = 1L << 28;
    private static final int PICKLE = 0x80; // the first byte of every pickle since protocol 2

    /// Whether a file can be read at all, before anything is run.
    static void check(Path file) throws IOException {
        read(file, 1, LEAST_SAMPLES);
    }

    /// Reads a file.
    ///
    /// @param sampleRateHz of a text; the pickle has its own
    /// @param seconds how long a window of a text is
    /// @throws IOException if it cannot be read or is no such file; the message says what and where
    static Recording read(Path file, double sampleRateHz, double seconds) throws IOException {
        if (Files.size(file) > MOST_BYTES) {
            throw new IOException(
                    file + ": has " + Files.size(file) + " bytes; recordings of up to " + MOST_BYTES + " are read");
        }
        if (isPickle(file)) {
            // Read once, so that what is checked is what is used.
            byte[] bytes = Files.readAllBytes(file);
            String hash = HexFormat.of().formatHex(Sha256.of(bytes));
            if (!hash.equals(DALIA_S6_STAIRS)) {
                throw new IOException(file + ": is a pickle with the SHA-256 " + hash
                        + "; only PPGDalia_S6_stairs.pkl with " + DALIA_S6_STAIRS
                        + " is known. Export the signal as text, one number per line");
            }
            return dalia(bytes);
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

    private static boolean isPickle(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.read() == PICKLE;
        }
    }

    private static Recording dalia(byte[] bytes) {
        ByteBuffer doubles = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        double[][] windows = new double[DALIA_WINDOWS][DALIA_SAMPLES];
        for (int i = 0; i < DALIA_WINDOWS; i++) {
            for (int t = 0; t < DALIA_SAMPLES; t++) {
                int index = i * DALIA_CHANNELS * DALIA_SAMPLES + t;
                windows[i][t] = doubles.getDouble(DALIA_FIRST_BYTE + index * Double.BYTES);
            }
        }
        return new Recording(windows, DALIA_RATE_HZ);
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
            throw new IOException(file + ": is no text; a recording has one number per line", e);
        }
        return Arrays.copyOf(numbers, count);
    }

    private static String shortened(String cell) {
        return cell.length() > 40 ? cell.substring(0, 40) + "…" : cell;
    }
}
