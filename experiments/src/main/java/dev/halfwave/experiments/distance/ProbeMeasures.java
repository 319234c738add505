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
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Measures how a model's function differs from what it was at the start, on a fixed probe batch: not how far the
/// weights moved, but what that did.
///
/// ```java
/// trainer.withCallbacks(ProbeMeasures.of(probe, ProbeMeasure.GATE_FLIPS, ProbeMeasure.TANGENT_KERNEL))
///
/// ProbeMeasures.Reference start = ProbeMeasures.of(probe, ProbeMeasure.CKA).from(model); // or by hand
/// ... // training
/// start.to(model).get("distance.relu1.cka");
/// ```
///
/// As a callback it records after every epoch, compared with the initial weights of the training, also of one that is
/// resumed. What is not defined is left out.
///
/// Not thread-safe as a callback; a [Reference] is immutable.
public final class ProbeMeasures implements Callback {

    private final Tensor probe;
    private final Set<ProbeMeasure> measures;
    private @Nullable Reference start;

    private ProbeMeasures(Tensor probe, Set<ProbeMeasure> measures) {
        this.probe = probe;
        this.measures = measures;
    }

    /// Measures on these inputs, which are copied.
    ///
    /// @param probe axis 0 is the batch; at most 64 samples for `TANGENT_KERNEL` and `LINEARISATION_ERROR`, and 2 or
    ///     more for `CKA`
    /// @throws IllegalArgumentException if no measure is named
    public static ProbeMeasures of(Tensor probe, ProbeMeasure... measures) {
        if (measures.length == 0) {
            throw new IllegalArgumentException("ProbeMeasures: there is nothing to measure; name a measure");
        }
        return new ProbeMeasures(probe.copy(), Collections.unmodifiableSet(EnumSet.copyOf(List.of(measures))));
    }

    /// What later models are compared with: this one, where it stands.
    ///
    /// @throws dev.halfwave.core.ShapeMismatchException if the probe does not fit the model
    /// @throws IllegalArgumentException if a measure cannot be taken of this model or probe; the message says why
    public Reference from(Sequential model) {
        return new Reference(probe, measures, model);
    }

    @Override
    public void onStart(Run run) {
        start = withWeights(run.model(), run.initialWeights(), () -> from(run.model()));
    }

    /// A resumed training stands elsewhere than at its initial weights, to which it returns for a moment.
    private static Reference withWeights(Sequential model, Map<String, Tensor> weights, Supplier<Reference> measure) {
        Map<Parameter, Tensor> now = new LinkedHashMap<>();
        model.parameters().forEach(parameter -> now.put(parameter, parameter.tensor().copy()));
        try {
            for (Parameter parameter : now.keySet()) {
                parameter.set(WeightMeasures.before("ProbeMeasures", weights, parameter));
            }
            return measure.get();
        } finally {
            now.forEach(Parameter::set);
        }
    }

    /// @throws IllegalStateException if the training was never seen to start
    @Override
    public void onEpoch(Run run, Epoch epoch) {
        if (start == null) {
            throw new IllegalStateException(
                    "ProbeMeasures: epoch " + epoch.number() + " ended before the training started");
        }
        start.to(run.model()).forEach(epoch::record);
    }

    /// How a model behaved on the probe at one time. Immutable.
    public static final class Reference {

        private final Tensor probe;
        private final Set<ProbeMeasure> measures;
        private final @Nullable Gates gates;
        private final Map<String, Tensor> outputs; // of every layer; none unless asked for
        private final @Nullable Jacobian jacobian;
        private final @Nullable TangentKernel kernel;

        private Reference(Tensor probe, Set<ProbeMeasure> measures, Sequential model) {
            boolean needsKernel = measures.contains(ProbeMeasure.TANGENT_KERNEL);
            this.probe = probe;
            this.measures = measures;
            gates = measures.contains(ProbeMeasure.GATE_FLIPS) ? Gates.of(model, probe) : null;
            outputs = measures.contains(ProbeMeasure.CKA) ? model.capture(probe) : Map.of();
            jacobian = needsKernel || measures.contains(ProbeMeasure.LINEARISATION_ERROR)
                    ? Jacobian.of(model, probe)
                    : null;
            kernel = needsKernel && jacobian != null ? jacobian.kernel() : null;
        }

        /// How a model, which is the same one later, differs on the probe.
        ///
        /// @return by name, in the order of [ProbeMeasure] and of layers; the caller's
        /// @throws IllegalArgumentException if it is another model, or its outputs are not finite
        public Map<String, Double> to(Sequential model) {
            Map<String, Double> values = new LinkedHashMap<>();
            if (gates != null) {
                Gates now = Gates.of(model, probe);
                now.flips(gates).forEach((layer, share) -> values.put("distance." + layer + ".gateFlips", share));
                now.allFlips(gates).ifPresent(share -> values.put("distance.total.gateFlips", share));
            }
            if (measures.contains(ProbeMeasure.CKA)) {
                putAlikeness(model.capture(probe), values);
            }
            if (kernel != null) {
                TangentKernel now = Jacobian.of(model, probe).kernel();
                now.relativeChange(kernel).ifPresent(value -> values.put("distance.total.kernelChange", value));
                now.distance(kernel).ifPresent(value -> values.put("distance.total.kernelDistance", value));
            }
            if (jacobian != null && measures.contains(ProbeMeasure.LINEARISATION_ERROR)) {
                jacobian.linearisationError(model)
                        .ifPresent(value -> values.put("distance.total.linearisationError", value));
            }
            return values;
        }

        private void putAlikeness(Map<String, Tensor> now, Map<String, Double> values) {
            boolean enough = probe.shape().dim(0) >= LinearCka.FEWEST_DEBIASED;
            outputs.forEach((layer, before) -> {
                Tensor after = now.get(layer);
                if (after == null) {
                    throw new IllegalArgumentException("ProbeMeasures: the model has no layer " + layer
                            + ", which it had before, but " + now.keySet());
                }
                LinearCka.biased(before, after)
                        .ifPresent(value -> values.put("distance." + layer + ".cka", value));
                if (enough) {
                    LinearCka.debiased(before, after)
                            .ifPresent(value -> values.put("distance." + layer + ".debiasedCka", value));
                }
            });
        }
    }
}
