package dev.halfwave.core.kernel;

import static dev.halfwave.core.kernel.KernelData.assertSameBits;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("both-backends")
final class MomentKernelTest {

    @Test
    void sumsHaveTheBitsOfTheTextbookLoops() {
        int[] lengths = IntStream.concat(
                IntStream.of(KernelData.LENGTHS), IntStream.of(48, 80, 4096, 4097, 8208, 12_304)).toArray();
        for (int n : lengths) {
            for (int offset = 0; offset < 3; offset++) {
                check(KernelData.numbers(n, n), KernelData.numbers(n, offset), offset);
                check(KernelData.hardNumbers(n, n), KernelData.finiteNumbers(n, offset), offset);
            }
        }
        float[] little = KernelData.numbers(64, 1);
        for (int run = 0; run < KernelData.HOT; run++) { // until it is compiled
            check(little, little, 1);
        }
    }

    private static void check(float[] row, float[] gradient, int offset) {
        int n = row.length;
        float mean = 0.3f;
        float factor = 1.7f;
        float[] deviations = new float[n];
        float[] squares = new float[n];
        float[] products = new float[n];
        for (int i = 0; i < n; i++) {
            float deviation = row[i] - mean;
            deviations[i] = deviation;
            squares[i] = deviation * deviation;
            products[i] = gradient[i] * (deviation * factor);
        }
        float[] x = KernelData.placed(row, offset);
        float[] dy = KernelData.placed(gradient, 2);
        float[] scratch = KernelData.garbage(n + 1);
        assertSameBits(
                MomentKernel.deviations(x, offset, mean, scratch, 1, n), RowKernelTest.Definition.sum(deviations, 0, n),
                "deviations of " + n);
        assertSameBits(
                MomentKernel.squares(x, offset, mean, scratch, 1, n), RowKernelTest.Definition.sum(squares, 0, n),
                "squares of " + n);
        assertSameBits(
                MomentKernel.products(x, offset, mean, factor, dy, 2, scratch, 1, n),
                RowKernelTest.Definition.sum(products, 0, n), "products of " + n);
    }
}
