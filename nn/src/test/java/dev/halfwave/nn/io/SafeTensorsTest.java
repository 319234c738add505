package dev.halfwave.nn.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.sun.management.ThreadMXBean;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafeTensorsTest {

    @TempDir
    private Path folder;

    // ---- reading

    @Test
    void readsAFileWrittenByHand() throws IOException {
        Path file = file("{\"__metadata__\":{\"z\":\"1\",\"a\":\"é\"},"
                + "\"w\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[4,12]},"
                + "\"s\":{\"data_offsets\":[0,4],\"shape\":[],\"dtype\":\"F32\"},"
                + "\"e\":{\"dtype\":\"F32\",\"shape\":[3,0],\"data_offsets\":[4,4]}}  ",
                littleEndian(12).putFloat(7).putFloat(1.5f).putFloat(-2));

        SafeTensors read = SafeTensors.read(file);

        assertThat(read.metadata().toString()).isEqualTo("{z=1, a=é}");
        assertThat(read.tensors().toString())
                .isEqualTo("{w=Tensor(2, 1) [1.5, -2.0], s=Tensor() [7.0], e=Tensor(3, 0) []}");
    }

    @Test
    void readsWhatTheReferenceImplementationWrote() throws Exception {
        URL resource = SafeTensorsTest.class.getResource("/golden/conv1d.safetensors");
        SafeTensors read = SafeTensors.read(Path.of(resource.toURI()));

        assertThat(read.metadata())
                .containsEntry("op", "conv1d")
                .containsEntry("cases", "11")
                .containsEntry("case.10", "{}");
        assertThat(read.tensors()).hasSize(82);
        assertThat(read.tensors().get("case.8.weight").shape()).isEqualTo(Shape.of(32, 32, 3));
    }

    @Test
    void readsF64AsTheNearestFloat() throws IOException {
        Path file = file(header("F64", "[4]", 32),
                littleEndian(32).putDouble(0.1).putDouble(-1e300).putDouble(Double.NaN).putDouble(1e-50));
        assertThat(SafeTensors.read(file).tensors().get("a").toArray())
                .containsExactly(0.1f, Float.NEGATIVE_INFINITY, Float.NaN, 0f);
    }

    @Test
    void readsI64WhereAFloatHoldsIt() throws IOException {
        Path file = file(header("I64", "[3]", 24), littleEndian(24).putLong(-100).putLong(16777215).putLong(0));
        assertThat(SafeTensors.read(file).tensors().get("a").toArray()).containsExactly(-100f, 16777215f, 0f);
    }

    @ParameterizedTest
    @ValueSource(longs = {16777216, -16777216, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 32})
    void refusesI64ThatAFloatMayNotHold(long value) throws IOException {
        Path file = file(header("I64", "[2]", 16), littleEndian(16).putLong(1).putLong(value));
        assertThatThrownBy(() -> SafeTensors.read(file))
                .hasMessage(file + ", byte 71: tensor \"a\" holds the I64 number " + value
                        + ", which is not below 2^24 in magnitude, so that a float need not hold it exactly");
    }

    @Test
    void readsOnlyWhatIsWantedAndThenAllowsOtherDtypes() throws IOException {
        Path file = file("{\"h\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[0,4]},"
                + "\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
                littleEndian(8).putInt(4, 0x3fc00000));

        assertThat(SafeTensors.read(file, name -> name.equals("w")).tensors().toString())
                .isEqualTo("{w=Tensor(1) [1.5]}");
        assertThatThrownBy(() -> SafeTensors.read(file))
                .isInstanceOf(SafeTensorsException.class)
                .hasMessage(file + ", byte 116: tensor \"h\" has dtype BF16, and only F32, F64 and I64 are read; "
                        + "convert it to F32");
    }

    @Test
    void readsTensorsLargerThanItsBuffer() throws IOException {
        float[] values = new float[700_001];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        Path path = folder.resolve("large.safetensors");
        SafeTensors.write(path, Map.of("a", Tensor.of(Shape.of(values.length), values)), Map.of());
        assertThat(SafeTensors.read(path).tensors().get("a").toArray()).isEqualTo(values);
    }

    @ParameterizedTest
    @MethodSource
    void refusesAHeaderThatLies(String header, String message) throws IOException {
        Path file = file(header, littleEndian(8));
        assertThatThrownBy(() -> SafeTensors.read(file))
                .isInstanceOf(SafeTensorsException.class)
                .hasMessage(file + message);
    }

    static Stream<Arguments> refusesAHeaderThatLies() {
        String notAFile = ", byte 8: the header does not begin with '{'; this is not a safetensors file";
        return Stream.of(
                arguments("", notAFile),
                arguments("[]", notAFile),
                arguments(" {}", notAFile),
                arguments("{}x", ", byte 10: the header is not valid JSON: expected the end of the text, "
                        + "but there is 'x'"),
                arguments("{\"é\ud83c\udf0a\":7,}", ", byte 20: the header is not valid JSON: "
                        + "expected a key in double quotes, but there is '}'"),
                arguments("{\"a\":{},\"a\":{}}", ", byte 16: the header is not valid JSON: key \"a\" occurs twice"),
                arguments("{\"a\":" + "[".repeat(100_000), ", byte 76: the header is not valid JSON: "
                        + "values nest deeper than 64"),
                arguments("{\"__metadata__\":[]}", ": header: __metadata__ must be an object of strings"),
                arguments("{\"__metadata__\":null}", ": header: __metadata__ must be an object of strings"),
                arguments("{\"__metadata__\":{\"a\":1}}",
                        ": header: __metadata__ must hold strings only, but \"a\" is something else"),
                arguments("{\"a\":1}", ": header, tensor \"a\": must be described by an object with dtype, shape and "
                        + "data_offsets"),
                arguments("{\"a\":{\"offsets\":[0,0]}}", ": header, tensor \"a\": key \"offsets\" is not one of dtype, "
                        + "shape, data_offsets"),
                arguments("{\"a\":{}}", ": header, tensor \"a\": dtype is missing or not a string"),
                arguments("{\"a\":{\"dtype\":7}}", ": header, tensor \"a\": dtype is missing or not a string"),
                arguments("{\"a\":{\"dtype\":\"f32\"}}",
                        ": header, tensor \"a\": dtype \"f32\" is not one of the format"),
                arguments("{\"a\":{\"dtype\":\"F32\"}}", ": header, tensor \"a\": shape is missing or not a list"),
                arguments(header("F32", "[1.0]", 4),
                        ": header, tensor \"a\": shape must hold whole numbers that are not negative"),
                arguments(header("F32", "[-1]", 4),
                        ": header, tensor \"a\": shape must hold whole numbers that are not negative"),
                arguments(header("F32", "[null]", 4),
                        ": header, tensor \"a\": shape must hold whole numbers that are not negative"),
                arguments(header("F32", "[65536,65536]", 8),
                        ": header, tensor \"a\": shape [65536, 65536] has more elements than one float[] can hold"),
                arguments(header("F32", "[4294967296,4294967296]", 0), // 2^64 wraps to 0
                        ": header, tensor \"a\": shape [4294967296, 4294967296] has more elements than one float[] can "
                                + "hold"),
                arguments(header("F32", "[0,9223372036854775807,2]", 0), ": header, tensor \"a\": shape "
                        + "[0, 9223372036854775807, 2] has more elements than one float[] can hold"),
                arguments("{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}",
                        ": header, tensor \"a\": data_offsets must be two whole numbers"),
                arguments(header("F32", "[1]", "[0]"),
                        ": header, tensor \"a\": data_offsets must be two whole numbers"),
                arguments(header("F32", "[1]", "[0,4.0]"),
                        ": header, tensor \"a\": data_offsets must be two whole numbers"),
                arguments(header("F32", "[1]", "[4,0]"),
                        ": header, tensor \"a\": data_offsets [4, 0] do not run from 0 upwards"),
                arguments(header("F32", "[1]", "[-4,0]"),
                        ": header, tensor \"a\": data_offsets [-4, 0] do not run from 0 upwards"),
                arguments(header("F32", "[3]", 12),
                        ": header, tensor \"a\": its data end at 12, but only 8 bytes follow the header"),
                arguments(header("F32", "[1]", "[0,9223372036854775807]"), ": header, tensor \"a\": its data end at "
                        + "9223372036854775807, but only 8 bytes follow the header"),
                arguments(header("F64", "[2]", 8), ": header, tensor \"a\": shape (2) of F64 takes 16 bytes, but "
                        + "data_offsets [0, 8] hold 8"),
                arguments("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                        + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
                        ", byte 119: tensor \"b\" begins here, inside of tensor \"a\""),
                arguments(header("F32", "[1]", "[4,8]"), ", byte 62: 4 bytes before tensor \"a\" belong to no tensor"),
                arguments(header("F32", "[1]", 4), ", byte 66: 4 bytes at the end of the file belong to no tensor"),
                arguments("{}  ", ", byte 12: 8 bytes at the end of the file belong to no tensor"));
    }

    @Test
    void refusesAFileWithoutAHeaderLength() throws IOException {
        Path file = Files.write(folder.resolve("short"), new byte[7]);
        assertThatThrownBy(() -> SafeTensors.read(file))
                .isInstanceOf(SafeTensorsException.class)
                .hasMessage(file + ", byte 0: a safetensors file begins with 8 bytes that give the header's length, "
                        + "but there are only 7");
    }

    @ParameterizedTest
    @CsvSource({"3, 3", "9223372036854775807, 9223372036854775807", "-1, 18446744073709551615"})
    void refusesAHeaderThatReachesBeyondTheFile(long length, String shown) throws IOException {
        Path file = Files.write(folder.resolve("beyond"), littleEndian(10).putLong(length).array());
        assertThatThrownBy(() -> SafeTensors.read(file))
                .isInstanceOf(SafeTensorsException.class)
                .hasMessage(file + ", byte 0: the header should have " + shown + " bytes, but only 2 follow");
    }

    @Test
    void refusesAHeaderOfMoreThan100Megabytes() throws IOException {
        Path file = folder.resolve("huge");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.write(littleEndian(8).putLong(100_000_001).array());
            sparse.setLength(200_000_000);
        }
        assertThatThrownBy(() -> SafeTensors.read(file))
                .isInstanceOf(SafeTensorsException.class)
                .hasMessage(file + ", byte 0: the header has 100000001 bytes, "
                        + "more than the 100000000 that are allowed");
    }

    @Test
    void refusesAHeaderThatIsNotUtf8() throws IOException {
        byte[] header = "{\"ab\u00e9\":".getBytes(ISO_8859_1);
        Path file = Files.write(folder.resolve("latin1"), littleEndian(16).putLong(8).put(header).array());
        assertThatThrownBy(() -> SafeTensors.read(file))
                .isInstanceOf(SafeTensorsException.class)
                .hasMessage(file + ", byte 12: the header is not UTF-8");
    }

    @Test
    void refusesWhatIsNotAFile() {
        Path missing = folder.resolve("missing.safetensors");
        assertThatThrownBy(() -> SafeTensors.read(missing))
                .isInstanceOf(SafeTensorsException.class)
                .hasMessage(missing + ": there is no such file");
        assertThatThrownBy(() -> SafeTensors.read(folder))
                .isInstanceOf(SafeTensorsException.class)
                .hasMessage(folder + ": this is not a file");
    }

    /// Whatever is done to a file, reading it ends in an exception with a sentence or in tensors, and takes no more
    /// memory than the file has bytes for.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void survivesDamage(long seed) throws IOException {
        byte[] whole = Files.readAllBytes(sample(folder.resolve("whole.safetensors")));
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        SplittableRandom random = new SplittableRandom(seed);
        Path file = folder.resolve("damaged.safetensors");
        int refused = 0;
        for (int round = 0; round < 1000; round++) {
            writeInPlace(file, damaged(whole, random));
            long before = memory.getCurrentThreadAllocatedBytes();
            try {
                SafeTensors.read(file);
            } catch (SafeTensorsException e) {
                refused++;
                assertThat(e.getMessage()).startsWith(file.toString());
            } catch (IOException | RuntimeException e) {
                fail("seed " + seed + ", round " + round, e);
            }
            assertThat(memory.getCurrentThreadAllocatedBytes() - before).isLessThan(2_000_000);
        }
        assertThat(refused).isBetween(650, 999); // a changed number in the data cannot be seen
    }

    /// Some file systems wait for the disk when a file is emptied and written anew.
    private static void writeInPlace(Path file, byte[] bytes) throws IOException {
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.write(bytes);
            out.setLength(bytes.length);
        }
    }

    private static byte[] damaged(byte[] whole, SplittableRandom random) {
        int headerEnd = 8 + ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getInt();
        byte[] bytes = whole.clone();
        switch (random.nextInt(5)) {
            case 0 -> bytes = Arrays.copyOf(whole, random.nextInt(whole.length + 20));
            case 1 -> bytes[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
            case 2 -> {
                for (int i = random.nextInt(1, 5); i > 0; i--) {
                    bytes[random.nextInt(headerEnd)] = (byte) random.nextInt();
                }
            }
            case 3 -> { // two blocks swapped
                int length = random.nextInt(1, whole.length / 4);
                int first = random.nextInt(whole.length - 2 * length + 1);
                int second = random.nextInt(first + length, whole.length - length + 1);
                System.arraycopy(whole, first, bytes, second, length);
                System.arraycopy(whole, second, bytes, first, length);
            }
            default -> { // another digit: offsets and shapes that are numbers, but lie
                int position = random.nextInt(8, headerEnd);
                while (bytes[position] < '0' || bytes[position] > '9') {
                    position = random.nextInt(8, headerEnd);
                }
                bytes[position] = (byte) ('0' + random.nextInt(10));
            }
        }
        return bytes;
    }

    // ---- writing

    @Test
    void writesTheseBytes() throws IOException {
        Path path = folder.resolve("a.safetensors");
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("w", Tensor.of(Shape.of(2, 1), 1.5f, -2));
        tensors.put("a\"", Tensor.scalar(Float.intBitsToFloat(0x7fc12345)));
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("z", "1");
        metadata.put("a", "é");

        SafeTensors.write(path, tensors, metadata);

        String header = "{\"__metadata__\":{\"z\":\"1\",\"a\":\"é\"},"
                + "\"w\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[0,8]},"
                + "\"a\\\"\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[8,12]}}       ";
        byte[] expected = littleEndian(8 + 152 + 12).putLong(152).put(header.getBytes(UTF_8))
                .putInt(0x3fc00000).putInt(0xc0000000).putInt(0x7fc00000).array(); // the NaN without its payload
        assertThat(Files.readAllBytes(path)).isEqualTo(expected);
    }

    @Test
    void readsBackWhatItWrites() throws IOException {
        Path path = folder.resolve("a.safetensors");
        float[] memory = {9, 1, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.MIN_VALUE, 8};
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("z/é🌊\n", Tensor.wrap(memory, 1, Shape.of(5)));
        tensors.put("scalar", Tensor.scalar(3));
        tensors.put("empty", Tensor.zeros(Shape.of(2, 0, 3)));
        tensors.put("", Tensor.full(Shape.of(2, 3, 4), 0.1f));
        Map<String, String> metadata = Map.of("architecture", "{\"a\":[1]}");

        SafeTensors.write(path, tensors, metadata);
        SafeTensors read = SafeTensors.read(path);

        assertThat(read.metadata()).isEqualTo(metadata);
        assertThat(read.tensors().keySet()).containsExactlyElementsOf(tensors.keySet());
        tensors.forEach((name, tensor) -> {
            assertThat(read.tensors().get(name).shape()).isEqualTo(tensor.shape());
            assertThat(read.tensors().get(name).toArray()).isEqualTo(tensor.toArray());
        });
    }

    @Test
    void writesAFileWithoutTensors() throws IOException {
        Path path = folder.resolve("none.safetensors");
        SafeTensors.write(path, Map.of(), Map.of());
        assertThat(Files.readAllBytes(path))
                .isEqualTo(littleEndian(16).putLong(8).put("{}      ".getBytes(UTF_8)).array());
        assertThat(SafeTensors.read(path)).isEqualTo(new SafeTensors(Map.of(), Map.of()));
    }

    @Test
    void replacesAFileAndLeavesNothingElse() throws IOException {
        Path path = folder.resolve("a.safetensors");
        Files.writeString(path, "old");
        sample(path);
        assertThat(SafeTensors.read(path).metadata()).containsEntry("op", "relu");
        assertThat(folder).isDirectoryContaining(path::equals);
        assertThat(list(folder)).containsExactly("a.safetensors");
    }

    @Test
    void writesInTheCurrentFolder() throws IOException {
        Path path = Path.of("SafeTensorsTest.safetensors");
        try {
            sample(path);
            assertThat(SafeTensors.read(path).tensors()).hasSize(4);
        } finally {
            Files.deleteIfExists(path);
        }
    }

    /// An interrupted training saves its weights.
    @Test
    void writesAndReadsInAnInterruptedThread() throws IOException {
        Path path = folder.resolve("a.safetensors");
        Thread.currentThread().interrupt();
        try {
            sample(path);
            assertThat(SafeTensors.read(path).tensors()).hasSize(4);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void refusesToWriteWhereThereIsNoFolder() {
        Path path = folder.resolve("missing").resolve("a.safetensors");
        assertThatThrownBy(() -> sample(path))
                .isInstanceOf(SafeTensorsException.class)
                .hasMessage(path + ": cannot be written: there is no folder " + path.getParent());
    }

    @Test
    void refusesToReplaceAFolder() throws IOException {
        assertThatThrownBy(() -> sample(folder))
                .isInstanceOf(SafeTensorsException.class)
                .hasMessage(folder + ": cannot be written: this is a folder");
        assertThatThrownBy(() -> sample(folder.getRoot())).hasMessage("/: cannot be written: this is a folder");
        assertThat(list(folder)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8, 100, 600})
    void leavesTheOldFileWhenTheDiskIsFull(int capacity) throws IOException {
        Path path = folder.resolve("a.safetensors");
        Files.writeString(path, "old");
        AtomicFile.Opener full = temporary -> new FilterOutputStream(Files.newOutputStream(temporary)) {
            private int left = capacity;

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, Math.min(left, length)); // a full disk takes what still fits
                left -= length;
                if (left < 0) {
                    throw new IOException("No space left on device");
                }
            }
        };
        Map<String, Tensor> tensors = Map.of("a", Tensor.zeros(Shape.of(1000)));

        assertThatThrownBy(() -> SafeTensorsWriter.write(path, tensors, Map.of(), full))
                .isInstanceOf(SafeTensorsException.class)
                .hasMessage(path + ": cannot be written: No space left on device");
        assertThat(path).hasContent("old");
        assertThat(list(folder)).containsExactly("a.safetensors");
    }

    @Test
    void leavesTheOldFileWhenClosingFails() throws IOException {
        Path path = folder.resolve("a.safetensors");
        Files.writeString(path, "old");
        AtomicFile.Opener failing = temporary -> new FilterOutputStream(Files.newOutputStream(temporary)) {
            @Override
            public void close() throws IOException {
                super.close();
                throw new IOException("Input/output error");
            }
        };

        assertThatThrownBy(() -> SafeTensorsWriter.write(path, Map.of(), Map.of(), failing))
                .hasMessage(path + ": cannot be written: Input/output error");
        assertThat(path).hasContent("old");
        assertThat(list(folder)).containsExactly("a.safetensors");
    }

    @Test
    void leavesTheOldFileWhenTheTemporaryOneCannotBeOpened() throws IOException {
        Path path = folder.resolve("a.safetensors");
        Files.writeString(path, "old");
        assertThatThrownBy(() -> SafeTensorsWriter.write(path, Map.of(), Map.of(), temporary -> {
            throw new AccessDeniedException(temporary.toString());
        })).hasMessage(path + ": cannot be written: no permission to write in this folder");
        assertThatThrownBy(() -> SafeTensorsWriter.write(path, Map.of(), Map.of(), temporary -> {
            throw new FileSystemException(temporary.toString(), null, "Read-only file system");
        })).hasMessage(path + ": cannot be written: Read-only file system");
        assertThat(path).hasContent("old");
    }

    @Test
    void refusesNamesThatTheFormatCannotHold() {
        Path path = folder.resolve("a.safetensors");
        assertThatThrownBy(() -> SafeTensors.write(path, Map.of("__metadata__", Tensor.scalar(1)), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("SafeTensors.write: a tensor cannot be named __metadata__");
        assertThatThrownBy(() -> SafeTensors.write(path, Map.of("\ud800", Tensor.scalar(1)), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Json.write: a string has half of a surrogate pair: \"<U+D800>\"");
        assertThat(path).doesNotExist();
    }

    private static Path sample(Path path) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("case.0.input", Tensor.of(Shape.of(2, 1, 3), 1, -2, 3, -4, 5, -6));
        tensors.put("case.0.output", Tensor.of(Shape.of(2, 1, 3), 1, 0, 3, 0, 5, 0));
        tensors.put("empty", Tensor.zeros(Shape.of(0)));
        tensors.put("scalar", Tensor.scalar(1));
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("op", "relu");
        metadata.put("cases", "1");
        SafeTensors.write(path, tensors, metadata);
        return path;
    }

    private static List<String> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static String header(String dtype, String shape, int end) {
        return header(dtype, shape, "[0," + end + "]");
    }

    private static String header(String dtype, String shape, String offsets) {
        return "{\"a\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}}";
    }

    private Path file(String header, ByteBuffer data) throws IOException {
        byte[] json = header.getBytes(UTF_8);
        byte[] bytes = new byte[8 + json.length + data.capacity()];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(json.length).put(json).put(data.rewind());
        return Files.write(folder.resolve("file.safetensors"), bytes);
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
