package dev.halfwave.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.nn.io.SafeTensors;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that were made to take all time or memory, or to fill the screen.
final class ModelFileHostileTest {

    private static final String LINEAR = "{\"type\":\"Linear\",\"inFeatures\":1,\"outFeatures\":1,\"bias\":true}";

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("hostile.safetensors");
    }

    @Test
    void manySettingsTakeNoLongerThanTheirText() throws IOException {
        refusedSoon("{\"type\":\"Sequential\",\"layers\":[]," + settings("k") + "}",
                "layer Sequential: setting \"k0\" has no meaning here; the file is damaged, or of another version of "
                        + "Halfwave");
        refusedSoon(model("{\"type\":\"FilteredActivation\",\"op\":\"Relu\"," + settings("op.k") + "}"),
                "layer FilteredActivation: setting \"op.k0\" has no meaning here; the file is damaged, or of another "
                        + "version of Halfwave");
    }

    private static String settings(String name) {
        return IntStream.range(0, 60_000).mapToObj(i -> "\"" + name + i + "\":0").collect(Collectors.joining(","));
    }

    @Test
    void manyLayersWithoutTensorsAreCutShort() throws IOException {
        write(model(repeated(LINEAR, 5000)), Map.of());
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> assertThatThrownBy(() -> Sequential.load(file))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        file + ": does not fit its architecture: linear1.weight is missing; linear1.bias is missing; "
                                + "linear2.weight is missing; linear2.bias is missing; linear3.weight is missing; "
                                + "linear3.bias is missing; linear4.weight is missing; linear4.bias is missing; "
                                + "linear5.weight is missing; linear5.bias is missing; linear6.weight is missing; "
                                + "linear6.bias is missing; linear7.weight is missing; linear7.bias is missing; "
                                + "linear8.weight is missing; and 9985 more"));
    }

    @Test
    void moreLayersThanAnyoneHasAreRefused() throws IOException {
        refusedSoon(model(repeated("{\"type\":\"Relu\"}", 10_001)), "it has more than 10000 layers");
        write(model(repeated("{\"type\":\"Relu\"}", 10_000)), Map.of());
        assertThat(Sequential.load(file).layers()).hasSize(10_000);
    }

    @Test
    void namesThatGrowWithEachLevelAreRefused() throws IOException {
        String named = "{\"type\":\"Residual\",\"name\":\"" + "a".repeat(5000) + "\",\"layers\":[";
        refusedSoon(model(named + repeated(LINEAR, 1000) + "]}"),
                "the names of its parameters, those of layers within layers counted at each level, have more than "
                        + "1048576 characters together");
        String levels = "{\"type\":\"Residual\",\"layers\":[],\"shortcut\":".repeat(25);
        refusedSoon(model(repeated(levels + LINEAR + "}".repeat(25), 1000)),
                "the names of its parameters, those of layers within layers counted at each level, have more than "
                        + "1048576 characters together");
    }

    @Test
    void aLongHeaderIsNotRead() throws IOException {
        Map<String, String> metadata = new LinkedHashMap<>();
        for (int i = 0; i < 200_000; i++) {
            metadata.put("k" + i, "");
        }
        SafeTensors.write(file, Map.of(), metadata);
        assertThatThrownBy(() -> Sequential.load(file)).isInstanceOf(IOException.class).hasMessage(
                file + ", byte 0: the header has 2488912 bytes, more than the 2097152 that are allowed");
        assertThat(SafeTensors.read(file).metadata()).hasSize(200_000); // what is no model may say more
    }

    /// Nothing is built of a description that is known to be damaged.
    @Test
    void theHashIsComparedFirst() throws IOException {
        SafeTensors.write(file, Map.of(), Map.of("halfwave.format", "1", "halfwave.architecture", "[",
                "halfwave.architectureSha256", "\n" + "f".repeat(1000)));
        assertThatThrownBy(() -> Sequential.load(file)).isInstanceOf(IOException.class).hasMessage(file
                + ": halfwave.architecture has the SHA-256 "
                + "245843abef9e72e7efac30138a994bf6301e7e1d7d7042a33d42e863d2638811, not <U+000A>" + "f".repeat(40)
                + "..." + "f".repeat(48) + " as when it was written; the file is damaged, or was changed by hand, when "
                + "halfwave.architectureSha256 must be removed");
    }

    @Test
    void whatAFileSaysIsQuotedOnOneLine() throws IOException {
        write("{\"type\":\"\\n\\u001b[2J" + "x".repeat(1000) + "\"}", Map.of());
        refusedInOneLine(": the architecture cannot be built: the outermost layer must be Sequential, but is "
                + "<U+000A><U+001B>[2Jxxx", "xxx...xxx", "xxx");
        write(model("{\"type\":\"Linear\",\"inFeatures\":[" + repeated("1", 1000) + "]}"), Map.of());
        refusedInOneLine(": the architecture cannot be built: layer Linear: setting \"inFeatures\" must be a whole "
                + "number, but is [1, 1, ", "...", "1, 1]");
        SafeTensors.write(file, Map.of(), Map.of("halfwave.format", "2\n", "halfwave.architecture", ""));
        assertThatThrownBy(() -> Sequential.load(file)).isInstanceOf(IOException.class).hasMessage(
                file + ": is of format 2<U+000A>, but this version of Halfwave reads format 1");
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("linear1.weight", Tensor.zeros(Shape.of(new int[70])));
        tensors.put("\n" + "x".repeat(1000), Tensor.zeros(Shape.of(1)));
        write(model(LINEAR), tensors);
        refusedInOneLine(": does not fit its architecture: linear1.weight must have shape (1, 1), but has (0, 0, 0",
                "0, 0); linear1.bias is missing; ", "xxx belongs to no layer");
    }

    private void refusedInOneLine(String start, String middle, String end) {
        assertThatThrownBy(() -> Sequential.load(file)).isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + start).hasMessageContaining(middle).hasMessageEndingWith(end)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(file.toString().length() + 500));
    }

    private void refusedSoon(String architecture, String problem) throws IOException {
        write(architecture, Map.of());
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> assertThatThrownBy(() -> Sequential.load(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": the architecture cannot be built: " + problem));
    }

    private void write(String architecture, Map<String, Tensor> tensors) throws IOException {
        SafeTensors.write(file, tensors, Map.of("halfwave.format", "1", "halfwave.architecture", architecture));
    }

    private static String model(String layers) {
        return "{\"type\":\"Sequential\",\"layers\":[" + layers + "]}";
    }

    private static String repeated(String layer, int times) {
        return String.join(",", Collections.nCopies(times, layer));
    }
}
