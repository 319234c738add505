package dev.halfwave.nn;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.Variable;
import dev.halfwave.core.random.Philox;
import dev.halfwave.nn.init.Fans;
import dev.halfwave.nn.init.Initializer;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
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
    private final Set<Layer> layers = Collections.newSetFromMap(new IdentityHashMap<>()); // brought this into a model
    private @Nullable Layer newest; // of them
    private boolean atStart = true; // nobody has given it values of its own
    private @Nullable Tensor tensor; // none until the first use
    private boolean frozen;

    private Parameter(String name, Shape shape, boolean state, Initializer initializer, Fans fans) {
        requireName(name);
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
        atStart = false;
    }

    /// Fills in the initial values of this seed.
    public void initialize(long seed) {
        initializer.fill(tensor(), fans, Philox.of(seed, "parameter " + name));
        modified();
    }

    /// Fills in the initial values of seed 0, unless somebody has given it values: what was loaded or trained before
    /// it became part of a larger model stays.
    void initializeIfAtStart() {
        if (atStart) {
            initialize(0);
            atStart = true;
        }
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

    /// Puts the name of a part before this one's, so that a layer which is made of layers can tell theirs apart. Called
    /// in the constructor of that layer: `first.parameters().forEach(p -> p.within("first"))` makes `weight` into
    /// `first.weight`.
    ///
    /// @throws IllegalArgumentException if the name is not made of letters, digits and underscores
    public void within(String part) {
        requireName(part);
        name = part + "." + name;
    }

    /// @throws IllegalArgumentException if this layer brought it into a model before
    void requireNew(Layer via) {
        if (layers.contains(via)) {
            throw taken(name);
        }
    }

    /// Refuses what has become part of something else since this layer brought it here.
    ///
    /// @throws IllegalArgumentException if another layer brought it into a model later
    void requireNewest(Layer via) {
        if (newest != via) {
            throw taken(name);
        }
    }

    /// Counts a part of a layer among those that bring this into a model: it cannot be part of another one, too.
    void belongTo(Layer part) {
        layers.add(part);
    }

    static IllegalArgumentException taken(String name) {
        return new IllegalArgumentException("Sequential: parameter " + name
                + " belongs to another model or place already; give each place a layer of its own");
    }

    /// Makes this part of a model, under the name of its layer. That layer may be a model, or be made of layers, that
    /// had it before.
    void attach(String prefix, Layer via) {
        name = prefix + "." + name;
        layers.add(via);
        newest = via;
    }

    private static void requireName(String name) {
        if (!name.matches("[A-Za-z0-9_]+")) {
            throw new IllegalArgumentException(
                    "Parameter: the name must be letters, digits and underscores, but is \"" + name + "\"");
        }
    }

    @Override
    public String toString() {
        return name + shape + (state ? " state" : frozen ? " frozen" : "");
    }
}
