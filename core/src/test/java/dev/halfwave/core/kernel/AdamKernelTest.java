package dev.halfwave.core.kernel;

import static dev.halfwave.core.kernel.KernelData.assertSameBits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("both-backends")
final class AdamKernelTest {

    private static final AdamKernel.Coefficients COEFFICIENTS =
            new AdamKernel.Coefficients(0.9f, 0.1f, 0.999f, 0.001f, 0.003f, 31.6f, 1e-8f);

    private interface Step {
        void run(
                AdamKernel.Coefficients c,
                float[] parameter,
                int parameterOffset,
                float[] gradient,
                int gradientOffset,
                float[] m,
                int mOffset,
                float[] v,
                int vOffset,
                int n);
    }

    /// The expressions of the kernel's Javadoc, element by element.
    private static void definition(
            AdamKernel.Coefficients c,
            float[] parameter,
            int parameterOffset,
            float[] gradient,
            int gradientOffset,
            float[] m,
            int mOffset,
            float[] v,
            int vOffset,
            int n) {
        for (int i = 0; i < n; i++) {
            float g = gradient[gradientOffset + i];
            m[mOffset + i] = Math.fma(c.decay1(), m[mOffset + i], c.gain1() * g);
            v[vOffset + i] = Math.fma(c.decay2(), v[vOffset + i], (c.gain2() * g) * g);
            float denominator = Math.fma((float) Math.sqrt(v[vOffset + i]), c.rootScale(), c.epsilon());
            parameter[parameterOffset + i] =
                    Math.fma(-c.stepSize(), m[mOffset + i] / denominator, parameter[parameterOffset + i]);
        }
    }

    @Test
    void scalarHasTheBitsOfTheDefinition() {
        assertSteps(AdamKernel.Scalar::step);
    }

    @Test
    void simdHasTheBitsOfTheDefinition() {
        assumeTrue(VectorApi.PRESENT);
        assertSteps(AdamKernel.Simd::step);
    }

    @Test
    void theChosenPathHasTheBitsOfTheDefinition() {
        assertSteps(AdamKernel::step);
    }

    private static void assertSteps(Step step) {
        for (int n : KernelData.LENGTHS) {
            float[] parameter = KernelData.placed(KernelData.numbers(n, 1), 1);
            float[] m = KernelData.placed(new float[n], 2);
            float[] v = KernelData.placed(new float[n], 3);
            float[] expectedParameter = parameter.clone();
            float[] expectedM = m.clone();
            float[] expectedV = v.clone();
            for (int t = 0; t < 5; t++) {
                float[] values = t == 4 ? KernelData.hardNumbers(n, t) : KernelData.finiteNumbers(n, t);
                float[] gradient = KernelData.placed(values, 4);
                step.run(COEFFICIENTS, parameter, 1, gradient, 4, m, 2, v, 3, n);
                definition(COEFFICIENTS, expectedParameter, 1, gradient, 4, expectedM, 2, expectedV, 3, n);
                assertSameBits(m, expectedM, "m, n = " + n);
                assertSameBits(v, expectedV, "v, n = " + n);
                assertSameBits(parameter, expectedParameter, "parameter, n = " + n);
            }
        }
    }

    @Test
    void pytorchsFormTakesTheStepOfThePaper() {
        assertTrace(false);
    }

    @Test
    void kerassFormTakesTheStepOfKeras() {
        assertTrace(true);
    }

    /// Three steps of one parameter with a large ε, in double, as Kingma and Ba and Keras write them.
    private static void assertTrace(boolean keras) {
        double lr = 0.1;
        double beta1 = 0.9;
        double beta2 = 0.999;
        double epsilon = 0.01;
        double theta = 1;
        double m = 0;
        double v = 0;
        float[] actual = {1f};
        float[] actualM = {0f};
        float[] actualV = {0f};
        for (int t = 1; t <= 3; t++) {
            double g = 0.3 * t - 0.5;
            m = beta1 * m + (1 - beta1) * g;
            v = beta2 * v + (1 - beta2) * g * g;
            double bias1 = 1 - StrictMath.pow(beta1, t);
            double bias2 = 1 - StrictMath.pow(beta2, t);
            theta -= keras
                    ? lr * Math.sqrt(bias2) / bias1 * m / (Math.sqrt(v) + epsilon)
                    : lr * (m / bias1) / (Math.sqrt(v / bias2) + epsilon);
            AdamKernel.Coefficients c = new AdamKernel.Coefficients(
                    0.9f, 0.1f, 0.999f, 0.001f,
                    (float) (keras ? lr * Math.sqrt(bias2) / bias1 : lr / bias1),
                    (float) (keras ? 1 : 1 / Math.sqrt(bias2)),
                    (float) epsilon);
            AdamKernel.step(c, actual, 0, new float[] {(float) g}, 0, actualM, 0, actualV, 0, 1);
            assertThat((double) actual[0]).isCloseTo(theta, within(1e-6));
        }
    }
}
