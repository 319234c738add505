package dev.halfwave.core.kernel;

import static dev.halfwave.core.kernel.KernelData.assertSameBits;

import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class SoftplusKernelTest implements FunctionKernelContract {

    @Override
    public String name() {
        return "softplus";
    }

    @Override
    public UnaryKernel chosen() {
        return SoftplusKernel::softplus;
    }

    @Override
    public UnaryKernel scalar() {
        return (x, xOffset, y, yOffset, n) -> SoftplusKernel.Scalar.forward(
                1f, Float.POSITIVE_INFINITY, x, xOffset, y, yOffset, n);
    }

    @Override
    public UnaryKernel simd() {
        return (x, xOffset, y, yOffset, n) -> SoftplusKernel.Simd.forward(
                1f, Float.POSITIVE_INFINITY, x, xOffset, y, yOffset, n);
    }

    @Override
    public double truth(double x) {
        return Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
    }

    @Override
    public double maxUlp() {
        return 1.69;
    }

    @Override
    public List<float[]> inputs() {
        // all over the floats, and where the line is not reached
        return List.of(KernelData.allFloats(997), KernelData.steps(-104, 20, 10_000));
    }

    @Override
    public List<Worst> worst() {
        return List.of(new Worst(-0x1.43489p0f, 1.67));
    }

    @Override
    public List<Value> limits() {
        return List.of(
                new Value(0f, 0x1.62e43p-1f), // ln 2
                new Value(-0f, 0x1.62e43p-1f),
                new Value(Float.POSITIVE_INFINITY, Float.POSITIVE_INFINITY),
                new Value(Float.NEGATIVE_INFINITY, 0f),
                new Value(Float.MAX_VALUE, Float.MAX_VALUE),
                new Value(-Float.MAX_VALUE, 0f),
                new Value(Float.NaN, Float.NaN));
    }

    @Override
    public List<Value> knownBits() {
        return List.of(
                new Value(1f, 0x1.5031ecp0f), new Value(-1f, 0x1.40c7acp-2f), new Value(-30f, 0x1.a56e0cp-44f));
    }

    @Test
    void farBelowZeroItIsTheExponential() {
        for (float x : new float[] {-20f, -50f, -87.4f, -103f, -103.97f}) {
            assertSameBits(at(x), ExponentialKernel.Scalar.exp(x), "softplus(" + x + ")");
        }
    }

    /// With a slope and a threshold, forward and backward.
    @Nested
    final class AsAnActivation implements ActivationKernelContract {

        private static final float BETA = 1.7f;
        private static final float THRESHOLD = 2.5f;

        @Override
        public Path definition() {
            return new Path((x, xOffset, y, yOffset, n) -> {
                for (int i = 0; i < n; i++) {
                    float value = x[xOffset + i];
                    float curve = SoftplusKernel.Scalar.softplus(BETA * value) / BETA;
                    y[yOffset + i] = BETA * value > THRESHOLD ? value : curve;
                }
            }, (x, xOffset, dy, dyOffset, dx, dxOffset, n) -> {
                for (int i = 0; i < n; i++) {
                    float value = BETA * x[xOffset + i];
                    dx[dxOffset + i] = dy[dyOffset + i]
                            * (value > THRESHOLD ? 1f : SigmoidKernel.Scalar.sigmoid(value));
                }
            });
        }

        @Override
        public Path scalar() {
            return new Path((x, xOffset, y, yOffset, n) -> SoftplusKernel.Scalar.forward(
                    BETA, THRESHOLD, x, xOffset, y, yOffset, n), (x, xOffset, dy, dyOffset, dx, dxOffset, n) -> {
                        ElementwiseKernel.Scalar.multiply(x, xOffset, BETA, dx, dxOffset, n);
                        SigmoidKernel.Scalar.sigmoid(dx, dxOffset, dx, dxOffset, n);
                        SoftplusKernel.Scalar.gate(BETA, THRESHOLD, x, xOffset, dy, dyOffset, dx, dxOffset, n);
                    });
        }

        @Override
        public Path simd() {
            return new Path((x, xOffset, y, yOffset, n) -> SoftplusKernel.Simd.forward(
                    BETA, THRESHOLD, x, xOffset, y, yOffset, n), (x, xOffset, dy, dyOffset, dx, dxOffset, n) -> {
                        ElementwiseKernel.Simd.multiply(x, xOffset, BETA, dx, dxOffset, n);
                        SigmoidKernel.Simd.sigmoid(dx, dxOffset, dx, dxOffset, n);
                        SoftplusKernel.Simd.gate(BETA, THRESHOLD, x, xOffset, dy, dyOffset, dx, dxOffset, n);
                    });
        }

        @Override
        public Path chosen() {
            return new Path(
                    (x, xOffset, y, yOffset, n) -> SoftplusKernel.forward(BETA, THRESHOLD, x, xOffset, y, yOffset, n),
                    (x, xOffset, dy, dyOffset, dx, dxOffset, n) -> SoftplusKernel.backward(
                            BETA, THRESHOLD, x, xOffset, dy, dyOffset, dx, dxOffset, n));
        }
    }
}
