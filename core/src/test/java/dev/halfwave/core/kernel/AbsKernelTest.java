package dev.halfwave.core.kernel;

import static dev.halfwave.core.kernel.KernelData.assertSameBits;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("both-backends")
final class AbsKernelTest {

    /// The textbook loops.
    static final class Definition {
        private Definition() {}

        static void forward(float[] x, int xOffset, float[] y, int yOffset, int n) {
            for (int i = 0; i < n; i++) {
                y[yOffset + i] = x[xOffset + i] <= 0 ? 0 - x[xOffset + i] : x[xOffset + i];
            }
        }

        static void backward(float[] x, int xOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int n) {
            for (int i = 0; i < n; i++) {
                if (x[xOffset + i] > 0) {
                    dx[dxOffset + i] = dy[dyOffset + i];
                } else if (x[xOffset + i] < 0) {
                    dx[dxOffset + i] = -dy[dyOffset + i];
                } else {
                    dx[dxOffset + i] = 0;
                }
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
        assertForward(AbsKernel.Scalar::forward);
        assertBackward(AbsKernel.Scalar::backward);
    }

    @Test
    void simdHasTheBitsOfTheDefinition() {
        assumeTrue(VectorApi.PRESENT);
        assertForward(AbsKernel.Simd::forward);
        assertBackward(AbsKernel.Simd::backward);
    }

    @Test
    void theChosenPathHasTheBitsOfTheDefinition() {
        assertForward(AbsKernel::forward);
        assertBackward(AbsKernel::backward);
    }

    private static void assertForward(Forward forward) {
        for (int n : KernelData.LENGTHS) {
            for (int offset = 0; offset < 3; offset++) {
                float[] x = KernelData.placed(KernelData.hardNumbers(n, n), offset);
                float[] y = KernelData.garbage(n + 6);
                float[] expected = y.clone();
                forward.run(x, offset, y, 2, n);
                Definition.forward(x, offset, expected, 2, n);
                assertSameBits(y, expected, "n = " + n);
            }
        }
    }

    private static void assertBackward(Backward backward) {
        for (int n : KernelData.LENGTHS) {
            for (int offset = 0; offset < 3; offset++) {
                float[] x = KernelData.placed(KernelData.hardNumbers(n, n), offset);
                float[] dy = KernelData.placed(KernelData.hardNumbers(n, n + 1), 1);
                float[] dx = KernelData.garbage(n + 6);
                float[] expected = dx.clone();
                backward.run(x, offset, dy, 1, dx, 2, n);
                Definition.backward(x, offset, dy, 1, expected, 2, n);
                assertSameBits(dx, expected, "n = " + n);
            }
        }
    }
}
