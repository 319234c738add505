package dev.halfwave.bench.peers;

import dev.halfwave.bench.step.Network;
import dev.halfwave.core.Shape;
import dev.halfwave.nn.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.math.Mean;
import org.tensorflow.op.nn.Conv2d;
import org.tensorflow.op.nn.Conv2dBackpropFilter;
import org.tensorflow.op.nn.Conv2dBackpropInput;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/// A network's whole training step as one graph: forward, gradients, Adam. Signals have the axes batch, 1, length,
/// channels, as Keras hands a `Conv1D` to TensorFlow; causal padding is zeros put before them.
///
/// TensorFlow's own gradient of `Conv2D` outside Python leaves out the dilation. So the gradients go from convolution to
/// convolution: the operations that Python's gradient would add for these, and TensorFlow's for what lies between.
final class TensorFlowGraph {

    private static final float BETA1 = 0.9f;
    private static final float BETA2 = 0.999f;

    private record Convolution(
            Operand<TFloat32> padded, Variable<TFloat32> weight, Operand<TFloat32> output, long dilation,
            String layer) {}

    private final Network network;
    private final boolean dropout;
    private final Graph graph;
    private final Ops tf;
    private final Map<String, Variable<TFloat32>> weights = new LinkedHashMap<>();
    private final Map<String, Operand<TFloat32>> gradients = new LinkedHashMap<>();
    private final List<Convolution> convolutions = new ArrayList<>();

    /// What is fed.
    final Placeholder<TFloat32> x;
    /// What is fed; classes as ones among zeros.
    final Placeholder<TFloat32> y;
    /// The mean over the batch, before the step.
    final Operand<TFloat32> loss;
    /// To be run once.
    final List<Op> initializers = new ArrayList<>();
    /// The whole step.
    final Op step;

    TensorFlowGraph(Graph graph, Network network, boolean dropout) {
        this.network = network;
        this.dropout = dropout;
        this.graph = graph;
        this.tf = Ops.create(graph);
        for (Parameter parameter : network.model(dropout).parameters()) {
            addWeight(parameter.name(), parameter.tensor());
        }
        x = tf.placeholder(TFloat32.class);
        y = tf.placeholder(TFloat32.class);
        loss = switch (network) {
            case VC -> tf.math.mean(tf.nn.softmaxCrossEntropyWithLogits(classify(), y).loss(), tf.constant(0));
            case HEART_RATE -> mean(tf.math.abs(tf.math.sub(heartRate(), y)));
            case MLP -> mean(tf.math.squaredDifference(perceptron(), y));
        };
        differentiate();
        step = adam();
    }

    /// Fills a placeholder's shape for a batch of this network.
    static long[] inputShape(Network network, int samples) {
        return network == Network.MLP ? new long[] {samples, 1} : new long[] {samples, 1, 256, 1};
    }

    private void addWeight(String name, dev.halfwave.core.Tensor values) {
        Shape shape = values.shape();
        long[] sizes;
        int[] order; // of our axes in theirs
        if (name.startsWith("conv") && shape.rank() == 3) {
            order = new int[] {2, 1, 0}; // (K, Cin, Cout)
            sizes = new long[] {1, shape.dim(2), shape.dim(1), shape.dim(0)};
        } else if (shape.rank() >= 2) {
            order = new int[] {1, 0}; // (in, out)
            sizes = new long[] {shape.dim(1), shape.dim(0)};
        } else {
            order = new int[] {0};
            sizes = new long[] {shape.dim(0)};
        }
        float[] data = new float[values.size()];
        int[] dims = shape.toArray();
        for (int i = 0; i < data.length; i++) {
            int[] index = new int[3];
            int rest = i;
            for (int axis = dims.length - 1; axis >= 0; axis--) {
                index[axis] = rest % dims[axis];
                rest /= dims[axis];
            }
            int place = 0;
            for (int axis : order) {
                place = place * dims[axis] + index[axis];
            }
            data[place] = values.get(i);
        }
        weights.put(name, variable(tf.reshape(tf.constant(data), tf.constant(sizes)), sizes));
    }

    private Variable<TFloat32> variable(Operand<TFloat32> initial, long... sizes) {
        Variable<TFloat32> variable = tf.variable(org.tensorflow.ndarray.Shape.of(sizes), TFloat32.class);
        initializers.add(tf.assign(variable, initial));
        return variable;
    }

    private Operand<TFloat32> classify() {
        Operand<TFloat32> h = tf.nn.relu(causal(x, "conv1", 3, 1));
        h = tf.nn.relu(causal(h, "conv2", 3, 1));
        h = tf.nn.relu(dense(tf.math.mean(h, tf.constant(new int[] {1, 2})), "dense1"));
        return dense(h, "dense2");
    }

    private Operand<TFloat32> heartRate() {
        Operand<TFloat32> h = x;
        int[] pools = {4, 2, 2};
        int[] channels = {32, 48, 64};
        int number = 1;
        int length = 256;
        for (int block = 0; block < 3; block++) {
            for (int i = 0; i < 3; i++) {
                String layer = "conv" + number++;
                h = tf.nn.relu(tf.nn.biasAdd(causal(h, layer, 5, 2), weights.get(layer + ".bias")));
            }
            List<Long> window = List.of(1L, 1L, (long) pools[block], 1L);
            h = tf.nn.avgPool(h, window, window, "VALID");
            length /= pools[block];
            if (dropout) {
                h = drop(h, network.batch(), 1, length, channels[block]);
            }
        }
        h = attend(tf.reshape(h, tf.constant(new int[] {network.batch() * 16, 64})));
        h = tf.reshape(h, tf.constant(new int[] {network.batch(), 1024}));
        return dense(tf.nn.relu(dense(h, "hidden")), "output");
    }

    /// As `tf.nn.dropout` does it, for rate 0.5.
    private Operand<TFloat32> drop(Operand<TFloat32> h, int... shape) {
        Operand<TFloat32> random = tf.random.randomUniform(tf.constant(shape), TFloat32.class);
        Operand<TBool> kept = tf.math.greaterEqual(random, tf.constant(0.5f));
        return tf.math.mul(tf.math.mul(h, tf.constant(2f)), tf.dtypes.cast(kept, TFloat32.class));
    }

    /// Four heads of 16 channels over 16 time steps, and the normalisation after them.
    ///
    /// @param h (N · 16, 64)
    private Operand<TFloat32> attend(Operand<TFloat32> h) {
        Operand<TFloat32> q = heads(dense(h, "attention.query"));
        Operand<TFloat32> k = heads(dense(h, "attention.key"));
        Operand<TFloat32> v = heads(dense(h, "attention.value"));
        Operand<TFloat32> scores = tf.train.batchMatMul(
                tf.math.mul(q, tf.constant(0.25f)), k, TFloat32.class, BatchMatMul.adjY(true));
        Operand<TFloat32> found = tf.train.batchMatMul(tf.nn.softmax(scores), v, TFloat32.class);
        Operand<TFloat32> together = tf.reshape(
                tf.linalg.transpose(found, tf.constant(new int[] {0, 2, 1, 3})), tf.constant(new int[] {-1, 64}));
        Operand<TFloat32> output = dense(together, "attention.output");
        Operand<TFloat32> mean = tf.math.mean(output, tf.constant(1), Mean.keepDims(true));
        Operand<TFloat32> variance = tf.math.mean(
                tf.math.squaredDifference(output, tf.stopGradient(mean)), tf.constant(1), Mean.keepDims(true));
        Operand<TFloat32> scale = tf.math.mul(
                tf.math.rsqrt(tf.math.add(variance, tf.constant(1e-3f))), weights.get("normalization.weight"));
        return tf.math.add(
                tf.math.mul(output, scale), tf.math.sub(weights.get("normalization.bias"), tf.math.mul(mean, scale)));
    }

    private Operand<TFloat32> heads(Operand<TFloat32> h) {
        return tf.linalg.transpose(
                tf.reshape(h, tf.constant(new int[] {network.batch(), 16, 4, 16})),
                tf.constant(new int[] {0, 2, 1, 3}));
    }

    private Operand<TFloat32> perceptron() {
        Operand<TFloat32> h = x;
        for (int i = 1; i <= 5; i++) {
            h = tf.nn.relu(dense(h, "dense" + i));
        }
        return dense(h, "dense6");
    }

    private Operand<TFloat32> dense(Operand<TFloat32> h, String layer) {
        return tf.nn.biasAdd(tf.linalg.matMul(h, weights.get(layer + ".weight")), weights.get(layer + ".bias"));
    }

    private Operand<TFloat32> causal(Operand<TFloat32> h, String layer, int kernelSize, long dilation) {
        int before = (int) dilation * (kernelSize - 1);
        Operand<TFloat32> padded = tf.pad(
                h, tf.constant(new int[][] {{0, 0}, {0, 0}, {before, 0}, {0, 0}}), tf.constant(0f));
        Variable<TFloat32> weight = weights.get(layer + ".weight");
        Operand<TFloat32> output = tf.nn.conv2d(
                padded, weight, List.of(1L, 1L, 1L, 1L), "VALID", Conv2d.dilations(1L, 1L, dilation, 1L));
        convolutions.add(new Convolution(padded, weight, output, dilation, layer));
        return output;
    }

    private Operand<TFloat32> mean(Operand<TFloat32> values) {
        return tf.math.mean(values, tf.constant(new int[] {0, 1}));
    }

    /// Fills [#gradients], from the loss to the last convolution, from there to the one before, and so on.
    private void differentiate() {
        List<String> rest = new ArrayList<>(weights.keySet());
        for (Convolution convolution : convolutions) {
            rest.remove(convolution.layer() + ".weight");
        }
        Operand<TFloat32> end = loss;
        Operand<TFloat32> upstream = null;
        for (int i = convolutions.size(); i >= 0; i--) {
            Convolution convolution = i > 0 ? convolutions.get(i - 1) : null;
            if (convolution == null && !convolutions.isEmpty()) {
                return; // nobody needs the input's gradient
            }
            int last = i;
            List<String> between = rest.stream()
                    .filter(name -> convolutions.isEmpty() || belongsTo(name) == last)
                    .toList();
            List<Output<?>> of = new ArrayList<>();
            if (convolution != null) {
                of.add(convolution.output().asOutput());
            }
            between.forEach(name -> of.add(weights.get(name).asOutput()));
            Output<?>[] found = graph.addGradients(
                    "gradients" + i, new Output<?>[] {end.asOutput()}, of.toArray(Output<?>[]::new),
                    upstream == null ? null : new Output<?>[] {upstream.asOutput()});
            int next = 0;
            if (convolution != null) {
                next = 1;
            }
            for (String name : between) {
                gradients.put(name, floats(found[next++]));
            }
            if (convolution != null) {
                Operand<TFloat32> dy = floats(found[0]);
                List<Long> strides = List.of(1L, 1L, 1L, 1L);
                gradients.put(
                        convolution.layer() + ".weight",
                        tf.nn.conv2dBackpropFilter(
                                convolution.padded(), tf.shape(convolution.weight()), dy, strides, "VALID",
                                Conv2dBackpropFilter.dilations(1L, 1L, convolution.dilation(), 1L)));
                if (i > 1) {
                    upstream = tf.nn.conv2dBackpropInput(
                            tf.shape(convolution.padded()), convolution.weight(), dy, strides, "VALID",
                            Conv2dBackpropInput.dilations(1L, 1L, convolution.dilation(), 1L));
                    end = convolution.padded();
                }
            }
        }
    }

    /// The number of the convolution after which this weight is used.
    private int belongsTo(String name) {
        for (int i = 0; i < convolutions.size(); i++) {
            if (name.startsWith(convolutions.get(i).layer() + ".")) {
                return i + 1;
            }
        }
        return convolutions.size();
    }

    @SuppressWarnings("unchecked")
    private static Operand<TFloat32> floats(Output<?> output) {
        return (Output<TFloat32>) output;
    }

    private Op adam() {
        Variable<TFloat32> beta1Power = variable(tf.constant(BETA1));
        Variable<TFloat32> beta2Power = variable(tf.constant(BETA2));
        // Not before all gradients are there: some need the weights as they are.
        Ops gated = tf.withControlDependencies(List.<Op>copyOf(gradients.values()));
        List<Op> updates = new ArrayList<>();
        weights.forEach((name, weight) -> {
            long[] sizes = weight.shape().asArray();
            Operand<TFloat32> zeros = tf.fill(tf.constant(sizes), tf.constant(0f));
            updates.add(gated.train.applyAdam(
                    weight, variable(zeros, sizes), variable(zeros, sizes), beta1Power, beta2Power,
                    tf.constant((float) network.learningRate()), tf.constant(BETA1), tf.constant(BETA2),
                    tf.constant(1e-8f), gradients.get(name)));
        });
        Ops after = tf.withControlDependencies(updates);
        List<Op> all = new ArrayList<>(updates);
        all.add(after.assign(beta1Power, tf.math.mul(beta1Power, tf.constant(BETA1))));
        all.add(after.assign(beta2Power, tf.math.mul(beta2Power, tf.constant(BETA2))));
        return tf.withControlDependencies(all).noOp();
    }
}
