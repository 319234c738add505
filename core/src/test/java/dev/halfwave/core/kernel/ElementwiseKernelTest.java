package dev.halfwave.core.kernel;

import static dev.halfwave.core.kernel.KernelData.assertSameBits;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("both-backends")
final class ElementwiseKernelTest {

    private interface AddTo {
        void run(float[] x, int xOffset, float[] sum, int sumOffset, int n);
    }

    @Test
    void scalarHasTheBitsOfTheDefinition() {
        assertAddTo(ElementwiseKernel.Scalar::addTo);
    }

    @Test
    void simdHasTheBitsOfTheDefinition() {
        assumeTrue(VectorApi.PRESENT);
        assertAddTo(ElementwiseKernel.Simd::addTo);
    }

    @Test
    void theChosenPathHasTheBitsOfTheDefinition() {
        assertAddTo(ElementwiseKernel::addTo);
    }

    private static void assertAddTo(AddTo addTo) {
        for (int n : KernelData.LENGTHS) {
            for (int offset = 0; offset < 3; offset++) {
                float[] x = KernelData.placed(KernelData.hardNumbers(n, n), offset);
                float[] sum = KernelData.placed(KernelData.hardNumbers(n, n + 1), 1);
                float[] expected = sum.clone();
                for (int i = 0; i < n; i++) {
                    expected[1 + i] += x[offset + i];
                }
                addTo.run(x, offset, sum, 1, n);
                assertSameBits(sum, expected, "n = " + n);
            }
        }
    }
}
