package dev.halfwave.nn;

import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.Add;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Adds what layers make of their input to the input itself: `y = x + body(x)`, or `y = shortcut(x) + body(x)`. The body
/// learns a change instead of a whole function, and the gradient reaches whatever comes before undiminished.
///
/// ```java
/// Residual.of(Conv1d.of(32, 32, 3).withPadding(new Padding.Same()), Activation.of(new Relu()),
///         Conv1d.of(32, 32, 3).withPadding(new Padding.Same()))
/// Residual.of(Conv1d.of(32, 64, 3).withStride(2).withPadding(new Padding.Explicit(1, 1)))
///         .withShortcut(Conv1d.of(32, 64, 1).withStride(2)) // where the body changes the shape
/// ```
///
/// | tensor                | shape                                           |
/// |-----------------------|-------------------------------------------------|
/// | `x`                   | what the body takes                             |
/// | `body(x)`             | that of `x`, or that of `shortcut(x)`           |
/// | result                | that of `body(x)`                               |
///
/// The body's layers are named and counted as those of a [Sequential]; their parameters carry this layer's name before
/// theirs, as in `residual1.conv2.weight`, and the shortcut's are those of `residual1.shortcut`.
///
/// Source: He, Zhang, Ren and Sun (2015), *Deep Residual Learning for Image Recognition*, arXiv:1512.03385.
public final class Residual implements Layer {

    private static final String SHORTCUT = "shortcut";
    private static final Add ADD = new Add();

    private final Sequential body;
    private final @Nullable Sequential shortcut; // of one layer
    private final @Nullable String name;

    private Residual(Sequential body, @Nullable Sequential shortcut, @Nullable String name) {
        if (shortcut != null && body.layers().containsKey(SHORTCUT)) {
            throw new IllegalArgumentException("Residual: a layer of the body is named " + SHORTCUT
                    + ", which is the name of the layer beside it; give it another with named(...)");
        }
        claim(body);
        if (shortcut != null) {
            claim(shortcut);
        }
        this.body = body;
        this.shortcut = shortcut;
        this.name = name;
    }

    /// The layers may come from a residual that another name or shortcut was asked of, but not from one in use.
    private static void claim(Sequential part) {
        part.layers().values()
                .forEach(layer -> layer.parameters().forEach(parameter -> parameter.requireNewest(layer)));
        part.parameters().forEach(parameter -> parameter.belongTo(part));
    }

    /// Adds the input to what these layers make of it, one after the other.
    ///
    /// @throws IllegalArgumentException if two layers have one name, or a layer belongs to another model already
    public static Residual of(Layer... body) {
        for (int i = 0; i < body.length; i++) {
            if (body[i] == null) {
                throw new IllegalArgumentException("Residual: layer " + i + " is null");
            }
        }
        return uninitialized(List.of(body), null, null);
    }

    static Residual uninitialized(List<Layer> body, @Nullable Layer shortcut, @Nullable String name) {
        Residual plain = new Residual(Sequential.uninitialized(body), null, name);
        return shortcut == null ? plain : plain.withShortcut(shortcut);
    }

    /// With a layer that brings the input to the shape of the body's output, such as a convolution with kernel size 1.
    /// The body's layers are those of this one, of which only the result can be used any more.
    ///
    /// @throws IllegalArgumentException if the layer, or this one, belongs to another model already
    public Residual withShortcut(Layer newShortcut) {
        if (newShortcut == null) {
            throw new IllegalArgumentException("Residual: the shortcut is null");
        }
        return new Residual(body, Sequential.uninitialized(SHORTCUT, newShortcut), name);
    }

    /// With a name of its own instead of a counted one. The layers are those of this one, of which only the result can
    /// be used any more.
    ///
    /// @throws IllegalArgumentException if this layer belongs to a model already
    public Residual named(String newName) {
        return new Residual(body, shortcut, newName);
    }

    @Override
    public Tensor forward(Tensor x, Pass pass) {
        Tensor changed = body.forward(x, pass);
        Tensor skipped = shortcut == null ? x : shortcut.forward(x, pass);
        requireFit(x.shape(), skipped.shape(), changed.shape());
        return ADD.apply(skipped, changed);
    }

    /// @throws ShapeMismatchException if body and shortcut do not fit `x` or each other
    @Override
    public Shape outputShape(Shape x) {
        Shape changed = body.outputShape(x);
        requireFit(x, shortcut == null ? x : shortcut.outputShape(x), changed);
        return changed;
    }

    private void requireFit(Shape x, Shape skipped, Shape changed) {
        if (skipped.equals(changed)) {
            return;
        }
        if (shortcut == null) {
            throw new ShapeMismatchException(
                    "Residual", "expected the body to keep the shape " + x + " of x", "it makes it " + changed,
                    "give it a shortcut of that shape with withShortcut(...)");
        }
        throw new ShapeMismatchException(
                "Residual", "expected body and shortcut to make x " + x + " into the same shape",
                "they make it " + changed + " and " + skipped);
    }

    /// The layers that are applied one after the other.
    public Sequential body() {
        return body;
    }

    /// The layer beside them, if there is one.
    public Optional<Layer> shortcut() {
        return shortcut == null ? Optional.empty() : Optional.of(shortcut.layer(SHORTCUT));
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>(body.parameters());
        if (shortcut != null) {
            parameters.addAll(shortcut.parameters());
        }
        return List.copyOf(parameters);
    }

    @Override
    public long multiplyAdds(Shape x) {
        return body.multiplyAdds(x) + (shortcut == null ? 0 : shortcut.multiplyAdds(x));
    }

    @Override
    public boolean needsWholeBatch() {
        return body.needsWholeBatch() || (shortcut != null && shortcut.needsWholeBatch());
    }

    @Override
    public long activations(Shape x) {
        return body.activations(x) + (shortcut == null ? 0 : shortcut.activations(x)) + outputShape(x).size();
    }

    @Override
    public Optional<String> name() {
        return Optional.ofNullable(name);
    }

    @Override
    public LayerSpec spec() {
        LayerSpec spec = LayerSpec.of("Residual").with("name", name).with("layers", body.layerSpecs());
        return shortcut == null
                ? spec
                : spec.with(SHORTCUT, ModelFile.toJson(shortcut.layer(SHORTCUT).spec()));
    }

    /// One line per layer, as a [Sequential] prints itself; a shortcut is the last.
    @Override
    public String toString() {
        return "Residual(\n" + body.layerLines() + (shortcut == null ? "" : shortcut.layerLines()) + ")";
    }
}
