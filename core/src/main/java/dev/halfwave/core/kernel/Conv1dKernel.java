package dev.halfwave.core.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One-dimensional convolution over a batch of samples, sample by sample. `x` is (samples, C_in, L), the weight
/// (C_out, C_in/groups, K), `y` (samples, C_out, L′); all contiguous.
///
/// The stated orders hold on every path:
///
/// | result             | order of its sum                                                                          |
/// |--------------------|-------------------------------------------------------------------------------------------|
/// | `y`                | +0.0, then `fma(weight, x, sum)` for the input channel, then the tap ascending; bias last |
/// | gradient of `x`    | +0.0, then `fma(weight, dy, sum)` for the output channel, then the tap ascending, over the taps whose output position is whole |
/// | gradient of weight | the value found, then `fma(x, dy, sum)` for the sample, then the time ascending           |
/// | gradient of bias   | the value found, then for each sample its row sum in 16 virtual lanes and a halving tree  |
///
/// Taps outside of `x` and output positions outside of `dy` take part as +0.0.
public final class Conv1dKernel {

    /// Time steps of `dy` that the gradient of the weight transposes at once; a panel of them fits the first-level
    /// cache.
    static final int CHUNK = 256;

    /// Added to a sum it changes nothing, not even the sign of a zero.
    private static final float NO_BIAS = -0f;

    private Conv1dKernel() {}

    // --- weights in the order in which they are read ---

    /// How many floats the packed weights of the forward pass take.
    public static int forwardWeightsLength(int outChannels, int inPerGroup, int kernelSize, int groups) {
        return groups * CorrelationKernel.packedLength(outChannels / groups, inPerGroup * kernelSize);
    }

    /// Packs the weights for the forward pass.
    public static void packForward(
            float[] weight, int offset, int outChannels, int inPerGroup, int kernelSize, int groups, float[] into) {
        int rows = outChannels / groups;
        int taps = inPerGroup * kernelSize;
        int length = CorrelationKernel.packedLength(rows, taps);
        Arrays.fill(into, 0, groups * length, 0f);
        for (int group = 0; group < groups; group++) {
            for (int row = 0; row < rows; row++) {
                int from = offset + (group * rows + row) * taps;
                for (int tap = 0; tap < taps; tap++) {
                    CorrelationKernel.pack(weight[from + tap], into, group * length, rows, taps, row, tap);
                }
            }
        }
    }

    /// How many floats the packed weights of the gradient of the input take.
    public static int inputGradientWeightsLength(int outChannels, int inPerGroup, int kernelSize, int groups) {
        return groups * CorrelationKernel.packedLength(inPerGroup, outChannels / groups * kernelSize);
    }

    /// Packs the weights for the gradient of the input: transposed, and split into the phases of the stride.
    public static void packInputGradient(
            float[] weight, int offset, int outChannels, int inPerGroup, int kernelSize, int groups,
            int stride, int dilation, float[] into) {
        int outPerGroup = outChannels / groups;
        int to = 0;
        Arrays.fill(into, 0, inputGradientWeightsLength(outChannels, inPerGroup, kernelSize, groups), 0f);
        for (int group = 0; group < groups; group++) {
            for (int phase = 0; phase < stride; phase++) {
                int phaseTaps = 0;
                for (int k = 0; k < kernelSize; k++) {
                    phaseTaps += (long) k * dilation % stride == phase ? 1 : 0;
                }
                int taps = outPerGroup * phaseTaps;
                int tap = 0;
                for (int channel = 0; channel < outPerGroup; channel++) {
                    for (int k = 0; k < kernelSize; k++) {
                        if ((long) k * dilation % stride == phase) {
                            for (int row = 0; row < inPerGroup; row++) {
                                int from = offset + ((group * outPerGroup + channel) * inPerGroup + row) * kernelSize + k;
                                CorrelationKernel.pack(weight[from], into, to, inPerGroup, taps, row, tap);
                            }
                            tap++;
                        }
                    }
                }
                to += CorrelationKernel.packedLength(inPerGroup, taps);
            }
        }
    }

    // --- forward ---

    /// Computes `y`.
    ///
    /// @param packed the weights by [#packForward]
    /// @param taps [Conv1dGeometry#forwardTaps]
    /// @param bias one number per output channel, or null
    /// @param scratch at least [Conv1dGeometry#forwardScratch] floats
    public static void forward(
            Conv1dGeometry g, int samples, float[] x, int xOffset, float[] packed, int[] taps,
            float @Nullable [] bias, int biasOffset, float[] y, int yOffset, float[] scratch) {
        int together = g.forwardTogether(samples);
        boolean direct = together == 1 && g.outLength() >= CorrelationKernel.MIN_COLUMNS;
        int outPerGroup = g.outPerGroup();
        int tapCount = g.inPerGroup() * g.kernelSize();
        int row = g.inRow(together);
        int weights = CorrelationKernel.packedLength(outPerGroup, tapCount);
        int zeros = g.stagedInput(together);
        int result = zeros + g.outChannels();
        float[] add = bias == null ? scratch : bias;
        int addOffset = bias == null ? zeros : biasOffset;
        Arrays.fill(scratch, zeros, result, NO_BIAS);
        int resultRow = Math.max(row, CorrelationKernel.MIN_COLUMNS);
        for (int n = 0; n < samples; n += together) {
            int count = Math.min(together, samples - n);
            int columns = (count - 1) * g.inPitch() + g.outLength();
            float[] source = scratch;
            int base = 0;
            if (g.readsInputDirectly(together)) {
                source = x;
                base = xOffset + n * g.inChannels() * g.inLength();
            } else {
                stageInput(g, count, together, x, xOffset + n * g.inChannels() * g.inLength(), scratch);
            }
            for (int group = 0; group < g.groups(); group++) {
                int from = base + group * g.inPerGroup() * g.inPhases() * row;
                int channel = group * outPerGroup;
                int to = yOffset + (n * g.outChannels() + channel) * g.outLength();
                if (direct) {
                    CorrelationKernel.run(source, from, taps, 0, tapCount, packed, group * weights, add,
                            addOffset + channel, y, to, g.outLength(), outPerGroup, columns);
                } else {
                    CorrelationKernel.run(source, from, taps, 0, tapCount, packed, group * weights, add,
                            addOffset + channel, scratch, result, resultRow, outPerGroup,
                            Math.max(columns, CorrelationKernel.MIN_COLUMNS));
                    for (int s = 0; s < count; s++) {
                        int sample = to + s * g.outChannels() * g.outLength();
                        for (int r = 0; r < outPerGroup; r++) {
                            System.arraycopy(scratch, result + r * resultRow + s * g.inPitch(),
                                    y, sample + r * g.outLength(), g.outLength());
                        }
                    }
                }
            }
        }
    }

    // --- gradient of the input ---

    /// Computes `dx`.
    ///
    /// @param packed the weights by [#packInputGradient]
    /// @param taps [Conv1dGeometry#inputGradientTaps]
    /// @param scratch at least [Conv1dGeometry#inputGradientScratch] floats
    public static void gradInput(
            Conv1dGeometry g, int samples, float[] dy, int dyOffset, float[] packed, int[] taps,
            float[] dx, int dxOffset, float[] scratch) {
        int together = g.inputGradientTogether(samples);
        boolean direct = together == 1 && g.stride() == 1 && g.inLength() >= CorrelationKernel.MIN_COLUMNS;
        int inPerGroup = g.inPerGroup();
        int outPerGroup = g.outPerGroup();
        int row = g.outRow(together);
        int zeros = g.stagedOutput(together);
        int result = zeros + inPerGroup;
        Arrays.fill(scratch, zeros, result, NO_BIAS);
        int resultRow = Math.max(row, CorrelationKernel.MIN_COLUMNS);
        for (int n = 0; n < samples; n += together) {
            int count = Math.min(together, samples - n);
            float[] source = scratch;
            int base = 0;
            if (g.readsOutputDirectly(together)) {
                source = dy;
                base = dyOffset + n * g.outChannels() * g.outLength();
            } else {
                stageOutput(g, count, together, dy, dyOffset + n * g.outChannels() * g.outLength(), scratch);
            }
            int weights = 0;
            for (int group = 0; group < g.groups(); group++) {
                int from = base + group * outPerGroup * row;
                int to = dxOffset + (n * g.inChannels() + group * inPerGroup) * g.inLength();
                int first = 0;
                for (int phase = 0; phase < g.stride(); phase++) {
                    int phaseTaps = outPerGroup * g.phaseTaps(phase);
                    int length = g.phaseCount(phase);
                    if (direct) {
                        CorrelationKernel.run(source, from, taps, first, phaseTaps, packed, weights, scratch, zeros,
                                dx, to, g.inLength(), inPerGroup, length);
                    } else if (length > 0) {
                        int columns = (count - 1) * g.outPitch() + length;
                        CorrelationKernel.run(source, from, taps, first, phaseTaps, packed, weights, scratch, zeros,
                                scratch, result, resultRow, inPerGroup,
                                Math.max(columns, CorrelationKernel.MIN_COLUMNS));
                        for (int s = 0; s < count; s++) {
                            for (int r = 0; r < inPerGroup; r++) {
                                spread(scratch, result + r * resultRow + s * g.outPitch(), length, dx,
                                        to + (s * g.inChannels() + r) * g.inLength() + g.phaseFirst(phase), g.stride());
                            }
                        }
                    }
                    first += phaseTaps;
                    weights += CorrelationKernel.packedLength(inPerGroup, phaseTaps);
                }
            }
        }
    }

    private static void spread(float[] from, int fromOffset, int n, float[] to, int toOffset, int stride) {
        if (stride == 1) {
            System.arraycopy(from, fromOffset, to, toOffset, n);
            return;
        }
        for (int i = 0; i < n; i++) {
            to[toOffset + i * stride] = from[fromOffset + i];
        }
    }

    // --- gradients of the parameters ---

    /// Adds to the gradient of the weight.
    ///
    /// @param taps [Conv1dGeometry#weightGradientTaps]
    /// @param scratch at least [Conv1dGeometry#weightGradientScratch] floats
    public static void gradWeight(
            Conv1dGeometry g, int samples, float[] x, int xOffset, float[] dy, int dyOffset, int[] taps,
            float[] dw, int dwOffset, float[] scratch) {
        int outPerGroup = g.outPerGroup();
        int tapCount = g.inPerGroup() * g.kernelSize();
        int gradients = g.stagedInput(1);
        int gradientsLength = GemmKernel.packedLength(tapCount, outPerGroup);
        int panels = gradients + g.groups() * gradientsLength;
        for (int group = 0; group < g.groups(); group++) {
            GemmKernel.packTransposed(dw, dwOffset + group * outPerGroup * tapCount, tapCount, tapCount, outPerGroup,
                    scratch, gradients + group * gradientsLength);
        }
        for (int n = 0; n < samples; n++) {
            float[] source = scratch;
            int base = 0;
            if (g.readsInputDirectly(1)) {
                source = x;
                base = xOffset + n * g.inChannels() * g.inLength();
            } else {
                stageInput(g, 1, 1, x, xOffset + n * g.inChannels() * g.inLength(), scratch);
            }
            for (int t = 0; t < g.outLength(); t += CHUNK) {
                int chunk = Math.min(CHUNK, g.outLength() - t);
                for (int group = 0; group < g.groups(); group++) {
                    int from = base + group * g.inPerGroup() * g.inPhases() * g.inRow(1) + t;
                    int channel = group * outPerGroup;
                    GemmKernel.packTransposed(dy, dyOffset + (n * g.outChannels() + channel) * g.outLength() + t,
                            g.outLength(), chunk, outPerGroup, scratch, panels);
                    for (int p = 0; p < outPerGroup; p += GemmKernel.PANEL) {
                        GemmKernel.panel(source, from, taps, 0, tapCount, 1, scratch, panels + p * chunk, chunk,
                                scratch, gradients + group * gradientsLength + p * tapCount, GemmKernel.PANEL,
                                Math.min(GemmKernel.PANEL, outPerGroup - p));
                    }
                }
            }
        }
        for (int group = 0; group < g.groups(); group++) {
            GemmKernel.unpackTransposed(scratch, gradients + group * gradientsLength, tapCount, outPerGroup,
                    dw, dwOffset + group * outPerGroup * tapCount, tapCount);
        }
    }

    /// Adds to the gradient of the bias.
    public static void gradBias(
            int samples, int channels, int length, float[] dy, int dyOffset, float[] db, int dbOffset) {
        for (int n = 0; n < samples; n++) {
            for (int channel = 0; channel < channels; channel++) {
                db[dbOffset + channel] += RowKernel.sum(dy, dyOffset + (n * channels + channel) * length, length);
            }
        }
    }

    // --- staging ---

    /// Copies samples of `x` into padded rows, one per channel and phase of the stride.
    private static void stageInput(Conv1dGeometry g, int count, int together, float[] x, int xOffset, float[] staged) {
        int pitch = g.inPitch();
        int row = g.inRow(together);
        for (int s = 0; s < count; s++) {
            int to = s * pitch;
            int from = xOffset + s * g.inChannels() * g.inLength();
            for (int channel = 0; channel < g.inChannels(); channel++, from += g.inLength()) {
                for (int slot = 0; slot < g.inPhases(); slot++, to += row) {
                    int start = g.phaseStart(slot) - g.padLeft(); // where the phase begins in x
                    int stride = g.stride();
                    int lead = start >= 0 ? 0 : Math.min(pitch, (stride - 1 - start) / stride);
                    int firstX = start + lead * stride;
                    int inside = firstX >= g.inLength() ? 0 : (g.inLength() - firstX + stride - 1) / stride;
                    int end = Math.min(pitch, lead + inside);
                    Arrays.fill(staged, to, to + lead, 0f);
                    if (stride == 1 && lead < end) {
                        System.arraycopy(x, from + firstX, staged, to + lead, end - lead);
                    } else {
                        for (int i = lead, at = from + firstX; i < end; i++, at += stride) {
                            staged[to + i] = x[at];
                        }
                    }
                    Arrays.fill(staged, to + end, to + pitch, 0f);
                }
            }
        }
    }

    /// Copies samples of `dy` into rows with zeros around.
    private static void stageOutput(
            Conv1dGeometry g, int count, int together, float[] dy, int dyOffset, float[] staged) {
        int pitch = g.outPitch();
        int row = g.outRow(together);
        int lead = g.outLead();
        int length = g.outLength();
        for (int s = 0; s < count; s++) {
            int to = s * pitch;
            int from = dyOffset + s * g.outChannels() * length;
            for (int channel = 0; channel < g.outChannels(); channel++, to += row, from += length) {
                Arrays.fill(staged, to, to + lead, 0f);
                System.arraycopy(dy, from, staged, to + lead, length);
                Arrays.fill(staged, to + lead + length, to + pitch, 0f);
            }
        }
    }
}
