package dev.halfwave.nn;

import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.BatchNormalization1d;
import dev.halfwave.core.op.ChannelMoments;
import dev.halfwave.nn.init.Fans;
import dev.halfwave.nn.init.Initializer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Brings every channel to mean 0 and variance 1 over batch and time, then scales and shifts it by a learned weight and
/// bias. See [BatchNormalization1d] for the arithmetic.
///
/// | tensor                           | shape                                                          |
/// |----------------------------------|----------------------------------------------------------------|
/// | `x`                              | (N, C, L): batch, channels, length; or (N, C)                  |
/// | `weight`, `bias`                 | (C); they begin at 1 and 0                                     |
/// | `runningMean`, `runningVariance` | (C): states, which begin at 0 and 1                            |
/// | result                           | that of `x`                                                    |
///
/// **In training** mean and population variance are those of the batch. The running ones, with which **evaluation**
/// normalises, move towards them: `running ← (1 − momentum) · running + momentum · ofTheBatch`, in double and rounded
/// once, where the batch's variance is the unbiased one, divided by one less than the number of values. That is
/// PyTorch's definition; Keras's momentum is one minus this one, and its running variance the population's.
///
/// A batch in training needs more than one value per channel. A [trainer][dev.halfwave.nn.train.Trainer] changes the
/// running statistics once a step, after the step has succeeded. Whoever calls [#forward] with a training pass of his own
/// changes them with each call, as in PyTorch, unless he [takes the updates][Pass#withUpdates].
///
/// **What it costs.** Because samples depend on each other, a trainer runs every step of a model that has such a layer
/// as one slice on one thread, with the activations of the whole batch in memory. Evaluation and `predict` are cut and
/// spread as ever.
///
/// **Frozen**, weight and bias get no gradient and the running statistics stay, but a training still normalises with
/// the statistics of the batch.
///
/// Source: Ioffe and Szegedy (2015), *Batch Normalization: Accelerating Deep Network Training by Reducing Internal
/// Covariate Shift*, arXiv:1502.03167.
public final class BatchNorm1d implements Layer {

    private static final ChannelMoments MOMENTS = new ChannelMoments();

    private final int channels;
    private final BatchNormalization1d op;
    private final double momentum;
    private final @Nullable String name;
    private final Parameter weight;
    private final Parameter bias;
    private final Parameter runningMean;
    private final Parameter runningVariance;

    private BatchNorm1d(int channels, float epsilon, double momentum, @Nullable String name) {
        if (channels < 1) {
            throw new IllegalArgumentException("BatchNorm1d: channels must be at least 1, but is " + channels);
        }
        if (!(momentum >= 0 && momentum <= 1)) {
            throw new IllegalArgumentException("BatchNorm1d: momentum must be in [0, 1], but is " + momentum);
        }
        this.channels = channels;
        if (!(epsilon > 0)) {
            throw new IllegalArgumentException("BatchNorm1d: epsilon must be positive, but is " + epsilon);
        }
        this.op = new BatchNormalization1d(epsilon);
        this.momentum = momentum;
        this.name = name;
        Shape shape = Shape.of(channels);
        Fans fans = new Fans(1, 1);
        this.weight = Parameter.of("weight", shape, Initializer.constant(1), fans);
        this.bias = Parameter.of("bias", shape, Initializer.zeros(), fans);
        this.runningMean = Parameter.state("runningMean", shape, Initializer.zeros());
        this.runningVariance = Parameter.state("runningVariance", shape, Initializer.constant(1));
    }

    /// With ε = 10⁻⁵ and momentum 0.1, as in PyTorch.
    ///
    /// @throws IllegalArgumentException if there is no channel
    public static BatchNorm1d of(int channels) {
        return new BatchNorm1d(channels, 1e-5f, 0.1, null);
    }

    /// With another ε.
    ///
    /// @throws IllegalArgumentException if it is not positive
    public BatchNorm1d withEpsilon(double epsilon) {
        return new BatchNorm1d(channels, (float) epsilon, momentum, name);
    }

    /// With another share of each batch in the running statistics.
    ///
    /// @throws IllegalArgumentException if it is not in [0, 1]
    public BatchNorm1d withMomentum(double newMomentum) {
        return new BatchNorm1d(channels, op.epsilon(), newMomentum, name);
    }

    /// With a name of its own instead of a counted one.
    public BatchNorm1d named(String newName) {
        return new BatchNorm1d(channels, op.epsilon(), momentum, newName);
    }

    /// @throws ShapeMismatchException in training, if there is only one value per channel
    @Override
    public Tensor forward(Tensor x, Pass pass) {
        if (!pass.training()) {
            return op.apply(x, weight.tensor(), bias.tensor(), runningMean.tensor(), runningVariance.tensor());
        }
        Tensor y = op.apply(x, weight.tensor(), bias.tensor());
        Tensor moments = MOMENTS.apply(x.detached());
        double count = x.size() / channels;
        pass.update(runningMean, moved(runningMean, moments.slice(0, 1), 1));
        pass.update(runningVariance, moved(runningVariance, moments.slice(1, 2), count / (count - 1)));
        return y;
    }

    /// `(1 − momentum) · running + momentum · (scale · batch)`.
    private Tensor moved(Parameter running, Tensor batch, double scale) {
        Tensor moved = Tensor.zeros(running.shape());
        for (int c = 0; c < channels; c++) {
            moved.set(c, (float) ((1 - momentum) * running.tensor().get(c) + momentum * (scale * batch.get(c))));
        }
        return moved;
    }

    @Override
    public boolean needsWholeBatch() {
        return true;
    }

    /// @throws ShapeMismatchException if `x` has other axes or another number of channels
    @Override
    public Shape outputShape(Shape x) {
        Shape perChannel = weight.shape();
        return op.shape(x, perChannel, perChannel, perChannel, perChannel);
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(weight, bias, runningMean, runningVariance);
    }

    @Override
    public Optional<String> name() {
        return Optional.ofNullable(name);
    }

    @Override
    public LayerSpec spec() {
        return LayerSpec.of("BatchNorm1d")
                .with("name", name)
                .with("channels", channels)
                .with("epsilon", op.epsilon())
                .with("momentum", momentum);
    }

    /// The layer that [#spec] describes.
    public static BatchNorm1d fromSpec(LayerSpec spec) {
        return new BatchNorm1d(
                spec.integer("channels"),
                (float) spec.number("epsilon"),
                spec.number("momentum"),
                spec.textOrNull("name"));
    }

    /// `BatchNorm1d(32)`, naming what is not the default.
    @Override
    public String toString() {
        return "BatchNorm1d(" + channels
                + (op.epsilon() == 1e-5f ? "" : ", epsilon " + op.epsilon())
                + (momentum == 0.1 ? ")" : ", momentum " + momentum + ")");
    }
}
