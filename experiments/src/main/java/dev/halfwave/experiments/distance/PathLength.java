package dev.halfwave.experiments.distance;

import dev.halfwave.core.Tensor;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.train.Callback;
import dev.halfwave.nn.train.Epoch;
import dev.halfwave.nn.train.Run;
import dev.halfwave.nn.train.Step;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/// Measures the way that weights go, step by step: the path length `Σ_s ‖θ_{s+1} − θ_s‖₂`, and with it the
/// straightness `‖θ − θ₀‖₂ / path length`, from 0 (back where it began) to 1 (a straight line).
///
/// ```java
/// trainer.withCallbacks(PathLength.of(model)) // records distance.conv1.path and distance.conv1.straightness
///
/// PathLength path = PathLength.of(model);     // or by hand
/// for (...) {
///     optimizer.step(model.parameters(), gradients);
///     path.step();
/// }
/// path.values().get("distance.total.path");
/// ```
///
/// Weights that wander have a long path and a small distance; the distance alone cannot tell them from weights that
/// stayed. Every single step counts: between the ends of epochs most of the way would be lost.
///
/// | name                           | of                                          |
/// |--------------------------------|---------------------------------------------|
/// | `distance.conv1.path`          | the layer's weight (its kernel)             |
/// | `distance.conv1.bias.path`     | any other parameter of the layer            |
/// | `distance.total.path`          | all parameters together                     |
/// | `distance.conv1.straightness` … | the same; left out where the path length is 0 |
///
/// A step's length is summed in double in the order of the elements, that of all parameters over theirs in order; steps
/// are added in their order. The path length of all together is not the sum of the others. A step allocates nothing.
///
/// As a callback it finds the lengths of a resumed training again in its history, so that the values are those of a
/// training that was not interrupted. Of a training that is resumed within an epoch, the first steps of that epoch are
/// unknown, and it is refused.
///
/// Not thread-safe.
public final class PathLength implements Callback {

    private static final String TOTAL = "total";

    private final Parameter[] parameters;
    private final Tensor[] initial;
    private final float[][] last;
    private final double[] lengths;
    private double totalLength;
    private long expectedStep; // of the first one after the start

    private PathLength(Sequential model) {
        parameters = model.parameters().stream().filter(parameter -> !parameter.isState()).toArray(Parameter[]::new);
        initial = new Tensor[parameters.length];
        last = new float[parameters.length][];
        lengths = new double[parameters.length];
        for (int i = 0; i < parameters.length; i++) {
            initial[i] = parameters[i].tensor().copy();
            last[i] = initial[i].toArray();
        }
    }

    /// Begins where the model stands. As a callback it begins anew where the training does.
    public static PathLength of(Sequential model) {
        return new PathLength(model);
    }

    /// Adds the step that the parameters have made since the last call.
    public void step() {
        double squares = 0;
        for (int i = 0; i < parameters.length; i++) {
            double ofParameter = move(parameters[i].tensor(), last[i]);
            lengths[i] += Math.sqrt(ofParameter);
            squares += ofParameter;
        }
        totalLength += Math.sqrt(squares);
    }

    /// The squared distance of values from where they were, which becomes where they are.
    private static double move(Tensor values, float[] last) {
        float[] data = values.data();
        int offset = values.offset();
        double squares = 0;
        for (int i = 0; i < last.length; i++) {
            double change = (double) data[offset + i] - last[i];
            squares += change * change;
            last[i] = data[offset + i];
        }
        return squares;
    }

    /// Path lengths and straightness so far, by name, in the order of the parameters and `total` last; the caller's.
    public Map<String, Double> values() {
        Map<String, Double> values = new LinkedHashMap<>();
        Displacement total = Displacement.NONE;
        for (int i = 0; i < parameters.length; i++) {
            Displacement displacement = Displacement.of(initial[i], parameters[i].tensor());
            total = total.plus(displacement);
            put(WeightMeasures.label(parameters[i]), displacement.l2(), lengths[i], values);
        }
        put(TOTAL, total.l2(), totalLength, values);
        return values;
    }

    private static void put(String label, double distance, double length, Map<String, Double> values) {
        values.put(name(label), length);
        if (length > 0) {
            // A straight line's parts may round to less than the whole.
            values.put("distance." + label + ".straightness", Math.min(distance / length, 1));
        }
    }

    private static String name(String label) {
        return "distance." + label + ".path";
    }

    /// @throws IllegalArgumentException if the training is of another model
    /// @throws IllegalStateException if a resumed training did not record path lengths before
    @Override
    public void onStart(Run run) {
        List<Parameter> trained =
                run.model().parameters().stream().filter(parameter -> !parameter.isState()).toList();
        if (!trained.equals(List.of(parameters))) {
            throw new IllegalArgumentException("PathLength: the training is of another model; give it PathLength.of "
                    + "that model");
        }
        int epochs = run.history().epochs().size();
        for (int i = 0; i < parameters.length; i++) {
            initial[i] = WeightMeasures.before("PathLength", run.initialWeights(), parameters[i]);
            last[i] = parameters[i].tensor().toArray();
            lengths[i] = lengthBefore(run, WeightMeasures.label(parameters[i]));
        }
        totalLength = lengthBefore(run, TOTAL);
        expectedStep = (long) epochs * run.stepsPerEpoch() + 1;
    }

    private static double lengthBefore(Run run, String label) {
        if (run.history().epochs().isEmpty()) {
            return 0;
        }
        OptionalDouble length = run.history().last(name(label));
        if (length.isEmpty()) {
            throw new IllegalStateException("PathLength: the training is resumed, but there is no " + name(label)
                    + " in its history; measure from its start");
        }
        return length.getAsDouble();
    }

    /// @throws IllegalStateException if the training was resumed within an epoch
    @Override
    public void onStep(Run run, Step step) {
        if (expectedStep != 0 && step.number() != expectedStep) {
            throw new IllegalStateException("PathLength: the training is resumed at step " + step.number()
                    + ", within epoch " + step.epoch() + ", whose earlier steps nobody measured; resume it from the "
                    + "end of an epoch");
        }
        expectedStep = 0; // what follows is without gaps
        step();
    }

    @Override
    public void onEpoch(Run run, Epoch epoch) {
        values().forEach(epoch::record);
    }
}
