package dev.halfwave.core.kernel;

import static dev.halfwave.core.kernel.KernelData.assertSameBits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("both-backends")
final class RowKernelTest {

    /// The textbook loops.
    static final class Definition {
        private Definition() {}

        static float sum(float[] x, int xOffset, int n) {
            int blocks = (n + 4095) / 4096;
            if (blocks > 1) {
                int left = 1;
                while (2 * left < blocks) {
                    left *= 2;
                }
                return sum(x, xOffset, 4096 * left) + sum(x, xOffset + 4096 * left, n - 4096 * left);
            }
            float[] lanes = new float[16];
            for (int i = 0; i < n; i++) {
                lanes[i % 16] += x[xOffset + i];
            }
            for (int half = 8; half > 0; half /= 2) {
                for (int j = 0; j < half; j++) {
                    lanes[j] += lanes[j + half];
                }
            }
            return lanes[0];
        }

        static float max(float[] x, int xOffset, int n) {
            float max = Float.NEGATIVE_INFINITY;
            for (int i = 0; i < n; i++) {
                max = Math.max(max, x[xOffset + i]);
            }
            return max;
        }

        /// As PyTorch's pools search.
        static int indexOfMax(float[] x, int xOffset, int n) {
            int best = n == 0 ? -1 : 0;
            for (int i = 1; i < n; i++) {
                if (x[xOffset + i] > x[xOffset + best] || Float.isNaN(x[xOffset + i])) {
                    best = i;
                }
            }
            return best;
        }
    }

    private interface Sum {
        float of(float[] x, int xOffset, int n);
    }

    @Test
    void sumsInSixteenLanesAndAHalvingTree() {
        // 1 + 2²⁴ rounds to 2²⁴, so from left to right the sum would be 0. Here the big ones meet in lane 0 first.
        float[] x = new float[18];
        x[0] = 0x1p24f;
        x[1] = 1f;
        x[16] = -0x1p24f;
        assertThat(RowKernel.sum(x, 0, 18)).isEqualTo(1f);
        // Lanes 0 and 8 are added before lane 4: (2²⁴ − 2²⁴) + 1, not (2²⁴ + 1) − 2²⁴.
        x = new float[16];
        x[0] = 0x1p24f;
        x[4] = 1f;
        x[8] = -0x1p24f;
        assertThat(RowKernel.sum(x, 0, 16)).isEqualTo(1f);
    }

    @Test
    void scalarSumHasTheBitsOfTheDefinition() {
        assertSums(RowKernel.Scalar::sum);
    }

    @Test
    void simdSumHasTheBitsOfTheDefinition() {
        assumeTrue(VectorApi.PRESENT);
        assertSums(RowKernel.Simd::sum);
    }

    @Test
    void publicSumHasTheBitsOfTheDefinition() {
        assertSums(RowKernel::sum);
    }

    private static void assertSums(Sum sum) {
        for (int n : KernelData.LENGTHS) {
            for (int offset = 0; offset < 4; offset++) {
                float[] x = KernelData.placed(KernelData.numbers(n, n), offset);
                assertSameBits(sum.of(x, offset, n), Definition.sum(x, offset, n), "sum of " + n);
                float[] hard = KernelData.placed(KernelData.hardNumbers(n, n + offset), offset);
                assertSameBits(sum.of(hard, offset, n), Definition.sum(hard, offset, n), "hard sum of " + n);
                float[] finite = KernelData.placed(KernelData.finiteNumbers(n, n + offset), offset);
                assertSameBits(sum.of(finite, offset, n), Definition.sum(finite, offset, n), "finite sum of " + n);
            }
        }
        float[] x = KernelData.numbers(100, 1);
        float expected = Definition.sum(x, 0, 100);
        for (int i = 0; i < KernelData.HOT; i++) {
            assertSameBits(sum.of(x, 0, 100), expected, "sum in run " + i);
        }
    }

    @Test
    void longSumsAreAddedInBlocks() {
        for (int n : new int[] {4095, 4096, 4097, 8192, 8193, 12_288, 12_289, 16_385, 20_481, 100_003}) {
            float[] x = KernelData.numbers(n + 3, n);
            assertSameBits(RowKernel.sum(x, 2, n), Definition.sum(x, 2, n), "sum of " + n);
        }
        // Blocks 0 and 1 are added before block 2: (2²⁴ − 2²⁴) + 1; the order 0 + (1 + 2) would lose the 1.
        float[] x = new float[3 * 4096];
        x[0] = 0x1p24f;
        x[4096] = -0x1p24f;
        x[2 * 4096] = 1f;
        assertThat(RowKernel.sum(x, 0, x.length)).isEqualTo(1f);
        // Lanes of one block meet before the next block: 2²⁴ + 1 is rounded, then −2²⁴.
        x = new float[4096 + 1];
        x[0] = 0x1p24f;
        x[16] = 1f;
        x[4096] = -0x1p24f;
        assertThat(RowKernel.sum(x, 0, x.length)).isEqualTo(0f);
    }

    @Test
    void longSumsKeepTheirDigits() {
        float[] x = new float[1_000_000];
        java.util.Arrays.fill(x, 0.1f);
        assertThat(RowKernel.mean(x, 0, x.length)).isCloseTo(0.1f, within(0.1f * 3e-6f)); // in one block: 6e-4 off
        float[] numbers = KernelData.numbers(x.length, 1);
        double exact = 0;
        double magnitude = 0;
        for (float value : numbers) {
            exact += value;
            magnitude += Math.abs(value);
        }
        assertThat((double) RowKernel.sum(numbers, 0, x.length)).isCloseTo(exact, within(magnitude * 1e-7));
    }

    @Test
    void aSumOfNegativeZerosIsPositiveZero() {
        assertSameBits(RowKernel.sum(new float[] {-0f, -0f, -0f}, 0, 3), 0f, "sum of −0");
        assertSameBits(RowKernel.sum(new float[0], 0, 0), 0f, "empty sum");
    }

    @Test
    void theMeanDividesOnce() {
        // 10 / 4, not 1/4 + 2/4 + ...; and 0 / 0 for no element
        assertThat(RowKernel.mean(new float[] {9f, 1f, 2f, 3f, 4f}, 1, 4)).isEqualTo(2.5f);
        assertThat(RowKernel.mean(new float[1], 0, 0)).isNaN();
    }

    @Test
    void subtractsTheMeanInPlace() {
        float[] x = {7f, 1f, 2f, 6f, 7f}; // the mean of the last four is 4
        RowKernel.subtractMean(x, 1, x, 1, 4);
        assertThat(x).containsExactly(7f, -3f, -2f, 2f, 3f);
    }

    @Test
    void fillsItsRangeOnly() {
        for (int n : KernelData.LENGTHS) {
            float[] expected = KernelData.garbage(n + 4);
            java.util.Arrays.fill(expected, 2, 2 + n, -0f);
            float[] scalar = KernelData.garbage(n + 4);
            RowKernel.Scalar.fill(-0f, scalar, 2, n);
            assertSameBits(scalar, expected, "scalar, n = " + n);
            float[] chosen = KernelData.garbage(n + 4);
            RowKernel.fill(-0f, chosen, 2, n);
            assertSameBits(chosen, expected, "n = " + n);
        }
    }

    @Test
    void scalarMaximumHasTheBitsOfTheDefinition() {
        assertMaxima(RowKernel.Scalar::max);
    }

    @Test
    void simdMaximumHasTheBitsOfTheDefinition() {
        assumeTrue(VectorApi.PRESENT);
        assertMaxima(RowKernel.Simd::max);
    }

    private static void assertMaxima(Sum max) {
        for (int n : KernelData.LENGTHS) {
            for (int offset = 0; offset < 4; offset++) {
                float[] x = KernelData.placed(KernelData.numbers(n, n), offset);
                assertSameBits(max.of(x, offset, n), Definition.max(x, offset, n), "maximum of " + n);
                float[] hard = KernelData.placed(KernelData.hardNumbers(n, n + offset), offset);
                assertSameBits(max.of(hard, offset, n), Definition.max(hard, offset, n), "hard maximum of " + n);
            }
        }
        float[] x = KernelData.numbers(100, 1);
        for (int i = 0; i < KernelData.HOT; i++) {
            x[i % 100] = i % 7 == 0 ? Float.NaN : i % 5 == 0 ? -0f : -1f - i % 3;
            assertSameBits(max.of(x, 0, 100), Definition.max(x, 0, 100), "maximum in run " + i);
        }
    }

    @Test
    void positiveZeroIsAboveNegativeZero() {
        float[] x = KernelData.garbage(40);
        x[3] = -0f;
        assertSameBits(RowKernel.max(x, 0, 40), -0f, "one −0");
        x[29] = 0f;
        assertSameBits(RowKernel.max(x, 0, 40), 0f, "−0 and +0");
    }

    @Test
    void theMaximumStandsWhereTheFirstEqualElementIs() {
        for (int n : KernelData.LENGTHS) {
            for (int seed = 0; seed < 20; seed++) {
                float[] x = KernelData.placed(KernelData.finiteNumbers(n, seed), 3);
                for (int i = 0; i < n; i++) {
                    x[3 + i] = (int) x[3 + i] % 3; // many ties
                }
                float max = RowKernel.max(x, 3, n);
                assertThat(RowKernel.indexOfMax(x, 3, n, max)).isEqualTo(Definition.indexOfMax(x, 3, n));
            }
        }
    }

    @Test
    void theLastNaNIsTheMaximum() {
        float[] x = new float[50];
        x[7] = Float.NaN;
        x[41] = Float.NaN;
        x[45] = Float.POSITIVE_INFINITY;
        assertThat(RowKernel.max(x, 0, 50)).isNaN();
        assertThat(RowKernel.indexOfMax(x, 0, 50, Float.NaN)).isEqualTo(41);
    }

    @Test
    void anEmptyRowHasNoMaximum() {
        assertThat(RowKernel.max(new float[3], 1, 0)).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(RowKernel.indexOfMax(new float[3], 1, 0, Float.NEGATIVE_INFINITY)).isEqualTo(-1);
    }
}
