package dev.halfwave.nn;

import dev.halfwave.core.PreparedForms;
import dev.halfwave.core.Replay;
import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.Identity;
import dev.halfwave.core.random.Philox;
import java.util.Arrays;
import java.util.List;

/// What a model makes of one input after the other, all of one shape: for a program that predicts again and again.
///
/// ```java
/// Predictor predictor = Predictor.of(model, Shape.of(1, 1, 256));
/// Tensor window = Tensor.zeros(Shape.of(1, 1, 256));
/// while (fill(window)) {
///     float heartRate = predictor.predict(window).get(0);
/// }
/// ```
///
/// Bits are those of [Sequential#predict], in evaluation mode. It is faster for small inputs, because weights are packed
/// once and shapes looked at once. After the first calls nothing is allocated, but for some small objects of a few ops
/// (such as `BlurPool1d`, `Mean`). Activations of a whole batch are in memory at once.
///
/// A model that changes, by training or loading, is followed. A layer of one's own must compute by ops: what it computes
/// from values without one is noticed and refused; what it decides by values is decided once.
///
/// Used by one thread at a time; any number of predictors may share a model that nobody trains meanwhile; see
/// [#another].
public final class Predictor {

    private static final Identity IDENTITY = new Identity(); // also where a model does nothing there is a result

    private final Sequential model;
    private final PreparedForms forms;
    private final List<Parameter> parameters;
    private final Tensor input;
    private Recorded recorded;

    /// @param output what the model made of the input
    /// @param replay computes it anew
    /// @param values the parameters' tensors at that time; freezing gives a parameter another one
    private record Recorded(Tensor output, Replay replay, Tensor[] values) {}

    private Predictor(Sequential model, Shape shape, PreparedForms forms) {
        this.model = model;
        this.forms = forms;
        parameters = model.parameters();
        input = Tensor.zeros(shape).requiringGradient();
        recorded = record();
        requireOpsOnly();
    }

    /// For inputs of this shape.
    ///
    /// @param input with the batch as axis 0, such as (1, 1, 256)
    /// @throws ShapeMismatchException if it does not fit the model
    /// @throws UnsupportedOperationException if a layer computes something without an op
    public static Predictor of(Sequential model, Shape input) {
        return new Predictor(model, input, new PreparedForms());
    }

    /// Another predictor of the same model for inputs of the same shape, for another thread or stream. Packed weights,
    /// most of what a predictor keeps of a model for small inputs, are shared.
    public Predictor another() {
        return new Predictor(model, input.shape(), forms);
    }

    private Recorded record() {
        Tensor output = IDENTITY.apply(model.forward(input, Pass.EVALUATION));
        if (output.origin().isEmpty()) {
            throw withoutAnOp();
        }
        return new Recorded(
                output, Replay.of(output, forms), parameters.stream().map(Parameter::tensor).toArray(Tensor[]::new));
    }

    /// That other numbers than those at the time of recording give what the model gives.
    private void requireOpsOnly() {
        Tensor numbers = Tensor.zeros(input.shape());
        Philox.of(1, "predictor").fillGaussian(numbers.data(), 0, numbers.size(), 0, 1);
        Tensor expected = model.forward(numbers, Pass.EVALUATION);
        if (!Arrays.equals(predict(numbers).toArray(), expected.toArray())) {
            throw withoutAnOp();
        }
    }

    private static UnsupportedOperationException withoutAnOp() {
        return new UnsupportedOperationException("Predictor: a layer of the model computes something from its input "
                + "without an op, which is not recorded; compute it by ops, or use Sequential.predict");
    }

    /// What the model makes of this input, in evaluation mode.
    ///
    /// @param x of the shape that this predictor is for
    /// @return always the same tensor: it holds the result until the next call
    /// @throws ShapeMismatchException if the shape is another
    public Tensor predict(Tensor x) {
        if (!x.shape().equals(input.shape())) {
            throw new ShapeMismatchException(
                    "Predictor.predict", "expected x of shape " + input.shape(), "its shape is " + x.shape(),
                    "make a Predictor for that shape, or use Sequential.predict");
        }
        input.copyFrom(x);
        if (isOutdated()) {
            recorded = record();
        } else {
            recorded.replay.run();
        }
        return recorded.output;
    }

    private boolean isOutdated() {
        for (int i = 0; i < recorded.values.length; i++) {
            if (parameters.get(i).tensor() != recorded.values[i]) {
                return true;
            }
        }
        return false;
    }
}
