package dev.halfwave.experiments.signal;

import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.nn.Conv1d;
import dev.halfwave.nn.LayerSpec;

/// What a stack of convolutions without activations does: it is one convolution, with a [FrequencyResponse] from every
/// input channel to every output channel.
///
/// ```java
/// ResponseMatrix stack = FrequencyResponse.ofStack(32, first, second);
/// stack.response(5, 0).at(3).magnitude(); // from input channel 0 to output channel 5
/// ```
///
/// At each frequency it is the product of the layers' own matrices, the last layer's on the left.
///
/// Immutable.
public final class ResponseMatrix {

    // [output][input], the impulse responses of the whole stack.
    private final double[][][] impulseResponses;
    private final double sampleRateHz;

    private ResponseMatrix(double[][][] impulseResponses, double sampleRateHz) {
        this.impulseResponses = impulseResponses;
        this.sampleRateHz = sampleRateHz;
    }

    static ResponseMatrix ofLayers(double sampleRateHz, Conv1d... layers) {
        double[][][][] stack = new double[layers.length][][][];
        for (int i = 0; i < layers.length; i++) {
            LayerSpec spec = layers[i].spec();
            if (spec.integer("stride") != 1) {
                throw new IllegalArgumentException("FrequencyResponse.ofStack: " + layers[i] + " has stride "
                        + spec.integer("stride")
                        + "; frequencies fold there, so that no response exists: use stride 1");
            }
            stack[i] = impulseResponses(
                    layers[i].weight().tensor(), spec.integer("dilation"), spec.integer("groups"));
        }
        return product(stack, sampleRateHz);
    }

    static ResponseMatrix ofWeights(double sampleRateHz, Tensor... weights) {
        double[][][][] stack = new double[weights.length][][][];
        for (int i = 0; i < weights.length; i++) {
            weights[i].shape().requireAxes("FrequencyResponse.ofStack", "weight", "C_out", "C_in", "K");
            stack[i] = impulseResponses(weights[i], 1, 1);
        }
        return product(stack, sampleRateHz);
    }

    /// How many channels go in.
    public int inChannels() {
        return impulseResponses[0].length;
    }

    /// How many channels come out.
    public int outChannels() {
        return impulseResponses.length;
    }

    /// The response from one input channel to one output channel.
    ///
    /// @throws IndexOutOfBoundsException if there is no such channel
    public FrequencyResponse response(int outChannel, int inChannel) {
        if (outChannel < 0 || outChannel >= outChannels() || inChannel < 0 || inChannel >= inChannels()) {
            throw new IndexOutOfBoundsException("ResponseMatrix: there is no response from channel " + inChannel
                    + " to channel " + outChannel + "; there are " + inChannels() + " input and " + outChannels()
                    + " output channels");
        }
        return FrequencyResponse.ofImpulseResponse(impulseResponses[outChannel][inChannel], sampleRateHz);
    }

    /// The matrix at a frequency, `[output][input]`.
    public Complex[][] at(double hz) {
        Complex[][] matrix = new Complex[outChannels()][inChannels()];
        for (int o = 0; o < matrix.length; o++) {
            for (int c = 0; c < matrix[o].length; c++) {
                matrix[o][c] = response(o, c).at(hz);
            }
        }
        return matrix;
    }

    /// One layer as `[output][input][delay]`: taps reversed, zeros between dilated taps and between groups.
    private static double[][][] impulseResponses(Tensor weight, int dilation, int groups) {
        int outputs = weight.shape().dim(0);
        int inputsPerGroup = weight.shape().dim(1);
        int taps = weight.shape().dim(2);
        double[][][] responses = new double[outputs][inputsPerGroup * groups][(taps - 1) * dilation + 1];
        for (int o = 0; o < outputs; o++) {
            int group = o / (outputs / groups);
            for (int c = 0; c < inputsPerGroup; c++) {
                double[] response = responses[o][group * inputsPerGroup + c];
                for (int k = 0; k < taps; k++) {
                    response[(taps - 1 - k) * dilation] = weight.at(o, c, k);
                }
            }
        }
        return responses;
    }

    private static ResponseMatrix product(double[][][][] stack, double sampleRateHz) {
        Requirements.positive("FrequencyResponse.ofStack", "sampleRateHz", sampleRateHz);
        if (stack.length == 0) {
            throw new IllegalArgumentException("FrequencyResponse.ofStack: there are no convolutions");
        }
        double[][][] whole = stack[0];
        for (int layer = 1; layer < stack.length; layer++) {
            if (stack[layer][0].length != whole.length) {
                throw new ShapeMismatchException(
                        "FrequencyResponse.ofStack",
                        "convolution " + (layer + 1) + " expects " + stack[layer][0].length + " channels",
                        "convolution " + layer + " gives " + whole.length);
            }
            whole = after(stack[layer], whole);
        }
        return new ResponseMatrix(whole, sampleRateHz);
    }

    /// The impulse responses of `first` followed by `second`: convolved, and summed over the channels between them.
    private static double[][][] after(double[][][] second, double[][][] first) {
        int length = second[0][0].length + first[0][0].length - 1;
        double[][][] both = new double[second.length][first[0].length][length];
        for (int o = 0; o < second.length; o++) {
            for (int middle = 0; middle < first.length; middle++) {
                for (int c = 0; c < first[0].length; c++) {
                    add(both[o][c], second[o][middle], first[middle][c]);
                }
            }
        }
        return both;
    }

    private static void add(double[] sum, double[] a, double[] b) {
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < b.length; j++) {
                sum[i + j] += a[i] * b[j];
            }
        }
    }
}
