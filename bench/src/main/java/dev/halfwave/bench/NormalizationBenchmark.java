package dev.halfwave.bench;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.BatchNormalization1d;
import dev.halfwave.core.op.InvertedDropout;
import dev.halfwave.core.op.LayerNormalization;
import dev.halfwave.core.random.Philox;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// Normalisations and dropout, for one sample of 32 channels and 256 samples. Before timing, the setup checks what each
/// must keep: rows of mean 0 and variance 1, whose gradient has no share in them; for dropout, every element.
///
/// ```
/// java -jar bench/target/benchmarks.jar NormalizationBenchmark
/// ```
public class NormalizationBenchmark extends OpBenchmark {

    private static final int CHANNELS = 32;
    private static final int LENGTH = 256;
    private static final float EPSILON = 1e-5f;

    /// Which op.
    @Param({"layer", "batch", "batchEvaluation", "dropout"})
    public String name;

    /// Computes once and checks.
    @Setup
    public void setUp() {
        Tensor signal = Checks.gaussian(Shape.of(1, CHANNELS, LENGTH), 1);
        Shape channels = Shape.of(CHANNELS);
        switch (name) {
            case "layer" -> {
                prepare(new LayerNormalization(1, EPSILON), 3, signal,
                        Tensor.full(Shape.of(LENGTH), 1), Tensor.zeros(Shape.of(LENGTH)));
                checkRows();
            }
            case "batch" -> {
                prepare(new BatchNormalization1d(EPSILON), 3, signal, Tensor.full(channels, 1),
                        Tensor.zeros(channels));
                checkRows();
            }
            case "batchEvaluation" -> {
                prepare(new BatchNormalization1d(EPSILON), 3, signal, Tensor.full(channels, 1),
                        Tensor.zeros(channels), Tensor.zeros(channels), Tensor.full(channels, 1));
                for (int i = 0; i < y.size(); i++) {
                    double factor = 1 / Math.sqrt(1 + EPSILON);
                    Checks.requireClose(name, y.get(i), signal.get(i) * factor, 1e-6);
                    Checks.requireClose(name + " dx", dx[0].get(i), dy.get(i) * factor, 1e-6);
                }
            }
            case "dropout" -> {
                Philox random = Philox.of(1, 2);
                prepare(new InvertedDropout(0.5f, random, 0), 1, signal);
                for (int i = 0; i < y.size(); i++) {
                    boolean kept = random.uniform(i) >= 0.5f;
                    Checks.requireClose(name, y.get(i), kept ? 2 * signal.get(i) : 0, 0);
                    Checks.requireClose(name + " dx", dx[0].get(i), kept ? 2 * dy.get(i) : 0, 0);
                }
            }
            default -> throw new IllegalArgumentException("name " + name);
        }
    }

    private void checkRows() {
        for (int row = 0; row < CHANNELS; row++) {
            double mean = 0;
            double square = 0;
            double gradientMean = 0;
            double share = 0; // of the gradient in the row itself
            for (int i = row * LENGTH; i < (row + 1) * LENGTH; i++) {
                mean += y.get(i) / LENGTH;
                square += y.get(i) * y.get(i) / LENGTH;
                gradientMean += dx[0].get(i) / LENGTH;
                share += (double) y.get(i) * dx[0].get(i) / LENGTH;
            }
            Checks.requireClose(name + " mean", mean, 0, 1e-6);
            Checks.requireClose(name + " mean square", square, 1, 1e-4);
            Checks.requireClose(name + " mean of dx", gradientMean, 0, 1e-6);
            Checks.requireClose(name + " y in dx", share, 0, 1e-4);
        }
    }
}
