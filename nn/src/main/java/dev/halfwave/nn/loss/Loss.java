package dev.halfwave.nn.loss;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;

/// What training makes small. A loss is a sum of terms; the loss of a batch is their mean, `sum / terms`, so that a
/// batch can be computed in parts of unequal size.
///
/// Stateless and thread-safe.
public interface Loss {

    /// The sum of the terms of these samples, a single number.
    ///
    /// @param prediction the model's output; axis 0 is the batch or a part of it
    /// @param target the targets of the same samples
    /// @throws dev.halfwave.core.ShapeMismatchException if they do not fit
    /// @throws IllegalArgumentException if a target cannot be used
    Tensor sum(Tensor prediction, Tensor target);

    /// How many terms the sum has for a prediction of this shape.
    long terms(Shape prediction);
}
