package dev.halfwave.nn.loss;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;

/// What training makes small. A loss is a sum of terms; the loss of a batch is their mean, `sum / terms`, so that a
/// batch can be computed in parts of unequal size.
///
/// Stateless and thread-safe; make it a record, whose text a checkpoint compares.
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

    /// Checks the targets of a whole data set before anything is computed from it, so that a message can name the
    /// sample; [#sum] sees a few samples at a time, in another order. Nothing to check unless overridden.
    ///
    /// @param prediction the shape of the model's output for one sample
    /// @param target the targets of all samples
    /// @throws IllegalArgumentException if a target cannot be used
    default void check(Shape prediction, Tensor target) {}
}
