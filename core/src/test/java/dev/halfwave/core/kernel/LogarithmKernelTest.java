package dev.halfwave.core.kernel;

import static dev.halfwave.core.kernel.KernelData.assertSameBits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("both-backends")
final class LogarithmKernelTest {

    private static final double MAX_ULP = 0.82;

    @Test
    void isWithinTheStatedErrorOfTheTrueValue() {
        // Every 499th positive float, subnormal ones included: 4.3 million.
        Worst worst = new Worst();
        float[] x = new float[4096];
        for (long bits = 0; bits <= 0x7f800000; bits += 499L * x.length) {
            for (int i = 0; i < x.length; i++) {
                x[i] = Float.intBitsToFloat((int) Math.min(bits + 499L * i, 0x7f800000));
            }
            worst.look(x);
        }
        worst.assertAtMost(MAX_ULP);
    }

    @Test
    void isWithinTheStatedErrorNearOneWhereTheResultIsSmall() {
        Worst worst = new Worst();
        float[] x = new float[1000];
        for (int start = -700_000; start < 700_000; start += x.length) {
            for (int i = 0; i < x.length; i++) {
                x[i] = Float.intBitsToFloat(Float.floatToRawIntBits(1f) + start + i);
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
            LogarithmKernel.log(inputs, 0, y, 0, y.length);
            for (int i = 0; i < y.length; i++) {
                double here = Ulps.error(y[i], StrictMath.log(inputs[i]));
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
    void theWorstInputFoundAmongAllFloatsIsStillTheWorst() {
        assertThat(Ulps.error(LogarithmKernel.log(0x1.5861p-1f), StrictMath.log(0x1.5861p-1f)))
                .isBetween(0.81, MAX_ULP);
    }

    @Test
    void simdHasTheBitsOfScalar() {
        assumeTrue(VectorApi.PRESENT);
        for (int n : KernelData.LENGTHS) {
            for (int offset = 0; offset < 3; offset++) {
                for (float[] values : new float[][] {
                    KernelData.numbers(n, n), KernelData.hardNumbers(n, n), KernelData.finiteNumbers(n, n)
                }) {
                    float[] x = KernelData.placed(values, offset);
                    float[] simd = KernelData.garbage(n + 6);
                    float[] scalar = simd.clone();
                    LogarithmKernel.Simd.log(x, offset, simd, 2, n);
                    LogarithmKernel.Scalar.log(x, offset, scalar, 2, n);
                    assertSameBits(simd, scalar, "n = " + n);
                }
            }
        }
        float[] x = new float[4096];
        float[] simd = new float[4096];
        float[] scalar = new float[4096];
        for (int run = 0; run < 500; run++) {
            for (int i = 0; i < x.length; i++) {
                x[i] = Float.intBitsToFloat((run * 4096 + i) * 2099); // all over the floats
            }
            LogarithmKernel.Simd.log(x, 0, simd, 0, x.length);
            LogarithmKernel.Scalar.log(x, 0, scalar, 0, x.length);
            assertSameBits(simd, scalar, "run " + run);
        }
    }

    @Test
    void limitsAreAsInMathematics() {
        assertSameBits(log(1f), 0f, "log(1)");
        assertSameBits(log(0f), Float.NEGATIVE_INFINITY, "log(+0)");
        assertSameBits(log(-0f), Float.NEGATIVE_INFINITY, "log(−0)");
        assertSameBits(log(Float.POSITIVE_INFINITY), Float.POSITIVE_INFINITY, "log(+∞)");
        assertThat(log(Float.NEGATIVE_INFINITY)).isNaN();
        assertThat(log(-1f)).isNaN();
        assertThat(log(-Float.MIN_VALUE)).isNaN();
        assertThat(log(Float.NaN)).isNaN();
    }

    @Test
    void hasTheBitsThatItAlwaysHad() {
        assertThat(log(2f)).isEqualTo(0x1.62e43p-1f);
        assertThat(log(10f)).isEqualTo(0x1.26bb1cp1f);
        assertThat(log(Float.MIN_VALUE)).isEqualTo(-0x1.9d1dap6f);
        assertThat(log(Float.MAX_VALUE)).isEqualTo(0x1.62e43p6f);
    }

    private static float log(float x) {
        float[] many = new float[17]; // in a vector too
        java.util.Arrays.fill(many, x);
        LogarithmKernel.log(many, 0, many, 0, 17);
        assertSameBits(many[3], LogarithmKernel.log(x), "log(" + x + ") in a vector");
        return many[3];
    }
}
