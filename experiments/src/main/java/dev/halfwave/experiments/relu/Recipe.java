package dev.halfwave.experiments.relu;

import dev.halfwave.core.op.Abs;
import dev.halfwave.core.op.DcFreeRelu;
import dev.halfwave.core.op.GlobalAveragePool1d;
import dev.halfwave.core.op.GlobalMaxPool1d;
import dev.halfwave.core.op.Identity;
import dev.halfwave.core.op.Padding;
import dev.halfwave.core.op.Relu;
import dev.halfwave.nn.Activation;
import dev.halfwave.nn.Conv1d;
import dev.halfwave.nn.Layer;
import dev.halfwave.nn.Linear;
import dev.halfwave.nn.Sequential;

/// How an arm of `relu-dc` differs from the others. Everything else (data, order, initial weights, optimizer) is shared
/// by all arms of one seed.
///
/// @param input what is done to the input's DC component
/// @param first what follows the first convolution
/// @param second what follows the second
/// @param head how the head sees time
/// @param frozen whether both convolutions stay as they started
record Recipe(InputDc input, Nonlinearity first, Nonlinearity second, Head head, boolean frozen) {

    private static final int CHANNELS = 32;

    /// What follows a convolution.
    enum Nonlinearity {
        LINEAR, RELU, DC_FREE_RELU, OFFSET_FREE_RELU, ABS;

        Layer layer() {
            return switch (this) {
                case LINEAR -> Activation.of(new Identity());
                case RELU -> Activation.of(new Relu());
                case DC_FREE_RELU -> Activation.of(new DcFreeRelu());
                case OFFSET_FREE_RELU -> new OffsetFreeRelu(CHANNELS);
                case ABS -> Activation.of(new Abs());
            };
        }
    }

    /// What is left of time before the dense layers.
    enum Head {
        MEAN, MAX
    }

    /// Both activations the same, mean pooling, nothing frozen.
    static Recipe of(InputDc input, Nonlinearity both) {
        return new Recipe(input, both, both, Head.MEAN, false);
    }

    Recipe withHead(Head newHead) {
        return new Recipe(input, first, second, newHead, frozen);
    }

    Recipe withSecond(Nonlinearity newSecond) {
        return new Recipe(input, first, newSecond, head, frozen);
    }

    Recipe withFrozenConvolutions() {
        return new Recipe(input, first, second, head, true);
    }

    /// The network of section V.C: conv 32×3 causal without bias, activation, conv 32×3, activation, pool over time,
    /// dense 32 with ReLU, dense 3. Glorot uniform weights of this seed.
    Sequential build(long seed) {
        Sequential model = Sequential.of(
                Conv1d.of(1, CHANNELS, 3).withPadding(new Padding.Causal()).withoutBias().named("conv1"),
                first.layer(),
                Conv1d.of(CHANNELS, CHANNELS, 3).withPadding(new Padding.Causal()).withoutBias().named("conv2"),
                second.layer(),
                Layer.of(head == Head.MEAN ? new GlobalAveragePool1d() : new GlobalMaxPool1d()),
                Linear.of(CHANNELS, 32).named("dense1"),
                Activation.of(new Relu()).named("dense1_relu"),
                Linear.of(32, 3).named("dense2"))
                .initialize(seed);
        return frozen ? model.freeze("conv1", "conv2") : model;
    }
}
