package dev.halfwave.core.kernel;

import static dev.halfwave.core.kernel.KernelData.assertSameBits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("both-backends")
final class FilterKernelTest {

    /// The textbook loops.
    static final class Definition {
        private Definition() {}

        static void correlateOn(float[] taps, float[] x, int xOffset, float[] y, int yOffset, int n) {
            for (int k = 0; k < taps.length; k++) {
                for (int i = 0; i < n; i++) {
                    y[yOffset + i] = Fma.fma(taps[k], x[xOffset + i + k], y[yOffset + i]);
                }
            }
        }
    }

    private interface Filter {
        void run(float[] taps, float[] x, int xOffset, float[] y, int yOffset, int n);
    }

    private interface Split {
        void run(float[] x, int xOffset, float[] even, int evenOffset, float[] odd, int oddOffset, int n);
    }

    private interface Interleave {
        void run(float[] even, int evenOffset, float[] odd, int oddOffset, float[] y, int yOffset, int n);
    }

    @Test
    void scalarHasTheBitsOfTheDefinition() {
        assertFilters(FilterKernel.Scalar::correlateOn);
        assertTakesApart(FilterKernel.Scalar::split);
        assertPutsTogether(FilterKernel.Scalar::interleave);
    }

    @Test
    void simdHasTheBitsOfTheDefinition() {
        assumeTrue(VectorApi.PRESENT);
        assertFilters(FilterKernel.Simd::correlateOn);
        assertTakesApart(FilterKernel.Simd::split);
        assertPutsTogether(FilterKernel.Simd::interleave);
    }

    @Test
    void theChosenPathHasTheBitsOfTheDefinition() {
        assertFilters(FilterKernel::correlateOn);
        assertTakesApart(FilterKernel::split);
        assertPutsTogether(FilterKernel::interleave);
    }

    private static void assertFilters(Filter filter) {
        for (int n : KernelData.LENGTHS) {
            for (int count : new int[] {1, 2, 3, 6, 12}) {
                int samples = n + count - 1;
                for (float[] row : new float[][] {
                    KernelData.numbers(samples, n), KernelData.finiteNumbers(samples, n),
                    KernelData.hardNumbers(samples, n)
                }) {
                    float[] taps = KernelData.numbers(count, count);
                    float[] x = KernelData.placed(row, count % 3);
                    float[] y = KernelData.placed(KernelData.numbers(n, 9), 2);
                    float[] expected = y.clone();
                    filter.run(taps, x, count % 3, y, 2, n);
                    Definition.correlateOn(taps, x, count % 3, expected, 2, n);
                    assertSameBits(y, expected, count + " taps, n = " + n);
                }
            }
        }
        float[] taps = KernelData.numbers(6, 1);
        float[] x = KernelData.numbers(105, 2);
        float[] expected = new float[100];
        Definition.correlateOn(taps, x, 0, expected, 0, 100);
        for (int i = 0; i < KernelData.HOT; i++) {
            float[] y = new float[100];
            filter.run(taps, x, 0, y, 0, 100);
            assertSameBits(y, expected, "run " + i);
        }
    }

    private static void assertTakesApart(Split split) {
        for (int n : KernelData.LENGTHS) {
            float[] x = KernelData.placed(KernelData.hardNumbers(2 * n, n), 1);
            float[] even = KernelData.garbage(n + 5);
            float[] odd = KernelData.garbage(n + 5);
            float[] expectedEven = even.clone();
            float[] expectedOdd = odd.clone();
            for (int i = 0; i < 2 * n; i++) {
                (i % 2 == 0 ? expectedEven : expectedOdd)[(i % 2 == 0 ? 2 : 3) + i / 2] = x[1 + i];
            }
            split.run(x, 1, even, 2, odd, 3, n);
            assertSameBits(even, expectedEven, "even samples, n = " + n);
            assertSameBits(odd, expectedOdd, "odd samples, n = " + n);
        }
    }

    private static void assertPutsTogether(Interleave interleave) {
        for (int n : KernelData.LENGTHS) {
            float[] even = KernelData.placed(KernelData.hardNumbers(n, n), 1);
            float[] odd = KernelData.placed(KernelData.hardNumbers(n, ~n), 2);
            float[] y = KernelData.garbage(2 * n + 5);
            float[] expected = y.clone();
            for (int i = 0; i < 2 * n; i++) {
                expected[3 + i] = i % 2 == 0 ? even[1 + i / 2] : odd[2 + i / 2];
            }
            interleave.run(even, 1, odd, 2, y, 3, n);
            assertSameBits(y, expected, "n = " + n);
        }
    }

    @Test
    void filteringStartsAnew() {
        float[] y = KernelData.garbage(3);
        FilterKernel.correlate(new float[] {1, 10}, new float[] {9, 1, 2, 3}, 1, y, 0, 2);
        assertThat(y).containsExactly(21f, 32f, -12345.678f);
    }
}
