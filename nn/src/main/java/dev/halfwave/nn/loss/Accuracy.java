package dev.halfwave.nn.loss;

import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;

/// The share of samples whose largest logit is that of their class. Of equal logits the first counts, as in Keras.
public record Accuracy() implements Metric {

    @Override
    public String name() {
        return "accuracy";
    }

    @Override
    public double sum(Tensor prediction, Tensor target) {
        prediction.shape().requireAxes("Accuracy", "prediction", "N", "classes");
        if (target.size() != prediction.shape().dim(0)) {
            throw new ShapeMismatchException("Accuracy", "prediction " + prediction.shape() + " expects a target per "
                    + "sample", "target is " + target.shape());
        }
        int classes = prediction.shape().dim(1);
        int right = 0;
        for (int n = 0; n < target.size(); n++) {
            int best = 0;
            for (int c = 1; c < classes; c++) {
                if (prediction.get(n * classes + c) > prediction.get(n * classes + best)) {
                    best = c;
                }
            }
            if (best == target.get(n)) {
                right++;
            }
        }
        return right;
    }
}
