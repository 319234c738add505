package dev.halfwave.core.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One-dimensional convolution over a batch of samples, sample by sample. `x` is (samples, C_in, L), the weight
/// (C_out, C_in/groups, K), `y` (samples, C_out, L′); all contiguous.
///
/// The stated orders hold on every path:
///
/// - `y`: from +0.0, `fma(weight, x, sum)` for the input channel, then the tap ascending; the bias is added last.
/// - gradient of `x`: from +0.0, `fma(weight, dy, sum)` for the output channel, then the tap ascending, over the taps
///   whose output position is whole.
///
/// Taps outside of `x` and output positions outside of `dy` take part as +0.0. The gradients of weight and bias are in
/// [Conv1dWeightGradient].
public final class Conv1dKernel {

    /// No result is below it.
    private static final float NO_FLOOR = Float.NEGATIVE_INFINITY;

    private Conv1dKernel() {}

    /// Computes `y`.
    ///
    /// @param packed the weights by [Conv1dPacking#packForward]
    /// @param taps [Conv1dGeometry#forwardTaps]
    /// @param bias one number per output channel, or null
    /// @param scratch at least [Conv1dGeometry#forwardScratch] floats
    public static void forward(
            Conv1dGeometry g, int samples, float[] x, int xOffset, float[] packed, int[] taps,
            float @Nullable [] bias, int biasOffset, float[] y, int yOffset, float[] scratch) {
        forward(g, samples, x, xOffset, packed, taps, bias, biasOffset, NO_FLOOR, y, yOffset, scratch);
    }

    /// Computes `y` and its ReLU in one: what is not positive becomes +0, and NaN stays NaN, as by [ReluKernel].
    /// The parameters are those of [#forward].
    public static void forwardRectified(
            Conv1dGeometry g, int samples, float[] x, int xOffset, float[] packed, int[] taps,
            float @Nullable [] bias, int biasOffset, float[] y, int yOffset, float[] scratch) {
        forward(g, samples, x, xOffset, packed, taps, bias, biasOffset, 0f, y, yOffset, scratch);
    }

    private static void forward(
            Conv1dGeometry g, int samples, float[] x, int xOffset, float[] packed, int[] taps,
            float @Nullable [] bias, int biasOffset, float floor, float[] y, int yOffset, float[] scratch) {
        if (g.forwardInStrips()) {
            int tapCount = g.inPerGroup() * g.kernelSize();
            for (int n = 0; n < samples; n++) {
                Conv1dStrips.run(
                        x, xOffset + n * g.inChannels() * g.inLength(), g.groups(), g.inPerGroup(), g.inLength(),
                        g.inFirst(), g.reach(), taps, tapCount,
                        packed, CorrelationKernel.packedLength(g.outPerGroup(), tapCount),
                        bias, biasOffset, floor,
                        y, yOffset + n * g.outChannels() * g.outLength(), g.outPerGroup(), g.outLength(), scratch);
            }
            return;
        }
        int together = g.forwardTogether(samples);
        boolean reads = g.readsInputDirectly(together);
        boolean writes = g.writesOutputDirectly(together);
        int row = g.inRow(together);
        int noBias = g.stagedInput(together);
        int free = noBias + g.outChannels();
        int result = free + CorrelationKernel.SCRATCH;
        int resultRow = Conv1dGeometry.resultRow(row);
        Conv1dStaging.clear(scratch, noBias);
        Arrays.fill(scratch, noBias, free, Conv1dStrips.NO_BIAS);
        int rows = g.outPerGroup();
        int tapCount = g.inPerGroup() * g.kernelSize();
        int weights = CorrelationKernel.packedLength(rows, tapCount);
        for (int n = 0; n < samples; n += together) {
            int count = Math.min(together, samples - n);
            int sample = xOffset + n * g.inChannels() * g.inLength();
            if (!reads) {
                Conv1dStaging.input(g, count, together, x, sample, scratch);
            }
            int columns = (count - 1) * g.inPitch() + g.outLength();
            for (int group = 0; group < g.groups(); group++) {
                int channel = group * rows;
                int to = yOffset + (n * g.outChannels() + channel) * g.outLength();
                CorrelationKernel.run(
                        reads ? x : scratch, (reads ? sample : 0) + group * g.inPerGroup() * g.inPhases() * row,
                        taps, 0, tapCount, packed, group * weights,
                        bias == null ? scratch : bias, (bias == null ? noBias : biasOffset) + channel, floor,
                        writes ? y : scratch, writes ? to : result, writes ? g.outLength() : resultRow, rows,
                        Math.max(columns, CorrelationKernel.MIN_COLUMNS), scratch, free);
                for (int s = 0; s < count && !writes; s++) {
                    Conv1dStaging.results(scratch, result + s * g.inPitch(), resultRow, rows, g.outLength(),
                            y, to + s * g.outChannels() * g.outLength(), g.outLength(), 1);
                }
            }
        }
    }

    /// Computes `dx`.
    ///
    /// @param packed the weights by [Conv1dPacking#packInputGradient]
    /// @param taps [Conv1dGeometry#inputGradientTaps]
    /// @param scratch at least [Conv1dGeometry#inputGradientScratch] floats
    public static void gradInput(
            Conv1dGeometry g, int samples, float[] dy, int dyOffset, float[] packed, int[] taps,
            float[] dx, int dxOffset, float[] scratch) {
        if (g.inputGradientInStrips()) {
            int tapCount = g.outPerGroup() * g.kernelSize();
            for (int n = 0; n < samples; n++) {
                Conv1dStrips.run(
                        dy, dyOffset + n * g.outChannels() * g.outLength(), g.groups(), g.outPerGroup(), g.outLength(),
                        g.outFirst(), g.reach(), taps, tapCount,
                        packed, CorrelationKernel.packedLength(g.inPerGroup(), tapCount),
                        null, 0, NO_FLOOR,
                        dx, dxOffset + n * g.inChannels() * g.inLength(), g.inPerGroup(), g.inLength(), scratch);
            }
            return;
        }
        int together = g.inputGradientTogether(samples);
        boolean reads = g.readsOutputDirectly(together);
        boolean writes = g.writesInputGradientDirectly(together);
        int row = g.outRow(together);
        int noBias = g.stagedOutput(together);
        int free = noBias + g.inPerGroup();
        int result = free + CorrelationKernel.SCRATCH;
        int resultRow = Conv1dGeometry.resultRow(row);
        Conv1dStaging.clear(scratch, noBias);
        Arrays.fill(scratch, noBias, free, Conv1dStrips.NO_BIAS);
        int rows = g.inPerGroup();
        for (int n = 0; n < samples; n += together) {
            int count = Math.min(together, samples - n);
            int sample = dyOffset + n * g.outChannels() * g.outLength();
            if (!reads) {
                Conv1dStaging.output(g, count, together, dy, sample, scratch);
            }
            int weights = 0;
            for (int group = 0; group < g.groups(); group++) {
                int to = dxOffset + (n * g.inChannels() + group * rows) * g.inLength();
                int first = 0;
                for (int phase = 0; phase < g.stride(); phase++) {
                    int tapCount = g.outPerGroup() * g.phaseTaps(phase);
                    int length = g.phaseCount(phase);
                    int columns = (count - 1) * g.outPitch() + length;
                    if (length > 0) {
                        CorrelationKernel.run(
                                reads ? dy : scratch, (reads ? sample : 0) + group * g.outPerGroup() * row,
                                taps, first, tapCount, packed, weights, scratch, noBias, NO_FLOOR,
                                writes ? dx : scratch, writes ? to : result, writes ? g.inLength() : resultRow, rows,
                                Math.max(columns, CorrelationKernel.MIN_COLUMNS), scratch, free);
                    }
                    for (int s = 0; s < count && !writes; s++) {
                        Conv1dStaging.results(scratch, result + s * g.outPitch(), resultRow, rows, length, dx,
                                to + s * g.inChannels() * g.inLength() + g.phaseFirst(phase), g.inLength(), g.stride());
                    }
                    first += tapCount;
                    weights += CorrelationKernel.packedLength(rows, tapCount);
                }
            }
        }
    }
}
