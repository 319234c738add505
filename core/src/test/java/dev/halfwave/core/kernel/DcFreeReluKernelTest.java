package dev.halfwave.core.kernel;

import static dev.halfwave.core.kernel.KernelData.assertSameBits;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("both-backends")
final class DcFreeReluKernelTest {

    /// The textbook loops over one row.
    static final class Definition {
        private Definition() {}

        static void forward(float[] x, int xOffset, float[] y, int yOffset, int n) {
            float[] rectified = new float[n];
            for (int i = 0; i < n; i++) {
                rectified[i] = x[xOffset + i] <= 0 ? 0 : x[xOffset + i];
            }
            float mean = RowKernelTest.Definition.sum(rectified, 0, n) / n;
            for (int i = 0; i < n; i++) {
                y[yOffset + i] = rectified[i] - mean;
            }
        }

        static void backward(float[] x, int xOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int n) {
            float mean = RowKernelTest.Definition.sum(dy, dyOffset, n) / n;
            for (int i = 0; i < n; i++) {
                dx[dxOffset + i] = x[xOffset + i] <= 0 ? 0 : dy[dyOffset + i] - mean;
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
    void scalarForwardHasTheBitsOfTheDefinition() {
        assertForward(DcFreeReluKernel.Scalar::forward);
    }

    @Test
    void simdForwardHasTheBitsOfTheDefinition() {
        assumeTrue(VectorApi.PRESENT);
        assertForward(DcFreeReluKernel.Simd::forward);
    }

    @Test
    void scalarBackwardHasTheBitsOfTheDefinition() {
        assertBackward(DcFreeReluKernel.Scalar::backward);
    }

    @Test
    void simdBackwardHasTheBitsOfTheDefinition() {
        assumeTrue(VectorApi.PRESENT);
        assertBackward(DcFreeReluKernel.Simd::backward);
    }

    private static void assertForward(Forward forward) {
        for (int n : KernelData.LENGTHS) {
            for (int offset = 0; offset < 3; offset++) {
                for (float[] row : rows(n, offset)) {
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
                float[] x = KernelData.placed(KernelData.hardNumbers(n, offset), offset);
                for (float[] row : rows(n, offset + 10)) {
                    float[] dy = KernelData.placed(row, 1);
                    float[] dx = KernelData.garbage(n + 6);
                    float[] expected = dx.clone();
                    backward.run(x, offset, dy, 1, dx, 2, n);
                    Definition.backward(x, offset, dy, 1, expected, 2, n);
                    assertSameBits(dx, expected, "n = " + n);
                }
            }
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
        DcFreeReluKernel.forward(x, 0, y, 0, 3, 37);
        DcFreeReluKernel.backward(x, 0, dy, 0, dx, 0, 3, 37);
        for (int at = 0; at < 3 * 37; at += 37) {
            Definition.forward(x, at, expectedY, at, 37);
            Definition.backward(x, at, dy, at, expectedDx, at, 37);
        }
        assertSameBits(y, expectedY, "y");
        assertSameBits(dx, expectedDx, "dx");
    }
}
