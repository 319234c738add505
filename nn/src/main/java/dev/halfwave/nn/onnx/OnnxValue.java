package dev.halfwave.nn.onnx;

import dev.halfwave.core.Shape;
import org.jspecify.annotations.Nullable;

/// A tensor of an [OnnxGraph]: the model's input, a constant, or the result of a node.
public final class OnnxValue {

    private Shape shape;
    private @Nullable String name; // given once the graph is complete

    OnnxValue(Shape shape, @Nullable String name) {
        this.shape = shape;
        this.name = name;
    }

    /// The shape that a tensor of Halfwave has here: for what depends on the model's input, that of a batch of one
    /// sample. In the file axis 0 is then open. Not defined for what stands between the nodes of one op.
    public Shape shape() {
        return shape;
    }

    OnnxValue withShape(Shape newShape) {
        shape = newShape;
        return this;
    }

    boolean isNamed() {
        return name != null;
    }

    void name(String newName) {
        name = newName;
    }

    String name() {
        if (name == null) {
            throw new AssertionError("a value has no name yet");
        }
        return name;
    }
}
