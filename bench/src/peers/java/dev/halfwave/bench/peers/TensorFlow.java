package dev.halfwave.bench.peers;

import dev.halfwave.bench.step.Contestant;
import dev.halfwave.bench.step.Network;
import dev.halfwave.core.Tensor;
import dev.halfwave.nn.data.Dataset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;

/// TensorFlow for Java: a graph and a session, one run per step. Batches are made into tensors before the first step.
///
/// Convolutions and matrix products run in oneDNN, TensorFlow's default; its just-in-time compiler (XLA) was slower on
/// one thread for all three networks. Without oneDNN (`TF_ENABLE_ONEDNN_OPTS=0`) no convolution on CPUs dilates.
public final class TensorFlow implements Contestant {

    @Override
    public String name() {
        return "tensorflow";
    }

    @Override
    public String describe() {
        return "TensorFlow " + org.tensorflow.TensorFlow.version() + " through TensorFlow for Java, graph and session";
    }

    @Override
    public boolean hasKerasEpsilon() {
        return true;
    }

    private record Batch(TFloat32 x, TFloat32 y) {

        static Batch of(Network network, Dataset batch) {
            return new Batch(
                    tensor(values(batch.inputs()), TensorFlowGraph.inputShape(network, network.batch())),
                    network == Network.VC
                            ? oneHot(batch.targets())
                            : tensor(values(batch.targets()), network.batch(), 1));
        }

        private static TFloat32 oneHot(Tensor classes) {
            float[] ones = new float[3 * classes.size()];
            for (int i = 0; i < classes.size(); i++) {
                ones[3 * i + (int) classes.get(i)] = 1;
            }
            return tensor(ones, classes.size(), 3);
        }

        private static TFloat32 tensor(float[] values, long... sizes) {
            return TFloat32.tensorOf(Shape.of(sizes), DataBuffers.of(values));
        }

        private static float[] values(Tensor tensor) {
            return Arrays.copyOfRange(tensor.data(), tensor.offset(), tensor.offset() + tensor.size());
        }
    }

    private static Session session(Graph graph, TensorFlowGraph training, int threads) {
        Session session = new Session(
                graph,
                ConfigProto.newBuilder()
                        .setIntraOpParallelismThreads(threads)
                        // A convolution's two gradients can be computed side by side; 1 and 4 are slower.
                        .setInterOpParallelismThreads(Math.min(2, threads))
                        .build());
        for (Op initializer : training.initializers) {
            session.runner().addTarget(initializer).run().close();
        }
        return session;
    }

    @Override
    public double[] losses(Network network, int threads, int steps) {
        try (Graph graph = new Graph()) {
            TensorFlowGraph training = new TensorFlowGraph(graph, network, false);
            double[] losses = new double[steps];
            try (Session session = session(graph, training, threads)) {
                Dataset data = network.data();
                for (int epoch = 0, step = 0; step < steps; epoch++) {
                    for (Dataset cut : network.epoch(data, epoch)) {
                        if (step < steps) {
                            Batch batch = Batch.of(network, cut);
                            // In a run of its own: nothing says whether a fetch would come before the update.
                            try (Result result = session.runner()
                                    .feed(training.x, batch.x())
                                    .feed(training.y, batch.y())
                                    .fetch(training.loss)
                                    .run()) {
                                losses[step++] = ((TFloat32) result.get(0)).getFloat();
                            }
                            run(session, training, batch);
                        }
                    }
                }
            }
            return losses;
        }
    }

    private static void run(Session session, TensorFlowGraph training, Batch batch) {
        session.runner()
                .feed(training.x, batch.x())
                .feed(training.y, batch.y())
                .addTarget(training.step)
                .run()
                .close();
    }

    @Override
    public void train(Network network, int threads, BooleanSupplier another) {
        try (Graph graph = new Graph()) {
            TensorFlowGraph training = new TensorFlowGraph(graph, network, true);
            List<Batch> batches = new ArrayList<>();
            for (Dataset batch : network.epoch(network.data(), 0)) {
                batches.add(Batch.of(network, batch));
            }
            try (Session session = session(graph, training, threads)) {
                int i = 0;
                do {
                    run(session, training, batches.get(i++ % batches.size()));
                } while (another.getAsBoolean());
            }
        }
    }
}
