package dev.halfwave.core.kernel;

import static dev.halfwave.core.kernel.KernelData.assertSameBits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.math.BigDecimal;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("both-backends")
final class SineKernelTest {

    private static final double MAX_ULP = 1.21;

    @Test
    void isWithinTheStatedErrorOfTheTrueValue() {
        // Every 1999th float there is: 2.1 million, of both signs, subnormal ones, huge ones and NaN included.
        Worst worst = new Worst();
        float[] x = new float[4096];
        for (long bits = 0; bits < 1L << 32; bits += 1999L * x.length) {
            for (int i = 0; i < x.length; i++) {
                x[i] = Float.intBitsToFloat((int) Math.min(bits + 1999L * i, 0xffffffffL));
            }
            worst.look(x);
        }
        worst.assertAtMost(MAX_ULP);
    }

    @Test
    void isWithinTheStatedErrorOverManyPeriods() {
        // −500 to 500 in steps of 1/1000
        Worst worst = new Worst();
        float[] x = new float[1000];
        for (int start = -500_000; start < 500_000; start += x.length) {
            for (int i = 0; i < x.length; i++) {
                x[i] = (start + i) / 1000f;
            }
            worst.look(x);
        }
        worst.assertAtMost(MAX_ULP);
    }

    @Test
    void isWithinTheStatedErrorClosestToTheMultiplesOfHalfPi() {
        // there the difference cancels, and the result is as small as the error of a careless reduction
        Worst worst = new Worst();
        int multiples = 80_000; // up to 125663, below 2¹⁷
        float[] x = new float[3 * multiples];
        for (int n = 0; n < multiples; n++) {
            float nearest = (float) (n * (Math.PI / 2));
            x[3 * n] = nearest;
            x[3 * n + 1] = Math.nextUp(nearest);
            x[3 * n + 2] = -Math.nextDown(nearest);
        }
        worst.look(x);
        worst.assertAtMost(MAX_ULP);
    }

    private static final class Worst {
        private double error;
        private String where = "";

        private void look(float[] inputs) {
            float[] y = new float[inputs.length];
            SineKernel.sin(inputs, 0, y, 0, y.length);
            for (int i = 0; i < y.length; i++) {
                see(y[i], StrictMath.sin(inputs[i]), "sin", inputs[i]);
            }
            SineKernel.cos(inputs, 0, y, 0, y.length);
            for (int i = 0; i < y.length; i++) {
                see(y[i], StrictMath.cos(inputs[i]), "cos", inputs[i]);
            }
        }

        private void see(float y, double truth, String function, float x) {
            double here = Ulps.error(y, truth);
            if (here > error) {
                error = here;
                where = function + "(" + x + ")";
            }
        }

        private void assertAtMost(double ulps) {
            assertThat(error).as("error of %s", where).isBetween(0.5, ulps);
        }
    }

    @Test
    void hugeNumbersAreReducedExactly() {
        BigDecimal halfPi = new BigDecimal(
                "3.14159265358979323846264338327950288419716939937510582097494459230781640628620899")
                .divide(BigDecimal.TWO);
        for (float x : new float[] {0x1p17f, 131073.47f, 1e10f, 0x1p64f, 1e30f, Float.MAX_VALUE}) {
            BigDecimal[] parts = new BigDecimal(x).divideAndRemainder(halfPi);
            double r = parts[1].doubleValue();
            double[] sineOfQuadrant = {Math.sin(r), Math.cos(r), -Math.sin(r), -Math.cos(r)};
            int quadrant = parts[0].toBigInteger().intValue() & 3;
            assertThat(Ulps.error(sin(x), sineOfQuadrant[quadrant])).as("sin(%s)", x).isLessThan(0.51);
            assertThat(Ulps.error(cos(x), sineOfQuadrant[quadrant + 1 & 3])).as("cos(%s)", x).isLessThan(0.51);
            assertThat(sin(-x)).isEqualTo(-sin(x));
        }
    }

    @Test
    void theWorstInputsFoundAmongAllFloatsAreStillTheWorst() {
        assertThat(Ulps.error(sin(0x1.2e8686p12f), StrictMath.sin(0x1.2e8686p12f))).isBetween(1.20, MAX_ULP);
        assertThat(Ulps.error(cos(0x1.f6816cp1f), StrictMath.cos(0x1.f6816cp1f))).isBetween(1.20, MAX_ULP);
    }

    @Test
    void simdHasTheBitsOfScalar() {
        assumeTrue(VectorApi.PRESENT);
        for (int n : KernelData.LENGTHS) {
            for (int offset = 0; offset < 3; offset++) {
                for (float[] values : new float[][] {
                    KernelData.numbers(n, n), KernelData.hardNumbers(n, n), KernelData.finiteNumbers(n, n)
                }) {
                    assertSimdIsScalar(KernelData.placed(values, offset), offset, n);
                }
            }
        }
        float[] x = new float[4096];
        for (int run = 0; run < 500; run++) {
            for (int i = 0; i < x.length; i++) {
                int any = (run * 4096 + i) * 2099;
                // all over the floats, and all over those below 2¹⁷, where no lane is handed to the scalar path
                x[i] = Float.intBitsToFloat(run % 2 == 0 ? any : any & 0x80000000 | Math.floorMod(any, 0x48000000));
            }
            assertSimdIsScalar(x, 0, x.length);
        }
    }

    private static void assertSimdIsScalar(float[] x, int offset, int n) {
        float[] simd = KernelData.garbage(n + 6);
        float[] scalar = simd.clone();
        SineKernel.Simd.sin(x, offset, simd, 2, n);
        SineKernel.Scalar.sin(x, offset, scalar, 2, n);
        assertSameBits(simd, scalar, "sin, n = " + n);
        SineKernel.Simd.cos(x, offset, simd, 2, n);
        SineKernel.Scalar.cos(x, offset, scalar, 2, n);
        assertSameBits(simd, scalar, "cos, n = " + n);
    }

    @Test
    void limitsAreAsInMathematics() {
        assertSameBits(sin(0f), 0f, "sin(+0)");
        assertSameBits(sin(-0f), -0f, "sin(−0)");
        assertSameBits(cos(0f), 1f, "cos(+0)");
        assertSameBits(cos(-0f), 1f, "cos(−0)");
        assertSameBits(sin(Float.MIN_VALUE), Float.MIN_VALUE, "sin of the smallest positive float");
        assertSameBits(cos(Float.MIN_VALUE), 1f, "cos of the smallest positive float");
        for (float x : new float[] {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN}) {
            assertThat(sin(x)).isNaN();
            assertThat(cos(x)).isNaN();
        }
    }

    @Test
    void hasTheValuesThatAreKnown() {
        assertThat(sin((float) (Math.PI / 6))).isEqualTo(0.5f);
        assertThat(cos((float) (Math.PI / 3))).isEqualTo(0.49999997f); // the float is 2.9e-8 above π/3
        assertThat(sin((float) Math.PI)).isEqualTo(-8.742278e-8f); // the float is 8.7e-8 above π
        assertThat(cos((float) Math.PI)).isEqualTo(-1f);
        assertThat(sin((float) (Math.PI / 2))).isEqualTo(1f);
    }

    private static float sin(float x) {
        float[] y = new float[1];
        SineKernel.sin(new float[] {x}, 0, y, 0, 1);
        float[] many = new float[17]; // in a vector too
        Arrays.fill(many, x);
        SineKernel.sin(many, 0, many, 0, 17);
        assertSameBits(many[3], y[0], "sin(" + x + ") in a vector");
        return y[0];
    }

    private static float cos(float x) {
        float[] y = new float[1];
        SineKernel.cos(new float[] {x}, 0, y, 0, 1);
        float[] many = new float[17];
        Arrays.fill(many, x);
        SineKernel.cos(many, 0, many, 0, 17);
        assertSameBits(many[3], y[0], "cos(" + x + ") in a vector");
        return y[0];
    }
}
