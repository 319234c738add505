package dev.halfwave.core.kernel;

import static dev.halfwave.core.kernel.KernelData.assertSameBits;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("both-backends")
final class DropoutKernelTest {

    private interface Kernel {
        void apply(
                float[] x, int xOffset, float[] u, int uOffset, float rate, float scale, float[] y, int yOffset, int n);
    }

    @Test
    void scalarHasTheBitsOfTheDefinition() {
        check(DropoutKernel.Scalar::apply);
    }

    @Test
    void simdHasTheBitsOfTheDefinition() {
        assumeTrue(VectorApi.PRESENT);
        check(DropoutKernel.Simd::apply);
    }

    @Test
    void theChosenPathHasTheBitsOfTheDefinition() {
        check(DropoutKernel::apply);
    }

    private static void check(Kernel kernel) {
        for (int n : KernelData.LENGTHS) {
            for (int offset = 0; offset < 3; offset++) {
                float[] row = KernelData.hardNumbers(n, offset);
                float[] random = uniform(n, offset);
                float[] y = KernelData.garbage(n + 6);
                float[] expected = y.clone();
                kernel.apply(
                        KernelData.placed(row, offset), offset, KernelData.placed(random, 1), 1, 0.5f, 1.7f, y, 2, n);
                define(row, random, expected, 2);
                assertSameBits(y, expected, "n = " + n);
            }
        }
        float[] x = KernelData.numbers(100, 3);
        float[] u = uniform(100, 4);
        float[] expected = new float[100];
        define(x, u, expected, 0);
        for (int run = 0; run < KernelData.HOT; run++) {
            float[] y = x.clone();
            kernel.apply(y, 0, u, 0, 0.5f, 1.7f, y, 0, 100); // in place
            assertSameBits(y, expected, "run " + run);
        }
    }

    private static void define(float[] x, float[] u, float[] y, int yOffset) {
        for (int i = 0; i < x.length; i++) {
            y[yOffset + i] = u[i] < 0.5f ? 0f : x[i] * 1.7f;
        }
    }

    /// In [0, 1), among them the rate itself, which is kept.
    private static float[] uniform(int n, long seed) {
        Random random = new Random(seed);
        float[] u = new float[n];
        for (int i = 0; i < n; i++) {
            u[i] = random.nextInt(4) == 0 ? 0.5f : random.nextFloat();
        }
        return u;
    }
}
