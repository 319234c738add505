package dev.halfwave.experiments.data;

import dev.halfwave.nn.io.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Whether a Keras file lists its layers in the order in which its model applies them.
///
/// What `model.save` writes has the model's graph in the attribute `model_config`, with the layers in order. A file of
/// weights only has nothing but names: those that Keras gives itself count up within a type of layers, `conv1d`,
/// `conv1d_1`, `conv1d_2`.
final class KerasOrder {

    private static final Pattern COUNTED = Pattern.compile(
            "(conv1d|dense|multi_head_attention|layer_normalization|batch_normalization|model|functional|sequential)"
                    + "(?:_(\\d{1,9}))?");

    private final Map<String, Integer> places = new LinkedHashMap<>(); // of `model_20` and `model_20/conv1d_45`

    private KerasOrder() {}

    /// A sentence about the first layer that is out of place.
    ///
    /// @param names of the layers as they are listed: `model_20/conv1d_45`
    /// @param modelConfig the attribute's text; null for none
    static Optional<String> problem(List<String> names, @Nullable String modelConfig) {
        if (modelConfig == null) {
            return counted(names);
        }
        try {
            KerasOrder order = new KerasOrder();
            order.add("", object(Json.parse(modelConfig)));
            return order.compared(names);
        } catch (IllegalArgumentException e) {
            return Optional.of("its model_config cannot be understood: " + e.getMessage());
        }
    }

    private static Optional<String> counted(List<String> names) {
        Map<String, Integer> numbers = new HashMap<>();
        Map<String, String> last = new HashMap<>();
        for (String name : names) {
            for (String part : name.split("/")) {
                Matcher matcher = COUNTED.matcher(part);
                if (matcher.matches()) {
                    String type = matcher.group(1);
                    int number = matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2));
                    if (number < numbers.getOrDefault(type, 0)) {
                        return Optional.of("lists " + last.get(type) + " before " + name + "; a file without a "
                                + "model_config must have the layers of a type in the order of their numbers, so save "
                                + "the whole model with model.save");
                    }
                    numbers.put(type, number);
                    last.put(type, name);
                }
            }
        }
        return Optional.empty();
    }

    private Optional<String> compared(List<String> names) {
        String before = "";
        int place = -1;
        for (String name : names) {
            int here = place(name);
            if (here < 0) {
                return Optional.of("has weights of " + name + ", which its model_config has not");
            }
            if (here < place) {
                return Optional.of("lists " + before + " before " + name + ", but its model_config applies them in the "
                        + "other order");
            }
            before = name;
            place = here;
        }
        return Optional.empty();
    }

    /// That of the layer, or of the innermost known one that it is in: layers within may have kept an earlier name.
    private int place(String name) {
        Integer place = places.get(name);
        for (int end = name.lastIndexOf('/'); place == null && end > 0; end = name.lastIndexOf('/', end - 1)) {
            place = places.get(name.substring(0, end));
        }
        return place == null ? -1 : place;
    }

    private void add(String prefix, Map<?, ?> model) {
        Object config = model.get("config");
        List<?> layers = list(config instanceof Map<?, ?> settings ? settings.get("layers") : config);
        Set<String> names = new HashSet<>();
        for (Object layer : layers) {
            names.add(name(object(layer)));
        }
        Set<String> seen = new HashSet<>();
        for (Object item : layers) {
            Map<?, ?> layer = object(item);
            String name = name(layer);
            for (String source : sources(layer)) {
                if (names.contains(source) && !seen.contains(source)) {
                    throw new IllegalArgumentException(name + " takes what " + source + " gives, but is listed first");
                }
            }
            if (!seen.add(name)) {
                throw new IllegalArgumentException("two layers are named " + name);
            }
            places.put(prefix + name, places.size());
            if (object(layer.get("config")).get("layers") instanceof List<?>) {
                add(prefix + name + "/", layer);
            }
        }
    }

    private static String name(Map<?, ?> layer) {
        if (object(layer.get("config")).get("name") instanceof String name) {
            return name;
        }
        throw new IllegalArgumentException("a layer has no name");
    }

    /// The layers whose outputs a layer takes. Where it is applied several times, the first time has its place.
    private static List<String> sources(Map<?, ?> layer) {
        List<String> sources = new ArrayList<>();
        if (layer.get("inbound_nodes") instanceof List<?> nodes && !nodes.isEmpty()) {
            addSources(nodes.getFirst(), sources);
        }
        return sources;
    }

    /// An output is a list of a layer's name and two numbers, wherever it is among the arguments.
    private static void addSources(@Nullable Object argument, List<String> sources) {
        switch (argument) {
            case Map<?, ?> map -> map.values().forEach(value -> addSources(value, sources));
            case List<?> list -> {
                if (list.size() >= 3 && list.get(0) instanceof String name && list.get(1) instanceof Number
                        && list.get(2) instanceof Number) {
                    sources.add(name);
                }
                list.forEach(item -> addSources(item, sources));
            }
            case null, default -> {}
        }
    }

    private static Map<?, ?> object(@Nullable Object json) {
        if (json instanceof Map<?, ?> object) {
            return object;
        }
        throw new IllegalArgumentException("a layer must be an object with a config");
    }

    private static List<?> list(@Nullable Object json) {
        if (json instanceof List<?> list) {
            return list;
        }
        throw new IllegalArgumentException("a model must have a list of layers");
    }
}
