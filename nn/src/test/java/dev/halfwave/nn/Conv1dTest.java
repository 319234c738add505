package dev.halfwave.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.core.Gradients;
import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.UnaryOp;
import dev.halfwave.core.op.DcFreeRelu;
import dev.halfwave.core.op.Flatten;
import dev.halfwave.core.op.LeakyRelu;
import dev.halfwave.core.op.PadMode;
import dev.halfwave.core.op.Padding;
import dev.halfwave.core.op.Relu;
import dev.halfwave.nn.init.Initialization;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Parameters, shapes, cost and description of the layer; the arithmetic is tested with the op.
final class Conv1dTest {

    @TempDir
    private Path folder;

    @Test
    void convolvesWithItsWeightAndAddsItsBias() {
        Conv1d layer = Conv1d.of(1, 2, 3).withPadding(new Padding.Causal());
        layer.weight().set(Tensor.of(Shape.of(2, 1, 3), 1, 10, 100, 0, 0, 1));
        layer.parameters().get(1).set(Tensor.of(Shape.of(2), 0, 5));
        Tensor y = layer.forward(Tensor.of(Shape.of(1, 1, 4), 1, 2, 3, 4), Pass.EVALUATION);
        // filter 0: 100·1, 10·1 + 100·2, 1 + 20 + 300, 2 + 30 + 400; filter 1 keeps the present and adds 5
        assertThat(y.toArray()).containsExactly(100f, 210f, 321f, 432f, 6f, 7f, 8f, 9f);
    }

    @Test
    void paddingModesPutTheInputWhereZerosWere() {
        Conv1d three = Conv1d.of(1, 1, 3).withPadding(new Padding.Same()).withoutBias();
        // filters 1, 10, 100 over 2 | 1 2 3 4 | 3 and 1 | 1 2 3 4 | 4 and 4 | 1 2 3 4 | 1
        assertThat(convolved(three.withPaddingMode(PadMode.REFLECT))).containsExactly(212f, 321f, 432f, 343f);
        assertThat(convolved(three.withPaddingMode(PadMode.REPLICATE))).containsExactly(211f, 321f, 432f, 443f);
        assertThat(convolved(three.withPaddingMode(PadMode.CIRCULAR))).containsExactly(214f, 321f, 432f, 143f);
        assertThat(convolved(three.withPaddingMode(PadMode.CONSTANT))).containsExactly(210f, 321f, 432f, 43f);
        assertThat(three.activations(Shape.of(1, 1, 4))).isEqualTo(4);
        assertThat(three.withPaddingMode(PadMode.REFLECT).activations(Shape.of(1, 1, 4))).isEqualTo(4 + 6);
    }

    @Test
    void everyKindOfPaddingHasModes() {
        Conv1d circular = Conv1d.of(1, 1, 3).withoutBias().withPaddingMode(PadMode.CIRCULAR);
        assertThat(convolved(circular.withPadding(new Padding.Causal()))) // 3 4 | 1 2 3 4
                .containsExactly(143f, 214f, 321f, 432f);
        assertThat(convolved(circular.withPadding(new Padding.Explicit(0, 2)).withStride(2))) // 1 2 3 4 | 1 2
                .containsExactly(321f, 143f);
        assertThat(convolved(circular.withPadding(new Padding.Same()).withDilation(2))) // 3 4 | 1 2 3 4 | 1 2
                .containsExactly(313f, 424f, 131f, 242f);
        assertThat(convolved(circular)).containsExactly(321f, 432f); // none
        assertThat(convolved(circular.withPadding(new Padding.Explicit(0, 0)))).containsExactly(321f, 432f);
    }

    /// As PyTorch does: of an odd number of samples the extra one stands on the right.
    @Test
    void evenKernelsReachFurtherToTheRight() {
        Conv1d two = Conv1d.of(1, 1, 2).withPadding(new Padding.Same()).withoutBias();
        assertThat(convolved(two.withPaddingMode(PadMode.CIRCULAR))).containsExactly(21f, 32f, 43f, 14f);
        assertThat(convolved(two.withPaddingMode(PadMode.REFLECT))).containsExactly(21f, 32f, 43f, 34f);
        Conv1d four = Conv1d.of(1, 1, 4).withPadding(new Padding.Same()).withoutBias();
        assertThat(convolved(four.withPaddingMode(PadMode.CIRCULAR))) // 4 | 1 2 3 4 | 1 2
                .containsExactly(3214f, 4321f, 1432f, 2143f);
    }

    /// What a layer with filters 1, 10, 100, 1000 makes of 1 2 3 4.
    private static float[] convolved(Conv1d layer) {
        Tensor weight = Tensor.zeros(layer.weight().shape());
        for (int i = 0, power = 1; i < weight.size(); i++, power *= 10) {
            weight.set(i, power);
        }
        layer.weight().set(weight);
        return layer.forward(Tensor.of(Shape.of(1, 1, 4), 1, 2, 3, 4), Pass.EVALUATION).toArray();
    }

    @Test
    void theGradientReachesTheInputThroughThePadding() {
        Conv1d layer = Conv1d.of(1, 1, 3).withPadding(new Padding.Same()).withPaddingMode(PadMode.REPLICATE);
        layer.weight().set(Tensor.of(Shape.of(1, 1, 3), 1, 10, 100));
        Tensor x = Tensor.of(Shape.of(1, 1, 4), 1, 2, 3, 4).requiringGradient();
        Tensor y = layer.forward(x, Pass.EVALUATION);
        // the ends count twice: x0 as y0's first and second tap and y1's first, x3 as y3's second and third and y2's
        assertThat(y.backward(Tensor.of(y.shape(), 1, 2, 3, 4)).of(x).toArray())
                .containsExactly(1 + 10 + 2f, 100 + 20 + 3f, 200 + 30 + 4f, 300 + 40 + 400f);
    }

    @Test
    void theModeChangesNeitherShapeNorCost() {
        Conv1d layer = Conv1d.of(2, 4, 3).withPadding(new Padding.Explicit(3, 2)).withStride(2);
        Shape x = Shape.of(5, 2, 10);
        for (PadMode mode : PadMode.values()) {
            Conv1d other = layer.withPaddingMode(mode);
            assertThat(other.outputShape(x)).isEqualTo(Shape.of(5, 4, 7));
            assertThat(other.forward(Tensor.zeros(x), Pass.EVALUATION).shape()).isEqualTo(Shape.of(5, 4, 7));
            assertThat(other.multiplyAdds(x)).isEqualTo(5 * 4 * 7 * 6);
        }
    }

    @Test
    void itsDescriptionNamesTheModeUnlessItIsZeros() {
        Conv1d layer = Conv1d.of(1, 2, 3).withPadding(new Padding.Same()).withDilation(2);
        assertThat(layer.withPaddingMode(PadMode.REFLECT))
                .hasToString("Conv1d(1 → 2, kernel 3, same, reflect, dilation 2)");
        assertThat(layer.withPaddingMode(PadMode.REFLECT).spec().settings()).containsEntry("paddingMode", "REFLECT");
        assertThat(layer.withPaddingMode(PadMode.REFLECT).withPaddingMode(PadMode.CONSTANT))
                .hasToString("Conv1d(1 → 2, kernel 3, same, dilation 2)");
        assertThat(layer.spec().settings()).doesNotContainKey("paddingMode");
    }

    /// Of any kind of padding and for activations of any kind, one's own included.
    @Test
    void withAnActivationItHasTheBitsOfTheTwoLayers() {
        Conv1d strided = Conv1d.of(4, 6, 3).withStride(2).withDilation(2).withGroups(2);
        Conv1d padded = Conv1d.of(4, 6, 5).withPadding(new Padding.Same()).withoutBias();
        for (UnaryOp activation : new UnaryOp[] {new Relu(), new LeakyRelu(0.2f), new DcFreeRelu(), new Square()}) {
            assertSameAsTwoLayers(strided, activation);
            assertSameAsTwoLayers(Conv1d.of(4, 6, 3).withPadding(new Padding.Causal()), activation);
            for (PadMode mode : PadMode.values()) {
                assertSameAsTwoLayers(padded.withPaddingMode(mode), activation);
            }
        }
    }

    private static void assertSameAsTwoLayers(Conv1d layer, UnaryOp activation) {
        Sequential one = Sequential.of(layer.withActivation(activation)).initialize(1);
        Sequential two = Sequential.of(layer.named("conv1"), Activation.of(activation)).initialize(1);
        for (int length : new int[] {9, 70}) {
            Tensor x = Fixtures.random(Shape.of(3, 4, length), 2).requiringGradient();
            Tensor y = one.forward(x, Pass.EVALUATION);
            Tensor expected = two.forward(x, Pass.EVALUATION);
            assertThat(one.outputShape(x.shape())).isEqualTo(y.shape());
            assertThat(Fixtures.bits(y)).containsExactly(Fixtures.bits(expected));
            Tensor dy = Fixtures.random(y.shape(), 3);
            Gradients gradients = y.backward(dy);
            Gradients expectedGradients = expected.backward(dy);
            assertThat(Fixtures.bits(gradients.of(x))).containsExactly(Fixtures.bits(expectedGradients.of(x)));
            for (int i = 0; i < one.parameters().size(); i++) {
                assertThat(Fixtures.bits(gradients.of(one.parameters().get(i).tensor())))
                        .containsExactly(Fixtures.bits(expectedGradients.of(two.parameters().get(i).tensor())));
            }
        }
    }

    private record Square() implements UnaryOp {
        @Override
        public void forward(Tensor x, Tensor y) {
            for (int i = 0; i < x.size(); i++) {
                y.set(i, x.get(i) * x.get(i));
            }
        }

        @Override
        public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
            for (int i = 0; i < x.size(); i++) {
                dx.set(i, 2 * x.get(i) * dy.get(i));
            }
        }
    }

    /// With ReLU there is one result instead of two: more samples fit the working set.
    @Test
    void aFusedActivationNeedsNoMemoryOfItsOwn() {
        Shape x = Shape.of(5, 2, 10);
        Conv1d layer = Conv1d.of(2, 4, 3);
        assertThat(layer.activations(x)).isEqualTo(5 * 4 * 8);
        assertThat(layer.withActivation(new Relu()).activations(x)).isEqualTo(5 * 4 * 8);
        assertThat(layer.withActivation(new LeakyRelu(0.2f)).activations(x)).isEqualTo(2 * 5 * 4 * 8);
        assertThat(layer.withActivation(new Relu()).multiplyAdds(x)).isEqualTo(layer.multiplyAdds(x));
        Conv1d circular = layer.withPadding(new Padding.Causal()).withPaddingMode(PadMode.CIRCULAR);
        assertThat(circular.withActivation(new Relu()).activations(x)).isEqualTo(5 * (4 * 10 + 2 * 12));
    }

    /// The shape and the cost of the convolution are not those of what follows it.
    @Test
    void anActivationMayChangeTheShape() {
        Conv1d layer = Conv1d.of(2, 4, 3).withActivation(new Flatten());
        Shape x = Shape.of(5, 2, 10);
        assertThat(layer.outputShape(x)).isEqualTo(Shape.of(5, 32));
        assertThat(layer.multiplyAdds(x)).isEqualTo(960);
        assertThat(layer.activations(x)).isEqualTo(2 * 5 * 32);
    }

    @Test
    void anActivationIsPrintedAndSavedWithTheLayer() throws IOException {
        Conv1d layer = Conv1d.of(1, 2, 3).withPadding(new Padding.Causal());
        Conv1d rectified = layer.withActivation(new Relu());
        assertThat(rectified).hasToString("Conv1d(1 → 2, kernel 3, causal, Relu)");
        assertThat(layer.withoutBias().withActivation(new LeakyRelu(0.25f)))
                .hasToString("Conv1d(1 → 2, kernel 3, causal, no bias, LeakyRelu[slope=0.25])");
        assertThat(rectified.kind()).isEqualTo("conv");
        assertThat(rectified.spec().settings()).containsEntry("activation", "Relu");
        assertThat(layer.spec().settings()).doesNotContainKey("activation");
        Sequential model = Sequential.of(rectified, Conv1d.of(2, 2, 3).withActivation(new LeakyRelu(0.25f)))
                .initialize(1);
        Path file = folder.resolve("model.safetensors");
        model.save(file);
        Sequential loaded = Sequential.load(file);
        assertThat(loaded).hasToString(model.toString());
        Tensor x = Fixtures.random(Shape.of(3, 1, 20), 1);
        assertThat(Fixtures.bits(loaded.predict(x))).containsExactly(Fixtures.bits(model.predict(x)));
        assertThat(model.summary(x.shape())).contains("Conv1d(1 → 2, kernel 3, causal, Relu)");
    }

    @Test
    void aModelWithAnActivationOfOnesOwnIsLoadedByAFactory() throws IOException {
        Sequential model = Sequential.of(Conv1d.of(1, 2, 3).withActivation(new Square())).initialize(1);
        Path file = folder.resolve("own.safetensors");
        model.save(file);
        assertThatThrownBy(() -> Sequential.load(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": the architecture cannot be built: layer Conv1d: setting \"activation\" must name "
                        + "an op of Halfwave, but is Square; give Sequential.load a factory for Conv1d");
        Sequential loaded = Sequential.load(
                file, Map.of("Conv1d", spec -> Conv1d.of(1, 2, 3).withActivation(new Square())));
        Tensor x = Fixtures.random(Shape.of(1, 1, 8), 1);
        assertThat(Fixtures.bits(loaded.predict(x))).containsExactly(Fixtures.bits(model.predict(x)));
    }

    @Test
    void refusesWhatIsNoActivation() {
        assertThatThrownBy(() -> Conv1d.of(1, 2, 3).withActivation(null))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Conv1d: the activation is null; leave it out for none");
        LayerSpec spec = Conv1d.of(1, 2, 3).spec().with("activation", "InvertedDropout");
        assertThatThrownBy(() -> Conv1d.fromSpec(LayerSpec.of("Conv1d").with("activation", "Relu")))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("layer Conv1d: setting \"padding\" is missing");
        assertThatThrownBy(() -> Conv1d.fromSpec(spec.with("activation", "Mean").with("activation.axes", List.of(1))
                .with("activation.keepAxes", true)))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("layer Conv1d: setting \"activation\" must name an activation of Halfwave, but is Mean");
    }

    @Test
    void ownsAWeightAndUnlessAskedOtherwiseABias() {
        assertThat(Conv1d.of(4, 6, 5).parameters())
                .extracting(Parameter::toString)
                .containsExactly("weight(6, 4, 5)", "bias(6)");
        assertThat(Conv1d.of(4, 6, 5).withGroups(2).withoutBias().parameters())
                .extracting(Parameter::toString)
                .containsExactly("weight(6, 2, 5)");
    }

    @Test
    void statesItsOutputShapeWithoutComputing() {
        Shape x = Shape.of(5, 2, 10);
        Conv1d layer = Conv1d.of(2, 4, 3);
        assertThat(layer.outputShape(x)).isEqualTo(Shape.of(5, 4, 8));
        assertThat(layer.withPadding(new Padding.Same()).outputShape(x)).isEqualTo(Shape.of(5, 4, 10));
        assertThat(layer.withPadding(new Padding.Causal()).outputShape(x)).isEqualTo(Shape.of(5, 4, 10));
        assertThat(layer.withPadding(new Padding.Explicit(1, 2)).outputShape(x)).isEqualTo(Shape.of(5, 4, 11));
        assertThat(layer.withStride(2).outputShape(x)).isEqualTo(Shape.of(5, 4, 4)); // ⌊(10 − 3) / 2⌋ + 1
        assertThat(layer.withDilation(3).outputShape(x)).isEqualTo(Shape.of(5, 4, 4)); // 10 − 3 · 2
    }

    @Test
    void countsItsMultiplyAdds() {
        // 5 · 4 · 8 outputs of 2 · 3 products each
        assertThat(Conv1d.of(2, 4, 3).multiplyAdds(Shape.of(5, 2, 10))).isEqualTo(960);
        // two groups: 5 · 4 · 8 outputs of 1 · 3 products each
        assertThat(Conv1d.of(2, 4, 3).withGroups(2).multiplyAdds(Shape.of(5, 2, 10))).isEqualTo(480);
        assertThat(Conv1d.of(1000, 1000, 3).multiplyAdds(Shape.of(100, 1000, 1002)))
                .isEqualTo(300_000_000_000L); // more than an int counts
    }

    @Test
    void printsWhatIsNotTheDefault() {
        assertThat(Conv1d.of(1, 32, 3)).hasToString("Conv1d(1 → 32, kernel 3)");
        assertThat(Conv1d.of(1, 32, 3).withPadding(new Padding.Causal()).withoutBias())
                .hasToString("Conv1d(1 → 32, kernel 3, causal, no bias)");
        assertThat(Conv1d.of(4, 8, 5).withPadding(new Padding.Same()).withDilation(2).withGroups(4))
                .hasToString("Conv1d(4 → 8, kernel 5, same, dilation 2, groups 4)");
        assertThat(Conv1d.of(4, 8, 5).withStride(2).withPadding(new Padding.Explicit(1, 0)))
                .hasToString("Conv1d(4 → 8, kernel 5, stride 2, padding 1/0)");
    }

    @Test
    void settingsDoNotDependOnTheOrderInWhichTheyAreGiven() {
        Conv1d one = Conv1d.of(4, 8, 3).named("filters").withoutBias().withInitialization(Initialization.PYTORCH)
                .withActivation(new Relu())
                .withPaddingMode(PadMode.CIRCULAR)
                .withStride(2).withDilation(3).withGroups(2).withPadding(new Padding.Explicit(1, 2));
        Conv1d other = Conv1d.of(4, 8, 3).withPadding(new Padding.Explicit(1, 2)).withGroups(2).withDilation(3)
                .withStride(2).withPaddingMode(PadMode.CIRCULAR).withInitialization(Initialization.PYTORCH)
                .withActivation(new Relu()).withoutBias().named("filters");
        assertThat(one).hasToString(
                "Conv1d(4 → 8, kernel 3, stride 2, padding 1/2, circular, dilation 3, groups 2, no bias, Relu)");
        assertThat(other).hasToString(one.toString());
        assertThat(one.name()).contains("filters");
        assertThat(other.spec()).isEqualTo(one.spec());
        float[] weights = Sequential.of(one).initialize(3).parameters().getFirst().tensor().toArray();
        assertThat(Sequential.of(other).initialize(3).parameters().getFirst().tensor().toArray())
                .containsExactly(weights);
    }

    @Test
    void countsAsConv() {
        assertThat(Conv1d.of(1, 1, 1).kind()).isEqualTo("conv");
        assertThat(Conv1d.of(1, 1, 1).name()).isEmpty();
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        assertThatThrownBy(() -> Conv1d.of(0, 1, 3))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Conv1d: inChannels must be at least 1, but is 0");
        assertThatThrownBy(() -> Conv1d.of(1, -2, 3))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Conv1d: outChannels must be at least 1, but is -2");
        assertThatThrownBy(() -> Conv1d.of(1, 1, 0))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Conv1d: kernelSize must be at least 1, but is 0");
        assertThatThrownBy(() -> Conv1d.of(4, 6, 3).withGroups(4))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Conv1d: inChannels (4) and outChannels (6) must be divisible by groups (4)");
        assertThatThrownBy(() -> Conv1d.of(4, 6, 3).withPadding(new Padding.Same()).withStride(2))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Convolution1d: Padding.Same keeps the length, which only stride 1 can, but the stride is 2; "
                                + "use Padding.Explicit");
        assertThatThrownBy(() -> Conv1d.of(1 << 11, 1 << 11, 1 << 11))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Shape: [2048, 2048, 2048] has more than 2^31 - 1 elements, which one float[] cannot hold");
    }

    @Test
    void refusesInputThatIsTooShortForItsPadding() {
        Conv1d layer = Conv1d.of(4, 1, 9).withPadding(new Padding.Causal()).withPaddingMode(PadMode.REFLECT);
        String message = "Pad1d: mode REFLECT with left 8 and right 0 expects x (..., L) to have a length of at least "
                + "9, but x is (2, 4, 8) with 8";
        assertThatThrownBy(() -> layer.outputShape(Shape.of(2, 4, 8)))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> layer.forward(Tensor.zeros(Shape.of(2, 4, 8)), Pass.EVALUATION))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage(message);
        // and speaks of the input, not of what it is padded to
        assertThatThrownBy(() -> layer.forward(Tensor.zeros(Shape.of(2, 9, 4)), Pass.EVALUATION))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage("Convolution1d: weight (1, 4, 9) with groups 1 expects x (N, C, L) to have 4 channels, but "
                        + "x is (2, 9, 4) with 9; x looks like (N, L, C): transpose it first");
    }

    @Test
    void refusesNoMode() {
        assertThatThrownBy(() -> Conv1d.of(1, 1, 3).withPaddingMode(null))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Conv1d: padding mode must be CONSTANT, REFLECT, REPLICATE or CIRCULAR, but is null");
    }

    @Test
    void refusesInputThatDoesNotFit() {
        assertThatThrownBy(() -> Conv1d.of(4, 16, 5).outputShape(Shape.of(8, 256, 4)))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage(
                        "Convolution1d: weight (16, 4, 5) with groups 1 expects x (N, C, L) to have 4 channels, but x "
                                + "is (8, 256, 4) with 256; x looks like (N, L, C): transpose it first");
    }
}
