package dev.halfwave.nn;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.FullyConnected;
import dev.halfwave.nn.init.Fans;
import dev.halfwave.nn.init.Initialization;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A fully connected layer, `y = x Wᵀ + b` over the last axis; Keras calls it Dense. See [FullyConnected].
///
/// | tensor   | shape                                    |
/// |----------|------------------------------------------|
/// | `x`      | (N, …, inFeatures)                       |
/// | `weight` | (outFeatures, inFeatures)                |
/// | `bias`   | (outFeatures), unless [#withoutBias]     |
/// | result   | (N, …, outFeatures)                      |
public final class Linear implements Layer {

    private static final FullyConnected OP = new FullyConnected();

    private final int inFeatures;
    private final int outFeatures;
    private final boolean hasBias;
    private final Initialization initialization;
    private final @Nullable String name;
    private final Parameter weight;
    private final @Nullable Parameter bias;

    private Linear(
            int inFeatures, int outFeatures, boolean hasBias, Initialization initialization, @Nullable String name) {
        if (inFeatures < 1 || outFeatures < 1) {
            throw new IllegalArgumentException("Linear: inFeatures and outFeatures must be at least 1, but are "
                    + inFeatures + " and " + outFeatures);
        }
        this.inFeatures = inFeatures;
        this.outFeatures = outFeatures;
        this.hasBias = hasBias;
        this.initialization = initialization;
        this.name = name;
        Shape weightShape = Shape.of(outFeatures, inFeatures);
        Fans fans = Fans.ofWeight(weightShape);
        this.weight = Parameter.of("weight", weightShape, initialization.weight(), fans);
        this.bias = hasBias ? Parameter.of("bias", Shape.of(outFeatures), initialization.bias(), fans) : null;
    }

    /// With bias, initialised as Keras does.
    ///
    /// @throws IllegalArgumentException if a number is not positive
    public static Linear of(int inFeatures, int outFeatures) {
        return new Linear(inFeatures, outFeatures, true, Initialization.KERAS, null);
    }

    /// Without a bias.
    public Linear withoutBias() {
        return new Linear(inFeatures, outFeatures, false, initialization, name);
    }

    /// With other initial values.
    public Linear withInitialization(Initialization newInitialization) {
        return new Linear(inFeatures, outFeatures, hasBias, newInitialization, name);
    }

    /// With a name of its own instead of a counted one.
    public Linear named(String newName) {
        return new Linear(inFeatures, outFeatures, hasBias, initialization, newName);
    }

    @Override
    public Tensor forward(Tensor x, Pass pass) {
        return bias == null ? OP.apply(x, weight.tensor()) : OP.apply(x, weight.tensor(), bias.tensor());
    }

    @Override
    public Shape outputShape(Shape x) {
        return OP.shape(x, weight.shape());
    }

    /// The matrix.
    public Parameter weight() {
        return weight;
    }

    @Override
    public List<Parameter> parameters() {
        return bias == null ? List.of(weight) : List.of(weight, bias);
    }

    @Override
    public long multiplyAdds(Shape x) {
        return (long) outputShape(x).size() * inFeatures;
    }

    @Override
    public Optional<String> name() {
        return Optional.ofNullable(name);
    }

    @Override
    public LayerSpec spec() {
        return LayerSpec.of("Linear")
                .with("name", name)
                .with("inFeatures", inFeatures)
                .with("outFeatures", outFeatures)
                .with("bias", hasBias);
    }

    /// The layer that [#spec] describes.
    public static Linear fromSpec(LayerSpec spec) {
        return new Linear(
                spec.integer("inFeatures"),
                spec.integer("outFeatures"),
                spec.flag("bias"),
                Initialization.KERAS,
                spec.textOrNull("name"));
    }

    @Override
    public String toString() {
        return "Linear(" + inFeatures + " → " + outFeatures + (hasBias ? ")" : ", no bias)");
    }
}
