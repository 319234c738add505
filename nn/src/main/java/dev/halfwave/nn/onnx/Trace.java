package dev.halfwave.nn.onnx;

import dev.halfwave.core.Origin;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.random.Philox;
import dev.halfwave.nn.Pass;
import dev.halfwave.nn.Sequential;
import java.util.HashMap;
import java.util.Map;

/// One evaluation of a model on random numbers, recorded: the ops that were applied, and which layers gave the results.
final class Trace {

    private final Tensor input;
    private final Tensor output;
    private final Map<Origin, String> layers = new HashMap<>(); // paths by what the layers gave

    private Trace(Sequential model, Tensor numbers) {
        input = numbers.requiringGradient();
        output = model.forward(input, Pass.EVALUATION.watchedBy(
                (path, y) -> y.origin().ifPresent(origin -> layers.putIfAbsent(origin, path))));
    }

    /// Another number of samples has other numbers in it.
    static Trace of(Sequential model, Shape input, int samples) {
        Tensor numbers = Tensor.zeros(input.with(0, samples));
        Philox.of(samples, "trace").fillGaussian(numbers.data(), 0, numbers.size(), 0, 1);
        return new Trace(model, numbers);
    }

    Tensor output() {
        return output;
    }

    /// By what a tensor is known: how it was computed, or a leaf itself. So views in other workspaces are the same.
    static Object key(Tensor tensor) {
        return tensor.origin().map(Object.class::cast).orElse(tensor);
    }

    /// Whether a leaf is the model's input.
    boolean isInput(Tensor leaf) {
        return leaf.needsGradient() && leaf.data() == input.data() && leaf.offset() == input.offset()
                && leaf.shape().equals(input.shape());
    }

    /// The path of the layer whose result this is, or an empty text.
    String layer(Origin origin) {
        return layers.getOrDefault(origin, "");
    }
}
