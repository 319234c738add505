package dev.halfwave.core.kernel;

import static dev.halfwave.core.kernel.KernelData.assertSameBits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("both-backends")
final class TanhKernelTest {

    private static final double MAX_ULP = 0.95;

    private interface Kernel {
        void run(float[] x, int xOffset, float[] y, int yOffset, int n);
    }

    @Test
    void isWithinTheStatedErrorOfTheTrueValue() {
        // Every 997th float there is: 4.3 million, of both signs, subnormal ones and NaN included.
        Worst worst = new Worst();
        float[] x = new float[4096];
        for (long bits = 0; bits < 1L << 32; bits += 997L * x.length) {
            for (int i = 0; i < x.length; i++) {
                x[i] = Float.intBitsToFloat((int) Math.min(bits + 997L * i, 0xffffffffL));
            }
            worst.look(x);
        }
        worst.assertAtMost(MAX_ULP);
    }

    @Test
    void isWithinTheStatedErrorWhereResultsAreNotOne() {
        // -9.5 to 9.5 in steps of 1/100000, which no float hits exactly
        Worst worst = new Worst();
        float[] x = new float[1000];
        for (int start = -950_000; start < 950_000; start += x.length) {
            for (int i = 0; i < x.length; i++) {
                x[i] = (start + i) / 100_000f;
            }
            worst.look(x);
        }
        worst.assertAtMost(MAX_ULP);
    }

    private static final class Worst {
        private double error;
        private float x;

        private void look(float[] inputs) {
            float[] y = new float[inputs.length];
            TanhKernel.tanh(inputs, 0, y, 0, y.length);
            for (int i = 0; i < y.length; i++) {
                double here = Ulps.error(y[i], StrictMath.tanh(inputs[i]));
                if (here > error) {
                    error = here;
                    x = inputs[i];
                }
            }
        }

        private void assertAtMost(double ulps) {
            assertThat(error).as("error at %s", x).isBetween(0.5, ulps);
        }
    }

    @Test
    void theWorstInputsFoundAmongAllFloatsAreStillTheWorst() {
        assertThat(Ulps.error(tanh(-0x1.02a394p0f), StrictMath.tanh(-0x1.02a394p0f))).isBetween(0.94, MAX_ULP);
    }

    @Test
    void simdHasTheBitsOfScalar() {
        assumeTrue(VectorApi.PRESENT);
        Kernel simd = TanhKernel.Simd::tanh;
        Kernel scalar = TanhKernel.Scalar::tanh;
        for (int n : KernelData.LENGTHS) {
            for (int offset = 0; offset < 3; offset++) {
                for (float[] values : new float[][] {
                    KernelData.numbers(n, n), KernelData.hardNumbers(n, n), KernelData.finiteNumbers(n, n)
                }) {
                    float[] x = KernelData.placed(values, offset);
                    float[] actual = KernelData.garbage(n + 6);
                    float[] expected = actual.clone();
                    simd.run(x, offset, actual, 2, n);
                    scalar.run(x, offset, expected, 2, n);
                    assertSameBits(actual, expected, "n = " + n);
                }
            }
        }
        float[] x = new float[4096];
        float[] actual = new float[4096];
        float[] expected = new float[4096];
        for (int run = 0; run < 500; run++) {
            for (int i = 0; i < x.length; i++) {
                x[i] = Float.intBitsToFloat((run * 4096 + i) * 2099); // all over the floats
            }
            simd.run(x, 0, actual, 0, x.length);
            scalar.run(x, 0, expected, 0, x.length);
            assertSameBits(actual, expected, "run " + run);
        }
    }

    @Test
    void limitsAreAsInMathematics() {
        assertSameBits(tanh(0f), 0f, "tanh(+0)");
        assertSameBits(tanh(-0f), -0f, "tanh(−0)");
        assertSameBits(tanh(Float.POSITIVE_INFINITY), 1f, "tanh(+∞)");
        assertSameBits(tanh(Float.NEGATIVE_INFINITY), -1f, "tanh(−∞)");
        assertSameBits(tanh(Float.MAX_VALUE), 1f, "tanh of the largest float");
        assertSameBits(tanh(-Float.MAX_VALUE), -1f, "tanh of the smallest float");
        assertThat(tanh(Float.NaN)).isNaN();
    }

    @Test
    void isOddAndTheIdentityNextToZero() {
        for (float x : new float[] {Float.MIN_VALUE, Float.MIN_NORMAL, 0x0.fffffep-126f, 0x1.234568p-40f}) {
            assertSameBits(tanh(x), x, "tanh(" + x + ")");
        }
        for (float x : KernelData.numbers(1000, 3)) {
            assertSameBits(tanh(-x), -tanh(x), "tanh(−" + x + ")");
        }
    }

    @Test
    void hasTheBitsThatItAlwaysHad() {
        assertThat(tanh(0.5f)).isEqualTo(0x1.d9353ep-2f);
        assertThat(tanh(1f)).isEqualTo(0x1.85efacp-1f);
        assertThat(tanh(-3f)).isEqualTo(-0x1.fd77d2p-1f);
    }

    @Test
    void theGradientHasTheBitsOfItsDefinition() {
        PairKernel definition = (y, yOffset, dy, dyOffset, dx, dxOffset, n) -> {
            for (int i = 0; i < n; i++) {
                dx[dxOffset + i] = dy[dyOffset + i] * Fma.fma(-y[yOffset + i], y[yOffset + i], 1f);
            }
        };
        PairKernel.assertSameBits(TanhKernel::backward, definition);
        PairKernel.assertSameBits(TanhKernel.Scalar::backward, definition);
        assumeTrue(VectorApi.PRESENT);
        PairKernel.assertSameBits(TanhKernel.Simd::backward, definition);
    }

    private static float tanh(float x) {
        float[] y = new float[1];
        TanhKernel.tanh(new float[] {x}, 0, y, 0, 1);
        float[] many = new float[17]; // in a vector too
        Arrays.fill(many, x);
        TanhKernel.tanh(many, 0, many, 0, 17);
        assertSameBits(many[3], y[0], "tanh(" + x + ") in a vector");
        return y[0];
    }
}
