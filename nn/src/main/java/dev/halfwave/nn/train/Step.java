package dev.halfwave.nn.train;

import dev.halfwave.core.Gradients;
import dev.halfwave.core.Tensor;

/// One step of training: one batch. Valid during the call that receives it; what its methods return may be kept.
public final class Step {

    private final long number;
    private final int epoch;
    private final double loss;
    private final Gradients gradients;
    private final Tensor inputs;

    Step(long number, int epoch, double loss, Gradients gradients, Tensor inputs) {
        this.number = number;
        this.epoch = epoch;
        this.loss = loss;
        this.gradients = gradients;
        this.inputs = inputs;
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

    /// The batch's inputs, copied.
    public Tensor inputs() {
        return inputs.copy();
    }
}
