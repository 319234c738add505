package dev.halfwave.core.kernel;

import jdk.incubator.vector.FloatVector;

/// The sums over a row that means, variances and the gradients of normalisations are made of. Each is that of the
/// numbers which [NormalizationKernel] or [ElementwiseKernel] would write, in the order of [RowKernel], but where the
/// row is a multiple of 16 they stay in registers.
public final class MomentKernel {

    private MomentKernel() {}

    /// `Σ (x[i] − mean)`.
    ///
    /// @param scratch room for `n` numbers, from `scratchOffset` on; its content is not defined afterwards
    public static float deviations(
            float[] x, int xOffset, float mean, float[] scratch, int scratchOffset, int n) {
        if (n > RowKernel.BLOCK) {
            int left = RowKernel.leftPart(n, RowKernel.BLOCK);
            return deviations(x, xOffset, mean, scratch, scratchOffset, left)
                    + deviations(x, xOffset + left, mean, scratch, scratchOffset, n - left);
        }
        if (VectorApi.PRESENT && n % 16 == 0) {
            return Simd.deviations(x, xOffset, mean, n);
        }
        ElementwiseKernel.subtract(x, xOffset, mean, scratch, scratchOffset, n);
        return RowKernel.sum(scratch, scratchOffset, n);
    }

    /// `Σ (x[i] − mean)²`.
    ///
    /// @param scratch as for [#deviations]
    public static float squares(float[] x, int xOffset, float mean, float[] scratch, int scratchOffset, int n) {
        if (n > RowKernel.BLOCK) {
            int left = RowKernel.leftPart(n, RowKernel.BLOCK);
            return squares(x, xOffset, mean, scratch, scratchOffset, left)
                    + squares(x, xOffset + left, mean, scratch, scratchOffset, n - left);
        }
        if (VectorApi.PRESENT && n % 16 == 0) {
            return Simd.squares(x, xOffset, mean, n);
        }
        NormalizationKernel.squaredDeviations(x, xOffset, mean, scratch, scratchOffset, n);
        return RowKernel.sum(scratch, scratchOffset, n);
    }

    /// `Σ dy[i] · x̂[i]`, with `x̂[i] = (x[i] − mean) · factor`.
    ///
    /// @param scratch as for [#deviations]
    public static float products(
            float[] x, int xOffset, float mean, float factor, float[] dy, int dyOffset, float[] scratch,
            int scratchOffset, int n) {
        if (n > RowKernel.BLOCK) {
            int left = RowKernel.leftPart(n, RowKernel.BLOCK);
            return products(x, xOffset, mean, factor, dy, dyOffset, scratch, scratchOffset, left)
                    + products(
                            x, xOffset + left, mean, factor, dy, dyOffset + left, scratch, scratchOffset, n - left);
        }
        if (VectorApi.PRESENT && n % 16 == 0) {
            return Simd.products(x, xOffset, mean, factor, dy, dyOffset, n);
        }
        NormalizationKernel.products(x, xOffset, mean, factor, dy, dyOffset, scratch, scratchOffset, n);
        return RowKernel.sum(scratch, scratchOffset, n);
    }

    /// For multiples of 16 numbers, at most a block of [RowKernel]. A class of its own, so that the Vector API is linked
    /// only where it is there.
    static final class Simd {
        private Simd() {}

        static float deviations(float[] x, int xOffset, float mean, int n) {
            FloatVector a = FloatVector.zero(Lanes.FLOATS);
            FloatVector b = a;
            FloatVector c = a;
            FloatVector d = a;
            for (int i = 0; i < n; i += 16) {
                a = a.add(FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i).sub(mean));
                if (Lanes.WIDTH < 16) {
                    b = b.add(FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i + Lanes.WIDTH).sub(mean));
                }
                if (Lanes.WIDTH < 8) {
                    c = c.add(FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i + 8).sub(mean));
                    d = d.add(FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i + 12).sub(mean));
                }
            }
            return Lanes.tree(a, b, c, d);
        }

        static float squares(float[] x, int xOffset, float mean, int n) {
            FloatVector a = FloatVector.zero(Lanes.FLOATS);
            FloatVector b = a;
            FloatVector c = a;
            FloatVector d = a;
            for (int i = 0; i < n; i += 16) {
                a = a.add(square(FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i).sub(mean)));
                if (Lanes.WIDTH < 16) {
                    b = b.add(square(FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i + Lanes.WIDTH).sub(mean)));
                }
                if (Lanes.WIDTH < 8) {
                    c = c.add(square(FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i + 8).sub(mean)));
                    d = d.add(square(FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i + 12).sub(mean)));
                }
            }
            return Lanes.tree(a, b, c, d);
        }

        private static FloatVector square(FloatVector x) {
            return x.mul(x);
        }

        static float products(float[] x, int xOffset, float mean, float factor, float[] dy, int dyOffset, int n) {
            FloatVector a = FloatVector.zero(Lanes.FLOATS);
            FloatVector b = a;
            FloatVector c = a;
            FloatVector d = a;
            for (int i = 0; i < n; i += 16) {
                a = a.add(FloatVector.fromArray(Lanes.FLOATS, dy, dyOffset + i)
                        .mul(FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i).sub(mean).mul(factor)));
                if (Lanes.WIDTH < 16) {
                    b = b.add(FloatVector.fromArray(Lanes.FLOATS, dy, dyOffset + i + Lanes.WIDTH).mul(
                            FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i + Lanes.WIDTH).sub(mean).mul(factor)));
                }
                if (Lanes.WIDTH < 8) {
                    c = c.add(FloatVector.fromArray(Lanes.FLOATS, dy, dyOffset + i + 8)
                            .mul(FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i + 8).sub(mean).mul(factor)));
                    d = d.add(FloatVector.fromArray(Lanes.FLOATS, dy, dyOffset + i + 12)
                            .mul(FloatVector.fromArray(Lanes.FLOATS, x, xOffset + i + 12).sub(mean).mul(factor)));
                }
            }
            return Lanes.tree(a, b, c, d);
        }
    }
}
