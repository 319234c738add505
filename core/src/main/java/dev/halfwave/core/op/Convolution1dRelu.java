package dev.halfwave.core.op;

import dev.halfwave.core.Op;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.Workspace;
import dev.halfwave.core.kernel.ReluKernel;
import org.jspecify.annotations.Nullable;

/// A convolution and its ReLU in one: `y = max(convolution(x), 0)`, with the bits of [Convolution1d] followed by [Relu].
///
/// | tensor   | shape                                                                        |
/// |----------|------------------------------------------------------------------------------|
/// | `x`      | (N, C_in, L): batch, channels, length                                        |
/// | `weight` | (C_out, C_in/groups, K)                                                      |
/// | `bias`   | (C_out); may be left out                                                     |
/// | `y`      | (N, C_out, L′), L′ as for [Convolution1d]                                    |
///
/// **Why.** Followed by ReLU as an op of its own, the convolution's result is written, read again, and kept beside that
/// of ReLU until the backward pass. Here a sum is rectified before it is stored, so that there is one result: half the
/// memory, and more samples whose activations stay in cache together.
///
/// **Order.** That of [Convolution1d]; then what is not positive becomes +0, as by [Relu]: −0 too, and NaN stays NaN.
///
/// **Backward.** The gradient passes where `y > 0` or NaN: `g = dy` there, else 0. `y` tells as well as the sum that it
/// was made from, because it is positive where that is. All gradients are those of [Convolution1d] for `g`.
///
/// Sources: those of the two ops.
///
/// @param convolution the settings of the convolution
public record Convolution1dRelu(Convolution1d convolution) implements Op {

    /// Checks the settings.
    ///
    /// @throws IllegalArgumentException if there is no convolution
    public Convolution1dRelu {
        if (convolution == null) {
            throw new IllegalArgumentException(
                    "Convolution1dRelu: convolution is null; start from Convolution1d.DEFAULT");
        }
    }

    /// @param x the shapes of `x`, `weight` and, if there is one, `bias`
    @Override
    public Shape shape(Shape... x) {
        return convolution.shape(x);
    }

    @Override
    public void forward(Tensor[] x, Tensor y, Workspace w) {
        convolution.compute(x, y, true, w);
    }

    @Override
    public void backward(Tensor[] x, Tensor y, Tensor dy, @Nullable Tensor[] dx, Workspace w) {
        float[] gated = w.floats(y.size());
        ReluKernel.backward(y.data(), y.offset(), dy.data(), dy.offset(), gated, 0, y.size());
        convolution.gradients(x, y, gated, 0, dx, w);
    }

    /// The gradients of weight and bias run on.
    @Override
    public boolean accumulates(int input) {
        return convolution.accumulates(input);
    }
}
