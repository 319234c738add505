package dev.halfwave.core.kernel;

import static dev.halfwave.core.kernel.KernelData.assertSameBits;

import org.junit.jupiter.api.Test;

final class DcFreeReluKernelTest implements RowActivationKernelContract {

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

    @Override
    public Path definition() {
        return new Path(Definition::forward, Definition::backward);
    }

    @Override
    public Path scalar() {
        return oneRow(DcFreeReluKernel.Scalar::forward, DcFreeReluKernel.Scalar::backward);
    }

    @Override
    public Path simd() {
        return oneRow(DcFreeReluKernel.Simd::forward, DcFreeReluKernel.Simd::backward);
    }

    @Override
    public Forward forward() {
        return DcFreeReluKernel::forward;
    }

    @Override
    public Backward backward() {
        return DcFreeReluKernel::backward;
    }

    private static Path oneRow(Forward forward, Backward backward) {
        return new Path(
                (x, xOffset, y, yOffset, n) -> forward.run(x, xOffset, y, yOffset, 1, n),
                (x, xOffset, dy, dyOffset, dx, dxOffset, n) -> backward.run(
                        x, xOffset, dy, dyOffset, dx, dxOffset, 1, n));
    }

    /// More rows than are taken together, and rows of several blocks of a sum.
    @Test
    void manyAndLongRowsHaveTheBitsOfTheDefinition() {
        for (int[] size : new int[][] {{7, 48}, {8, 48}, {9, 48}, {21, 33}, {2, 4096}, {2, 4097}, {3, 12_320}}) {
            int n = size[0] * size[1];
            float[] x = KernelData.numbers(n, 1);
            float[] dy = KernelData.numbers(n, 2);
            float[] y = new float[n];
            float[] dx = new float[n];
            float[] expectedY = new float[n];
            float[] expectedDx = new float[n];
            DcFreeReluKernel.forward(x, 0, y, 0, size[0], size[1]);
            DcFreeReluKernel.backward(x, 0, dy, 0, dx, 0, size[0], size[1]);
            for (int at = 0; at < n; at += size[1]) {
                Definition.forward(x, at, expectedY, at, size[1]);
                Definition.backward(x, at, dy, at, expectedDx, at, size[1]);
            }
            assertSameBits(y, expectedY, "y of " + size[0] + " rows of " + size[1]);
            assertSameBits(dx, expectedDx, "dx of " + size[0] + " rows of " + size[1]);
        }
    }
}
