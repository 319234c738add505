package dev.halfwave.nn;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.nn.io.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// The attributes and tensors of one call of a PyTorch function. Whoever maps the call to Halfwave asks for them by
/// name, and what nobody asked for is [unknown][#requireAllKnown]: nothing in a file is ignored.
final class GoldenCase {

    /// Why a case says nothing about Halfwave.
    static final class Skipped extends RuntimeException {

        private static final long serialVersionUID = 1;

        Skipped(String reason) {
            super(reason);
        }
    }

    /// Where a tensor's elements stand: in an array of their own, or in the middle of one whose other elements are NaN,
    /// which shows in whatever touches them.
    enum Placement { WHOLE_ARRAY, AMONG_NAN }

    private final Map<String, Object> attributes = new LinkedHashMap<>();
    private final Map<String, Tensor> arguments = new LinkedHashMap<>();
    private final Map<String, Tensor> gradients = new LinkedHashMap<>();
    private final TreeSet<String> unknownAttributes = new TreeSet<>();
    private final TreeSet<String> unknownArguments = new TreeSet<>();

    /// @param json the attributes
    /// @param tensors by name without the case: `input`, `output`, `grad_output`, `grad.input`
    GoldenCase(String json, Map<String, Tensor> tensors, Placement placement) {
        if (!(Json.parse(json) instanceof Map<?, ?> object)) {
            throw new IllegalArgumentException("the attributes must be a JSON object, but are " + json);
        }
        object.forEach((name, value) -> attributes.put((String) name, value));
        unknownAttributes.addAll(attributes.keySet());
        tensors.forEach((name, tensor) -> {
            if (name.startsWith("grad.")) {
                gradients.put(name.substring("grad.".length()), tensor);
            } else if (!name.equals("output") && !name.equals("grad_output")) {
                Tensor placed = place(tensor, placement);
                boolean differentiated = tensors.containsKey("grad." + name);
                arguments.put(name, differentiated ? placed.requiringGradient() : placed);
            }
        });
        unknownArguments.addAll(arguments.keySet());
    }

    static Tensor place(Tensor tensor, Placement placement) {
        if (placement == Placement.WHOLE_ARRAY) {
            return tensor;
        }
        int before = 5; // odd: no vector boundary
        Tensor memory = Tensor.full(Shape.of(before + tensor.size() + 3), Float.NaN);
        System.arraycopy(tensor.data(), tensor.offset(), memory.data(), before, tensor.size());
        return Tensor.wrap(memory.data(), before, tensor.shape());
    }

    /// PyTorch's gradients by argument.
    Map<String, Tensor> expectedGradients() {
        return gradients;
    }

    // ---- arguments

    /// An argument. It requires a gradient where the file has one.
    Tensor tensor(String name) {
        unknownArguments.remove(name);
        Tensor tensor = arguments.get(name);
        if (tensor == null && present(name) instanceof Number number) {
            unknownAttributes.remove(name);
            return Tensor.scalar(number.floatValue()); // a Python number in place of a tensor
        }
        if (tensor == null) {
            throw new Skipped("no tensor " + name);
        }
        return tensor;
    }

    /// The members of an argument that is a list: `tensors.0`, `tensors.1`.
    Tensor[] tensors(String name) {
        List<Tensor> members = new ArrayList<>();
        while (arguments.containsKey(name + "." + members.size())) {
            members.add(tensor(name + "." + members.size()));
        }
        if (members.isEmpty()) {
            throw new Skipped("no tensors " + name + ".0, ...");
        }
        return members.toArray(Tensor[]::new);
    }

    // ---- attributes; None is the same as absent

    /// Whether there is an attribute or an argument of this name.
    boolean has(String name) {
        return arguments.containsKey(name) || present(name) != null;
    }

    /// An empty list is PyTorch's C++ way to leave a stride out.
    int integer(String name, int absent) {
        Object value = present(name);
        return value == null || value.equals(List.of()) ? absent : integer(name);
    }

    /// A whole number, which may come as a list of one.
    int integer(String name) {
        Object value = required(name);
        if (value instanceof List<?> list && list.size() == 1) {
            value = list.getFirst();
        }
        if (value instanceof Long whole && whole == whole.intValue()) {
            return whole.intValue();
        }
        throw new Skipped(name + " " + Json.write(value));
    }

    int[] integers(String name) {
        Object value = required(name);
        List<?> list = value instanceof List<?> several ? several : List.of(value);
        int[] integers = new int[list.size()];
        for (int i = 0; i < integers.length; i++) {
            if (!(list.get(i) instanceof Long whole) || whole != whole.intValue()) {
                throw new Skipped(name + " " + Json.write(value));
            }
            integers[i] = whole.intValue();
        }
        return integers;
    }

    boolean flag(String name, boolean absent) {
        Object value = present(name);
        if (value == null || value instanceof Boolean) {
            return value == null ? absent : (Boolean) value;
        }
        throw new Skipped(name + " " + Json.write(value));
    }

    double number(String name, double absent) {
        Object value = present(name);
        if (value == null || value instanceof Number) {
            return value == null ? absent : ((Number) value).doubleValue();
        }
        throw new Skipped(name + " " + Json.write(value));
    }

    String text(String name, String absent) {
        Object value = present(name);
        if (value == null || value instanceof String) {
            return value == null ? absent : (String) value;
        }
        throw new Skipped(name + " " + Json.write(value));
    }

    /// An attribute as JSON has it.
    Object attribute(String name) {
        return required(name);
    }

    boolean isText(String name) {
        return present(name) instanceof String;
    }

    /// Accepts an attribute only where it asks for nothing: absent, None or one of these values.
    void requireDefault(String name, Object... harmless) {
        Object value = present(name);
        if (value != null && !List.of(harmless).contains(value)) {
            throw new Skipped(name + " " + Json.write(value));
        }
    }

    private Object present(String name) {
        if (attributes.containsKey(name) && !arguments.containsKey(name)) {
            unknownAttributes.remove(name);
        }
        return attributes.get(name);
    }

    private Object required(String name) {
        Object value = present(name);
        if (value == null) {
            throw new Skipped("no " + name);
        }
        return value;
    }

    /// @throws Skipped if something in this case was not asked for
    void requireAllKnown() {
        if (!unknownAttributes.isEmpty()) {
            throw new Skipped("unknown attribute " + String.join(", ", unknownAttributes));
        }
        if (!unknownArguments.isEmpty()) {
            throw new Skipped("unknown argument " + String.join(", ", unknownArguments));
        }
    }
}
