package dev.halfwave.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.core.Op;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.DcFreeRelu;
import dev.halfwave.core.op.GlobalAveragePool1d;
import dev.halfwave.core.op.GlobalMaxPool1d;
import dev.halfwave.core.op.Identity;
import dev.halfwave.core.op.Padding;
import dev.halfwave.core.op.Relu;
import dev.halfwave.nn.data.Dataset;
import dev.halfwave.nn.io.SafeTensors;
import dev.halfwave.nn.loss.CrossEntropyLoss;
import dev.halfwave.nn.optim.Adam;
import dev.halfwave.nn.optim.Optimizer;
import dev.halfwave.nn.optim.Sgd;
import dev.halfwave.nn.train.Trainer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whole training runs of PyTorch, step by step: the same network, initial weights, batches and optimizer give the same
/// losses and end at the same weights. PyTorch ran in float64, so that the difference is Halfwave's rounding.
@Tag("both-backends")
class TrainingTraceTest {

    private static final int STEPS = 40;
    private static final int BATCH = 16;

    private static Map<String, Tensor> trace;

    @BeforeAll
    static void read() throws Exception {
        Path file = Path.of(TrainingTraceTest.class.getResource("/golden/training_trace.safetensors").toURI());
        trace = SafeTensors.read(file).tensors();
    }

    @Test
    void coversEveryRunOfTheFile() {
        assertThat(trace.keySet().stream().filter(name -> name.endsWith(".loss")))
                .containsExactlyInAnyOrder(
                        "dc_free_relu.adam.loss", "dc_free_relu.sgd.loss", "linear.adam.loss", "linear.sgd.loss",
                        "relu.adam.loss", "relu.sgd.loss");
    }

    @ParameterizedTest
    @CsvSource({"relu, sgd", "relu, adam", "linear, sgd", "linear, adam", "dc_free_relu, sgd", "dc_free_relu, adam"})
    void followsPyTorch(String arm, String optimizerName) {
        Sequential model = model(arm);
        Optimizer optimizer = switch (optimizerName) {
            case "sgd" -> Sgd.of(0.05).withMomentum(0.9);
            default -> Adam.of(1e-3).withBetas(0.9, 0.999).withEpsilon(1e-7);
        };
        // A data set of one batch per step: the trainer shuffles within it only, and a mean does not mind.
        Trainer trainer = Trainer.of(model, new CrossEntropyLoss(), optimizer).withEpochs(1).withBatchSize(BATCH);
        String run = arm + "." + optimizerName;
        Tensor losses = trace.get(run + ".loss");
        assertThat(losses.size()).isEqualTo(STEPS);
        for (int step = 0; step < STEPS; step++) {
            double loss = trainer.fit(batch(step)).last("loss").orElseThrow();
            double expected = losses.get(step);
            assertThat(loss).as("loss of step %d", step + 1).isCloseTo(expected, within(1e-4 * expected));
        }
        assertWeights(model, run + ".final.");
    }

    private static void assertWeights(Sequential model, String prefix) {
        assertThat(trace.keySet().stream().filter(name -> name.startsWith(prefix))).hasSize(model.parameters().size());
        for (Parameter parameter : model.parameters()) {
            float[] expected = trace.get(prefix + parameter.name()).toArray();
            double largest = 0;
            for (float weight : expected) {
                largest = Math.max(largest, Math.abs(weight));
            }
            for (int i = 0; i < expected.length; i++) {
                assertThat((double) parameter.tensor().get(i))
                        .as("%s%s[%d]", prefix, parameter.name(), i)
                        .isCloseTo(expected[i], within(1e-3 * largest));
            }
        }
    }

    private static Dataset batch(int step) {
        int from = step * BATCH;
        return new Dataset(trace.get("x").slice(from, from + BATCH), trace.get("label").slice(from, from + BATCH));
    }

    /// The network that the file's metadata describe; `pad(2,0)` before a kernel of 3 is causal.
    private static Sequential model(String arm) {
        Op activation = switch (arm) {
            case "relu" -> new Relu();
            case "linear" -> new Identity();
            default -> new DcFreeRelu();
        };
        // The mean of a DC-free activation is 0, so that only its maximum says something.
        Op pool = arm.equals("dc_free_relu") ? new GlobalMaxPool1d() : new GlobalAveragePool1d();
        Sequential model = Sequential.of(
                Conv1d.of(1, 8, 3).withPadding(new Padding.Causal()).withoutBias(),
                Activation.of(activation),
                Conv1d.of(8, 8, 3).withPadding(new Padding.Causal()).withoutBias(),
                Activation.of(activation),
                Activation.of(pool),
                Linear.of(8, 16).named("dense1"),
                Activation.of(new Relu()),
                Linear.of(16, 3).named("dense2"));
        for (Parameter parameter : model.parameters()) {
            parameter.set(trace.get("init." + parameter.name()));
        }
        return model;
    }
}
