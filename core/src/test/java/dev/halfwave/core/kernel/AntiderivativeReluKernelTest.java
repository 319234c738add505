package dev.halfwave.core.kernel;

import static dev.halfwave.core.kernel.KernelData.assertSameBits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("both-backends")
final class AntiderivativeReluKernelTest {

    /// The textbook loops over one row: pairs of samples, the first one paired with itself.
    static final class Definition {
        private Definition() {}

        static void forward(float[] x, int xOffset, float[] y, int yOffset, int n) {
            for (int t = 0; t < n; t++) {
                float b = x[xOffset + t];
                if (t == 0) {
                    y[yOffset] = b <= 0 ? 0 : b;
                    continue;
                }
                float a = x[xOffset + t - 1];
                if (a <= 0 && b <= 0) {
                    y[yOffset + t] = 0;
                } else if (a >= 0 && b >= 0) {
                    y[yOffset + t] = Math.max(a, b) / 2 + Math.min(a, b) / 2;
                } else {
                    float m = Math.max(a, b);
                    y[yOffset + t] = m / 2 * (m / (m - Math.min(a, b)));
                }
            }
        }

        /// Each pair has a share for either sample: its own for the later one, the next one's for the earlier one.
        static void backward(float[] x, int xOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int n) {
            float[] own = new float[n];
            float[] next = new float[n];
            for (int t = 0; t < n; t++) {
                float b = x[xOffset + t];
                if (t == 0) {
                    own[t] = b <= 0 ? 0 : dy[dyOffset];
                    continue;
                }
                float a = x[xOffset + t - 1];
                float g = dy[dyOffset + t];
                if (a <= 0 && b <= 0) {
                    own[t] = 0;
                    next[t - 1] = 0;
                } else if (a >= 0 && b >= 0) {
                    own[t] = g / 2;
                    next[t - 1] = g / 2;
                } else {
                    float r = Math.max(a, b) / (Math.max(a, b) - Math.min(a, b));
                    float ofLarger = Fma.fma(-r / 2, r, r) * g;
                    float ofSmaller = r / 2 * r * g;
                    own[t] = b > a ? ofLarger : ofSmaller;
                    next[t - 1] = a > b ? ofLarger : ofSmaller;
                }
            }
            for (int t = 0; t < n; t++) {
                dx[dxOffset + t] = t == n - 1 ? own[t] : own[t] + next[t];
            }
        }
    }

    private interface Forward {
        void run(float[] x, int xOffset, float[] y, int yOffset, int n);
    }

    private interface Backward {
        void run(float[] x, int xOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int n);
    }

    @Test
    void scalarHasTheBitsOfTheDefinition() {
        assertForward(AntiderivativeReluKernel.Scalar::forward);
        assertBackward(AntiderivativeReluKernel.Scalar::backward);
    }

    @Test
    void simdHasTheBitsOfTheDefinition() {
        assumeTrue(VectorApi.PRESENT);
        assertForward(AntiderivativeReluKernel.Simd::forward);
        assertBackward(AntiderivativeReluKernel.Simd::backward);
    }

    private static void assertForward(Forward forward) {
        for (int n : KernelData.LENGTHS) {
            for (int offset = 0; offset < 3; offset++) {
                for (float[] row : rows(n, 7 * n + offset)) {
                    float[] x = KernelData.placed(row, offset);
                    float[] y = KernelData.garbage(n + 6);
                    float[] expected = y.clone();
                    forward.run(x, offset, y, 2, n);
                    Definition.forward(x, offset, expected, 2, n);
                    assertSameBits(y, expected, "n = " + n);
                }
            }
        }
        float[] x = KernelData.numbers(100, 3);
        float[] expected = new float[100];
        Definition.forward(x, 0, expected, 0, 100);
        for (int i = 0; i < KernelData.HOT; i++) {
            float[] y = new float[100];
            forward.run(x, 0, y, 0, 100);
            assertSameBits(y, expected, "run " + i);
        }
    }

    private static void assertBackward(Backward backward) {
        for (int n : KernelData.LENGTHS) {
            for (int offset = 0; offset < 3; offset++) {
                for (float[] row : rows(n, 7 * n + offset)) {
                    float[] x = KernelData.placed(row, offset);
                    float[] dy = KernelData.placed(KernelData.hardNumbers(n, n + 1), 1);
                    float[] dx = KernelData.garbage(n + 6);
                    float[] expected = dx.clone();
                    backward.run(x, offset, dy, 1, dx, 2, n);
                    Definition.backward(x, offset, dy, 1, expected, 2, n);
                    assertSameBits(dx, expected, "n = " + n);
                }
            }
        }
        float[] x = KernelData.numbers(100, 3);
        float[] dy = KernelData.numbers(100, 4);
        float[] expected = new float[100];
        Definition.backward(x, 0, dy, 0, expected, 0, 100);
        for (int i = 0; i < KernelData.HOT; i++) {
            float[] dx = new float[100];
            backward.run(x, 0, dy, 0, dx, 0, 100);
            assertSameBits(dx, expected, "run " + i);
        }
    }

    private static float[][] rows(int n, long seed) {
        return new float[][] {
            KernelData.numbers(n, seed), KernelData.finiteNumbers(n, seed), KernelData.hardNumbers(n, seed)
        };
    }

    @Test
    void computesEachRowOnItsOwn() {
        float[] x = KernelData.numbers(3 * 37, 5);
        float[] dy = KernelData.numbers(3 * 37, 6);
        float[] y = new float[3 * 37];
        float[] dx = new float[3 * 37];
        float[] expectedY = new float[3 * 37];
        float[] expectedDx = new float[3 * 37];
        AntiderivativeReluKernel.forward(x, 0, y, 0, 3, 37);
        AntiderivativeReluKernel.backward(x, 0, dy, 0, dx, 0, 3, 37);
        for (int at = 0; at < 3 * 37; at += 37) {
            Definition.forward(x, at, expectedY, at, 37);
            Definition.backward(x, at, dy, at, expectedDx, at, 37);
        }
        assertSameBits(y, expectedY, "y");
        assertSameBits(dx, expectedDx, "dx");
    }

    /// The closed form is the difference quotient of the antiderivative, also where that one would cancel in float.
    @Test
    void isTheDifferenceQuotientOfTheAntiderivative() {
        float[] x = KernelData.numbers(1000, 8);
        for (int t = 1; t < 1000; t += 10) {
            x[t] = Math.nextUp(x[t - 1]);
        }
        float[] y = new float[1000];
        AntiderivativeReluKernel.forward(x, 0, y, 0, 1, 1000);
        for (int t = 1; t < 1000; t++) {
            double before = Math.max(x[t - 1], 0.0);
            double after = Math.max(x[t], 0.0);
            double quotient = (after * after / 2 - before * before / 2) / ((double) x[t] - x[t - 1]);
            assertThat((double) y[t]).as("sample %d", t).isCloseTo(quotient, within(3e-7 * quotient + 1e-30));
        }
    }
}
