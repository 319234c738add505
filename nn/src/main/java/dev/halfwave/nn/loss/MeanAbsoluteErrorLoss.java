package dev.halfwave.nn.loss;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.MeanAbsoluteError;
import dev.halfwave.core.op.Reduction;

/// Mean absolute error: a term `|prediction − target|` per element. See [MeanAbsoluteError].
public record MeanAbsoluteErrorLoss() implements Loss {

    private static final MeanAbsoluteError SUM = new MeanAbsoluteError(Reduction.SUM);

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
