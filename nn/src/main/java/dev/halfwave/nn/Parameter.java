package dev.halfwave.nn;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.Variable;
import dev.halfwave.core.random.Philox;
import dev.halfwave.nn.init.Fans;
import dev.halfwave.nn.init.Initializer;
import org.jspecify.annotations.Nullable;

/// A tensor that belongs to a layer and is saved with it: a weight or bias that training changes, or a *state* such as
/// a running mean, which has no gradient.
///
/// Its name is the layer's and its own, as in `conv1.weight`. Its initial value depends on the seed, this name and its
/// shape only.
///
/// Reading is thread-safe while nobody writes.
public final class Parameter implements Variable {

    private final Shape shape;
    private final boolean state;
    private final Initializer initializer;
    private final Fans fans;
    private String name;
    private @Nullable Layer owner;
    private @Nullable Tensor tensor; // none until the first use
    private boolean frozen;

    private Parameter(String name, Shape shape, boolean state, Initializer initializer, Fans fans) {
        if (!name.matches("[A-Za-z0-9_]+")) {
            throw new IllegalArgumentException(
                    "Parameter: the name must be letters, digits and underscores, but is \"" + name + "\"");
        }
        this.name = name;
        this.shape = shape;
        this.state = state;
        this.initializer = initializer;
        this.fans = fans;
    }

    /// A parameter that training changes.
    ///
    /// @param name within its layer: `weight`
    /// @param fans of the layer's weight, for the initializer
    public static Parameter of(String name, Shape shape, Initializer initializer, Fans fans) {
        return new Parameter(name, shape, false, initializer, fans);
    }

    /// A state: saved, hashed and checkpointed like a parameter, but without a gradient; the layer or its owner writes
    /// it.
    public static Parameter state(String name, Shape shape, Initializer initializer) {
        return new Parameter(name, shape, true, initializer, new Fans(1, 1));
    }

    /// The full name once the layer is part of a model: `conv1.weight`.
    public String name() {
        return name;
    }

    /// Constant over its life.
    public Shape shape() {
        return shape;
    }

    /// Whether this is a state rather than something to train.
    public boolean isState() {
        return state;
    }

    /// The values as they are now; they change in place. After writing to them call [#modified].
    @Override
    public Tensor tensor() {
        if (tensor == null) {
            hold(Tensor.zeros(shape));
        }
        return tensor;
    }

    /// Replaces all values.
    ///
    /// @throws dev.halfwave.core.ShapeMismatchException if the shape is another
    public void set(Tensor values) {
        tensor().copyFrom(values);
        modified();
    }

    /// Declares that the values have changed.
    public void modified() {
        tensor().modified();
    }

    /// Fills in the initial values of this seed.
    public void initialize(long seed) {
        initializer.fill(tensor(), fans, Philox.of(seed, "parameter " + name));
        modified();
    }

    /// Keeps the values as they are: no gradient is computed, no optimizer changes them.
    public void freeze() {
        setFrozen(true);
    }

    /// Lets training change the values again.
    public void unfreeze() {
        setFrozen(false);
    }

    /// Whether training leaves this alone.
    public boolean isFrozen() {
        return frozen;
    }

    /// Whether training changes this: neither a state nor frozen.
    public boolean isTrained() {
        return !state && !frozen;
    }

    private void setFrozen(boolean newFrozen) {
        frozen = newFrozen;
        hold(tensor());
    }

    private void hold(Tensor values) {
        tensor = isTrained() ? values.requiringGradient() : values.detached();
        tensor.modified(); // from here on we say when the values change; see Tensor.version
    }

    /// Makes this part of a model, under the name of its layer.
    ///
    /// @param prefix the layer's name
    /// @param newOwner the model that takes it
    /// @param via the layer it comes from, which may have been its owner until now
    void attach(String prefix, Layer newOwner, Layer via) {
        if (owner != null && owner != via) {
            throw new IllegalArgumentException("Sequential: parameter " + name
                    + " belongs to another model or place already; give each place a layer of its own");
        }
        name = prefix + "." + name;
        owner = newOwner;
    }

    @Override
    public String toString() {
        return name + shape + (state ? " state" : frozen ? " frozen" : "");
    }
}
