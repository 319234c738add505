package dev.halfwave.experiments.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.Abs;
import dev.halfwave.core.op.Add;
import dev.halfwave.core.op.DcFreeRelu;
import dev.halfwave.core.op.Identity;
import dev.halfwave.core.op.Padding;
import dev.halfwave.core.op.Relu;
import dev.halfwave.nn.Activation;
import dev.halfwave.nn.Conv1d;
import dev.halfwave.nn.FilteredActivation;
import dev.halfwave.nn.Layer;
import dev.halfwave.nn.Pass;
import dev.halfwave.nn.Residual;
import dev.halfwave.nn.Sequential;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Which gates are open, wherever a model has them.
final class GatesTest {

    private static final Tensor PROBE = Tensor.of(Shape.of(2, 1, 4), 1, 2, -3, 4, -1, 0, -2, 3);

    @Test
    void countsGatesThatOpenAndClose() {
        Sequential model = Sequential.of(one(), Activation.of(new Relu()));
        Models.set(model, "conv1.weight", 1);
        Gates before = Gates.of(model, PROBE);
        assertThat(before.counts()).containsExactly(entry("relu1", 8));
        assertThat(before.flips(before)).containsExactly(entry("relu1", 0.0));
        Models.set(model, "conv1.weight", 5); // the same function but for its scale
        assertThat(Gates.of(model, PROBE).allFlips(before)).hasValue(0.0);
        Models.set(model, "conv1.weight", -1); // all change but that of 0, which is closed both times
        Gates after = Gates.of(model, PROBE);
        assertThat(after.flips(before)).containsExactly(entry("relu1", 7 / 8.0));
        assertThat(after.allFlips(before)).hasValue(7 / 8.0);
    }

    @Test
    void findsTheGatesOfAConvolution() {
        Sequential model = Sequential.of(one().withActivation(new Relu()), one().withActivation(new Abs()), one());
        Models.set(model, "conv1.weight", 1);
        Gates before = Gates.of(model, PROBE);
        Models.set(model, "conv1.weight", -1);
        assertThat(Gates.of(model, PROBE).flips(before)).containsExactly(entry("conv1", 7 / 8.0));
    }

    @Test
    void findsGatesWhoseOutputIsShifted() {
        // Open gates of small values have outputs below 0.
        Sequential model = Sequential.of(
                Activation.of(new DcFreeRelu()), one(), Activation.of(new DcFreeRelu()));
        Models.set(model, "conv1.weight", 1);
        Gates before = Gates.of(model, PROBE);
        assertThat(before.counts()).containsExactly(entry("dcFreeRelu1", 8), entry("dcFreeRelu2", 8));
        Models.set(model, "conv1.weight", -1);
        // The first are those of the probe. Its outputs, [−.75, .25, −1.75, 2.25] and [−.75, −.75, −.75, 2.25], are the
        // inputs of the second, and none is 0.
        assertThat(Gates.of(model, PROBE).flips(before))
                .containsExactly(entry("dcFreeRelu1", 0.0), entry("dcFreeRelu2", 1.0));
    }

    @Test
    void findsGatesWithinLayers() {
        Sequential model = Sequential.of(
                Residual.of(one(), Activation.of(new Relu()), Sequential.of(one().withActivation(new Relu())))
                        .withShortcut(one().withActivation(new Relu())),
                Residual.of(Activation.of(new DcFreeRelu())),
                Activation.of(new Relu()));
        assertThat(Gates.of(model, PROBE).counts().keySet()).containsExactly(
                "residual1.relu1", "residual1.sequential1.conv1", "residual1.shortcut", "residual2.dcFreeRelu1",
                "relu1");
        assertThat(Gates.of(model, PROBE).allFlips(Gates.of(model, PROBE))).hasValue(0.0);
    }

    /// ReLU and one more.
    private record Shifted() implements GatedLayer {

        @Override
        public Tensor forward(Tensor x, Pass pass) {
            return new Add().apply(new Relu().apply(x), Tensor.scalar(1));
        }

        @Override
        public Shape outputShape(Shape x) {
            return x;
        }
    }

    @Test
    void findsTheGatesOfALayerThatSaysWhatItIs() {
        Sequential model = Sequential.of(one(), new Shifted());
        Models.set(model, "conv1.weight", 1);
        Gates before = Gates.of(model, PROBE);
        Models.set(model, "conv1.weight", -1);
        assertThat(Gates.of(model, PROBE).flips(before)).containsExactly(entry("shifted1", 7 / 8.0));
        assertThat(Gates.of(model, PROBE).allFlips(before)).hasValue(7 / 8.0);
    }

    @Test
    void hasNoShareOfAllWhereAnActivationIsNotOneOfGates() {
        for (Layer other : List.of(Activation.of(new Abs()), one().withActivation(new Abs()),
                FilteredActivation.of(new Abs()), new ForeignLayer())) {
            Sequential model = Sequential.of(one(), other, Activation.of(new Relu()));
            Gates gates = Gates.of(model, PROBE);
            assertThat(gates.flips(gates)).containsExactly(entry("relu1", 0.0));
            assertThat(gates.allFlips(gates)).as(other.toString()).isEmpty();
        }
        Sequential linear = Sequential.of(one(), Activation.of(new Identity()), Activation.of(new Relu()));
        assertThat(Gates.of(linear, PROBE).allFlips(Gates.of(linear, PROBE))).hasValue(0.0);
    }

    /// Nothing is known of what it does.
    private record ForeignLayer() implements Layer {

        @Override
        public Tensor forward(Tensor x, Pass pass) {
            return x;
        }

        @Override
        public Shape outputShape(Shape x) {
            return x;
        }
    }

    @Test
    void theGatesOfAnyLayerCanBeNamed() {
        Sequential model = Sequential.of(one().named("first"), Activation.of(new Abs()));
        Models.set(model, "first.weight", 1);
        Gates before = Gates.ofOutputs(model, PROBE, "first");
        Models.set(model, "first.weight", -1);
        assertThat(Gates.ofOutputs(model, PROBE, "first").flips(before)).containsExactly(entry("first", 7 / 8.0));
        assertThat(Gates.of(model, PROBE).counts()).isEmpty();
        assertThat(Gates.of(model, PROBE).allFlips(Gates.of(model, PROBE))).isEmpty();
    }

    @Test
    void trainingFlipsSome() {
        Sequential model = Models.network(4);
        Tensor probe = Models.tones(12).inputs();
        Gates before = Gates.of(model, probe);
        assertThat(before.counts()).isEqualTo(Map.of("relu1", 12 * 4 * 16, "conv2", 12 * 4 * 16));
        Models.train(model, 5);
        Map<String, Double> flips = Gates.of(model, probe).flips(before);
        assertThat(flips.get("relu1")).isBetween(0.001, 0.5);
        assertThat(Gates.of(model, probe).allFlips(before).orElseThrow())
                .isEqualTo((flips.get("relu1") + flips.get("conv2")) / 2);
    }

    @Test
    void refusesGatesThatCannotBeSeenOrCompared() {
        Sequential fused = Sequential.of(one().withActivation(new DcFreeRelu()));
        assertThatThrownBy(() -> Gates.of(fused, PROBE))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Gates: those of conv1, Conv1d(1 → 1, kernel 1, no bias, DcFreeRelu), cannot be seen from "
                        + "outside; give the activation a layer of its own, or name layers with Gates.ofOutputs");
        Sequential filtered = Sequential.of(one(), FilteredActivation.of(new Relu()));
        assertThatThrownBy(() -> Gates.of(filtered, PROBE))
                .hasMessageStartingWith("Gates: those of filteredRelu1, FilteredActivation(Relu), cannot be seen");
        Sequential model = Sequential.of(one(), Activation.of(new Relu()));
        assertThatThrownBy(() -> Gates.of(model, PROBE).flips(Gates.of(model, PROBE.slice(0, 1))))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Gates: there are {relu1=8} gates, but earlier there were {relu1=4}; compare one model on "
                        + "one probe");
        assertThatThrownBy(() -> Gates.ofOutputs(model, PROBE))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Gates.ofOutputs: no layer is named");
    }

    /// A convolution with one tap and no bias: a factor.
    private static Conv1d one() {
        return Conv1d.of(1, 1, 1).withPadding(new Padding.Valid()).withoutBias();
    }
}
