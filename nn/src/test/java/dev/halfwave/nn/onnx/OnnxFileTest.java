package dev.halfwave.nn.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.core.Op;
import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.UnaryOp;
import dev.halfwave.core.op.Multiply;
import dev.halfwave.core.op.Padding;
import dev.halfwave.core.op.Relu;
import dev.halfwave.core.op.Reshape;
import dev.halfwave.core.op.Softmax;
import dev.halfwave.core.op.Sum;
import dev.halfwave.core.op.Transpose;
import dev.halfwave.nn.Activation;
import dev.halfwave.nn.Conv1d;
import dev.halfwave.nn.Dropout;
import dev.halfwave.nn.Layer;
import dev.halfwave.nn.Linear;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.Pass;
import dev.halfwave.nn.Residual;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.init.Fans;
import dev.halfwave.nn.init.Initializer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an ONNX file says. That it computes what the model computes is tested in bench, where onnxruntime is.
final class OnnxFileTest {

    @Test
    void isOneNodeForOneOp() {
        byte[] file = OnnxFile.bytes(Sequential.of(Activation.of(new Relu())), Shape.of(4, 2), Map.of());
        // ModelProto: IR version 9, producer, graph, opset 20
        assertThat(HexFormat.of().formatHex(file)).isEqualTo("0809" + "1208" + hex("Halfwave")
                + "3a47" // GraphProto
                + "0a0f" + "0a01" + hex("x") + "1201" + hex("y") + "1a01" + hex("y") + "2204" + hex("Relu") // node
                + "1208" + hex("halfwave")
                + "5a14" + "0a01" + hex("x") + "120f" + "0a0d" + "0801" + "1209" + "0a03" + "1201" + hex("N")
                + "0a02" + "0802"
                + "6214" + "0a01" + hex("y") + "120f" + "0a0d" + "0801" + "1209" + "0a03" + "1201" + hex("N")
                + "0a02" + "0802"
                + "4204" + "0a00" + "1014");
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void namesParametersAndLayersAndHasNoDropout() {
        Sequential model = Sequential.of(
                Conv1d.of(1, 2, 3).named("first"),
                Residual.of(Activation.of(new Relu()), Dropout.of(0.5)).named("block"),
                Linear.of(6, 1).named("x"));
        String file = text(model, Shape.of(1, 1, 8));
        assertThat(file).contains(
                "first.weight", "first.bias", "block.relu1", "x.weight", "x/MatMul", "Conv", "Relu", "Add")
                .doesNotContain("ropout");
    }

    private static String text(Sequential model, Shape input) {
        return new String(OnnxFile.bytes(model, input, Map.of()), StandardCharsets.ISO_8859_1);
    }

    @Test
    void hasTheSameBytesForTheSameModel(@TempDir Path folder) throws IOException {
        Path first = folder.resolve("first.onnx");
        Path second = folder.resolve("second.onnx");
        OnnxFile.write(model(1), Shape.of(1, 1, 16), first);
        OnnxFile.write(model(1), Shape.of(9, 1, 16), second);
        assertThat(Files.readAllBytes(second)).isEqualTo(Files.readAllBytes(first));
        OnnxFile.write(model(2), Shape.of(1, 1, 16), second);
        assertThat(Files.readAllBytes(second)).isNotEqualTo(Files.readAllBytes(first));
    }

    private static Sequential model(long seed) {
        return Sequential.of(
                Conv1d.of(1, 4, 3).withPadding(new Padding.Causal()).withActivation(new Relu()),
                Layer.of(new Transpose(1, 2)), Linear.of(4, 2)).initialize(seed);
    }

    /// An op of an embedder.
    private record Cube() implements UnaryOp {
        @Override
        public void forward(Tensor x, Tensor y) {
            for (int i = 0; i < x.size(); i++) {
                y.set(i, x.get(i) * x.get(i) * x.get(i));
            }
        }

        @Override
        public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
            throw new AssertionError();
        }
    }

    @Test
    void anOpOfOnesOwnNeedsAForm() {
        Sequential model = Sequential.of(Linear.of(3, 2), Activation.of(new Cube()));
        assertThatThrownBy(() -> OnnxFile.bytes(model, Shape.of(1, 3), Map.of()))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("OnnxFile: layer cube1: Cube has no form in ONNX; give OnnxFile.write one for "
                        + Cube.class.getName());
        Map<Class<? extends Op>, OnnxForm> forms = Map.of(
                Cube.class, (op, x, graph) -> graph.node("Pow", x.getFirst(), graph.constant(3f)).value());
        assertThat(new String(OnnxFile.bytes(model, Shape.of(1, 3), forms), StandardCharsets.ISO_8859_1))
                .contains("Pow");
    }

    /// A layer of an embedder, made of Halfwave's ops.
    private static final class Scale implements Layer {
        private final Parameter scale = Parameter.of("scale", Shape.of(1), Initializer.constant(1), new Fans(1, 1));

        @Override
        public Tensor forward(Tensor x, Pass pass) {
            return new Multiply().apply(x, scale.tensor());
        }

        @Override
        public Shape outputShape(Shape x) {
            return x;
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(scale);
        }
    }

    @Test
    void aLayerOfOnesOwnNeedsNothingIfItIsMadeOfOps() {
        assertThat(text(Sequential.of(new Scale()), Shape.of(1, 3))).contains("scale1.scale", "Mul");
    }

    /// A layer that centres by hand what it gets.
    private record Centred() implements Layer {
        @Override
        public Tensor forward(Tensor x, Pass pass) {
            Tensor mean = Tensor.zeros(Shape.of(1));
            mean.set(0, (x.get(0) + x.get(1)) / 2);
            return new Multiply().apply(x, mean);
        }

        @Override
        public Shape outputShape(Shape x) {
            return x;
        }
    }

    @Test
    void noticesWhatWasComputedWithoutAnOp() {
        assertRefused(Sequential.of(new Centred()), Shape.of(1, 2), "OnnxFile: layer centred1: Multiply takes numbers "
                + "that depend on the model's input and were not computed by ops; compute them by ops, through which an "
                + "export can follow");
        assertRefused(Sequential.of(new Copied()), Shape.of(1, 2), "OnnxFile: the model's result was not computed from "
                + "its input by ops; compute it by ops, through which an export can follow");
        assertRefused(Sequential.of(new Copied(), Linear.of(2, 1)), Shape.of(1, 2), "OnnxFile: layer linear1: "
                + "FullyConnected takes numbers that depend on the model's input and were not computed by ops; compute "
                + "them by ops, through which an export can follow");
    }

    /// A layer that gives numbers of which nobody knows where they are from.
    private record Copied() implements Layer {
        @Override
        public Tensor forward(Tensor x, Pass pass) {
            return x.copy();
        }

        @Override
        public Shape outputShape(Shape x) {
            return x;
        }
    }

    @Test
    void refusesWhatDoesNotKeepTheBatch() {
        assertRefused(Sequential.of(Layer.of(Sum.all())), Shape.of(1, 2),
                "OnnxFile: layer sum1: Sum must keep axis 0, the batch, but makes (1, 2) into () and of two samples ()");
        assertRefused(Sequential.of(Layer.of(new Transpose(0, 1))), Shape.of(1, 2),
                "OnnxFile: layer transpose1: Transpose must keep axis 0, the batch, but makes (1, 2) into (2, 1) and of "
                        + "two samples (2, 2)");
        assertRefused(Sequential.of(Layer.of(new Softmax(0))), Shape.of(1, 2),
                "OnnxFile: layer softmax1: Softmax must leave axis 0, the batch, alone, but goes along it");
        assertRefused(Sequential.of(Layer.of(Reshape.to(1, 3))), Shape.of(1, 3),
                "OnnxFile: the model must take batches of any size, but not one of two samples: Reshape: shape (1, 3) "
                        + "expects x to have 3 elements, but x is (2, 3) with 6");
    }

    private static void assertRefused(Sequential model, Shape input, String message) {
        assertThatThrownBy(() -> OnnxFile.bytes(model, input, Map.of()))
                .isInstanceOf(UnsupportedOperationException.class).hasMessage(message);
    }

    @Test
    void refusesAnInputThatDoesNotFit() {
        assertThatThrownBy(() -> OnnxFile.bytes(model(1), Shape.of(1, 2, 16), Map.of()))
                .isInstanceOf(ShapeMismatchException.class);
        assertThatThrownBy(() -> OnnxFile.bytes(model(1), Shape.SCALAR, Map.of()))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("OnnxFile: expected an input shape with the batch as its first axis, but it is ()");
    }

    @Test
    void leavesNothingBehindWhereItCannotWrite(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("missing").resolve("model.onnx");
        assertThatThrownBy(() -> OnnxFile.write(model(1), Shape.of(1, 1, 16), file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": cannot be written: there is no folder " + folder.resolve("missing"));
        Sequential refused = Sequential.of(Layer.of(Sum.all()));
        assertThatThrownBy(() -> OnnxFile.write(refused, Shape.of(1, 2), folder.resolve("model.onnx")))
                .isInstanceOf(UnsupportedOperationException.class);
        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }
}
