package dev.halfwave.nn.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// What was measured at the end of every epoch. Immutable; epochs count from 1.
///
/// @param epochs one per epoch, in order
public record History(List<Entry> epochs) {

    /// One epoch's values by name, in the order in which they were recorded.
    ///
    /// @param epoch from 1
    /// @param values such as `loss` and `accuracy`
    public record Entry(int epoch, Map<String, Double> values) {

        /// Copies the values.
        public Entry {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }
    }

    /// Copies the list.
    public History {
        epochs = List.copyOf(epochs);
    }

    /// The values of one name over the epochs that recorded it.
    public List<Double> values(String name) {
        List<Double> values = new ArrayList<>();
        for (Entry entry : epochs) {
            if (entry.values().containsKey(name)) {
                values.add(entry.values().get(name));
            }
        }
        return values;
    }

    /// The last value of this name, if any.
    public OptionalDouble last(String name) {
        List<Double> values = values(name);
        return values.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(values.getLast());
    }

    /// The epoch with the lowest value of this name, the first of them where several have it. NaN is not a value; empty
    /// where there is none.
    public Optional<Entry> lowest(String name) {
        return best(name, -1);
    }

    /// The epoch with the highest value of this name, the first of them where several have it. NaN is not a value; empty
    /// where there is none.
    public Optional<Entry> highest(String name) {
        return best(name, 1);
    }

    private Optional<Entry> best(String name, int sign) {
        Entry best = null;
        double most = Double.NaN;
        for (Entry entry : epochs) {
            double value = sign * entry.values().getOrDefault(name, Double.NaN);
            if (!Double.isNaN(value) && (best == null || value > most)) {
                best = entry;
                most = value;
            }
        }
        return Optional.ofNullable(best);
    }
}
