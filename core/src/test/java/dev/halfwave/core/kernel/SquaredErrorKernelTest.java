package dev.halfwave.core.kernel;

import static dev.halfwave.core.kernel.KernelData.assertSameBits;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("both-backends")
final class SquaredErrorKernelTest {

    @Test
    void hasTheSameBitsElementByElementAndInBulk() {
        for (int n : KernelData.LENGTHS) {
            float[] a = KernelData.placed(KernelData.hardNumbers(n, n), 1);
            float[] b = KernelData.placed(KernelData.hardNumbers(n, n + 1), 2);
            float[] dy = KernelData.placed(KernelData.hardNumbers(n, n + 2), 3);
            float[] y = KernelData.garbage(n + 4);
            float[] scaled = KernelData.garbage(n + 4);
            float[] weighted = KernelData.garbage(n + 4);
            SquaredErrorKernel.forward(a, 1, b, 2, y, 1, n);
            SquaredErrorKernel.backward(a, 1, b, 2, 0.3f, scaled, 1, n);
            SquaredErrorKernel.backward(a, 1, b, 2, dy, 3, weighted, 1, n);
            float[] expectedY = KernelData.garbage(n + 4);
            float[] expectedScaled = KernelData.garbage(n + 4);
            float[] expectedWeighted = KernelData.garbage(n + 4);
            for (int i = 0; i < n; i++) {
                float difference = a[1 + i] - b[2 + i];
                expectedY[1 + i] = difference * difference;
                expectedScaled[1 + i] = 0.3f * difference;
                expectedWeighted[1 + i] = 2 * dy[3 + i] * difference;
            }
            assertSameBits(y, expectedY, "y, n = " + n);
            assertSameBits(scaled, expectedScaled, "scaled, n = " + n);
            assertSameBits(weighted, expectedWeighted, "weighted, n = " + n);
        }
    }
}
