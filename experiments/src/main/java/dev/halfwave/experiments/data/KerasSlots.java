package dev.halfwave.experiments.data;

import dev.halfwave.core.Shape;
import dev.halfwave.nn.Activation;
import dev.halfwave.nn.BatchNorm1d;
import dev.halfwave.nn.Conv1d;
import dev.halfwave.nn.Layer;
import dev.halfwave.nn.LayerNorm;
import dev.halfwave.nn.LayerSpec;
import dev.halfwave.nn.Linear;
import dev.halfwave.nn.MultiHeadSelfAttention;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.Sequential;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What a model expects of a Keras file: for every layer with parameters, what Keras calls each and how it lies there.
final class KerasSlots {

    /// A parameter and its counterpart.
    ///
    /// @param name in Keras, within the layer: `query/kernel`
    /// @param shape in Keras
    /// @param axes what Keras's values are seen as; in the parameter these axes are in the reverse order
    record Slot(String name, Shape shape, Parameter parameter, int... axes) {

        static Slot same(String name, Parameter parameter) {
            return new Slot(name, parameter.shape(), parameter, parameter.shape().size());
        }

        /// The values in the parameter's order.
        float[] reversed(float[] values) {
            int rank = axes.length;
            int[] index = new int[rank];
            float[] result = new float[values.length];
            for (int from = 0; from < values.length; from++) {
                int to = 0;
                for (int axis = rank - 1; axis >= 0; axis--) {
                    to = to * axes[axis] + index[axis];
                }
                result[to] = values[from];
                for (int axis = rank - 1; axis >= 0 && ++index[axis] == axes[axis]; axis--) {
                    index[axis] = 0;
                }
            }
            return result;
        }
    }

    /// A layer and what it needs.
    record Unit(String name, Layer layer, List<Slot> slots) {}

    private final List<Unit> units = new ArrayList<>();
    private int channels = 1; // of the signal here
    private boolean channelsLast;
    private int flattened; // the channels that were before time when the signal was flattened; 0 if they were not

    private KerasSlots() {}

    /// @throws IllegalArgumentException if a layer has parameters that Keras has no counterpart for
    static List<Unit> of(Sequential model) {
        KerasSlots slots = new KerasSlots();
        slots.add("", model);
        return slots.units;
    }

    private void add(String prefix, Sequential model) {
        for (Map.Entry<String, Layer> entry : model.layers().entrySet()) {
            String name = prefix + entry.getKey();
            switch (entry.getValue()) {
                case Sequential part -> add(name + ".", part);
                case Activation activation -> follow(activation.spec());
                case Conv1d convolution -> convolution(name, convolution);
                case Linear linear -> linear(name, linear);
                case MultiHeadSelfAttention attention -> attention(name, attention);
                case LayerNorm normalization when normalization.parameters().getFirst().shape().rank() == 1 ->
                    normalization(name, normalization, "gamma", "beta");
                case BatchNorm1d normalization ->
                    normalization(name, normalization, "gamma", "beta", "moving_mean", "moving_variance");
                case Layer other -> requireNone(name, other);
            }
        }
    }

    /// How channels and time lie after a layer without parameters.
    private void follow(LayerSpec op) {
        switch (op.type()) {
            case "Transpose" -> {
                int first = Math.floorMod(op.integer("first"), 3);
                int second = Math.floorMod(op.integer("second"), 3);
                channelsLast ^= first + second == 3 && first != second;
            }
            case "Flatten" -> flattened = channelsLast ? 0 : channels;
            default -> {}
        }
    }

    private void convolution(String name, Conv1d layer) {
        Shape weight = layer.weight().shape();
        channels = weight.dim(0);
        int[] inKeras = {weight.dim(2), weight.dim(1), weight.dim(0)};
        List<Slot> slots = new ArrayList<>(List.of(new Slot("kernel", Shape.of(inKeras), layer.weight(), inKeras)));
        addBias(slots, layer);
        units.add(new Unit(name, layer, slots));
    }

    private static void addBias(List<Slot> slots, Layer layer) {
        if (layer.parameters().size() > 1) {
            slots.add(Slot.same("bias", layer.parameters().get(1)));
        }
    }

    private void linear(String name, Linear layer) {
        int in = layer.weight().shape().dim(1);
        int out = layer.weight().shape().dim(0);
        Shape shape = Shape.of(in, out);
        List<Slot> slots = new ArrayList<>();
        slots.add(flattened > 1 && in % flattened == 0
                ? new Slot("kernel", shape, layer.weight(), in / flattened, flattened, out)
                : new Slot("kernel", shape, layer.weight(), in, out));
        flattened = 0;
        addBias(slots, layer);
        units.add(new Unit(name, layer, slots));
    }

    private void attention(String name, MultiHeadSelfAttention layer) {
        LayerSpec spec = layer.spec();
        int heads = spec.integer("heads");
        int headSize = spec.integer("headSize");
        int inner = heads * headSize;
        channels = spec.integer("channels");
        List<Parameter> parameters = layer.parameters(); // query, key, value, output; a weight and a bias each
        List<Slot> slots = new ArrayList<>();
        List<String> projections = List.of("query", "key", "value");
        for (int i = 0; i < projections.size(); i++) {
            slots.add(
                    new Slot(projections.get(i) + "/kernel", Shape.of(channels, heads, headSize), parameters.get(2 * i),
                            channels, inner));
            slots.add(new Slot(projections.get(i) + "/bias", Shape.of(heads, headSize), parameters.get(2 * i + 1),
                    inner));
        }
        slots.add(new Slot("attention_output/kernel", Shape.of(heads, headSize, channels), parameters.get(6),
                inner, channels));
        slots.add(Slot.same("attention_output/bias", parameters.get(7)));
        units.add(new Unit(name, layer, slots));
    }

    private void normalization(String name, Layer layer, String... names) {
        List<Slot> slots = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            slots.add(Slot.same(names[i], layer.parameters().get(i)));
        }
        units.add(new Unit(name, layer, slots));
    }

    private static void requireNone(String name, Layer layer) {
        if (!layer.parameters().isEmpty()) {
            throw new IllegalArgumentException("layer " + name + ", " + layer
                    + ", has parameters that no Keras layer is known to have");
        }
    }
}
