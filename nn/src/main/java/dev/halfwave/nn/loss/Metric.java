package dev.halfwave.nn.loss;

import dev.halfwave.core.Tensor;

/// A number that is watched but not trained for, as a mean over samples. Stateless and thread-safe; make it a record,
/// whose text a checkpoint compares.
public interface Metric {

    /// The name in the history: `accuracy`.
    String name();

    /// The sum over these samples.
    ///
    /// @param prediction the model's output; axis 0 is the batch or a part of it
    /// @param target the targets of the same samples
    double sum(Tensor prediction, Tensor target);
}
