package dev.halfwave.core.kernel;

import static dev.halfwave.core.kernel.KernelData.assertSameBits;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TanhKernelTest implements FunctionKernelContract {

    @Override
    public String name() {
        return "tanh";
    }

    @Override
    public UnaryKernel chosen() {
        return TanhKernel::tanh;
    }

    @Override
    public UnaryKernel scalar() {
        return TanhKernel.Scalar::tanh;
    }

    @Override
    public UnaryKernel simd() {
        return TanhKernel.Simd::tanh;
    }

    @Override
    public double truth(double x) {
        return StrictMath.tanh(x);
    }

    @Override
    public double maxUlp() {
        return 0.95;
    }

    @Override
    public List<float[]> inputs() {
        // all over the floats, and where results are not one
        return List.of(KernelData.allFloats(997), KernelData.steps(-10, 10, 100_000));
    }

    @Override
    public List<Worst> worst() {
        return List.of(new Worst(-0x1.02a394p0f, 0.94));
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
                new Value(Float.NaN, Float.NaN));
    }

    @Override
    public List<Value> knownBits() {
        return List.of(
                new Value(0.5f, 0x1.d9353ep-2f), new Value(1f, 0x1.85efacp-1f), new Value(-3f, -0x1.fd77d2p-1f));
    }

    @Test
    void isOddAndTheIdentityNextToZero() {
        for (float x : new float[] {Float.MIN_VALUE, Float.MIN_NORMAL, 0x0.fffffep-126f, 0x1.234568p-40f}) {
            assertSameBits(at(x), x, "tanh(" + x + ")");
        }
        for (float x : KernelData.numbers(1000, 3)) {
            assertSameBits(at(-x), -at(x), "tanh(−" + x + ")");
        }
    }

    @Test
    void theGradientHasTheBitsOfItsDefinition() {
        PairKernel definition = (y, yOffset, dy, dyOffset, dx, dxOffset, n) -> {
            for (int i = 0; i < n; i++) {
                dx[dxOffset + i] = dy[dyOffset + i] * Fma.fma(-y[yOffset + i], y[yOffset + i], 1f);
            }
        };
        PairKernel.assertSameBits(TanhKernel::backward, definition);
        PairKernel.assertSameBits(TanhKernel.Scalar::backward, definition);
        assumeTrue(VectorApi.PRESENT);
        PairKernel.assertSameBits(TanhKernel.Simd::backward, definition);
    }
}
