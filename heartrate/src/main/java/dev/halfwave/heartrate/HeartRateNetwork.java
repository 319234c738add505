package dev.halfwave.heartrate;

import dev.halfwave.core.UnaryOp;
import dev.halfwave.core.op.AveragePool1d;
import dev.halfwave.core.op.Flatten;
import dev.halfwave.core.op.Padding;
import dev.halfwave.core.op.Relu;
import dev.halfwave.core.op.Transpose;
import dev.halfwave.nn.Activation;
import dev.halfwave.nn.Conv1d;
import dev.halfwave.nn.Dropout;
import dev.halfwave.nn.Layer;
import dev.halfwave.nn.LayerNorm;
import dev.halfwave.nn.Linear;
import dev.halfwave.nn.MultiHeadSelfAttention;
import dev.halfwave.nn.Sequential;
import java.util.ArrayList;
import java.util.List;

/// The network that reads a heart rate from eight seconds of a wrist's photoplethysmogram: "Adaptive + Attention" of
/// KID-PPG.
///
/// ```java
/// Sequential model = HeartRateNetwork.of(new Relu());        // as published, with random weights
/// Tensor bpm = model.predict(windows);                       // (N, 1, 256) → (N, 1)
/// Map<String, Tensor> seen = model.capture(windows, "conv3", "relu3");
///
/// Sequential other = HeartRateNetwork.of(new DcFreeRelu());  // another activation behind every convolution
/// Sequential fast = HeartRateNetwork.fused(new Relu());      // the same numbers in less time
/// ```
///
/// | layers                            | what                                                       | output       |
/// |-----------------------------------|------------------------------------------------------------|--------------|
/// | `conv1` … `conv3`                 | 32 channels, kernel 5, dilation 2, causal, each with its activation | (N, 32, 256) |
/// | `pool1`, `dropout1`               | mean of 4, dropout 0.5                                     | (N, 32, 64)  |
/// | `conv4` … `conv6`                 | 48 channels, the rest as before                            | (N, 48, 64)  |
/// | `pool2`, `dropout2`               | mean of 2                                                  | (N, 48, 32)  |
/// | `conv7` … `conv9`                 | 64 channels                                                | (N, 64, 32)  |
/// | `pool3`, `dropout3`               | mean of 2                                                  | (N, 64, 16)  |
/// | `attention`                       | 4 heads of 16 channels                                     | (N, 64, 16)  |
/// | `channels_last`                   | transposed                                                 | (N, 16, 64)  |
/// | `normalization`                   | over the 64 channels of a time step, ε = 10⁻³              | (N, 16, 64)  |
/// | `flatten`                         | element `t · 64 + c` is channel `c` at time `t`            | (N, 1024)    |
/// | `hidden`, `hidden_relu`           | fully connected, ReLU                                      | (N, 32)      |
/// | `output`                          | fully connected: beats per minute                          | (N, 1)       |
///
/// The activation behind `conv3` is named `relu3`, or after another op `dcFreeRelu3`, `gelu3`, `identity3`. The network
/// has 147,473 parameters. It was described with the channels last, as (N, L, C); here they come before time, and only
/// from `channels_last` on is the order that of the publication, so that `hidden` sees the features in its order.
///
/// The input is what an Empatica E4 gives as blood volume pulse, every second of its 64 samples per second, in the
/// device's units: the network does not normalise, and answers differently to an input of another scale.
///
/// Source: Kechris et al. (2024), *KID-PPG: Knowledge Informed Deep Learning for Extracting Heart Rate from a
/// Smartwatch*, arXiv:2405.09559.
public final class HeartRateNetwork {

    /// Samples per second of everything the network sees.
    public static final int SAMPLE_RATE_HZ = 32;

    /// Samples of one window: 8 seconds.
    public static final int WINDOW_SAMPLES = 256;

    /// Samples from one window's start to the next one's: 2 seconds.
    public static final int STRIDE_SAMPLES = 64;

    /// What dropout zeroes while training, unless told otherwise.
    public static final double DROPOUT_RATE = 0.5;

    private static final int[] CHANNELS = {32, 48, 64};
    private static final int[] POOLS = {4, 2, 2};
    private static final int CONVOLUTIONS_PER_BLOCK = 3;
    private static final int KERNEL_SIZE = 5;
    private static final int DILATION = 2;
    private static final int HEADS = 4;
    private static final int TIME_STEPS = 16; // behind the pools
    private static final int HIDDEN = 32;

    private HeartRateNetwork() {}

    /// The network with this activation behind every convolution, each a layer of its own, so that [Sequential#capture]
    /// shows what is before and after it. The fully connected layer keeps its ReLU.
    ///
    /// @param activation `new Relu()` as published; `new Identity()` for none
    public static Sequential of(UnaryOp activation) {
        return of(activation, DROPOUT_RATE);
    }

    /// The network with this activation and another rate of dropout.
    ///
    /// @throws IllegalArgumentException if the rate is not in [0, 1)
    public static Sequential of(UnaryOp activation, double dropoutRate) {
        return build(activation, dropoutRate, false);
    }

    /// The network with the activation as a part of every convolution. Its numbers are those of [#of(UnaryOp)], in bits,
    /// and its parameters have the same names. With ReLU it takes less time, but what the convolutions put out before it
    /// cannot be seen.
    public static Sequential fused(UnaryOp activation) {
        return fused(activation, DROPOUT_RATE);
    }

    /// The network with the activation as a part of every convolution, and another rate of dropout.
    ///
    /// @throws IllegalArgumentException if the rate is not in [0, 1)
    public static Sequential fused(UnaryOp activation, double dropoutRate) {
        return build(activation, dropoutRate, true);
    }

    private static Sequential build(UnaryOp activation, double dropoutRate, boolean fused) {
        List<Layer> layers = new ArrayList<>();
        int channels = 1;
        for (int block = 1; block <= CHANNELS.length; block++) {
            for (int i = 1; i <= CONVOLUTIONS_PER_BLOCK; i++) {
                int number = (block - 1) * CONVOLUTIONS_PER_BLOCK + i;
                Conv1d convolution = Conv1d.of(channels, CHANNELS[block - 1], KERNEL_SIZE)
                        .withDilation(DILATION)
                        .withPadding(new Padding.Causal())
                        .named("conv" + number);
                channels = CHANNELS[block - 1];
                layers.add(fused ? convolution.withActivation(activation) : convolution);
                if (!fused) {
                    layers.add(Activation.of(activation));
                }
            }
            layers.add(Activation.of(AveragePool1d.of(POOLS[block - 1])).named("pool" + block));
            layers.add(Dropout.of(dropoutRate));
        }
        layers.add(MultiHeadSelfAttention.of(channels, HEADS).named("attention"));
        layers.add(Activation.of(new Transpose(1, 2)).named("channels_last"));
        layers.add(LayerNorm.of(channels).withEpsilon(1e-3).named("normalization"));
        layers.add(Activation.of(new Flatten()).named("flatten"));
        layers.add(Linear.of(TIME_STEPS * channels, HIDDEN).named("hidden"));
        layers.add(Activation.of(new Relu()).named("hidden_relu"));
        layers.add(Linear.of(HIDDEN, 1).named("output"));
        return Sequential.of(layers.toArray(Layer[]::new));
    }
}
