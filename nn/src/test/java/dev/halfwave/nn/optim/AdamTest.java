package dev.halfwave.nn.optim;

import static dev.halfwave.nn.optim.OptimizerSteps.gradient;
import static dev.halfwave.nn.optim.OptimizerSteps.parameter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.core.Gradients;
import dev.halfwave.core.Parallel;
import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.nn.Parameter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Steps computed by hand in both forms, where they differ visibly.
@Tag("both-backends")
final class AdamTest {

    // β₁ = 0.5, β₂ = 0.75, lr = 0.5, ε = 1: after g = 2 it is m = 0.5 · 2 = 1 and v = 0.25 · 4 = 1
    private final Adam simple = Adam.of(0.5).withBetas(0.5, 0.75);
    private final Parameter w = parameter("w", 1);

    @Test
    void pytorchsFormAddsEpsilonToTheCorrectedRoot() {
        Adam adam = simple.withEpsilon(1);
        adam.step(List.of(w), gradient(w, 2));
        // m̂ = 1 / 0.5 = 2, v̂ = 1 / 0.25 = 4; 1 − 0.5 · 2 / (2 + 1)
        assertThat(w.tensor().get(0)).isCloseTo(1 - 1 / 3f, within(1e-7f));
        adam.step(List.of(w), gradient(w, -1));
        // m = 0.5 · 1 − 0.5 = 0; the weight stays, whatever v is
        assertThat(w.tensor().get(0)).isCloseTo(1 - 1 / 3f, within(1e-7f));
        adam.step(List.of(w), gradient(w, 1));
        // m = 0.5, m̂ = 0.5 / 0.875; v: 1 → 0.75 + 0.25 = 1 → 1, v̂ = 1 / (1 − 0.421875) = 1.7297297
        // 0.5 · 0.5714286 / (1.3151919 + 1) = 0.1234085
        assertThat(w.tensor().get(0)).isCloseTo(0.6666667f - 0.1234085f, within(2e-7f));
    }

    @Test
    void kerasFormAddsEpsilonBeforeTheCorrection() {
        Adam adam = simple.withKerasEpsilon(1);
        adam.step(List.of(w), gradient(w, 2));
        // lr · √0.25 / 0.5 = 0.5, and 1 / (1 + 1): 1 − 0.25, where PyTorch's form gives 1 − 1/3
        assertThat(w.tensor().get(0)).isEqualTo(0.75f);
        adam.step(List.of(w), gradient(w, -1));
        adam.step(List.of(w), gradient(w, 1));
        // lr · √0.578125 / 0.875 = 0.4344830, m = 0.5, v = 1: 0.4344830 · 0.5 / 2 = 0.1086208
        assertThat(w.tensor().get(0)).isCloseTo(0.75f - 0.1086208f, within(2e-7f));
    }

    /// A gradient of the size of ε: the first step of Keras's form is a quarter of PyTorch's.
    @Test
    void theTwoFormsWithTheirDefaultsDifferForSmallGradients() {
        Parameter other = parameter("other", 0);
        Parameter zero = parameter("zero", 0);
        Adam.of(1e-3).step(List.of(other), gradient(other, 1e-6f));
        // m̂ = √v̂ = 10⁻⁶: 10⁻³ · 10⁻⁶ / (10⁻⁶ + 10⁻⁸)
        assertThat(other.tensor().get(0)).isCloseTo(-9.900990e-4f, within(2e-10f));
        Adam.of(1e-3).withKerasEpsilon(1e-7).step(List.of(zero), gradient(zero, 1e-6f));
        // m = 10⁻⁷, √v = 10⁻⁶ · √0.001 = 3.162278·10⁻⁸; 10⁻³ · √0.001 / 0.1 · 10⁻⁷ / (3.162278·10⁻⁸ + 10⁻⁷)
        assertThat(zero.tensor().get(0)).isCloseTo(-2.402530e-4f, within(2e-10f));
    }

    @Test
    void theFirstStepIsTheLearningRateWhateverTheGradientsSize() {
        Parameter many = parameter("many", 0, 0, 0, 0);
        Adam.of(1e-3).step(List.of(many), gradient(many, 1e-3f, 1, -1000, 0));
        float[] moved = many.tensor().toArray();
        assertThat(moved[0]).isCloseTo(-1e-3f, within(2e-8f));
        assertThat(moved[1]).isCloseTo(-1e-3f, within(1e-9f));
        assertThat(moved[2]).isCloseTo(1e-3f, within(1e-9f));
        assertThat(moved[3]).isZero();
    }

    @Test
    void remembersBothMeansPerParameter() {
        Adam adam = simple.withEpsilon(1);
        adam.step(List.of(w), gradient(w, 2));
        assertThat(adam.state()).containsOnlyKeys("adam.m.w", "adam.v.w");
        assertThat(adam.state().get("adam.m.w").item()).isEqualTo(1);
        assertThat(adam.state().get("adam.v.w").item()).isEqualTo(1);
        assertThat(adam.steps()).isEqualTo(1);
    }

    @Test
    void goesOnFromARestoredStateWithTheSameBits() {
        Adam through = simple.withEpsilon(0.1);
        Adam stopped = simple.withEpsilon(0.1);
        Parameter twin = parameter("w", 1);
        through.step(List.of(w), gradient(w, 2));
        stopped.step(List.of(twin), gradient(twin, 2));
        Adam resumed = simple.withEpsilon(0.1);
        resumed.restore(stopped.steps(), stopped.state());
        through.step(List.of(w), gradient(w, 0.3f));
        resumed.step(List.of(twin), gradient(twin, 0.3f));
        assertThat(twin.tensor().get(0)).isEqualTo(w.tensor().get(0));
        // the step count takes part: without it the correction would be that of a first step
        Adam forgetful = simple.withEpsilon(0.1);
        Parameter third = parameter("w", 1);
        third.set(Tensor.of(Shape.of(1), 1));
        forgetful.restore(0, stopped.state());
        forgetful.step(List.of(third), gradient(third, 0.3f));
        assertThat(third.tensor().get(0)).isNotEqualTo(w.tensor().get(0));
    }

    @Test
    void leavesAloneWhatIsFrozenOrHasNoGradient() {
        Parameter without = parameter("without", 3);
        Parameter frozen = parameter("frozen", 5);
        Gradients gradients = gradient(w, 2);
        gradients.addAll(List.of(gradient(frozen, 1)), Parallel.SERIAL);
        frozen.freeze();
        Adam adam = simple.withEpsilon(1);
        int version = without.tensor().version();
        adam.step(List.of(w, without, frozen), gradients);
        assertThat(without.tensor().item()).isEqualTo(3);
        assertThat(without.tensor().version()).isEqualTo(version);
        assertThat(frozen.tensor().item()).isEqualTo(5);
        assertThat(adam.state()).containsOnlyKeys("adam.m.w", "adam.v.w");
    }

    @Test
    void refusesTheStateOfAnotherOptimizerOrShape() {
        Adam adam = Adam.of(1e-3);
        assertThatThrownBy(() -> adam.restore(1, Map.of("sgd.velocity.w", Tensor.zeros(Shape.of(1)))))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Adam: the state is of another optimizer; unknown is sgd.velocity.w");
        adam.restore(1, Map.of("adam.m.w", Tensor.zeros(Shape.of(7))));
        assertThatThrownBy(() -> adam.step(List.of(w), gradient(w, 1)))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage("Optimizer: w(1) expects a state of its shape, but adam.m.* is (7)");
    }

    @Test
    void printsItsSettings() {
        assertThat(Adam.of(0.001)).hasToString("Adam(learning rate 0.001, betas 0.9 and 0.999, epsilon 1.0E-8)");
        assertThat(Adam.of(0.001).withKerasEpsilon(1e-7))
                .hasToString("Adam(learning rate 0.001, betas 0.9 and 0.999, epsilon 1.0E-7 in Keras's place)");
        assertThat(Adam.of(0.001).withKerasEpsilon(1e-7).withEpsilon(1e-3).withBetas(0.8, 0.9))
                .hasToString("Adam(learning rate 0.001, betas 0.8 and 0.9, epsilon 0.001)");
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        assertThatThrownBy(() -> Adam.of(-1))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Adam: the learning rate must be positive, but is -1.0");
        assertThatThrownBy(() -> Adam.of(1).withBetas(1, 0.5))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Adam: beta1 must be in [0, 1), but is 1.0");
        assertThatThrownBy(() -> Adam.of(1).withBetas(0.5, Double.NaN))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Adam: beta2 must be in [0, 1), but is NaN");
        assertThatThrownBy(() -> Adam.of(1).withEpsilon(0))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Adam: epsilon must be positive, but is 0.0");
    }
}
