package dev.halfwave.core.kernel;

import static dev.halfwave.core.kernel.KernelData.assertSameBits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("both-backends")
final class AveragePoolKernelTest {

    /// The textbook loops over one row that really is padded with zeros.
    static final class Definition {
        private Definition() {}

        static float[] forward(float[] x, int windows, int kernelSize, int stride, int padding, boolean countPadding) {
            float[] padded = new float[x.length + 2 * padding];
            System.arraycopy(x, 0, padded, padding, x.length);
            float[] y = new float[windows];
            for (int o = 0; o < windows; o++) {
                float sum = 0;
                for (int i = o * stride; i < o * stride + kernelSize && i < padded.length; i++) {
                    sum += padded[i];
                }
                y[o] = sum / divisor(o, x.length, kernelSize, stride, padding, countPadding);
            }
            return y;
        }

        static float[] backward(
                float[] dy, int length, int kernelSize, int stride, int padding, boolean countPadding) {
            float[] padded = new float[length + 2 * padding];
            for (int o = 0; o < dy.length; o++) {
                float share = dy[o] / divisor(o, length, kernelSize, stride, padding, countPadding);
                for (int i = o * stride; i < o * stride + kernelSize && i < padded.length; i++) {
                    padded[i] += share;
                }
            }
            return java.util.Arrays.copyOfRange(padded, padding, padding + length);
        }

        private static int divisor(
                int o, int length, int kernelSize, int stride, int padding, boolean countPadding) {
            int count = 0;
            for (int i = o * stride; i < o * stride + kernelSize && i < length + 2 * padding; i++) {
                if (countPadding || (i >= padding && i < padding + length)) {
                    count++;
                }
            }
            return count;
        }
    }

    @Test
    void hasTheBitsOfTheDefinition() {
        for (int length : new int[] {1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100, 255, 256, 257}) {
            for (int kernelSize = 1; kernelSize <= 9; kernelSize++) {
                for (int stride : new int[] {1, 2, 3, 4, kernelSize, kernelSize + 2}) {
                    for (int padding = 0; padding <= kernelSize / 2; padding++) {
                        check(length, kernelSize, stride, padding, false);
                        check(length, kernelSize, stride, padding, true);
                    }
                }
            }
        }
    }

    private static void check(int length, int kernelSize, int stride, int padding, boolean ceilMode) {
        int spare = length + 2 * padding - kernelSize + (ceilMode ? stride - 1 : 0);
        int windows = spare < 0 ? 0 : spare / stride + 1;
        if (ceilMode && windows > 0 && (windows - 1) * stride >= length + padding) {
            windows--;
        }
        for (boolean countPadding : new boolean[] {true, false}) {
            String what = "length " + length + ", kernelSize " + kernelSize + ", stride " + stride + ", padding "
                    + padding + ", windows " + windows + ", countPadding " + countPadding;
            int rows = 2;
            float[] x = KernelData.hardNumbers(rows * length, length);
            float[] dy = KernelData.hardNumbers(rows * windows, windows);
            float[] y = KernelData.garbage(rows * windows + 5);
            float[] dx = KernelData.garbage(rows * length + 5);
            float[] expectedY = y.clone();
            float[] expectedDx = dx.clone();
            PoolGeometry geometry = new PoolGeometry(length, windows, kernelSize, stride, padding, 1);
            AveragePoolKernel.forward(geometry, countPadding, KernelData.placed(x, 3), 3, y, 2, rows);
            AveragePoolKernel.backward(geometry, countPadding, KernelData.placed(dy, 1), 1, dx, 4, rows);
            for (int row = 0; row < rows; row++) {
                float[] xRow = java.util.Arrays.copyOfRange(x, row * length, (row + 1) * length);
                float[] dyRow = java.util.Arrays.copyOfRange(dy, row * windows, (row + 1) * windows);
                System.arraycopy(
                        Definition.forward(xRow, windows, kernelSize, stride, padding, countPadding), 0, expectedY,
                        2 + row * windows, windows);
                System.arraycopy(
                        Definition.backward(dyRow, length, kernelSize, stride, padding, countPadding), 0, expectedDx,
                        4 + row * length, length);
            }
            assertSameBits(y, expectedY, "y, " + what);
            assertSameBits(dx, expectedDx, "dx, " + what);
        }
    }

    @Test
    void simdHasTheBitsOfScalar() {
        assumeTrue(VectorApi.PRESENT);
        for (int windows : KernelData.LENGTHS) {
            for (int kernelSize = 1; kernelSize < 8; kernelSize++) {
                assertInside(windows, kernelSize, 1);
            }
            assertInside(windows, 2, 2);
            assertInside(windows, 4, 4);
            assertSpread(windows, 2, 2);
            assertSpread(windows, 4, 4);
            for (int kernelSize = 1; kernelSize < 8; kernelSize++) {
                assertSpread(windows, kernelSize, 1);
            }
        }
    }

    private static void assertInside(int windows, int kernelSize, int stride) {
        float[] x = KernelData.hardNumbers(1 + windows * stride + kernelSize, windows);
        float[] simd = KernelData.garbage(windows + 4);
        float[] scalar = simd.clone();
        PoolGeometry geometry = new PoolGeometry(x.length, windows, kernelSize, stride, 0, 1);
        assertThat(AveragePoolKernel.Simd.knows(geometry)).isTrue();
        AveragePoolKernel.Simd.inside(geometry, x, 1, simd, 2, windows);
        AveragePoolKernel.Scalar.inside(geometry, x, 1, scalar, 2, windows);
        assertSameBits(simd, scalar, windows + " windows of " + kernelSize + ", stride " + stride);
    }

    private static void assertSpread(int windows, int kernelSize, int stride) {
        float[] dy = KernelData.placed(KernelData.hardNumbers(windows, windows), 1);
        float[] simd = new float[3 + windows * stride + kernelSize];
        float[] scalar = simd.clone();
        PoolGeometry geometry = new PoolGeometry(simd.length - 3, windows, kernelSize, stride, 0, 1);
        AveragePoolKernel.Simd.spreadInside(geometry, dy, 1, simd, 2, windows);
        AveragePoolKernel.Scalar.spreadInside(geometry, dy, 1, scalar, 2, windows);
        assertSameBits(simd, scalar, windows + " windows of " + kernelSize);
    }
}
