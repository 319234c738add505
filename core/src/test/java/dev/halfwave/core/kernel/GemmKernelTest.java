package dev.halfwave.core.kernel;

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
                new float[9], 0, 2, 1, 0, new float[64], 0, 2, 3, c, 0, 3, new float[GemmKernel.scratch()]);
        KernelData.assertSameBits(c, new float[] {1, 2, 3}, "c");
    }

    @Test
    void agreesWithTheDefinitionForOneRow() {
        for (int columns : new int[] {1, 5, 16, 31, 32, 33, 64, 100, 127, 128, 129, 256, 300}) {
            for (int depth : new int[] {1, 3, 256, 257}) {
                verify(1, depth, columns, KernelData::numbers);
            }
        }
    }

    private interface Numbers {
        float[] of(int n, long seed);
    }

    /// Along the rows of `A`, down its columns, and with gaps; starting at zero and running on; with both ways to pack.
    private static void verify(int rows, int depth, int columns, Numbers numbers) {
        verify(rows, depth, columns, depth + 3, 1, numbers);
        verify(rows, depth, columns, 1, rows + 2, numbers);
        verify(rows, depth, columns, 2 * depth + 1, 2, numbers);
    }

    private static void verify(int rows, int depth, int columns, int aRow, int aStep, Numbers numbers) {
        int cRow = columns + rows % 3;
        float[] a = numbers.of(5 + rows * aRow + depth * aStep, 1);
        float[] b = numbers.of(depth * columns, 2);
        float[] before = numbers.of(3 + rows * cRow, 3);
        String what = rows + " × " + depth + " × " + columns + ", steps " + aRow + " and " + aStep;
        for (boolean transposed : new boolean[] {false, true}) {
            float[] packed = KernelData.garbage(4 + GemmKernel.packedLength(depth, columns));
            if (transposed) {
                GemmKernel.packTransposed(transposed(b, depth, columns), 0, depth, depth, columns, packed, 4);
            } else {
                GemmKernel.pack(b, 0, columns, depth, columns, packed, 4);
            }
            for (boolean runsOn : new boolean[] {false, true}) {
                float[] expected = definition(a, aRow, aStep, rows, b, depth, columns, runsOn, before, cRow);
                float[] scratch = KernelData.garbage(Math.max(GemmKernel.Scalar.SCRATCH, GemmKernel.scratch()));
                float[] c = before.clone();
                if (runsOn) {
                    GemmKernel.multiplyAdd(
                            a, 5, aRow, aStep, rows, packed, 4, depth, columns, c, 3, cRow, scratch);
                } else {
                    GemmKernel.multiply(a, 5, aRow, aStep, rows, packed, 4, depth, columns, c, 3, cRow, scratch);
                }
                KernelData.assertSameBits(c, expected, what);
                c = before.clone();
                GemmKernel.Scalar.run(
                        a, 5, aRow, aStep, rows, packed, 4, depth, columns, runsOn, c, 3, cRow, scratch);
                KernelData.assertSameBits(c, expected, "scalar: " + what);
            }
        }
        if (rows == 1) {
            float[] expected = definition(a, aRow, aStep, rows, b, depth, columns, true, before, cRow);
            float[] c = before.clone();
            GemmKernel.multiplyAddRow(a, 5, aStep, b, 0, columns, depth, columns, c, 3);
            KernelData.assertSameBits(c, expected, "one row: " + what);
        }
    }

    private static float[] definition(
            float[] a, int aRow, int aStep, int rows, float[] b, int depth, int columns, boolean runsOn,
            float[] before, int cRow) {
        float[] c = before.clone();
        for (int m = 0; m < rows; m++) {
            for (int n = 0; n < columns; n++) {
                float sum = runsOn ? c[3 + m * cRow + n] : 0f;
                for (int k = 0; k < depth; k++) {
                    sum = Math.fma(a[5 + m * aRow + k * aStep], b[k * columns + n], sum);
                }
                c[3 + m * cRow + n] = sum;
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
