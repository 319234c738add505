package dev.halfwave.nn.onnx;

import dev.halfwave.core.Op;
import dev.halfwave.core.Shape;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.io.AtomicFile;
import dev.halfwave.nn.io.ProtocolMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/// A model as an ONNX file, for programs that run networks without Halfwave.
///
/// ```java
/// OnnxFile.write(model, Shape.of(1, 1, 256), Path.of("model.onnx"));
/// ```
///
/// The file has one input `x` and one output `y`, both float32; axis 0, the batch, is open, and all other lengths are
/// those of the shape given here. Initializers carry the parameters' names, as `conv1.weight`, and results those of
/// their layers, as `conv1` or `block1.conv2`. It is a model in evaluation: dropout is gone, and batch normalisation
/// uses the running statistics. The same model gives the same bytes.
///
/// **Version.** Operators of opset 20 of `ai.onnx`, the first with Gelu, in a file of IR version 9 (ONNX 1.15,
/// onnxruntime 1.17 and later).
///
/// **How.** The model is evaluated on random numbers, and the ops that it applies become nodes. So a layer of one's own
/// that is made of Halfwave's ops needs nothing more. What it decides by shapes or values is decided once, as here; what
/// it computes from its input without an op is noticed and refused. An op of one's own needs a [form][OnnxForm]:
///
/// ```java
/// OnnxFile.write(model, Shape.of(1, 1, 256), Path.of("model.onnx"),
///         Map.of(Mish.class, (op, x, graph) -> graph.node("Mish", x.get(0)).value()));
/// ```
///
/// Numbers are those of Halfwave but for rounding. What NaN and infinity become depends on the program that runs the
/// file.
///
/// Source: <https://onnx.ai/onnx/repo-docs/IR.html> and <https://onnx.ai/onnx/operators/>.
public final class OnnxFile {

    /// The version of the operators.
    public static final int OPSET = 20;

    /// The name of the input.
    public static final String INPUT = "x";

    /// The name of the output.
    public static final String OUTPUT = "y";

    /// What Protocol Buffers can hold, less some room for the graph.
    static final long MOST_BYTES = Integer.MAX_VALUE - (1 << 24);

    private static final int IR_VERSION = 9;

    private OnnxFile() {}

    /// Writes a model of Halfwave's layers, or of layers that apply Halfwave's ops. A file of that name is replaced
    /// only once the new one is complete.
    ///
    /// @param input the shape of a batch, such as (1, 1, 256); axis 0 may have any length
    /// @throws IOException if it cannot be written; then nothing is left behind
    /// @throws dev.halfwave.core.ShapeMismatchException if the model does not take such an input
    /// @throws UnsupportedOperationException if something in the model has no form in ONNX; the message says which layer
    public static void write(Sequential model, Shape input, Path path) throws IOException {
        write(model, input, path, Map.of());
    }

    /// Writes a model with ops that are not Halfwave's.
    ///
    /// @param forms by the op's class; they go before Halfwave's own
    /// @throws IOException if it cannot be written; then nothing is left behind
    /// @throws dev.halfwave.core.ShapeMismatchException if the model does not take such an input
    /// @throws UnsupportedOperationException if something in the model has no form in ONNX; the message says which layer
    public static void write(Sequential model, Shape input, Path path, Map<Class<? extends Op>, OnnxForm> forms)
            throws IOException {
        byte[] bytes = bytes(model, input, forms);
        AtomicFile.write(path, out -> out.write(bytes));
    }

    /// What [#write] writes, for whoever hands it on in memory.
    ///
    /// @param forms by the op's class; they go before Halfwave's own
    /// @throws dev.halfwave.core.ShapeMismatchException if the model does not take such an input
    /// @throws UnsupportedOperationException if something in the model has no form in ONNX; the message says which layer
    public static byte[] bytes(Sequential model, Shape input, Map<Class<? extends Op>, OnnxForm> forms) {
        return new ProtocolMessage()
                .withInteger(1, IR_VERSION)
                .withText(2, "Halfwave")
                .withMessage(7, new Export(model, input, forms).graph())
                .withMessage(8, new ProtocolMessage().withText(1, "").withInteger(2, OPSET))
                .toBytes();
    }
}
