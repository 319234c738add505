package dev.halfwave.core.op;

import dev.halfwave.core.Op;
import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.Workspace;
import dev.halfwave.core.kernel.FilterKernel;
import dev.halfwave.core.kernel.RowKernel;
import org.jspecify.annotations.Nullable;

/// Doubles the sampling rate of every channel: new samples between the old ones, by a low-pass filter of 12 taps.
///
/// | tensor | shape                              |
/// |--------|------------------------------------|
/// | `x`    | (N, C, L): batch, channels, length |
/// | `y`    | (N, C, 2L)                         |
///
/// A zero behind each sample doubles the rate and mirrors the spectrum into the new upper half; the filter removes
/// the mirror image and its gain of 2 makes up for the zeros. Multiplications with these zeros are left out, which
/// splits the filter `h`, a sinc under a Kaiser window, into two phases of 6 taps:
///
/// `y[2t + p] = Σ_j 2 h[2j + p] x[t + p − 3 + j]` for `p` = 0 and 1.
///
/// A constant stays that constant. Sample `y[j]` belongs to the time `(j − 1/2) / 2` of `x`, between two samples of it;
/// [Downsample1d] moves it back, so that both together have no delay.
///
/// **Edges.** Beyond its ends a row continues with its first and last sample.
///
/// **Backward.** The op is linear, so backward is its adjoint:
/// `dx[i] = Σ_p Σ_t 2 h[2j + p] dy[2t + p]` over all `j` with `t + p − 3 + j = i`, where the gradients of the samples
/// beyond the ends go to the first and the last one.
///
/// **Order of operations.** A sample is the fma of its taps in the order of `x`, starting at +0.0. A gradient takes the
/// fma of even samples in their order, then of odd ones; those of the samples beyond the ends are added as [Pad1d] adds.
///
/// Source: Lee et al. (2023), *BigVGAN: A Universal Neural Vocoder with Large-Scale Training*, arXiv:2206.04658, whose
/// up-sampler this is; after Karras et al. (2021), *Alias-Free Generative Adversarial Networks*, arXiv:2106.12423.
public record Upsample1d() implements Op {

    private static final float[] EVEN = KaiserSinc.phase(0, 2);
    private static final float[] ODD = KaiserSinc.phase(1, 2);

    /// By how much a row is continued on either side.
    private static final int PADDING = 3;

    private static final Pad1d PAD = Pad1d.replicate(PADDING, PADDING);

    /// How far the first tap lies behind the last one.
    private static final int REACH = EVEN.length - 1;

    @Override
    public Shape shape(Shape... x) {
        Shape signal = Rows.requireSignal(this, 1, x);
        if (signal.dim(2) > Integer.MAX_VALUE / 2) {
            throw new ShapeMismatchException(
                    name(), "expected a doubled length of at most 2^31 - 1", "it would be " + 2L * signal.dim(2));
        }
        return signal.with(2, 2 * signal.dim(2));
    }

    @Override
    public void forward(Tensor[] x, Tensor y, Workspace w) {
        int length = x[0].shape().dim(2);
        float[] padded = w.floats(length + 2 * PADDING);
        float[] even = w.floats(length);
        float[] odd = w.floats(length);
        for (int row = 0; row < Rows.count(x[0]); row++) {
            PAD.forward(x[0].data(), x[0].offset() + row * length, length, padded, 0);
            FilterKernel.correlate(EVEN, padded, 0, even, 0, length);
            FilterKernel.correlate(ODD, padded, 1, odd, 0, length);
            FilterKernel.interleave(even, 0, odd, 0, y.data(), y.offset() + row * 2 * length, length);
        }
    }

    @Override
    public void backward(Tensor[] x, Tensor y, Tensor dy, @Nullable Tensor[] dx, Workspace w) {
        Tensor into = dx[0];
        if (into == null) {
            return;
        }
        int length = x[0].shape().dim(2);
        int paddedLength = length + 2 * PADDING;
        // with zeros on both sides; the odd phase begins one sample of x later
        float[] even = w.floats(paddedLength + REACH);
        float[] odd = w.floats(paddedLength + REACH);
        float[] padded = w.floats(paddedLength);
        RowKernel.fill(0f, even, 0, paddedLength + REACH);
        RowKernel.fill(0f, odd, 0, paddedLength + REACH);
        for (int row = 0; row < Rows.count(x[0]); row++) {
            FilterKernel.split(
                    dy.data(), dy.offset() + row * 2 * length, even, REACH, odd, REACH + 1, length);
            // read backward, one phase is the other
            FilterKernel.correlate(ODD, even, 0, padded, 0, paddedLength);
            FilterKernel.correlateOn(EVEN, odd, 0, padded, 0, paddedLength);
            PAD.backward(padded, 0, into.data(), into.offset() + row * length, length);
        }
    }
}
