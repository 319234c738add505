package dev.halfwave.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ExponentialKernelTest implements FunctionKernelContract {

    @Override
    public String name() {
        return "exp";
    }

    @Override
    public UnaryKernel chosen() {
        return ExponentialKernel::exp;
    }

    @Override
    public UnaryKernel scalar() {
        return ExponentialKernel.Scalar::exp;
    }

    @Override
    public UnaryKernel simd() {
        return ExponentialKernel.Simd::exp;
    }

    @Override
    public double truth(double x) {
        return StrictMath.exp(x);
    }

    @Override
    public double maxUlp() {
        return 0.98;
    }

    @Override
    public List<float[]> inputs() {
        // all over the floats, and where results are neither zero nor infinite
        return List.of(KernelData.allFloats(997), KernelData.steps(-104, 89, 10_000));
    }

    @Override
    public List<Worst> worst() {
        return List.of(new Worst(0x1.4e8e1ep2f, 0.97), new Worst(-0x1.7553fep2f, 0.97));
    }

    @Override
    public List<Value> limits() {
        return List.of(
                new Value(0f, 1f),
                new Value(-0f, 1f),
                new Value(Float.POSITIVE_INFINITY, Float.POSITIVE_INFINITY),
                new Value(Float.NEGATIVE_INFINITY, 0f),
                new Value(Float.MAX_VALUE, Float.POSITIVE_INFINITY),
                new Value(-Float.MAX_VALUE, 0f),
                new Value(Float.MIN_VALUE, 1f),
                new Value(Float.NaN, Float.NaN));
    }

    @Override
    public List<Value> knownBits() {
        return List.of(
                new Value(1f, 0x1.5bf0a8p1f), new Value(-1f, 0x1.78b564p-2f), new Value(0x1.4e8e1ep2f, 186.31229f));
    }

    @Test
    void overflowsAndUnderflowsWhereTheTrueValueDoes() {
        // ln of the largest float is 88.72284; ln of half the smallest one, 2⁻¹⁵⁰, is −103.97208
        assertThat(at(88.72283f)).isFinite();
        assertThat(at(88.72284f)).isInfinite();
        assertThat(at(-103.97207f)).isEqualTo(Float.MIN_VALUE);
        assertThat(at(-103.97209f)).isEqualTo(0f);
        assertThat(at(-87.4f)).isBetween(Float.MIN_VALUE, 0x0.fffffep-126f); // gradual underflow
    }
}
