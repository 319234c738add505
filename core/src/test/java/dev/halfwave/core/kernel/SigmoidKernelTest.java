package dev.halfwave.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SigmoidKernelTest implements FunctionKernelContract {

    @Override
    public String name() {
        return "sigmoid";
    }

    @Override
    public UnaryKernel chosen() {
        return SigmoidKernel::sigmoid;
    }

    @Override
    public UnaryKernel scalar() {
        return SigmoidKernel.Scalar::sigmoid;
    }

    @Override
    public UnaryKernel simd() {
        return SigmoidKernel.Simd::sigmoid;
    }

    @Override
    public double truth(double x) {
        return x >= 0 ? 1 / (1 + StrictMath.exp(-x)) : StrictMath.exp(x) / (1 + StrictMath.exp(x));
    }

    @Override
    public double maxUlp() {
        return 0.94;
    }

    @Override
    public List<float[]> inputs() {
        // all over the floats, and where results are neither zero nor one
        return List.of(KernelData.allFloats(997), KernelData.steps(-104, 20, 10_000));
    }

    @Override
    public List<Worst> worst() {
        return List.of(new Worst(-0x1.f32aaep3f, 0.93));
    }

    @Override
    public List<Value> limits() {
        return List.of(
                new Value(0f, 0.5f),
                new Value(-0f, 0.5f),
                new Value(Float.POSITIVE_INFINITY, 1f),
                new Value(Float.NEGATIVE_INFINITY, 0f),
                new Value(Float.MAX_VALUE, 1f),
                new Value(-Float.MAX_VALUE, 0f),
                new Value(Float.MIN_VALUE, 0.5f),
                new Value(Float.NaN, Float.NaN));
    }

    @Override
    public List<Value> knownBits() {
        return List.of(
                new Value(1f, 0x1.764d5p-1f), new Value(-1f, 0x1.136562p-2f), new Value(-30f, 0x1.a56e0cp-44f));
    }

    @Test
    void underflowsWhereTheTrueValueDoes() {
        // ln of half the smallest float, 2⁻¹⁵⁰, is −103.97208
        assertThat(at(-103.97f)).isEqualTo(Float.MIN_VALUE);
        assertThat(at(-103.98f)).isEqualTo(0f);
        assertThat(at(-90f)).isEqualTo((float) StrictMath.exp(-90)); // gradual underflow
    }

    @Test
    void theGradientHasTheBitsOfItsDefinition() {
        PairKernel definition = (y, yOffset, dy, dyOffset, dx, dxOffset, n) -> {
            for (int i = 0; i < n; i++) {
                dx[dxOffset + i] = dy[dyOffset + i] * Fma.fma(-y[yOffset + i], y[yOffset + i], y[yOffset + i]);
            }
        };
        PairKernel.assertSameBits(SigmoidKernel::backward, definition);
        PairKernel.assertSameBits(SigmoidKernel.Scalar::backward, definition);
        assumeTrue(VectorApi.PRESENT);
        PairKernel.assertSameBits(SigmoidKernel.Simd::backward, definition);
    }
}
