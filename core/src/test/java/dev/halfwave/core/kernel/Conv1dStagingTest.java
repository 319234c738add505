package dev.halfwave.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("both-backends")
final class Conv1dStagingTest {

    @Test
    void copiesAnyNumberOfFloatsWithAnyStrides() {
        for (int stride = 1; stride <= 3; stride++) {
            for (int n = 0; n <= 70; n++) {
                verify(stride, 1, n, 0);
                verify(stride, 1, n, 40);
                verify(1, stride, n, 0);
                verify(1, stride, n, 40);
            }
        }
    }

    /// @param behind floats behind the last one, which must not be written
    private static void verify(int fromStride, int toStride, int n, int behind) {
        float[] from = KernelData.numbers(3 + Math.max(0, (n - 1) * fromStride + 1) + behind, 1);
        float[] to = KernelData.garbage(5 + Math.max(0, (n - 1) * toStride + 1) + behind);
        float[] expected = Arrays.copyOf(to, to.length);
        for (int i = 0; i < n; i++) {
            expected[5 + i * toStride] = from[3 + i * fromStride];
        }
        Conv1dStaging.copy(from, 3, fromStride, to, 5, toStride, n);
        assertThat(to).as("%d floats, from every %d to every %d", n, fromStride, toStride).containsExactly(expected);
    }
}
