package dev.halfwave.core.kernel;

import jdk.incubator.vector.FloatVector;

/// One step of stochastic gradient descent over contiguous arrays, without momentum, with it, and in Nesterov's form
/// (both as in PyTorch, without dampening).
///
/// For every element, in this order of operations, where the velocity `v` starts as zeros:
///
/// | plain                | momentum             | Nesterov                        |
/// |----------------------|----------------------|---------------------------------|
/// |                      | `v ← fma(μ, v, g)`   | `v ← fma(μ, v, g)`              |
/// | `θ ← fma(−lr, g, θ)` | `θ ← fma(−lr, v, θ)` | `θ ← fma(−lr, fma(μ, v, g), θ)` |
///
/// Source: Sutskever, Martens, Dahl and Hinton (2013), *On the importance of initialization and momentum in deep
/// learning*, ICML.
public final class SgdKernel {

    private SgdKernel() {}

    /// Updates `n` parameters from their gradients.
    public static void step(
            float learningRate, float[] parameter, int parameterOffset, float[] gradient, int gradientOffset, int n) {
        if (VectorApi.PRESENT) {
            Simd.step(learningRate, parameter, parameterOffset, gradient, gradientOffset, n);
        } else {
            Scalar.step(learningRate, parameter, parameterOffset, gradient, gradientOffset, n);
        }
    }

    /// Updates `n` parameters and their velocities from their gradients.
    public static void momentumStep(
            float learningRate,
            float momentum,
            boolean nesterov,
            float[] parameter,
            int parameterOffset,
            float[] gradient,
            int gradientOffset,
            float[] velocity,
            int velocityOffset,
            int n) {
        if (VectorApi.PRESENT) {
            Simd.momentumStep(
                    learningRate, momentum, nesterov, parameter, parameterOffset, gradient, gradientOffset, velocity,
                    velocityOffset, n);
        } else {
            Scalar.momentumStep(
                    learningRate, momentum, nesterov, parameter, parameterOffset, gradient, gradientOffset, velocity,
                    velocityOffset, n);
        }
    }

    static final class Scalar {
        private Scalar() {}

        static void step(
                float learningRate,
                float[] parameter,
                int parameterOffset,
                float[] gradient,
                int gradientOffset,
                int n) {
            for (int i = 0; i < n; i++) {
                parameter[parameterOffset + i] =
                        Fma.fma(-learningRate, gradient[gradientOffset + i], parameter[parameterOffset + i]);
            }
        }

        static void momentumStep(
                float learningRate,
                float momentum,
                boolean nesterov,
                float[] parameter,
                int parameterOffset,
                float[] gradient,
                int gradientOffset,
                float[] velocity,
                int velocityOffset,
                int n) {
            for (int i = 0; i < n; i++) {
                float g = gradient[gradientOffset + i];
                float v = Fma.fma(momentum, velocity[velocityOffset + i], g);
                velocity[velocityOffset + i] = v;
                float direction = nesterov ? Fma.fma(momentum, v, g) : v;
                parameter[parameterOffset + i] =
                        Fma.fma(-learningRate, direction, parameter[parameterOffset + i]);
            }
        }
    }

    /// A class of its own, so that the Vector API is linked only where it is there.
    static final class Simd {
        private Simd() {}

        static void step(
                float learningRate,
                float[] parameter,
                int parameterOffset,
                float[] gradient,
                int gradientOffset,
                int n) {
            FloatVector down = FloatVector.broadcast(Lanes.FLOATS, -learningRate);
            int bound = Lanes.FLOATS.loopBound(n);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector.fromArray(Lanes.FLOATS, gradient, gradientOffset + i)
                        .fma(down, FloatVector.fromArray(Lanes.FLOATS, parameter, parameterOffset + i))
                        .intoArray(parameter, parameterOffset + i);
            }
            Scalar.step(
                    learningRate, parameter, parameterOffset + bound, gradient, gradientOffset + bound, n - bound);
        }

        static void momentumStep(
                float learningRate,
                float momentum,
                boolean nesterov,
                float[] parameter,
                int parameterOffset,
                float[] gradient,
                int gradientOffset,
                float[] velocity,
                int velocityOffset,
                int n) {
            FloatVector down = FloatVector.broadcast(Lanes.FLOATS, -learningRate);
            FloatVector keep = FloatVector.broadcast(Lanes.FLOATS, momentum);
            int bound = Lanes.FLOATS.loopBound(n);
            for (int i = 0; i < bound; i += Lanes.WIDTH) {
                FloatVector g = FloatVector.fromArray(Lanes.FLOATS, gradient, gradientOffset + i);
                FloatVector v = FloatVector.fromArray(Lanes.FLOATS, velocity, velocityOffset + i).fma(keep, g);
                v.intoArray(velocity, velocityOffset + i);
                FloatVector direction = nesterov ? v.fma(keep, g) : v;
                direction.fma(down, FloatVector.fromArray(Lanes.FLOATS, parameter, parameterOffset + i))
                        .intoArray(parameter, parameterOffset + i);
            }
            Scalar.momentumStep(
                    learningRate, momentum, nesterov, parameter, parameterOffset + bound, gradient,
                    gradientOffset + bound, velocity, velocityOffset + bound, n - bound);
        }
    }
}
