package dev.halfwave.experiments.distance;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.GlobalAveragePool1d;
import dev.halfwave.core.op.Padding;
import dev.halfwave.core.op.Relu;
import dev.halfwave.core.random.Philox;
import dev.halfwave.nn.Activation;
import dev.halfwave.nn.Conv1d;
import dev.halfwave.nn.Layer;
import dev.halfwave.nn.Linear;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.data.Dataset;
import dev.halfwave.nn.loss.CrossEntropyLoss;
import dev.halfwave.nn.optim.Adam;
import dev.halfwave.nn.train.Trainer;
import java.util.LinkedHashMap;
import java.util.Map;

/// Small models and data for the tests of this package.
final class Models {

    private Models() {}

    /// Two convolutions with ReLU, pool, a linear head for three classes; x is (N, 1, L).
    static Sequential network(long seed) {
        return Sequential.of(
                Conv1d.of(1, 4, 3).withPadding(new Padding.Causal()),
                Activation.of(new Relu()),
                Conv1d.of(4, 4, 3).withPadding(new Padding.Causal()).withActivation(new Relu()),
                Layer.of(new GlobalAveragePool1d()),
                Linear.of(4, 3))
                .initialize(seed);
    }

    /// Windows of 16 samples with tones of three frequencies.
    static Dataset tones(int windows) {
        Tensor x = Tensor.zeros(Shape.of(windows, 1, 16));
        Tensor y = Tensor.zeros(Shape.of(windows));
        for (int n = 0; n < windows; n++) {
            y.set(n, n % 3);
            for (int t = 0; t < 16; t++) {
                x.set(n * 16 + t, (float) StrictMath.sin(0.4 * (1 + n % 3) * t + n));
            }
        }
        return new Dataset(x, y);
    }

    /// Goes on training it for some epochs of three steps.
    static void train(Sequential model, int epochs) {
        Trainer.of(model, new CrossEntropyLoss(), Adam.of(1e-2)).withBatchSize(16).withEpochs(epochs).fit(tones(48));
    }

    /// Normal numbers of this shape.
    static Tensor normal(long seed, Shape shape) {
        Philox random = Philox.of(seed, "distance test");
        Tensor x = Tensor.zeros(shape);
        for (int i = 0; i < x.size(); i++) {
            x.set(i, (float) random.gaussian(i));
        }
        return x;
    }

    static void set(Sequential model, String name, float... values) {
        Parameter parameter = model.parameter(name);
        parameter.set(Tensor.of(parameter.shape(), values));
    }

    static Map<String, Tensor> weights(Sequential model) {
        Map<String, Tensor> copies = new LinkedHashMap<>();
        model.parameters().forEach(parameter -> copies.put(parameter.name(), parameter.tensor().copy()));
        return copies;
    }
}
