package dev.halfwave.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("both-backends")
final class SineKernelTest {

    private static final double MAX_ULP = 1.21;

    private final Sine sine = new Sine();
    private final Cosine cosine = new Cosine();

    @Nested
    final class Sine implements FunctionKernelContract {

        @Override
        public String name() {
            return "sin";
        }

        @Override
        public UnaryKernel chosen() {
            return SineKernel::sin;
        }

        @Override
        public UnaryKernel scalar() {
            return SineKernel.Scalar::sin;
        }

        @Override
        public UnaryKernel simd() {
            return SineKernel.Simd::sin;
        }

        @Override
        public double truth(double x) {
            return StrictMath.sin(x);
        }

        @Override
        public double maxUlp() {
            return MAX_ULP;
        }

        @Override
        public List<float[]> inputs() {
            return SineKernelTest.inputs();
        }

        @Override
        public List<Worst> worst() {
            return List.of(new Worst(0x1.2e8686p12f, 1.20));
        }

        @Override
        public List<Value> limits() {
            return List.of(
                    new Value(0f, 0f),
                    new Value(-0f, -0f),
                    new Value(Float.MIN_VALUE, Float.MIN_VALUE),
                    new Value(Float.POSITIVE_INFINITY, Float.NaN),
                    new Value(Float.NEGATIVE_INFINITY, Float.NaN),
                    new Value(Float.NaN, Float.NaN));
        }

        @Override
        public List<Value> knownBits() {
            return List.of(
                    new Value((float) (Math.PI / 6), 0.5f),
                    new Value((float) (Math.PI / 2), 1f),
                    new Value((float) Math.PI, -8.742278e-8f)); // the float is 8.7e-8 above π
        }
    }

    @Nested
    final class Cosine implements FunctionKernelContract {

        @Override
        public String name() {
            return "cos";
        }

        @Override
        public UnaryKernel chosen() {
            return SineKernel::cos;
        }

        @Override
        public UnaryKernel scalar() {
            return SineKernel.Scalar::cos;
        }

        @Override
        public UnaryKernel simd() {
            return SineKernel.Simd::cos;
        }

        @Override
        public double truth(double x) {
            return StrictMath.cos(x);
        }

        @Override
        public double maxUlp() {
            return MAX_ULP;
        }

        @Override
        public List<float[]> inputs() {
            return SineKernelTest.inputs();
        }

        @Override
        public List<Worst> worst() {
            return List.of(new Worst(0x1.f6816cp1f, 1.20));
        }

        @Override
        public List<Value> limits() {
            return List.of(
                    new Value(0f, 1f),
                    new Value(-0f, 1f),
                    new Value(Float.MIN_VALUE, 1f),
                    new Value(Float.POSITIVE_INFINITY, Float.NaN),
                    new Value(Float.NEGATIVE_INFINITY, Float.NaN),
                    new Value(Float.NaN, Float.NaN));
        }

        @Override
        public List<Value> knownBits() {
            return List.of(
                    new Value((float) (Math.PI / 3), 0.49999997f), // the float is 2.9e-8 above π/3
                    new Value((float) Math.PI, -1f));
        }
    }

    /// All over the floats, the huge ones too; over many periods; and next to the multiples of π/2, where the difference
    /// cancels, and the result is as small as the error of a careless reduction.
    private static List<float[]> inputs() {
        int multiples = 80_000; // up to 125663, below 2¹⁷
        float[] close = new float[3 * multiples];
        for (int n = 0; n < multiples; n++) {
            float nearest = (float) (n * (Math.PI / 2));
            close[3 * n] = nearest;
            close[3 * n + 1] = Math.nextUp(nearest);
            close[3 * n + 2] = -Math.nextDown(nearest);
        }
        return List.of(KernelData.allFloats(1999), KernelData.steps(-500, 500, 1000), close);
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
            assertThat(Ulps.error(sine.at(x), sineOfQuadrant[quadrant])).as("sin(%s)", x).isLessThan(0.51);
            assertThat(Ulps.error(cosine.at(x), sineOfQuadrant[quadrant + 1 & 3])).as("cos(%s)", x).isLessThan(0.51);
            assertThat(sine.at(-x)).isEqualTo(-sine.at(x));
        }
    }
}
