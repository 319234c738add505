package dev.halfwave.core.op;

import dev.halfwave.core.Op;
import dev.halfwave.core.Planning;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.Workspace;
import dev.halfwave.core.kernel.FilterKernel;
import dev.halfwave.core.kernel.RowKernel;
import org.jspecify.annotations.Nullable;

/// Halves the sampling rate of every channel: a low-pass filter of 12 taps, of whose result every second sample is kept.
///
/// | tensor | shape                              |
/// |--------|------------------------------------|
/// | `x`    | (N, C, L): batch, channels, length |
/// | `y`    | (N, C, ⌈L/2⌉)                      |
///
/// `y[t] = Σ_k h[k] x[2t − 5 + k]` with the filter `h` of [Upsample1d], a sinc under a Kaiser window that passes
/// constants unchanged. It removes what half the rate cannot hold and would otherwise fold onto lower frequencies.
/// Sample `y[t]` belongs to the time `2t + 1/2` of `x`, which is where [Upsample1d] put its sample `t`.
///
/// **Edges.** Beyond its ends a row continues with its first and last sample.
///
/// **Backward.** The op is linear, so backward is its adjoint: `dx[i] = Σ_t h[i + 5 − 2t] dy[t]`, where the gradients of
/// the samples beyond the ends go to the first and the last one.
///
/// **Order of operations.** A sample is the fma of the taps 0, 2, …, 10, then of 1, 3, …, 11, starting at +0.0. A
/// gradient takes the fma of `dy` in its order; those of the samples beyond the ends are added as [Pad1d] adds.
///
/// Source: Lee et al. (2023), *BigVGAN: A Universal Neural Vocoder with Large-Scale Training*, arXiv:2206.04658; after
/// Karras et al. (2021), *Alias-Free Generative Adversarial Networks*, arXiv:2106.12423.
public record Downsample1d() implements Op {

    private static final float[] EVEN = KaiserSinc.phase(0, 1);
    private static final float[] ODD = KaiserSinc.phase(1, 1);

    /// By how much a row is continued before its first sample.
    private static final int LEFT = 5;

    /// How far the first tap of a phase lies behind the last one.
    private static final int REACH = EVEN.length - 1;

    private static final Planning<Downsample1d, Pad1d> PAD =
            (op, x, y) -> Pad1d.replicate(LEFT, 2 * (y.dim(2) + REACH) - LEFT - x.dim(2));

    @Override
    public Shape shape(Shape... x) {
        Shape signal = Rows.requireSignal(this, 1, x);
        return signal.with(2, Math.ceilDiv(signal.dim(2), 2));
    }

    @Override
    public void forward(Tensor[] x, Tensor y, Workspace w) {
        int length = x[0].shape().dim(2);
        int samples = y.shape().dim(2);
        int half = samples + REACH; // of the padded row
        Pad1d pad = w.plan(PAD, this, x[0].shape(), y.shape());
        float[] padded = w.floats(2 * half);
        float[] even = w.floats(half);
        float[] odd = w.floats(half);
        for (int row = 0; row < Rows.count(x[0]); row++) {
            pad.forward(x[0].data(), x[0].offset() + row * length, length, padded, 0);
            FilterKernel.split(padded, 0, even, 0, odd, 0, half);
            FilterKernel.correlate(EVEN, even, 0, y.data(), y.offset() + row * samples, samples);
            FilterKernel.correlateOn(ODD, odd, 0, y.data(), y.offset() + row * samples, samples);
        }
    }

    @Override
    public void backward(Tensor[] x, Tensor y, Tensor dy, @Nullable Tensor[] dx, Workspace w) {
        Tensor into = dx[0];
        if (into == null) {
            return;
        }
        int length = x[0].shape().dim(2);
        int samples = y.shape().dim(2);
        int half = samples + REACH;
        Pad1d pad = w.plan(PAD, this, x[0].shape(), y.shape());
        float[] spread = w.floats(half + REACH); // dy with zeros on both sides
        float[] even = w.floats(half);
        float[] odd = w.floats(half);
        float[] padded = w.floats(2 * half);
        RowKernel.fill(0f, spread, 0, half + REACH);
        for (int row = 0; row < Rows.count(x[0]); row++) {
            System.arraycopy(dy.data(), dy.offset() + row * samples, spread, REACH, samples);
            // read backward, one phase is the other
            FilterKernel.correlate(ODD, spread, 0, even, 0, half);
            FilterKernel.correlate(EVEN, spread, 0, odd, 0, half);
            FilterKernel.interleave(even, 0, odd, 0, padded, 0, half);
            pad.backward(padded, 0, into.data(), into.offset() + row * length, length);
        }
    }
}
