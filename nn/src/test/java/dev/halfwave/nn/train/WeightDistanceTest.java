package dev.halfwave.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.nn.Fixtures;
import dev.halfwave.nn.Layer;
import dev.halfwave.nn.Linear;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.Pass;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.init.Initializer;
import dev.halfwave.nn.loss.CrossEntropyLoss;
import dev.halfwave.nn.optim.Adam;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// How far weights have moved: values by hand, and the identity that ties the three together.
final class WeightDistanceTest {

    private final Sequential model =
            Sequential.of(Linear.of(2, 1).named("a"), Linear.of(1, 2).named("b").withoutBias());

    @Test
    void measuresEachParameterAndAllTogether() {
        set("a.weight", 3, 4);
        set("a.bias", 0);
        set("b.weight", 1, 0);
        Map<String, Tensor> initial = copies();
        set("a.weight", -4, 3); // turned by 90°
        set("a.bias", 2);
        set("b.weight", 4, 0); // four times as long
        Map<String, Double> distances = WeightDistance.between(initial, model);
        assertThat(distances).containsExactly(
                entry("distance.a.l2", Math.sqrt(50)), // (−7, −1)
                entry("distance.a.relative", Math.sqrt(50) / 5),
                entry("distance.a.cosine", 0.0),
                entry("distance.a.bias.l2", 2.0), // it began at 0: no relative distance, no angle
                entry("distance.b.l2", 3.0),
                entry("distance.b.relative", 3.0),
                entry("distance.b.cosine", 1.0),
                entry("distance.total.l2", Math.sqrt(50 + 4 + 9)),
                // ‖W₀‖² = 25 + 0 + 1, ‖W‖² = 25 + 4 + 16, ⟨W, W₀⟩ = 0 + 0 + 4
                entry("distance.total.relative", Math.sqrt(63) / Math.sqrt(26)),
                entry("distance.total.cosine", 4 / (Math.sqrt(26) * Math.sqrt(45))));
    }

    @Test
    void weightsThatVanishHaveNoAngle() {
        set("a.weight", 3, 4);
        Map<String, Tensor> initial = copies();
        set("a.weight", 0, 0);
        assertThat(WeightDistance.between(initial, model))
                .containsEntry("distance.a.relative", 1.0)
                .doesNotContainKey("distance.a.cosine");
    }

    @Test
    void distancesAreInTheHistoryOfEveryEpochAndKeepTheirIdentity() {
        Sequential network = Fixtures.network(8, 3, 1);
        Map<String, Double> before = norms(network);
        History history = Trainer.of(network, new CrossEntropyLoss(), Adam.of(1e-2))
                .withEpochs(4)
                .withCallbacks(new WeightDistance())
                .fit(Fixtures.tones(60, 24, 3, 1));
        Map<String, Double> after = norms(network);
        assertThat(history.values("distance.conv1.l2")).hasSize(4).allMatch(distance -> distance > 0);
        for (String layer : List.of("conv1", "conv2", "linear1", "linear2", "total")) {
            double relative = history.last("distance." + layer + ".relative").getAsDouble();
            double cosine = history.last("distance." + layer + ".cosine").getAsDouble();
            double r = after.get(layer) / before.get(layer);
            assertThat(relative * relative).as(layer).isCloseTo(1 + r * r - 2 * r * cosine, within(1e-9));
            assertThat(history.last("distance." + layer + ".l2").getAsDouble())
                    .isCloseTo(relative * before.get(layer), within(1e-9));
        }
        assertThat(history.values("distance.linear1.bias.l2")).hasSize(4);
        assertThat(history.values("distance.linear1.bias.relative")).isEmpty();
    }

    @Test
    void statesAreNoWeights() {
        record Counting(Parameter seen) implements Layer {
            @Override
            public Tensor forward(Tensor x, Pass pass) {
                return x;
            }

            @Override
            public Shape outputShape(Shape x) {
                return x;
            }

            @Override
            public List<Parameter> parameters() {
                return List.of(seen);
            }
        }
        Sequential counting =
                Sequential.of(new Counting(Parameter.state("seen", Shape.of(1), Initializer.zeros())));
        assertThat(WeightDistance.between(Map.of(), counting)).containsExactly(entry("distance.total.l2", 0.0));
    }

    @Test
    void refusesToCompareWithNothing() {
        assertThatThrownBy(() -> WeightDistance.between(Map.of(), model))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("WeightDistance: there are no earlier values of a.weight");
    }

    private void set(String name, float... values) {
        Parameter parameter = model.parameter(name);
        parameter.set(Tensor.of(parameter.shape(), values));
    }

    private Map<String, Tensor> copies() {
        Map<String, Tensor> copies = new LinkedHashMap<>();
        model.parameters().forEach(parameter -> copies.put(parameter.name(), parameter.tensor().copy()));
        return copies;
    }

    /// ‖W‖ of each layer's weight, and of all parameters as `total`.
    private static Map<String, Double> norms(Sequential network) {
        Map<String, Double> norms = new LinkedHashMap<>();
        double total = 0;
        for (Parameter parameter : network.parameters()) {
            double squares = 0;
            for (float value : parameter.tensor().toArray()) {
                squares += value * (double) value;
            }
            total += squares;
            norms.put(parameter.name().replace(".weight", ""), Math.sqrt(squares));
        }
        norms.put("total", Math.sqrt(total));
        return norms;
    }
}
