package dev.halfwave.nn.optim;

import dev.halfwave.core.Gradients;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.nn.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What an optimizer remembers per parameter, by name, starting at zeros.
final class Slots {

    private final String prefix;
    private final Map<String, Tensor> slots = new LinkedHashMap<>();

    /// @param prefix of the names in a checkpoint
    Slots(String prefix) {
        this.prefix = prefix;
    }

    /// The parameters that a step changes: those that are trained and have a gradient.
    static List<Parameter> trained(List<Parameter> parameters, Gradients gradients) {
        List<Parameter> trained = new ArrayList<>(parameters.size());
        for (Parameter parameter : parameters) {
            if (parameter.isTrained() && gradients.contains(parameter.tensor())) {
                trained.add(parameter);
            }
        }
        return trained;
    }

    static List<Tensor> tensors(List<Parameter> parameters) {
        List<Tensor> tensors = new ArrayList<>(parameters.size());
        for (Parameter parameter : parameters) {
            tensors.add(parameter.tensor());
        }
        return tensors;
    }

    /// Makes what these parameters do not have yet. After it, several threads may ask for them.
    ///
    /// @throws ShapeMismatchException if a slot was restored from a file that does not fit
    void makeFor(List<Parameter> parameters) {
        for (Parameter parameter : parameters) {
            Tensor slot = slots.computeIfAbsent(parameter.name(), name -> Tensor.zeros(parameter.shape()));
            if (!slot.shape().equals(parameter.shape())) {
                throw new ShapeMismatchException(
                        "Optimizer", parameter + " expects a state of its shape", prefix + "* is " + slot.shape());
            }
        }
    }

    /// What is remembered for a parameter that [#makeFor] has seen.
    Tensor of(Parameter parameter) {
        return Objects.requireNonNull(slots.get(parameter.name()));
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
