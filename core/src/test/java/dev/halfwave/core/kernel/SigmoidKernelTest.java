package dev.halfwave.core.kernel;

import static dev.halfwave.core.kernel.KernelData.assertSameBits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("both-backends")
final class SigmoidKernelTest {

    private static final double MAX_ULP = 0.94;

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
    void isWithinTheStatedErrorWhereResultsAreNeitherZeroNorOne() {
        // -104 to 20 in steps of 1/10000, which no float hits exactly
        Worst worst = new Worst();
        float[] x = new float[1000];
        for (int start = -1_040_000; start < 200_000; start += x.length) {
            for (int i = 0; i < x.length; i++) {
                x[i] = (start + i) / 10_000f;
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
            SigmoidKernel.sigmoid(inputs, 0, y, 0, y.length);
            for (int i = 0; i < y.length; i++) {
                double here = Ulps.error(y[i], truth(inputs[i]));
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
        assertThat(Ulps.error(sigmoid(-0x1.f32aaep3f), truth(-0x1.f32aaep3f))).isBetween(0.93, MAX_ULP);
    }

    @Test
    void simdHasTheBitsOfScalar() {
        assumeTrue(VectorApi.PRESENT);
        Kernel simd = SigmoidKernel.Simd::sigmoid;
        Kernel scalar = SigmoidKernel.Scalar::sigmoid;
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

    private static double truth(double x) {
        return x >= 0 ? 1 / (1 + StrictMath.exp(-x)) : StrictMath.exp(x) / (1 + StrictMath.exp(x));
    }

    @Test
    void limitsAreAsInMathematics() {
        assertSameBits(sigmoid(0f), 0.5f, "sigmoid(+0)");
        assertSameBits(sigmoid(-0f), 0.5f, "sigmoid(−0)");
        assertSameBits(sigmoid(Float.POSITIVE_INFINITY), 1f, "sigmoid(+∞)");
        assertSameBits(sigmoid(Float.NEGATIVE_INFINITY), 0f, "sigmoid(−∞)");
        assertSameBits(sigmoid(Float.MAX_VALUE), 1f, "sigmoid of the largest float");
        assertSameBits(sigmoid(-Float.MAX_VALUE), 0f, "sigmoid of the smallest float");
        assertSameBits(sigmoid(Float.MIN_VALUE), 0.5f, "sigmoid of the smallest positive float");
        assertThat(sigmoid(Float.NaN)).isNaN();
    }

    @Test
    void underflowsWhereTheTrueValueDoes() {
        // ln of half the smallest float, 2⁻¹⁵⁰, is −103.97208
        assertThat(sigmoid(-103.97f)).isEqualTo(Float.MIN_VALUE);
        assertThat(sigmoid(-103.98f)).isEqualTo(0f);
        assertThat(sigmoid(-90f)).isEqualTo((float) StrictMath.exp(-90)); // gradual underflow
    }

    @Test
    void hasTheBitsThatItAlwaysHad() {
        assertThat(sigmoid(1f)).isEqualTo(0x1.764d5p-1f);
        assertThat(sigmoid(-1f)).isEqualTo(0x1.136562p-2f);
        assertThat(sigmoid(-30f)).isEqualTo(0x1.a56e0cp-44f);
    }

    @Test
    void theGradientHasTheBitsOfItsDefinition() {
        PairKernel definition = (y, yOffset, dy, dyOffset, dx, dxOffset, n) -> {
            for (int i = 0; i < n; i++) {
                dx[dxOffset + i] = dy[dyOffset + i] * Fma.fma(-y[yOffset + i], y[yOffset + i], y[yOffset + i]);
            }
        };
        PairKernel.assertSameBits(SigmoidKernel::backward, definition);
        PairKernel.assertSameBits(SigmoidKernel.Scalar::backward, definition);
        assumeTrue(VectorApi.PRESENT);
        PairKernel.assertSameBits(SigmoidKernel.Simd::backward, definition);
    }

    private static float sigmoid(float x) {
        float[] y = new float[1];
        SigmoidKernel.sigmoid(new float[] {x}, 0, y, 0, 1);
        float[] many = new float[17]; // in a vector too
        Arrays.fill(many, x);
        SigmoidKernel.sigmoid(many, 0, many, 0, 17);
        assertSameBits(many[3], y[0], "sigmoid(" + x + ") in a vector");
        return y[0];
    }
}
