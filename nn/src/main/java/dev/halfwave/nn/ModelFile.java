package dev.halfwave.nn;

import dev.halfwave.core.Tensor;
import dev.halfwave.nn.io.Json;
import dev.halfwave.nn.io.Printable;
import dev.halfwave.nn.io.SafeTensors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

    /// Of about 20,000 tensors. What a hostile header says takes up to forty times its length in memory.
    private static final int MAX_HEADER_BYTES = 1 << 21;

    private static final int MOST_SHOWN = 400;

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
        SafeTensors file = SafeTensors.read(path, name -> true, MAX_HEADER_BYTES);
        String architecture = file.metadata().get(ARCHITECTURE);
        if (architecture == null) {
            throw new IOException(path + ": holds no " + ARCHITECTURE
                    + " in its metadata; it was not written by Sequential.save");
        }
        String version = file.metadata().get(FORMAT);
        if (!VERSION.equals(version)) {
            throw new IOException(path + ": is of format " + shown(version) + ", but this version of Halfwave reads "
                    + "format " + VERSION);
        }
        String hash = sha256(architecture);
        String written = file.metadata().getOrDefault(ARCHITECTURE_SHA256, hash);
        if (!written.equals(hash)) {
            throw new IOException(path + ": " + ARCHITECTURE + " has the SHA-256 " + hash + ", not " + shown(written)
                    + " as when it was written; the file is damaged, or was changed by hand, when "
                    + ARCHITECTURE_SHA256 + " must be removed");
        }
        Sequential model;
        try {
            model = ModelBuilder.build(Json.parse(architecture), factories);
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    path + ": the architecture cannot be built: " + Printable.of(e.getMessage() + "", MOST_SHOWN));
        }
        String prefix = file.metadata().getOrDefault(PREFIX, "");
        List<Parameter> parameters = model.parameters();
        List<String> problems = problems(model, prefix, file.tensors());
        if (!problems.isEmpty()) {
            throw new IOException(path + ": does not fit its architecture: " + inWords(problems));
        }
        for (Parameter parameter : parameters) {
            parameter.set(file.tensors().get(prefix + parameter.name()));
        }
        return model;
    }

    /// What is missing, of another shape, or of no layer.
    private static List<String> problems(Sequential model, String prefix, Map<String, Tensor> tensors) {
        List<String> problems = new ArrayList<>();
        for (Parameter parameter : model.parameters()) {
            String name = prefix + parameter.name();
            Tensor saved = tensors.get(name);
            if (saved == null) {
                problems.add(shown(name) + " is missing");
            } else if (!saved.shape().equals(parameter.shape())) {
                problems.add(shown(name) + " must have shape " + shown(parameter.shape() + "") + ", but has "
                        + shown(saved.shape() + ""));
            }
        }
        for (String name : tensors.keySet()) {
            if (name.startsWith(prefix) && !model.parametersByOwnName().containsKey(name.substring(prefix.length()))) {
                problems.add(shown(name) + " belongs to no layer");
            }
        }
        return problems;
    }

    /// As many as one can read.
    private static String inWords(List<String> problems) {
        StringBuilder words = new StringBuilder(problems.getFirst());
        for (int i = 1; i < problems.size(); i++) {
            if (words.length() + problems.get(i).length() > MOST_SHOWN) {
                return words.append("; and ").append(problems.size() - i).append(" more").toString();
            }
            words.append("; ").append(problems.get(i));
        }
        return words.toString();
    }

    /// A name, a shape or a hash for a message.
    private static String shown(@Nullable String text) {
        return Printable.of(text + "", 100);
    }

    static Map<String, Object> toJson(LayerSpec spec) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("type", spec.type());
        json.putAll(spec.settings());
        return json;
    }
}
