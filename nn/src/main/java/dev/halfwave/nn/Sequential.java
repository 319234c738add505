package dev.halfwave.nn;

import dev.halfwave.core.PooledWorkspace;
import dev.halfwave.core.PreparedForms;
import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A model: layers one after the other.
///
/// ```java
/// Sequential model = Sequential.of(
///                 Conv1d.of(1, 32, 3).withPadding(new Padding.Causal()),
///                 Activation.of(new Relu()),
///                 Layer.of(new GlobalAveragePool1d()),
///                 Linear.of(32, 3))
///         .initialize(42);
/// Tensor logits = model.predict(x);
/// ```
///
/// Layers without a name are counted per kind: `conv1`, `conv2`, `relu1`. Parameters carry the layer's name:
/// `conv1.weight`. [#predict] is thread-safe while nobody trains the model.
public final class Sequential implements Layer {

    private final Map<String, Layer> layers = new LinkedHashMap<>();
    private final Set<Parameter> parameters = new LinkedHashSet<>();
    private final Map<String, Parameter> parametersByOwnName = new LinkedHashMap<>();

    private Sequential(List<Layer> parts) {
        Map<String, Integer> counts = new HashMap<>();
        for (Layer layer : parts) {
            add(layer.name().orElseGet(() -> layer.kind() + counts.merge(layer.kind(), 1, Integer::sum)), layer);
        }
        attach();
    }

    private void add(String name, Layer layer) {
        if (!name.matches("[A-Za-z][A-Za-z0-9_]*")) {
            throw new IllegalArgumentException("Sequential: a layer's name must be letters, digits and "
                    + "underscores, but is \"" + name + "\"");
        }
        if (layers.putIfAbsent(name, layer) != null) {
            throw new IllegalArgumentException("Sequential: two layers are named " + name
                    + "; give each a name of its own with named(...)");
        }
        for (Parameter parameter : layer.parameters()) {
            parameter.requireNew(layer);
            String fullName = name + "." + parameter.name();
            if (parametersByOwnName.putIfAbsent(fullName, parameter) != null) {
                throw new IllegalArgumentException("Sequential: two parameters are named " + fullName);
            }
            if (!parameters.add(parameter)) {
                throw Parameter.taken(fullName);
            }
        }
    }

    /// Only when all layers fit, so that a refusal leaves them as they were.
    private void attach() {
        layers.forEach((name, layer) -> layer.parameters().forEach(parameter -> parameter.attach(name, layer)));
    }

    /// The given layers in order. What nobody has given values yet is initialised with seed 0; a layer or model that
    /// was loaded, trained or initialised before keeps its values.
    ///
    /// @throws IllegalArgumentException if two layers have one name, or a layer belongs to another model already
    public static Sequential of(Layer... layers) {
        for (int i = 0; i < layers.length; i++) {
            if (layers[i] == null) {
                throw new IllegalArgumentException("Sequential: layer " + i + " is null");
            }
        }
        Sequential model = new Sequential(List.of(layers));
        model.parameters.forEach(Parameter::initializeIfAtStart);
        return model;
    }

    /// The given layers without values yet: what a file describes takes no memory until the file has proved to hold it.
    static Sequential uninitialized(List<Layer> layers) {
        return new Sequential(layers);
    }

    /// One layer under this name, whatever its own, without values yet.
    static Sequential uninitialized(String name, Layer layer) {
        Sequential model = new Sequential(List.of());
        model.add(name, layer);
        model.attach();
        return model;
    }

    /// Gives every parameter and state its initial value for this seed, and returns this model.
    public Sequential initialize(long seed) {
        for (Parameter parameter : parameters) {
            parameter.initialize(seed);
        }
        return this;
    }

    @Override
    public Tensor forward(Tensor x, Pass pass) {
        Tensor y = x;
        for (Map.Entry<String, Layer> entry : layers.entrySet()) {
            y = pass.through(entry.getKey(), entry.getValue(), y);
        }
        return y;
    }

    /// The output for a whole batch, in evaluation mode. Records nothing, and keeps no more than a few samples'
    /// activations in memory at a time; the result has the same bits however large the batch. For one small input after
    /// the other a [Predictor] takes less time.
    ///
    /// @param x axis 0 is the batch
    /// @return an ordinary tensor
    /// @throws ShapeMismatchException if `x` does not fit the model
    public Tensor predict(Tensor x) {
        BatchAxis.require("Sequential.predict", x);
        int samples = x.shape().dim(0);
        Shape output = BatchAxis.outputShapePerSample(this, x.shape());
        if (samples > 0) {
            BatchAxis.requireKept(this, x.shape().with(0, 1));
        }
        Tensor y = Tensor.zeros(output.with(0, samples));
        int perSlice = Slices.samplesPerSlice(this, x.shape());
        PooledWorkspace workspace = new PooledWorkspace(new PreparedForms());
        for (int from = 0; from < samples; from += perSlice) {
            int to = Math.min(samples, from + perSlice);
            workspace.begin(0, false);
            Tensor part = forward(x.slice(from, to).in(workspace), Pass.EVALUATION);
            y.slice(from, to).copyFrom(part);
        }
        return y;
    }

    /// The outputs of layers for a whole batch, in evaluation mode: what the model makes of a signal on its way.
    ///
    /// ```java
    /// Map<String, Tensor> seen = model.capture(x, "conv1", "relu1");
    /// float before = seen.get("conv1").at(0, 5, 100); // channel 5 of sample 0 at time 100
    ///
    /// model.capture(x).forEach((name, y) -> System.out.println(name + " " + y.shape())); // every layer
    /// ```
    ///
    /// Layers within a layer have its name before theirs: `block1.conv2`. As [#predict] this records nothing and, beside
    /// what is returned, keeps no more than a few samples' activations in memory; the result has the same bits however
    /// large the batch. Thread-safe while nobody trains the model.
    ///
    /// @param x axis 0 is the batch
    /// @param names of the layers to see; none for all
    /// @return the outputs by name, in the order in which they are computed: the layers within a layer before it. The
    ///     map and its ordinary tensors are the caller's.
    /// @throws ShapeMismatchException if `x` does not fit the model
    /// @throws IllegalArgumentException if there is no layer of a name, or its output has no axis for the batch
    public Map<String, Tensor> capture(Tensor x, String... names) {
        BatchAxis.require("Sequential.capture", x);
        BatchAxis.outputShapePerSample(this, x.shape());
        return new Capture(this, x.shape().dim(0), List.of(names)).run(x);
    }

    /// @throws ShapeMismatchException if `x` does not fit, or a layer leaves no axis for the batch
    @Override
    public Shape outputShape(Shape x) {
        Shape shape = x;
        for (Map.Entry<String, Layer> entry : layers.entrySet()) {
            Shape y = entry.getValue().outputShape(shape);
            if (y.rank() == 0 && shape.rank() > 0) {
                throw BatchAxis.notKept(entry, shape, y);
            }
            shape = y;
        }
        return shape;
    }

    /// The layers by name, in order.
    public Map<String, Layer> layers() {
        return Collections.unmodifiableMap(layers);
    }

    /// The layer of this name.
    ///
    /// @throws IllegalArgumentException if there is none
    public Layer layer(String name) {
        Layer layer = layers.get(name);
        if (layer == null) {
            throw new IllegalArgumentException("Sequential: there is no layer " + name + ", but " + layers.keySet());
        }
        return layer;
    }

    /// All parameters and states, in the order of layers.
    @Override
    public List<Parameter> parameters() {
        return List.copyOf(parameters);
    }

    /// The parameter of this full name, such as `conv1.weight`.
    ///
    /// @throws IllegalArgumentException if there is none
    public Parameter parameter(String name) {
        for (Parameter parameter : parameters) {
            if (parameter.name().equals(name)) {
                return parameter;
            }
        }
        throw new IllegalArgumentException("Sequential: there is no parameter " + name + ", but "
                + parameters.stream().map(Parameter::name).toList());
    }

    /// The parameters by the names that they have within this model, which is shorter than theirs when this model is a
    /// part of another.
    Map<String, Parameter> parametersByOwnName() {
        return parametersByOwnName;
    }

    /// Freezes the parameters of the named layers.
    ///
    /// @throws IllegalArgumentException if there is no such layer
    public Sequential freeze(String... layerNames) {
        for (String name : layerNames) {
            layer(name).parameters().forEach(Parameter::freeze);
        }
        return this;
    }

    /// Lets training change the parameters of the named layers again.
    ///
    /// @throws IllegalArgumentException if there is no such layer
    public Sequential unfreeze(String... layerNames) {
        for (String name : layerNames) {
            layer(name).parameters().forEach(Parameter::unfreeze);
        }
        return this;
    }

    @Override
    public long multiplyAdds(Shape x) {
        long sum = 0;
        Shape shape = x;
        for (Layer layer : layers.values()) {
            sum += layer.multiplyAdds(shape);
            shape = layer.outputShape(shape);
        }
        return sum;
    }

    @Override
    public boolean needsWholeBatch() {
        return layers.values().stream().anyMatch(Layer::needsWholeBatch);
    }

    @Override
    public long activations(Shape x) {
        long sum = 0;
        Shape shape = x;
        for (Layer layer : layers.values()) {
            sum += layer.activations(shape);
            shape = layer.outputShape(shape);
        }
        return sum;
    }

    /// A table of all layers: output shape, parameters, multiply-adds. The parts of a layer follow it, indented.
    ///
    /// @param input the shape of one batch, such as (64, 1, 256)
    public String summary(Shape input) {
        return Summary.of(this, input);
    }

    /// Writes parameters, states and the architecture into one safetensors file. A file of that name is replaced only
    /// once the new one is complete. [#load] takes up to 10,000 layers and about 20,000 parameters.
    ///
    /// @throws IOException if it cannot be written; then nothing is left behind
    /// @throws UnsupportedOperationException if a layer does not say how to build it again
    public void save(Path path) throws IOException {
        ModelFile.save(this, path);
    }

    /// What the metadata of a file of several things must hold, so that [#load] reads this model from it:
    ///
    /// ```java
    /// Map<String, Tensor> tensors = new LinkedHashMap<>(others);
    /// model.parameters().forEach(each -> tensors.put("final." + each.name(), each.tensor()));
    /// SafeTensors.write(path, tensors, model.fileMetadata("final."));
    /// ```
    ///
    /// @param prefix with what the names of this model's tensors begin, and no others
    /// @throws UnsupportedOperationException if a layer does not say how to build it again
    public Map<String, String> fileMetadata(String prefix) {
        return ModelFile.metadata(this, prefix);
    }

    /// Builds a saved model of Halfwave's own layers again, with its values. How it was initialised and what was frozen
    /// are not part of the file.
    ///
    /// @throws IOException if the file cannot be read or is not a saved model; the message says where
    public static Sequential load(Path path) throws IOException {
        return load(path, Map.of());
    }

    /// Builds a saved model again.
    ///
    /// @param factories for layers and ops that are not Halfwave's, by the type that their `spec()` names
    /// @throws IOException if the file cannot be read or is not a saved model; the message says where
    public static Sequential load(Path path, Map<String, LayerFactory> factories) throws IOException {
        return ModelFile.load(path, factories);
    }

    @Override
    public LayerSpec spec() {
        return LayerSpec.of("Sequential").with("layers", layerSpecs());
    }

    /// How a file describes the layers in order.
    List<Object> layerSpecs() {
        List<Object> parts = new ArrayList<>();
        for (Layer layer : layers.values()) {
            parts.add(ModelFile.toJson(layer.spec()));
        }
        return parts;
    }

    /// One line per layer: its name and its settings.
    @Override
    public String toString() {
        return "Sequential(\n" + layerLines() + ")";
    }

    /// One indented line for each layer, or several for one that is made of layers.
    String layerLines() {
        StringBuilder text = new StringBuilder();
        layers.forEach((name, layer) -> text.append("  ").append(name).append(": ")
                .append(Summary.text(layer).replace("\n", "\n  ")).append('\n'));
        return text.toString();
    }
}
