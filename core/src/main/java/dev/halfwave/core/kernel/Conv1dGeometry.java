package dev.halfwave.core.kernel;

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

    /// Rows shorter than this are staged side by side, until they are about twice as long together.
    private static final int SHORT = 64;

    /// Columns that a kernel may read past the last row.
    private static final int SLACK = CorrelationKernel.MIN_COLUMNS;

    int inPerGroup() {
        return inChannels / groups;
    }

    int outPerGroup() {
        return outChannels / groups;
    }

    /// How many positions of a phase the last tap reads ahead of the first one.
    int reach() {
        return (kernelSize - 1) * dilation / stride;
    }

    // --- the input: read by the forward pass and by the gradient of the weight ---

    /// After this many taps the phases repeat.
    private int period() {
        int a = stride;
        int b = dilation;
        while (b != 0) {
            int rest = a % b;
            a = b;
            b = rest;
        }
        return stride / a;
    }

    /// How many phases the taps read; tap `k` reads the one in slot `k % period`.
    int inPhases() {
        return Math.min(kernelSize, period());
    }

    /// The padded position at which a phase begins.
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
        int period = period();
        for (int channel = 0, i = 0; channel < inPerGroup(); channel++) {
            for (int k = 0; k < kernelSize; k++, i++) {
                offsets[i] = (channel * phases + k % period) * row + k * dilation / stride;
            }
        }
        return offsets;
    }

    /// The table of taps of the forward pass.
    public int[] forwardTaps(int samples) {
        return inTaps(forwardTogether(samples));
    }

    /// The table of taps of the gradient of the weight.
    public int[] weightGradientTaps() {
        return inTaps(1);
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

    boolean readsOutputDirectly(int together) {
        return together == 1
                && stride == 1
                && outPitch() == outLength
                && outLead() == 0
                && inLength >= CorrelationKernel.MIN_COLUMNS;
    }

    /// How many samples the gradient of the input stages side by side.
    int inputGradientTogether(int samples) {
        return together(samples, (inLength + stride - 1) / stride, outPitch());
    }

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
        return first < inLength ? (inLength - first + stride - 1) / stride : 0;
    }

    /// Whether tap `k` reaches input samples of this phase.
    boolean isInPhase(int k, int phase) {
        return (long) k * dilation % stride == phase;
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

    /// Where each tap of the gradient of the input reads, relative to the group's first row: for each phase in turn,
    /// `(output channel, tap of the phase)`.
    public int[] inputGradientTaps(int samples) {
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

    // --- scratch memory ---

    /// How many floats of scratch memory the forward pass needs.
    public int forwardScratch(int samples) {
        int together = forwardTogether(samples);
        long floats = stagedInput(together) + outChannels + resultRows(outPerGroup(), inRow(together));
        return Math.toIntExact(floats);
    }

    /// How many floats of scratch memory the gradient of the input needs.
    public int inputGradientScratch(int samples) {
        int together = inputGradientTogether(samples);
        long floats = stagedOutput(together) + inPerGroup() + resultRows(inPerGroup(), outRow(together));
        return Math.toIntExact(floats);
    }

    /// How many floats of scratch memory the gradient of the weight needs.
    public int weightGradientScratch() {
        long gradients = (long) groups * GemmKernel.packedLength(inPerGroup() * kernelSize, outPerGroup());
        long panels = GemmKernel.packedLength(Math.min(outLength, Conv1dKernel.CHUNK), outPerGroup());
        return Math.toIntExact(stagedInput(1) + gradients + panels);
    }

    int stagedInput(int together) {
        return Math.toIntExact((long) inChannels * inPhases() * inRow(together) + SLACK);
    }

    int stagedOutput(int together) {
        return Math.toIntExact((long) outChannels * outRow(together) + SLACK);
    }

    /// Results that are not computed in place: rows as long as the staged ones, and never too short for a kernel.
    private static long resultRows(int channels, int row) {
        return (long) channels * Math.max(row, CorrelationKernel.MIN_COLUMNS);
    }

    private static int together(int samples, int columns, int pitch) {
        return columns >= SHORT ? 1 : Math.max(1, Math.min(samples, (2 * SHORT + pitch - 1) / pitch));
    }
}
