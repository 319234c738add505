package dev.halfwave.nn.optim;

import static dev.halfwave.nn.optim.OptimizerSteps.gradient;
import static dev.halfwave.nn.optim.OptimizerSteps.parameter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.nn.Parameter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Factors computed by hand, and the steps that optimizers make with them.
final class ScheduleTest {

    private static double[] factors(Schedule schedule, int steps) {
        double[] factors = new double[steps];
        for (int s = 0; s < steps; s++) {
            factors[s] = schedule.factor(s);
        }
        return factors;
    }

    @Test
    void aConstantOneIsOne() {
        assertThat(factors(Schedule.constant(), 3)).containsExactly(1, 1, 1);
    }

    @Test
    void stepsDownAfterEveryFewSteps() {
        assertThat(factors(Schedule.step(2, 0.5), 7)).containsExactly(1, 1, 0.5, 0.5, 0.25, 0.25, 0.125);
        assertThat(Schedule.step(1000, 0.1).factor(2999)).isCloseTo(0.01, within(1e-17));
    }

    @Test
    void fallsAlongHalfACosineAndStays() {
        // (1 + cos(π s / 4)) / 2
        double half = Math.sqrt(0.5);
        assertThat(factors(Schedule.cosine(4, 0), 7)).containsExactly(
                new double[] {1, (1 + half) / 2, 0.5, (1 - half) / 2, 0, 0, 0}, within(1e-15));
        // 0.2 + 0.8 · the same
        assertThat(factors(Schedule.cosine(4, 0.2), 6)).containsExactly(
                new double[] {1, 0.6 + 0.4 * half, 0.6, 0.6 - 0.4 * half, 0.2, 0.2}, within(1e-15));
    }

    /// As PyTorch's `LinearLR(start_factor=1/(n+1), total_iters=n)` before another scheduler.
    @Test
    void warmsUpInAStraightLine() {
        assertThat(factors(Schedule.warmUp(4, Schedule.constant()), 6)).containsExactly(
                new double[] {0.2, 0.4, 0.6, 0.8, 1, 1}, within(1e-15));
        // what follows begins at its own step 0, and is met where that is
        assertThat(factors(Schedule.warmUp(1, Schedule.step(2, 0.5)), 6)).containsExactly(0.5, 1, 1, 0.5, 0.5, 0.25);
        assertThat(factors(Schedule.warmUp(1, step -> 3 + step), 4)).containsExactly(1.5, 3, 4, 5);
    }

    /// PyTorch's `OneCycleLR(max_lr=1, total_steps=10)`: the rise ends at 0.3 · 10 − 1 = 2, the fall takes 7 steps, and
    /// with c = cos(π k / 7) step 2 + k has 4·10⁻⁶ + (1 − 4·10⁻⁶) / 2 · (1 + c).
    @Test
    void oneCycleRisesAndFallsAsPytorchs() {
        assertThat(factors(Schedule.oneCycle(10), 12)).containsExactly(
                new double[] {
                    0.04, 0.52, 1, 0.9504846320134737, 0.8117456539497631, 0.6112620219362893, 0.38874197806371076,
                    0.18825834605023691, 0.04951936798652632, 4e-6, 4e-6, 4e-6
                },
                within(1e-9));
    }

    /// 0.3 · 11 − 1 = 2.3: the top lies between two steps, so that none has the full rate.
    @Test
    void theTopOfOneCycleMayLieBetweenSteps() {
        Schedule schedule = Schedule.oneCycle(11);
        // 1 + (0.04 − 1) / 2 · (1 + cos(2π/2.3)) with cos(2.7318) = −0.917211
        assertThat(schedule.factor(2)).isCloseTo(0.960261, within(1e-6));
        // the fall: 0.7 of 7.7; 4·10⁻⁶ + 0.499998 · (1 + cos(π/11)) with cos(π/11) = 0.959493
        assertThat(schedule.factor(3)).isCloseTo(0.979747, within(1e-6));
        assertThat(schedule.factor(10)).isEqualTo(4e-6);
    }

    @Test
    void oneCycleHasOtherSettings() {
        // half up from 1/4, half down to 1/8: the rise ends at 0.5 · 6 − 1 = 2, the fall takes 3 steps
        assertThat(factors(new Schedule.OneCycle(6, 0.5, 4, 2), 6)).containsExactly(
                new double[] {0.25, 0.625, 1, 0.125 + 0.4375 * 1.5, 0.125 + 0.4375 * 0.5, 0.125}, within(1e-15));
        // no rise at all, and nothing but a rise
        assertThat(factors(new Schedule.OneCycle(2, 0.5, 4, 2), 2)).containsExactly(1, 0.125);
        assertThat(factors(new Schedule.OneCycle(3, 1, 4, 2), 4)).containsExactly(
                new double[] {0.25, 0.625, 1, 0.125}, within(1e-15));
        assertThat(factors(Schedule.oneCycle(1), 2)).containsExactly(4e-6, 4e-6);
    }

    @Test
    void schedulesAreValuesThatPrintTheirSettings() {
        assertThat(Schedule.cosine(100, 0)).isEqualTo(new Schedule.Cosine(100, 0))
                .hasToString("Cosine[steps=100, finalShare=0.0]");
        assertThat(Schedule.step(5, 0.1)).hasToString("StepDecay[every=5, gamma=0.1]");
        assertThat(Schedule.warmUp(5, Schedule.oneCycle(20))).hasToString("WarmUp[steps=5, then=OneCycle[steps=20, "
                + "warmUpShare=0.3, divisor=25.0, finalDivisor=10000.0]]");
    }

    /// A lambda prints its address, which would be another in the next JVM.
    @Test
    void aScheduleThatDoesNotPrintItselfIsToldByItsClass() {
        Schedule own = step -> 1 / (1.0 + step);
        assertThat(Sgd.of(1).withSchedule(Schedule.warmUp(2, own)).toString())
                .matches("Sgd\\(learning rate 1\\.0, schedule WarmUp\\[steps=2, then=dev\\.halfwave\\.nn\\.optim\\."
                        + "ScheduleTest\\$\\$Lambda]\\)");
    }

    @Test
    void everyStepHasItsRate() {
        Parameter w = parameter("w", 1);
        Sgd sgd = Sgd.of(0.5).withSchedule(Schedule.step(1, 0.5));
        sgd.step(List.of(w), gradient(w, 1));
        assertThat(w.tensor().get(0)).isEqualTo(0.5f); // − 0.5 · 1
        sgd.step(List.of(w), gradient(w, 1));
        assertThat(w.tensor().get(0)).isEqualTo(0.25f); // − 0.5 · 0.5
        sgd.step(List.of(w), gradient(w, 1));
        assertThat(w.tensor().get(0)).isEqualTo(0.125f);
    }

    @Test
    void momentumKeepsTheGradientsNotTheSteps() {
        // v: 1, then 0.5 + 1 = 1.5; 1 − 0.5 · 1 − 0.25 · 1.5
        Parameter w = parameter("w", 1);
        Sgd sgd = Sgd.of(0.5).withSchedule(Schedule.step(1, 0.5)).withMomentum(0.5);
        sgd.step(List.of(w), gradient(w, 1));
        sgd.step(List.of(w), gradient(w, 1));
        assertThat(w.tensor().get(0)).isEqualTo(0.125f);
    }

    @Test
    void adamsFirstStepsAreTheRates() {
        // of a constant gradient m̂ / √v̂ is 1 in every step
        Parameter w = parameter("w", 0);
        Adam adam = Adam.of(1e-3).withSchedule(Schedule.warmUp(3, Schedule.constant()));
        double sum = 0;
        for (double factor : new double[] {0.25, 0.5, 0.75, 1, 1}) {
            adam.step(List.of(w), gradient(w, 2));
            sum -= 1e-3 * factor;
            assertThat((double) w.tensor().get(0)).isCloseTo(sum, within(2e-8));
        }
    }

    @Test
    void aRestoredOptimizerGoesOnInTheSchedule() {
        Parameter w = parameter("w", 1);
        Sgd sgd = Sgd.of(0.5).withSchedule(Schedule.step(1, 0.5));
        sgd.restore(2, Map.of());
        sgd.step(List.of(w), gradient(w, 1));
        assertThat(w.tensor().get(0)).isEqualTo(0.875f); // 0.5 · 0.25
    }

    @Test
    void optimizersPrintTheirSchedule() {
        Schedule cosine = Schedule.cosine(10, 0.1);
        assertThat(Sgd.of(0.1).withNesterovMomentum(0.9).withSchedule(cosine)).hasToString(
                "Sgd(learning rate 0.1, momentum 0.9, Nesterov, schedule Cosine[steps=10, finalShare=0.1])");
        assertThat(Sgd.of(0.1).withSchedule(cosine).withMomentum(0.9)).hasToString(
                "Sgd(learning rate 0.1, momentum 0.9, schedule Cosine[steps=10, finalShare=0.1])");
        assertThat(Adam.of(0.1).withSchedule(cosine).withBetas(0.8, 0.9).withKerasEpsilon(1e-7)).hasToString(
                "Adam(learning rate 0.1, betas 0.8 and 0.9, epsilon 1.0E-7 in Keras's place, schedule "
                        + "Cosine[steps=10, finalShare=0.1])");
        assertThat(Adam.of(0.1).withSchedule(cosine).withSchedule(Schedule.constant()))
                .hasToString(Adam.of(0.1).toString());
    }

    @Test
    void aFactorMustBeANumberOfAtLeastZero() {
        Parameter w = parameter("w", 1);
        for (double factor : new double[] {-0.5, Double.NaN, Double.POSITIVE_INFINITY}) {
            record Wrong(double value) implements Schedule {
                @Override
                public double factor(long step) {
                    return value;
                }
            }
            Adam adam = Adam.of(1).withSchedule(new Wrong(factor));
            assertThatThrownBy(() -> adam.step(List.of(w), gradient(w, 1)))
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasMessage("Adam: a schedule's factor must be finite and at least 0, but Wrong[value=" + factor
                            + "] gives " + factor + " for step 0");
            assertThat(adam.steps()).isZero();
            assertThat(w.tensor().get(0)).isEqualTo(1);
        }
        Sgd.of(1).withSchedule(step -> 0).step(List.of(w), gradient(w, 1));
        assertThat(w.tensor().get(0)).isEqualTo(1); // a rate of 0 is allowed
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        refused(() -> Schedule.step(0, 0.5), "Schedule.step: every must be at least 1, but is 0");
        refused(() -> Schedule.step(1, 0), "Schedule.step: gamma must be positive, but is 0.0");
        refused(() -> Schedule.cosine(0, 0), "Schedule.cosine: steps must be at least 1, but is 0");
        refused(() -> Schedule.cosine(5, 1.5), "Schedule.cosine: finalShare must be in [0, 1], but is 1.5");
        refused(() -> Schedule.warmUp(-1, Schedule.constant()), "Schedule.warmUp: steps must be at least 1, but is -1");
        refused(() -> Schedule.warmUp(1, null), "Schedule.warmUp: the schedule that follows is null");
        refused(() -> Sgd.of(1).withSchedule(null), "Sgd: the schedule is null");
        refused(() -> AdamW.of(1).withSchedule(null), "AdamW: the schedule is null");
        refused(() -> Schedule.oneCycle(0), "Schedule.oneCycle: steps must be at least 1, but is 0");
        refused(() -> new Schedule.OneCycle(9, -0.1, 25, 1e4),
                "Schedule.oneCycle: warmUpShare must be in [0, 1], but is -0.1");
        refused(() -> new Schedule.OneCycle(9, 0.3, 0, 1e4), "Schedule.oneCycle: divisor must be positive, but is 0.0");
        refused(() -> new Schedule.OneCycle(9, 0.3, 25, Double.NaN),
                "Schedule.oneCycle: finalDivisor must be positive, but is NaN");
    }

    private static void refused(Runnable construction, String message) {
        assertThatThrownBy(construction::run)
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
