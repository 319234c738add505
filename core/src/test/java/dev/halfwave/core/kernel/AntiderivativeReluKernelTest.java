package dev.halfwave.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class AntiderivativeReluKernelTest implements RowActivationKernelContract {

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

    @Override
    public Path definition() {
        return new Path(Definition::forward, Definition::backward);
    }

    @Override
    public Path scalar() {
        return new Path(AntiderivativeReluKernel.Scalar::forward, AntiderivativeReluKernel.Scalar::backward);
    }

    @Override
    public Path simd() {
        return new Path(AntiderivativeReluKernel.Simd::forward, AntiderivativeReluKernel.Simd::backward);
    }

    @Override
    public Forward forward() {
        return AntiderivativeReluKernel::forward;
    }

    @Override
    public Backward backward() {
        return AntiderivativeReluKernel::backward;
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
