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
                float[] x, int xOffset, int[] bits, int bitsOffset, float rate, float scale, float[] y, int yOffset,
                int n);
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
                int[] random = bits(n, offset);
                int[] placed = new int[n + 1];
                System.arraycopy(random, 0, placed, 1, n);
                float[] y = KernelData.garbage(n + 6);
                float[] expected = y.clone();
                kernel.apply(KernelData.placed(row, offset), offset, placed, 1, 0.5f, 1.7f, y, 2, n);
                define(row, random, expected, 2);
                assertSameBits(y, expected, "n = " + n);
            }
        }
        float[] x = KernelData.numbers(100, 3);
        int[] u = bits(100, 4);
        float[] expected = new float[100];
        define(x, u, expected, 0);
        for (int run = 0; run < KernelData.HOT; run++) {
            float[] y = x.clone();
            kernel.apply(y, 0, u, 0, 0.5f, 1.7f, y, 0, 100); // in place
            assertSameBits(y, expected, "run " + run);
        }
    }

    private static void define(float[] x, int[] bits, float[] y, int yOffset) {
        for (int i = 0; i < x.length; i++) {
            y[yOffset + i] = (bits[i] >>> 8) * 0x1p-24f < 0.5f ? 0f : x[i] * 1.7f;
        }
    }

    /// Random bits, among them the number 1/2, the rate itself, which is kept, and the largest below it.
    private static int[] bits(int n, long seed) {
        Random random = new Random(seed);
        int[] bits = new int[n];
        for (int i = 0; i < n; i++) {
            bits[i] = random.nextInt(4) == 0 ? 0x80000000 - random.nextInt(2) : random.nextInt();
        }
        return bits;
    }

    @Test
    void dropsTheNumbersBelowTheRate() {
        for (float rate : new float[] {0f, Float.MIN_VALUE, 0x1p-24f, 0.1f, 0.3f, 1 - 0x1p-24f}) {
            for (int bits : new int[] {0, 255, 256, 511, 512, 0x19999900, 0x19999a00, 0x4ccccc00, 0x4ccccd00, -257,
                -1}) {
                float[] y = new float[33];
                int[] all = new int[33];
                java.util.Arrays.fill(all, bits);
                java.util.Arrays.fill(y, 1f);
                DropoutKernel.apply(y, 0, all, 0, rate, 2f, y, 0, 33);
                float expected = (bits >>> 8) * 0x1p-24f < rate ? 0f : 2f;
                for (float value : y) {
                    assertSameBits(value, expected, "rate " + rate + ", bits " + bits);
                }
            }
        }
    }
}
