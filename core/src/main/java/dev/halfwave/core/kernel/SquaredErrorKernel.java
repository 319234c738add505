package dev.halfwave.core.kernel;

/// Squared differences and their gradient over contiguous arrays. Every element is computed on its own; the compiler
/// vectorises these loops.
public final class SquaredErrorKernel {

    private SquaredErrorKernel() {}

    /// `y[i] = (a[i] − b[i])²`.
    public static void forward(float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset, int n) {
        for (int i = 0; i < n; i++) {
            float difference = a[aOffset + i] - b[bOffset + i];
            y[yOffset + i] = difference * difference;
        }
    }

    /// `da[i] = scale · (a[i] − b[i])`.
    public static void backward(
            float[] a, int aOffset, float[] b, int bOffset, float scale, float[] da, int daOffset, int n) {
        for (int i = 0; i < n; i++) {
            da[daOffset + i] = scale * (a[aOffset + i] - b[bOffset + i]);
        }
    }

    /// `da[i] = 2 dy[i] · (a[i] − b[i])`.
    public static void backward(
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            float[] dy,
            int dyOffset,
            float[] da,
            int daOffset,
            int n) {
        for (int i = 0; i < n; i++) {
            da[daOffset + i] = 2f * dy[dyOffset + i] * (a[aOffset + i] - b[bOffset + i]);
        }
    }
}
