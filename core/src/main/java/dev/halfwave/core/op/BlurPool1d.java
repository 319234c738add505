package dev.halfwave.core.op;

import dev.halfwave.core.Op;
import dev.halfwave.core.Planning;
import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.Workspace;
import dev.halfwave.core.kernel.FilterKernel;
import dev.halfwave.core.kernel.RowKernel;
import org.jspecify.annotations.Nullable;

/// Low-passes every channel with a binomial filter and keeps every `stride`-th sample: a pool that is safe to sample.
///
/// | tensor | shape                                     |
/// |--------|-------------------------------------------|
/// | `x`    | (N, C, L): batch, channels, length        |
/// | `y`    | (N, C, windows), `windows = ⌈L / stride⌉` |
///
/// `y[n,c,o] = Σ_k b[k] x[n,c, o · stride + k − left]` with the binomial coefficients `b[k]`, divided by their sum
/// `2^(taps−1)`: `[1 1]/2`, `[1 2 1]/4`, `[1 3 3 1]/8` and so on. A constant passes unchanged, the Nyquist frequency
/// not at all. In place of a layer of stride 2: that layer with stride 1, then `new BlurPool1d(3, 2)`; in place of
/// `MaxPool1d.of(2)`: `MaxPool1d.of(2).withStride(1)`, then the blur.
///
/// **Edges.** The row is mirrored at its first and last sample (reflection, the end not repeated): by
/// `left = ⌊(taps−1)/2⌋` samples before and the rest of `taps − 1` behind, as in the source's code; a row must be
/// longer than that. With an even number of taps `y` is half a sample late.
///
/// **Backward.** The op is linear, so backward is its adjoint: each `dy[o]` goes to the samples of its window, weighed
/// by the same coefficients, and what falls on a mirrored sample goes to its original.
///
/// **Order of operations.** A window is the fma of its taps from left to right, starting at +0.0. The gradient of a
/// sample, or of its mirror image, adds its windows from left to right; both are added as [Pad1d] adds.
///
/// Source: Zhang (2019), *Making Convolutional Networks Shift-Invariant Again*, arXiv:1904.11486.
///
/// @param taps the length of the filter, 2 to 7
/// @param stride how many samples of `x` there are for one of `y`, at least 1
public record BlurPool1d(int taps, int stride) implements Op {

    private static final int MAX_TAPS = 7;

    private static final Planning<BlurPool1d, Pad1d> PAD = BlurPool1d::pad;

    /// The filters by their number of taps. Binomial coefficients over a power of two are exact.
    private static final float[][] FILTERS = new float[MAX_TAPS + 1][];

    static {
        for (int taps = 1; taps <= MAX_TAPS; taps++) {
            FILTERS[taps] = new float[taps];
            FILTERS[taps][0] = 1f;
            for (int row = 1; row < taps; row++) { // Pascal's triangle, halved in each row
                for (int k = row; k >= 0; k--) {
                    FILTERS[taps][k] = 0.5f * (FILTERS[taps][k] + (k > 0 ? FILTERS[taps][k - 1] : 0f));
                }
            }
        }
    }

    /// @throws IllegalArgumentException if a setting is out of its range
    public BlurPool1d {
        if (taps < 2 || taps > MAX_TAPS) {
            throw new IllegalArgumentException("BlurPool1d: taps must be in 2.." + MAX_TAPS + ", but is " + taps);
        }
        if (stride < 1) {
            throw new IllegalArgumentException("BlurPool1d: stride must be at least 1, but is " + stride);
        }
    }

    @Override
    public Shape shape(Shape... x) {
        Shape signal = Rows.requireSignal(this, 0, x);
        if (signal.dim(2) <= right()) {
            throw new ShapeMismatchException(
                    name(),
                    taps + " taps mirror a row by " + right() + (right() == 1 ? " sample" : " samples")
                            + " and expect x (N, C, L) to have a length of "
                            + "at least " + (right() + 1),
                    "x is " + signal + " with " + signal.dim(2));
        }
        return signal.with(2, Math.ceilDiv(signal.dim(2), stride));
    }

    @Override
    public void forward(Tensor[] x, Tensor y, Workspace w) {
        int length = x[0].shape().dim(2);
        int windows = y.shape().dim(2);
        Pad1d pad = w.plan(PAD, this, x[0].shape(), y.shape());
        float[] padded = w.floats(length + taps - 1);
        float[] blurred = w.floats(length);
        float[] to = y.data();
        for (int row = 0; row < Rows.count(x[0]); row++) {
            int at = y.offset() + row * windows;
            pad.forward(x[0].data(), x[0].offset() + row * length, length, padded, 0);
            if (stride == 1) {
                FilterKernel.correlate(FILTERS[taps], padded, 0, to, at, length);
                continue;
            }
            // all samples in vectors are sooner done than every stride-th alone
            FilterKernel.correlate(FILTERS[taps], padded, 0, blurred, 0, length);
            for (int o = 0; o < windows; o++) {
                to[at + o] = blurred[o * stride];
            }
        }
    }

    @Override
    public void backward(Tensor[] x, Tensor y, Tensor dy, @Nullable Tensor[] dx, Workspace w) {
        Tensor into = dx[0];
        if (into == null) {
            return;
        }
        int length = x[0].shape().dim(2);
        int windows = y.shape().dim(2);
        // dy at the first sample of each window and zeros elsewhere, filtered backward: the filters are symmetric
        float[] spread = w.floats(length + 2 * (taps - 1));
        float[] padded = w.floats(length + taps - 1);
        Pad1d pad = w.plan(PAD, this, x[0].shape(), y.shape());
        float[] from = dy.data();
        RowKernel.fill(0f, spread, 0, length + 2 * (taps - 1));
        for (int row = 0; row < Rows.count(x[0]); row++) {
            int at = dy.offset() + row * windows;
            if (stride == 1) {
                System.arraycopy(from, at, spread, taps - 1, length);
            }
            for (int o = 0; stride > 1 && o < windows; o++) {
                spread[taps - 1 + o * stride] = from[at + o];
            }
            FilterKernel.correlate(FILTERS[taps], spread, 0, padded, 0, length + taps - 1);
            pad.backward(padded, 0, into.data(), into.offset() + row * length, length);
        }
    }

    private Pad1d pad(Shape x, Shape y) {
        return Pad1d.reflect(taps - 1 - right(), right());
    }

    private int right() {
        return taps / 2;
    }
}
