package dev.halfwave.experiments.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that are damaged, by chance or on purpose, are refused by a sentence or read as what they say they are, in little
/// time and memory.
class KerasHostileTest {

    private static final Path FILE = Path.of("w.h5");
    private static final long MOST_SECONDS = 60; // it takes a few

    @TempDir
    private Path temporary;

    private final byte[] file = KerasMutations.small();
    private final ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);

    /// @return how many were refused
    private int refused(String name, int count, int kinds) throws IOException, InterruptedException {
        Path output = temporary.resolve("output");
        Process process = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m", "-Xss512k", "-cp",
                System.getProperty("java.class.path"), KerasMutations.class.getName(), name, String.valueOf(count))
                .redirectErrorStream(true).redirectOutput(output.toFile()).start();
        try {
            assertThat(process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)).as("ended in time").isTrue();
        } finally {
            process.destroyForcibly();
        }
        String said = Files.readString(output);
        Matcher result = Pattern.compile("refused (\\d+), read (\\d+), of (\\d+) kinds").matcher(said);
        assertThat(process.exitValue()).as(said).isZero();
        assertThat(result.find()).as(said).isTrue();
        assertThat(Integer.parseInt(result.group(1)) + Integer.parseInt(result.group(2))).isEqualTo(count);
        assertThat(Integer.parseInt(result.group(3))).isGreaterThan(kinds);
        return Integer.parseInt(result.group(1));
    }

    @Test
    void thousandsOfMutationsAreRefusedOrRead() throws IOException, InterruptedException {
        assertThat(refused("small", 4000, 200)).isBetween(2000, 3900);
    }

    @Test
    void mutationsOfTheHeartRateWeightsAreRefusedOrRead() throws IOException, InterruptedException {
        Path weights = Path.of(System.getProperty("halfwave.data", "")).resolve("model_S5.h5");
        Assumptions.assumeTrue(Files.exists(weights), "-Dhalfwave.data names no folder with model_S5.h5");
        assertThat(refused(weights.toString(), 250, 50)).isBetween(60, 200);
    }

    private void assertRefused(String message) {
        assertThatExceptionOfType(DataFileException.class).isThrownBy(() -> KerasWeights.read(FILE, file))
                .withMessageMatching(message);
    }

    private int find(String signature, int from) {
        return new String(file, StandardCharsets.ISO_8859_1).indexOf(signature, from);
    }

    @Test
    void theFileItselfIsRead() throws IOException {
        assertThat(KerasWeights.read(FILE, file).tensors()).hasSize(4);
    }

    @Test
    void aHeaderThatContinuesInItselfIsRefused() {
        int root = (int) bytes.getLong(64);
        bytes.putShort(root + 2, (short) -1); // 65,535 messages
        bytes.putShort(root + 16, (short) 16).putLong(root + 24, root + 16).putLong(root + 32, 64);
        assertRefused("w\\.h5, byte \\d+: the messages of / cannot be here, inside of what begins at byte \\d+");
    }

    @Test
    void aTreeThatIsItsOwnBranchIsRefused() {
        int tree = find("TREE", 0);
        bytes.put(tree + 5, (byte) 3).putLong(tree + 32, tree);
        assertRefused("w\\.h5, byte \\d+: the members of / cannot be here, inside of what begins at byte " + tree);
    }

    /// The two branches of each node meet in the next one, so that the ways to the bottom double with each level.
    @Test
    void aTreeWhoseBranchesMeetIsRefused() {
        int levels = 8;
        byte[] larger = Arrays.copyOf(file, file.length + 4096);
        ByteBuffer nodes = ByteBuffer.wrap(larger).order(ByteOrder.LITTLE_ENDIAN);
        int tree = find("TREE", 0);
        for (int at = 0; at < file.length; at += 8) {
            if (nodes.getLong(at) == tree) {
                nodes.putLong(at, file.length);
            }
        }
        for (int i = 0; i < levels; i++) {
            int at = file.length + 64 * i;
            long next = i + 1 < levels ? at + 64 : tree;
            nodes.put(at, "TREE".getBytes(StandardCharsets.US_ASCII)).put(at + 5, (byte) (levels - i))
                    .putShort(at + 6, (short) 2).putLong(at + 32, next).putLong(at + 48, next);
        }
        nodes.putLong(40, larger.length);
        assertThatExceptionOfType(DataFileException.class).isThrownBy(() -> KerasWeights.read(FILE, larger))
                .withMessageMatching(
                        "w\\.h5, byte " + tree + ": the members of /\\S* cannot be here, inside of what begins "
                                + "at byte " + tree);
    }

    @Test
    void aGroupThatIsItsOwnMemberIsRefused() {
        int symbols = find("SNOD", 0);
        bytes.putLong(symbols + 16, bytes.getLong(64));
        assertRefused("w\\.h5, byte \\d+: the header of /\\S+ cannot be here, inside of what begins at byte \\d+");
    }

    @Test
    void aShapeThatIsNotThatOfTheDataIsRefused() {
        int shape = find("\1\2\1\0\0\0\0\0\3\0\0\0\0\0\0\0\3", 0); // of the first kernel
        bytes.putLong(shape + 8, 1L << 30);
        assertRefused("w\\.h5, byte \\d+: /model_weights/dense/dense/kernel:0 has 3 elements along axis 1");
        bytes.putLong(shape + 8, 1L << 20);
        assertRefused(
                "w\\.h5, byte \\d+: /model_weights/dense/dense/kernel:0 should have 3145728 elements of 4 bytes, but "
                        + "its data have 36 bytes");
    }

    @Test
    void aFileThatWasCutOffIsRefused() {
        assertThatExceptionOfType(DataFileException.class)
                .isThrownBy(() -> KerasWeights.read(FILE, Arrays.copyOf(file, 5000)))
                .withMessage("w.h5, byte 40: the file should end at byte " + file.length
                        + ", but has 5000 bytes; it was cut off or damaged");
    }
}
