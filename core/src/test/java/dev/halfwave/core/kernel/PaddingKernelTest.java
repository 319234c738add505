package dev.halfwave.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("both-backends")
final class PaddingKernelTest {

    @Test
    void rowsOfAnyLengthGetZerosAroundThem() {
        for (int inLength : new int[] {1, 3, 4, 7, 8, 15, 16, 17, 31, 32, 33, 70}) {
            for (int padLeft : new int[] {0, 1, 5, 16, 20}) {
                for (int length = padLeft; length <= padLeft + inLength + 18; length++) {
                    verify(3, inLength, padLeft, length);
                }
            }
        }
    }

    @Test
    void thePartOfEachRowFromAPositionOnIsCopied() {
        for (int available = 0; available <= 40; available++) {
            for (int length : new int[] {1, 7, 16, 20, 32, 39, 60}) {
                verify(3, 90, available, 0, length);
                verify(3, 90, available, 1, length);
            }
        }
    }

    private static void verify(int rows, int inLength, int padLeft, int length) {
        verify(rows, inLength, inLength, padLeft, length);
        float[] to = KernelData.garbage(5 + rows * length + PaddingKernel.MARGIN);
        float[] parts = to.clone();
        float[] x = KernelData.numbers(2 + rows * inLength, 1);
        PaddingKernel.run(x, 2, rows, inLength, padLeft, to, 5, length);
        PaddingKernel.run(x, 2, rows, inLength, inLength, padLeft, parts, 5, length);
        assertThat(to).containsExactly(parts);
    }

    private static void verify(int rows, int pitch, int available, int padLeft, int length) {
        int start = 2 + pitch - available;
        float[] x = KernelData.numbers(2 + rows * pitch, 1); // nothing behind the last row
        float[] expected = KernelData.garbage(5 + rows * length);
        for (int r = 0; r < rows; r++) {
            for (int u = 0; u < length; u++) {
                int i = u - padLeft;
                expected[5 + r * length + u] = i >= 0 && i < available ? x[start + r * pitch + i] : 0f;
            }
        }
        float[] to = KernelData.garbage(5 + rows * length + PaddingKernel.MARGIN);
        PaddingKernel.run(x, start, rows, pitch, available, padLeft, to, 5, length);
        assertThat(Arrays.copyOf(to, expected.length))
                .as("%d of %d in %d rows behind %d zeros, in rows of %d", available, pitch, rows, padLeft, length)
                .containsExactly(expected);
        Arrays.fill(to, 5, to.length, Float.NaN);
        PaddingKernel.Scalar.run(x, start, rows, pitch, available, padLeft, to, 5, length);
        assertThat(Arrays.copyOf(to, expected.length)).containsExactly(expected);
    }
}
