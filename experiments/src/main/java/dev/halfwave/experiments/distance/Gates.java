package dev.halfwave.experiments.distance;

import dev.halfwave.core.Tensor;
import dev.halfwave.nn.Activation;
import dev.halfwave.nn.Conv1d;
import dev.halfwave.nn.FilteredActivation;
import dev.halfwave.nn.Layer;
import dev.halfwave.nn.Residual;
import dev.halfwave.nn.Sequential;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which ReLU gates of a model are open for a fixed batch of inputs, the *probe*: those whose input is above 0.
///
/// ```java
/// Gates before = Gates.of(model, probe);
/// ... // training
/// Gates.of(model, probe).flips(before).get("relu1"); // the share of gates that opened or closed
/// ```
///
/// A gate is a unit (a channel at a time, an output of a fully connected layer) for one sample. As long as none
/// changes, the outputs are one fixed polynomial of the weights; the share of flipped gates says how far training has
/// left it behind, whatever the scale of the weights (Chizat, Oyallon and Bach, 2019, arXiv:1812.07956).
///
/// Gates are found behind `Activation.of(new Relu())`, `Activation.of(new DcFreeRelu())` and
/// `Conv1d.withActivation(new Relu())`, within `Sequential` and `Residual` too, and in front of a [GatedLayer]. Other
/// layers of one's own are not looked into; for them there is [#ofOutputs]. A model with such a layer, or with an
/// activation that has no gates, has no [share among all][#allFlips]: it would be one of other layers than in a model
/// that has gates there.
///
/// Immutable.
public final class Gates {

    private static final String RELU = "Relu";
    private static final String DC_FREE_RELU = "DcFreeRelu";

    /// What has no gates, and is no activation that could have others in its place.
    private static final Set<String> WITHOUT = Set.of("Identity", "Flatten", "Reshape", "Transpose", "Pad1d",
            "AveragePool1d", "AdaptiveAveragePool1d", "GlobalAveragePool1d", "MaxPool1d", "GlobalMaxPool1d",
            "BlurPool1d", "Downsample1d", "Upsample1d");

    private final Map<String, BitSet> open;
    private final Map<String, Integer> counts;
    private final boolean isWhole;

    private Gates(Map<String, BitSet> open, Map<String, Integer> counts, boolean isWhole) {
        this.open = open;
        this.counts = counts;
        this.isWhole = isWhole;
    }

    /// The gates of all ReLUs.
    ///
    /// @param probe axis 0 is the batch
    /// @throws dev.halfwave.core.ShapeMismatchException if the probe does not fit the model
    /// @throws IllegalArgumentException if a ReLU is part of a layer from outside of which its gates cannot be seen:
    ///     a `FilteredActivation`, or a DC-free one that a convolution applies
    public static Gates of(Sequential model, Tensor probe) {
        List<Place> places = new ArrayList<>();
        find(model, "", null, places);
        boolean isWhole = places.stream().noneMatch(Place::isUnseen);
        places.removeIf(Place::isUnseen);
        return look(model, probe, places, isWhole);
    }

    /// Whether the outputs of these layers are above 0: the gates of whatever activation follows them.
    ///
    /// @param probe axis 0 is the batch
    /// @param layers by name, as in [Sequential#capture]
    /// @throws dev.halfwave.core.ShapeMismatchException if the probe does not fit the model
    /// @throws IllegalArgumentException if there is no layer of a name, or none is named
    public static Gates ofOutputs(Sequential model, Tensor probe, String... layers) {
        if (layers.length == 0) {
            throw new IllegalArgumentException("Gates.ofOutputs: no layer is named");
        }
        List<Place> places = new ArrayList<>();
        for (String layer : layers) {
            places.add(new Place(layer, layer));
        }
        return look(model, probe, places, true);
    }

    /// How many gates there are, by layer, in the order of layers.
    public Map<String, Integer> counts() {
        return new LinkedHashMap<>(counts);
    }

    /// The share of each layer's gates that are open now and were closed earlier, or the other way round. A layer
    /// without gates, as for a probe without samples, is left out.
    ///
    /// @param earlier of the same model and probe
    /// @return by layer, in the order of layers; the caller's
    /// @throws IllegalArgumentException if the earlier gates are others
    public Map<String, Double> flips(Gates earlier) {
        Map<String, Double> shares = new LinkedHashMap<>();
        flipped(earlier).forEach((layer, flipped) -> {
            if (counts.get(layer) > 0) {
                shares.put(layer, (double) flipped / counts.get(layer));
            }
        });
        return shares;
    }

    /// The share among all gates of all layers; no value where there are none, or an activation is none of gates.
    ///
    /// @param earlier of the same model and probe
    /// @throws IllegalArgumentException if the earlier gates are others
    public OptionalDouble allFlips(Gates earlier) {
        long flipped = 0;
        long all = 0;
        for (Map.Entry<String, Integer> layer : flipped(earlier).entrySet()) {
            flipped += layer.getValue();
            all += counts.get(layer.getKey());
        }
        return all > 0 && isWhole ? OptionalDouble.of((double) flipped / all) : OptionalDouble.empty();
    }

    private Map<String, Integer> flipped(Gates earlier) {
        if (!counts.equals(earlier.counts)) {
            throw new IllegalArgumentException("Gates: there are " + counts + " gates, but earlier there were "
                    + earlier.counts + "; compare one model on one probe");
        }
        Map<String, Integer> flipped = new LinkedHashMap<>();
        open.forEach((layer, gates) -> {
            BitSet changed = (BitSet) gates.clone();
            changed.xor(earlier.open.get(layer));
            flipped.put(layer, changed.cardinality());
        });
        return flipped;
    }

    /// A layer with gates, and the one whose output is above 0 where they are open: itself for a ReLU, the one before
    /// where the activation shifts its output. Null stands for the probe.
    private record Place(String layer, @Nullable String source, boolean isUnseen) {

        Place(String layer, @Nullable String source) {
            this(layer, source, false);
        }

        /// An activation without gates, or a layer that is not looked into.
        static Place unseen(String layer) {
            return new Place(layer, null, true);
        }
    }

    private static Gates look(Sequential model, Tensor probe, List<Place> places, boolean isWhole) {
        Set<String> sources = new LinkedHashSet<>();
        for (Place place : places) {
            if (place.source != null) {
                sources.add(place.source);
            }
        }
        Map<String, Tensor> outputs =
                sources.isEmpty() ? Map.of() : model.capture(probe, sources.toArray(String[]::new));
        Map<String, BitSet> open = new LinkedHashMap<>();
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (Place place : places) {
            Tensor values = place.source == null ? probe : outputs.get(place.source);
            open.put(place.layer, positive(values));
            counts.put(place.layer, values.size());
        }
        return new Gates(open, counts, isWhole);
    }

    private static BitSet positive(Tensor values) {
        BitSet positive = new BitSet(values.size());
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i) > 0) {
                positive.set(i);
            }
        }
        return positive;
    }

    /// @param prefix the name of the layer around these, with a dot
    /// @param input the layer whose output the first one takes; null for the probe
    private static void find(Sequential layers, String prefix, @Nullable String input, List<Place> places) {
        String before = input;
        for (Map.Entry<String, Layer> layer : layers.layers().entrySet()) {
            String path = prefix + layer.getKey();
            findIn(layer.getValue(), path, before, places);
            before = path;
        }
    }

    private static void findIn(Layer layer, String path, @Nullable String input, List<Place> places) {
        switch (layer) {
            case Activation activation -> {
                switch (type(activation)) {
                    case RELU -> places.add(new Place(path, path));
                    case DC_FREE_RELU -> places.add(new Place(path, input));
                    default -> {
                        if (!WITHOUT.contains(type(activation))) {
                            places.add(Place.unseen(path));
                        }
                    }
                }
            }
            case GatedLayer _ -> places.add(new Place(path, input));
            case Conv1d convolution -> {
                switch (setting(convolution, "activation")) {
                    case RELU -> places.add(new Place(path, path));
                    case DC_FREE_RELU -> throw hidden(path, layer);
                    case "" -> {}
                    default -> places.add(Place.unseen(path));
                }
            }
            case FilteredActivation filtered -> {
                if (Set.of(RELU, DC_FREE_RELU).contains(setting(filtered, "op"))) {
                    throw hidden(path, layer);
                }
                places.add(Place.unseen(path));
            }
            case Residual residual -> {
                find(residual.body(), path + ".", input, places);
                residual.shortcut().ifPresent(shortcut -> findIn(shortcut, path + ".shortcut", input, places));
            }
            case Sequential part -> find(part, path + ".", input, places);
            default -> {
                if (!layer.getClass().getPackage().equals(Layer.class.getPackage())) {
                    places.add(Place.unseen(path));
                }
            }
        }
    }

    private static IllegalArgumentException hidden(String path, Layer layer) {
        return new IllegalArgumentException("Gates: those of " + path + ", " + layer
                + ", cannot be seen from outside; give the activation a layer of its own, or name layers with "
                + "Gates.ofOutputs");
    }

    /// The op of an activation; empty for one that cannot be described.
    private static String type(Activation activation) {
        try {
            return activation.spec().type();
        } catch (UnsupportedOperationException e) {
            return ""; // none of Halfwave's
        }
    }

    /// A setting that names an op; empty for none, or one that cannot be described.
    private static String setting(Layer layer, String name) {
        try {
            Object value = layer.spec().settings().get(name);
            return value == null ? "" : value.toString();
        } catch (UnsupportedOperationException e) {
            return "";
        }
    }
}
