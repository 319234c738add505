package dev.halfwave.experiments.distance;

import dev.halfwave.core.Tensor;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Earlier and later values of one parameter, or of all together, and what several [WeightMeasure]s need of them,
/// computed once.
final class WeightChange {

    private final Displacement displacement;
    private final @Nullable Tensor before; // none for all parameters together
    private final @Nullable Tensor after;
    private @Nullable SingularValues singularValues;

    private WeightChange(Displacement displacement, @Nullable Tensor before, @Nullable Tensor after) {
        this.displacement = displacement;
        this.before = before;
        this.after = after;
    }

    static WeightChange of(Tensor before, Tensor after) {
        return new WeightChange(Displacement.of(before, after), before, after);
    }

    /// Of all parameters, which have no matrix in common.
    static WeightChange total(Displacement displacement) {
        return new WeightChange(displacement, null, null);
    }

    Displacement displacement() {
        return displacement;
    }

    /// A rank of the later weights; none where they are no matrix.
    OptionalDouble rank(Function<SingularValues, OptionalDouble> measure) {
        if (after == null || after.shape().rank() < 2 || after.size() == 0) {
            return OptionalDouble.empty();
        }
        if (singularValues == null) {
            singularValues = SingularValues.of(after);
        }
        return measure.apply(singularValues);
    }

    /// The largest angle by which the half of the input's directions that matters most has turned; none where the weight
    /// is no matrix, or one whose input has no other directions.
    OptionalDouble principalAngle() {
        if (before == null || after == null || after.shape().rank() < 2 || after.size() == 0) {
            return OptionalDouble.empty();
        }
        int outputs = after.shape().dim(0);
        int inputs = after.size() / outputs;
        int dimensions = (Math.min(outputs, inputs) + 1) / 2;
        return dimensions == inputs
                ? OptionalDouble.empty()
                : Arrays.stream(PrincipalAngles.ofInputs(before, after, dimensions)).max();
    }

    /// None where the weight is no convolution's.
    OptionalDouble filterResponse() {
        return before == null || after == null || after.shape().rank() != 3 || after.size() == 0
                ? OptionalDouble.empty()
                : FilterResponseDistance.of(before, after);
    }
}
