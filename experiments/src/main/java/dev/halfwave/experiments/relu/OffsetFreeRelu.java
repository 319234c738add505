package dev.halfwave.experiments.relu;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.Workspace;
import dev.halfwave.core.op.Add;
import dev.halfwave.core.op.Relu;
import dev.halfwave.experiments.distance.GatedLayer;
import dev.halfwave.nn.Layer;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.Pass;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.init.Initializer;
import java.util.ArrayList;
import java.util.List;

/// ReLU minus a constant per channel: `y[n,c,t] = relu(x[n,c,t]) − offset[c]`, where the offset is what ReLU adds on
/// average at the initial weights. The offset is gone; what the input's frequency does to it, its modulation, is not.
///
/// The offset is a state: measured once by [#measure], then constant.
final class OffsetFreeRelu implements GatedLayer {

    private static final Relu RELU = new Relu();
    private static final Add ADD = new Add();

    private final Parameter minusOffset;

    OffsetFreeRelu(int channels) {
        minusOffset = Parameter.state("minusOffset", Shape.of(1, channels, 1), Initializer.zeros());
    }

    /// Measures all offsets of a model at its initial weights, layer after layer: the second sees what the first gives.
    ///
    /// @param inputs of the model
    static void measure(Sequential model, Tensor inputs) {
        List<Layer> before = new ArrayList<>();
        for (Layer layer : model.layers().values()) {
            if (layer instanceof OffsetFreeRelu offsetFree) {
                offsetFree.measure(inputs, before);
            }
            before.add(layer);
        }
    }

    /// Sets the offset to the mean of the rectified signal over all samples and time.
    ///
    /// @param inputs of the model
    /// @param before the layers between the inputs and this one
    private void measure(Tensor inputs, List<Layer> before) {
        int samples = inputs.shape().dim(0);
        double[] sums = new double[minusOffset.shape().dim(1)];
        double terms = 0;
        for (int n = 0; n < samples; n++) {
            Tensor x = inputs.slice(n, n + 1).in(Workspace.unrecorded());
            for (Layer layer : before) {
                x = layer.forward(x, Pass.EVALUATION);
            }
            int length = x.shape().dim(2);
            terms += length;
            for (int c = 0; c < sums.length; c++) {
                double sum = 0;
                for (int t = 0; t < length; t++) {
                    sum += Math.max(x.get(c * length + t), 0);
                }
                sums[c] += sum;
            }
        }
        for (int c = 0; c < sums.length; c++) {
            minusOffset.tensor().set(c, (float) (-sums[c] / terms));
        }
        minusOffset.modified();
    }

    @Override
    public Tensor forward(Tensor x, Pass pass) {
        return ADD.apply(RELU.apply(x), minusOffset.tensor());
    }

    @Override
    public Shape outputShape(Shape x) {
        return x;
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(minusOffset);
    }

    @Override
    public String toString() {
        return "OffsetFreeRelu";
    }
}
