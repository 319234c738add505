package dev.halfwave.nn.onnx;

import dev.halfwave.core.Shape;
import dev.halfwave.nn.io.ProtocolMessage;
import java.util.ArrayList;
import java.util.List;

/// A node of an [OnnxGraph] with one result: an operator of ONNX, its inputs and its attributes.
///
/// ```java
/// OnnxValue y = graph.node("Transpose", x).withIntegers("perm", 0, 2, 1).value();
/// ```
public final class OnnxNode {

    private static final int FLOAT = 1;
    private static final int INTEGER = 2;
    private static final int TEXT = 3;
    private static final int INTEGERS = 7;

    private final String operator;
    private final List<OnnxValue> inputs;
    private final OnnxValue result;
    private final List<ProtocolMessage> attributes = new ArrayList<>();

    OnnxNode(String operator, List<OnnxValue> inputs) {
        this.operator = operator;
        this.inputs = inputs;
        this.result = new OnnxValue(inputs.isEmpty() ? Shape.SCALAR : inputs.getFirst().shape(), null);
    }

    /// With a whole number.
    public OnnxNode withInteger(String attribute, long value) {
        return with(new ProtocolMessage().withText(1, attribute).withInteger(20, INTEGER).withInteger(3, value));
    }

    /// With a list of whole numbers.
    public OnnxNode withIntegers(String attribute, long... values) {
        ProtocolMessage message = new ProtocolMessage().withText(1, attribute).withInteger(20, INTEGERS);
        for (long value : values) {
            message.withInteger(8, value);
        }
        return with(message);
    }

    /// With a number.
    public OnnxNode withFloat(String attribute, float value) {
        return with(new ProtocolMessage().withText(1, attribute).withInteger(20, FLOAT).withFloat(2, value));
    }

    /// With a text.
    public OnnxNode withText(String attribute, String value) {
        return with(new ProtocolMessage().withText(1, attribute).withInteger(20, TEXT).withText(4, value));
    }

    private OnnxNode with(ProtocolMessage attribute) {
        attributes.add(attribute);
        return this;
    }

    /// What the node computes.
    public OnnxValue value() {
        return result;
    }

    String operator() {
        return operator;
    }

    /// A `NodeProto`, named as its result.
    ProtocolMessage message() {
        ProtocolMessage message = new ProtocolMessage();
        inputs.forEach(input -> message.withText(1, input.name()));
        message.withText(2, result.name()).withText(3, result.name()).withText(4, operator);
        attributes.forEach(attribute -> message.withMessage(5, attribute));
        return message;
    }
}
