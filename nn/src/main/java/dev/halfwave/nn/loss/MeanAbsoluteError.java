package dev.halfwave.nn.loss;

import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;

/// How far predictions are from their targets, `|prediction − target|`, in their unit. Of a sample with several numbers
/// it is the mean over them. The number that [MeanAbsoluteErrorLoss] makes small, for trainings with another loss, or
/// under a name of its own. Summed in double precision in the order of the elements.
public record MeanAbsoluteError() implements Metric {

    @Override
    public String name() {
        return "mae";
    }

    @Override
    public double sum(Tensor prediction, Tensor target) {
        if (!prediction.shape().equals(target.shape())) {
            throw new ShapeMismatchException("MeanAbsoluteError", "prediction " + prediction.shape()
                    + " expects a target of the same shape", "target is " + target.shape());
        }
        double sum = 0;
        for (int i = 0; i < prediction.size(); i++) {
            sum += StrictMath.abs((double) prediction.get(i) - target.get(i));
        }
        int samples = prediction.shape().dim(0);
        return samples == 0 ? 0 : sum * samples / prediction.size();
    }
}
