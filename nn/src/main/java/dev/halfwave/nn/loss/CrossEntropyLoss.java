package dev.halfwave.nn.loss;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.CrossEntropy;
import dev.halfwave.core.op.Reduction;

/// Cross entropy of logits (N, classes) with class indices (N) or distributions over the classes (N, classes): a term
/// per sample, or per sample and position for logits (N, classes, L). See [CrossEntropy].
///
/// With label smoothing ε the target is mixed with the uniform distribution, `q ← (1 − ε) q + ε / classes`, in an
/// evaluation too: the best loss is then the entropy of the smoothed target, not 0.
///
/// @param labelSmoothing ε in [0, 1]
public record CrossEntropyLoss(float labelSmoothing) implements Loss {

    /// @throws IllegalArgumentException if the smoothing is not in [0, 1]
    public CrossEntropyLoss {
        if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
            throw new IllegalArgumentException(
                    "CrossEntropyLoss: labelSmoothing must be in [0, 1], but is " + labelSmoothing);
        }
    }

    /// Without label smoothing.
    public CrossEntropyLoss() {
        this(0);
    }

    /// With label smoothing ε in [0, 1].
    public CrossEntropyLoss withLabelSmoothing(float newLabelSmoothing) {
        return new CrossEntropyLoss(newLabelSmoothing);
    }

    @Override
    public Tensor sum(Tensor prediction, Tensor target) {
        return op().apply(prediction, target);
    }

    @Override
    public void check(Shape prediction, Tensor target) {
        op().shape(prediction, target.shape().with(0, 1));
        if (target.shape().rank() < prediction.rank()) { // class indices
            op().check(Tensor.zeros(prediction.with(0, 0)), target);
        }
    }

    @Override
    public long terms(Shape prediction) {
        return prediction.dim(1) == 0 ? 0 : prediction.size() / prediction.dim(1);
    }

    private CrossEntropy op() {
        return new CrossEntropy(Reduction.SUM, labelSmoothing);
    }

    /// `CrossEntropyLoss[]`, or with its smoothing.
    @Override
    public String toString() {
        return "CrossEntropyLoss[" + (labelSmoothing == 0 ? "" : "labelSmoothing=" + labelSmoothing) + "]";
    }
}
