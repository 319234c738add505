package dev.halfwave.core.kernel;

import java.util.Arrays;

/// The sizes of one convolution, and how its rows are laid out for the kernels.
///
/// A kernel reads a *staged* copy of a sample, in which every tap of the filter is a contiguous run of floats:
/// the zeros of the padding are there, and with a stride `s` the row is split into phases, phase `q` holding the padded
/// positions `q, q + s, q + 2s, …`. Where that copy would be the sample itself, the kernel reads the sample.
///
/// Short samples are staged side by side in the same rows, so that vectors stay full; what is computed between them is
/// thrown away.
///
/// @param inChannels C_in
/// @param inLength L
/// @param outChannels C_out
/// @param outLength the length of the result
/// @param kernelSize K, the number of taps
/// @param stride samples between outputs
/// @param dilation samples between taps
/// @param groups how many groups of channels do not see each other
/// @param padLeft zeros before the first sample
public record Conv1dGeometry(
        int inChannels,
        int inLength,
        int outChannels,
        int outLength,
        int kernelSize,
        int stride,
        int dilation,
        int groups,
        int padLeft) {

    /// Rows shorter than this may be staged side by side, until they are about twice as long together.
    private static final int SHORT = 64;

    /// Checks that positions in a row with its padding fit an integer.
    ///
    /// @throws IllegalArgumentException if dilation or padding make a row too long
    public Conv1dGeometry {
        long span = (long) (kernelSize - 1) * dilation;
        long reach = span / stride;
        long padded = (long) inLength + padLeft;
        long gradients = Math.max(0, reach - padLeft / stride) + Math.max(outLength, (padded - 1) / stride + 1);
        long longest = Math.max(Math.max(span, padded), Math.max(outLength + reach, gradients));
        if (longest > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("Convolution1d: kernel size " + kernelSize + ", stride " + stride
                    + ", dilation " + dilation + " and padding " + padLeft + " on the left of " + inLength
                    + " samples span " + longest + " samples, but a row has fewer than 2^31");
        }
    }

    int inPerGroup() {
        return inChannels / groups;
    }

    int outPerGroup() {
        return outChannels / groups;
    }

    /// Whether every output channel is a group of its own, among several.
    boolean isChannelwise() {
        return groups > 1 && groups == outChannels;
    }

    /// How many positions of a phase the last tap reads ahead of the first one.
    int reach() {
        return (kernelSize - 1) * dilation / stride;
    }

    // --- the input: read by the forward pass and by the gradient of the weight ---

    /// How many phases the taps read; tap `k` reads the one in slot `k % stride`.
    int inPhases() {
        return Math.min(kernelSize, stride);
    }

    /// The padded position at which the phase in a slot begins.
    int phaseStart(int slot) {
        return (int) ((long) slot * dilation % stride);
    }

    /// The length of one sample's row in one phase.
    int inPitch() {
        return outLength + reach();
    }

    /// Whether the staged input would be the input itself.
    boolean readsInputDirectly(int together) {
        return together == 1
                && stride == 1
                && padLeft == 0
                && inPitch() == inLength
                && outLength >= CorrelationKernel.MIN_COLUMNS;
    }

    /// Whether the forward pass computes its result in place.
    boolean writesOutputDirectly(int together) {
        return together == 1 && outLength >= CorrelationKernel.MIN_COLUMNS;
    }

    /// How many samples the forward pass stages side by side.
    int forwardTogether(int samples) {
        return together(samples, outLength, inPitch());
    }

    /// The length of a row of the input, staged or not.
    int inRow(int together) {
        return together * inPitch();
    }

    /// Where each tap of a group reads, relative to the group's first row: `(channel, tap)` in this order.
    private int[] inTaps(int together) {
        int[] offsets = new int[inPerGroup() * kernelSize];
        int row = inRow(together);
        int phases = inPhases();
        for (int channel = 0, i = 0; channel < inPerGroup(); channel++) {
            for (int k = 0; k < kernelSize; k++, i++) {
                offsets[i] = (channel * phases + k % stride) * row + k * dilation / stride;
            }
        }
        return offsets;
    }

    /// The position in `x` that the forward pass reads first.
    int inFirst() {
        return -padLeft;
    }

    /// Whether the forward pass reads staged copies of the ends of a sample only.
    boolean forwardInStrips() {
        return stride == 1 && Conv1dStrips.pay(inChannels, outLength, inLength, inFirst(), reach());
    }

    /// The table of taps of the forward pass.
    public int[] forwardTaps(int samples) {
        if (!forwardInStrips()) {
            return inTaps(forwardTogether(samples));
        }
        int[] offsets = new int[2 * inPerGroup() * kernelSize];
        int i = 0;
        for (int row : new int[] {inLength, Conv1dStrips.row(reach())}) {
            for (int channel = 0; channel < inPerGroup(); channel++) {
                for (int k = 0; k < kernelSize; k++) {
                    offsets[i++] = channel * row + k * dilation;
                }
            }
        }
        return offsets;
    }

    /// The table of rows of the gradient of the weight: the taps, then where each output channel of a group begins in
    /// `dy`.
    public int[] weightGradientTaps() {
        int[] taps = inTaps(1);
        int[] rows = Arrays.copyOf(taps, taps.length + outPerGroup());
        for (int channel = 0; channel < outPerGroup(); channel++) {
            rows[taps.length + channel] = channel * outLength;
        }
        return rows;
    }

    // --- the gradient of the result: read by the gradient of the input ---

    /// Zeros before the first gradient.
    int outLead() {
        return Math.max(0, reach() - padLeft / stride);
    }

    /// The length of one sample's row of gradients, zeros included.
    int outPitch() {
        return outLead() + Math.max(outLength, (inLength - 1 + padLeft) / stride + 1);
    }

    /// Whether the staged gradients of the result would be those gradients themselves.
    boolean readsOutputDirectly(int together) {
        return together == 1
                && stride == 1
                && outPitch() == outLength
                && outLead() == 0
                && inLength >= CorrelationKernel.MIN_COLUMNS;
    }

    /// Whether the gradient of the input is computed in place.
    boolean writesInputGradientDirectly(int together) {
        return together == 1 && stride == 1 && inLength >= CorrelationKernel.MIN_COLUMNS;
    }

    /// How many samples the gradient of the input stages side by side.
    int inputGradientTogether(int samples) {
        return together(samples, Math.ceilDiv(inLength, stride), outPitch());
    }

    /// The length of a row of gradients of the result, staged or not.
    int outRow(int together) {
        return together * outPitch();
    }

    /// The first input sample whose padded position is in this phase.
    int phaseFirst(int phase) {
        return Math.floorMod(phase - padLeft, stride);
    }

    /// How many input samples are in this phase.
    int phaseCount(int phase) {
        int first = phaseFirst(phase);
        return first < inLength ? Math.ceilDiv(inLength - first, stride) : 0;
    }

    /// Whether tap `k` reaches input samples of this phase.
    boolean isInPhase(int k, int phase) {
        return Conv1dPacking.isInPhase(k, phase, stride, dilation);
    }

    /// How many taps reach input samples of this phase.
    int phaseTaps(int phase) {
        int taps = 0;
        for (int k = 0; k < kernelSize; k++) {
            if (isInPhase(k, phase)) {
                taps++;
            }
        }
        return taps;
    }

    /// The position in `dy` that the gradient of the input reads first, with stride 1.
    int outFirst() {
        return padLeft - reach();
    }

    /// Whether the gradient of the input reads staged copies of the ends of a sample only.
    boolean inputGradientInStrips() {
        return stride == 1 && Conv1dStrips.pay(outChannels, inLength, outLength, outFirst(), reach());
    }

    /// The table of taps of the gradient of the input. Where each tap reads, relative to the group's first row: for each
    /// phase in turn, `(output channel, tap of the phase)`.
    public int[] inputGradientTaps(int samples) {
        return inputGradientInStrips() ? inputGradientStripTaps() : stagedInputGradientTaps(samples);
    }

    private int[] inputGradientStripTaps() {
        int[] offsets = new int[2 * outPerGroup() * kernelSize];
        int i = 0;
        for (int row : new int[] {outLength, Conv1dStrips.row(reach())}) {
            for (int channel = 0; channel < outPerGroup(); channel++) {
                for (int k = 0; k < kernelSize; k++) {
                    offsets[i++] = channel * row + reach() - k * dilation;
                }
            }
        }
        return offsets;
    }

    private int[] stagedInputGradientTaps(int samples) {
        int[] offsets = new int[outPerGroup() * kernelSize];
        int row = outRow(inputGradientTogether(samples));
        int i = 0;
        for (int phase = 0; phase < stride; phase++) {
            int start = outLead() + (phaseFirst(phase) + padLeft - phase) / stride;
            for (int channel = 0; channel < outPerGroup(); channel++) {
                for (int k = 0; k < kernelSize; k++) {
                    if (isInPhase(k, phase)) {
                        offsets[i++] = channel * row + start - k * dilation / stride;
                    }
                }
            }
        }
        return offsets;
    }

    // --- scratch memory: what is staged, a bias for those without, the kernel's, results that are not computed in place.
    // With fewer columns than a kernel computes at least, it reads past the last row that is staged, into the rest. ---

    /// How many floats of scratch memory the forward pass needs.
    public int forwardScratch(int samples) {
        if (forwardInStrips()) {
            return Conv1dStrips.scratch(inChannels, outPerGroup(), reach());
        }
        int together = forwardTogether(samples);
        long results = writesOutputDirectly(together) ? 0 : outPerGroup() * (long) resultRow(inRow(together));
        return memory((long) stagedInput(together) + outChannels + results + CorrelationKernel.SCRATCH);
    }

    /// How many floats of scratch memory the gradient of the input needs.
    public int inputGradientScratch(int samples) {
        if (inputGradientInStrips()) {
            return Conv1dStrips.scratch(outChannels, inPerGroup(), reach());
        }
        int together = inputGradientTogether(samples);
        long results = writesInputGradientDirectly(together) ? 0 : inPerGroup() * (long) resultRow(outRow(together));
        return memory((long) stagedOutput(together) + inPerGroup() + results + CorrelationKernel.SCRATCH);
    }

    /// How many floats of scratch memory the gradient of the weight needs.
    public int weightGradientScratch() {
        return Conv1dWeightGradient.scratch(this);
    }

    /// How many floats the staged input takes.
    int stagedInput(int together) {
        return readsInputDirectly(together)
                ? 0
                : memory((long) inChannels * inPhases() * inRow(together));
    }

    /// How many floats the staged gradients of the result take.
    int stagedOutput(int together) {
        return readsOutputDirectly(together) ? 0 : memory((long) outChannels * outRow(together));
    }

    /// A length of scratch memory.
    ///
    /// @throws IllegalArgumentException if no array is as long
    private int memory(long floats) {
        if (floats > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "Convolution1d: (" + inChannels + ", " + inLength + ") to (" + outChannels
                            + ", " + outLength + ") with dilation " + dilation + " and padding " + padLeft
                            + " on the left takes copies of " + floats + " floats, but an array has fewer than 2^31");
        }
        return (int) floats;
    }

    /// The length of a row of results that are not computed in place.
    static int resultRow(int row) {
        return Math.max(row, CorrelationKernel.MIN_COLUMNS);
    }

    /// One by one unless that would leave more lanes of the vectors idle than side by side are spent on what is between
    /// the samples and on copying the results. The scalar path has long rows whenever it can.
    private static int together(int samples, int columns, int pitch) {
        int whole = Math.ceilDiv(columns, CorrelationKernel.MIN_COLUMNS) * CorrelationKernel.MIN_COLUMNS;
        return columns >= SHORT || (VectorApi.PRESENT && whole <= pitch + pitch / 8)
                ? 1
                : Math.max(1, Math.min(samples, (2 * SHORT + pitch - 1) / pitch));
    }
}
