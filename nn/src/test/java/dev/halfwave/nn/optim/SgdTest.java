package dev.halfwave.nn.optim;

import static dev.halfwave.nn.optim.OptimizerSteps.gradient;
import static dev.halfwave.nn.optim.OptimizerSteps.parameter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

/// Steps computed by hand, in numbers that floats hold exactly.
@Tag("both-backends")
final class SgdTest {

    private final Parameter w = parameter("w", 1, 2);

    @Test
    void stepsAgainstTheGradient() {
        Sgd.of(0.25).step(List.of(w), gradient(w, 0.5f, -1));
        assertThat(w.tensor().toArray()).containsExactly(0.875f, 2.25f); // 1 − 0.25 · 0.5, 2 + 0.25 · 1
    }

    @Test
    void momentumRemembersHalfOfTheLastStep() {
        Sgd sgd = Sgd.of(0.25).withMomentum(0.5);
        sgd.step(List.of(w), gradient(w, 0.5f, -1));
        assertThat(w.tensor().toArray()).containsExactly(0.875f, 2.25f); // v = g
        sgd.step(List.of(w), gradient(w, 1, 0));
        // v = 0.5 · (0.5, −1) + (1, 0) = (1.25, −0.5); 0.875 − 0.3125, 2.25 + 0.125
        assertThat(w.tensor().toArray()).containsExactly(0.5625f, 2.375f);
        assertThat(sgd.state().get("sgd.velocity.w").toArray()).containsExactly(1.25f, -0.5f);
    }

    @Test
    void nesterovLooksAheadByHalfOfTheVelocity() {
        Sgd sgd = Sgd.of(0.25).withNesterovMomentum(0.5);
        sgd.step(List.of(w), gradient(w, 0.5f, -1));
        // v = g, and the step is g + 0.5 v = (0.75, −1.5)
        assertThat(w.tensor().toArray()).containsExactly(0.8125f, 2.375f);
        sgd.step(List.of(w), gradient(w, 1, 0));
        // v = (1.25, −0.5), and the step is (1, 0) + 0.5 v = (1.625, −0.25)
        assertThat(w.tensor().toArray()).containsExactly(0.40625f, 2.4375f);
    }

    @Test
    void declaresWhatItChangedAsModified() {
        int before = w.tensor().version();
        Sgd.of(0.25).step(List.of(w), gradient(w, 0.5f, -1));
        assertThat(w.tensor().version()).isGreaterThan(before);
    }

    @Test
    void leavesAloneWhatIsFrozenOrHasNoGradient() {
        Parameter without = parameter("without", 3, 4);
        Parameter frozen = parameter("frozen", 5, 6);
        Gradients gradients = gradient(w, 0.5f, -1);
        gradients.addAll(List.of(gradient(frozen, 1, 1)), Parallel.SERIAL);
        frozen.freeze();
        Sgd sgd = Sgd.of(0.25).withMomentum(0.5);
        sgd.step(List.of(w, without, frozen), gradients);
        assertThat(without.tensor().toArray()).containsExactly(3f, 4f);
        assertThat(frozen.tensor().toArray()).containsExactly(5f, 6f);
        assertThat(sgd.state()).containsOnlyKeys("sgd.velocity.w");
    }

    @Test
    void goesOnFromARestoredState() {
        Sgd sgd = Sgd.of(0.25).withMomentum(0.5);
        sgd.restore(1, Map.of("sgd.velocity.w", Tensor.of(Shape.of(2), 0.5f, -1)));
        sgd.step(List.of(w), gradient(w, 1, 0));
        assertThat(w.tensor().toArray()).containsExactly(0.6875f, 2.125f); // 1 − 0.25 · 1.25, 2 + 0.25 · 0.5
        assertThat(sgd.steps()).isEqualTo(2);
    }

    @Test
    void keepsARestoredStateToItself() {
        Tensor velocity = Tensor.of(Shape.of(2), 0.5f, -1);
        Sgd sgd = Sgd.of(0.25).withMomentum(0.5);
        sgd.restore(1, Map.of("sgd.velocity.w", velocity));
        sgd.step(List.of(w), gradient(w, 1, 0));
        assertThat(velocity.toArray()).containsExactly(0.5f, -1f);
    }

    @Test
    void refusesTheStateOfAnotherOptimizerOrShape() {
        Sgd sgd = Sgd.of(0.25).withMomentum(0.5);
        assertThatThrownBy(() -> sgd.restore(1, Map.of("adam.m.w", Tensor.zeros(Shape.of(2)))))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Sgd: the state is of another optimizer; unknown is adam.m.w");
        sgd.restore(1, Map.of("sgd.velocity.w", Tensor.zeros(Shape.of(3))));
        assertThatThrownBy(() -> sgd.step(List.of(w), gradient(w, 1, 0)))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage("Optimizer: w(2) expects a state of its shape, but sgd.velocity.* is (3)");
    }

    @Test
    void printsItsSettings() {
        assertThat(Sgd.of(0.1)).hasToString("Sgd(learning rate 0.1)");
        assertThat(Sgd.of(0.1).withMomentum(0.9)).hasToString("Sgd(learning rate 0.1, momentum 0.9)");
        assertThat(Sgd.of(0.1).withNesterovMomentum(0.9))
                .hasToString("Sgd(learning rate 0.1, momentum 0.9, Nesterov)");
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        for (double rate : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> Sgd.of(rate))
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasMessage("Sgd: the learning rate must be positive, but is " + rate);
        }
        for (double momentum : new double[] {1, -0.1, Double.NaN}) {
            assertThatThrownBy(() -> Sgd.of(0.1).withMomentum(momentum))
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasMessage("Sgd: momentum must be in [0, 1), but is " + momentum);
        }
        assertThatThrownBy(() -> Sgd.of(0.1).withNesterovMomentum(0))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Sgd: Nesterov's form needs a momentum above 0");
    }
}
