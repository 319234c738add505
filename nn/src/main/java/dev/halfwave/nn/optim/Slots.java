package dev.halfwave.nn.optim;

import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.nn.Parameter;
import java.util.LinkedHashMap;
import java.util.Map;

/// What an optimizer remembers per parameter, by name, starting at zeros.
final class Slots {

    private final String prefix;
    private final Map<String, Tensor> slots = new LinkedHashMap<>();

    /// @param prefix of the names in a checkpoint
    Slots(String prefix) {
        this.prefix = prefix;
    }

    Tensor of(Parameter parameter) {
        Tensor slot = slots.computeIfAbsent(parameter.name(), name -> Tensor.zeros(parameter.shape()));
        if (!slot.shape().equals(parameter.shape())) { // restored from a file that does not fit
            throw new ShapeMismatchException(
                    "Optimizer", parameter + " expects a state of its shape", prefix + "* is " + slot.shape());
        }
        return slot;
    }

    void putInto(Map<String, Tensor> state) {
        slots.forEach((name, slot) -> state.put(prefix + name, slot));
    }

    void takeFrom(Map<String, Tensor> state) {
        slots.clear();
        state.forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                slots.put(name.substring(prefix.length()), tensor.copy());
            }
        });
    }

    /// @throws IllegalArgumentException if the state holds what none of these slots wrote
    static void requireKnown(String optimizer, Map<String, Tensor> state, Slots... all) {
        for (String name : state.keySet()) {
            boolean known = false;
            for (Slots slots : all) {
                known |= name.startsWith(slots.prefix);
            }
            if (!known) {
                throw new IllegalArgumentException(
                        optimizer + ": the state is of another optimizer; unknown is " + name);
            }
        }
    }

    static double requirePositive(String optimizer, String setting, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(optimizer + ": " + setting + " must be positive, but is " + value);
        }
        return value;
    }

    static double requireShare(String optimizer, String setting, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(optimizer + ": " + setting + " must be in [0, 1), but is " + value);
        }
        return value;
    }
}
