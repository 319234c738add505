package dev.halfwave.nn.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An epoch that has just ended, while callbacks record what they measure.
public final class Epoch {

    private final int number;
    private final Map<String, Double> values;

    Epoch(int number, Map<String, Double> values) {
        this.number = number;
        this.values = new LinkedHashMap<>(values);
    }

    /// From 1.
    public int number() {
        return number;
    }

    /// Adds a value to the history of this epoch.
    ///
    /// @throws IllegalArgumentException if the name is taken
    public void record(String name, double value) {
        if (values.putIfAbsent(name, value) != null) {
            throw new IllegalArgumentException("Epoch.record: two values of epoch " + number + " are named " + name);
        }
    }

    /// The value recorded under this name, or null.
    public @Nullable Double value(String name) {
        return values.get(name);
    }

    /// All values recorded so far, in order.
    public Map<String, Double> values() {
        return Collections.unmodifiableMap(values);
    }
}
