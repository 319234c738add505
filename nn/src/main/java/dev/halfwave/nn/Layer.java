package dev.halfwave.nn;

import dev.halfwave.core.Op;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A part of a model: a function of one tensor with parameters of its own. Open for extension.
///
/// ```java
/// final class Scale implements Layer {
///     private final Parameter scale = Parameter.of("scale", Shape.of(1), Initializer.constant(1), new Fans(1, 1));
///     public Tensor forward(Tensor x, Pass pass) { return new Multiply().apply(x, scale.tensor()); }
///     public Shape outputShape(Shape x) { return x; }
///     public List<Parameter> parameters() { return List.of(scale); }
/// }
/// ```
///
/// [#forward] must be thread-safe: a trainer calls it for several slices of a batch at once. It must not keep tensors.
/// What it remembers for later steps is a [state][Parameter#state], whose new value it hands to [Pass#update]; such a
/// layer also says that it [needs the whole batch][#needsWholeBatch].
///
/// A layer that is made of layers runs them by [Pass#through].
public interface Layer {

    /// A layer that applies one op of one input: a pool, a flattening, an activation.
    ///
    /// The op must make something of each sample without looking at the others, since it sees a few of a batch at a
    /// time. `BatchNormalization1d` does not, for which there is [BatchNorm1d]; nor does a softmax along axis 0.
    static Layer of(Op op) {
        return Activation.of(op);
    }

    /// Computes the layer's output and, where gradients are wanted, records how: apply ops to `x`.
    ///
    /// @param x axis 0 is the batch, or a slice of it
    /// @param pass training or evaluation, the key of random numbers, and who takes new values of states
    Tensor forward(Tensor x, Pass pass);

    /// The shape of the output, without computing it.
    ///
    /// @throws dev.halfwave.core.ShapeMismatchException if `x` does not fit
    Shape outputShape(Shape x);

    /// The parameters and states, always the same ones in the same order.
    default List<Parameter> parameters() {
        return List.of();
    }

    /// How many multiplications, each with an addition, the forward pass takes for an input of this shape.
    default long multiplyAdds(Shape x) {
        return 0;
    }

    /// Whether a training step must give this layer the whole batch at once, because samples depend on each other, as in
    /// batch normalisation. A trainer then runs every step as one slice on one thread: the activations of the whole
    /// batch are in memory at once, and out of cache. Evaluation is cut as ever.
    default boolean needsWholeBatch() {
        return false;
    }

    /// How many floats the forward pass computes for an input of this shape, those in between included. It decides how
    /// many samples run together; see [Slices].
    default long activations(Shape x) {
        return outputShape(x).size();
    }

    /// The name its author gave, if any; otherwise the model counts layers of one [#kind].
    default Optional<String> name() {
        return Optional.empty();
    }

    /// What a counted name starts with: the class name in lower case without a dimension, `conv` for `Conv1d`.
    default String kind() {
        String simple = getClass().getSimpleName().replaceAll("\\d+d$", "");
        return simple.isEmpty() ? "layer" : simple.substring(0, 1).toLowerCase(Locale.ROOT) + simple.substring(1);
    }

    /// What a file says about this layer, from which `Sequential.load` builds it again.
    ///
    /// @throws UnsupportedOperationException if it cannot be saved
    default LayerSpec spec() {
        throw new UnsupportedOperationException(
                "Sequential.save: layer " + Summary.text(this) + " cannot be saved, because "
                        + getClass().getName() + " does not say how to build it again; override spec()");
    }
}
