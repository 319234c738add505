package dev.halfwave.core.kernel;

final class GeluKernelTest implements ActivationKernelContract {

    private static final float DENSITY_AT_ZERO = 0.3989423f;

    /// Not the result of forward, so that a mix-up of the arrays shows.
    private final float[] result = KernelData.hardNumbers(300, 9);

    @Override
    public Path definition() {
        return new Path((x, xOffset, y, yOffset, n) -> {
            for (int i = 0; i < n; i++) {
                float value = x[xOffset + i];
                float erf = ErfKernel.Scalar.erf(0.70710677f * value);
                y[yOffset + i] = value * Fma.fma(0.5f, erf, 0.5f);
            }
        }, (x, xOffset, dy, dyOffset, dx, dxOffset, n) -> {
            for (int i = 0; i < n; i++) {
                float value = x[xOffset + i];
                boolean near = Math.abs(value) < 0x1p-12f;
                float probability = near ? Fma.fma(DENSITY_AT_ZERO, value, 0.5f) : result[i] / value;
                float exp = ExponentialKernel.Scalar.exp(-0.5f * (value * value));
                dx[dxOffset + i] = dy[dyOffset + i] * Fma.fma(DENSITY_AT_ZERO * value, exp, probability);
            }
        });
    }

    @Override
    public Path scalar() {
        return new Path((x, xOffset, y, yOffset, n) -> {
            ElementwiseKernel.Scalar.multiply(x, xOffset, 0.70710677f, y, yOffset, n);
            ErfKernel.Scalar.erf(y, yOffset, y, yOffset, n);
            GeluKernel.Scalar.gate(x, xOffset, y, yOffset, n);
        }, (x, xOffset, dy, dyOffset, dx, dxOffset, n) -> {
            ElementwiseKernel.Scalar.multiply(x, xOffset, x, xOffset, dx, dxOffset, n);
            ElementwiseKernel.Scalar.multiply(dx, dxOffset, -0.5f, dx, dxOffset, n);
            ExponentialKernel.Scalar.exp(dx, dxOffset, dx, dxOffset, n);
            GeluKernel.Scalar.slope(x, xOffset, result, 0, dy, dyOffset, dx, dxOffset, n);
        });
    }

    @Override
    public Path simd() {
        return new Path((x, xOffset, y, yOffset, n) -> {
            ElementwiseKernel.Simd.multiply(x, xOffset, 0.70710677f, y, yOffset, n);
            ErfKernel.Simd.erf(y, yOffset, y, yOffset, n);
            GeluKernel.Simd.gate(x, xOffset, y, yOffset, n);
        }, (x, xOffset, dy, dyOffset, dx, dxOffset, n) -> {
            ElementwiseKernel.Simd.multiply(x, xOffset, x, xOffset, dx, dxOffset, n);
            ElementwiseKernel.Simd.multiply(dx, dxOffset, -0.5f, dx, dxOffset, n);
            ExponentialKernel.Simd.exp(dx, dxOffset, dx, dxOffset, n);
            GeluKernel.Simd.slope(x, xOffset, result, 0, dy, dyOffset, dx, dxOffset, n);
        });
    }

    @Override
    public Path chosen() {
        return new Path(
                GeluKernel::forward,
                (x, xOffset, dy, dyOffset, dx, dxOffset, n) -> GeluKernel.backward(
                        x, xOffset, result, 0, dy, dyOffset, dx, dxOffset, n));
    }
}
