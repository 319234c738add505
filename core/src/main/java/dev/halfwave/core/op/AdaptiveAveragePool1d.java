package dev.halfwave.core.op;

import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.UnaryOp;
import dev.halfwave.core.kernel.ElementwiseKernel;
import dev.halfwave.core.kernel.RowKernel;

/// The means over a given number of windows that cover each channel evenly, whatever its length, as PyTorch's
/// `adaptive_avg_pool1d`.
///
/// | tensor | shape                                       |
/// |--------|---------------------------------------------|
/// | `x`    | (N, C, L): batch, channels, length, L ≥ 1   |
/// | `y`    | (N, C, outputLength)                        |
///
/// Window `o` covers `x[n,c,t]` for `⌊o L / outputLength⌋ ≤ t < ⌈(o + 1) L / outputLength⌉`. So the windows are equal
/// and stand side by side where `outputLength` divides L; elsewhere neighbours differ by one sample or share one, and
/// for an `outputLength` above L samples are repeated.
///
/// **Order of operations.** A window is summed in 16 virtual lanes and divided once, so that `outputLength` 1 has the
/// bits of [GlobalAveragePool1d]. A sample's gradient starts at +0.0 and adds the shares of its windows in their order.
///
/// @param outputLength how many windows there are, at least 1
public record AdaptiveAveragePool1d(int outputLength) implements UnaryOp {

    /// @throws IllegalArgumentException if there is no window
    public AdaptiveAveragePool1d {
        if (outputLength < 1) {
            throw new IllegalArgumentException(
                    "AdaptiveAveragePool1d: outputLength must be at least 1, but is " + outputLength);
        }
    }

    @Override
    public Shape shape(Shape x) {
        x.requireAxes(name(), "x", "N", "C", "L");
        if (x.dim(2) == 0) {
            throw new ShapeMismatchException(
                    name(), "expected x (N, C, L) to have a length of at least 1", "x is " + x + " with 0");
        }
        return x.with(2, outputLength);
    }

    @Override
    public void forward(Tensor x, Tensor y) {
        int length = x.shape().dim(2);
        int from = x.offset();
        for (int at = 0; at < y.size(); at += outputLength, from += length) {
            for (int o = 0; o < outputLength; o++) {
                int start = start(o, length);
                y.data()[y.offset() + at + o] = RowKernel.mean(x.data(), from + start, end(o, length) - start);
            }
        }
    }

    /// `dx[n,c,t] = Σ dy[n,c,o] / samples(o)` over the windows `o` that cover `t`.
    @Override
    public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
        int length = x.shape().dim(2);
        int to = dx.offset();
        RowKernel.fill(0f, dx.data(), dx.offset(), dx.size());
        for (int at = 0; at < dy.size(); at += outputLength, to += length) {
            for (int o = 0; o < outputLength; o++) {
                int start = start(o, length);
                int samples = end(o, length) - start;
                float share = dy.data()[dy.offset() + at + o] / samples;
                ElementwiseKernel.add(dx.data(), to + start, share, dx.data(), to + start, samples);
            }
        }
    }

    private int start(int o, int length) {
        return (int) ((long) o * length / outputLength);
    }

    private int end(int o, int length) {
        return (int) (((long) (o + 1) * length + outputLength - 1) / outputLength);
    }
}
