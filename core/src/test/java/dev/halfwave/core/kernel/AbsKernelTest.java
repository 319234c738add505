package dev.halfwave.core.kernel;

final class AbsKernelTest implements ActivationKernelContract {

    /// The textbook loops.
    static final class Definition {
        private Definition() {}

        static void forward(float[] x, int xOffset, float[] y, int yOffset, int n) {
            for (int i = 0; i < n; i++) {
                y[yOffset + i] = x[xOffset + i] <= 0 ? 0 - x[xOffset + i] : x[xOffset + i];
            }
        }

        static void backward(float[] x, int xOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int n) {
            for (int i = 0; i < n; i++) {
                if (x[xOffset + i] > 0) {
                    dx[dxOffset + i] = dy[dyOffset + i];
                } else if (x[xOffset + i] < 0) {
                    dx[dxOffset + i] = -dy[dyOffset + i];
                } else {
                    dx[dxOffset + i] = 0;
                }
            }
        }
    }

    @Override
    public Path definition() {
        return new Path(Definition::forward, Definition::backward);
    }

    @Override
    public Path scalar() {
        return new Path(AbsKernel.Scalar::forward, AbsKernel.Scalar::backward);
    }

    @Override
    public Path simd() {
        return new Path(AbsKernel.Simd::forward, AbsKernel.Simd::backward);
    }

    @Override
    public Path chosen() {
        return new Path(AbsKernel::forward, AbsKernel::backward);
    }
}
