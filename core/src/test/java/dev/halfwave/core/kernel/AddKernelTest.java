package dev.halfwave.core.kernel;

import static dev.halfwave.core.kernel.KernelData.assertSameBits;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("both-backends")
final class AddKernelTest {

    private interface AddArrays {
        void run(float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset, int n);
    }

    private interface AddNumber {
        void run(float[] a, int aOffset, float value, float[] y, int yOffset, int n);
    }

    @Test
    void scalarHasTheBitsOfTheDefinition() {
        assertArrays(AddKernel.Scalar::add);
        assertNumber(AddKernel.Scalar::add);
    }

    @Test
    void simdHasTheBitsOfTheDefinition() {
        assumeTrue(VectorApi.PRESENT);
        assertArrays(AddKernel.Simd::add);
        assertNumber(AddKernel.Simd::add);
    }

    @Test
    void theChosenPathHasTheBitsOfTheDefinition() {
        assertArrays(AddKernel::add);
        assertNumber(AddKernel::add);
    }

    private static void assertArrays(AddArrays add) {
        for (int n : KernelData.LENGTHS) {
            float[] a = KernelData.placed(KernelData.hardNumbers(n, n), 1);
            float[] b = KernelData.placed(KernelData.hardNumbers(n, n + 1), 3);
            float[] y = KernelData.garbage(n + 6);
            float[] expected = y.clone();
            for (int i = 0; i < n; i++) {
                expected[2 + i] = a[1 + i] + b[3 + i];
            }
            add.run(a, 1, b, 3, y, 2, n);
            assertSameBits(y, expected, "n = " + n);
        }
    }

    private static void assertNumber(AddNumber add) {
        for (int n : KernelData.LENGTHS) {
            float[] a = KernelData.placed(KernelData.hardNumbers(n, n), 1);
            float[] y = KernelData.garbage(n + 6);
            float[] expected = y.clone();
            for (int i = 0; i < n; i++) {
                expected[2 + i] = a[1 + i] + 0.7f;
            }
            add.run(a, 1, 0.7f, y, 2, n);
            assertSameBits(y, expected, "n = " + n);
        }
    }
}
