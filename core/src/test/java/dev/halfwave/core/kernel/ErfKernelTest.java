package dev.halfwave.core.kernel;

import static dev.halfwave.core.kernel.KernelData.assertSameBits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("both-backends")
final class ErfKernelTest {

    private static final double MAX_ULP = 1.10;

    /// `erf(x) = 2/√π exp(−x²) Σₖ 2ᵏ x²ᵏ⁺¹ / (1·3·5···(2k+1))` in double: all terms have one sign, so that nothing
    /// cancels (Abramowitz and Stegun 1964, 7.1.6).
    private static double truth(double x) {
        if (Math.abs(x) > 6) {
            return Math.signum(x); // 1 − erf(6) is 2e-17
        }
        double term = x;
        double sum = x;
        for (int k = 1; Math.abs(term) > 1e-17 * Math.abs(sum); k++) {
            term *= 2 * x * x / (2 * k + 1);
            sum += term;
        }
        return 2 / Math.sqrt(Math.PI) * StrictMath.exp(-x * x) * sum;
    }

    @Test
    void theReferenceAgreesWithPublishedValues() {
        // Abramowitz and Stegun, table 7.1
        assertThat(truth(0.5)).isEqualTo(0.5204998778, within(5e-11));
        assertThat(truth(1)).isEqualTo(0.8427007929, within(5e-11));
        assertThat(truth(2)).isEqualTo(0.9953222650, within(5e-11));
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
    void isWithinTheStatedErrorWhereResultsAreNeitherLinearNorOne() {
        // −4 to 4 in steps of 1/100000
        Worst worst = new Worst();
        float[] x = new float[1000];
        for (int start = -400_000; start < 400_000; start += x.length) {
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
            ErfKernel.erf(inputs, 0, y, 0, y.length);
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
        assertThat(Ulps.error(ErfKernel.Scalar.erf(0x1.0769f6p0f), truth(0x1.0769f6p0f))).isBetween(1.09, MAX_ULP);
        assertThat(Ulps.error(ErfKernel.Scalar.erf(-0x1.fda8fep-1f), truth(-0x1.fda8fep-1f))).isBetween(0.98, MAX_ULP);
    }

    @Test
    void simdHasTheBitsOfScalar() {
        assumeTrue(VectorApi.PRESENT);
        for (int n : KernelData.LENGTHS) {
            for (int offset = 0; offset < 3; offset++) {
                for (float[] values : new float[][] {KernelData.numbers(n, n), KernelData.hardNumbers(n, n)}) {
                    float[] x = KernelData.placed(values, offset);
                    float[] simd = KernelData.garbage(n + 6);
                    float[] scalar = simd.clone();
                    ErfKernel.Simd.erf(x, offset, simd, 2, n);
                    ErfKernel.Scalar.erf(x, offset, scalar, 2, n);
                    assertSameBits(simd, scalar, "n = " + n);
                }
            }
        }
        float[] x = new float[4096];
        float[] simd = new float[4096];
        float[] scalar = new float[4096];
        for (int run = 0; run < 500; run++) {
            for (int i = 0; i < x.length; i++) {
                int any = (run * 4096 + i) * 2099;
                // all over the floats, and all over ±[2⁻³, 4)
                x[i] = Float.intBitsToFloat(
                        run % 2 == 0 ? any : (any & 0x80000000) | 0x3e000000 + Math.floorMod(any, 5 << 23));
            }
            ErfKernel.Simd.erf(x, 0, simd, 0, x.length);
            ErfKernel.Scalar.erf(x, 0, scalar, 0, x.length);
            assertSameBits(simd, scalar, "run " + run);
        }
    }

    @Test
    void limitsAreAsInMathematics() {
        assertSameBits(erf(0f), 0f, "erf(+0)");
        assertSameBits(erf(-0f), -0f, "erf(−0)");
        assertSameBits(erf(Float.POSITIVE_INFINITY), 1f, "erf(+∞)");
        assertSameBits(erf(Float.NEGATIVE_INFINITY), -1f, "erf(−∞)");
        assertSameBits(erf(Float.MAX_VALUE), 1f, "erf of the largest float");
        assertSameBits(erf(-Float.MAX_VALUE), -1f, "erf of the smallest float");
        assertSameBits(erf(Float.MIN_VALUE), Float.MIN_VALUE, "erf of the smallest positive float");
        assertThat(erf(Float.NaN)).isNaN();
    }

    @Test
    void isOddAndReachesOneWhereTheTrueValueRoundsToIt() {
        for (float x = 0.01f; x < 5; x *= 1.01f) {
            assertSameBits(erf(-x), -erf(x), "erf(−" + x + ")");
        }
        assertThat(erf(3.8f)).isEqualTo(0x1.fffffep-1f); // 1 − 7.7e-8
        assertThat(erf(3.95f)).isEqualTo(1f); // 1 − 2.3e-8
    }

    @Test
    void hasTheBitsThatItAlwaysHad() {
        assertThat(erf(0.5f)).isEqualTo(0x1.0a7ef6p-1f);
        assertThat(erf(1f)).isEqualTo(0x1.af767ap-1f);
        assertThat(erf(-2f)).isEqualTo(-0.9953223f);
    }

    private static float erf(float x) {
        float[] y = new float[1];
        ErfKernel.erf(new float[] {x}, 0, y, 0, 1);
        float[] many = new float[17]; // in a vector too
        Arrays.fill(many, x);
        ErfKernel.erf(many, 0, many, 0, 17);
        assertSameBits(many[3], y[0], "erf(" + x + ") in a vector");
        return y[0];
    }
}
