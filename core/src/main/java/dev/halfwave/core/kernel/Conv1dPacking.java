package dev.halfwave.core.kernel;

import java.util.Arrays;

/// The weights of a convolution in the order in which its kernels read them. Made once per version of the weights, not
/// once per sample.
public final class Conv1dPacking {

    private Conv1dPacking() {}

    /// How many floats the packed weights of the forward pass take.
    public static int forwardWeightsLength(int outChannels, int inPerGroup, int kernelSize, int groups) {
        return groups * CorrelationKernel.packedLength(outChannels / groups, inPerGroup * kernelSize);
    }

    /// Packs the weights for the forward pass, group by group.
    public static void packForward(
            float[] weight, int offset, int outChannels, int inPerGroup, int kernelSize, int groups, float[] into) {
        int rows = outChannels / groups;
        int taps = inPerGroup * kernelSize;
        int length = CorrelationKernel.packedLength(rows, taps);
        Arrays.fill(into, 0, groups * length, 0f);
        for (int channel = 0; channel < outChannels; channel++) {
            int to = channel / rows * length;
            for (int tap = 0; tap < taps; tap++) {
                float value = weight[offset + channel * taps + tap];
                CorrelationKernel.pack(value, into, to, rows, taps, channel % rows, tap);
            }
        }
    }

    /// How many floats the packed weights of the gradient of the input take.
    public static int inputGradientWeightsLength(int outChannels, int inPerGroup, int kernelSize, int groups) {
        // as many as in one piece: rows that fill up a tile come with each tap
        return groups * CorrelationKernel.packedLength(inPerGroup, outChannels / groups * kernelSize);
    }

    /// Packs the weights for the gradient of the input: transposed, group by group, and within a group by the phases
    /// of the stride that their taps belong to.
    public static void packInputGradient(
            float[] weight, int offset, int outChannels, int inPerGroup, int kernelSize, int groups,
            int stride, int dilation, float[] into) {
        Arrays.fill(into, 0, inputGradientWeightsLength(outChannels, inPerGroup, kernelSize, groups), 0f);
        int outPerGroup = outChannels / groups;
        int to = 0;
        for (int group = 0; group < groups; group++) {
            for (int phase = 0; phase < stride; phase++) {
                int phaseTaps = 0;
                for (int k = 0; k < kernelSize; k++) {
                    phaseTaps += isInPhase(k, phase, stride, dilation) ? 1 : 0;
                }
                int taps = outPerGroup * phaseTaps;
                int tap = 0;
                for (int channel = group * outPerGroup; channel < (group + 1) * outPerGroup; channel++) {
                    for (int k = 0; k < kernelSize; k++) {
                        if (isInPhase(k, phase, stride, dilation)) {
                            for (int row = 0; row < inPerGroup; row++) {
                                float value = weight[offset + (channel * inPerGroup + row) * kernelSize + k];
                                CorrelationKernel.pack(value, into, to, inPerGroup, taps, row, tap);
                            }
                            tap++;
                        }
                    }
                }
                to += CorrelationKernel.packedLength(inPerGroup, taps);
            }
        }
    }

    /// Whether tap `k` reaches the input samples of this phase.
    static boolean isInPhase(int k, int phase, int stride, int dilation) {
        return (long) k * dilation % stride == phase;
    }
}
