package dev.halfwave.experiments.ablation;

import dev.halfwave.core.Tensor;
import dev.halfwave.experiments.distance.PathLength;
import dev.halfwave.experiments.distance.ProbeMeasure;
import dev.halfwave.experiments.distance.ProbeMeasures;
import dev.halfwave.experiments.distance.WeightMeasure;
import dev.halfwave.experiments.distance.WeightMeasures;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.data.Dataset;
import dev.halfwave.nn.train.Callback;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a trial measures of the way that its weights go, and of what that does to the model's function. The only place
/// that knows which measures a study takes.
final class Distances {

    /// So many samples have a tangent kernel.
    private static final int MOST_SAMPLES = 64;

    private static final WeightMeasures RELATIVE = WeightMeasures.of(WeightMeasure.RELATIVE);
    private static final WeightMeasures CHEAP = WeightMeasures.of(
            WeightMeasure.L2, WeightMeasure.RELATIVE, WeightMeasure.COSINE, WeightMeasure.NORM_RATIO,
            WeightMeasure.SIGN_FLIPS);

    private final boolean all;
    private final Tensor probe;

    private Distances(boolean all, Tensor probe) {
        this.all = all;
        this.probe = probe;
    }

    /// @param all whether those are taken, too, that cost more than a step of training
    /// @param probe the samples on which the model's function is measured; the first 64 count
    static Distances of(boolean all, Dataset probe) {
        return new Distances(all, probe.inputs().slice(0, Math.min(MOST_SAMPLES, probe.size())));
    }

    /// Everything that follows from the weights before and now.
    Map<String, Double> between(Map<String, Tensor> initial, Sequential model) {
        return (all ? WeightMeasures.standard() : CHEAP).between(initial, model);
    }

    /// The relative distances alone.
    static Map<String, Double> relative(Map<String, Tensor> initial, Sequential model) {
        return RELATIVE.between(initial, model);
    }

    /// Those that must see every step, or the model itself. They record after each epoch what they find.
    List<Callback> callbacks(Sequential model) {
        List<Callback> callbacks = new ArrayList<>(List.of(PathLength.of(model)));
        if (all) {
            callbacks.add(onProbe());
        }
        return callbacks;
    }

    private ProbeMeasures onProbe() {
        return ProbeMeasures.of(probe, ProbeMeasure.values());
    }

    /// The names of all that can be measured of this model, also of what is not defined before anything has moved.
    ///
    /// @throws IllegalArgumentException if the model does not allow one of the measures; the message says why
    Set<String> names(Map<String, Tensor> weights, Sequential model) {
        Set<String> names = new LinkedHashSet<>(between(weights, model).keySet());
        for (String path : PathLength.of(model).values().keySet()) {
            names.add(path);
            names.add(path.replaceFirst("\\.path$", ".straightness"));
        }
        if (all) {
            names.addAll(onProbe().from(model).to(model).keySet());
            names.add("distance.total.linearisationError");
        }
        return names;
    }
}
