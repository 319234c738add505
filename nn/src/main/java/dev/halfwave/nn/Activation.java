package dev.halfwave.nn;

import dev.halfwave.core.Op;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A layer without parameters that applies one op to one tensor: `Activation.of(new Relu())`, and by [Layer#of] also a
/// pool or a flattening. Any op of one input will do, one's own included.
public final class Activation implements Layer {

    private final Op op;
    private final @Nullable String name;

    private Activation(Op op, @Nullable String name) {
        if (op == null) {
            throw new IllegalArgumentException("Activation: the op is null");
        }
        this.op = op;
        this.name = name;
    }

    /// Applies this op.
    ///
    /// @param op an op that takes one input and makes something of each sample without looking at the others
    public static Activation of(Op op) {
        return new Activation(op, null);
    }

    /// With a name of its own instead of a counted one.
    public Activation named(String newName) {
        return new Activation(op, newName);
    }

    @Override
    public Tensor forward(Tensor x, Pass pass) {
        return op.apply(x);
    }

    @Override
    public Shape outputShape(Shape x) {
        return op.shape(x);
    }

    @Override
    public Optional<String> name() {
        return Optional.ofNullable(name);
    }

    /// The op's name without a dimension: a model counts `relu1`, `relu2`.
    @Override
    public String kind() {
        String kind = op.name().replaceAll("\\d+d$", "");
        return kind.substring(0, 1).toLowerCase(Locale.ROOT) + kind.substring(1);
    }

    @Override
    public LayerSpec spec() {
        return OpSpec.describe(op).with("name", name);
    }

    /// `Relu`, or with settings as the op prints itself.
    @Override
    public String toString() {
        return Summary.text(op).replaceFirst("\\[]$", "");
    }
}
