package dev.halfwave.core.kernel;

import static dev.halfwave.core.kernel.KernelData.assertSameBits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("both-backends")
final class Expm1KernelTest {

    private static final double MAX_ULP = 1.44;

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
    void isWithinTheStatedErrorWhereResultsAreNeitherMinusOneNorInfinite() {
        // -20 to 89 in steps of 1/10000, which no float hits exactly
        Worst worst = new Worst();
        float[] x = new float[1000];
        for (int start = -200_000; start < 890_000; start += x.length) {
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
            Expm1Kernel.expm1(inputs, 0, y, 0, y.length);
            for (int i = 0; i < y.length; i++) {
                double here = Ulps.error(y[i], StrictMath.expm1(inputs[i]));
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
        assertThat(Ulps.error(expm1(0x1.100814p4f), StrictMath.expm1(0x1.100814p4f))).isBetween(1.43, MAX_ULP);
    }

    @Test
    void simdHasTheBitsOfScalar() {
        assumeTrue(VectorApi.PRESENT);
        Kernel simd = Expm1Kernel.Simd::expm1;
        Kernel scalar = Expm1Kernel.Scalar::expm1;
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
        assertSameBits(expm1(0f), 0f, "expm1(+0)");
        assertSameBits(expm1(-0f), -0f, "expm1(−0)");
        assertSameBits(expm1(Float.POSITIVE_INFINITY), Float.POSITIVE_INFINITY, "expm1(+∞)");
        assertSameBits(expm1(Float.NEGATIVE_INFINITY), -1f, "expm1(−∞)");
        assertSameBits(expm1(Float.MAX_VALUE), Float.POSITIVE_INFINITY, "expm1 of the largest float");
        assertSameBits(expm1(-Float.MAX_VALUE), -1f, "expm1 of the smallest float");
        assertThat(expm1(Float.NaN)).isNaN();
    }

    @Test
    void nextToZeroItIsTheIdentity() {
        for (float x : new float[] {Float.MIN_VALUE, Float.MIN_NORMAL, 0x0.fffffep-126f, 0x1.234568p-40f}) {
            assertSameBits(expm1(x), x, "expm1(" + x + ")");
            assertSameBits(expm1(-x), -x, "expm1(−" + x + ")");
        }
    }

    @Test
    void overflowsWhereTheTrueValueDoes() {
        assertThat(expm1(88.72283f)).isFinite(); // ln of the largest float is 88.72284
        assertThat(expm1(88.72284f)).isInfinite();
    }

    @Test
    void hasTheBitsThatItAlwaysHad() {
        assertThat(expm1(1f)).isEqualTo(0x1.b7e15p0f);
        assertThat(expm1(-1f)).isEqualTo(-0x1.43a54ep-1f);
        assertThat(expm1(0x1p-10f)).isEqualTo(0x1.002002p-10f);
    }

    private static float expm1(float x) {
        float[] y = new float[1];
        Expm1Kernel.expm1(new float[] {x}, 0, y, 0, 1);
        float[] many = new float[17]; // in a vector too
        Arrays.fill(many, x);
        Expm1Kernel.expm1(many, 0, many, 0, 17);
        assertSameBits(many[3], y[0], "expm1(" + x + ") in a vector");
        return y[0];
    }
}
