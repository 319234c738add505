package dev.halfwave.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import org.junit.jupiter.api.Test;

/// Parameters, shapes, cost and description of the layer; the arithmetic is tested with the op.
final class LinearTest {

    @Test
    void multipliesWithItsWeightAndAddsItsBias() {
        Linear layer = Linear.of(3, 2);
        layer.weight().set(Tensor.of(Shape.of(2, 3), 1, 10, 100, 0, 0, -1));
        layer.parameters().get(1).set(Tensor.of(Shape.of(2), 0.5f, 1000));
        Tensor y = layer.forward(Tensor.of(Shape.of(1, 3), 1, 2, 3), Pass.EVALUATION);
        assertThat(y.toArray()).containsExactly(321.5f, 997f); // 1 + 20 + 300 + 0.5 and −3 + 1000
    }

    @Test
    void ownsAWeightAndUnlessAskedOtherwiseABias() {
        assertThat(Linear.of(32, 3).parameters())
                .extracting(Parameter::toString)
                .containsExactly("weight(3, 32)", "bias(3)");
        assertThat(Linear.of(32, 3).withoutBias().parameters())
                .extracting(Parameter::toString)
                .containsExactly("weight(3, 32)");
    }

    @Test
    void statesItsOutputShapeAndItsCost() {
        assertThat(Linear.of(32, 3).outputShape(Shape.of(5, 32))).isEqualTo(Shape.of(5, 3));
        assertThat(Linear.of(32, 3).outputShape(Shape.of(5, 7, 32))).isEqualTo(Shape.of(5, 7, 3));
        assertThat(Linear.of(32, 3).multiplyAdds(Shape.of(5, 32))).isEqualTo(480); // 5 · 3 outputs of 32 products
    }

    @Test
    void printsItsFeatures() {
        assertThat(Linear.of(32, 3)).hasToString("Linear(32 → 3)");
        assertThat(Linear.of(32, 3).withoutBias().named("logits")).hasToString("Linear(32 → 3, no bias)");
        assertThat(Linear.of(32, 3).named("logits").withoutBias().name()).contains("logits");
        assertThat(Linear.of(32, 3).kind()).isEqualTo("linear");
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatThrownBy(() -> Linear.of(0, 3))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Linear: inFeatures and outFeatures must be at least 1, but are 0 and 3");
        assertThatThrownBy(() -> Linear.of(32, 3).outputShape(Shape.of(5, 31)))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage(
                        "FullyConnected: weight (3, 32) expects x (N, ..., inFeatures) to have 32 features, but x is "
                                + "(5, 31) with 31");
    }
}
