package dev.halfwave.core.kernel;

import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The kernel and both of its paths against the textbook loops, bit for bit.
@Tag("both-backends")
final class GemmKernelTest {

    private static final int[] SIZES = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 16, 17, 31, 32, 33, 47, 63, 64, 65};

    @Test
    void agreesWithTheDefinitionForAnyNumberOfRows() {
        for (int rows : SIZES) {
            verify(rows, 7, 5, KernelData::numbers);
            verify(rows, 20, 64, KernelData::numbers);
            verify(rows, 3, 17, KernelData::numbers);
        }
    }

    @Test
    void agreesWithTheDefinitionForAnyNumberOfColumns() {
        for (int columns : SIZES) {
            verify(3, 9, columns, KernelData::numbers);
            verify(8, 17, columns, KernelData::numbers);
            verify(13, 2, columns, KernelData::numbers);
        }
    }

    @Test
    void agreesWithTheDefinitionAcrossBlocksOfTheDepth() {
        for (int depth : new int[] {0, 1, 2, 255, 256, 257, 511, 512, 513, 1000}) {
            verify(9, depth, 33, KernelData::numbers);
        }
    }

    @Test
    void agreesWithTheDefinitionForNaNInfinityAndNegativeZero() {
        for (int columns : SIZES) {
            verify(11, 6, columns, KernelData::finiteNumbers);
            verify(11, 6, columns, KernelData::hardNumbers);
        }
    }

    @Test
    void withoutRowsChangesNothing() {
        float[] c = {1, 2, 3};
        GemmKernel.multiply(
                new float[9], new int[0], 0, 1, new float[64], 0, 2, 3, c, 0, 3, new float[GemmKernel.scratch()]);
        KernelData.assertSameBits(c, new float[] {1, 2, 3}, "c");
    }

    private interface Numbers {
        float[] of(int n, long seed);
    }

    private static void verify(int rows, int depth, int columns, Numbers numbers) {
        Random random = new Random(rows * 31L + depth * 7L + columns);
        int step = 1 + random.nextInt(3);
        int cRow = columns + random.nextInt(4);
        float[] a = numbers.of(rows * (depth * step + 3) + 5, 1);
        int[] rowOffset = new int[rows];
        for (int m = 0; m < rows; m++) {
            rowOffset[m] = 5 + (rows - 1 - m) * (depth * step + 3); // in any order
        }
        float[] b = numbers.of(depth * columns, 2);
        float[] before = numbers.of(3 + rows * cRow, 3);
        float[] expected = definition(a, rowOffset, rows, step, b, depth, columns, before, 3, cRow);
        String what = rows + " × " + depth + " × " + columns;
        for (boolean transposed : new boolean[] {false, true}) {
            float[] packed = KernelData.garbage(4 + GemmKernel.packedLength(depth, columns));
            if (transposed) {
                GemmKernel.packTransposed(transposed(b, depth, columns), 0, depth, depth, columns, packed, 4);
            } else {
                GemmKernel.pack(b, 0, columns, depth, columns, packed, 4);
            }
            float[] c = before.clone();
            GemmKernel.multiply(
                    a, rowOffset, rows, step, packed, 4, depth, columns, c, 3, cRow, new float[GemmKernel.scratch()]);
            KernelData.assertSameBits(c, expected, what);
            if (columns == GemmKernel.PANEL) {
                c = before.clone();
                GemmKernel.Scalar.panel(a, 0, rowOffset, 0, rows, step, packed, 4, depth, c, 3, cRow, columns);
                KernelData.assertSameBits(c, expected, "scalar: " + what);
                if (VectorApi.PRESENT) {
                    c = before.clone();
                    GemmKernel.Simd.panel(a, 0, rowOffset, 0, rows, step, packed, 4, depth, c, 3, cRow, columns);
                    KernelData.assertSameBits(c, expected, "SIMD: " + what);
                }
            }
        }
    }

    private static float[] definition(
            float[] a, int[] rowOffset, int rows, int step, float[] b, int depth, int columns,
            float[] before, int cOffset, int cRow) {
        float[] c = before.clone();
        for (int m = 0; m < rows; m++) {
            for (int n = 0; n < columns; n++) {
                for (int k = 0; k < depth; k++) {
                    int at = cOffset + m * cRow + n;
                    c[at] = Math.fma(a[rowOffset[m] + k * step], b[k * columns + n], c[at]);
                }
            }
        }
        return c;
    }

    private static float[] transposed(float[] b, int rows, int columns) {
        float[] t = new float[b.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                t[j * rows + i] = b[i * columns + j];
            }
        }
        return t;
    }
}
