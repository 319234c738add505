package dev.halfwave.nn.onnx;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.nn.io.ProtocolMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What a model computes, as ONNX says it: nodes in the order in which they are computed, and constants. An
/// [OnnxForm] adds to it.
public final class OnnxGraph {

    private static final int FLOAT = 1;
    private static final int INTEGER_64 = 7;

    /// A tensor of a file, without its name: dimensions, the type of its elements, and their bytes.
    private record Constant(OnnxValue value, int type, long[] dimensions, byte[] bytes) {}

    private final List<OnnxNode> nodes = new ArrayList<>();
    private final List<Constant> constants = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private int named; // of the nodes
    private int namedConstants;

    OnnxGraph() {}

    /// Adds a node with one result.
    ///
    /// @param operator of ONNX's own operators, in the version that [OnnxFile#OPSET] has of it
    /// @param inputs in the operator's order
    public OnnxNode node(String operator, OnnxValue... inputs) {
        OnnxNode node = new OnnxNode(operator, List.of(inputs));
        nodes.add(node);
        return node;
    }

    /// A constant of numbers, copied.
    public OnnxValue constant(Tensor values) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.size(), Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values.data(), values.offset(), values.size());
        long[] dimensions = new long[values.shape().rank()];
        for (int axis = 0; axis < dimensions.length; axis++) {
            dimensions[axis] = values.shape().dim(axis);
        }
        return constant(new OnnxValue(values.shape(), null), FLOAT, dimensions, bytes.array());
    }

    /// A constant of one number, of shape `()`.
    public OnnxValue constant(float value) {
        return constant(Tensor.scalar(value));
    }

    /// A constant list of whole numbers, as some operators take their settings.
    public OnnxValue integers(long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        OnnxValue list = new OnnxValue(Shape.of(values.length), null);
        return constant(list, INTEGER_64, new long[] {values.length}, bytes.array());
    }

    private OnnxValue constant(OnnxValue value, int type, long[] dimensions, byte[] bytes) {
        constants.add(new Constant(value, type, dimensions, bytes));
        return value;
    }

    /// The elements in row-major order under another shape, whose axis 0 is open.
    ///
    /// @param forOneSample the shape, in which axis 0 is not read
    public OnnxValue reshape(OnnxValue x, Shape forOneSample) {
        long[] lengths = new long[forOneSample.rank()];
        for (int axis = 1; axis < lengths.length; axis++) {
            lengths[axis] = forOneSample.dim(axis);
        }
        lengths[0] = -1;
        return node("Reshape", x, integers(lengths)).value();
    }

    /// Gives a value this name, or one like it that is still free.
    void name(OnnxValue value, String wanted) {
        String name = wanted;
        for (int i = 2; !names.add(name); i++) {
            name = wanted + "_" + i;
        }
        value.name(name);
    }

    /// Names what was added since the last call and has no name yet after the layer that it is a part of:
    /// `attention/MatMul`.
    void nameNew(String layer) {
        for (Constant constant : constants.subList(namedConstants, constants.size())) {
            if (!constant.value.isNamed()) {
                name(constant.value, layer + "/constant");
            }
        }
        for (OnnxNode node : nodes.subList(named, nodes.size())) {
            if (!node.value().isNamed()) {
                name(node.value(), layer + "/" + node.operator());
            }
        }
        named = nodes.size();
        namedConstants = constants.size();
    }

    /// The bytes that the constants take.
    long size() {
        return constants.stream().mapToLong(constant -> constant.bytes.length).sum();
    }

    /// A `GraphProto` with one input and one output.
    ProtocolMessage message(String graphName, OnnxValue input, OnnxValue output, Shape outputShape) {
        ProtocolMessage message = new ProtocolMessage();
        nodes.forEach(node -> message.withMessage(1, node.message()));
        message.withText(2, graphName);
        for (Constant constant : constants) {
            ProtocolMessage tensor = new ProtocolMessage();
            for (long dimension : constant.dimensions) {
                tensor.withInteger(1, dimension);
            }
            tensor.withInteger(2, constant.type).withText(8, constant.value.name()).withBytes(9, constant.bytes);
            message.withMessage(5, tensor);
        }
        message.withMessage(11, valueInfo(input.name(), input.shape()));
        message.withMessage(12, valueInfo(output.name(), outputShape));
        return message;
    }

    /// A `ValueInfoProto` of floats whose axis 0 is open, under the name `N`.
    private static ProtocolMessage valueInfo(String name, Shape shape) {
        ProtocolMessage axes = new ProtocolMessage().withMessage(1, new ProtocolMessage().withText(2, "N"));
        for (int axis = 1; axis < shape.rank(); axis++) {
            axes.withMessage(1, new ProtocolMessage().withInteger(1, shape.dim(axis)));
        }
        ProtocolMessage tensor = new ProtocolMessage().withInteger(1, FLOAT).withMessage(2, axes);
        return new ProtocolMessage().withText(1, name).withMessage(2, new ProtocolMessage().withMessage(1, tensor));
    }
}
