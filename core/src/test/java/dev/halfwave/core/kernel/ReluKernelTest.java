package dev.halfwave.core.kernel;

final class ReluKernelTest implements ActivationKernelContract {

    /// The textbook loops.
    static final class Definition {
        private Definition() {}

        static void forward(float[] x, int xOffset, float[] y, int yOffset, int n) {
            for (int i = 0; i < n; i++) {
                boolean kept = x[xOffset + i] > 0 || Float.isNaN(x[xOffset + i]);
                y[yOffset + i] = kept ? x[xOffset + i] : 0;
            }
        }

        static void backward(float[] x, int xOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int n) {
            for (int i = 0; i < n; i++) {
                boolean kept = x[xOffset + i] > 0 || Float.isNaN(x[xOffset + i]);
                dx[dxOffset + i] = kept ? dy[dyOffset + i] : 0;
            }
        }
    }

    @Override
    public Path definition() {
        return new Path(Definition::forward, Definition::backward);
    }

    @Override
    public Path scalar() {
        return new Path(ReluKernel.Scalar::forward, ReluKernel.Scalar::backward);
    }

    @Override
    public Path simd() {
        return new Path(ReluKernel.Simd::forward, ReluKernel.Simd::backward);
    }

    @Override
    public Path chosen() {
        return new Path(ReluKernel::forward, ReluKernel::backward);
    }
}
