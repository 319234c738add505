package dev.halfwave.core.kernel;

final class DcFreeReluKernelTest implements RowActivationKernelContract {

    /// The textbook loops over one row.
    static final class Definition {
        private Definition() {}

        static void forward(float[] x, int xOffset, float[] y, int yOffset, int n) {
            float[] rectified = new float[n];
            for (int i = 0; i < n; i++) {
                rectified[i] = x[xOffset + i] <= 0 ? 0 : x[xOffset + i];
            }
            float mean = RowKernelTest.Definition.sum(rectified, 0, n) / n;
            for (int i = 0; i < n; i++) {
                y[yOffset + i] = rectified[i] - mean;
            }
        }

        static void backward(float[] x, int xOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int n) {
            float mean = RowKernelTest.Definition.sum(dy, dyOffset, n) / n;
            for (int i = 0; i < n; i++) {
                dx[dxOffset + i] = x[xOffset + i] <= 0 ? 0 : dy[dyOffset + i] - mean;
            }
        }
    }

    @Override
    public Path definition() {
        return new Path(Definition::forward, Definition::backward);
    }

    @Override
    public Path scalar() {
        return new Path(DcFreeReluKernel.Scalar::forward, DcFreeReluKernel.Scalar::backward);
    }

    @Override
    public Path simd() {
        return new Path(DcFreeReluKernel.Simd::forward, DcFreeReluKernel.Simd::backward);
    }

    @Override
    public Forward forward() {
        return DcFreeReluKernel::forward;
    }

    @Override
    public Backward backward() {
        return DcFreeReluKernel::backward;
    }
}
