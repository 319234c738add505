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

    private static void verify(int rows, int inLength, int padLeft, int length) {
        float[] x = KernelData.placed(KernelData.numbers(rows * inLength, 1), 2);
        x = Arrays.copyOf(x, 2 + rows * inLength); // nothing behind the last row
        float[] expected = KernelData.garbage(5 + rows * length);
        for (int r = 0; r < rows; r++) {
            for (int u = 0; u < length; u++) {
                int i = u - padLeft;
                expected[5 + r * length + u] = i >= 0 && i < inLength ? x[2 + r * inLength + i] : 0f;
            }
        }
        float[] to = KernelData.garbage(5 + rows * length + PaddingKernel.MARGIN);
        PaddingKernel.run(x, 2, rows, inLength, padLeft, to, 5, length);
        assertThat(Arrays.copyOf(to, expected.length))
                .as("%d rows of %d behind %d zeros, in rows of %d", rows, inLength, padLeft, length)
                .containsExactly(expected);
        Arrays.fill(to, 5, to.length, Float.NaN);
        PaddingKernel.Scalar.run(x, 2, rows, inLength, padLeft, to, 5, length);
        assertThat(Arrays.copyOf(to, expected.length)).containsExactly(expected);
    }
}
