package dev.halfwave.core.kernel;

import jdk.incubator.vector.FloatVector;

/// What layer and batch normalisation do with a row, once its mean and its factor (one over the standard deviation) are
/// known. `x̂[i] = (x[i] − mean) · factor` everywhere.
///
/// Every element is computed on its own, so that order and width do not matter. Sums are left to [RowKernel]: products
/// go into a row of their own first.
public final class NormalizationKernel {

    private NormalizationKernel() {}

    /// `y[i] = (x[i] − mean)²`: what a variance is the mean of.
    public static void squaredDeviations(float[] x, int xOffset, float mean, float[] y, int yOffset, int n) {
        if (VectorApi.PRESENT) {
            Simd.squaredDeviations(x, xOffset, mean, y, yOffset, n);
        } else {
            Scalar.squaredDeviations(x, xOffset, mean, y, yOffset, n);
        }
    }

    /// `y[i] = x̂[i]`.
    public static void normalize(float[] x, int xOffset, float mean, float factor, float[] y, int yOffset, int n) {
        if (VectorApi.PRESENT) {
            Simd.normalize(x, xOffset, mean, factor, y, yOffset, n);
        } else {
            Scalar.normalize(x, xOffset, mean, factor, y, yOffset, n);
        }
    }

    /// `y[i] = fma(x̂[i], weight, bias)`, with one weight and one bias for the whole row.
    public static void normalize(
            float[] x, int xOffset, float mean, float factor, float weight, float bias, float[] y, int yOffset, int n) {
        if (VectorApi.PRESENT) {
            Simd.normalize(x, xOffset, mean, factor, weight, bias, y, yOffset, n);
        } else {
            Scalar.normalize(x, xOffset, mean, factor, weight, bias, y, yOffset, n);
        }
    }

    /// `y[i] = fma(x̂[i], weight[i], bias[i])`.
    public static void normalize(
            float[] x, int xOffset, float mean, float factor, float[] weight, int weightOffset, float[] bias,
            int biasOffset, float[] y, int yOffset, int n) {
        if (VectorApi.PRESENT) {
            Simd.normalize(x, xOffset, mean, factor, weight, weightOffset, bias, biasOffset, y, yOffset, n);
        } else {
            Scalar.normalize(x, xOffset, mean, factor, weight, weightOffset, bias, biasOffset, y, yOffset, n);
        }
    }

    /// `y[i] = dy[i] · x̂[i]`.
    public static void products(
            float[] x, int xOffset, float mean, float factor, float[] dy, int dyOffset, float[] y, int yOffset, int n) {
        if (VectorApi.PRESENT) {
            Simd.products(x, xOffset, mean, factor, dy, dyOffset, y, yOffset, n);
        } else {
            Scalar.products(x, xOffset, mean, factor, dy, dyOffset, y, yOffset, n);
        }
    }

    /// `sum[i] = fma(dy[i], x̂[i], sum[i])`.
    public static void addProducts(
            float[] x, int xOffset, float mean, float factor, float[] dy, int dyOffset, float[] sum, int sumOffset,
            int n) {
        if (VectorApi.PRESENT) {
            Simd.addProducts(x, xOffset, mean, factor, dy, dyOffset, sum, sumOffset, n);
        } else {
            Scalar.addProducts(x, xOffset, mean, factor, dy, dyOffset, sum, sumOffset, n);
        }
    }

    /// `dx[i] = scale · fma(−share, x̂[i], dy[i] − meanDy)`. `dy` and `dx` may be the same row.
    ///
    /// @param meanDy the mean of `dy` over what was normalised together
    /// @param share how much of `x̂` is taken away
    public static void gradient(
            float[] x, int xOffset, float mean, float factor, float[] dy, int dyOffset, float meanDy, float share,
            float scale, float[] dx, int dxOffset, int n) {
        if (VectorApi.PRESENT) {
            Simd.gradient(x, xOffset, mean, factor, dy, dyOffset, meanDy, share, scale, dx, dxOffset, n);
        } else {
            Scalar.gradient(x, xOffset, mean, factor, dy, dyOffset, meanDy, share, scale, dx, dxOffset, n);
        }
    }

    static final class Scalar {
        private Scalar() {}

        static void squaredDeviations(float[] x, int xOffset, float mean, float[] y, int yOffset, int n) {
            for (int i = 0; i < n; i++) {
                float deviation = x[xOffset + i] - mean;
                y[yOffset + i] = deviation * deviation;
            }
        }

        static void normalize(float[] x, int xOffset, float mean, float factor, float[] y, int yOffset, int n) {
            for (int i = 0; i < n; i++) {
                y[yOffset + i] = (x[xOffset + i] - mean) * factor;
            }
        }

        static void normalize(
                float[] x, int xOffset, float mean, float factor, float weight, float bias, float[] y, int yOffset,
                int n) {
            for (int i = 0; i < n; i++) {
                y[yOffset + i] = Fma.fma((x[xOffset + i] - mean) * factor, weight, bias);
            }
        }

        static void normalize(
                float[] x, int xOffset, float mean, float factor, float[] weight, int weightOffset, float[] bias,
                int biasOffset, float[] y, int yOffset, int n) {
            for (int i = 0; i < n; i++) {
                y[yOffset + i] = Fma.fma(
                        (x[xOffset + i] - mean) * factor, weight[weightOffset + i], bias[biasOffset + i]);
            }
        }

        static void products(
                float[] x, int xOffset, float mean, float factor, float[] dy, int dyOffset, float[] y, int yOffset,
                int n) {
            for (int i = 0; i < n; i++) {
                y[yOffset + i] = dy[dyOffset + i] * ((x[xOffset + i] - mean) * factor);
            }
        }

        static void addProducts(
                float[] x, int xOffset, float mean, float factor, float[] dy, int dyOffset, float[] sum, int sumOffset,
                int n) {
            for (int i = 0; i < n; i++) {
                sum[sumOffset + i] =
                        Fma.fma(dy[dyOffset + i], (x[xOffset + i] - mean) * factor, sum[sumOffset + i]);
            }
        }

        static void gradient(
                float[] x, int xOffset, float mean, float factor, float[] dy, int dyOffset, float meanDy,
                float share, float scale, float[] dx, int dxOffset, int n) {
            for (int i = 0; i < n; i++) {
                dx[dxOffset + i] = scale
                        * Fma.fma(-share, (x[xOffset + i] - mean) * factor, dy[dyOffset + i] - meanDy);
            }
        }
    }

    /// A class of its own, so that the Vector API is linked only where it is there.
    static final class Simd {
        private Simd() {}

        static void squaredDeviations(float[] x, int xOffset, float mean, float[] y, int yOffset, int n) {
            int bound = Lanes.FLOATS.loopBound(n);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector deviation = FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i).sub(mean);
                deviation.mul(deviation).intoArray(y, yOffset + i);
            }
            Scalar.squaredDeviations(x, xOffset + bound, mean, y, yOffset + bound, n - bound);
        }

        static void normalize(float[] x, int xOffset, float mean, float factor, float[] y, int yOffset, int n) {
            int bound = Lanes.FLOATS.loopBound(n);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i).sub(mean).mul(factor).intoArray(y, yOffset + i);
            }
            Scalar.normalize(x, xOffset + bound, mean, factor, y, yOffset + bound, n - bound);
        }

        static void normalize(
                float[] x, int xOffset, float mean, float factor, float weight, float bias, float[] y, int yOffset,
                int n) {
            int bound = Lanes.FLOATS.loopBound(n);
            FloatVector weights = FloatVector.broadcast(Lanes.FLOATS, weight);
            FloatVector biases = FloatVector.broadcast(Lanes.FLOATS, bias);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i)
                        .sub(mean)
                        .mul(factor)
                        .fma(weights, biases)
                        .intoArray(y, yOffset + i);
            }
            Scalar.normalize(x, xOffset + bound, mean, factor, weight, bias, y, yOffset + bound, n - bound);
        }

        static void normalize(
                float[] x, int xOffset, float mean, float factor, float[] weight, int weightOffset, float[] bias,
                int biasOffset, float[] y, int yOffset, int n) {
            int bound = Lanes.FLOATS.loopBound(n);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i)
                        .sub(mean)
                        .mul(factor)
                        .fma(
                                FloatVector.fromArray(Lanes.FLOATS, weight, weightOffset + i),
                                FloatVector.fromArray(Lanes.FLOATS, bias, biasOffset + i))
                        .intoArray(y, yOffset + i);
            }
            Scalar.normalize(
                    x, xOffset + bound, mean, factor, weight, weightOffset + bound, bias, biasOffset + bound, y,
                    yOffset + bound, n - bound);
        }

        static void products(
                float[] x, int xOffset, float mean, float factor, float[] dy, int dyOffset, float[] y, int yOffset,
                int n) {
            int bound = Lanes.FLOATS.loopBound(n);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector.fromArray(Lanes.FLOATS, dy, dyOffset + i)
                        .mul(FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i).sub(mean).mul(factor))
                        .intoArray(y, yOffset + i);
            }
            Scalar.products(
                    x, xOffset + bound, mean, factor, dy, dyOffset + bound, y, yOffset + bound, n - bound);
        }

        static void addProducts(
                float[] x, int xOffset, float mean, float factor, float[] dy, int dyOffset, float[] sum, int sumOffset,
                int n) {
            int bound = Lanes.FLOATS.loopBound(n);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector.fromArray(Lanes.FLOATS, dy, dyOffset + i)
                        .fma(
                                FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i).sub(mean).mul(factor),
                                FloatVector.fromArray(Lanes.FLOATS, sum, sumOffset + i))
                        .intoArray(sum, sumOffset + i);
            }
            Scalar.addProducts(
                    x, xOffset + bound, mean, factor, dy, dyOffset + bound, sum, sumOffset + bound, n - bound);
        }

        static void gradient(
                float[] x, int xOffset, float mean, float factor, float[] dy, int dyOffset, float meanDy,
                float share, float scale, float[] dx, int dxOffset, int n) {
            int bound = Lanes.FLOATS.loopBound(n);
            FloatVector product = FloatVector.broadcast(Lanes.FLOATS, -share);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i)
                        .sub(mean)
                        .mul(factor)
                        .fma(product, FloatVector.fromArray(Lanes.FLOATS, dy, dyOffset + i).sub(meanDy))
                        .mul(scale)
                        .intoArray(dx, dxOffset + i);
            }
            Scalar.gradient(
                    x, xOffset + bound, mean, factor, dy, dyOffset + bound, meanDy, share, scale, dx,
                    dxOffset + bound, n - bound);
        }
    }
}
