package dev.halfwave.nn;

import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.LayerNormalization;
import dev.halfwave.nn.init.Fans;
import dev.halfwave.nn.init.Initializer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Brings the last axes of every sample to mean 0 and variance 1, then scales and shifts each element by a learned
/// weight and bias. See [LayerNormalization] for the arithmetic.
///
/// | tensor           | shape                                        |
/// |------------------|----------------------------------------------|
/// | `x`              | (N, …, normalizedShape)                      |
/// | `weight`, `bias` | normalizedShape; they begin at 1 and 0       |
/// | result           | that of `x`                                  |
///
/// Samples do not depend on each other, and training and evaluation are the same. `LayerNorm.of(L)` on (N, C, L)
/// normalises each channel over time, `LayerNorm.of(C, L)` all channels together. To normalise the channels at each time
/// step, as transformers do, put it between two `Layer.of(new Transpose(1, 2))`.
///
/// Source: Ba, Kiros and Hinton (2016), *Layer Normalization*, arXiv:1607.06450.
public final class LayerNorm implements Layer {

    private final Shape normalizedShape;
    private final LayerNormalization op;
    private final @Nullable String name;
    private final Parameter weight;
    private final Parameter bias;

    private LayerNorm(Shape normalizedShape, float epsilon, @Nullable String name) {
        if (normalizedShape.size() < 1 || normalizedShape.rank() < 1) {
            throw new IllegalArgumentException("LayerNorm: normalizedShape must have at least one axis, of length 1 or "
                    + "more each, but is " + normalizedShape);
        }
        this.normalizedShape = normalizedShape;
        if (!(epsilon > 0)) {
            throw new IllegalArgumentException("LayerNorm: epsilon must be positive, but is " + epsilon);
        }
        this.op = new LayerNormalization(normalizedShape.rank(), epsilon);
        this.name = name;
        this.weight = Parameter.of("weight", normalizedShape, Initializer.constant(1), new Fans(1, 1));
        this.bias = Parameter.of("bias", normalizedShape, Initializer.zeros(), new Fans(1, 1));
    }

    /// Normalises the last axes, which have these lengths, with ε = 10⁻⁵ as in PyTorch.
    ///
    /// @throws IllegalArgumentException if there is no length, or one below 1
    public static LayerNorm of(int... normalizedShape) {
        return new LayerNorm(Shape.of(normalizedShape), 1e-5f, null);
    }

    /// With another ε.
    ///
    /// @throws IllegalArgumentException if it is not positive
    public LayerNorm withEpsilon(double epsilon) {
        return new LayerNorm(normalizedShape, (float) epsilon, name);
    }

    /// With a name of its own instead of a counted one.
    public LayerNorm named(String newName) {
        return new LayerNorm(normalizedShape, op.epsilon(), newName);
    }

    @Override
    public Tensor forward(Tensor x, Pass pass) {
        return op.apply(x, weight.tensor(), bias.tensor());
    }

    /// @throws ShapeMismatchException if the last axes of `x` have other lengths
    @Override
    public Shape outputShape(Shape x) {
        return op.shape(x, normalizedShape, normalizedShape);
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(weight, bias);
    }

    @Override
    public Optional<String> name() {
        return Optional.ofNullable(name);
    }

    @Override
    public LayerSpec spec() {
        List<Integer> lengths = new ArrayList<>();
        for (int length : normalizedShape.toArray()) {
            lengths.add(length);
        }
        return LayerSpec.of("LayerNorm")
                .with("name", name)
                .with("normalizedShape", lengths)
                .with("epsilon", op.epsilon());
    }

    /// The layer that [#spec] describes.
    public static LayerNorm fromSpec(LayerSpec spec) {
        int[] lengths = spec.integers("normalizedShape").stream().mapToInt(Integer::intValue).toArray();
        return new LayerNorm(Shape.of(lengths), (float) spec.number("epsilon"), spec.textOrNull("name"));
    }

    /// `LayerNorm(32, 256)`, with ε where it is not the default.
    @Override
    public String toString() {
        String lengths = normalizedShape.toString();
        String epsilon = op.epsilon() == 1e-5f ? ")" : ", epsilon " + op.epsilon() + ")";
        return "LayerNorm" + lengths.substring(0, lengths.length() - 1) + epsilon;
    }
}
