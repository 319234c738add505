package dev.halfwave.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.Padding;
import dev.halfwave.nn.init.Initialization;
import org.junit.jupiter.api.Test;

/// Parameters, shapes, cost and description of the layer; the arithmetic is tested with the op.
final class Conv1dTest {

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
                .withStride(2).withDilation(3).withGroups(2).withPadding(new Padding.Explicit(1, 2));
        Conv1d other = Conv1d.of(4, 8, 3).withPadding(new Padding.Explicit(1, 2)).withGroups(2).withDilation(3)
                .withStride(2).withInitialization(Initialization.PYTORCH).withoutBias().named("filters");
        assertThat(one).hasToString(
                "Conv1d(4 → 8, kernel 3, stride 2, padding 1/2, dilation 3, groups 2, no bias)");
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
    void refusesInputThatDoesNotFit() {
        assertThatThrownBy(() -> Conv1d.of(4, 16, 5).outputShape(Shape.of(8, 256, 4)))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage(
                        "Convolution1d: weight (16, 4, 5) with groups 1 expects x (N, C, L) to have 4 channels, but x "
                                + "is (8, 256, 4) with 256; x looks like (N, L, C): transpose it first");
    }
}
