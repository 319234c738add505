package dev.halfwave.experiments.study;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The JSON of a run folder. What is read back may have been cut off or edited, so that every access checks.
final class Json {

    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    // The same line ends on every system.
    private static final ObjectWriter WRITER = MAPPER.writer()
            .with(new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")));

    private Json() {}

    /// A file is not what it should be. The message continues `... is damaged: `.
    static final class MalformedException extends Exception {

        MalformedException(String message) {
            super(message);
        }
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    static ObjectNode object(Map<String, String> texts) {
        ObjectNode object = object();
        texts.forEach(object::put);
        return object;
    }

    /// Texts, numbers, booleans, and lists and maps of these.
    static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    /// The indented text of a file.
    static String text(JsonNode node) {
        return WRITER.writeValueAsString(node) + "\n";
    }

    static JsonNode parse(byte[] bytes) throws MalformedException {
        if (bytes.length == 0) {
            throw new MalformedException("it is empty");
        }
        try {
            return MAPPER.readTree(bytes);
        } catch (JacksonException e) {
            TokenStreamLocation place = e.getLocation();
            // Not every early end has an exception of its own, and one after `0.` is reported at the point.
            throw new MalformedException(place.getByteOffset() >= bytes.length - 1
                    ? "it is cut off in line " + place.getLineNr()
                    : "line " + place.getLineNr() + ", column " + place.getColumnNr() + " is not JSON");
        }
    }

    static JsonNode field(JsonNode object, String name) throws MalformedException {
        JsonNode value = object.get(name);
        if (value == null) {
            throw new MalformedException("it has no field " + name);
        }
        return value;
    }

    static String string(JsonNode object, String name) throws MalformedException {
        JsonNode value = field(object, name);
        if (!value.isString()) {
            throw new MalformedException("its field " + name + " is not a text");
        }
        return value.stringValue();
    }

    static long wholeNumber(JsonNode value, String name) throws MalformedException {
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new MalformedException("its field " + name + " is not a whole number");
        }
        return value.longValue();
    }

    static double number(JsonNode value, String name) throws MalformedException {
        if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
            throw new MalformedException("its field " + name + " is not a number");
        }
        return value.doubleValue();
    }

    static List<JsonNode> list(JsonNode object, String name) throws MalformedException {
        JsonNode value = field(object, name);
        if (!value.isArray()) {
            throw new MalformedException("its field " + name + " is not a list");
        }
        return List.copyOf(value.values());
    }

    /// The fields of an object in their order.
    static Map<String, JsonNode> fields(JsonNode object) throws MalformedException {
        if (!object.isObject()) {
            throw new MalformedException("it has a value where an object should be");
        }
        Map<String, JsonNode> fields = new LinkedHashMap<>();
        object.properties().forEach(entry -> fields.put(entry.getKey(), entry.getValue()));
        return fields;
    }

    /// The fields of an object that holds nothing but texts.
    static Map<String, String> strings(JsonNode object) throws MalformedException {
        Map<String, String> strings = new LinkedHashMap<>();
        for (String key : fields(object).keySet()) {
            strings.put(key, string(object, key));
        }
        return strings;
    }
}
