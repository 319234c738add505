package dev.halfwave.experiments.discrete;

import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.AntiderivativeRelu;
import dev.halfwave.core.op.Relu;
import dev.halfwave.nn.Activation;
import dev.halfwave.nn.FilteredActivation;
import dev.halfwave.nn.Layer;
import dev.halfwave.nn.Pass;

/// ReLU as it is, and in two forms that alias less.
enum Rectifier {
    PLAIN("plain", "ReLU of each sample", Activation.of(new Relu())), FILTERED("filtered",
            "ReLU at twice the sampling rate, between two low-pass filters (`FilteredActivation`)",
            FilteredActivation.of(new Relu())), ADAA("adaa",
                    "the mean of ReLU over the straight line between two samples (`AntiderivativeRelu`)",
                    Activation.of(new AntiderivativeRelu()));

    private final String arm;
    private final String description;
    private final Layer layer;

    Rectifier(String arm, String description, Layer layer) {
        this.arm = arm;
        this.description = description;
        this.layer = layer;
    }

    String arm() {
        return arm;
    }

    String description() {
        return description;
    }

    static Rectifier of(String arm) {
        for (Rectifier rectifier : values()) {
            if (rectifier.arm.equals(arm)) {
                return rectifier;
            }
        }
        throw new IllegalArgumentException("discrete-time has no arm " + arm);
    }

    Tensor apply(Tensor x) {
        return layer.forward(x, Pass.EVALUATION);
    }
}
