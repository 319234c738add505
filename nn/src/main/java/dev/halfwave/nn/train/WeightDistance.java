package dev.halfwave.nn.train;

import dev.halfwave.core.Tensor;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.Sequential;
import java.util.LinkedHashMap;
import java.util.Map;

/// Measures after every epoch how far training has moved the weights from where they began.
///
/// | name in the history        | value                                          |
/// |----------------------------|------------------------------------------------|
/// | `distance.conv1.l2`        | ‖W − W₀‖₂ of the layer's weight (its kernel)   |
/// | `distance.conv1.relative`  | ‖W − W₀‖₂ / ‖W₀‖₂                              |
/// | `distance.conv1.cosine`    | ⟨W, W₀⟩ / (‖W‖₂ ‖W₀‖₂)                         |
/// | `distance.conv1.bias.l2` … | the same for any other parameter of the layer  |
/// | `distance.total.l2` …      | the same over all parameters together          |
///
/// A value that is not defined (the relative distance of a bias that began at 0) is left out. Sums run in double in
/// the order of the elements.
public final class WeightDistance implements Callback {

    /// Measures every parameter; states are left out.
    public WeightDistance() {}

    @Override
    public void onEpoch(Run run, Epoch epoch) {
        between(run.initialWeights(), run.model()).forEach(epoch::record);
    }

    /// The distances of a model from earlier values of its parameters.
    ///
    /// @param initial by full name, such as `conv1.weight`
    /// @throws IllegalArgumentException if those of a parameter are missing
    public static Map<String, Double> between(Map<String, Tensor> initial, Sequential model) {
        Map<String, Double> values = new LinkedHashMap<>();
        Sums total = new Sums();
        for (Parameter parameter : model.parameters()) {
            if (!parameter.isState()) {
                Tensor before = initial.get(parameter.name());
                if (before == null) {
                    throw new IllegalArgumentException(
                            "WeightDistance: there are no earlier values of " + parameter.name());
                }
                Sums sums = new Sums();
                sums.add(before, parameter.tensor());
                total.add(sums);
                sums.putInto(values, "distance." + label(parameter.name()));
            }
        }
        total.putInto(values, "distance.total");
        return values;
    }

    /// `conv1` for `conv1.weight`, `conv1.bias` for any other.
    private static String label(String name) {
        return name.endsWith(".weight") ? name.substring(0, name.length() - ".weight".length()) : name;
    }

    private static final class Sums {
        private double difference;
        private double before;
        private double after;
        private double product;

        void add(Tensor initial, Tensor now) {
            for (int i = 0; i < now.size(); i++) {
                double a = initial.get(i);
                double b = now.get(i);
                difference += (b - a) * (b - a);
                before += a * a;
                after += b * b;
                product += a * b;
            }
        }

        void add(Sums other) {
            difference += other.difference;
            before += other.before;
            after += other.after;
            product += other.product;
        }

        void putInto(Map<String, Double> values, String name) {
            values.put(name + ".l2", Math.sqrt(difference));
            if (before > 0) {
                values.put(name + ".relative", Math.sqrt(difference) / Math.sqrt(before));
            }
            if (before > 0 && after > 0) {
                values.put(name + ".cosine", product / (Math.sqrt(before) * Math.sqrt(after)));
            }
        }
    }
}
