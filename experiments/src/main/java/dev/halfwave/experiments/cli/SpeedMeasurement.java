package dev.halfwave.experiments.cli;

import dev.halfwave.core.Backend;
import dev.halfwave.core.PooledWorkspace;
import dev.halfwave.core.PreparedForms;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.Convolution1d;
import dev.halfwave.core.op.FullyConnected;
import dev.halfwave.core.op.GlobalAveragePool1d;
import dev.halfwave.core.op.Padding;
import dev.halfwave.core.op.Relu;
import dev.halfwave.core.random.Philox;
import dev.halfwave.nn.Activation;
import dev.halfwave.nn.Conv1d;
import dev.halfwave.nn.Layer;
import dev.halfwave.nn.Linear;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.data.Dataset;
import dev.halfwave.nn.loss.CrossEntropyLoss;
import dev.halfwave.nn.optim.Adam;
import dev.halfwave.nn.train.Callback;
import dev.halfwave.nn.train.Run;
import dev.halfwave.nn.train.Step;
import dev.halfwave.nn.train.Trainer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Measures in a few seconds how fast this machine trains: its peak, the kernels, a training step. Everything by turns
/// in many short rounds, so that what else the machine does hits all alike. The first part of the time goes to the JIT
/// compiler.
final class SpeedMeasurement {

    /// The share of the time that warms up.
    private static final double WARM_UP = 0.5;

    /// Of one kernel, before the next has its turn.
    private static final Duration ROUND = Duration.ofMillis(10);

    private static final int BATCH = 64;
    private static final int CHANNELS = 32;
    private static final int LENGTH = 256;

    /// @param operations multiplications and additions of one call
    private record Kernel(String name, double operations, Runnable call) {

        /// GFLOP/s of one round, of at least one call.
        double measure(Duration round) {
            long start = System.nanoTime();
            long elapsed;
            int calls = 0;
            do {
                call.run();
                calls++;
                elapsed = System.nanoTime() - start;
            } while (elapsed < round.toNanos());
            return operations * calls / elapsed;
        }
    }

    private SpeedMeasurement() {}

    /// Takes about `time`, half of it for the kernels.
    ///
    /// @param cores how many threads the last step has
    static Speed run(Duration time, int cores) {
        List<Kernel> kernels = new ArrayList<>(convolution());
        kernels.add(matrixProduct());
        double[][] found = rounds(kernels, time.dividedBy(2));
        List<Speed.Kernel> speeds = new ArrayList<>();
        for (int i = 0; i < kernels.size(); i++) {
            speeds.add(new Speed.Kernel(kernels.get(i).name, Speed.Rounds.of(found[i + 1])));
        }
        List<Speed.Step> steps = new ArrayList<>();
        Duration each = time.dividedBy(cores > 1 ? 4 : 2);
        for (int threads : cores > 1 ? new int[] {1, cores} : new int[] {1}) {
            steps.add(new Speed.Step(threads, stepOperations(), steps(each, threads)));
        }
        return new Speed(Speed.Rounds.of(found[0]), speeds, steps, Backend.isSimd());
    }

    /// The peak's and each kernel's rounds after the warm-up.
    private static double[][] rounds(List<Kernel> kernels, Duration time) {
        List<double[]> rounds = new ArrayList<>();
        long start = System.nanoTime();
        long warm = start + (long) (WARM_UP * time.toNanos());
        while (rounds.isEmpty() || System.nanoTime() - start < time.toNanos()) {
            boolean counts = System.nanoTime() - warm >= 0;
            double[] round = new double[kernels.size() + 1];
            round[0] = Backend.measurePeak(ROUND);
            for (int i = 0; i < kernels.size(); i++) {
                round[i + 1] = kernels.get(i).measure(ROUND);
            }
            if (counts) {
                rounds.add(round);
            }
        }
        double[][] each = new double[kernels.size() + 1][rounds.size()];
        for (int r = 0; r < rounds.size(); r++) {
            for (int i = 0; i < each.length; i++) {
                each[i][r] = rounds.get(r)[i];
            }
        }
        return each;
    }

    /// A convolution of 32 channels to 32 with 3 taps on 256 samples, forward and backward, sample by sample as a trainer computes it.
    private static List<Kernel> convolution() {
        Convolution1d convolution = Convolution1d.DEFAULT.withPadding(new Padding.Causal());
        PooledWorkspace workspace = new PooledWorkspace(new PreparedForms());
        Tensor weight = random(Shape.of(CHANNELS, CHANNELS, 3), 1);
        weight.modified(); // from now on its packed form is kept
        Tensor[] x = {random(Shape.of(1, CHANNELS, LENGTH), 2), weight};
        Tensor y = random(x[0].shape(), 3);
        Tensor dy = random(x[0].shape(), 4);
        Tensor[] inputGradient = {Tensor.zeros(x[0].shape()), null};
        Tensor[] weightGradient = {null, Tensor.zeros(weight.shape())};
        double operations = 2.0 * x[0].size() * CHANNELS * 3;
        String name = "convolution: ";
        return List.of(
                new Kernel(name + "forward", operations, () -> {
                    workspace.begin(1, false);
                    convolution.forward(x, y, workspace);
                }),
                new Kernel(name + "gradient of the input", operations, () -> {
                    workspace.begin(1, false);
                    convolution.backward(x, y, dy, inputGradient, workspace);
                }),
                new Kernel(name + "gradient of the weight", operations, () -> {
                    workspace.begin(1, false);
                    convolution.backward(x, y, dy, weightGradient, workspace);
                }));
    }

    private static Kernel matrixProduct() {
        FullyConnected product = new FullyConnected();
        PooledWorkspace workspace = new PooledWorkspace(new PreparedForms());
        Tensor weight = random(Shape.of(256, 256), 5);
        weight.modified();
        Tensor[] x = {random(Shape.of(200, 256), 6), weight};
        Tensor y = Tensor.zeros(x[0].shape());
        return new Kernel("matrix product", 2.0 * 200 * 256 * 256, () -> {
            workspace.begin(1, false);
            product.forward(x, y, workspace);
        });
    }

    private static Tensor random(Shape shape, long stream) {
        float[] values = new float[shape.size()];
        Philox.of(1, stream).fillUniform(values, 0, values.length, -1, 1);
        return Tensor.wrap(values, 0, shape);
    }

    /// The milliseconds of training steps after the warm-up.
    private static Speed.Rounds steps(Duration time, int threads) {
        Tensor signals = random(Shape.of(4 * BATCH, 1, LENGTH), 7);
        Tensor classes = Tensor.zeros(Shape.of(4 * BATCH));
        for (int i = 0; i < classes.size(); i++) {
            classes.set(i, i % 3);
        }
        Clock clock = new Clock(time);
        Trainer.of(network(), new CrossEntropyLoss(), Adam.of(1e-3))
                .withEpochs(Integer.MAX_VALUE)
                .withBatchSize(BATCH)
                .withThreads(threads)
                .withCallbacks(clock)
                .fit(new Dataset(signals, classes));
        return Speed.Rounds.of(clock.milliseconds.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /// Multiplications and additions of one step: forward, the gradients of all weights and inputs but for the first
    /// layer's input, which nobody needs.
    private static double stepOperations() {
        Shape batch = Shape.of(BATCH, 1, LENGTH);
        Sequential network = network();
        return 2.0
                * (3 * network.multiplyAdds(batch) - network.layers().values().iterator().next().multiplyAdds(batch));
    }

    private static Sequential network() {
        return Sequential.of(
                Conv1d.of(1, CHANNELS, 3).withPadding(new Padding.Causal()).withoutBias(),
                Activation.of(new Relu()),
                Conv1d.of(CHANNELS, CHANNELS, 3).withPadding(new Padding.Causal()).withoutBias(),
                Activation.of(new Relu()),
                Layer.of(new GlobalAveragePool1d()),
                Linear.of(CHANNELS, 32),
                Activation.of(new Relu()),
                Linear.of(32, 3))
                .initialize(1);
    }

    /// Takes the time from step to step, and ends the training.
    private static final class Clock implements Callback {
        private final long start = System.nanoTime();
        private final long end;
        private final long warm;
        private final List<Double> milliseconds = new ArrayList<>();
        private @Nullable Long last;

        Clock(Duration time) {
            end = start + time.toNanos();
            warm = start + (long) (WARM_UP * time.toNanos());
        }

        @Override
        public void onStep(Run run, Step step) {
            long now = System.nanoTime();
            if (last != null && (last - warm >= 0 || now - end >= 0)) {
                milliseconds.add(1e-6 * (now - last));
            }
            last = now;
            if (now - end >= 0 && !milliseconds.isEmpty()) {
                run.stop("measured");
            }
        }
    }
}
