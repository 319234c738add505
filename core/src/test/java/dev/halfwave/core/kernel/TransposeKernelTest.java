package dev.halfwave.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("both-backends")
final class TransposeKernelTest {

    private static final int[] SIZES = {1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 23, 31, 32, 33, 40};
    private static final int PANEL = GemmKernel.PANEL;

    @Test
    void bothPathsTransposeMatricesOfAnySize() {
        for (int rows : SIZES) {
            for (int columns : SIZES) {
                verify(rows, columns, columns + 2, rows, rows);
                verify(rows, columns, columns + 2, rows + 3, rows);
                verify(rows, columns, columns + 2, 48, 48);
            }
        }
    }

    @Test
    void bothPathsTransposeIntoPanelsAndBack() {
        for (int rows : SIZES) {
            for (int columns : SIZES) {
                if (rows <= PANEL) {
                    verify(rows, columns, columns, PANEL, rows);
                    verify(rows, columns, columns + 1, PANEL, PANEL);
                }
                if (columns <= PANEL) {
                    verify(rows, columns, PANEL, rows, rows);
                    verify(rows, columns, PANEL, rows + 1, rows + 1);
                }
            }
        }
    }

    private static void verify(int rows, int columns, int fromStride, int toStride, int room) {
        float[] from = new float[3 + rows * fromStride];
        Arrays.fill(from, -1f);
        float[] to = new float[5 + columns * toStride];
        Arrays.fill(to, 7f);
        float[] expected = to.clone();
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                from[3 + i * fromStride + j] = 1000 * i + j;
                expected[5 + j * toStride + i] = 1000 * i + j;
            }
        }
        int[] offsets = new int[2 + rows];
        for (int i = 0; i < rows; i++) {
            offsets[2 + i] = i * fromStride - 1;
        }
        float[] byTable = to.clone();
        TransposeKernel.transposeRows(from, 4, offsets, 2, rows, columns, byTable, 5, toStride, room);
        for (int j = 0; j < columns; j++) {
            Arrays.fill(byTable, 5 + j * toStride + rows, 5 + j * toStride + room, 7f);
        }
        assertThat(byTable).as("%d × %d by a table of rows", rows, columns).containsExactly(expected);
        float[] scalar = to.clone();
        TransposeKernel.Scalar.transpose(from, 3, fromStride, rows, columns, scalar, 5, toStride);
        assertThat(scalar).containsExactly(expected);
        if (VectorApi.PRESENT) {
            TransposeKernel.Simd.transpose(from, 3, fromStride, rows, columns, to, 5, toStride, room);
            for (int j = 0; j < columns; j++) { // what the room is for may hold anything
                Arrays.fill(to, 5 + j * toStride + rows, 5 + j * toStride + room, 7f);
            }
            assertThat(to).as("%d × %d into rows of %d", rows, columns, toStride).containsExactly(expected);
        }
    }
}
