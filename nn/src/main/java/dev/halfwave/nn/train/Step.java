package dev.halfwave.nn.train;

import dev.halfwave.core.Gradients;
import dev.halfwave.core.Tensor;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.Pass;
import java.util.Map;

/// One step of training: one batch. Valid during the call that receives it; what its methods return may be kept.
public final class Step {

    private final long number;
    private final int epoch;
    private final double loss;
    private final Gradients gradients;
    private final Map<Parameter, Tensor> updates;
    private final Tensor inputs;
    private final Pass again;

    /// @param updates of states
    /// @param again a pass that computes the step once more, over the whole batch, and changes no state
    Step(
            long number,
            int epoch,
            double loss,
            Gradients gradients,
            Map<Parameter, Tensor> updates,
            Tensor inputs,
            Pass again) {
        this.number = number;
        this.epoch = epoch;
        this.loss = loss;
        this.gradients = gradients;
        this.updates = updates;
        this.inputs = inputs;
        this.again = again;
    }

    /// From 1, over all epochs.
    public long number() {
        return number;
    }

    /// The epoch it belongs to, from 1.
    public int epoch() {
        return epoch;
    }

    /// The batch's loss at the parameters before this step.
    public double loss() {
        return loss;
    }

    /// The gradient with respect to a parameter's tensor, copied.
    ///
    /// @throws IllegalArgumentException if the loss does not depend on it
    public Tensor gradient(Tensor parameter) {
        return gradients.of(parameter).copy();
    }

    /// Whether the loss depends on this parameter's tensor.
    public boolean hasGradient(Tensor parameter) {
        return gradients.contains(parameter);
    }

    /// What states become if the step succeeds. Not copied.
    Map<Parameter, Tensor> updates() {
        return updates;
    }

    /// A pass that computes this step once more, over the whole batch, and changes no state.
    Pass again() {
        return again;
    }

    /// The batch's inputs, copied.
    public Tensor inputs() {
        return inputs.copy();
    }
}
