package dev.halfwave.nn;

import static dev.halfwave.nn.Fixtures.bits;
import static dev.halfwave.nn.Fixtures.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.UnaryOp;
import dev.halfwave.core.Workspace;
import dev.halfwave.core.op.DcFreeRelu;
import dev.halfwave.core.op.GlobalAveragePool1d;
import dev.halfwave.core.op.Mean;
import dev.halfwave.core.op.Padding;
import dev.halfwave.core.op.Relu;
import dev.halfwave.core.op.Reshape;
import dev.halfwave.core.op.Sum;
import dev.halfwave.nn.init.Fans;
import dev.halfwave.nn.init.Initializer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Names, initial values, prediction and printing of a model.
@Tag("both-backends")
final class SequentialTest {

    @Test
    void countsLayersPerKind() {
        Sequential model = Fixtures.network(4, 3, 0);
        assertThat(model.layers().keySet())
                .containsExactly("conv1", "relu1", "conv2", "relu2", "globalAveragePool1", "linear1", "relu3",
                        "linear2");
        assertThat(model.parameters())
                .extracting(Parameter::name)
                .containsExactly(
                        "conv1.weight", "conv2.weight", "linear1.weight", "linear1.bias", "linear2.weight",
                        "linear2.bias");
    }

    @Test
    void refusesALayerThatDoesNotKeepTheBatch() {
        Tensor x = Tensor.zeros(Shape.of(2, 3, 4));
        Sequential all = Sequential.of(Activation.of(new Relu()), Layer.of(Sum.all()));
        String gone = "Sequential: expected every layer to keep axis 0, the batch, but sum1, Sum[axes=[], "
                + "keepAxes=false], makes (2, 3, 4) into ()";
        assertThatThrownBy(() -> all.predict(x)).isInstanceOf(ShapeMismatchException.class).hasMessage(gone);
        assertThatThrownBy(() -> all.capture(x)).hasMessage(gone);
        Sequential kept = Sequential.of(Layer.of(Mean.all().withKeptAxes()));
        String message = "Sequential: expected every layer to keep axis 0, the batch, but mean1, Mean[axes=[], "
                + "keepAxes=true], makes (2, 3, 4) into (1, 1, 1)";
        assertThatThrownBy(() -> kept.predict(x)).hasMessage(message);
        assertThatThrownBy(() -> kept.predict(x.slice(0, 1))).hasMessage(message);
        Sequential parts = Sequential.of(Layer.of(Reshape.to(-1, 4)));
        assertThatThrownBy(() -> parts.predict(x)).hasMessage("Sequential.predict: expected the model to keep axis 0, "
                + "the batch, but it makes (1, 3, 4) into (3, 4)");
        Sequential perSample = Sequential.of(Layer.of(Sum.over(1, 2)));
        assertThat(perSample.predict(Tensor.full(Shape.of(2, 3, 4), 1)).toArray()).containsExactly(12f, 12f);
    }

    @Test
    void aLayerThatTakesOneSampleOnlyMayBePartOfAModel() {
        Sequential model = Sequential.of(Layer.of(Reshape.to(1, 12)));
        assertThat(model.predict(Tensor.zeros(Shape.of(1, 3, 4))).shape()).isEqualTo(Shape.of(1, 12));
    }

    @Test
    void aLayerThatHasANameIsNotCounted() {
        Sequential model = Sequential.of(
                Linear.of(2, 2), Linear.of(2, 2).named("middle"), Linear.of(2, 2),
                Activation.of(new Relu()).named("end"));
        assertThat(model.layers().keySet()).containsExactly("linear1", "middle", "linear2", "end");
        assertThat(model.parameter("middle.bias").shape()).isEqualTo(Shape.of(2));
        assertThat(model.layer("end")).hasToString("Relu");
    }

    @Test
    void aPartMayBeAModelItself() {
        Sequential block = Sequential.of(Linear.of(2, 3), Activation.of(new Relu()));
        Sequential model = Sequential.of(block, Linear.of(3, 1));
        assertThat(model.parameters())
                .extracting(Parameter::name)
                .containsExactly("sequential1.linear1.weight", "sequential1.linear1.bias", "linear1.weight",
                        "linear1.bias");
        assertThat(model.outputShape(Shape.of(5, 2))).isEqualTo(Shape.of(5, 1));
        Tensor x = random(Shape.of(5, 2), 1);
        assertThat(bits(model.predict(x)))
                .containsExactly(bits(model.layer("linear1").forward(block.predict(x), Pass.EVALUATION)));
    }

    @Test
    void refusesNamesThatOccurTwice() {
        assertThatThrownBy(() -> Sequential.of(Linear.of(2, 2), Linear.of(2, 2).named("linear1")))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Sequential: two layers are named linear1; give each a name of its own with named(...)");
        assertThatThrownBy(() -> Sequential.of(twoParameters("w", "w")))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Sequential: two parameters are named custom1.w");
    }

    @Test
    void refusesNamesThatFilesCannotHold() {
        for (String name : List.of("conv 1", "1st", "", "a.b", "größe")) {
            assertThatThrownBy(() -> Sequential.of(Linear.of(2, 2).named(name)))
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasMessage("Sequential: a layer's name must be letters, digits and underscores, but is \"" + name
                            + "\"");
        }
    }

    @Test
    void refusesNull() {
        assertThatThrownBy(() -> Sequential.of(Linear.of(2, 2), null))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Sequential: layer 1 is null");
    }

    @Test
    void refusesALayerThatIsUsedTwice() {
        Linear layer = Linear.of(2, 2);
        String elsewhere = " belongs to another model or place already; give each place a layer of its own";
        assertThatThrownBy(() -> Sequential.of(layer, layer))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Sequential: parameter linear2.weight" + elsewhere);
        Sequential block = Sequential.of(layer); // the refusal has left the layer as it was
        assertThatThrownBy(() -> Sequential.of(Linear.of(2, 2), layer))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Sequential: parameter linear1.weight" + elsewhere);
        Sequential model = Sequential.of(block);
        for (Layer taken : List.of(block, layer, model.layer("sequential1"))) {
            assertThatThrownBy(() -> Sequential.of(taken))
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasMessage("Sequential: parameter sequential1.linear1.weight" + elsewhere);
        }
    }

    /// Two convolutions as one layer; the second one's parameters would have the names of the first.
    private static final class Pair implements Layer {
        private final Linear first = Linear.of(2, 2);
        private final Linear second = Linear.of(2, 2);

        private Pair() {
            first.parameters().forEach(parameter -> parameter.within("first"));
            second.parameters().forEach(parameter -> parameter.within("second"));
        }

        @Override
        public Tensor forward(Tensor x, Pass pass) {
            return second.forward(first.forward(x, pass), pass);
        }

        @Override
        public Shape outputShape(Shape x) {
            return second.outputShape(first.outputShape(x));
        }

        @Override
        public List<Parameter> parameters() {
            return Stream.concat(first.parameters().stream(), second.parameters().stream()).toList();
        }
    }

    @Test
    void aLayerMayBeMadeOfLayers() {
        Sequential model = Sequential.of(new Pair(), new Pair());
        assertThat(model.parameters())
                .extracting(Parameter::name)
                .containsExactly(
                        "pair1.first.weight", "pair1.first.bias", "pair1.second.weight", "pair1.second.bias",
                        "pair2.first.weight", "pair2.first.bias", "pair2.second.weight", "pair2.second.bias");
        assertThat(weights(model).get("pair1.first.weight")).isNotEqualTo(weights(model).get("pair1.second.weight"));
        assertThatThrownBy(() -> model.parameter("pair1.first.weight").within("a b"))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Parameter: the name must be letters, digits and underscores, but is \"a b\"");
    }

    @Test
    void aPartThatHasValuesKeepsThem() {
        Sequential block = Sequential.of(Linear.of(2, 3)).initialize(7);
        int[] trained = bits(block.parameter("linear1.weight").tensor());
        Sequential model = Sequential.of(block, Linear.of(3, 1));
        assertThat(bits(model.parameter("sequential1.linear1.weight").tensor())).containsExactly(trained);
        // a part that nobody has given values has those of its new name
        Sequential fresh = Sequential.of(Sequential.of(Linear.of(2, 3)), Linear.of(3, 1));
        assertThat(weights(fresh)).isEqualTo(weights(Sequential.of(Sequential.of(Linear.of(2, 3)), Linear.of(3, 1))
                .initialize(0)));
    }

    @Test
    void saysWhatIsThereWhenANameIsNot() {
        Sequential model = Sequential.of(Linear.of(2, 2).withoutBias(), Activation.of(new Relu()));
        assertThatThrownBy(() -> model.layer("conv1"))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Sequential: there is no layer conv1, but [linear1, relu1]");
        assertThatThrownBy(() -> model.parameter("linear1.bias"))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Sequential: there is no parameter linear1.bias, but [linear1.weight]");
    }

    @Test
    void freezesTheParametersOfNamedLayers() {
        Sequential model = Fixtures.network(4, 3, 0).freeze("conv1", "linear1");
        assertThat(model.parameters())
                .extracting(Parameter::toString)
                .containsExactly("conv1.weight(4, 1, 3) frozen", "conv2.weight(4, 4, 3)", "linear1.weight(4, 4) frozen",
                        "linear1.bias(4) frozen", "linear2.weight(3, 4)", "linear2.bias(3)");
        assertThat(model.unfreeze("linear1").parameter("linear1.bias").isTrained()).isTrue();
        assertThat(model.parameter("conv1.weight").isFrozen()).isTrue();
        assertThatThrownBy(() -> model.unfreeze("conv9"))
                .hasMessageStartingWith("Sequential: there is no layer conv9, but ");
        assertThatThrownBy(() -> model.freeze("conv9"))
                .hasMessageStartingWith("Sequential: there is no layer conv9, but ");
    }

    @Test
    void initialValuesDependOnTheSeed() {
        assertThat(weights(Fixtures.network(8, 3, 1))).isEqualTo(weights(Fixtures.network(8, 3, 1)));
        Map<String, List<Integer>> one = weights(Fixtures.network(8, 3, 1));
        Map<String, List<Integer>> two = weights(Fixtures.network(8, 3, 2));
        one.forEach((name, values) -> {
            if (name.endsWith(".weight")) {
                assertThat(values).as(name).isNotEqualTo(two.get(name));
            }
        });
    }

    @Test
    void initialValuesDependOnTheNameAndTheShapeOnly() {
        Sequential small = Sequential.of(Conv1d.of(1, 8, 3), Linear.of(8, 3)).initialize(5);
        Sequential large = Sequential.of(
                Conv1d.of(1, 8, 3), Activation.of(new Relu()), Conv1d.of(8, 8, 3), Linear.of(8, 3),
                Linear.of(3, 3))
                .initialize(5);
        assertThat(weights(large)).containsAllEntriesOf(weights(small));
        // two layers of one shape have names of their own and so values of their own
        Sequential twins = Sequential.of(Linear.of(8, 8), Linear.of(8, 8)).initialize(5);
        assertThat(weights(twins).get("linear1.weight")).isNotEqualTo(weights(twins).get("linear2.weight"));
    }

    @Test
    void anInitialisationLeavesNothingOfTheValuesBefore() {
        Sequential model = Fixtures.network(4, 3, 1);
        model.parameters().forEach(parameter -> parameter.set(Tensor.full(parameter.shape(), 9)));
        assertThat(weights(model.initialize(1))).isEqualTo(weights(Fixtures.network(4, 3, 1)));
    }

    @Test
    void predictsABatchAsItsSamplesOneByOne() {
        Sequential model = Sequential.of(
                Conv1d.of(2, 16, 5).withPadding(new Padding.Same()),
                Activation.of(new DcFreeRelu()),
                Conv1d.of(16, 8, 3).withStride(2),
                Activation.of(new Relu()),
                Layer.of(new GlobalAveragePool1d()),
                Linear.of(8, 3))
                .initialize(3);
        Tensor x = random(Shape.of(23, 2, 301), 4); // 23 · 12,700 floats are more than one slice
        assertThat(Slices.samplesPerSlice(model, x.shape())).isBetween(2, 22);
        Tensor whole = model.predict(x);
        for (int n = 0; n < 23; n++) {
            assertThat(bits(model.predict(x.slice(n, n + 1)))).containsExactly(bits(whole.slice(n, n + 1)));
        }
        // and as the layers one by one, outside of any pool
        assertThat(bits(model.forward(x, Pass.EVALUATION))).containsExactly(bits(whole));
    }

    @Test
    void predictRecordsNothingAndGivesAnOrdinaryTensor() {
        Sequential model = Fixtures.network(4, 3, 0);
        Tensor y = model.predict(random(Shape.of(2, 1, 16), 1));
        assertThat(y.needsGradient()).isFalse();
        assertThat(y.workspace()).isSameAs(Workspace.ordinary());
        assertThatThrownBy(() -> y.backward(Tensor.zeros(y.shape())))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("Tensor.backward: nothing was recorded; no input required gradients, or it was computed by "
                        + "predict, which records nothing");
        Tensor kept = y.copy();
        model.predict(random(Shape.of(2, 1, 16), 2));
        assertThat(y.toArray()).containsExactly(kept.toArray());
    }

    @Test
    void predictSeesWeightsThatWereChangedAndDeclared() {
        Sequential model = Sequential.of(Linear.of(2, 1).withoutBias());
        Tensor x = Tensor.of(Shape.of(1, 2), 1, 10);
        model.parameter("linear1.weight").set(Tensor.of(Shape.of(1, 2), 1, 2));
        assertThat(model.predict(x).item()).isEqualTo(21);
        model.parameter("linear1.weight").set(Tensor.of(Shape.of(1, 2), 3, 4));
        assertThat(model.predict(x).item()).isEqualTo(43);
    }

    @Test
    void predictsNoSamplesAtAll() {
        assertThat(Fixtures.network(4, 3, 0).predict(Tensor.zeros(Shape.of(0, 1, 16))).shape())
                .isEqualTo(Shape.of(0, 3));
    }

    @Test
    void predictIsThreadSafe() throws Exception {
        Sequential model = Fixtures.network(8, 3, 1);
        List<Tensor> inputs = new ArrayList<>();
        List<int[]> expected = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            inputs.add(random(Shape.of(20, 1, 40 + i), i));
            expected.add(bits(model.predict(inputs.get(i))));
        }
        try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
            List<Future<int[]>> results = new ArrayList<>();
            for (int round = 0; round < 80; round++) {
                Tensor x = inputs.get(round % 8);
                results.add(executor.submit(() -> bits(model.predict(x))));
            }
            for (int round = 0; round < 80; round++) {
                assertThat(results.get(round).get()).containsExactly(expected.get(round % 8));
            }
        }
    }

    // --- capture ---

    /// Parts of parts, and more samples than one slice holds.
    private static Sequential nested() {
        return Sequential.of(
                Conv1d.of(2, 16, 5).withPadding(new Padding.Same()),
                Sequential.of(Activation.of(new DcFreeRelu()), Conv1d.of(16, 8, 3).withStride(2).named("narrow")),
                Activation.of(new Relu()),
                Layer.of(new GlobalAveragePool1d()),
                Linear.of(8, 3).named("logits"))
                .initialize(3);
    }

    @Test
    void capturesWhatTheLayersGiveOneAfterTheOther() {
        Sequential model = nested();
        Tensor x = random(Shape.of(23, 2, 301), 4);
        assertThat(Slices.samplesPerSlice(model, x.shape())).isBetween(2, 22);
        Map<String, Tensor> expected = new LinkedHashMap<>();
        Sequential block = (Sequential) model.layer("sequential1");
        expected.put("conv1", model.layer("conv1").forward(x, Pass.EVALUATION));
        expected.put("sequential1.dcFreeRelu1", block.layer("dcFreeRelu1").forward(expected.get("conv1"),
                Pass.EVALUATION));
        expected.put("sequential1.narrow",
                block.layer("narrow").forward(expected.get("sequential1.dcFreeRelu1"), Pass.EVALUATION));
        expected.put("sequential1", expected.get("sequential1.narrow"));
        expected.put("relu1", model.layer("relu1").forward(expected.get("sequential1"), Pass.EVALUATION));
        expected.put("globalAveragePool1",
                model.layer("globalAveragePool1").forward(expected.get("relu1"), Pass.EVALUATION));
        expected.put("logits", model.layer("logits").forward(expected.get("globalAveragePool1"), Pass.EVALUATION));
        Map<String, Tensor> seen = model.capture(x);
        assertThat(seen.keySet()).containsExactlyElementsOf(expected.keySet());
        seen.forEach((name, y) -> {
            assertThat(y.shape()).as(name).isEqualTo(expected.get(name).shape());
            assertThat(bits(y)).as(name).isEqualTo(bits(expected.get(name)));
            assertThat(y.workspace()).as(name).isSameAs(Workspace.ordinary());
            assertThat(y.needsGradient()).as(name).isFalse();
        });
        assertThat(bits(seen.get("logits"))).isEqualTo(bits(model.predict(x)));
        // sample by sample the same
        for (int n = 0; n < 23; n++) {
            Map<String, Tensor> one = model.capture(x.slice(n, n + 1));
            for (String name : expected.keySet()) {
                assertThat(bits(one.get(name))).isEqualTo(bits(seen.get(name).slice(n, n + 1)));
            }
        }
    }

    @Test
    void capturesOnlyTheNamedLayersInTheModelsOrder() {
        Sequential model = nested();
        Tensor x = random(Shape.of(3, 2, 40), 4);
        Map<String, Tensor> all = model.capture(x);
        Map<String, Tensor> some = model.capture(x, "logits", "sequential1.narrow", "conv1", "conv1");
        assertThat(some.keySet()).containsExactly("conv1", "sequential1.narrow", "logits");
        some.forEach((name, y) -> assertThat(bits(y)).containsExactly(bits(all.get(name))));
        some.get("conv1").set(0, 7); // the caller's own
        some.remove("logits");
        assertThat(bits(model.capture(x).get("conv1"))).containsExactly(bits(all.get("conv1")));
    }

    @Test
    void saysWhichLayersCanBeCaptured() {
        Tensor x = random(Shape.of(3, 2, 40), 4);
        assertThatThrownBy(() -> nested().capture(x, "conv1", "narrow", "input"))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Sequential.capture: there is no layer narrow, input, but [conv1, sequential1.dcFreeRelu1, "
                        + "sequential1.narrow, sequential1, relu1, globalAveragePool1, logits]");
        assertThatThrownBy(() -> nested().capture(Tensor.zeros(Shape.of(3, 5, 40)), "conv1"))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage(
                        "Convolution1d: weight (16, 2, 5) with groups 1 expects x (N, C, L) to have 2 channels, but "
                                + "x is (3, 5, 40) with 5");
        assertThatThrownBy(() -> nested().capture(Tensor.scalar(1)))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage("Sequential.capture: expected x with the batch as its first axis, but its shape is ()");
    }

    @Test
    void capturesABatchWithoutSamples() {
        Map<String, Tensor> seen = nested().capture(Tensor.zeros(Shape.of(0, 2, 40)), "sequential1", "logits");
        assertThat(seen.get("sequential1").shape()).isEqualTo(Shape.of(0, 8, 19));
        assertThat(seen.get("logits").shape()).isEqualTo(Shape.of(0, 3));
    }

    @Test
    void capturesALayerThatPutsChannelsIntoTheBatch() {
        // 600 samples of 2 · 250 floats: 131 run together
        Sequential model = Sequential.of(
                Layer.of(Reshape.to(-1, 1, 250)), Layer.of(Reshape.to(-1, 2, 250)), Activation.of(new Relu()));
        Tensor x = random(Shape.of(600, 2, 250), 1);
        assertThat(Slices.samplesPerSlice(model, x.shape())).isLessThan(300);
        Tensor parted = model.capture(x, "reshape1").get("reshape1");
        assertThat(parted.shape()).isEqualTo(Shape.of(1200, 1, 250));
        assertThat(parted.toArray()).isEqualTo(x.toArray());
        Sequential sum = Sequential.of(Activation.of(Reshape.to(1, -1)));
        assertThatThrownBy(() -> sum.capture(Tensor.zeros(Shape.of(2, 3))))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Sequential.capture: the first axis of layer reshape1's output is not that of the batch: its "
                                + "shape is (1, 6) for 2 samples");
    }

    @Test
    void theShapesOfAWholeBatchNeedNotFitOneArray() {
        // 60,000 samples of 40,000 hidden units are 2.4·10⁹ activations; a slice is one of a few samples
        Sequential model = Sequential.of(new Widen(40_000));
        Tensor y = model.predict(Tensor.of(Shape.of(60_000, 1), new float[60_000]));
        assertThat(y.shape()).isEqualTo(Shape.of(60_000, 1));
    }

    @Test
    void refusesInputThatDoesNotFitWithTheShapeThatItHas() {
        Sequential model = Fixtures.network(4, 3, 0);
        assertThatThrownBy(() -> model.predict(Tensor.zeros(Shape.of(8, 256, 1))))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage(
                        "Convolution1d: weight (4, 1, 3) with groups 1 expects x (N, C, L) to have 1 channel, but x is "
                                + "(8, 256, 1) with 256; x looks like (N, L, C): transpose it first");
    }

    @Test
    void refusesANumberWithoutABatch() {
        assertThatThrownBy(() -> Sequential.of(Activation.of(new Relu())).predict(Tensor.scalar(1)))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage("Sequential.predict: expected x with the batch as its first axis, but its shape is ()");
    }

    @Test
    void printsItsLayersByName() {
        Sequential block = Sequential.of(Linear.of(3, 3), Activation.of(new Relu()));
        assertThat(Sequential.of(Conv1d.of(1, 3, 3).withoutBias(), block, Linear.of(3, 2).named("logits")))
                .hasToString("""
                        Sequential(
                          conv1: Conv1d(1 → 3, kernel 3, no bias)
                          sequential1: Sequential(
                            linear1: Linear(3 → 3)
                            relu1: Relu
                          )
                          logits: Linear(3 → 2)
                        )""");
    }

    /// Multiply-adds by hand: 64 · 32 · 256 · 3, 64 · 32 · 256 · 96, 64 · 32 · 32, 64 · 3 · 32.
    @Test
    void summarisesThePapersNetwork() {
        Sequential model = Sequential.of(
                Conv1d.of(1, 32, 3).withPadding(new Padding.Causal()).withoutBias(),
                Activation.of(new Relu()),
                Conv1d.of(32, 32, 3).withPadding(new Padding.Causal()).withoutBias(),
                Activation.of(new Relu()),
                Layer.of(new GlobalAveragePool1d()),
                Linear.of(32, 32),
                Activation.of(new Relu()),
                Linear.of(32, 3));
        assertThat(model.summary(Shape.of(64, 1, 256))).isEqualTo("""
                layer                                                           output         parameters  multiply-adds
                input                                                           (64, 1, 256)
                conv1               Conv1d(1 → 32, kernel 3, causal, no bias)   (64, 32, 256)          96      1,572,864
                relu1               Relu                                        (64, 32, 256)           0              0
                conv2               Conv1d(32 → 32, kernel 3, causal, no bias)  (64, 32, 256)       3,072     50,331,648
                relu2               Relu                                        (64, 32, 256)           0              0
                globalAveragePool1  GlobalAveragePool1d                         (64, 32)                0              0
                linear1             Linear(32 → 32)                             (64, 32)            1,056         65,536
                relu3               Relu                                        (64, 32)                0              0
                linear2             Linear(32 → 3)                              (64, 3)                99          6,144
                total                                                                               4,323     51,976,192
                """);
    }

    /// Its address would be another one in the next run.
    @Test
    void aLayerThatDoesNotPrintItselfIsShownByItsClass() {
        Sequential model = Sequential.of(new Widen(3), Activation.of(new Negation()));
        assertThat(model).hasToString("""
                Sequential(
                  widen1: Widen
                  negation1: Negation
                )""");
        assertThat(model.summary(Shape.of(2, 1))).contains("widen1     Widen     (2, 1)");
    }

    private static Map<String, List<Integer>> weights(Sequential model) {
        Map<String, List<Integer>> weights = new LinkedHashMap<>();
        for (Parameter parameter : model.parameters()) {
            weights.put(parameter.name(), Arrays.stream(bits(parameter.tensor())).boxed().toList());
        }
        return weights;
    }

    private static Layer twoParameters(String first, String second) {
        return new Custom(List.of(
                Parameter.of(first, Shape.of(1), Initializer.zeros(), new Fans(1, 1)),
                Parameter.of(second, Shape.of(1), Initializer.zeros(), new Fans(1, 1))));
    }

    private record Custom(List<Parameter> parameters) implements Layer {
        @Override
        public Tensor forward(Tensor x, Pass pass) {
            return x;
        }

        @Override
        public Shape outputShape(Shape x) {
            return x;
        }
    }

    private static final class Negation implements UnaryOp {
        @Override
        public void forward(Tensor x, Tensor y) {
            for (int i = 0; i < x.size(); i++) {
                y.set(i, -x.get(i));
            }
        }

        @Override
        public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
            forward(dy, dx);
        }
    }

    /// States its shape by way of hidden units, (N, 1) to (N, units) and back, and computes nothing.
    private static final class Widen implements Layer {
        private final int units;

        private Widen(int units) {
            this.units = units;
        }

        @Override
        public Tensor forward(Tensor x, Pass pass) {
            return x;
        }

        @Override
        public Shape outputShape(Shape x) {
            return Shape.of(x.dim(0), units).with(1, 1);
        }
    }
}
