package dev.halfwave.core.kernel;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("both-backends")
final class GeluKernelTest {

    private static final float DENSITY_AT_ZERO = 0.3989423f;

    /// The textbook loops.
    static final class Definition {
        private Definition() {}

        static void forward(float[] x, int xOffset, float[] b, int bOffset, float[] y, int yOffset, int n) {
            for (int i = 0; i < n; i++) {
                float value = x[xOffset + i];
                float erf = ErfKernel.Scalar.erf(0.70710677f * value);
                y[yOffset + i] = value * Fma.fma(0.5f, erf, 0.5f);
            }
        }

        /// With a result `y` that is not that of [#forward], so that a mix-up of the arrays shows.
        static void backward(
                float[] x, int xOffset, float[] y, float[] dy, int dyOffset, float[] dx, int dxOffset, int n) {
            for (int i = 0; i < n; i++) {
                float value = x[xOffset + i];
                boolean near = Math.abs(value) < 0x1p-12f;
                float probability = near ? Fma.fma(DENSITY_AT_ZERO, value, 0.5f) : y[i] / value;
                float exp = ExponentialKernel.Scalar.exp(-0.5f * (value * value));
                dx[dxOffset + i] = dy[dyOffset + i] * Fma.fma(DENSITY_AT_ZERO * value, exp, probability);
            }
        }
    }

    private final float[] result = KernelData.hardNumbers(300, 9);

    @Test
    void scalarHasTheBitsOfTheDefinition() {
        PairKernel.assertSameBits((x, xOffset, b, bOffset, y, yOffset, n) -> {
            ElementwiseKernel.Scalar.multiply(x, xOffset, 0.70710677f, y, yOffset, n);
            ErfKernel.Scalar.erf(y, yOffset, y, yOffset, n);
            GeluKernel.Scalar.gate(x, xOffset, y, yOffset, n);
        }, Definition::forward);
        PairKernel.assertSameBits((x, xOffset, dy, dyOffset, dx, dxOffset, n) -> {
            ElementwiseKernel.Scalar.multiply(x, xOffset, x, xOffset, dx, dxOffset, n);
            ElementwiseKernel.Scalar.multiply(dx, dxOffset, -0.5f, dx, dxOffset, n);
            ExponentialKernel.Scalar.exp(dx, dxOffset, dx, dxOffset, n);
            GeluKernel.Scalar.slope(x, xOffset, result, 0, dy, dyOffset, dx, dxOffset, n);
        }, this::definition);
    }

    @Test
    void simdHasTheBitsOfTheDefinition() {
        assumeTrue(VectorApi.PRESENT);
        PairKernel.assertSameBits((x, xOffset, b, bOffset, y, yOffset, n) -> {
            ElementwiseKernel.Simd.multiply(x, xOffset, 0.70710677f, y, yOffset, n);
            ErfKernel.Simd.erf(y, yOffset, y, yOffset, n);
            GeluKernel.Simd.gate(x, xOffset, y, yOffset, n);
        }, Definition::forward);
        PairKernel.assertSameBits((x, xOffset, dy, dyOffset, dx, dxOffset, n) -> {
            ElementwiseKernel.Simd.multiply(x, xOffset, x, xOffset, dx, dxOffset, n);
            ElementwiseKernel.Simd.multiply(dx, dxOffset, -0.5f, dx, dxOffset, n);
            ExponentialKernel.Simd.exp(dx, dxOffset, dx, dxOffset, n);
            GeluKernel.Simd.slope(x, xOffset, result, 0, dy, dyOffset, dx, dxOffset, n);
        }, this::definition);
    }

    @Test
    void theChosenPathHasTheBitsOfTheDefinition() {
        PairKernel.assertSameBits(
                (x, xOffset, b, bOffset, y, yOffset, n) -> GeluKernel.forward(x, xOffset, y, yOffset, n),
                Definition::forward);
        PairKernel.assertSameBits(
                (x, xOffset, dy, dyOffset, dx, dxOffset, n) -> GeluKernel.backward(x, xOffset, result, 0, dy, dyOffset,
                        dx, dxOffset, n),
                this::definition);
    }

    private void definition(float[] x, int xOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int n) {
        Definition.backward(x, xOffset, result, dy, dyOffset, dx, dxOffset, n);
    }
}
