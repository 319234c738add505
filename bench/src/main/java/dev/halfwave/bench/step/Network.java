package dev.halfwave.bench.step;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.GlobalAveragePool1d;
import dev.halfwave.core.op.Padding;
import dev.halfwave.core.op.Relu;
import dev.halfwave.heartrate.HeartRateNetwork;
import dev.halfwave.nn.Activation;
import dev.halfwave.nn.Conv1d;
import dev.halfwave.nn.Layer;
import dev.halfwave.nn.Linear;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.data.Dataset;
import dev.halfwave.nn.loss.CrossEntropyLoss;
import dev.halfwave.nn.loss.Loss;
import dev.halfwave.nn.loss.MeanAbsoluteErrorLoss;
import dev.halfwave.nn.loss.MeanSquaredErrorLoss;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A network whose training step is timed, with its loss, batch and learning rate; every contestant builds the same from
/// this one's initial weights.
public enum Network {
    // The classifier of tones: two causal convolutions of 32 filters, ReLU, the mean over time, two dense layers.
    VC("vc", "V.C", 64, 4, 1e-3, new CrossEntropyLoss()) {
        @Override
        Sequential layers(boolean dropout) {
            List<Layer> layers = new ArrayList<>();
            addConvolution(layers, Conv1d.of(1, 32, 3).withPadding(new Padding.Causal()).withoutBias().named("conv1"));
            addConvolution(layers, Conv1d.of(32, 32, 3).withPadding(new Padding.Causal()).withoutBias().named("conv2"));
            layers.add(Layer.of(new GlobalAveragePool1d()));
            layers.add(Linear.of(32, 32).named("dense1"));
            layers.add(Activation.of(new Relu()));
            layers.add(Linear.of(32, 3).named("dense2"));
            return Sequential.of(layers.toArray(Layer[]::new));
        }

        @Override
        Shape inputs(int samples) {
            return Shape.of(samples, 1, 256);
        }

        @Override
        Tensor targets(Tensor inputs, Random random) {
            Tensor classes = Tensor.zeros(Shape.of(inputs.shape().dim(0)));
            for (int i = 0; i < classes.size(); i++) {
                classes.set(i, random.nextInt(3));
            }
            return classes;
        }
    },

    // The heart rate from eight seconds of photoplethysmogram: three blocks of three dilated convolutions, attention.
    HEART_RATE("heart-rate", "heart rate", 256, 4, 5e-4, new MeanAbsoluteErrorLoss()) {
        @Override
        Sequential layers(boolean dropout) {
            return HeartRateNetwork.fused(new Relu(), dropout ? HeartRateNetwork.DROPOUT_RATE : 0);
        }

        @Override
        Shape inputs(int samples) {
            return Shape.of(samples, 1, 256);
        }

        @Override
        Tensor targets(Tensor inputs, Random random) {
            Tensor rates = Tensor.zeros(Shape.of(inputs.shape().dim(0), 1));
            for (int i = 0; i < rates.size(); i++) {
                rates.set(i, (float) (90 + 20 * random.nextGaussian())); // beats per minute
            }
            return rates;
        }
    },

    // A function of one variable, fitted to all samples at once.
    MLP("mlp", "MLP", 200, 1, 1e-3, new MeanSquaredErrorLoss()) {
        @Override
        Sequential layers(boolean dropout) {
            List<Layer> layers = new ArrayList<>();
            int in = 1;
            for (int i = 1; i <= 5; i++) {
                layers.add(Linear.of(in, 256).named("dense" + i));
                layers.add(Activation.of(new Relu()));
                in = 256;
            }
            layers.add(Linear.of(256, 1).named("dense6"));
            return Sequential.of(layers.toArray(Layer[]::new));
        }

        @Override
        Shape inputs(int samples) {
            return Shape.of(samples, 1);
        }

        @Override
        Tensor targets(Tensor inputs, Random random) {
            Tensor values = Tensor.zeros(inputs.shape());
            for (int i = 0; i < values.size(); i++) {
                values.set(i, (float) Math.sin(3 * inputs.get(i)));
            }
            return values;
        }
    };

    private static final long SEED = 1;

    private final String key;
    private final String title;
    private final int batch;
    private final int batches;
    private final double learningRate;
    private final Loss loss;

    Network(String key, String title, int batch, int batches, double learningRate, Loss loss) {
        this.key = key;
        this.title = title;
        this.batch = batch;
        this.batches = batches;
        this.learningRate = learningRate;
        this.loss = loss;
    }

    abstract Sequential layers(boolean dropout);

    abstract Shape inputs(int samples);

    abstract Tensor targets(Tensor inputs, Random random);

    /// The network of this [key][#key].
    ///
    /// @throws IllegalArgumentException if there is none
    public static Network of(String key) {
        for (Network network : values()) {
            if (network.key.equals(key)) {
                return network;
            }
        }
        throw new IllegalArgumentException("there is no network \"" + key + "\", only vc, heart-rate and mlp");
    }

    /// The only place that knows how a convolution and its ReLU are put together.
    private static void addConvolution(List<Layer> layers, Conv1d convolution) {
        layers.add(convolution.withActivation(new Relu()));
    }

    /// Short, for options: `heart-rate`.
    public String key() {
        return key;
    }

    /// For tables: `heart rate`.
    public String title() {
        return title;
    }

    /// Samples per step.
    public int batch() {
        return batch;
    }

    /// Batches that steps go through in turn.
    public int batches() {
        return batches;
    }

    /// Adam's; its other settings are β₁ = 0.9, β₂ = 0.999, ε = 1e-8.
    public double learningRate() {
        return learningRate;
    }

    /// What is minimised.
    public Loss loss() {
        return loss;
    }

    /// The network with its initial weights, which are always the same.
    ///
    /// @param dropout without it every contestant computes the same losses; with it each draws masks of its own
    public Sequential model(boolean dropout) {
        return layers(dropout).initialize(SEED);
    }

    /// All batches' samples, always the same.
    public Dataset data() {
        Random random = new Random(SEED);
        Tensor inputs = gaussian(inputs(batch * batches), random);
        return new Dataset(inputs, targets(inputs, random));
    }

    /// The batches in the order in which an epoch of [Halfwave's trainer][dev.halfwave.nn.train.Trainer] visits them.
    ///
    /// @param epoch from 0
    public List<Dataset> epoch(Dataset data, int epoch) {
        int[] order = data.order(0, epoch);
        List<Dataset> cut = new ArrayList<>();
        for (int i = 0; i < batches; i++) {
            Tensor x = Tensor.zeros(data.inputs().shape().with(0, batch));
            Tensor y = Tensor.zeros(data.targets().shape().with(0, batch));
            data.gather(order, i * batch, x, y);
            cut.add(new Dataset(x, y));
        }
        return cut;
    }

    /// The step's floating-point operations in convolutions and matrix products, a multiply-add counted as two: forward,
    /// gradients of weights, and gradients of inputs but for the first layer's, which nobody needs.
    public long operations() {
        Sequential model = layers(false);
        Shape x = inputs(batch);
        Layer first = model.layers().values().iterator().next();
        return 2 * (3 * model.multiplyAdds(x) - first.multiplyAdds(x));
    }

    private static Tensor gaussian(Shape shape, Random random) {
        Tensor values = Tensor.zeros(shape);
        for (int i = 0; i < values.size(); i++) {
            values.set(i, (float) random.nextGaussian());
        }
        return values;
    }
}
