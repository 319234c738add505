package com.example;

import dev.halfwave.core.Backend;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.check.GradientCheck;
import dev.halfwave.core.op.GlobalMaxPool1d;
import dev.halfwave.core.op.Padding;
import dev.halfwave.nn.Activation;
import dev.halfwave.nn.Conv1d;
import dev.halfwave.nn.Layer;
import dev.halfwave.nn.LayerFactory;
import dev.halfwave.nn.Linear;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.data.Dataset;
import dev.halfwave.nn.loss.Accuracy;
import dev.halfwave.nn.loss.CrossEntropyLoss;
import dev.halfwave.nn.optim.Adam;
import dev.halfwave.nn.train.Evaluation;
import dev.halfwave.nn.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/// Checks an op of one's own, trains a model with it and with a layer of one's own, saves it and loads it again.
public final class Main {

    private Main() {}

    public static void main(String[] args) throws IOException {
        System.out.println(Backend.describe());
        boolean simdExpected = args.length > 0 && args[0].equals("simd");
        require(Backend.isSimd() == simdExpected, simdExpected ? "SIMD should run here" : "no SIMD should run here");

        GradientCheck.of(new Softsign()).verify(Tensor.of(Shape.of(1, 2, 3), -2, -0.5f, -0.1f, 0.1f, 0.5f, 2));

        Sequential model = Sequential.of(
                        Conv1d.of(1, 8, 5).withPadding(new Padding.Same()),
                        new ChannelOffset(8),
                        Activation.of(new Softsign()),
                        Layer.of(new GlobalMaxPool1d()),
                        Linear.of(8, 2))
                .initialize(1);
        Dataset data = slowAndFastTones(200);
        Trainer trainer = Trainer.of(model, new CrossEntropyLoss(), Adam.of(1e-2))
                .withEpochs(15)
                .withMetrics(new Accuracy());
        trainer.fit(data);
        Evaluation result = trainer.evaluate(data);
        System.out.println(result);
        require(result.metric("accuracy") > 0.95, "the model should have learned");

        Path file = Files.createTempFile("example", ".safetensors");
        try {
            model.save(file);
            Map<String, LayerFactory> factories = Map.of(
                    "Softsign", spec -> Activation.of(new Softsign()),
                    "ChannelOffset", spec -> new ChannelOffset(spec.integer("channels")));
            Tensor expected = model.predict(data.inputs());
            Tensor loaded = Sequential.load(file, factories).predict(data.inputs());
            require(Arrays.equals(expected.toArray(), loaded.toArray()), "the loaded model should give the same bits");
        } finally {
            Files.delete(file);
        }
    }

    /// Windows of 64 samples with 4 to 6 or 7 to 9 periods.
    private static Dataset slowAndFastTones(int windows) {
        Tensor inputs = Tensor.zeros(Shape.of(windows, 1, 64));
        Tensor targets = Tensor.zeros(Shape.of(windows));
        for (int n = 0; n < windows; n++) {
            int label = n % 2;
            double periods = 4 + 3 * label + 2.0 * n / windows;
            for (int t = 0; t < 64; t++) {
                inputs.set(n * 64 + t, (float) Math.sin(2 * Math.PI * periods * t / 64 + n));
            }
            targets.set(n, label);
        }
        return new Dataset(inputs, targets);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalStateException(message);
        }
    }
}
