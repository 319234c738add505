package dev.halfwave.nn;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.GlobalAveragePool1d;
import dev.halfwave.core.op.Padding;
import dev.halfwave.core.op.Relu;
import dev.halfwave.core.random.Philox;
import dev.halfwave.nn.data.Dataset;
import java.util.function.BiConsumer;

/// Small models and data that several tests share. Nothing here depends on the machine.
public final class Fixtures {

    private Fixtures() {}

    /// Uniform in [−1, 1), keyed by the seed.
    public static Tensor random(Shape shape, long seed) {
        Tensor tensor = Tensor.zeros(shape);
        Philox.of(seed, "fixture").fillUniform(tensor.data(), 0, tensor.size(), -1, 1);
        return tensor;
    }

    /// The bits of every element, any NaN as one NaN.
    public static int[] bits(Tensor x) {
        int[] bits = new int[x.size()];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToIntBits(x.get(i));
        }
        return bits;
    }

    /// Windows of `length` samples of tones with 1 + 2 · class periods, a phase that runs through and a little noise;
    /// the classes take turns.
    public static Dataset tones(int windows, int length, int classes, long seed) {
        Tensor inputs = Tensor.zeros(Shape.of(windows, 1, length));
        Tensor targets = Tensor.zeros(Shape.of(windows));
        Philox noise = Philox.of(seed, "noise");
        for (int n = 0; n < windows; n++) {
            int label = n % classes;
            for (int t = 0; t < length; t++) {
                double phase = 2 * StrictMath.PI * ((1 + 2 * label) * t / (double) length + 0.37 * n);
                int i = n * length + t;
                inputs.set(i, (float) (StrictMath.sin(phase) + 0.1 * noise.gaussian(i)));
            }
            targets.set(n, label);
        }
        return new Dataset(inputs, targets);
    }

    /// The network of the paper's section V.C with another number of channels: two causal convolutions without bias, a
    /// mean over time, two dense layers.
    public static Sequential network(int channels, int classes, long seed) {
        return Sequential.of(
                Conv1d.of(1, channels, 3).withPadding(new Padding.Causal()).withoutBias(),
                Activation.of(new Relu()),
                Conv1d.of(channels, channels, 3).withPadding(new Padding.Causal()).withoutBias(),
                Activation.of(new Relu()),
                Layer.of(new GlobalAveragePool1d()),
                Linear.of(channels, channels),
                Activation.of(new Relu()),
                Linear.of(channels, classes))
                .initialize(seed);
    }

    /// A layer that changes nothing and shows its input and its pass to somebody, on the thread that computes.
    public static Layer watching(BiConsumer<Tensor, Pass> watcher) {
        return new Watching(watcher);
    }

    private record Watching(BiConsumer<Tensor, Pass> watcher) implements Layer {
        @Override
        public Tensor forward(Tensor x, Pass pass) {
            watcher.accept(x, pass);
            return x;
        }

        @Override
        public Shape outputShape(Shape x) {
            return x;
        }

        @Override
        public String toString() {
            return "Watching"; // a checkpoint compares it
        }
    }
}
