package dev.halfwave.core.kernel;

import static dev.halfwave.core.kernel.KernelData.assertSameBits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("both-backends")
final class SoftplusKernelTest {

    private static final double MAX_ULP = 1.69;

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
    void isWithinTheStatedErrorWhereTheLineIsNotReached() {
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
            SoftplusKernel.softplus(inputs, 0, y, 0, y.length);
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
        assertThat(Ulps.error(softplus(-0x1.43489p0f), truth(-0x1.43489p0f))).isBetween(1.67, MAX_ULP);
    }

    @Test
    void simdHasTheBitsOfScalar() {
        assumeTrue(VectorApi.PRESENT);
        Kernel simd = (x, xOffset, y, yOffset, n) -> SoftplusKernel.Simd.forward(1f, Float.POSITIVE_INFINITY, x,
                xOffset, y, yOffset, n);
        Kernel scalar = (x, xOffset, y, yOffset, n) -> SoftplusKernel.Scalar.forward(1f, Float.POSITIVE_INFINITY, x,
                xOffset, y, yOffset, n);
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
        return Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
    }

    @Test
    void limitsAreAsInMathematics() {
        assertSameBits(softplus(0f), 0x1.62e43p-1f, "softplus(+0)"); // ln 2
        assertSameBits(softplus(-0f), 0x1.62e43p-1f, "softplus(−0)");
        assertSameBits(softplus(Float.POSITIVE_INFINITY), Float.POSITIVE_INFINITY, "softplus(+∞)");
        assertSameBits(softplus(Float.NEGATIVE_INFINITY), 0f, "softplus(−∞)");
        assertSameBits(softplus(Float.MAX_VALUE), Float.MAX_VALUE, "softplus of the largest float");
        assertSameBits(softplus(-Float.MAX_VALUE), 0f, "softplus of the smallest float");
        assertThat(softplus(Float.NaN)).isNaN();
    }

    @Test
    void farBelowZeroItIsTheExponential() {
        for (float x : new float[] {-20f, -50f, -87.4f, -103f, -103.97f}) {
            assertSameBits(softplus(x), ExponentialKernel.Scalar.exp(x), "softplus(" + x + ")");
        }
    }

    @Test
    void hasTheBitsThatItAlwaysHad() {
        assertThat(softplus(1f)).isEqualTo(0x1.5031ecp0f);
        assertThat(softplus(-1f)).isEqualTo(0x1.40c7acp-2f);
        assertThat(softplus(-30f)).isEqualTo(0x1.a56e0cp-44f);
    }

    private static final float BETA = 1.7f;
    private static final float THRESHOLD = 2.5f;

    @Test
    void slopeAndThresholdHaveTheBitsOfTheirDefinition() {
        PairKernel definition = (x, xOffset, b, bOffset, y, yOffset, n) -> {
            for (int i = 0; i < n; i++) {
                float value = x[xOffset + i];
                float curve = SoftplusKernel.Scalar.softplus(BETA * value) / BETA;
                y[yOffset + i] = BETA * value > THRESHOLD ? value : curve;
            }
        };
        PairKernel.assertSameBits(
                (x, xOffset, b, bOffset, y, yOffset, n) -> SoftplusKernel.forward(BETA, THRESHOLD, x, xOffset, y,
                        yOffset, n),
                definition);
        PairKernel.assertSameBits(
                (x, xOffset, b, bOffset, y, yOffset, n) -> SoftplusKernel.Scalar.forward(BETA, THRESHOLD, x, xOffset, y,
                        yOffset, n),
                definition);
        assumeTrue(VectorApi.PRESENT);
        PairKernel.assertSameBits(
                (x, xOffset, b, bOffset, y, yOffset, n) -> SoftplusKernel.Simd.forward(BETA, THRESHOLD, x, xOffset, y,
                        yOffset, n),
                definition);
    }

    @Test
    void theGradientHasTheBitsOfItsDefinition() {
        PairKernel definition = (x, xOffset, dy, dyOffset, dx, dxOffset, n) -> {
            for (int i = 0; i < n; i++) {
                float value = BETA * x[xOffset + i];
                dx[dxOffset + i] = dy[dyOffset + i]
                        * (value > THRESHOLD ? 1f : SigmoidKernel.Scalar.sigmoid(value));
            }
        };
        PairKernel.assertSameBits(
                (x, xOffset, dy, dyOffset, dx, dxOffset, n) -> SoftplusKernel.backward(BETA, THRESHOLD, x, xOffset, dy,
                        dyOffset, dx, dxOffset, n),
                definition);
        PairKernel.assertSameBits((x, xOffset, dy, dyOffset, dx, dxOffset, n) -> {
            ElementwiseKernel.Scalar.multiply(x, xOffset, BETA, dx, dxOffset, n);
            SigmoidKernel.Scalar.sigmoid(dx, dxOffset, dx, dxOffset, n);
            SoftplusKernel.Scalar.gate(BETA, THRESHOLD, x, xOffset, dy, dyOffset, dx, dxOffset, n);
        }, definition);
        assumeTrue(VectorApi.PRESENT);
        PairKernel.assertSameBits((x, xOffset, dy, dyOffset, dx, dxOffset, n) -> {
            ElementwiseKernel.Simd.multiply(x, xOffset, BETA, dx, dxOffset, n);
            SigmoidKernel.Simd.sigmoid(dx, dxOffset, dx, dxOffset, n);
            SoftplusKernel.Simd.gate(BETA, THRESHOLD, x, xOffset, dy, dyOffset, dx, dxOffset, n);
        }, definition);
    }

    private static float softplus(float x) {
        float[] y = new float[1];
        SoftplusKernel.softplus(new float[] {x}, 0, y, 0, 1);
        float[] many = new float[17]; // in a vector too
        Arrays.fill(many, x);
        SoftplusKernel.softplus(many, 0, many, 0, 17);
        assertSameBits(many[3], y[0], "softplus(" + x + ") in a vector");
        return y[0];
    }
}
