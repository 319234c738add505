package dev.halfwave.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.Relu;
import dev.halfwave.core.op.Softmax;
import dev.halfwave.experiments.study.Experiments;
import dev.halfwave.heartrate.HeartRateNetwork;
import dev.halfwave.nn.Layer;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.onnx.OnnxFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExportOnnxCommandTest {

    @TempDir
    private Path folder;

    private Path model;
    private Path onnx;
    private String printed = "";

    @BeforeEach
    void saveAModel() throws IOException {
        model = folder.resolve("model.safetensors");
        onnx = folder.resolve("model.onnx");
        HeartRateNetwork.of(new Relu()).initialize(1).save(model);
    }

    private int run(String... arguments) {
        var bytes = new ByteArrayOutputStream();
        var stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        int code = new Main(Experiments.of(), stream, stream).run(arguments);
        printed = bytes.toString(StandardCharsets.UTF_8);
        return code;
    }

    @Test
    void writesWhatOnnxFileWrites() throws IOException {
        assertThat(run("export-onnx", model.toString(), "--input", "1x256", "--out", onnx.toString())).isZero();
        assertThat(printed).isEqualTo(onnx + ": input x (N, 1, 256), output y (N, 1), opset 20\n");
        assertThat(Files.readAllBytes(onnx))
                .isEqualTo(OnnxFile.bytes(Sequential.load(model), Shape.of(1, 1, 256), Map.of()));
    }

    @Test
    void saysWhatDoesNotFit() throws IOException {
        assertRefused(model, "256", "--input 256 does not fit " + model + ": Convolution1d: expected x with "
                + "axes (N, C, L), but its shape is (1, 256)\n");
        assertRefused(model, "2x256", "--input 2x256 does not fit " + model + ": Convolution1d: ");
        assertRefused(model, "1,256", "--input must be lengths with an x between them, such as 1x256, but is 1,256\n");
        assertRefused(model, "99999999x99999999", "--input 99999999x99999999 is too large: ");
        assertRefused(folder.resolve("no"), "1x256", folder.resolve("no") + ": ");
        Path mixing = folder.resolve("mixing.safetensors");
        Sequential.of(Layer.of(new Softmax(0))).save(mixing);
        Files.write(folder.resolve("text"), new byte[] {1, 2, 3});
        assertRefused(folder.resolve("text"), "1x256", folder.resolve("text") + ", byte 0: ");
        assertRefused(mixing, "4", mixing + " cannot be exported: OnnxFile: layer softmax1: Softmax must leave axis 0, "
                + "the batch, alone, but goes along it\n");
    }

    @Test
    void refusesWeightsThatAreNotFinite() throws IOException {
        Sequential network = HeartRateNetwork.of(new Relu()).initialize(1);
        Parameter last = network.parameters().getLast();
        last.set(Tensor.of(last.shape(), Float.NaN));
        network.save(model);
        assertRefused(model, "1x256", model + ": output.bias has NaN as element 0 of (1); the weights of a trained "
                + "model are finite numbers\n");
    }

    private void assertRefused(Path file, String input, String message) {
        assertThat(run("export-onnx", file.toString(), "--input", input, "--out", onnx.toString())).isEqualTo(2);
        assertThat(printed).startsWith("halfwave: " + message).hasLineCount(1);
        assertThat(onnx).doesNotExist();
    }

    @Test
    void aFileThatCannotBeWrittenLeavesNothing() {
        Path place = folder.resolve("missing").resolve("model.onnx");
        assertThat(run("export-onnx", model.toString(), "--input", "1x256", "--out", place.toString())).isEqualTo(1);
        assertThat(printed).isEqualTo("halfwave: " + place + ": cannot be written: there is no folder "
                + folder.resolve("missing") + "\n");
        assertThat(place.getParent()).doesNotExist();
    }
}
