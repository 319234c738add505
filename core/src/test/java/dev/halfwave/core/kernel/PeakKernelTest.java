package dev.halfwave.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("both-backends")
final class PeakKernelTest {

    @Test
    void computesTheSameOnEveryPath() {
        for (int rounds : new int[] {0, 1, 2, 1000}) {
            float sum = 0f;
            for (int i = 0; i < rounds; i++) {
                sum = Math.fma(sum, 1.0000001f, 1e-9f);
            }
            float expected = 0f;
            for (int i = 0; i < 12; i++) {
                expected += sum;
            }
            assertThat(PeakKernel.run(rounds)).isEqualTo(expected);
            assertThat(PeakKernel.Scalar.run(rounds)).isEqualTo(expected);
        }
    }

    @Test
    void measuresForAboutTheTimeThatIsAskedFor() {
        long start = System.nanoTime();
        double gigaflops = PeakKernel.measure(20_000_000);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(20_000_000);
        assertThat(gigaflops).isBetween(1e-6, 1e5);
        assertThat(PeakKernel.measure(0)).as("of one block").isPositive();
    }

    @Test
    void countsAMultiplyAddAsTwoOperations() {
        int lanes = Math.max(1, VectorApi.BITS / 32);
        assertThat(PeakKernel.operations(10)).isEqualTo(2L * 10 * 12 * lanes);
    }
}
