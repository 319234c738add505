package dev.halfwave.core.op;

import dev.halfwave.core.Op;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.Workspace;
import dev.halfwave.core.kernel.DropoutKernel;
import dev.halfwave.core.random.Philox;
import org.jspecify.annotations.Nullable;

/// Puts zeros in place of a random part of the elements and scales the others, so that the expected value stays what it
/// was: `y[i] = 0` with probability `rate`, else `x[i] / (1 − rate)`.
///
/// | tensor | shape        |
/// |--------|--------------|
/// | `x`    | any          |
/// | `y`    | that of `x`  |
///
/// **Which elements.** Element `i` of `x` is dropped where `random.uniform(first + i) < rate`: the mask is a function of
/// position, which backward computes again. A slice of a batch, given the position of its first element in the batch,
/// has the mask of its place there. So the mask does not depend on how a batch is cut or on which thread computes.
///
/// **Edge cases.** What is dropped is +0 whatever it was, a NaN too. With rate 0 the result is `x`.
///
/// **Backward.** `y` is linear in `x`, so that `dx` is `dy` under the same mask: 0 or `dy[i] / (1 − rate)`.
///
/// Scaling in training rather than in evaluation is what PyTorch and Keras do. Source: Srivastava, Hinton, Krizhevsky,
/// Sutskever and Salakhutdinov (2014), *Dropout: A Simple Way to Prevent Neural Networks from Overfitting*, Journal of
/// Machine Learning Research 15, 1929–1958.
///
/// @param rate the probability of a zero, in [0, 1)
/// @param random the numbers that decide
/// @param first the position of the first element among them
public record InvertedDropout(float rate, Philox random, long first) implements Op {

    /// Random numbers are drawn in pieces that stay in the first-level cache.
    private static final int PIECE = 1024;

    /// @throws IllegalArgumentException if the rate is not in [0, 1), or there are no random numbers
    public InvertedDropout {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException("InvertedDropout: rate must be in [0, 1), but is " + rate);
        }
        if (random == null) {
            throw new IllegalArgumentException("InvertedDropout: the random numbers are null");
        }
    }

    @Override
    public Shape shape(Shape... x) {
        if (x.length != 1) {
            throw new IllegalArgumentException(name() + ": takes one input, but was given " + x.length);
        }
        return x[0];
    }

    @Override
    public void forward(Tensor[] x, Tensor y, Workspace w) {
        mask(x[0], y, w);
    }

    @Override
    public void backward(Tensor[] x, Tensor y, Tensor dy, @Nullable Tensor[] dx, Workspace w) {
        if (dx[0] != null) {
            mask(dy, dx[0], w);
        }
    }

    private void mask(Tensor from, Tensor to, Workspace w) {
        float scale = (float) (1 / (1 - (double) rate));
        int[] bits = w.ints(PIECE);
        for (int at = 0; at < to.size(); at += PIECE) {
            int n = Math.min(PIECE, to.size() - at);
            random.fillBits(first + at, bits, 0, n);
            DropoutKernel.apply(
                    from.data(), from.offset() + at, bits, 0, rate, scale, to.data(), to.offset() + at, n);
        }
    }
}
