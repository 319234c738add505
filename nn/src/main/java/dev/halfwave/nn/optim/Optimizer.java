package dev.halfwave.nn.optim;

import dev.halfwave.core.Gradients;
import dev.halfwave.core.Parallel;
import dev.halfwave.core.Tensor;
import dev.halfwave.nn.Parameter;
import java.util.List;
import java.util.Map;

/// Changes parameters so that the loss falls. Holds what it remembers from step to step; not thread-safe, and for one
/// training only.
public interface Optimizer {

    /// Makes one step: changes every parameter that is trained and has a gradient, and declares it
    /// [modified][Parameter#modified].
    void step(List<Parameter> parameters, Gradients gradients);

    /// The same step with the same bits, whose work may be spread over several threads. Unless overridden, it is not.
    ///
    /// @param parallel runs parts of the step
    default void step(List<Parameter> parameters, Gradients gradients, Parallel parallel) {
        step(parameters, gradients);
    }

    /// How many steps were made.
    long steps();

    /// What is remembered, by names such as `adam.m.conv1.weight`: for a checkpoint.
    Map<String, Tensor> state();

    /// Goes on from a checkpoint.
    ///
    /// @param steps what [#steps] gave
    /// @param state what [#state] gave
    /// @throws IllegalArgumentException if the state is not of this kind of optimizer
    void restore(long steps, Map<String, Tensor> state);

    /// Its kind and settings, as in `Adam(learning rate 0.001, ...)`; two with the same text make the same steps.
    @Override
    String toString();
}
