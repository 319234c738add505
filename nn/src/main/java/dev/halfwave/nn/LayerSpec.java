package dev.halfwave.nn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A layer as a file describes it: a type and named settings, which are strings, booleans, numbers and lists.
///
/// Reading is strict: a setting that is missing or of another kind is an [IllegalArgumentException] that says which.
///
/// @param type the layer's class name without package, or the name under which a factory is given to
///     `Sequential.load`
/// @param settings by name, in order
public record LayerSpec(String type, Map<String, Object> settings) {

    /// Copies the settings.
    ///
    /// @throws IllegalArgumentException if a setting is named `type`, which a file uses for the type
    public LayerSpec {
        if (settings.containsKey("type")) {
            throw new IllegalArgumentException("LayerSpec: a setting of layer " + type + " cannot be named type");
        }
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /// A type without settings; add them with [#with].
    public static LayerSpec of(String type) {
        return new LayerSpec(type, Map.of());
    }

    /// This description with one more setting; a null value leaves it out.
    public LayerSpec with(String name, @Nullable Object value) {
        if (value == null) {
            return this;
        }
        Map<String, Object> more = new LinkedHashMap<>(settings);
        more.put(name, value);
        return new LayerSpec(type, more);
    }

    /// A whole number.
    public int integer(String name) {
        Object value = require(name);
        if (value instanceof Number number && number.doubleValue() == number.intValue()) {
            return number.intValue();
        }
        throw wrong(name, "a whole number", value);
    }

    /// A list of whole numbers.
    public List<Integer> integers(String name) {
        Object value = require(name);
        if (!(value instanceof List<?> list)) {
            throw wrong(name, "a list of whole numbers", value);
        }
        List<Integer> integers = new ArrayList<>();
        for (Object item : list) {
            if (!(item instanceof Number number) || number.doubleValue() != number.intValue()) {
                throw wrong(name, "a list of whole numbers", value);
            }
            integers.add(number.intValue());
        }
        return integers;
    }

    /// A number.
    public double number(String name) {
        Object value = require(name);
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw wrong(name, "a number", value);
    }

    /// True or false.
    public boolean flag(String name) {
        Object value = require(name);
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw wrong(name, "true or false", value);
    }

    /// A text.
    public String text(String name) {
        Object value = require(name);
        if (value instanceof String text) {
            return text;
        }
        throw wrong(name, "a text", value);
    }

    /// A text, or null where the setting is left out.
    public @Nullable String textOrNull(String name) {
        return settings.containsKey(name) ? text(name) : null;
    }

    /// @throws IllegalArgumentException if there is a setting besides these
    void requireNoOthers(Set<String> names) {
        for (String name : settings.keySet()) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException("layer " + type + ": setting \"" + name + "\" has no meaning here; "
                        + "the file is damaged, or of another version of Halfwave");
            }
        }
    }

    private Object require(String name) {
        Object value = settings.get(name);
        if (value == null) {
            throw new IllegalArgumentException("layer " + type + ": setting \"" + name + "\" is missing");
        }
        return value;
    }

    private IllegalArgumentException wrong(String name, String expected, Object value) {
        return new IllegalArgumentException(
                "layer " + type + ": setting \"" + name + "\" must be " + expected + ", but is " + value);
    }
}
