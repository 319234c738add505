package dev.halfwave.nn;

import dev.halfwave.core.Tensor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The circumstances of one pass through a model, for layers that behave differently in training: what random numbers
/// are keyed by, where in the model a layer stands, and who takes what a layer remembers for later steps.
///
/// A layer that is made of layers runs each of them [through][#through] its pass, which tells them their place:
///
/// ```java
/// public Tensor forward(Tensor x, Pass pass) {
///     return pass.through("second", second, pass.through("first", first, x));
/// }
/// ```
///
/// Immutable. Thread-safe if the receivers of [#withUpdates] and [#watchedBy] are.
public final class Pass {

    /// Evaluation: nothing random, nothing recorded by layers.
    public static final Pass EVALUATION = new Pass(false, 0, 0, 0);

    private final boolean training;
    private final long seed;
    private final long step;
    private final int firstSample;
    private final @Nullable Pass outer; // that of the layer this one is a part of
    private final String name; // within that layer
    private final BiConsumer<Parameter, Tensor> updates;
    private final @Nullable BiConsumer<String, Tensor> watcher;

    private Pass(
            boolean training,
            long seed,
            long step,
            int firstSample,
            @Nullable Pass outer,
            String name,
            BiConsumer<Parameter, Tensor> updates,
            @Nullable BiConsumer<String, Tensor> watcher) {
        this.training = training;
        this.seed = seed;
        this.step = step;
        this.firstSample = firstSample;
        this.outer = outer;
        this.name = name;
        this.updates = updates;
        this.watcher = watcher;
    }

    /// A pass through a whole model in which states take their new values at once.
    ///
    /// @param training whether the model is being trained; otherwise it is evaluated
    /// @param seed the training's seed: the key of whatever random numbers a layer draws
    /// @param step the number of this training step, from 0
    /// @param firstSample the index within the batch of the first sample of `x`, so that what a layer draws for a
    ///     sample depends on the sample and not on how the batch was cut
    public Pass(boolean training, long seed, long step, int firstSample) {
        this(training, seed, step, firstSample, null, "", Parameter::set, null);
    }

    /// Whether the model is being trained; otherwise it is evaluated.
    public boolean training() {
        return training;
    }

    /// The training's seed: the key of whatever random numbers a layer draws.
    public long seed() {
        return seed;
    }

    /// The number of this training step, from 0; a resumed training goes on counting.
    public long step() {
        return step;
    }

    /// The index within the batch of the first sample of `x`.
    public int firstSample() {
        return firstSample;
    }

    /// Where in the model the layer stands that receives this pass, as in `block1.dropout1`; empty for the model
    /// itself, and for every layer in an evaluation that nobody watches. What a layer draws is keyed by it too, so that
    /// two layers of one kind draw different numbers.
    public String path() {
        String before = outer == null ? "" : outer.path();
        return before.isEmpty() ? name : before + "." + name;
    }

    /// The pass for a part of this pass's layer. The path is put together only when somebody asks for it.
    public Pass within(String part) {
        boolean nobodyAsks = !training && watcher == null;
        return nobodyAsks ? this : new Pass(training, seed, step, firstSample, this, part, updates, watcher);
    }

    /// Runs a layer that is a part of this pass's layer, under its name there, and shows its output to whoever
    /// [watches][#watchedBy].
    public Tensor through(String part, Layer layer, Tensor x) {
        Pass inner = within(part);
        Tensor y = layer.forward(x, inner);
        if (watcher != null) {
            watcher.accept(inner.path(), y);
        }
        return y;
    }

    /// This pass with somebody who sees the output of every layer, by its path, as soon as it is computed: the parts of
    /// a layer before the layer itself. The tensor is the layer's own, which may live no longer than this call.
    public Pass watchedBy(BiConsumer<String, Tensor> newWatcher) {
        return new Pass(training, seed, step, firstSample, outer, name, updates, newWatcher);
    }

    /// Gives a state, such as a running mean, the value that it shall have after this step. A trainer writes it once
    /// the step has succeeded; without one it is written now. A frozen state stays as it is.
    ///
    /// A layer that calls this says [Layer#needsWholeBatch]: else there would be a value for each part of the batch.
    ///
    /// @param state a state of the calling layer
    /// @param value an ordinary tensor that nobody writes to any more
    public void update(Parameter state, Tensor value) {
        if (!state.isFrozen()) {
            updates.accept(state, value);
        }
    }

    /// This pass with another receiver of what layers [update][#update], such as one that keeps it until the step has
    /// succeeded, or forgets it.
    public Pass withUpdates(BiConsumer<Parameter, Tensor> receiver) {
        return new Pass(training, seed, step, firstSample, outer, name, receiver, watcher);
    }

    @Override
    public String toString() {
        return "Pass(" + (training ? "training, seed " + seed + ", step " + step : "evaluation")
                + ", first sample " + firstSample + (path().isEmpty() ? ")" : ", " + path() + ")");
    }
}
