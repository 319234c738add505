package dev.halfwave.bench;

import dev.halfwave.core.kernel.Conv1dGeometry;
import dev.halfwave.core.kernel.Conv1dKernel;
import dev.halfwave.core.kernel.Conv1dPacking;
import dev.halfwave.core.kernel.Conv1dWeightGradient;

/// The kernels of one layer on one slice, with what a trainer makes once per shape or version of the weight.
final class ConvolutionKernels {

    private final ConvolutionLayer layer;
    private final Conv1dGeometry geometry;
    private final float[] bias;
    private final float[] forwardWeights;
    private final float[] inputGradientWeights;
    private final int[] forwardTaps;
    private final int[] inputGradientTaps;
    private final int[] weightGradientTaps;

    ConvolutionKernels(ConvolutionLayer layer, float[] weight, float[] bias) {
        Definitions.Convolution c = layer.sizes;
        this.layer = layer;
        this.bias = bias;
        geometry = new Conv1dGeometry(
                c.inChannels(), c.inLength(), c.outChannels(), c.outLength(), c.kernelSize(), c.stride(),
                c.dilation(), c.groups(), c.left());
        forwardWeights = packForward(layer, weight);
        inputGradientWeights = packInputGradient(layer, weight);
        forwardTaps = geometry.forwardTaps(layer.slice);
        inputGradientTaps = geometry.inputGradientTaps(layer.slice);
        weightGradientTaps = geometry.weightGradientTaps();
    }

    static float[] packForward(ConvolutionLayer layer, float[] weight) {
        Definitions.Convolution c = layer.sizes;
        float[] packed = new float[Conv1dPacking.forwardWeightsLength(
                c.outChannels(), layer.inPerGroup(), c.kernelSize(), c.groups())];
        Conv1dPacking.packForward(
                weight, 0, c.outChannels(), layer.inPerGroup(), c.kernelSize(), c.groups(), packed);
        return packed;
    }

    static float[] packInputGradient(ConvolutionLayer layer, float[] weight) {
        Definitions.Convolution c = layer.sizes;
        float[] packed = new float[Conv1dPacking.inputGradientWeightsLength(
                c.outChannels(), layer.inPerGroup(), c.kernelSize(), c.groups())];
        Conv1dPacking.packInputGradient(
                weight, 0, c.outChannels(), layer.inPerGroup(), c.kernelSize(), c.groups(), c.stride(), c.dilation(),
                packed);
        return packed;
    }

    /// The scratch memory that each of these needs at most.
    int scratch() {
        return Math.max(geometry.weightGradientScratch(),
                Math.max(geometry.forwardScratch(layer.slice), geometry.inputGradientScratch(layer.slice)));
    }

    void forward(float[] x, int xOffset, float[] y, int yOffset, float[] scratch) {
        Conv1dKernel.forward(
                geometry, layer.slice, x, xOffset, forwardWeights, forwardTaps, bias, 0, y, yOffset, scratch);
    }

    /// With ReLU.
    void forwardRectified(float[] x, int xOffset, float[] y, int yOffset, float[] scratch) {
        Conv1dKernel.forwardRectified(
                geometry, layer.slice, x, xOffset, forwardWeights, forwardTaps, bias, 0, y, yOffset, scratch);
    }

    void gradInput(float[] dy, int dyOffset, float[] dx, int dxOffset, float[] scratch) {
        Conv1dKernel.gradInput(
                geometry, layer.slice, dy, dyOffset, inputGradientWeights, inputGradientTaps, dx, dxOffset, scratch);
    }

    /// Runs on from what is in `dweight`.
    void gradWeight(float[] x, int xOffset, float[] dy, int dyOffset, float[] dweight, float[] scratch) {
        Conv1dWeightGradient.gradWeight(
                geometry, layer.slice, x, xOffset, dy, dyOffset, weightGradientTaps, dweight, 0, scratch);
    }

    /// Runs on from what is in `dbias`.
    void gradBias(float[] dy, int dyOffset, float[] dbias) {
        Conv1dWeightGradient.gradBias(
                layer.slice, layer.sizes.outChannels(), layer.sizes.outLength(), dy, dyOffset, dbias, 0);
    }
}
