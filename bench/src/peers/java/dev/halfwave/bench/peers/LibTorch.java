package dev.halfwave.bench.peers;

import dev.halfwave.bench.step.Contestant;
import dev.halfwave.bench.step.Network;
import dev.halfwave.core.Shape;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.data.Dataset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// PyTorch's C++ library through the JavaCPP presets: functional ops on channels first, autograd, `torch::optim::Adam`,
/// gradients set to none after each step. Batches are made into tensors before the first step.
public final class LibTorch implements Contestant {

    @Override
    public String name() {
        return "libtorch";
    }

    @Override
    public String describe() {
        return "libtorch " + "2.10.0" + ", CPU capability "
                + torch.get_cpu_capability().getString() + (torch.hasMKLDNN() ? ", oneDNN" : "")
                + (torch.hasMKL() ? ", MKL" : "") + (torch.hasOpenMP() ? ", OpenMP" : "");
    }

    @Override
    public double[] losses(Network network, int threads, int steps) {
        setThreads(network, threads);
        Training training = new Training(network, false);
        Dataset data = network.data();
        double[] losses = new double[steps];
        for (int epoch = 0, step = 0; step < steps; epoch++) {
            for (Dataset batch : network.epoch(data, epoch)) {
                if (step < steps) {
                    losses[step++] = training.step(Batch.of(network, batch), true);
                }
            }
        }
        return losses;
    }

    @Override
    public void train(Network network, int threads, BooleanSupplier another) {
        setThreads(network, threads);
        Training training = new Training(network, true);
        List<Batch> batches = new ArrayList<>();
        for (Dataset batch : network.epoch(network.data(), 0)) {
            batches.add(Batch.of(network, batch));
        }
        int i = 0;
        do {
            training.step(batches.get(i++ % batches.size()), false);
        } while (another.getAsBoolean());
    }

    /// The MLP's threads are those of OpenBLAS, which is told by its environment.
    private static void setThreads(Network network, int threads) {
        torch.set_num_threads(network == Network.MLP ? 1 : threads);
    }

    private record Batch(Tensor x, Tensor y) {

        static Batch of(Network network, Dataset batch) {
            Tensor y = tensor(batch.targets());
            return new Batch(
                    tensor(batch.inputs()), network == Network.VC ? y.to(torch.ScalarType.Long) : y);
        }
    }

    private static Tensor tensor(dev.halfwave.core.Tensor values) {
        Shape shape = values.shape();
        long[] sizes = Arrays.stream(shape.toArray()).asLongStream().toArray();
        float[] copy = Arrays.copyOfRange(values.data(), values.offset(), values.offset() + values.size());
        return AbstractTensor.create(copy, sizes).clone();
    }

    /// One network with its optimizer.
    private static final class Training {

        private static final long[] ONE = {1};

        private final Network network;
        private final boolean dropout;
        private final Map<String, Tensor> weights = new LinkedHashMap<>();
        private final Adam adam;

        Training(Network network, boolean dropout) {
            this.network = network;
            this.dropout = dropout;
            Map<String, Tensor> initial = new LinkedHashMap<>();
            for (Parameter parameter : network.model(dropout).parameters()) {
                initial.put(parameter.name(), tensor(parameter.tensor()));
            }
            if (network == Network.HEART_RATE) {
                joinProjections(initial);
            }
            initial.forEach((name, value) -> weights.put(name, value.requires_grad_(true)));
            AdamOptions options = new AdamOptions(network.learningRate());
            options.eps().put(1e-8);
            adam = new Adam(new TensorVector(weights.values().toArray(Tensor[]::new)), options);
        }

        /// Query, key and value as one product, as `torch.nn.MultiheadAttention` has them.
        private static void joinProjections(Map<String, Tensor> initial) {
            for (String part : List.of("weight", "bias")) {
                Tensor joined = torch.cat(new TensorVector(Stream.of("query", "key", "value")
                        .map(projection -> initial.remove("attention." + projection + "." + part))
                        .toArray(Tensor[]::new)));
                initial.put("attention.in." + part, part.equals("weight") ? joined.squeeze(-1).contiguous() : joined);
            }
            initial.put("attention.output.weight", initial.get("attention.output.weight").squeeze(-1).contiguous());
        }

        /// @param wanted whether to return the loss; reading it costs a little
        double step(Batch batch, boolean wanted) {
            try (PointerScope scope = new PointerScope()) {
                Tensor loss = switch (network) {
                    case VC -> torch.cross_entropy_loss(classify(batch.x()), batch.y());
                    case HEART_RATE -> torch.l1_loss(heartRate(batch.x()), batch.y());
                    case MLP -> torch.mse_loss(perceptron(batch.x()), batch.y());
                };
                adam.zero_grad(true);
                loss.backward();
                adam.step();
                return wanted ? loss.item_float() : Double.NaN;
            }
        }

        private Tensor classify(Tensor x) {
            Tensor h = torch.relu(causal(x, "conv1", 2, 1, false));
            h = torch.relu(causal(h, "conv2", 2, 1, false));
            h = torch.relu(linear(torch.mean(h, 2), "dense1"));
            return linear(h, "dense2");
        }

        private Tensor heartRate(Tensor x) {
            Tensor h = x;
            int number = 1;
            for (long pool : new long[] {4, 2, 2}) {
                for (int i = 0; i < 3; i++) {
                    h = torch.relu(causal(h, "conv" + number++, 8, 2, true));
                }
                h = torch.avg_pool1d(h, pool);
                if (dropout) {
                    h = torch.dropout(h, 0.5, true);
                }
            }
            h = attend(h.transpose(1, 2)).flatten(1, 2);
            return linear(torch.relu(linear(h, "hidden")), "output");
        }

        /// Four heads of 16 channels, and the normalisation after them.
        ///
        /// @param x (N, L, 64)
        private Tensor attend(Tensor x) {
            long samples = x.size(0);
            long length = x.size(1);
            Tensor joined = linear(x, "attention.in").view(samples, length, 3, 4, 16).permute(2, 0, 3, 1, 4);
            Tensor found = torch.scaled_dot_product_attention(
                    joined.select(0, 0), joined.select(0, 1), joined.select(0, 2), new TensorOptional(), 0, false,
                    new DoubleOptional(), false);
            Tensor output = linear(found.transpose(1, 2).reshape(samples, length, 64), "attention.output");
            return torch.layer_norm(
                    output, new long[] {64}, new TensorOptional(weights.get("normalization.weight")),
                    new TensorOptional(weights.get("normalization.bias")), 1e-3, true);
        }

        private Tensor perceptron(Tensor x) {
            Tensor h = x;
            for (int i = 1; i <= 5; i++) {
                h = torch.relu(linear(h, "dense" + i));
            }
            return linear(h, "dense6");
        }

        private Tensor linear(Tensor x, String layer) {
            return torch.linear(x, weights.get(layer + ".weight"), new TensorOptional(weights.get(layer + ".bias")));
        }

        /// Zeros on both sides, and what was computed from those behind is cut off: faster than putting zeros before.
        private Tensor causal(Tensor x, String layer, long padding, long dilation, boolean bias) {
            TensorOptional b = bias ? new TensorOptional(weights.get(layer + ".bias")) : new TensorOptional();
            Tensor both = torch.conv1d(
                    x, weights.get(layer + ".weight"), b, ONE, new long[] {padding}, new long[] {dilation}, 1);
            return both.narrow(2, 0, x.size(2));
        }
    }
}
