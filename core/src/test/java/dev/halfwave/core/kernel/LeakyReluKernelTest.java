package dev.halfwave.core.kernel;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("both-backends")
final class LeakyReluKernelTest {

    private static final float SLOPE = -0.7f;

    @Test
    void forwardHasTheBitsOfTheDefinition() {
        UnaryKernel.assertSameBits(
                (x, xOffset, y, yOffset, n) -> LeakyReluKernel.forward(x, xOffset, SLOPE, y, yOffset, n),
                (x, xOffset, y, yOffset, n) -> {
                    for (int i = 0; i < n; i++) {
                        float value = x[xOffset + i];
                        y[yOffset + i] = value > 0 ? value : SLOPE * value;
                    }
                });
    }

    @Test
    void backwardHasTheBitsOfTheDefinition() {
        PairKernel definition = (x, xOffset, dy, dyOffset, dx, dxOffset, n) -> {
            for (int i = 0; i < n; i++) {
                dx[dxOffset + i] = x[xOffset + i] > 0 ? dy[dyOffset + i] : SLOPE * dy[dyOffset + i];
            }
        };
        PairKernel.assertSameBits(
                (x, xOffset, dy, dyOffset, dx, dxOffset, n) -> LeakyReluKernel.backward(
                        x, xOffset, SLOPE, dy, dyOffset, dx, dxOffset, n),
                definition);
        PairKernel.assertSameBits(
                (x, xOffset, dy, dyOffset, dx, dxOffset, n) -> LeakyReluKernel.Scalar.backward(
                        x, xOffset, SLOPE, dy, dyOffset, dx, dxOffset, n),
                definition);
        assumeTrue(VectorApi.PRESENT);
        PairKernel.assertSameBits(
                (x, xOffset, dy, dyOffset, dx, dxOffset, n) -> LeakyReluKernel.Simd.backward(
                        x, xOffset, SLOPE, dy, dyOffset, dx, dxOffset, n),
                definition);
    }
}
