package dev.halfwave.experiments.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.core.Tensor;
import dev.halfwave.nn.Conv1d;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.loss.CrossEntropyLoss;
import dev.halfwave.nn.optim.Adam;
import dev.halfwave.nn.train.Callback;
import dev.halfwave.nn.train.Checkpoint;
import dev.halfwave.nn.train.History;
import dev.halfwave.nn.train.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The measures on a probe, by name, in a training and in one that is resumed.
final class ProbeMeasuresTest {

    private static final Tensor PROBE = Models.tones(6).inputs();

    @Test
    void namesAndOrder() {
        Sequential model = Models.network(4);
        ProbeMeasures.Reference start = ProbeMeasures.of(PROBE, ProbeMeasure.values()).from(model);
        Models.train(model, 3);
        Map<String, Double> values = start.to(model);
        assertThat(values.keySet()).containsExactly(
                "distance.relu1.gateFlips", "distance.conv2.gateFlips", "distance.total.gateFlips",
                "distance.conv1.cka", "distance.conv1.debiasedCka", "distance.relu1.cka", "distance.relu1.debiasedCka",
                "distance.conv2.cka", "distance.conv2.debiasedCka", "distance.globalAveragePool1.cka",
                "distance.globalAveragePool1.debiasedCka", "distance.linear1.cka", "distance.linear1.debiasedCka",
                "distance.total.kernelChange", "distance.total.kernelDistance", "distance.total.linearisationError");
        assertThat(values.values()).allMatch(value -> value > 0 && value <= 10);
    }

    @Test
    void aModelThatDidNotMoveDoesNotDiffer() {
        Sequential model = Models.network(4);
        Map<String, Double> values = ProbeMeasures.of(PROBE, ProbeMeasure.values()).from(model).to(model);
        values.forEach((name, value) -> assertThat(value).as(name)
                .isEqualTo(name.toLowerCase(Locale.ROOT).endsWith("cka") ? 1.0 : 0.0));
        assertThat(values).containsKeys("distance.total.gateFlips", "distance.conv1.cka", "distance.total.kernelChange")
                .doesNotContainKey("distance.total.linearisationError"); // undefined: nothing moved
    }

    @Test
    void fewSamplesHaveNoDebiasedValue() {
        Sequential model = Models.network(4);
        assertThat(ProbeMeasures.of(PROBE.slice(0, 3), ProbeMeasure.CKA).from(model).to(model))
                .containsKey("distance.conv1.cka").doesNotContainKey("distance.conv1.debiasedCka");
    }

    @Test
    void aResumedTrainingIsComparedWithItsInitialWeights(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("checkpoint");
        ProbeMeasures measures = ProbeMeasures.of(PROBE, ProbeMeasure.values());
        Sequential whole = Models.network(2);
        History expected = trainer(whole, measures).withEpochs(3).fit(Models.tones(40));
        trainer(Models.network(2), measures, Checkpoint.everyEpochs(file, 1)).withEpochs(2).fit(Models.tones(40));
        Sequential resumed = Models.network(9);
        assertThat(trainer(resumed, measures).withEpochs(3).resume(Models.tones(40), file)).isEqualTo(expected);
        assertThat(Models.weights(resumed).get("conv2.weight").toArray())
                .isEqualTo(Models.weights(whole).get("conv2.weight").toArray());
        // To look is not to touch.
        Sequential alone = Models.network(2);
        trainer(alone).withEpochs(3).fit(Models.tones(40));
        assertThat(Models.weights(alone).get("conv2.weight").toArray())
                .isEqualTo(Models.weights(whole).get("conv2.weight").toArray());
    }

    @Test
    void refusesToMeasureNothingOrAnotherModel() {
        assertThatThrownBy(() -> ProbeMeasures.of(PROBE))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("ProbeMeasures: there is nothing to measure; name a measure");
        Sequential other = Sequential.of(Conv1d.of(1, 4, 3));
        assertThatThrownBy(() -> ProbeMeasures.of(PROBE, ProbeMeasure.CKA).from(Models.network(1)).to(other))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("ProbeMeasures: the model has no layer relu1, which it had before, but [conv1]");
    }

    private static Trainer trainer(Sequential network, Callback... callbacks) {
        return Trainer.of(network, new CrossEntropyLoss(), Adam.of(1e-2)).withBatchSize(16).withCallbacks(callbacks);
    }
}
