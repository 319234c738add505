package dev.halfwave.nn;

import dev.halfwave.core.Op;
import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.op.Relu;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Describes an op of `dev.halfwave.core.op` in a file and builds it again. Ops are found by their package, so that a
/// new one needs no entry anywhere; a file can name nothing else, so that no foreign object is ever built.
final class OpSpec {

    private static final String PACKAGE = Relu.class.getPackageName();
    private static final Set<Class<?>> KINDS = Set.of(int.class, boolean.class, float.class, double.class);
    private static final Set<String> NOT_IN_JSON = Set.of("NaN", "Infinity", "-Infinity");

    private OpSpec() {}

    /// The op's class name and its settings, which are the record's components.
    static LayerSpec describe(Op op) {
        LayerSpec spec = LayerSpec.of(op.name());
        boolean foreign = !op.getClass().getPackageName().equals(PACKAGE);
        if (foreign && isKnown(op.name())) {
            throw new UnsupportedOperationException("Sequential.save: op " + op.getClass().getName()
                    + " cannot be saved under the name " + op.name() + ", which is that of one of Halfwave's; override "
                    + "name()");
        }
        if (!op.getClass().isRecord()) {
            if (!foreign) {
                throw new UnsupportedOperationException("Sequential.save: op " + op + " cannot be described in a file");
            }
            return spec;
        }
        for (RecordComponent component : op.getClass().getRecordComponents()) {
            if (!KINDS.contains(component.getType()) && !isIntegers(component) && !isChoice(component)) {
                throw new UnsupportedOperationException("Sequential.save: op " + op + " cannot be described in a file, "
                        + "because its setting " + component.getName()
                        + " is no number, flag or list of integers; give "
                        + "it a layer of its own with a spec()");
            }
            spec = spec.with(component.getName(), writable(read(op, component)));
        }
        return spec;
    }

    /// Adds to a layer's description that of an op that is one of its settings: the op's class name as the setting
    /// `name`, and the op's own settings as `name.…`.
    static LayerSpec describe(Op op, LayerSpec spec, String name) {
        LayerSpec inner = describe(op);
        LayerSpec both = spec.with(name, inner.type());
        for (Map.Entry<String, Object> setting : inner.settings().entrySet()) {
            both = both.with(name + "." + setting.getKey(), setting.getValue());
        }
        return both;
    }

    /// The op that [#describe(Op, LayerSpec, String)] added.
    ///
    /// @throws IllegalArgumentException if it is none of Halfwave's, or a setting is missing or wrong
    static Op build(LayerSpec spec, String name) {
        String type = spec.text(name);
        if (!isKnown(type)) {
            throw new IllegalArgumentException("layer " + spec.type() + ": setting \"" + name
                    + "\" must name an op of Halfwave, but is " + type + "; give Sequential.load a factory for "
                    + spec.type());
        }
        Map<String, Object> settings = new LinkedHashMap<>();
        String prefix = name + ".";
        spec.settings().forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                settings.put(key.substring(prefix.length()), value);
            }
        });
        return build(new LayerSpec(type, settings));
    }

    /// A setting as a file holds it: a constant of an enum by its name; and so is a number that JSON has not.
    private static Object writable(Object setting) {
        return switch (setting) {
            case Enum<?> constant -> constant.name();
            case Float real when !Float.isFinite(real) -> real.toString();
            case Double real when !Double.isFinite(real) -> real.toString();
            default -> setting;
        };
    }

    /// Whether a file's type names an op that comes with Halfwave.
    static boolean isKnown(String type) {
        try {
            return type.matches("[A-Z][A-Za-z0-9]*") && opClass(type) != null;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /// @throws IllegalArgumentException if a setting is missing or wrong
    static Op build(LayerSpec spec) {
        try {
            Class<? extends Op> type = opClass(spec.type());
            RecordComponent[] components = type.getRecordComponents();
            Class<?>[] types = new Class<?>[components.length];
            Object[] values = new Object[components.length];
            for (int i = 0; i < components.length; i++) {
                types[i] = components[i].getType();
                values[i] = value(spec, components[i]);
            }
            return oneInput(spec, type.getConstructor(types).newInstance(values));
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException wrongSetting) {
                throw wrongSetting;
            }
            throw new IllegalArgumentException("layer " + spec.type() + " cannot be built", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("layer " + spec.type() + " cannot be built", e);
        }
    }

    /// A layer has one tensor for its op. One that takes more says so whatever their shapes are.
    private static Op oneInput(LayerSpec spec, Op op) {
        try {
            op.shape(Shape.SCALAR);
        } catch (ShapeMismatchException e) {
            return op; // another shape may fit
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "layer " + spec.type() + ": only an op of one input can be a layer; " + e.getMessage());
        }
        return op;
    }

    private static Class<? extends Op> opClass(String name) throws ClassNotFoundException {
        Class<?> type = Class.forName(PACKAGE + "." + name, false, Op.class.getClassLoader());
        if (!type.isRecord() || !Op.class.isAssignableFrom(type)) {
            throw new ClassNotFoundException(name);
        }
        return type.asSubclass(Op.class);
    }

    private static Object value(LayerSpec spec, RecordComponent component) {
        Class<?> type = component.getType();
        String name = component.getName();
        if (type == int.class) {
            return spec.integer(name);
        }
        if (type == boolean.class) {
            return spec.flag(name);
        }
        if (type == float.class) {
            return (float) number(spec, name);
        }
        if (type == double.class) {
            return number(spec, name);
        }
        if (isChoice(component)) {
            return choice(spec, name, type);
        }
        if (isIntegers(component)) {
            return spec.integers(name);
        }
        throw new IllegalArgumentException("layer " + spec.type() + " cannot be described in a file");
    }

    private static double number(LayerSpec spec, String name) {
        boolean named = spec.settings().get(name) instanceof String text && NOT_IN_JSON.contains(text);
        return named ? Double.parseDouble(spec.text(name)) : spec.number(name);
    }

    /// A constant of an enum by its name, letter for letter.
    static <E> E choice(LayerSpec spec, String name, Class<E> type) {
        String text = spec.text(name);
        List<String> names = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            names.add(((Enum<?>) constant).name());
            if (names.getLast().equals(text)) {
                return constant;
            }
        }
        throw new IllegalArgumentException("layer " + spec.type() + ": setting \"" + name + "\" must be one of "
                + String.join(", ", names) + ", but is " + text);
    }

    /// Whether a setting is one of the constants of an enum that comes with Halfwave's ops.
    private static boolean isChoice(RecordComponent component) {
        return component.getType().isEnum() && component.getType().getPackageName().equals(PACKAGE);
    }

    private static boolean isIntegers(RecordComponent component) {
        return component.getGenericType().getTypeName().equals("java.util.List<java.lang.Integer>");
    }

    private static Object read(Op op, RecordComponent component) {
        try {
            return component.getAccessor().invoke(op);
        } catch (ReflectiveOperationException e) {
            throw new UnsupportedOperationException("Sequential.save: op " + op + " cannot be described in a file, "
                    + "because its settings cannot be read: make the record public and export its package, or give it a layer "
                    + "of its own with a spec()", e);
        }
    }
}
