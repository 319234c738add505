package dev.halfwave.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class SigmoidGateKernelTest implements ActivationKernelContract {

    private static final float A = 1.6f;
    private static final float B = 0.07f;

    @Override
    public Path definition() {
        return definition(B);
    }

    private static Path definition(float b) {
        return new Path((x, xOffset, y, yOffset, n) -> {
            for (int i = 0; i < n; i++) {
                float value = x[xOffset + i];
                y[yOffset + i] = value * SigmoidKernel.Scalar.sigmoid(argument(b, value));
            }
        }, (x, xOffset, dy, dyOffset, dx, dxOffset, n) -> {
            for (int i = 0; i < n; i++) {
                float value = x[xOffset + i];
                float s = SigmoidKernel.Scalar.sigmoid(-Math.abs(argument(b, value)));
                float bend = value * (s * (1 - s));
                float slope = Fma.fma(3 * b * (bend * value), value, value > 0 ? 1 - s : s);
                dx[dxOffset + i] = dy[dyOffset + i] * Fma.fma(A, bend, slope);
            }
        });
    }

    private static float argument(float b, float x) {
        return b == 0 ? A * x : x * Fma.fma(b * x, x, A);
    }

    @Override
    public Path scalar() {
        return new Path((x, xOffset, y, yOffset, n) -> {
            SigmoidGateKernel.Scalar.argument(A, B, x, xOffset, y, yOffset, n);
            SigmoidKernel.Scalar.sigmoid(y, yOffset, y, yOffset, n);
            ElementwiseKernel.Scalar.multiply(x, xOffset, y, yOffset, y, yOffset, n);
        }, (x, xOffset, dy, dyOffset, dx, dxOffset, n) -> {
            AbsKernel.Scalar.forward(x, xOffset, dx, dxOffset, n);
            SigmoidGateKernel.Scalar.argument(-A, -B, dx, dxOffset, dx, dxOffset, n);
            SigmoidKernel.Scalar.sigmoid(dx, dxOffset, dx, dxOffset, n);
            SigmoidGateKernel.Scalar.slope(A, B, x, xOffset, dy, dyOffset, dx, dxOffset, n);
        });
    }

    @Override
    public Path simd() {
        return new Path((x, xOffset, y, yOffset, n) -> {
            SigmoidGateKernel.Simd.argument(A, B, x, xOffset, y, yOffset, n);
            SigmoidKernel.Simd.sigmoid(y, yOffset, y, yOffset, n);
            ElementwiseKernel.Simd.multiply(x, xOffset, y, yOffset, y, yOffset, n);
        }, (x, xOffset, dy, dyOffset, dx, dxOffset, n) -> {
            AbsKernel.Simd.forward(x, xOffset, dx, dxOffset, n);
            SigmoidGateKernel.Simd.argument(-A, -B, dx, dxOffset, dx, dxOffset, n);
            SigmoidKernel.Simd.sigmoid(dx, dxOffset, dx, dxOffset, n);
            SigmoidGateKernel.Simd.slope(A, B, x, xOffset, dy, dyOffset, dx, dxOffset, n);
        });
    }

    @Override
    public Path chosen() {
        return chosen(B);
    }

    private static Path chosen(float b) {
        return new Path(
                (x, xOffset, y, yOffset, n) -> SigmoidGateKernel.forward(A, b, x, xOffset, y, yOffset, n),
                (x, xOffset, dy, dyOffset, dx, dxOffset, n) -> SigmoidGateKernel.backward(
                        A, b, x, xOffset, dy, dyOffset, dx, dxOffset, n));
    }

    @Test
    void withoutACubeTheChosenPathHasTheBitsOfTheDefinition() {
        chosen(0).assertSameBits(definition(0)); // 0 · ∞ would be NaN
    }

    @Test
    void theGradientIsWithinThreeRoundingsOfTheTrueOne() {
        float[] x = new float[40_001];
        float[] dy = new float[x.length];
        float[] dx = new float[x.length];
        Arrays.fill(dy, 1f);
        for (int i = 0; i < x.length; i++) {
            x[i] = (i - 20_000) / 1000f;
        }
        for (float b : new float[] {0f, B}) {
            SigmoidGateKernel.backward(A, b, x, 0, dy, 0, dx, 0, x.length);
            double worst = 0;
            for (int i = 0; i < x.length; i++) {
                double value = x[i];
                double sigmoid = 1 / (1 + StrictMath.exp(-(A * value + b * value * value * value)));
                double other = 1 / (1 + StrictMath.exp(A * value + b * value * value * value));
                double slope = sigmoid + value * sigmoid * other * (A + 3 * b * value * value);
                worst = Math.max(worst, Math.abs(dx[i] - slope));
            }
            assertThat(worst).isBetween(0x1p-25, 3 * 0x1p-24);
        }
    }
}
