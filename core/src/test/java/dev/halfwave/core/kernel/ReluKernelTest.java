package dev.halfwave.core.kernel;

import static dev.halfwave.core.kernel.KernelData.assertSameBits;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("both-backends")
final class ReluKernelTest {

    /// The textbook loops.
    static final class Definition {
        private Definition() {}

        static void forward(float[] x, int xOffset, float[] y, int yOffset, int n) {
            for (int i = 0; i < n; i++) {
                boolean kept = x[xOffset + i] > 0 || Float.isNaN(x[xOffset + i]);
                y[yOffset + i] = kept ? x[xOffset + i] : 0;
            }
        }

        static void backward(float[] x, int xOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int n) {
            for (int i = 0; i < n; i++) {
                boolean kept = x[xOffset + i] > 0 || Float.isNaN(x[xOffset + i]);
                dx[dxOffset + i] = kept ? dy[dyOffset + i] : 0;
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
        assertForward(ReluKernel.Scalar::forward);
        assertBackward(ReluKernel.Scalar::backward);
    }

    @Test
    void simdHasTheBitsOfTheDefinition() {
        assumeTrue(VectorApi.PRESENT);
        assertForward(ReluKernel.Simd::forward);
        assertBackward(ReluKernel.Simd::backward);
    }

    @Test
    void theChosenPathHasTheBitsOfTheDefinition() {
        assertForward(ReluKernel::forward);
        assertBackward(ReluKernel::backward);
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
