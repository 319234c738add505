package dev.halfwave.core.kernel;

import static dev.halfwave.core.kernel.KernelData.assertSameBits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("both-backends")
final class ExponentialKernelTest {

    private static final double MAX_ULP = 0.98;

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
    void isWithinTheStatedErrorWhereResultsAreNeitherZeroNorInfinite() {
        // -104 to 89 in steps of 1/10000, which no float hits exactly
        Worst worst = new Worst();
        float[] x = new float[1000];
        for (int start = -1_040_000; start < 890_000; start += x.length) {
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
            ExponentialKernel.exp(inputs, 0, y, 0, y.length);
            for (int i = 0; i < y.length; i++) {
                double here = Ulps.error(y[i], StrictMath.exp(inputs[i]));
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
        assertThat(Ulps.error(ExponentialKernel.Scalar.exp(0x1.4e8e1ep2f), StrictMath.exp(0x1.4e8e1ep2f)))
                .isBetween(0.97, MAX_ULP);
        assertThat(Ulps.error(ExponentialKernel.Scalar.exp(-0x1.7553fep2f), StrictMath.exp(-0x1.7553fep2f)))
                .isBetween(0.97, MAX_ULP);
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
                    ExponentialKernel.Simd.exp(x, offset, simd, 2, n);
                    ExponentialKernel.Scalar.exp(x, offset, scalar, 2, n);
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
            ExponentialKernel.Simd.exp(x, 0, simd, 0, x.length);
            ExponentialKernel.Scalar.exp(x, 0, scalar, 0, x.length);
            assertSameBits(simd, scalar, "run " + run);
        }
    }

    @Test
    void limitsAreAsInMathematics() {
        assertSameBits(exp(0f), 1f, "exp(+0)");
        assertSameBits(exp(-0f), 1f, "exp(−0)");
        assertSameBits(exp(Float.POSITIVE_INFINITY), Float.POSITIVE_INFINITY, "exp(+∞)");
        assertSameBits(exp(Float.NEGATIVE_INFINITY), 0f, "exp(−∞)");
        assertSameBits(exp(Float.MAX_VALUE), Float.POSITIVE_INFINITY, "exp of the largest float");
        assertSameBits(exp(-Float.MAX_VALUE), 0f, "exp of the smallest float");
        assertSameBits(exp(Float.MIN_VALUE), 1f, "exp of the smallest positive float");
        assertThat(exp(Float.NaN)).isNaN();
    }

    @Test
    void overflowsAndUnderflowsWhereTheTrueValueDoes() {
        // ln of the largest float is 88.72284; ln of half the smallest one, 2⁻¹⁵⁰, is −103.97208
        assertThat(exp(88.72283f)).isFinite();
        assertThat(exp(88.72284f)).isInfinite();
        assertThat(exp(-103.97207f)).isEqualTo(Float.MIN_VALUE);
        assertThat(exp(-103.97209f)).isEqualTo(0f);
        assertThat(exp(-87.4f)).isBetween(Float.MIN_VALUE, 0x0.fffffep-126f); // gradual underflow
    }

    @Test
    void hasTheBitsThatItAlwaysHad() {
        assertThat(exp(1f)).isEqualTo(0x1.5bf0a8p1f);
        assertThat(exp(-1f)).isEqualTo(0x1.78b564p-2f);
        assertThat(exp(0x1.4e8e1ep2f)).isEqualTo(186.31229f);
    }

    private static float exp(float x) {
        float[] y = new float[1];
        ExponentialKernel.exp(new float[] {x}, 0, y, 0, 1);
        float[] many = new float[17]; // in a vector too
        java.util.Arrays.fill(many, x);
        ExponentialKernel.exp(many, 0, many, 0, 17);
        assertSameBits(many[3], y[0], "exp(" + x + ") in a vector");
        return y[0];
    }
}
