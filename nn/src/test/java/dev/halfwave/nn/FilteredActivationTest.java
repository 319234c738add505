package dev.halfwave.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.core.Op;
import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.UnaryOp;
import dev.halfwave.core.op.AntiderivativeRelu;
import dev.halfwave.core.op.AveragePool1d;
import dev.halfwave.core.op.Identity;
import dev.halfwave.core.op.LeakyRelu;
import dev.halfwave.core.op.Relu;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FilteredActivationTest {

    private static final int LENGTH = 96;

    private final FilteredActivation relu = FilteredActivation.of(new Relu());

    @TempDir
    private Path folder;

    /// `cos(2π t / period + phase)`.
    private static Tensor tone(double period, double phase) {
        Tensor x = Tensor.zeros(Shape.of(1, 1, LENGTH));
        for (int t = 0; t < LENGTH; t++) {
            x.set(t, (float) Math.cos(2 * Math.PI * t / period + phase));
        }
        return x;
    }

    @Test
    void aConstantBecomesItsActivationUpToTheEnds() {
        for (float value : relu.forward(Tensor.full(Shape.of(1, 2, 9), 0.7f), Pass.EVALUATION).toArray()) {
            assertThat(value).isCloseTo(0.7f, within(4e-7f));
        }
        for (float value : relu.forward(Tensor.full(Shape.of(1, 2, 9), -0.7f), Pass.EVALUATION).toArray()) {
            assertThat(value).isZero();
        }
    }

    /// One percent of a tone of 32 samples per period is a shift by a twentieth of a sample.
    @Test
    void hasNoDelay() {
        Tensor x = tone(32, 0.3);
        Tensor y = FilteredActivation.of(new Identity()).forward(x, Pass.EVALUATION);
        for (int t = 6; t < LENGTH - 6; t++) {
            assertThat(y.get(t)).as("sample %d", t).isCloseTo(x.get(t), within(0.01f));
        }
    }

    /// The lowest and highest DC over all phases of a unit tone, measured over whole periods away from the ends.
    private static double[] dcOfTone(Layer activation, int samplesPerPeriod) {
        double lowest = Double.POSITIVE_INFINITY;
        double highest = Double.NEGATIVE_INFINITY;
        for (int phase = 0; phase < 720; phase++) {
            Tensor y = activation.forward(tone(samplesPerPeriod, Math.PI * phase / 360), Pass.EVALUATION);
            double sum = 0;
            for (int t = 24; t < 48; t++) { // 24 is a multiple of 3, 4 and 8
                sum += y.get(t);
            }
            lowest = Math.min(lowest, sum / 24);
            highest = Math.max(highest, sum / 24);
        }
        return new double[] {lowest, highest};
    }

    private static void assertDc(Layer activation, int samplesPerPeriod, double lowest, double highest) {
        assertThat(dcOfTone(activation, samplesPerPeriod))
                .as("%s, %d samples per period", activation, samplesPerPeriod)
                .containsExactly(new double[] {lowest, highest}, within(1e-4));
    }

    /// Of ReLU the DC is in [cot(π/Q)/Q, csc(π/Q)/Q], where Q is the number of samples per period or, if that is odd,
    /// twice that; in continuous time it is 1/π = 0.3183. The filtered values were computed from BigVGAN's taps in
    /// double.
    @Test
    void theDcOfATonesRectificationDependsLessOnItsPhase() {
        Layer plain = Activation.of(new Relu());
        assertDc(plain, 3, .28868, .33333);
        assertDc(plain, 4, .25, .35355);
        assertDc(plain, 8, .30178, .32664);
        assertDc(relu, 3, .2775, .3051);
        assertDc(relu, 4, .2990, .3248);
        assertDc(relu, 8, .3155, .3214);
        assertDc(Activation.of(new AntiderivativeRelu()), 4, .25, .26517);
    }

    @Test
    void keepsTheShape() {
        assertThat(relu.outputShape(Shape.of(2, 3, 7))).isEqualTo(Shape.of(2, 3, 7));
        assertThat(relu.forward(Tensor.zeros(Shape.of(2, 3, 7)), Pass.EVALUATION).shape()).isEqualTo(Shape.of(2, 3, 7));
        assertThatThrownBy(() -> relu.outputShape(Shape.of(3, 7)))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage("Upsample1d: expected x with axes (N, C, L), but its shape is (3, 7)");
        FilteredActivation pool = FilteredActivation.of(AveragePool1d.of(2));
        String message =
                "FilteredActivation: expected an op that keeps the shape (1, 3, 16), but AveragePool1d makes it "
                        + "(1, 3, 8)";
        assertThatThrownBy(() -> pool.outputShape(Shape.of(1, 3, 8)))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> pool.forward(Tensor.zeros(Shape.of(1, 3, 8)), Pass.EVALUATION))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage(message);
    }

    @Test
    void refusesNoOp() {
        assertThatThrownBy(() -> FilteredActivation.of(null))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("FilteredActivation: the op is null");
    }

    @Test
    void gradientsFlowThrough() {
        Tensor x = tone(32, 0.3).requiringGradient();
        Tensor y = relu.forward(x, Pass.EVALUATION);
        // the gradient of the sum: 1 well inside the positive half-waves, 0 well inside the negative ones
        Tensor dx = y.backward(Tensor.full(y.shape(), 1)).of(x);
        for (int t = 10; t < LENGTH - 10; t++) {
            if (Math.abs(x.get(t)) > 0.9f) {
                assertThat(dx.get(t)).as("sample %d", t).isCloseTo(x.get(t) > 0 ? 1 : 0, within(0.01f));
            }
        }
    }

    @Test
    void isCountedAndPrintedByItsOp() {
        assertThat(Sequential.of(relu, FilteredActivation.of(new Relu()), relu.named("last")).layers())
                .containsOnlyKeys("filteredRelu1", "filteredRelu2", "last");
        assertThat(relu).hasToString("FilteredActivation(Relu)");
        assertThat(relu.parameters()).isEmpty();
        assertThat(relu.multiplyAdds(Shape.of(2, 3, 10))).isEqualTo(60 * 24);
        assertThat(relu.activations(Shape.of(2, 3, 10))).isEqualTo(60 * 5); // up, activated, down
    }

    @Test
    void aModelWithItIsSavedAndLoaded() throws IOException {
        Sequential model = Sequential.of(
                Conv1d.of(1, 3, 5),
                relu.named("rectified"),
                FilteredActivation.of(new LeakyRelu(0.2f)));
        Path file = folder.resolve("model.safetensors");
        model.save(file);
        Sequential loaded = Sequential.load(file);
        assertThat(loaded).hasToString(model.toString());
        assertThat(loaded.layers()).containsOnlyKeys("conv1", "rectified", "filteredLeakyRelu1");
        Tensor x = Fixtures.random(Shape.of(2, 1, 40), 1);
        assertThat(Fixtures.bits(loaded.predict(x))).containsExactly(Fixtures.bits(model.predict(x)));
    }

    @Test
    void describesTheSettingsOfItsOp() {
        LayerSpec spec = FilteredActivation.of(new AveragePool1d(3, 1, 1, false, true)).spec();
        assertThat(spec.type()).isEqualTo("FilteredActivation");
        assertThat(spec.settings()).isEqualTo(Map.of(
                "op", "AveragePool1d", "op.kernelSize", 3, "op.stride", 1, "op.padding", 1, "op.ceilMode", false,
                "op.countIncludePad", true));
        assertThat(spec.settings().keySet()).startsWith("op", "op.kernelSize");
        assertThat(relu.named("a").spec().settings()).isEqualTo(Map.of("name", "a", "op", "Relu"));
    }

    @Test
    void refusesADescriptionOfNoOpOfHalfwave() {
        LayerSpec spec = LayerSpec.of("FilteredActivation");
        assertThatThrownBy(() -> FilteredActivation.fromSpec(spec))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("layer FilteredActivation: setting \"op\" is missing");
        assertThatThrownBy(() -> FilteredActivation.fromSpec(spec.with("op", "java.lang.Runtime")))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("layer FilteredActivation: setting \"op\" must name an op of Halfwave, but is "
                        + "java.lang.Runtime; give Sequential.load a factory for FilteredActivation");
        assertThatThrownBy(() -> FilteredActivation.fromSpec(spec.with("op", "AveragePool1d")))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("layer AveragePool1d: setting \"kernelSize\" is missing");
    }

    /// x².
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

    @Test
    void takesAnOpOfOnesOwn() throws IOException {
        Op square = new Square();
        Sequential model = Sequential.of(FilteredActivation.of(square));
        Path file = folder.resolve("own.safetensors");
        model.save(file);
        Sequential loaded = Sequential.load(file, Map.of("FilteredActivation", spec -> FilteredActivation.of(square)));
        // the square of a tone: a tone of twice the frequency around 1/2
        Tensor y = loaded.predict(tone(16, 0));
        for (int t = 6; t < LENGTH - 6; t++) {
            assertThat(y.get(t)).isCloseTo(0.5f + 0.5f * (float) Math.cos(2 * Math.PI * t / 8), within(0.01f));
        }
    }
}
