package dev.halfwave.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.Transpose;
import org.junit.jupiter.api.Test;

/// Parameters, shapes and description of the layer; the arithmetic is tested with the op.
final class LayerNormTest {

    private final LayerNorm layer = LayerNorm.of(2).withEpsilon(1e-30); // of no effect beside these variances

    @Test
    void normalizesScalesAndShifts() {
        Sequential model = Sequential.of(layer); // gives the parameters their first values
        Tensor x = Tensor.of(Shape.of(1, 2, 2), 1, 3, 20, 10);
        for (Pass pass : new Pass[] {Pass.EVALUATION, new Pass(true, 0, 0, 0)}) {
            assertThat(model.forward(x, pass).toArray()).containsExactly(-1f, 1f, 1f, -1f);
        }
        model.parameter("layerNorm1.weight").set(Tensor.of(Shape.of(2), 10, 100));
        model.parameter("layerNorm1.bias").set(Tensor.of(Shape.of(2), 1, 2));
        assertThat(model.predict(x).toArray()).containsExactly(-9f, 102f, 11f, -98f);
    }

    @Test
    void betweenTwoTransposesItNormalizesTheChannelsOfEachTimeStep() {
        Sequential model = Sequential.of(Layer.of(new Transpose(1, 2)), layer, Layer.of(new Transpose(1, 2)));
        // channels at time 0: 1 and 3, at time 1: 20 and 10
        Tensor x = Tensor.of(Shape.of(1, 2, 2), 1, 20, 3, 10);
        assertThat(model.predict(x).toArray()).containsExactly(-1f, 1f, 1f, -1f);
    }

    @Test
    void ownsAWeightAndABiasOfTheNormalizedShape() {
        assertThat(LayerNorm.of(32, 256).parameters())
                .extracting(Parameter::toString)
                .containsExactly("weight(32, 256)", "bias(32, 256)");
    }

    @Test
    void printsItsShape() {
        assertThat(LayerNorm.of(32, 256).named("norm")).hasToString("LayerNorm(32, 256)");
        assertThat(LayerNorm.of(32).withEpsilon(1e-3)).hasToString("LayerNorm(32, epsilon 0.001)");
        assertThat(LayerNorm.of(32).named("norm").withEpsilon(1e-3).name()).contains("norm");
        assertThat(LayerNorm.of(32).kind()).isEqualTo("layerNorm");
        assertThat(LayerNorm.of(32).outputShape(Shape.of(5, 7, 32))).isEqualTo(Shape.of(5, 7, 32));
    }

    @Test
    void refusesWhatDoesNotFit() {
        for (int[] lengths : new int[][] {{}, {0}, {3, 0}}) {
            assertThatThrownBy(() -> LayerNorm.of(lengths))
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "LayerNorm: normalizedShape must have at least one axis, of length 1 or more each, but is "
                                    + Shape.of(lengths));
        }
        assertThatThrownBy(() -> LayerNorm.of(32).outputShape(Shape.of(5, 32, 7)))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage("LayerNormalization: the last axes of x (5, 32, 7) expect weight and bias to be (7), but "
                        + "weight is (32) and bias is (32)");
        assertThatThrownBy(() -> LayerNorm.of(32).withEpsilon(0))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("LayerNorm: epsilon must be positive, but is 0.0");
    }
}
