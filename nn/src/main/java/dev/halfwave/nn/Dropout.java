package dev.halfwave.nn;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.InvertedDropout;
import dev.halfwave.core.random.Philox;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// In training, zeros in place of a random part of the elements and the others scaled by `1 / (1 − rate)`; in
/// evaluation nothing. See [InvertedDropout].
///
/// | tensor | shape                                  |
/// |--------|----------------------------------------|
/// | `x`    | (N, …): axis 0 is the batch            |
/// | result | that of `x`                            |
///
/// Which elements is a function of the training's seed, this layer's [path][Pass#path] in the model, the step, and the
/// element's place in the batch. So the result does not depend on threads or on how a batch is cut, two layers draw
/// different masks, and a resumed training draws those it would have drawn. Whoever calls [#forward] without a model
/// gives each layer a path by [Pass#within].
///
/// Source: Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov (2014), *Dropout: A Simple Way to Prevent Neural
/// Networks from Overfitting*, Journal of Machine Learning Research 15, 1929–1958.
public final class Dropout implements Layer {

    private final double rate;
    private final @Nullable String name;

    private Dropout(double rate, @Nullable String name) {
        if (!(rate >= 0 && (float) rate < 1)) {
            throw new IllegalArgumentException("Dropout: rate must be in [0, 1), but is " + rate);
        }
        this.rate = rate;
        this.name = name;
    }

    /// Drops each element with this probability.
    ///
    /// @throws IllegalArgumentException if it is not in [0, 1)
    public static Dropout of(double rate) {
        return new Dropout(rate, null);
    }

    /// With a name of its own instead of a counted one.
    public Dropout named(String newName) {
        return new Dropout(rate, newName);
    }

    @Override
    public Tensor forward(Tensor x, Pass pass) {
        if (!pass.training() || rate == 0) {
            return x;
        }
        Philox random = Philox.of(pass.seed(), "dropout " + pass.path() + " of step " + pass.step());
        long first = (long) pass.firstSample() * x.shape().stride();
        return new InvertedDropout((float) rate, random, first).apply(x);
    }

    @Override
    public Shape outputShape(Shape x) {
        return x;
    }

    @Override
    public Optional<String> name() {
        return Optional.ofNullable(name);
    }

    @Override
    public LayerSpec spec() {
        return LayerSpec.of("Dropout").with("name", name).with("rate", rate);
    }

    /// The layer that [#spec] describes.
    public static Dropout fromSpec(LayerSpec spec) {
        return new Dropout(spec.number("rate"), spec.textOrNull("name"));
    }

    @Override
    public String toString() {
        return "Dropout(" + rate + ")";
    }
}
