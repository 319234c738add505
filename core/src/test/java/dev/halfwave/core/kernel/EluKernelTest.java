package dev.halfwave.core.kernel;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("both-backends")
final class EluKernelTest {

    private static final float ALPHA = 1.3f;

    /// The textbook loops.
    static final class Definition {
        private Definition() {}

        static void forward(float[] x, int xOffset, float[] b, int bOffset, float[] y, int yOffset, int n) {
            for (int i = 0; i < n; i++) {
                float value = x[xOffset + i];
                y[yOffset + i] = value > 0 ? value : ALPHA * Expm1Kernel.Scalar.expm1(value);
            }
        }

        static void backward(float[] x, int xOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int n) {
            for (int i = 0; i < n; i++) {
                float value = x[xOffset + i];
                float slope = value > 0 ? 1 : ALPHA * ExponentialKernel.Scalar.exp(value);
                dx[dxOffset + i] = dy[dyOffset + i] * slope;
            }
        }
    }

    @Test
    void scalarHasTheBitsOfTheDefinition() {
        PairKernel.assertSameBits((x, xOffset, b, bOffset, y, yOffset, n) -> {
            Expm1Kernel.Scalar.expm1(x, xOffset, y, yOffset, n);
            EluKernel.Scalar.select(ALPHA, x, xOffset, y, yOffset, n);
        }, Definition::forward);
        PairKernel.assertSameBits((x, xOffset, dy, dyOffset, dx, dxOffset, n) -> {
            ExponentialKernel.Scalar.exp(x, xOffset, dx, dxOffset, n);
            EluKernel.Scalar.gate(ALPHA, x, xOffset, dy, dyOffset, dx, dxOffset, n);
        }, Definition::backward);
    }

    @Test
    void simdHasTheBitsOfTheDefinition() {
        assumeTrue(VectorApi.PRESENT);
        PairKernel.assertSameBits((x, xOffset, b, bOffset, y, yOffset, n) -> {
            Expm1Kernel.Simd.expm1(x, xOffset, y, yOffset, n);
            EluKernel.Simd.select(ALPHA, x, xOffset, y, yOffset, n);
        }, Definition::forward);
        PairKernel.assertSameBits((x, xOffset, dy, dyOffset, dx, dxOffset, n) -> {
            ExponentialKernel.Simd.exp(x, xOffset, dx, dxOffset, n);
            EluKernel.Simd.gate(ALPHA, x, xOffset, dy, dyOffset, dx, dxOffset, n);
        }, Definition::backward);
    }

    @Test
    void theChosenPathHasTheBitsOfTheDefinition() {
        PairKernel.assertSameBits(
                (x, xOffset, b, bOffset, y, yOffset, n) -> EluKernel.forward(ALPHA, x, xOffset, y, yOffset, n),
                Definition::forward);
        PairKernel.assertSameBits(
                (x, xOffset, dy, dyOffset, dx, dxOffset, n) -> EluKernel.backward(ALPHA, x, xOffset, dy, dyOffset, dx,
                        dxOffset, n),
                Definition::backward);
    }
}
