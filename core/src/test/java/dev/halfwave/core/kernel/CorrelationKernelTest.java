package dev.halfwave.core.kernel;

import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Both paths against the textbook loops, bit for bit.
@Tag("both-backends")
final class CorrelationKernelTest {

    @Test
    void bothPathsAgreeWithTheDefinitionForAnyNumberOfRows() {
        for (int rows = 1; rows <= 33; rows++) {
            verify(rows, 6, 80, KernelData::numbers);
            verify(rows, 3, 16, KernelData::numbers);
            verify(rows, 3, 50, KernelData::numbers);
            verify(rows, 5, 50, KernelData::numbers);
        }
    }

    @Test
    void bothPathsAgreeWithTheDefinitionForAnyNumberOfColumns() {
        for (int columns = CorrelationKernel.MIN_COLUMNS; columns <= 200; columns++) {
            verify(7, 4, columns, KernelData::numbers);
            verify(7, 3, columns, KernelData::numbers);
            verify(7, 5, columns, KernelData::numbers);
        }
        for (int columns : new int[] {255, 256, 257, 300, 511, 512, 513, 1025}) {
            verify(6, 4, columns, KernelData::numbers);
        }
    }

    @Test
    void bothPathsAgreeWithTheDefinitionForAnyNumberOfTaps() {
        for (int taps = 0; taps <= 12; taps++) {
            verify(9, taps, 70, KernelData::numbers);
        }
    }

    @Test
    void bothPathsAgreeWithTheDefinitionForNaNInfinityAndNegativeZero() {
        for (int columns = CorrelationKernel.MIN_COLUMNS; columns <= 100; columns += 7) {
            verify(8, 6, columns, KernelData::finiteNumbers);
            verify(8, 6, columns, KernelData::hardNumbers);
            verify(5, 3, columns, KernelData::hardNumbers);
            verify(5, 5, columns, KernelData::hardNumbers);
        }
    }

    private interface Numbers {
        float[] of(int n, long seed);
    }

    private static void verify(int rows, int taps, int columns, Numbers numbers) {
        verify(rows, taps, columns, Float.NEGATIVE_INFINITY, numbers);
        verify(rows, taps, columns, 0f, numbers);
    }

    private static void verify(int rows, int taps, int columns, float floor, Numbers numbers) {
        Random random = new Random(rows * 31L + taps * 7L + columns);
        int[] offset = new int[2 + taps];
        for (int i = 0; i < offset.length; i++) {
            offset[i] = random.nextInt(50);
        }
        float[] source = numbers.of(3 + 50 + columns, 1);
        float[] weight = numbers.of(rows * taps, 2);
        float[] bias = numbers.of(1 + rows, 3);
        int rowStride = columns + 3;
        float[] before = KernelData.garbage(5 + rows * rowStride); // stays between the rows
        float[] expected = before.clone();
        for (int r = 0; r < rows; r++) {
            for (int t = 0; t < columns; t++) {
                float sum = 0f;
                for (int i = 0; i < taps; i++) {
                    sum = Math.fma(weight[r * taps + i], source[3 + offset[2 + i] + t], sum);
                }
                sum += bias[1 + r];
                expected[5 + r * rowStride + t] = sum <= floor ? floor : sum;
            }
        }
        float[] packed = new float[4 + CorrelationKernel.packedLength(rows, taps)];
        for (int r = 0; r < rows; r++) {
            for (int i = 0; i < taps; i++) {
                CorrelationKernel.pack(weight[r * taps + i], packed, 4, rows, taps, r, i);
            }
        }
        String what = rows + " rows, " + taps + " taps, " + columns + " columns, floor " + floor;
        float[] out = before.clone();
        CorrelationKernel.Scalar.run(
                source, 3, offset, 2, taps, packed, 4, bias, 1, floor, out, 5, rowStride, rows, columns,
                KernelData.garbage(7 + CorrelationKernel.Scalar.LENGTH), 7);
        KernelData.assertSameBits(out, expected, "scalar: " + what);
        if (VectorApi.PRESENT) {
            out = before.clone();
            CorrelationKernel.Simd.run(
                    source, 3, offset, 2, taps, packed, 4, bias, 1, floor, out, 5, rowStride, rows, columns);
            KernelData.assertSameBits(out, expected, "SIMD: " + what);
        }
    }
}
