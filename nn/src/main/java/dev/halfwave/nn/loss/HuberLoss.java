package dev.halfwave.nn.loss;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.Huber;
import dev.halfwave.core.op.Reduction;

/// Huber loss: a term per element, half the square of the difference of prediction and target up to `delta` and a
/// straight line beyond. See [Huber].
///
/// @param delta the difference at which the square becomes a line
public record HuberLoss(float delta) implements Loss {

    /// @throws IllegalArgumentException if delta is not positive and finite
    public HuberLoss {
        if (!(delta > 0) || delta == Float.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("HuberLoss: delta must be a positive finite number, but is " + delta);
        }
    }

    /// With delta 1, as PyTorch has it.
    public HuberLoss() {
        this(1);
    }

    @Override
    public Tensor sum(Tensor prediction, Tensor target) {
        return op().apply(prediction, target);
    }

    @Override
    public void check(Shape prediction, Tensor target) {
        op().shape(prediction, target.shape().with(0, 1));
    }

    @Override
    public long terms(Shape prediction) {
        return prediction.size();
    }

    private Huber op() {
        return new Huber(Reduction.SUM, delta);
    }
}
