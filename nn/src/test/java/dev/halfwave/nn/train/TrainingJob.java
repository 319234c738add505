package dev.halfwave.nn.train;

import dev.halfwave.core.Op;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.nn.Fixtures;
import dev.halfwave.nn.Layer;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.Pass;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.data.Dataset;
import dev.halfwave.nn.io.WeightHash;
import dev.halfwave.nn.loss.CrossEntropyLoss;
import dev.halfwave.nn.loss.Loss;
import dev.halfwave.nn.loss.MeanAbsoluteErrorLoss;
import dev.halfwave.nn.loss.MeanSquaredErrorLoss;
import dev.halfwave.nn.optim.Adam;
import dev.halfwave.nn.optim.AdamW;
import dev.halfwave.nn.optim.Optimizer;
import dev.halfwave.nn.optim.Sgd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// A short training whose bits are compared.
enum TrainingJob {

    // 50 steps of the network of section V.C: of each ten, nine of 16 shards and one of 8 shards of one sample
    PAPER(584, 256, 64, 5),
    // six steps of the same, small enough for a JVM that only interprets
    TINY(20, 64, 9, 2),
    // every layer but batch normalisation, with momentum; shards of 3 samples, in the end of 1
    LAYERS(80, 64, 40, 3),
    // batch normalisation, which one thread computes whatever the number
    BATCH(40, 37, 17, 2),
    // wide dilated convolutions and attention
    HEART(72, 256, 32, 1),
    // matrix products, with more parameters than activations
    DENSE(210, 1, 200, 4),
    // every activation in a network of its own
    ACTIVATIONS(20, 37, 17, 1);

    /// Small enough for an interpreter, and for fma by its replacement.
    static final List<TrainingJob> SMALL = List.of(TINY, BATCH, ACTIVATIONS, LAYERS);

    /// All of them, the smallest first: in a JVM that has just started they run before anything is compiled.
    static final List<TrainingJob> ALL = List.of(TINY, BATCH, ACTIVATIONS, LAYERS, DENSE, HEART, PAPER);

    private static final int SEED = 42;

    private final int samples;
    private final int length;
    private final int batch;
    private final int epochs;

    TrainingJob(int samples, int length, int batch, int epochs) {
        this.samples = samples;
        this.length = length;
        this.batch = batch;
        this.epochs = epochs;
    }

    /// The job's name, or one for each network.
    List<String> networkNames() {
        return this == ACTIVATIONS
                ? TrainingNetworks.activations().keySet().stream().map(name -> this + "." + name).toList()
                : List.of(name());
    }

    /// One of the networks, initialised.
    ///
    /// @param first a layer before all others
    Sequential network(String name, Layer first) {
        Sequential model = switch (this) {
            case PAPER, TINY -> TrainingNetworks.paper(first);
            case LAYERS -> TrainingNetworks.layers(first);
            case BATCH -> TrainingNetworks.batch(first);
            case HEART -> TrainingNetworks.heart(first);
            case DENSE -> TrainingNetworks.dense(first);
            case ACTIVATIONS -> {
                Op op = TrainingNetworks.activations().get(name.substring(name.indexOf('.') + 1));
                yield TrainingNetworks.around(op, first);
            }
        };
        return model.initialize(SEED);
    }

    /// What it is trained on; nothing of it depends on the machine.
    Dataset data() {
        if (this == DENSE) {
            Tensor x = Fixtures.random(Shape.of(samples, 1), 1);
            Tensor y = Tensor.zeros(x.shape());
            for (int n = 0; n < samples; n++) {
                y.set(n, x.get(n) * x.get(n));
            }
            return new Dataset(x, y);
        }
        Dataset tones = Fixtures.tones(samples, length, 3, 1);
        return this == HEART
                ? new Dataset(tones.inputs(), Tensor.wrap(tones.targets().toArray(), 0, Shape.of(samples, 1)))
                : tones;
    }

    private Loss loss() {
        return switch (this) {
            case PAPER, TINY, BATCH -> new CrossEntropyLoss();
            case LAYERS, ACTIVATIONS -> new CrossEntropyLoss().withLabelSmoothing(0.1f);
            case HEART -> new MeanAbsoluteErrorLoss();
            case DENSE -> new MeanSquaredErrorLoss();
        };
    }

    private Optimizer optimizer() {
        return switch (this) {
            case PAPER, TINY, BATCH -> Adam.of(1e-3).withKerasEpsilon(1e-7);
            case LAYERS -> Sgd.of(0.02).withNesterovMomentum(0.9);
            case HEART, DENSE -> AdamW.of(1e-3);
            case ACTIVATIONS -> Sgd.of(0.05);
        };
    }

    /// How many of so many threads take part at least: where little is to be done, one may do it all.
    int leastWorkers(int threads) {
        return this == PAPER || this == HEART ? Math.min(threads, 3) : 1;
    }

    /// How many threads take part at most; several may come one after the other, as helpers that are idle end.
    int mostWorkers(int threads) {
        return this == BATCH || threads == 1 ? 1 : Integer.MAX_VALUE;
    }

    /// Trains, and gives hashes, the loss, and how many threads worked; see [Outcome].
    List<String> run(int threads) throws IOException {
        return run(threads, null, 0);
    }

    /// @param checkpoint where to write one after every step, and to go on from if it is there
    /// @param lingerMillis how long to wait after each step, for whoever wants to kill
    List<String> run(int threads, @Nullable Path checkpoint, int lingerMillis) throws IOException {
        List<String> lines = new ArrayList<>();
        int most = 0;
        for (String name : networkNames()) {
            Set<Thread> workers = ConcurrentHashMap.newKeySet();
            Layer watch = Fixtures.watching(meeting(workers, leastWorkers(threads)));
            lines.addAll(train(name, network(name, watch), threads, checkpoint, lingerMillis));
            most = Math.max(most, workers.size());
        }
        lines.add(this + " workers " + most);
        return lines;
    }

    /// With another layer before all others.
    List<String> run(int threads, Layer first) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String name : networkNames()) {
            lines.addAll(train(name, network(name, first), threads, null, 0));
        }
        return lines;
    }

    private List<String> train(
            String name, Sequential model, int threads, @Nullable Path checkpoint, int lingerMillis)
            throws IOException {
        List<String> lines = new ArrayList<>();
        Dataset data = data();
        lines.add(name + " initial " + hash(model));
        Trainer trainer = Trainer.of(model, loss(), optimizer())
                .withSeed(SEED)
                .withBatchSize(batch)
                .withEpochs(epochs)
                .withThreads(threads)
                .withCallbacks(new Trail(name, lines));
        if (checkpoint != null) {
            // reports before the checkpoint is written: whoever kills after a report may hit the writing
            trainer = trainer.withCallbacks(new Reporter(), Checkpoint.everySteps(checkpoint, 1),
                    new Lingering(lingerMillis));
        }
        History history = checkpoint != null && Files.exists(checkpoint)
                ? trainer.resume(data, checkpoint)
                : trainer.fit(data);
        lines.add(name + " trained " + hash(model));
        lines.add(name + " logits " + WeightHash.sha256(List.of(model.predict(data.inputs()))));
        lines.add(name + " loss " + history.last("loss").getAsDouble());
        lines.add(name + " evaluation " + trainer.evaluate(data).loss());
        return lines;
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

    private static String hash(Sequential model) {
        return WeightHash.sha256(model.parameters().stream().map(Parameter::tensor).toList());
    }

    /// After every step a short hash of each parameter: where two trainings parted.
    private record Trail(String name, List<String> lines) implements Callback {
        @Override
        public void onStep(Run run, Step step) {
            for (Parameter parameter : run.model().parameters()) {
                String hash = WeightHash.sha256(List.of(parameter.tensor())).substring(0, 8);
                lines.add(name + " step " + step.number() + " " + parameter.name() + " " + hash);
            }
        }
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
}
