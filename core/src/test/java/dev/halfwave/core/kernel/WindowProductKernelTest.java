package dev.halfwave.core.kernel;

import static dev.halfwave.core.kernel.KernelData.assertSameBits;
import static dev.halfwave.core.kernel.KernelData.placed;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The tiles, the scalar loops along the taps and the definition, bit for bit.
@Tag("both-backends")
final class WindowProductKernelTest {

    private static final int PANEL = WindowProductKernel.PANEL;

    @Test
    void agreesWithTheDefinitionForAnyNumberOfRowsAndColumns() {
        for (int rows : new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 13, 16, 17, 24, 25, 32, 33}) {
            for (int width : new int[] {1, 2, 15, 16, 17, 31, 32}) {
                verify(rows, width, 1, 7);
                verify(rows, width, 3, 5);
            }
        }
    }

    @Test
    void agreesWithTheDefinitionForAnyLength() {
        for (int length : new int[] {1, 2, 3, 4, 15, 16, 17, 33, 100}) {
            verify(9, 32, 1, length);
            verify(20, 16, 2, length);
        }
    }

    private static void verify(int rows, int width, int segments, int length) {
        int rowLength = length + 2;
        int segment = rows * rowLength + 1;
        float[] a = placed(KernelData.numbers(segments * segment, 1), 3);
        float[] panels = placed(KernelData.numbers(segments * length * PANEL, 2), 5);
        int[] row = new int[4 + rows];
        for (int r = 0; r < rows; r++) {
            row[4 + r] = (rows - 1 - r) * rowLength + r % 2;
        }
        int sumsRow = 48;
        float[] sums = placed(KernelData.numbers(rows * sumsRow, 3), 2);
        float[] expected = sums.clone();
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < width; c++) {
                int at = 2 + r * sumsRow + c;
                for (int i = 0; i < segments; i++) {
                    for (int t = 0; t < length; t++) {
                        expected[at] = Math.fma(a[3 + i * segment + row[4 + r] + t],
                                panels[5 + (i * length + t) * PANEL + c], expected[at]);
                    }
                }
            }
        }
        String what = rows + " rows, " + width + " columns, " + segments + " × " + length + " steps";
        float[] scalar = sums.clone();
        WindowProductKernel.Scalar.run(a, 3, segment, segments, length, row, 4, rows, panels, 5, scalar, 2, sumsRow,
                width);
        compare(scalar, expected, rows, sumsRow, width, "scalar, " + what);
        float[] chosen = sums.clone();
        WindowProductKernel.run(a, 3, segment, segments, length, row, 4, rows, panels, 5, chosen, 2, sumsRow, width);
        compare(chosen, expected, rows, sumsRow, width, what);
    }

    /// Columns up to the next multiple may hold anything, the others must be as they were.
    private static void compare(float[] sums, float[] expected, int rows, int sumsRow, int width, String what) {
        int written = (width + WindowProductKernel.COLUMNS - 1) / WindowProductKernel.COLUMNS
                * WindowProductKernel.COLUMNS;
        for (int r = 0; r < rows; r++) {
            System.arraycopy(expected, 2 + r * sumsRow + width, sums, 2 + r * sumsRow + width, written - width);
        }
        assertSameBits(sums, expected, what);
    }

    @Test
    void loopsAlongTheTapsAgreeWithTheDefinition() {
        for (int taps : new int[] {1, 15, 16, 17, 96, 255, 256, 257, 600}) {
            for (int length : new int[] {1, 2, 3, 4, 5, 31, 32, 33, 39, 65}) {
                float[] x = placed(KernelData.numbers(taps + length, 1), 3);
                int[] tap = new int[taps];
                for (int i = 0; i < taps; i++) {
                    tap[i] = (i * 7) % taps;
                }
                int rows = 3;
                float[] dy = placed(KernelData.numbers(rows * length, 2), 5);
                float[] sums = placed(KernelData.numbers(rows * taps, 3), 2);
                float[] expected = sums.clone();
                for (int o = 0; o < rows; o++) {
                    for (int i = 0; i < taps; i++) {
                        for (int t = 0; t < length; t++) {
                            int at = 2 + o * taps + i;
                            expected[at] = Math.fma(x[3 + tap[i] + t], dy[5 + o * length + t], expected[at]);
                        }
                    }
                }
                WeightGradientColumns.run(x, 3, tap, taps, dy, 5, length, rows, sums, 2,
                        KernelData.garbage(4 + WeightGradientColumns.SCRATCH), 4);
                assertSameBits(sums, expected, taps + " taps, " + length + " steps");
            }
        }
    }
}
