package dev.halfwave.core.kernel;

final class EluKernelTest implements ActivationKernelContract {

    private static final float ALPHA = 1.3f;

    @Override
    public Path definition() {
        return new Path((x, xOffset, y, yOffset, n) -> {
            for (int i = 0; i < n; i++) {
                float value = x[xOffset + i];
                y[yOffset + i] = value > 0 ? value : ALPHA * Expm1Kernel.Scalar.expm1(value);
            }
        }, (x, xOffset, dy, dyOffset, dx, dxOffset, n) -> {
            for (int i = 0; i < n; i++) {
                float value = x[xOffset + i];
                float slope = value > 0 ? 1 : ALPHA * ExponentialKernel.Scalar.exp(value);
                dx[dxOffset + i] = dy[dyOffset + i] * slope;
            }
        });
    }

    @Override
    public Path scalar() {
        return new Path((x, xOffset, y, yOffset, n) -> {
            Expm1Kernel.Scalar.expm1(x, xOffset, y, yOffset, n);
            EluKernel.Scalar.select(ALPHA, x, xOffset, y, yOffset, n);
        }, (x, xOffset, dy, dyOffset, dx, dxOffset, n) -> {
            ExponentialKernel.Scalar.exp(x, xOffset, dx, dxOffset, n);
            EluKernel.Scalar.gate(ALPHA, x, xOffset, dy, dyOffset, dx, dxOffset, n);
        });
    }

    @Override
    public Path simd() {
        return new Path((x, xOffset, y, yOffset, n) -> {
            Expm1Kernel.Simd.expm1(x, xOffset, y, yOffset, n);
            EluKernel.Simd.select(ALPHA, x, xOffset, y, yOffset, n);
        }, (x, xOffset, dy, dyOffset, dx, dxOffset, n) -> {
            ExponentialKernel.Simd.exp(x, xOffset, dx, dxOffset, n);
            EluKernel.Simd.gate(ALPHA, x, xOffset, dy, dyOffset, dx, dxOffset, n);
        });
    }

    @Override
    public Path chosen() {
        return new Path(
                (x, xOffset, y, yOffset, n) -> EluKernel.forward(ALPHA, x, xOffset, y, yOffset, n),
                (x, xOffset, dy, dyOffset, dx, dxOffset, n) -> EluKernel.backward(
                        ALPHA, x, xOffset, dy, dyOffset, dx, dxOffset, n));
    }
}
