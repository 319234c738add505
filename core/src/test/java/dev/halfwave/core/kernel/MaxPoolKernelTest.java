package dev.halfwave.core.kernel;

import static dev.halfwave.core.kernel.KernelData.assertSameBits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("both-backends")
final class MaxPoolKernelTest {

    /// The textbook loops over one row, tap by tap.
    static final class Definition {
        private Definition() {}

        static float[] forward(float[] x, int windows, int kernelSize, int stride, int padding, int dilation) {
            float[] y = new float[windows];
            for (int o = 0; o < windows; o++) {
                y[o] = Float.NEGATIVE_INFINITY;
                for (int k = 0; k < kernelSize; k++) {
                    int i = o * stride - padding + k * dilation;
                    if (i >= 0 && i < x.length) {
                        y[o] = Math.max(y[o], x[i]);
                    }
                }
            }
            return y;
        }

        static float[] backward(
                float[] x, float[] dy, int kernelSize, int stride, int padding, int dilation) {
            float[] dx = new float[x.length];
            for (int o = 0; o < dy.length; o++) {
                int best = -1;
                for (int k = 0; k < kernelSize; k++) {
                    int i = o * stride - padding + k * dilation;
                    if (i >= 0 && i < x.length && (best < 0 || x[i] > x[best] || Float.isNaN(x[i]))) {
                        best = i;
                    }
                }
                if (best >= 0) {
                    dx[best] += dy[o];
                }
            }
            return dx;
        }
    }

    @Test
    void hasTheBitsOfTheDefinition() {
        for (int length : new int[] {1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100, 255, 256, 257}) {
            for (int kernelSize : new int[] {1, 2, 3, 4, 5, 8}) {
                for (int stride : new int[] {1, 2, 3, 4, kernelSize, kernelSize + 2}) {
                    for (int padding = 0; padding <= kernelSize / 2; padding++) {
                        for (int dilation = 1; dilation <= 4; dilation++) {
                            check(length, kernelSize, stride, padding, dilation, false);
                            check(length, kernelSize, stride, padding, dilation, true);
                        }
                    }
                }
            }
        }
    }

    private static void check(
            int length, int kernelSize, int stride, int padding, int dilation, boolean ceilMode) {
        int spare = length + 2 * padding - dilation * (kernelSize - 1) - 1 + (ceilMode ? stride - 1 : 0);
        int windows = spare < 0 ? 0 : spare / stride + 1;
        if (ceilMode && windows > 0 && (windows - 1) * stride >= length + padding) {
            windows--;
        }
        String what = "length " + length + ", kernelSize " + kernelSize + ", stride " + stride + ", padding "
                + padding + ", dilation " + dilation + ", windows " + windows;
        int rows = 2;
        float[] x = KernelData.hardNumbers(rows * length, length);
        for (int i = 0; i < x.length; i += 3) {
            x[i] = (int) x[i] % 2; // ties
        }
        float[] dy = KernelData.hardNumbers(rows * windows, windows);
        float[] y = KernelData.garbage(rows * windows + 5);
        float[] dx = KernelData.garbage(rows * length + 5);
        float[] expectedY = y.clone();
        float[] expectedDx = dx.clone();
        PoolGeometry geometry = new PoolGeometry(length, windows, kernelSize, stride, padding, dilation);
        MaxPoolKernel.forward(geometry, KernelData.placed(x, 3), 3, y, 2, rows);
        MaxPoolKernel.backward(geometry, KernelData.placed(x, 3), 3, KernelData.placed(dy, 1), 1, dx, 4, rows);
        for (int row = 0; row < rows; row++) {
            float[] xRow = Arrays.copyOfRange(x, row * length, (row + 1) * length);
            float[] dyRow = Arrays.copyOfRange(dy, row * windows, (row + 1) * windows);
            System.arraycopy(
                    Definition.forward(xRow, windows, kernelSize, stride, padding, dilation), 0, expectedY,
                    2 + row * windows, windows);
            System.arraycopy(
                    Definition.backward(xRow, dyRow, kernelSize, stride, padding, dilation), 0, expectedDx,
                    4 + row * length, length);
        }
        assertSameBits(y, expectedY, "y, " + what);
        assertSameBits(dx, expectedDx, "dx, " + what);
    }

    @Test
    void simdHasTheBitsOfScalar() {
        assumeTrue(VectorApi.PRESENT);
        for (int windows : KernelData.LENGTHS) {
            for (int kernelSize = 1; kernelSize < 8; kernelSize++) {
                assertInside(windows, kernelSize, 1, 1 + windows % 3);
            }
            assertInside(windows, 2, 2, 1);
            assertInside(windows, 4, 4, 1);
            assertGradientOfTwo(windows);
        }
    }

    private static void assertInside(int windows, int kernelSize, int stride, int dilation) {
        float[] x = KernelData.hardNumbers(1 + windows * stride + kernelSize * dilation, windows);
        float[] simd = KernelData.garbage(windows + 4);
        float[] scalar = simd.clone();
        PoolGeometry geometry = new PoolGeometry(x.length, windows, kernelSize, stride, 0, dilation);
        assertThat(MaxPoolKernel.Simd.knows(geometry)).isTrue();
        MaxPoolKernel.Simd.inside(geometry, x, 1, simd, 2, windows);
        MaxPoolKernel.Scalar.inside(geometry, x, 1, scalar, 2, windows);
        assertSameBits(simd, scalar, windows + " windows of " + kernelSize + ", stride " + stride);
    }

    private static void assertGradientOfTwo(int windows) {
        float[] x = KernelData.hardNumbers(1 + 2 * windows, windows);
        for (int i = 0; i < x.length; i += 3) {
            x[i] = x[i / 2]; // ties, NaN among them
        }
        float[] dy = KernelData.placed(KernelData.hardNumbers(windows, windows), 1);
        float[] simd = new float[3 + 2 * windows];
        float[] scalar = simd.clone();
        int done = MaxPoolKernel.Simd.gradientOfTwo(x, 1, dy, 1, simd, 2, windows);
        MaxPoolKernel.Scalar.gradient(new PoolGeometry(2 * done, done, 2, 2, 0, 1), x, 1, dy, 1, scalar, 2, 0);
        assertThat(done).isEqualTo(windows / Lanes.WIDTH * Lanes.WIDTH);
        assertSameBits(simd, scalar, windows + " windows");
    }
}
