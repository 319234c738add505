package dev.halfwave.nn;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Builds the layers that a file describes, without values yet. The description is not trusted.
final class ModelBuilder {

    /// Every model holds the names of the parameters that its layers hold, each longer by the layer's name: few layers
    /// within layers, or with one long name, would fill the memory.
    private static final int MOST_NAME_CHARACTERS = 1 << 20;

    /// So many take about a second on a slow machine.
    private static final int MOST_LAYERS = 10_000;

    private final Map<String, LayerFactory> factories;
    private int layers;
    private long nameCharacters;

    private ModelBuilder(Map<String, LayerFactory> factories) {
        this.factories = factories;
    }

    /// @param json of a Sequential
    /// @throws IllegalArgumentException if it describes no model
    static Sequential build(@Nullable Object json, Map<String, LayerFactory> factories) {
        LayerSpec spec = fromJson(json);
        if (!spec.type().equals("Sequential")) {
            throw new IllegalArgumentException("the outermost layer must be Sequential, but is " + spec.type());
        }
        return (Sequential) new ModelBuilder(factories).build(spec);
    }

    private static LayerSpec fromJson(@Nullable Object json) {
        if (!(json instanceof Map<?, ?> object) || !(object.get("type") instanceof String type)) {
            throw new IllegalArgumentException("a layer must be a JSON object with a \"type\"");
        }
        Map<String, Object> settings = new LinkedHashMap<>();
        object.forEach((name, value) -> {
            if (value != null && !name.equals("type")) {
                settings.put((String) name, value);
            }
        });
        return new LayerSpec(type, settings);
    }

    /// A factory of the caller's comes first; else the type is a class of this package with a `fromSpec`, or an op.
    /// Layers are found by their package, so that a new one needs no entry here, and a file can name nothing else.
    private Layer build(LayerSpec spec) {
        LayerFactory factory = factories.get(spec.type());
        if (factory != null) {
            return factory.create(spec);
        }
        if (spec.type().equals("Sequential")) {
            spec.requireNoOthers(Set.of("layers"));
            return Sequential.uninitialized(parts(spec));
        }
        if (spec.type().equals("Residual")) {
            spec.requireNoOthers(Set.of("name", "layers", "shortcut"));
            Object shortcut = spec.settings().get("shortcut");
            return Residual.uninitialized(
                    parts(spec), shortcut == null ? null : part(shortcut), spec.textOrNull("name"));
        }
        Layer layer = OpSpec.isKnown(spec.type()) ? buildOp(spec) : buildOwn(spec);
        // What a layer would not write about itself it has not read: a damaged name of a setting that may be left out.
        spec.requireNoOthers(layer.spec().settings().keySet());
        return layer;
    }

    private static Layer buildOp(LayerSpec spec) {
        Activation activation = Activation.of(OpSpec.build(spec));
        String name = spec.textOrNull("name");
        return name == null ? activation : activation.named(name);
    }

    private List<Layer> parts(LayerSpec spec) {
        if (!(spec.settings().get("layers") instanceof List<?> parts)) {
            throw new IllegalArgumentException("layer " + spec.type() + ": setting \"layers\" must be a list");
        }
        List<Layer> built = new ArrayList<>();
        for (Object part : parts) {
            built.add(part(part));
        }
        return built;
    }

    private Layer part(@Nullable Object json) {
        if (++layers > MOST_LAYERS) {
            throw new IllegalArgumentException("it has more than " + MOST_LAYERS + " layers");
        }
        Layer layer = build(fromJson(json));
        int own = layer.name().orElseGet(layer::kind).length();
        for (Parameter parameter : layer.parameters()) {
            nameCharacters += own + 1 + parameter.name().length();
        }
        if (nameCharacters > MOST_NAME_CHARACTERS) {
            throw new IllegalArgumentException("the names of its parameters, those of layers within layers counted at "
                    + "each level, have more than " + MOST_NAME_CHARACTERS + " characters together");
        }
        return layer;
    }

    private static Layer buildOwn(LayerSpec spec) {
        try {
            if (!spec.type().matches("[A-Z][A-Za-z0-9]*")) {
                throw new ClassNotFoundException(spec.type());
            }
            Class<?> type = Class.forName(
                    Layer.class.getPackageName() + "." + spec.type(), false, Layer.class.getClassLoader());
            Method fromSpec = type.getMethod("fromSpec", LayerSpec.class);
            return (Layer) fromSpec.invoke(null, spec);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException wrongSetting) {
                throw wrongSetting;
            }
            throw new IllegalArgumentException("layer " + spec.type() + " cannot be built", e.getCause());
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new IllegalArgumentException("there is no layer type " + spec.type()
                    + " in Halfwave; give Sequential.load a factory for it");
        }
    }
}
