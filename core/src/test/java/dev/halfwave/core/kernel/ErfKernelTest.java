package dev.halfwave.core.kernel;

import static dev.halfwave.core.kernel.KernelData.assertSameBits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ErfKernelTest implements FunctionKernelContract {

    @Override
    public String name() {
        return "erf";
    }

    @Override
    public UnaryKernel chosen() {
        return ErfKernel::erf;
    }

    @Override
    public UnaryKernel scalar() {
        return ErfKernel.Scalar::erf;
    }

    @Override
    public UnaryKernel simd() {
        return ErfKernel.Simd::erf;
    }

    /// `erf(x) = 2/√π exp(−x²) Σₖ 2ᵏ x²ᵏ⁺¹ / (1·3·5···(2k+1))` in double: all terms have one sign, so that nothing
    /// cancels (Abramowitz and Stegun 1964, 7.1.6).
    @Override
    public double truth(double x) {
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

    @Override
    public double maxUlp() {
        return 1.10;
    }

    @Override
    public List<float[]> inputs() {
        // all over the floats, and where results are neither linear nor one
        return List.of(KernelData.allFloats(997), KernelData.steps(-4, 4, 100_000));
    }

    @Override
    public List<Worst> worst() {
        return List.of(new Worst(0x1.0769f6p0f, 1.09), new Worst(-0x1.fda8fep-1f, 0.98));
    }

    @Override
    public List<Value> limits() {
        return List.of(
                new Value(0f, 0f),
                new Value(-0f, -0f),
                new Value(Float.POSITIVE_INFINITY, 1f),
                new Value(Float.NEGATIVE_INFINITY, -1f),
                new Value(Float.MAX_VALUE, 1f),
                new Value(-Float.MAX_VALUE, -1f),
                new Value(Float.MIN_VALUE, Float.MIN_VALUE),
                new Value(Float.NaN, Float.NaN));
    }

    @Override
    public List<Value> knownBits() {
        return List.of(
                new Value(0.5f, 0x1.0a7ef6p-1f), new Value(1f, 0x1.af767ap-1f), new Value(-2f, -0.9953223f));
    }

    @Test
    void theReferenceAgreesWithPublishedValues() {
        // Abramowitz and Stegun, table 7.1
        assertThat(truth(0.5)).isEqualTo(0.5204998778, within(5e-11));
        assertThat(truth(1)).isEqualTo(0.8427007929, within(5e-11));
        assertThat(truth(2)).isEqualTo(0.9953222650, within(5e-11));
    }

    @Test
    void isOddAndReachesOneWhereTheTrueValueRoundsToIt() {
        for (float x = 0.01f; x < 5; x *= 1.01f) {
            assertSameBits(at(-x), -at(x), "erf(−" + x + ")");
        }
        assertThat(at(3.8f)).isEqualTo(0x1.fffffep-1f); // 1 − 7.7e-8
        assertThat(at(3.95f)).isEqualTo(1f); // 1 − 2.3e-8
    }
}
