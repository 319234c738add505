package dev.halfwave.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.nn.init.Fans;
import dev.halfwave.nn.init.Initializer;
import org.junit.jupiter.api.Test;

/// A layer's tensors: values, versions, freezing, states.
final class ParameterTest {

    private final Parameter weight =
            Parameter.of("weight", Shape.of(2, 3), Initializer.glorotUniform(), new Fans(3, 2));
    private final Parameter mean = Parameter.state("running_mean", Shape.of(3), Initializer.constant(7));

    @Test
    void holdsValuesThatChangeInPlace() {
        Tensor tensor = weight.tensor();
        weight.set(Tensor.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6));
        assertThat(weight.tensor()).isSameAs(tensor);
        assertThat(tensor.toArray()).containsExactly(1f, 2f, 3f, 4f, 5f, 6f);
    }

    @Test
    void everyChangeIsANewVersion() {
        int first = weight.tensor().version();
        assertThat(first).isPositive(); // 0 would mean that nobody says when it changes
        weight.modified();
        weight.set(Tensor.zeros(Shape.of(2, 3)));
        weight.initialize(1);
        assertThat(weight.tensor().version()).isEqualTo(first + 3);
    }

    @Test
    void wantsGradientsUnlessItIsFrozenOrAState() {
        assertThat(weight.isTrained()).isTrue();
        assertThat(weight.tensor().needsGradient()).isTrue();
        assertThat(mean.isState()).isTrue();
        assertThat(mean.isTrained()).isFalse();
        assertThat(mean.tensor().needsGradient()).isFalse();
        mean.unfreeze();
        assertThat(mean.isTrained()).isFalse();
    }

    @Test
    void freezingKeepsTheValuesAndTheMemory() {
        weight.initialize(5);
        float[] values = weight.tensor().toArray();
        float[] memory = weight.tensor().data();
        weight.freeze();
        assertThat(weight.isFrozen()).isTrue();
        assertThat(weight.isTrained()).isFalse();
        assertThat(weight.tensor().needsGradient()).isFalse();
        assertThat(weight.tensor().toArray()).containsExactly(values);
        assertThat(weight.tensor().version()).isPositive();
        weight.unfreeze();
        assertThat(weight.isTrained()).isTrue();
        assertThat(weight.tensor().needsGradient()).isTrue();
        assertThat(weight.tensor().data()).isSameAs(memory);
    }

    @Test
    void startsAtItsInitializersValues() {
        mean.initialize(3);
        assertThat(mean.tensor().toArray()).containsExactly(7f, 7f, 7f);
        assertThat(Parameter.of("w", Shape.of(2), Initializer.constant(1), new Fans(1, 1)).tensor().toArray())
                .containsExactly(0f, 0f); // until somebody initializes it
    }

    @Test
    void printsItsNameItsShapeAndWhatIsSpecialAboutIt() {
        assertThat(weight).hasToString("weight(2, 3)");
        assertThat(mean).hasToString("running_mean(3) state");
        weight.freeze();
        assertThat(weight).hasToString("weight(2, 3) frozen");
    }

    @Test
    void refusesNamesAndValuesThatDoNotFit() {
        assertThatThrownBy(() -> Parameter.of("conv1.weight", Shape.of(1), Initializer.zeros(), new Fans(1, 1)))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Parameter: the name must be letters, digits and underscores, but is \"conv1.weight\"");
        assertThatThrownBy(() -> weight.set(Tensor.zeros(Shape.of(3, 2))))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage("Tensor.copyFrom: expected a source of shape (2, 3), but its shape is (3, 2)");
    }
}
