package dev.halfwave.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// The mean of ReLU over the straight line between neighbouring samples of a row. See `AntiderivativeRelu`.
///
/// With `m` the larger and `l` the smaller of two samples the mean is
///
/// | samples       | mean                          | slope along `m`     | slope along `l` |
/// |---------------|-------------------------------|---------------------|-----------------|
/// | `m ≤ 0`       | +0                            | +0                  | +0              |
/// | `l ≥ 0`       | `m/2 + l/2`                   | 1/2                 | 1/2             |
/// | `l < 0 < m`   | `(m/2) · r`, `r = m/(m − l)`  | `fma(−r/2, r, r)`   | `(r/2) · r`     |
///
/// A NaN takes the last line and stays NaN. An infinity beside a number of the other sign gives NaN as well.
public final class AntiderivativeReluKernel {

    private AntiderivativeReluKernel() {}

    /// For each row: `y[0] = relu(x[0])`, and `y[t]` is the mean between `x[t − 1]` and `x[t]`.
    public static void forward(float[] x, int xOffset, float[] y, int yOffset, int rows, int length) {
        for (int row = 0; row < rows; row++) {
            int at = row * length;
            if (VectorApi.PRESENT) {
                Simd.forward(x, xOffset + at, y, yOffset + at, length);
            } else {
                Scalar.forward(x, xOffset + at, y, yOffset + at, length);
            }
        }
    }

    /// For each row: `dx[t]` is the slope of `y[t]` along `x[t]` times `dy[t]`, and then that of `y[t + 1]` times
    /// `dy[t + 1]` is added. Where a pair's `m ≤ 0` its share is +0, whatever `dy` is.
    public static void backward(
            float[] x, int xOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int rows, int length) {
        for (int row = 0; row < rows; row++) {
            int at = row * length;
            if (VectorApi.PRESENT) {
                Simd.backward(x, xOffset + at, dy, dyOffset + at, dx, dxOffset + at, length);
            } else {
                Scalar.backward(x, xOffset + at, dy, dyOffset + at, dx, dxOffset + at, length);
            }
        }
    }

    static final class Scalar {
        private Scalar() {}

        static void forward(float[] x, int xOffset, float[] y, int yOffset, int length) {
            if (length > 0) {
                y[yOffset] = x[xOffset] <= 0f ? 0f : x[xOffset];
                means(x, xOffset, y, yOffset, 1, length);
            }
        }

        /// `y[from]` to `y[to − 1]`, where `from > 0`.
        static void means(float[] x, int xOffset, float[] y, int yOffset, int from, int to) {
            for (int t = from; t < to; t++) {
                y[yOffset + t] = mean(x[xOffset + t - 1], x[xOffset + t]);
            }
        }

        private static float mean(float a, float b) {
            float m = Math.max(a, b);
            float l = Math.min(a, b);
            if (m <= 0f) {
                return 0f;
            }
            return l >= 0f ? 0.5f * m + 0.5f * l : 0.5f * m * (m / (m - l));
        }

        static void backward(float[] x, int xOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int length) {
            for (int t = 0; t < length; t++) {
                dx[dxOffset + t] = gradient(x, xOffset, dy, dyOffset, t, length);
            }
        }

        /// `dx[t]`, anywhere in the row.
        static float gradient(float[] x, int xOffset, float[] dy, int dyOffset, int t, int length) {
            float here = x[xOffset + t];
            float own = t == 0
                    ? (here <= 0f ? 0f : dy[dyOffset])
                    : share(here, x[xOffset + t - 1], dy[dyOffset + t]);
            return t == length - 1 ? own : own + share(here, x[xOffset + t + 1], dy[dyOffset + t + 1]);
        }

        /// What the mean between `a` and `b` contributes to the gradient of `a`.
        private static float share(float a, float b, float dy) {
            float m = Math.max(a, b);
            float l = Math.min(a, b);
            if (m <= 0f) {
                return 0f;
            }
            if (l >= 0f) {
                return 0.5f * dy;
            }
            float r = m / (m - l);
            float half = 0.5f * r;
            return (a > b ? Fma.fma(-half, r, r) : half * r) * dy;
        }
    }

    /// A class of its own, so that the Vector API is linked only where it is there.
    static final class Simd {
        private Simd() {}

        static void forward(float[] x, int xOffset, float[] y, int yOffset, int length) {
            if (length == 0) {
                return;
            }
            y[yOffset] = x[xOffset] <= 0f ? 0f : x[xOffset];
            FloatVector zero = FloatVector.zero(Lanes.FLOATS);
            int t = 1;
            for (; t <= length - Lanes.WIDTH; t += Lanes.WIDTH) {
                FloatVector a = FloatVector.fromArray(Lanes.FLOATS, x, xOffset + t - 1);
                FloatVector b = FloatVector.fromArray(Lanes.FLOATS, x, xOffset + t);
                FloatVector m = a.max(b);
                FloatVector l = a.min(b);
                FloatVector half = m.mul(0.5f);
                half.mul(m.div(m.sub(l)))
                        .blend(half.add(l.mul(0.5f)), l.compare(VectorOperators.GE, 0f))
                        .blend(zero, m.compare(VectorOperators.LE, 0f))
                        .intoArray(y, yOffset + t);
            }
            Scalar.means(x, xOffset, y, yOffset, t, length);
        }

        static void backward(float[] x, int xOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int length) {
            if (length == 0) {
                return;
            }
            dx[dxOffset] = Scalar.gradient(x, xOffset, dy, dyOffset, 0, length);
            FloatVector zero = FloatVector.zero(Lanes.FLOATS);
            FloatVector oneHalf = FloatVector.broadcast(Lanes.FLOATS, 0.5f);
            int t = 1;
            for (; t <= length - 1 - Lanes.WIDTH; t += Lanes.WIDTH) {
                FloatVector here = FloatVector.fromArray(Lanes.FLOATS, x, xOffset + t);

                FloatVector before = FloatVector.fromArray(Lanes.FLOATS, x, xOffset + t - 1);
                FloatVector m = here.max(before);
                FloatVector l = here.min(before);
                FloatVector r = m.div(m.sub(l));
                FloatVector half = r.mul(0.5f);
                VectorMask<Float> isLarger = here.compare(VectorOperators.GT, before);
                FloatVector own = half.mul(r)
                        .blend(half.neg().fma(r, r), isLarger)
                        .blend(oneHalf, l.compare(VectorOperators.GE, 0f))
                        .mul(FloatVector.fromArray(Lanes.FLOATS, dy, dyOffset + t))
                        .blend(zero, m.compare(VectorOperators.LE, 0f));

                FloatVector after = FloatVector.fromArray(Lanes.FLOATS, x, xOffset + t + 1);
                m = here.max(after);
                l = here.min(after);
                r = m.div(m.sub(l));
                half = r.mul(0.5f);
                isLarger = here.compare(VectorOperators.GT, after);
                FloatVector next = half.mul(r)
                        .blend(half.neg().fma(r, r), isLarger)
                        .blend(oneHalf, l.compare(VectorOperators.GE, 0f))
                        .mul(FloatVector.fromArray(Lanes.FLOATS, dy, dyOffset + t + 1))
                        .blend(zero, m.compare(VectorOperators.LE, 0f));

                own.add(next).intoArray(dx, dxOffset + t);
            }
            for (; t < length; t++) {
                dx[dxOffset + t] = Scalar.gradient(x, xOffset, dy, dyOffset, t, length);
            }
        }
    }
}
