package dev.halfwave.core.kernel;

import static dev.halfwave.core.kernel.KernelData.assertSameBits;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("both-backends")
final class LeakyReluKernelTest {

    private interface Backward {
        void run(float[] x, int xOffset, float slope, float[] dy, int dyOffset, float[] dx, int dxOffset, int n);
    }

    @Test
    void scalarHasTheBitsOfTheDefinition() {
        assertBackward(LeakyReluKernel.Scalar::backward);
    }

    @Test
    void simdHasTheBitsOfTheDefinition() {
        assumeTrue(VectorApi.PRESENT);
        assertBackward(LeakyReluKernel.Simd::backward);
    }

    @Test
    void theChosenPathHasTheBitsOfTheDefinition() {
        assertBackward(LeakyReluKernel::backward);
        for (int n : KernelData.LENGTHS) {
            float[] x = KernelData.placed(KernelData.hardNumbers(n, n), 1);
            float[] y = KernelData.garbage(n + 6);
            float[] expected = y.clone();
            for (int i = 0; i < n; i++) {
                expected[2 + i] = x[1 + i] > 0 ? x[1 + i] : 0.3f * x[1 + i];
            }
            LeakyReluKernel.forward(x, 1, 0.3f, y, 2, n);
            assertSameBits(y, expected, "forward, n = " + n);
        }
    }

    private static void assertBackward(Backward backward) {
        for (int n : KernelData.LENGTHS) {
            for (int offset = 0; offset < 3; offset++) {
                float[] x = KernelData.placed(KernelData.hardNumbers(n, n), offset);
                float[] dy = KernelData.placed(KernelData.hardNumbers(n, n + 1), 1);
                float[] dx = KernelData.garbage(n + 6);
                float[] expected = dx.clone();
                for (int i = 0; i < n; i++) {
                    expected[2 + i] = x[offset + i] > 0 ? dy[1 + i] : -0.7f * dy[1 + i];
                }
                backward.run(x, offset, -0.7f, dy, 1, dx, 2, n);
                assertSameBits(dx, expected, "n = " + n);
            }
        }
    }
}
