package dev.halfwave.nn.optim;

import static dev.halfwave.nn.optim.OptimizerSteps.gradient;
import static dev.halfwave.nn.optim.OptimizerSteps.parameter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.core.Gradients;
import dev.halfwave.core.Parallel;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.nn.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("both-backends")
final class AdamWTest {

    @Test
    void shrinksTheParameterAndThenSteps() {
        // 1 − 0.5 · 0.25 · 1 = 0.875; the first step of Adam is the learning rate
        Parameter w = parameter("w", 1);
        AdamW.of(0.5).withWeightDecay(0.25).step(List.of(w), gradient(w, 3));
        assertThat(w.tensor().get(0)).isCloseTo(0.375f, within(1e-7f));
    }

    /// The recurrence of PyTorch's documentation, in double.
    private static double[] reference(
            double theta, double[] gradients, double rate, double beta1, double beta2, double epsilon, double decay,
            Schedule schedule) {
        double m = 0;
        double v = 0;
        double[] path = new double[gradients.length];
        for (int t = 1; t <= gradients.length; t++) {
            double lr = rate * schedule.factor(t - 1);
            double g = gradients[t - 1];
            theta = theta - lr * decay * theta;
            m = beta1 * m + (1 - beta1) * g;
            v = beta2 * v + (1 - beta2) * g * g;
            double mHat = m / (1 - Math.pow(beta1, t));
            double vHat = v / (1 - Math.pow(beta2, t));
            theta = theta - lr * mHat / (Math.sqrt(vHat) + epsilon);
            path[t - 1] = theta;
        }
        return path;
    }

    private static void assertFollows(AdamW adamW, double[] expected, double[] gradients) {
        int n = 37; // whole vectors and a rest
        float[] start = new float[n];
        Arrays.fill(start, 1.5f);
        Parameter w = parameter("w", start);
        for (int t = 0; t < gradients.length; t++) {
            float[] g = new float[n];
            Arrays.fill(g, (float) gradients[t]);
            adamW.step(List.of(w), gradient(w, g));
            for (int i = 0; i < n; i += 12) {
                assertThat((double) w.tensor().get(i)).as("step %d", t).isCloseTo(expected[t], within(2e-6));
            }
        }
    }

    @Test
    void followsTheRecurrence() {
        Random random = new Random(1);
        double[] gradients = new double[60];
        for (int t = 0; t < gradients.length; t++) {
            gradients[t] = (float) (random.nextGaussian() + 0.5);
        }
        assertFollows(
                AdamW.of(0.01), reference(1.5, gradients, 0.01, 0.9, 0.999, 1e-8, 0.01, Schedule.constant()),
                gradients);
        Schedule cosine = Schedule.cosine(60, 0.1);
        assertFollows(
                AdamW.of(0.02).withWeightDecay(0.3).withBetas(0.8, 0.95).withEpsilon(1e-3).withSchedule(cosine),
                reference(1.5, gradients, 0.02, 0.8, 0.95, 1e-3, 0.3, cosine), gradients);
    }

    @Test
    void decaysWithoutAGradientOfItsOwn() {
        // the gradient is 0, so that only the decay is left: (1 − 0.1 · 0.5)²
        Parameter w = parameter("w", 2, -4);
        AdamW adamW = AdamW.of(0.1).withWeightDecay(0.5);
        adamW.step(List.of(w), gradient(w, 0, 0));
        adamW.step(List.of(w), gradient(w, 0, 0));
        assertThat(w.tensor().toArray()).containsExactly(new float[] {1.805f, -3.61f}, within(1e-6f));
    }

    @Test
    void withoutDecayItIsAdam() {
        Parameter w = parameter("w", 1, -2, 3);
        Parameter twin = parameter("w", 1, -2, 3);
        Adam adam = Adam.of(0.01);
        AdamW adamW = AdamW.of(0.01).withWeightDecay(0);
        for (int t = 0; t < 5; t++) {
            adam.step(List.of(w), gradient(w, t, 0.3f, -1));
            adamW.step(List.of(twin), gradient(twin, t, 0.3f, -1));
        }
        assertThat(twin.tensor().toArray()).containsExactly(w.tensor().toArray());
    }

    @Test
    void leavesAloneWhatIsFrozenOrHasNoGradient() {
        Parameter w = parameter("w", 1);
        Parameter without = parameter("without", 3);
        Parameter frozen = parameter("frozen", 5);
        Gradients gradients = gradient(w, 2);
        gradients.addAll(List.of(gradient(frozen, 1)), Parallel.SERIAL);
        frozen.freeze();
        AdamW.of(0.1).withWeightDecay(0.5).step(List.of(w, without, frozen), gradients);
        assertThat(without.tensor().item()).isEqualTo(3);
        assertThat(frozen.tensor().item()).isEqualTo(5);
        assertThat(w.tensor().item()).isCloseTo(0.85f, within(1e-6f));
    }

    @Test
    void goesOnFromARestoredStateWithTheSameBits() {
        AdamW settings = AdamW.of(0.1).withSchedule(Schedule.cosine(5, 0));
        AdamW through = settings.withWeightDecay(0.2);
        AdamW stopped = settings.withWeightDecay(0.2);
        Parameter w = parameter("w", 1);
        Parameter twin = parameter("w", 1);
        through.step(List.of(w), gradient(w, 2));
        stopped.step(List.of(twin), gradient(twin, 2));
        assertThat(stopped.state()).containsOnlyKeys("adamW.m.w", "adamW.v.w");
        AdamW resumed = settings.withWeightDecay(0.2);
        resumed.restore(stopped.steps(), stopped.state());
        through.step(List.of(w), gradient(w, 0.3f));
        resumed.step(List.of(twin), gradient(twin, 0.3f));
        assertThat(twin.tensor().get(0)).isEqualTo(w.tensor().get(0));
        assertThat(resumed.steps()).isEqualTo(2);
    }

    @Test
    void refusesTheStateOfAdam() {
        AdamW adamW = AdamW.of(1e-3);
        assertThatThrownBy(() -> adamW.restore(1, Map.of("adam.m.w", Tensor.zeros(Shape.of(1)))))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("AdamW: the state is of another optimizer; unknown is adam.m.w");
    }

    @Test
    void printsItsSettings() {
        assertThat(AdamW.of(0.001)).hasToString(
                "AdamW(learning rate 0.001, weight decay 0.01, betas 0.9 and 0.999, epsilon 1.0E-8)");
        assertThat(AdamW.of(0.001).withWeightDecay(0.1).withBetas(0.8, 0.9).withEpsilon(1e-6)
                .withSchedule(Schedule.step(3, 0.5)))
                .hasToString("AdamW(learning rate 0.001, weight decay 0.1, betas 0.8 and 0.9, epsilon 1.0E-6, schedule "
                        + "StepDecay[every=3, gamma=0.5])");
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        assertThatThrownBy(() -> AdamW.of(0))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("AdamW: the learning rate must be positive, but is 0.0");
        assertThatThrownBy(() -> AdamW.of(1).withWeightDecay(-1))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("AdamW: the weight decay must be at least 0, but is -1.0");
        assertThatThrownBy(() -> AdamW.of(1).withBetas(1, 0.5))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("AdamW: beta1 must be in [0, 1), but is 1.0");
    }
}
