package dev.halfwave.nn.train;

import dev.halfwave.core.Backend;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.Abs;
import dev.halfwave.core.op.AveragePool1d;
import dev.halfwave.core.op.DcFreeRelu;
import dev.halfwave.core.op.Flatten;
import dev.halfwave.core.op.GlobalAveragePool1d;
import dev.halfwave.core.op.MaxPool1d;
import dev.halfwave.core.op.Padding;
import dev.halfwave.core.op.Relu;
import dev.halfwave.core.op.Transpose;
import dev.halfwave.nn.Activation;
import dev.halfwave.nn.BatchNorm1d;
import dev.halfwave.nn.Conv1d;
import dev.halfwave.nn.Dropout;
import dev.halfwave.nn.Fixtures;
import dev.halfwave.nn.Layer;
import dev.halfwave.nn.LayerNorm;
import dev.halfwave.nn.Linear;
import dev.halfwave.nn.MultiHeadSelfAttention;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.Pass;
import dev.halfwave.nn.Residual;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.data.Dataset;
import dev.halfwave.nn.io.WeightHash;
import dev.halfwave.nn.loss.Accuracy;
import dev.halfwave.nn.loss.CrossEntropyLoss;
import dev.halfwave.nn.optim.Adam;
import dev.halfwave.nn.optim.Optimizer;
import dev.halfwave.nn.optim.Sgd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Short trainings as a program that other JVMs run: prints which path computed, how many threads worked, and what came
/// out.
public final class TrainingProgram {

    /// What is trained.
    ///
    /// - `PAPER`: the network of section V.C on batches of 64, 64, 64 and 8 windows: 16 shards, at the end 8 of one;
    /// - `SMALL`: the same on less, for a JVM that only interprets: batches of 9, 9 and 2 windows;
    /// - `MIXED`: the other kinds of layers, and momentum;
    /// - `ATTENTION`: attention, layer normalisation, dropout and residual connections;
    /// - `BATCH`: batch normalisation, which one thread computes whatever the number.
    enum Job {
        PAPER(200, 256, 64), SMALL(20, 64, 9), MIXED(40, 70, 17), ATTENTION(40, 37, 17), BATCH(40, 37, 17);

        private final int windows;
        private final int length;
        private final int batch;

        Job(int windows, int length, int batch) {
            this.windows = windows;
            this.length = length;
            this.batch = batch;
        }

        private Sequential model(Layer first) {
            Sequential model = switch (this) {
                case PAPER, SMALL -> paper(first);
                case MIXED -> mixed(first);
                case ATTENTION -> attention(first);
                case BATCH -> batch(first);
            };
            return model.initialize(42);
        }

        private Optimizer optimizer() {
            return this == MIXED ? Sgd.of(0.02).withNesterovMomentum(0.9) : Adam.of(1e-3).withKerasEpsilon(1e-7);
        }

        /// Three hashes, the loss, and how many threads worked.
        ///
        /// @param checkpoint where to write one after every step, and to go on from if it is there
        /// @param lingerMillis how long to wait after each step, for whoever wants to kill
        List<String> run(int threads, @Nullable Path checkpoint, int lingerMillis) throws IOException {
            Dataset data = Fixtures.tones(windows, length, 3, 1);
            Set<Thread> workers = ConcurrentHashMap.newKeySet();
            Sequential model = model(Fixtures.watching(meeting(workers, this == BATCH ? 1 : Math.min(threads, 3))));
            String initial = hash(model);
            Trainer trainer = Trainer.of(model, new CrossEntropyLoss(), optimizer())
                    .withSeed(42)
                    .withBatchSize(batch)
                    .withEpochs(2)
                    .withThreads(threads)
                    .withMetrics(new Accuracy());
            if (checkpoint != null) {
                // reports before the checkpoint is written: whoever kills after a report may hit the writing
                trainer = trainer.withCallbacks(new Reporter(), Checkpoint.everySteps(checkpoint, 1),
                        new Lingering(lingerMillis));
            }
            History history = checkpoint != null && Files.exists(checkpoint)
                    ? trainer.resume(data, checkpoint)
                    : trainer.fit(data);
            return List.of(
                    this + ".initial " + initial,
                    this + ".trained " + hash(model),
                    this + ".logits " + WeightHash.sha256(List.of(model.predict(data.inputs()))),
                    this + ".loss " + history.last("loss").getAsDouble(),
                    this + ".workers " + workers.size());
        }
    }

    private TrainingProgram() {}

    /// `THREADS JOB...` trains one after the other. `THREADS JOB --checkpoint FILE MILLIS` goes on from the file if it
    /// is there, and after every step reports it, writes the file and lingers.
    public static void main(String[] args) throws IOException {
        System.out.println("backend " + Backend.describe());
        System.out.println("simd " + Backend.isSimd() + " " + Backend.vectorBits());
        int threads = Integer.parseInt(args[0]);
        if (args.length == 5 && args[2].equals("--checkpoint")) {
            Job job = Job.valueOf(args[1]);
            job.run(threads, Path.of(args[3]), Integer.parseInt(args[4])).forEach(System.out::println);
            return;
        }
        for (int i = 1; i < args.length; i++) {
            Job.valueOf(args[i]).run(threads, null, 0).forEach(System.out::println);
        }
    }

    private static Sequential paper(Layer first) {
        return Sequential.of(
                first,
                Conv1d.of(1, 32, 3).withPadding(new Padding.Causal()).withoutBias(),
                Activation.of(new Relu()),
                Conv1d.of(32, 32, 3).withPadding(new Padding.Causal()).withoutBias(),
                Activation.of(new Relu()),
                Layer.of(new GlobalAveragePool1d()),
                Linear.of(32, 32),
                Activation.of(new Relu()),
                Linear.of(32, 3));
    }

    private static Sequential mixed(Layer first) {
        return Sequential.of(
                first,
                Conv1d.of(1, 6, 5).withPadding(new Padding.Same()),
                Activation.of(new DcFreeRelu()),
                Layer.of(MaxPool1d.of(2)),
                Conv1d.of(6, 8, 3).withGroups(2).withStride(2).withDilation(2),
                Activation.of(new Abs()),
                Layer.of(AveragePool1d.of(3).withStride(2).withPadding(1)),
                Layer.of(new Flatten()),
                Linear.of(64, 3));
    }

    private static Sequential attention(Layer first) {
        return Sequential.of(
                first,
                Conv1d.of(1, 8, 3).withPadding(new Padding.Same()),
                Residual.of(LayerNorm.of(8, 37), MultiHeadSelfAttention.of(8, 2), Dropout.of(0.2)),
                Residual.of(
                        Layer.of(new Transpose(1, 2)), LayerNorm.of(8), Linear.of(8, 16), Activation.of(new Relu()),
                        Dropout.of(0.1), Linear.of(16, 8), Layer.of(new Transpose(1, 2))),
                Layer.of(new GlobalAveragePool1d()),
                Linear.of(8, 3));
    }

    private static Sequential batch(Layer first) {
        return Sequential.of(
                first,
                Conv1d.of(1, 6, 5).withPadding(new Padding.Same()).withoutBias(),
                BatchNorm1d.of(6),
                Activation.of(new Relu()),
                Residual.of(Conv1d.of(6, 8, 3).withStride(2).withPadding(new Padding.Explicit(1, 1)), BatchNorm1d.of(8))
                        .withShortcut(Conv1d.of(6, 8, 1).withStride(2)),
                Layer.of(new GlobalAveragePool1d()),
                BatchNorm1d.of(8).withMomentum(0.3),
                Dropout.of(0.5),
                Linear.of(8, 3));
    }

    /// Holds every thread at its first window until so many have come: no thread does all the work.
    private static BiConsumer<Tensor, Pass> meeting(Set<Thread> workers, int threads) {
        CountDownLatch missing = new CountDownLatch(threads);
        return (x, pass) -> {
            if (pass.training() && workers.add(Thread.currentThread())) {
                missing.countDown();
                try {
                    if (!missing.await(60, TimeUnit.SECONDS)) {
                        throw new IllegalStateException("only " + workers.size() + " threads came");
                    }
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
    }

    private static final class Reporter implements Callback {
        @Override
        public void onStep(Run run, Step step) {
            System.out.println("step " + step.number());
        }
    }

    private record Lingering(int millis) implements Callback {
        @Override
        public void onStep(Run run, Step step) {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static String hash(Sequential model) {
        return WeightHash.sha256(model.parameters().stream().map(Parameter::tensor).toList());
    }
}
