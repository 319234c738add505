package dev.halfwave.core.op;

import dev.halfwave.core.Tensor;
import dev.halfwave.core.UnaryOp;
import dev.halfwave.core.kernel.ElementwiseKernel;
import dev.halfwave.core.kernel.SineKernel;

/// Snake, element by element: `y = x + sin²(ax) / a`, a straight line with a wave on it that never turns back. Any shape;
/// `y` has the shape of `x`. The frequency `a` is fixed.
///
/// A network of it can go on with a periodic signal beyond what it was trained on, where [Relu] goes on in a straight
/// line and tanh with a constant. Because `sin²(ax) = (1 − cos(2ax)) / 2`, it is even but for the line, and adds a DC
/// component and even harmonics to a tone, as ReLU does.
///
/// Of ±∞ and beyond the numbers whose product with `a` is a float, the result is NaN; NaN stays NaN.
///
/// **Order of operations.** `ax` is rounded, its sine squared, the square divided by `a`, and `x` added.
///
/// Source: Liu, Hartwig and Ueda (2020), *Neural Networks Fail to Learn Periodic Functions and How to Fix It*,
/// arXiv:2006.08195.
///
/// @param a the frequency: the wave has the period π / |a|
public record Snake(float a) implements UnaryOp {

    /// @throws IllegalArgumentException if the frequency is 0, infinite or NaN
    public Snake {
        if (!Float.isFinite(a) || a == 0) {
            throw new IllegalArgumentException("Snake: a must be a finite number other than 0, but is " + a);
        }
    }

    /// With the frequency 1.
    public static Snake of() {
        return new Snake(1);
    }

    @Override
    public void forward(Tensor x, Tensor y) {
        float[] wave = y.data();
        int at = y.offset();
        int n = x.size();
        ElementwiseKernel.multiply(x.data(), x.offset(), a, wave, at, n);
        SineKernel.sin(wave, at, wave, at, n);
        ElementwiseKernel.multiply(wave, at, wave, at, wave, at, n);
        ElementwiseKernel.divide(wave, at, a, wave, at, n);
        ElementwiseKernel.add(wave, at, x.data(), x.offset(), wave, at, n);
    }

    /// `dx = dy (1 + sin(2ax))`, because `d/dx sin²(ax)/a = 2 sin(ax) cos(ax) = sin(2ax)`.
    @Override
    public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
        float[] slope = dx.data();
        int at = dx.offset();
        int n = x.size();
        ElementwiseKernel.multiply(x.data(), x.offset(), 2f * a, slope, at, n);
        SineKernel.sin(slope, at, slope, at, n);
        ElementwiseKernel.add(slope, at, 1f, slope, at, n);
        ElementwiseKernel.multiply(slope, at, dy.data(), dy.offset(), slope, at, n);
    }
}
