package dev.halfwave.experiments.distance;

import dev.halfwave.core.Tensor;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.train.Callback;
import dev.halfwave.nn.train.Epoch;
import dev.halfwave.nn.train.Run;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/// Measures how a model's weights differ from those it began with, by the names of a run's metrics.
///
/// ```java
/// Map<String, Double> values = WeightMeasures.standard().between(initial, model);
/// values.get("distance.conv1.relative");
///
/// trainer.withCallbacks(WeightMeasures.of(WeightMeasure.RELATIVE, WeightMeasure.STABLE_RANK)) // after every epoch
/// ```
///
/// | name                      | of                                          |
/// |---------------------------|---------------------------------------------|
/// | `distance.conv1.relative` | the layer's weight (its kernel)             |
/// | `distance.conv1.bias.l2`  | any other parameter of the layer            |
/// | `distance.total.l2`       | all parameters together                     |
///
/// The order is that of the parameters, then `total`; for each that of [WeightMeasure]. What is not defined (the
/// relative distance of a bias that began at 0, the rank of a bias) is left out. States are no weights. Immutable.
///
/// [PathLength] measures what depends on every step.
public final class WeightMeasures implements Callback {

    private final Set<WeightMeasure> measures;

    private WeightMeasures(Set<WeightMeasure> measures) {
        this.measures = measures;
    }

    /// All of [WeightMeasure].
    public static WeightMeasures standard() {
        return new WeightMeasures(Collections.unmodifiableSet(EnumSet.allOf(WeightMeasure.class)));
    }

    /// The measures that are named.
    ///
    /// @throws IllegalArgumentException if there are none
    public static WeightMeasures of(WeightMeasure... measures) {
        if (measures.length == 0) {
            throw new IllegalArgumentException("WeightMeasures: there is nothing to measure; name a measure");
        }
        return new WeightMeasures(Collections.unmodifiableSet(EnumSet.copyOf(List.of(measures))));
    }

    @Override
    public void onEpoch(Run run, Epoch epoch) {
        between(run.initialWeights(), run.model()).forEach(epoch::record);
    }

    /// The measures of a model, compared with earlier values of its parameters.
    ///
    /// @param initial by full name, such as `conv1.weight`
    /// @return by name, in order; the caller's
    /// @throws IllegalArgumentException if those of a parameter are missing or have another shape, or a weight whose
    ///     rank is measured is not finite
    public Map<String, Double> between(Map<String, Tensor> initial, Sequential model) {
        Map<String, Double> values = new LinkedHashMap<>();
        Displacement total = Displacement.NONE;
        for (Parameter parameter : model.parameters()) {
            if (!parameter.isState()) {
                WeightChange change = WeightChange.of(before("WeightMeasures", initial, parameter), parameter.tensor());
                total = total.plus(change.displacement());
                put(change, label(parameter), values);
            }
        }
        put(WeightChange.total(total), "total", values);
        return values;
    }

    private void put(WeightChange change, String label, Map<String, Double> values) {
        for (WeightMeasure measure : measures) {
            OptionalDouble value = measure.of(change);
            if (value.isPresent()) {
                values.put("distance." + label + "." + measure.key(), value.getAsDouble());
            }
        }
    }

    static Tensor before(String operation, Map<String, Tensor> initial, Parameter parameter) {
        Tensor before = initial.get(parameter.name());
        if (before == null) {
            throw new IllegalArgumentException(operation + ": there are no earlier values of " + parameter.name());
        }
        return before;
    }

    /// `conv1` for `conv1.weight`, `conv1.bias` for any other.
    static String label(Parameter parameter) {
        String name = parameter.name();
        return name.endsWith(".weight") ? name.substring(0, name.length() - ".weight".length()) : name;
    }
}
