package dev.halfwave.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.Relu;
import dev.halfwave.experiments.data.KerasFiles;
import dev.halfwave.experiments.data.KerasWeights;
import dev.halfwave.experiments.study.Experiments;
import dev.halfwave.experiments.study.TinyExperiment;
import dev.halfwave.heartrate.HeartRateNetwork;
import dev.halfwave.nn.Sequential;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportKerasTest {

    @TempDir
    private Path folder;

    private Path weights;
    private Path out;

    @BeforeEach
    void writeWeights() throws IOException {
        weights = folder.resolve("weights.h5");
        out = folder.resolve("model.safetensors");
        Files.write(weights, KerasFiles.heartRate());
    }

    private record Ended(int code, String out, String err) {}

    private static Ended halfwave(Object... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int code = new Main(
                Experiments.of(new TinyExperiment()),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(Stream.of(arguments).map(Object::toString).toArray(String[]::new));
        return new Ended(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private void assertRefused(Ended ended, int code, String message) throws IOException {
        assertThat(ended).isEqualTo(new Ended(code, "", "halfwave: " + message + System.lineSeparator()));
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(weights);
        }
    }

    @Test
    void writesAModelThatNeedsNoLibrary() throws IOException {
        String sha256 = KerasWeights.read(weights).sha256();
        assertThat(halfwave("import-keras", weights, "--out", out, "--sha256", sha256.toUpperCase(Locale.ROOT)))
                .isEqualTo(new Ended(0, String.format(
                        "%s: 147473 parameters, SHA-256 %s%n%s: the heart-rate network with these parameters%n",
                        weights, sha256, out), ""));

        Sequential expected = HeartRateNetwork.of(new Relu());
        KerasWeights.read(weights).copyTo(expected);
        Tensor x = Tensor.full(Shape.of(2, 1, 256), 3);
        assertThat(Sequential.load(out).predict(x).toArray()).isEqualTo(expected.predict(x).toArray());
    }

    @Test
    void anotherFileThanTheExpectedOneIsRefused() throws IOException {
        assertRefused(halfwave("import-keras", weights, "--out", out, "--sha256", "81ff"), 2,
                weights + ": its SHA-256 should be 81ff, but is " + KerasWeights.read(weights).sha256());
    }

    @Test
    void whatIsNoFileOfWeightsIsRefused() throws IOException {
        Path nowhere = folder.resolve("nowhere.h5");
        assertRefused(halfwave("import-keras", nowhere, "--out", out), 2, nowhere + ": there is no such file");
        assertRefused(halfwave("import-keras", folder, "--out", out), 2, folder + ": this is a folder, not a file");
        byte[] cut = KerasFiles.heartRate();
        Files.write(weights, Arrays.copyOf(cut, 10_000));
        assertRefused(halfwave("import-keras", weights, "--out", out), 2,
                weights + ", byte 40: the file should end at byte "
                        + cut.length + ", but has 10000 bytes; it was cut off or damaged");
    }

    @Test
    void weightsOfAnotherNetworkAreRefused() throws IOException {
        Files.write(weights, KerasFiles.dense());
        Ended ended = halfwave("import-keras", weights, "--out", out);
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err())
                .startsWith("halfwave: " + weights + ": does not fit the model: conv1 is missing in the file: "
                        + "it needs kernel (5, 1, 32), bias (32); ");
        assertThat(out).doesNotExist();
    }

    @Test
    void aPlaceThatCannotBeWrittenIsRefused() throws IOException {
        Path place = folder.resolve("nowhere/model.safetensors");
        assertRefused(halfwave("import-keras", weights, "--out", place), 1,
                place + ": cannot be written: there is no folder " + folder.resolve("nowhere"));
        assertRefused(halfwave("import-keras", weights), 2,
                "missing required option: '--out=MODEL.safetensors'; see halfwave import-keras --help");
    }
}
