package dev.halfwave.nn;

import dev.halfwave.core.Tensor;
import dev.halfwave.nn.io.Json;
import dev.halfwave.nn.io.SafeTensors;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A model as a safetensors file: its parameters and states by name, and in the metadata `halfwave.architecture`, the
/// layers as JSON, with their SHA-256 in `halfwave.architectureSha256`, since one flipped bit can make another layer of
/// the same shapes. A file without that hash is read as well.
///
/// A file that holds more than a model says in `halfwave.prefix` with what the names of the model's tensors begin; any
/// others are none of the model's.
final class ModelFile {

    private static final String ARCHITECTURE = "halfwave.architecture";
    private static final String ARCHITECTURE_SHA256 = "halfwave.architectureSha256";
    private static final String FORMAT = "halfwave.format";
    private static final String PREFIX = "halfwave.prefix";
    private static final String VERSION = "1";

    private ModelFile() {}

    static void save(Sequential model, Path path) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        model.parametersByOwnName().forEach((name, parameter) -> tensors.put(name, parameter.tensor()));
        SafeTensors.write(path, tensors, metadata(model, ""));
    }

    static Map<String, String> metadata(Sequential model, String prefix) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(FORMAT, VERSION);
        String architecture = Json.write(toJson(model.spec()));
        metadata.put(ARCHITECTURE, architecture);
        metadata.put(ARCHITECTURE_SHA256, sha256(architecture));
        if (!prefix.isEmpty()) {
            metadata.put(PREFIX, prefix);
        }
        return metadata;
    }

    private static String sha256(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    static Sequential load(Path path, Map<String, LayerFactory> factories) throws IOException {
        SafeTensors file = SafeTensors.read(path);
        String architecture = file.metadata().get(ARCHITECTURE);
        if (architecture == null) {
            throw new IOException(path + ": holds no " + ARCHITECTURE
                    + " in its metadata; it was not written by Sequential.save");
        }
        String version = file.metadata().get(FORMAT);
        if (!VERSION.equals(version)) {
            throw new IOException(path + ": is of format " + version + ", but this version of Halfwave reads format "
                    + VERSION);
        }
        Sequential model;
        try {
            LayerSpec spec = fromJson(Json.parse(architecture));
            if (!spec.type().equals("Sequential")) {
                throw new IllegalArgumentException("the outermost layer must be Sequential, but is " + spec.type());
            }
            model = (Sequential) build(spec, factories);
        } catch (IllegalArgumentException e) {
            throw new IOException(path + ": the architecture cannot be built: " + e.getMessage());
        }
        String hash = sha256(architecture);
        if (!file.metadata().getOrDefault(ARCHITECTURE_SHA256, hash).equals(hash)) {
            throw new IOException(path + ": " + ARCHITECTURE + " has the SHA-256 " + hash + ", not "
                    + file.metadata().get(ARCHITECTURE_SHA256) + " as when it was written; the file is damaged, or was "
                    + "changed by hand, when " + ARCHITECTURE_SHA256 + " must be removed");
        }
        String prefix = file.metadata().getOrDefault(PREFIX, "");
        List<Parameter> parameters = model.parameters();
        List<String> problems = new ArrayList<>();
        for (Parameter parameter : parameters) {
            Tensor saved = file.tensors().get(prefix + parameter.name());
            if (saved == null) {
                problems.add(prefix + parameter.name() + " is missing");
            } else if (!saved.shape().equals(parameter.shape())) {
                problems.add(prefix + parameter.name() + " must have shape " + parameter.shape() + ", but has "
                        + saved.shape());
            }
        }
        for (String name : file.tensors().keySet()) {
            if (name.startsWith(prefix) && !model.parametersByOwnName().containsKey(name.substring(prefix.length()))) {
                problems.add(name + " belongs to no layer");
            }
        }
        if (!problems.isEmpty()) {
            throw new IOException(path + ": does not fit its architecture: " + String.join("; ", problems));
        }
        for (Parameter parameter : parameters) {
            parameter.set(file.tensors().get(prefix + parameter.name()));
        }
        return model;
    }

    static Map<String, Object> toJson(LayerSpec spec) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("type", spec.type());
        json.putAll(spec.settings());
        return json;
    }

    private static LayerSpec fromJson(Object json) {
        if (!(json instanceof Map<?, ?> object) || !(object.get("type") instanceof String type)) {
            throw new IllegalArgumentException("a layer must be a JSON object with a \"type\"");
        }
        LayerSpec spec = LayerSpec.of(type);
        for (Map.Entry<?, ?> entry : object.entrySet()) {
            if (!entry.getKey().equals("type")) {
                spec = spec.with((String) entry.getKey(), entry.getValue());
            }
        }
        return spec;
    }

    /// A factory of the caller's comes first; else the type is a class of this package with a `fromSpec`, or an op.
    /// Layers are found by their package, so that a new one needs no entry here, and a file can name nothing else.
    private static Layer build(LayerSpec spec, Map<String, LayerFactory> factories) {
        LayerFactory factory = factories.get(spec.type());
        if (factory != null) {
            return factory.create(spec);
        }
        if (spec.type().equals("Sequential")) {
            spec.requireNoOthers(Set.of("layers"));
            return Sequential.uninitialized(parts(spec, factories));
        }
        if (spec.type().equals("Residual")) {
            spec.requireNoOthers(Set.of("name", "layers", "shortcut"));
            Object shortcut = spec.settings().get("shortcut");
            return Residual.uninitialized(
                    parts(spec, factories), shortcut == null ? null : build(fromJson(shortcut), factories),
                    spec.textOrNull("name"));
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

    private static List<Layer> parts(LayerSpec spec, Map<String, LayerFactory> factories) {
        if (!(spec.settings().get("layers") instanceof List<?> parts)) {
            throw new IllegalArgumentException("layer " + spec.type() + ": setting \"layers\" must be a list");
        }
        List<Layer> layers = new ArrayList<>();
        for (Object part : parts) {
            layers.add(build(fromJson(part), factories));
        }
        return layers;
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
