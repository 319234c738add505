package dev.halfwave.nn.loss;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.MeanSquaredError;
import dev.halfwave.core.op.Reduction;

/// Mean squared error: a term `(prediction − target)²` per element. See [MeanSquaredError].
public record MeanSquaredErrorLoss() implements Loss {

    private static final MeanSquaredError SUM = new MeanSquaredError(Reduction.SUM);

    @Override
    public Tensor sum(Tensor prediction, Tensor target) {
        return SUM.apply(prediction, target);
    }

    @Override
    public void check(Shape prediction, Tensor target) {
        SUM.shape(prediction, target.shape().with(0, 1));
    }

    @Override
    public long terms(Shape prediction) {
        return prediction.size();
    }
}
