package dev.halfwave.nn.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// A model's loss and metrics on a data set.
///
/// @param loss the mean over terms
/// @param metrics each the mean over samples, by name
public record Evaluation(double loss, Map<String, Double> metrics) {

    /// Copies the metrics.
    public Evaluation {
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    }

    /// The metric of this name.
    ///
    /// @throws IllegalArgumentException if it was not measured
    public double metric(String name) {
        Double value = metrics.get(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "Evaluation: there is no metric " + name + ", but " + metrics.keySet());
        }
        return value;
    }
}
