package dev.halfwave.experiments.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whatever is done to a file, reading it ends soon, in an exception with a sentence or in the arrays that were asked
/// for, and takes little memory.
final class HostileFilesTest {

    private static final int ROUNDS = 1500;
    private static final long MOST_BYTES_ALLOCATED = 2_000_000;

    @TempDir
    private Path folder;

    @FunctionalInterface
    private interface Reading {
        void read(Path file) throws IOException;
    }

    @ParameterizedTest
    @CsvSource({"python2-0.pkl, 1", "python2-2.pkl, 2", "python3-0.pkl, 3", "python3-2.pkl, 4", "python3-4.pkl, 5",
        "python3-5.pkl, 6"})
    void pickles(String name, long seed) throws IOException {
        String[] paths = {"signal/a", "signal/f", "signal/be", "u1", "scalar", "text", "wrist/BVP", "label", "subject"};
        survives(name, seed, file -> {
            NamedArrays pickle = PickleFile.read(file, paths);
            for (String path : paths) {
                if (pickle.has(path) && !path.equals("text") && !path.equals("subject")) {
                    check(pickle.array(path));
                }
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"version1.npy, 7", "version2.npy, 8", "version3.npy, 9"})
    void npyFiles(String name, long seed) throws IOException {
        survives(name, seed, file -> check(NpyFile.read(file)));
    }

    @ParameterizedTest
    @CsvSource({"compressed.npz, 10", "stored.npz, 11"})
    void npzFiles(String name, long seed) throws IOException {
        survives(name, seed, file -> check(NpzFile.read(file, "X", "groups").array("X")));
    }

    @ParameterizedTest
    @CsvSource({"1, 12", "3, 13"})
    void csvFiles(int columns, long seed) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int line = 0; line < 20; line++) {
            String number =
                    line == 0 ? "1489054200.00" : line == 1 ? columns == 1 ? "64.000000" : "32.000000" : "-0" + line;
            text.append(String.join(",", Collections.nCopies(columns, number))).append(line % 2 == 0 ? "\r\n" : "\n");
        }
        byte[] whole = text.toString().getBytes(StandardCharsets.US_ASCII);
        survives("e4.csv", whole, seed, file -> {
            E4Csv read = columns == 1 ? E4Csv.pulse(file) : E4Csv.acceleration(file);
            assertThat(read.columns()).hasNumberOfRows(columns);
        });
    }

    /// One line that can be printed, of readable length, with the file and, except where the file as a whole is wrong,
    /// the place in it.
    private static void assertSentence(Path file, String message) {
        String place = ", (byte|line) \\d+: |, entry \"[^:]{0,60}\"(, byte \\d+)?: |: (has no |the list of entries |"
                + "[\\w/]+ (must be|holds|is an array) )";
        assertThat(message).matches("\\Q" + file + "\\E(" + place + ")[^\\p{C}\\u2028\\u2029]{5,}")
                .hasSizeLessThan(file.toString().length() + 540);
    }

    /// An array is whole, whatever its numbers are.
    private static void check(NumPyArray array) {
        int size = 1;
        for (int axis : array.shape()) {
            size *= axis;
        }
        assertThat(array.size()).isEqualTo(size);
        assertThat(array.toDoubles()).hasSize(size);
    }

    private void survives(String name, long seed, Reading reading) throws IOException {
        survives(name, Files.readAllBytes(PickleFileTest.resource(name)), seed, reading);
    }

    private void survives(String name, byte[] whole, long seed, Reading reading) throws IOException {
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        SplittableRandom random = new SplittableRandom(seed);
        Path file = folder.resolve(name);
        int refused = assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            int count = 0;
            for (int round = 0; round < ROUNDS; round++) {
                write(file, damaged(whole, random));
                long before = memory.getCurrentThreadAllocatedBytes();
                try {
                    reading.read(file);
                } catch (DataFileException e) {
                    count++;
                    assertSentence(file, e.getMessage());
                } catch (IOException | RuntimeException | Error e) {
                    fail("seed " + seed + ", round " + round, e);
                }
                assertThat(memory.getCurrentThreadAllocatedBytes() - before).isLessThan(MOST_BYTES_ALLOCATED);
            }
            return count;
        });
        assertThat(refused).isBetween(ROUNDS / 3, ROUNDS - 1); // a changed number cannot be seen
    }

    /// In place: some file systems wait for the disk when a file is emptied and written anew.
    private static void write(Path file, byte[] bytes) throws IOException {
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.write(bytes);
            out.setLength(bytes.length);
        }
    }

    private static byte[] damaged(byte[] whole, SplittableRandom random) {
        byte[] bytes = whole.clone();
        switch (random.nextInt(5)) {
            case 0 -> bytes = Arrays.copyOf(whole, random.nextInt(whole.length + 20)); // cut off, or zeros follow
            case 1 -> bytes[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
            case 2 -> { // other bytes
                for (int i = random.nextInt(1, 5); i > 0; i--) {
                    bytes[random.nextInt(whole.length)] = (byte) random.nextInt();
                }
            }
            case 3 -> { // two blocks swapped
                int length = random.nextInt(1, 1 + whole.length / 4);
                int first = random.nextInt(whole.length - 2 * length + 1);
                int second = random.nextInt(first + length, whole.length - length + 1);
                System.arraycopy(whole, first, bytes, second, length);
                System.arraycopy(whole, second, bytes, first, length);
            }
            default -> { // a length as large as can be
                int at = random.nextInt(whole.length);
                Arrays.fill(bytes, at, Math.min(whole.length, at + random.nextInt(1, 9)),
                        (byte) (random.nextBoolean() ? 0xff : 0x7f));
            }
        }
        return bytes;
    }
}
