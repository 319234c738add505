package dev.halfwave.experiments.tensorboard;

import static dev.halfwave.experiments.tensorboard.EventReader.crc32c;
import static dev.halfwave.experiments.tensorboard.EventReader.events;
import static dev.halfwave.experiments.tensorboard.EventReader.masked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.experiments.tensorboard.EventReader.Event;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Event files byte by byte, and read again by an [EventReader].
final class EventFileTest {

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("run").resolve("events.out.tfevents.1.halfwave");
    }

    @Test
    void everyByteIsWhatTheFormatAsks() throws IOException {
        try (EventFile events = EventFile.create(file, 1.5)) {
            events.scalars(300, 2, Map.of("loss", 0.25));
        }
        String version = "09" + "000000000000f83f" // wall_time = 1.5
                + "1a0d" + "627261696e2e4576656e743a32"; // file_version = "brain.Event:2"
        String point = "09" + "0000000000000040" // wall_time = 2
                + "10ac02" // step = 300
                + "2a0d" // summary of 13 bytes:
                + "0a0b" // one value of 11 bytes:
                + "0a046c6f7373" // tag = "loss"
                + "150000803e"; // simple_value = 0.25
        assertThat(HexFormat.of().formatHex(Files.readAllBytes(file)))
                .isEqualTo(record(version) + record(point))
                .startsWith("1800000000000000" + "a37f4b22"); // as all files of this version start
    }

    @Test
    void masksKnownChecksums() {
        // CRC32C of 32 bytes by RFC 3720, B.4: zeros 8a9136aa, ones 62a8ab43, and of "123456789" e3069283.
        byte[] ones = new byte[32];
        Arrays.fill(ones, (byte) 0xff);
        assertThat(Records.maskedChecksum(new byte[32], 0, 32)).isEqualTo(masked(0x8a9136aa)).isEqualTo(0x0fd7fffa);
        assertThat(Records.maskedChecksum(ones, 0, 32)).isEqualTo(masked(0x62a8ab43));
        byte[] digits = "0123456789".getBytes(StandardCharsets.US_ASCII);
        assertThat(Records.maskedChecksum(digits, 1, 9)).isEqualTo(masked(0xe3069283));
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Map<String, Double> first = new LinkedHashMap<>();
        first.put("trainLoss", 0.1);
        first.put("distance/σ₁", -0.0);
        first.put("x".repeat(300), Double.NaN);
        Map<String, Double> second = Map.of("trainLoss", Double.MAX_VALUE);
        try (EventFile events = EventFile.create(file, 1e9)) {
            events.scalars(0, 1e9 + 0.25, first);
            events.scalars(Long.MAX_VALUE, -1, second);
            events.scalars(7, 0, Map.of());
        }
        assertThat(events(Files.readAllBytes(file))).containsExactly(
                new Event(1e9, 0, "brain.Event:2", Map.of()),
                new Event(1e9 + 0.25, 0, "", Map.of("trainLoss", 0.1f, "distance/σ₁", -0f, "x".repeat(300), Float.NaN)),
                new Event(-1, Long.MAX_VALUE, "", Map.of("trainLoss", Float.POSITIVE_INFINITY)),
                new Event(0, 7, "", Map.of()));
    }

    @Test
    void theReaderSeesChangedBytes() throws IOException {
        EventFile.create(file, 1).close();
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 0; i < bytes.length; i++) {
            byte[] changed = bytes.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> events(changed)).as("byte %d", i).isInstanceOf(RuntimeException.class);
        }
    }

    @Test
    void equalCallsMakeEqualBytes() throws IOException {
        Path again = folder.resolve("again.tfevents");
        for (Path path : List.of(file, again)) {
            try (EventFile events = EventFile.create(path, 5)) {
                events.scalars(1, 6, Map.of("a", 0.5));
            }
        }
        assertThat(again).hasSameBinaryContentAs(file);
    }

    @Test
    void replacesAnOlderFileAndShowsWhatIsFlushed() throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[1000]);
        try (EventFile events = EventFile.create(file, 5)) {
            events.scalars(1, 6, Map.of("a", 0.5));
            events.flush();
            assertThat(events(Files.readAllBytes(file))).hasSize(2);
        }
        assertThat(events(Files.readAllBytes(file))).hasSize(2);
    }

    @Test
    void refusesWhatTensorBoardCannotShow() throws IOException {
        assertThatThrownBy(() -> EventFile.create(folder.resolve("events.log"), 0))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("EventFile: the file's name must contain tfevents, or TensorBoard does not look at it, but "
                        + "is events.log");
        assertThatThrownBy(() -> EventFile.create(file, Double.NaN))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("EventFile: a time must be a finite number of seconds, but is NaN");
        assertThat(file).doesNotExist();
        EventFile events = EventFile.create(file, 0);
        assertThatThrownBy(() -> events.scalars(-1, 0, Map.of("a", 1.0)))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("EventFile: a step must not be negative, but is -1");
        assertThatThrownBy(() -> events.scalars(1, 0, Map.of("", 1.0)))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("EventFile: the name of a curve is empty");
        events.close();
        events.close();
        assertThatThrownBy(() -> events.scalars(1, 0, Map.of("a", 1.0)))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("EventFile: " + file + " is closed");
        assertThat(events(Files.readAllBytes(file))).hasSize(1);
    }

    private static String record(String hex) {
        byte[] data = HexFormat.of().parseHex(hex);
        byte[] length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(data.length).array();
        return HexFormat.of().formatHex(length) + little(masked(crc32c(length))) + hex + little(masked(crc32c(data)));
    }

    private static String little(int value) {
        return HexFormat.of().toHexDigits(Integer.reverseBytes(value));
    }
}
