package dev.halfwave.core.kernel;

import static dev.halfwave.core.kernel.KernelData.assertSameBits;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class Expm1KernelTest implements FunctionKernelContract {

    @Override
    public String name() {
        return "expm1";
    }

    @Override
    public UnaryKernel chosen() {
        return Expm1Kernel::expm1;
    }

    @Override
    public UnaryKernel scalar() {
        return Expm1Kernel.Scalar::expm1;
    }

    @Override
    public UnaryKernel simd() {
        return Expm1Kernel.Simd::expm1;
    }

    @Override
    public double truth(double x) {
        return StrictMath.expm1(x);
    }

    @Override
    public double maxUlp() {
        return 1.44;
    }

    @Override
    public List<float[]> inputs() {
        // all over the floats, and where results are neither −1 nor infinite
        return List.of(KernelData.allFloats(997), KernelData.steps(-20, 89, 10_000));
    }

    @Override
    public List<Worst> worst() {
        return List.of(new Worst(0x1.100814p4f, 1.43));
    }

    @Override
    public List<Value> limits() {
        return List.of(
                new Value(0f, 0f),
                new Value(-0f, -0f),
                new Value(Float.POSITIVE_INFINITY, Float.POSITIVE_INFINITY),
                new Value(Float.NEGATIVE_INFINITY, -1f),
                new Value(Float.MAX_VALUE, Float.POSITIVE_INFINITY),
                new Value(-Float.MAX_VALUE, -1f),
                new Value(Float.NaN, Float.NaN));
    }

    @Override
    public List<Value> knownBits() {
        return List.of(
                new Value(1f, 0x1.b7e15p0f), new Value(-1f, -0x1.43a54ep-1f), new Value(0x1p-10f, 0x1.002002p-10f));
    }

    @Test
    void nextToZeroItIsTheIdentity() {
        for (float x : new float[] {Float.MIN_VALUE, Float.MIN_NORMAL, 0x0.fffffep-126f, 0x1.234568p-40f}) {
            assertSameBits(at(x), x, "expm1(" + x + ")");
            assertSameBits(at(-x), -x, "expm1(−" + x + ")");
        }
    }

    @Test
    void overflowsWhereTheTrueValueDoes() {
        assertThat(at(88.72283f)).isFinite(); // ln of the largest float is 88.72284
        assertThat(at(88.72284f)).isInfinite();
    }
}
