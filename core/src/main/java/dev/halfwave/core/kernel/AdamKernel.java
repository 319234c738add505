package dev.halfwave.core.kernel;

import jdk.incubator.vector.FloatVector;

/// One step of Adam over contiguous arrays, in the forms of PyTorch and of Keras.
///
/// For every element, in this order of operations:
///
/// ```
/// m ← fma(decay1, m, gain1 · g)
/// v ← fma(decay2, v, (gain2 · g) · g)
/// θ ← fma(−stepSize, m / fma(√v, rootScale, epsilon), θ)
/// ```
///
/// | at step t, counted from 1 | PyTorch            | Keras                     |
/// |---------------------------|--------------------|---------------------------|
/// | `decay1`, `gain1`         | β₁, 1 − β₁         | β₁, 1 − β₁                |
/// | `decay2`, `gain2`         | β₂, 1 − β₂         | β₂, 1 − β₂                |
/// | `stepSize`                | lr / (1 − β₁ᵗ)     | lr · √(1 − β₂ᵗ) / (1 − β₁ᵗ) |
/// | `rootScale`               | 1 / √(1 − β₂ᵗ)     | 1                         |
///
/// The two differ in where ε is added: to `√v̂`, whose bias is corrected, or to `√v`. `1 − β` is given separately
/// because in float `1f − 0.999f` is wrong by 10⁻⁵ of its value.
///
/// Source: Kingma and Ba (2015), *Adam: A Method for Stochastic Optimization*, arXiv:1412.6980.
public final class AdamKernel {

    private AdamKernel() {}

    /// The numbers of one step that all elements share; see [AdamKernel].
    public record Coefficients(
            float decay1,
            float gain1,
            float decay2,
            float gain2,
            float stepSize,
            float rootScale,
            float epsilon) {}

    /// Updates `n` parameters and their two moments from their gradients.
    public static void step(
            Coefficients c,
            float[] parameter,
            int parameterOffset,
            float[] gradient,
            int gradientOffset,
            float[] m,
            int mOffset,
            float[] v,
            int vOffset,
            int n) {
        if (VectorApi.PRESENT) {
            Simd.step(c, parameter, parameterOffset, gradient, gradientOffset, m, mOffset, v, vOffset, n);
        } else {
            Scalar.step(c, parameter, parameterOffset, gradient, gradientOffset, m, mOffset, v, vOffset, n);
        }
    }

    static final class Scalar {
        private Scalar() {}

        static void step(
                Coefficients c,
                float[] parameter,
                int parameterOffset,
                float[] gradient,
                int gradientOffset,
                float[] m,
                int mOffset,
                float[] v,
                int vOffset,
                int n) {
            for (int i = 0; i < n; i++) {
                float g = gradient[gradientOffset + i];
                float first = Fma.fma(c.decay1, m[mOffset + i], c.gain1 * g);
                float second = Fma.fma(c.decay2, v[vOffset + i], c.gain2 * g * g);
                // the square root of a float in double, rounded to float, is the correctly rounded one
                float root = (float) Math.sqrt(second);
                float direction = first / Fma.fma(root, c.rootScale, c.epsilon);
                m[mOffset + i] = first;
                v[vOffset + i] = second;
                parameter[parameterOffset + i] = Fma.fma(-c.stepSize, direction, parameter[parameterOffset + i]);
            }
        }
    }

    /// A class of its own, so that the Vector API is linked only where it is there.
    static final class Simd {
        private Simd() {}

        static void step(
                Coefficients c,
                float[] parameter,
                int parameterOffset,
                float[] gradient,
                int gradientOffset,
                float[] m,
                int mOffset,
                float[] v,
                int vOffset,
                int n) {
            FloatVector decay1 = FloatVector.broadcast(Lanes.FLOATS, c.decay1);
            FloatVector decay2 = FloatVector.broadcast(Lanes.FLOATS, c.decay2);
            FloatVector stepDown = FloatVector.broadcast(Lanes.FLOATS, -c.stepSize);
            FloatVector rootScale = FloatVector.broadcast(Lanes.FLOATS, c.rootScale);
            FloatVector epsilon = FloatVector.broadcast(Lanes.FLOATS, c.epsilon);
            int bound = Lanes.FLOATS.loopBound(n);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector g = FloatVector.fromArray(Lanes.FLOATS, gradient, gradientOffset + i);
                FloatVector first =
                        FloatVector.fromArray(Lanes.FLOATS, m, mOffset + i).fma(decay1, g.mul(c.gain1));
                FloatVector second =
                        FloatVector.fromArray(Lanes.FLOATS, v, vOffset + i).fma(decay2, g.mul(c.gain2).mul(g));
                FloatVector direction = first.div(second.sqrt().fma(rootScale, epsilon));
                first.intoArray(m, mOffset + i);
                second.intoArray(v, vOffset + i);
                direction.fma(stepDown, FloatVector.fromArray(Lanes.FLOATS, parameter, parameterOffset + i))
                        .intoArray(parameter, parameterOffset + i);
            }
            Scalar.step(
                    c, parameter, parameterOffset + bound, gradient, gradientOffset + bound, m, mOffset + bound, v,
                    vOffset + bound, n - bound);
        }
    }
}
