package dev.halfwave.nn;

import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import java.util.Map;

/// Checks that a model leaves axis 0 to the batch, so that it can be run a few samples at a time.
final class BatchAxis {

    private BatchAxis() {}

    static void require(String operation, Tensor x) {
        if (x.shape().rank() == 0) {
            throw new ShapeMismatchException(
                    operation, "expected x with the batch as its first axis", "its shape is ()");
        }
    }

    /// The output's shape for one sample: the activations of a whole batch need not fit one array.
    static Shape outputShapePerSample(Sequential model, Shape x) {
        try {
            return model.outputShape(x.with(0, Math.min(1, x.dim(0))));
        } catch (ShapeMismatchException e) {
            model.outputShape(x); // the same mismatch, told with the caller's shape
            throw e;
        }
    }

    /// That each layer makes twice as much of two samples, and so nothing across samples. It may divide a sample into
    /// several along axis 0, as long as a later layer puts them together.
    static void requireKept(Sequential model, Shape one) {
        Shape x = one;
        Shape two = one.with(0, 2);
        for (Map.Entry<String, Layer> entry : model.layers().entrySet()) {
            Shape y = entry.getValue().outputShape(x);
            Shape ofTwo;
            try {
                ofTwo = entry.getValue().outputShape(two);
            } catch (IllegalArgumentException e) {
                return; // it takes one sample only, or two are more than an array holds
            }
            if (ofTwo.dim(0) != 2 * y.dim(0)) {
                throw notKept(entry, two, ofTwo);
            }
            x = y;
            two = ofTwo;
        }
        if (x.dim(0) != 1) {
            throw new ShapeMismatchException(
                    "Sequential.predict", "expected the model to keep axis 0, the batch",
                    "it makes " + one + " into " + x);
        }
    }

    static ShapeMismatchException notKept(Map.Entry<String, Layer> layer, Shape x, Shape y) {
        return new ShapeMismatchException(
                "Sequential", "expected every layer to keep axis 0, the batch",
                layer.getKey() + ", " + Summary.text(layer.getValue()) + ", makes " + x + " into " + y);
    }
}
