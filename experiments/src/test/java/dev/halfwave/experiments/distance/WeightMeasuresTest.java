package dev.halfwave.experiments.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.core.Tensor;
import dev.halfwave.nn.Conv1d;
import dev.halfwave.nn.Linear;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.loss.CrossEntropyLoss;
import dev.halfwave.nn.optim.Adam;
import dev.halfwave.nn.train.History;
import dev.halfwave.nn.train.Trainer;
import dev.halfwave.nn.train.WeightDistance;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The measures of whole models, by name.
final class WeightMeasuresTest {

    @Test
    void namesAndOrder() {
        Sequential model = Sequential.of(
                Conv1d.of(1, 2, 1).withoutBias().named("conv"), Linear.of(2, 1).named("out"));
        Models.set(model, "conv.weight", 3, 4);
        Models.set(model, "out.weight", 2, 0);
        Map<String, Tensor> initial = Models.weights(model);
        Models.set(model, "conv.weight", 6, 8);
        Models.set(model, "out.weight", 0, 2);
        Models.set(model, "out.bias", -1);
        double total = Math.sqrt(25 + 8 + 1);
        assertThat(WeightMeasures.standard().between(initial, model)).containsExactly(
                entry("distance.conv.l2", 5.0),
                entry("distance.conv.relative", 1.0),
                entry("distance.conv.rms", Math.sqrt(12.5)),
                entry("distance.conv.cosine", 1.0),
                entry("distance.conv.normRatio", 2.0),
                entry("distance.conv.signFlips", 0.0),
                entry("distance.conv.stableRank", 1.0),
                entry("distance.conv.effectiveRank", 1.0),
                entry("distance.conv.participationRatio", 1.0),
                entry("distance.conv.filterResponse", 1.0),
                entry("distance.out.l2", Math.sqrt(8)),
                entry("distance.out.relative", Math.sqrt(8) / 2),
                entry("distance.out.rms", 2.0),
                entry("distance.out.cosine", 0.0),
                entry("distance.out.normRatio", 1.0),
                entry("distance.out.signFlips", 1.0),
                entry("distance.out.stableRank", 1.0),
                entry("distance.out.effectiveRank", 1.0),
                entry("distance.out.participationRatio", 1.0),
                entry("distance.out.principalAngle", Math.PI / 2), // from one input to the other
                entry("distance.out.bias.l2", 1.0), // it began at 0, and a vector has no rank
                entry("distance.out.bias.rms", 1.0),
                entry("distance.out.bias.signFlips", 1.0),
                entry("distance.total.l2", total),
                entry("distance.total.relative", total / Math.sqrt(29)),
                entry("distance.total.rms", Math.sqrt(34 / 5.0)),
                entry("distance.total.cosine", 50 / (Math.sqrt(29) * Math.sqrt(105))),
                entry("distance.total.normRatio", Math.sqrt(105) / Math.sqrt(29)),
                entry("distance.total.signFlips", 3 / 5.0));
    }

    @Test
    void measuresByWhatAngleTheInputsThatMatterHaveTurned() {
        Sequential model = Sequential.of(Linear.of(2, 2).named("out"));
        Models.set(model, "out.weight", 3, 0, 0, 1);
        Map<String, Tensor> initial = Models.weights(model);
        Models.set(model, "out.weight", 1.8f, 2.4f, -0.8f, 0.6f); // the first direction, by acos .6
        assertThat(WeightMeasures.of(WeightMeasure.PRINCIPAL_ANGLE).between(initial, model))
                .containsOnlyKeys("distance.out.principalAngle")
                .hasEntrySatisfying("distance.out.principalAngle",
                        angle -> assertThat(angle).isCloseTo(Math.acos(0.6), within(1e-6)));
    }

    /// What a study records must not depend on which of the two computes it.
    @Test
    void agreesWithTheTrainersOwnDistanceInBits() {
        Sequential model = Models.network(7);
        Map<String, Tensor> initial = Models.weights(model);
        History history = Trainer.of(model, new CrossEntropyLoss(), Adam.of(1e-2))
                .withEpochs(3)
                .withBatchSize(16)
                .withCallbacks(
                        WeightMeasures.of(
                                WeightMeasure.STABLE_RANK, WeightMeasure.COSINE, WeightMeasure.L2,
                                WeightMeasure.RELATIVE))
                .fit(Models.tones(48));
        Map<String, Double> expected = WeightDistance.between(initial, model);
        Map<String, Double> recorded = new LinkedHashMap<>(history.epochs().getLast().values());
        assertThat(recorded).containsKey("distance.conv2.stableRank").doesNotContainKey("distance.conv2.rms");
        recorded.keySet().removeIf(name -> !name.startsWith("distance.") || name.endsWith(".stableRank"));
        assertThat(recorded).containsExactlyEntriesOf(expected);
        assertThat(expected).hasSizeGreaterThan(10);
    }

    @Test
    void beforeTrainingEveryDistanceIsZero() {
        Sequential model = Models.network(3);
        Map<String, Double> values = WeightMeasures.standard().between(Models.weights(model), model);
        values.forEach((name, value) -> {
            if (name.matches(".*\\.(l2|relative|rms|signFlips|filterResponse)")) {
                assertThat(value).as(name).isEqualTo(0.0);
            }
            assertThat(value).as(name).isFinite();
        });
        assertThat(values).containsKeys("distance.conv1.filterResponse", "distance.total.rms");
    }

    @Test
    void refusesToCompareWithNothing() {
        Sequential model = Models.network(3);
        assertThatThrownBy(() -> WeightMeasures.standard().between(Map.of(), model))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("WeightMeasures: there are no earlier values of conv1.weight");
        assertThatThrownBy(WeightMeasures::of)
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("WeightMeasures: there is nothing to measure; name a measure");
    }
}
