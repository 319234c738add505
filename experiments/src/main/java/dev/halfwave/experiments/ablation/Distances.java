package dev.halfwave.experiments.ablation;

import dev.halfwave.core.Tensor;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.train.Callback;
import dev.halfwave.nn.train.WeightDistance;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a study measures of the way that the weights went. The only place that knows which measures there are.
final class Distances {

    private static final String RELATIVE = ".relative";

    private Distances() {}

    /// Everything that depends on the weights before and now, in order.
    static Map<String, Double> between(Map<String, Tensor> initial, Sequential model) {
        return WeightDistance.between(initial, model);
    }

    /// The relative distances alone.
    static Map<String, Double> relative(Map<String, Tensor> initial, Sequential model) {
        Map<String, Double> values = new LinkedHashMap<>();
        WeightDistance.between(initial, model).forEach((name, value) -> {
            if (name.endsWith(RELATIVE)) {
                values.put(name, value);
            }
        });
        return values;
    }

    /// Those that must see every step; they record values of their own after each epoch, after all others.
    static List<Callback> perStep(Sequential model) {
        return List.of();
    }
}
