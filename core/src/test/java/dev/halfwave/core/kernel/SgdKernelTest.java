package dev.halfwave.core.kernel;

import static dev.halfwave.core.kernel.KernelData.assertSameBits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("both-backends")
final class SgdKernelTest {

    private interface Step {
        void run(
                float learningRate, float[] parameter, int parameterOffset, float[] gradient, int gradientOffset,
                int n);
    }

    private interface MomentumStep {
        void run(
                float learningRate,
                float momentum,
                boolean nesterov,
                float[] parameter,
                int parameterOffset,
                float[] gradient,
                int gradientOffset,
                float[] velocity,
                int velocityOffset,
                int n);
    }

    @Test
    void scalarHasTheBitsOfTheDefinition() {
        assertSteps(SgdKernel.Scalar::step);
        assertMomentumSteps(SgdKernel.Scalar::momentumStep, false);
        assertMomentumSteps(SgdKernel.Scalar::momentumStep, true);
    }

    @Test
    void simdHasTheBitsOfTheDefinition() {
        assumeTrue(VectorApi.PRESENT);
        assertSteps(SgdKernel.Simd::step);
        assertMomentumSteps(SgdKernel.Simd::momentumStep, false);
        assertMomentumSteps(SgdKernel.Simd::momentumStep, true);
    }

    @Test
    void theChosenPathHasTheBitsOfTheDefinition() {
        assertSteps(SgdKernel::step);
        assertMomentumSteps(SgdKernel::momentumStep, false);
        assertMomentumSteps(SgdKernel::momentumStep, true);
    }

    private static void assertSteps(Step step) {
        for (int n : KernelData.LENGTHS) {
            float[] parameter = KernelData.placed(KernelData.hardNumbers(n, 1), 1);
            float[] gradient = KernelData.placed(KernelData.hardNumbers(n, 2), 2);
            float[] expected = parameter.clone();
            for (int i = 0; i < n; i++) {
                expected[1 + i] = Math.fma(-0.3f, gradient[2 + i], expected[1 + i]);
            }
            step.run(0.3f, parameter, 1, gradient, 2, n);
            assertSameBits(parameter, expected, "n = " + n);
        }
    }

    private static void assertMomentumSteps(MomentumStep step, boolean nesterov) {
        for (int n : KernelData.LENGTHS) {
            float[] parameter = KernelData.placed(KernelData.numbers(n, 1), 1);
            float[] velocity = KernelData.placed(KernelData.numbers(n, 2), 3);
            float[] gradient = KernelData.placed(KernelData.hardNumbers(n, 3), 2);
            float[] expected = parameter.clone();
            float[] expectedVelocity = velocity.clone();
            for (int i = 0; i < n; i++) {
                float g = gradient[2 + i];
                float v = Math.fma(0.9f, expectedVelocity[3 + i], g);
                expectedVelocity[3 + i] = v;
                expected[1 + i] = Math.fma(-0.3f, nesterov ? Math.fma(0.9f, v, g) : v, expected[1 + i]);
            }
            step.run(0.3f, 0.9f, nesterov, parameter, 1, gradient, 2, velocity, 3, n);
            assertSameBits(velocity, expectedVelocity, "velocity, n = " + n);
            assertSameBits(parameter, expected, "parameter, n = " + n);
        }
    }

    @Test
    void takesTheStepsOfPytorch() {
        // lr 1/2, μ 1/2, gradients 2 and 4: every number is exact
        float[] parameter = {10f};
        float[] velocity = {0f};
        SgdKernel.momentumStep(0.5f, 0.5f, false, parameter, 0, new float[] {2f}, 0, velocity, 0, 1);
        assertThat(velocity).containsExactly(2f); // the first step's velocity is the gradient
        assertThat(parameter).containsExactly(9f); // 10 − 2/2
        SgdKernel.momentumStep(0.5f, 0.5f, false, parameter, 0, new float[] {4f}, 0, velocity, 0, 1);
        assertThat(velocity).containsExactly(5f); // 2/2 + 4
        assertThat(parameter).containsExactly(6.5f); // 9 − 5/2
    }

    @Test
    void nesterovLooksOneStepAhead() {
        float[] parameter = {10f};
        float[] velocity = {0f};
        SgdKernel.momentumStep(0.5f, 0.5f, true, parameter, 0, new float[] {2f}, 0, velocity, 0, 1);
        assertThat(velocity).containsExactly(2f);
        assertThat(parameter).containsExactly(8.5f); // 10 − (2 + 2/2)/2
        SgdKernel.momentumStep(0.5f, 0.5f, true, parameter, 0, new float[] {4f}, 0, velocity, 0, 1);
        assertThat(velocity).containsExactly(5f);
        assertThat(parameter).containsExactly(5.25f); // 8.5 − (4 + 5/2)/2
    }
}
