package dev.halfwave.experiments.relu;

import dev.halfwave.core.op.Abs;
import dev.halfwave.core.op.DcFreeRelu;
import dev.halfwave.core.op.GlobalAveragePool1d;
import dev.halfwave.core.op.GlobalMaxPool1d;
import dev.halfwave.core.op.Identity;
import dev.halfwave.core.op.Padding;
import dev.halfwave.core.op.Relu;
import dev.halfwave.experiments.study.Arm;
import dev.halfwave.experiments.study.Setting;
import dev.halfwave.experiments.study.Trial;
import dev.halfwave.nn.Activation;
import dev.halfwave.nn.Conv1d;
import dev.halfwave.nn.Layer;
import dev.halfwave.nn.Linear;
import dev.halfwave.nn.Sequential;
import java.util.Arrays;
import java.util.Locale;

/// How an arm of `relu-dc` differs from the others: the values of its own settings. Everything else (data, order,
/// initial weights, optimizer) is shared by all arms of one seed.
///
/// @param input what is done to the input's DC component
/// @param first what follows the first convolution
/// @param second what follows the second
/// @param head how the head sees time
/// @param frozen whether both convolutions stay as they started
record Recipe(InputDc input, Nonlinearity first, Nonlinearity second, Head head, boolean frozen) {

    private static final Setting<String> INPUT =
            choice("input", "what is done to the signal's DC component", InputDc.values());
    private static final Setting<String> FIRST =
            choice("first", "what follows the first convolution", Nonlinearity.values());
    private static final Setting<String> SECOND =
            choice("second", "what follows the second convolution", Nonlinearity.values());
    private static final Setting<String> HEAD = choice("head", "how the head pools time", Head.values());
    private static final Setting<String> FROZEN =
            Setting.choice("frozen", "what stays at its random start", "nothing", "convolutions");

    /// The settings of which each arm has values of its own.
    static final Setting<?>[] SETTINGS = {INPUT, FIRST, SECOND, HEAD, FROZEN};

    private static final int CHANNELS = 32;

    private static Setting<String> choice(String name, String description, Enum<?>... values) {
        return Setting.choice(name, description, Arrays.stream(values).map(Recipe::word).toArray(String[]::new));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static <E extends Enum<E>> E value(Class<E> type, String word) {
        return Enum.valueOf(type, word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /// What follows a convolution.
    enum Nonlinearity {
        RELU, LINEAR, DC_FREE_RELU, OFFSET_FREE_RELU, ABS;

        Layer layer(int channels) {
            return switch (this) {
                case LINEAR -> Activation.of(new Identity());
                case RELU -> Activation.of(new Relu());
                case DC_FREE_RELU -> Activation.of(new DcFreeRelu());
                case OFFSET_FREE_RELU -> new OffsetFreeRelu(channels);
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

    /// The recipe of a trial's arm.
    static Recipe of(Trial trial) {
        return new Recipe(
                value(InputDc.class, trial.get(INPUT)),
                value(Nonlinearity.class, trial.get(FIRST)),
                value(Nonlinearity.class, trial.get(SECOND)),
                value(Head.class, trial.get(HEAD)),
                trial.get(FROZEN).equals("convolutions"));
    }

    /// The arm that this recipe is.
    Arm arm(String name, String description) {
        return Arm.of(name, description)
                .with(INPUT, word(input))
                .with(FIRST, word(first))
                .with(SECOND, word(second))
                .with(HEAD, word(head))
                .with(FROZEN, frozen ? "convolutions" : "nothing");
    }

    /// The channels of both convolutions.
    ///
    /// @param width a factor on the paper's 32
    static int channels(double width) {
        return Math.max(1, (int) Math.rint(CHANNELS * width));
    }

    /// The network of section V.C: conv 32×3 causal without bias, activation, conv 32×3, activation, pool over time,
    /// dense 32 with ReLU, dense 3. Glorot uniform weights of this seed.
    ///
    /// @param width a factor on the channels of both convolutions
    Sequential build(long seed, double width) {
        int channels = channels(width);
        Sequential model = Sequential.of(
                Conv1d.of(1, channels, 3).withPadding(new Padding.Causal()).withoutBias().named("conv1"),
                first.layer(channels),
                Conv1d.of(channels, channels, 3).withPadding(new Padding.Causal()).withoutBias().named("conv2"),
                second.layer(channels),
                Layer.of(head == Head.MEAN ? new GlobalAveragePool1d() : new GlobalMaxPool1d()),
                Linear.of(channels, 32).named("dense1"),
                Activation.of(new Relu()).named("dense1_relu"),
                Linear.of(32, 3).named("dense2"))
                .initialize(seed);
        return frozen ? model.freeze("conv1", "conv2") : model;
    }
}
