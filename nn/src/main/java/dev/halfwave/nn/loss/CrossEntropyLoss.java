package dev.halfwave.nn.loss;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.CrossEntropy;
import dev.halfwave.core.op.Reduction;

/// Cross entropy of logits (N, classes) with class indices (N): a term per sample. See [CrossEntropy].
public record CrossEntropyLoss() implements Loss {

    private static final CrossEntropy SUM = new CrossEntropy(Reduction.SUM);

    @Override
    public Tensor sum(Tensor prediction, Tensor target) {
        return SUM.apply(prediction, target);
    }

    @Override
    public void check(Shape prediction, Tensor target) {
        SUM.shape(prediction, target.shape().with(0, 1));
        if (target.shape().rank() < prediction.rank()) { // class indices
            SUM.check(Tensor.zeros(prediction.with(0, 0)), target);
        }
    }

    @Override
    public long terms(Shape prediction) {
        return prediction.dim(1) == 0 ? 0 : prediction.size() / prediction.dim(1);
    }
}
