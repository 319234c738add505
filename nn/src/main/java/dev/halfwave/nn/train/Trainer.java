package dev.halfwave.nn.train;

import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.data.Dataset;
import dev.halfwave.nn.loss.Loss;
import dev.halfwave.nn.loss.Metric;
import dev.halfwave.nn.optim.Optimizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Trains a model.
///
/// ```java
/// Trainer trainer = Trainer.of(model, new CrossEntropyLoss(), Adam.of(1e-3))
///         .withEpochs(20)
///         .withMetrics(new Accuracy());
/// History history = trainer.fit(train);
/// Evaluation result = trainer.evaluate(test);
/// ```
///
/// The result has the same bits for any number of threads, any vector width, and whether a training ran through or was
/// resumed from a checkpoint.
///
/// The `with` methods return a changed copy; copies share the model and the optimizer. Not thread-safe: one training of
/// one model at a time. Helper threads are daemons that end a second after the last work.
public final class Trainer {

    final Sequential model;
    final Loss loss;
    final Optimizer optimizer;
    final int epochs;
    final int batchSize;
    final long seed;
    final int threads;
    final @Nullable Executor executor;
    final List<Metric> metrics;
    final List<Callback> callbacks;
    final @Nullable Dataset validation;
    final @Nullable BestEpoch restored;

    private @Nullable Crew crew; // its threads outlive a call for a second

    private Trainer(
            Sequential model,
            Loss loss,
            Optimizer optimizer,
            int epochs,
            int batchSize,
            long seed,
            int threads,
            @Nullable Executor executor,
            List<Metric> metrics,
            List<Callback> callbacks,
            @Nullable Dataset validation,
            @Nullable BestEpoch restored) {
        this.model = model;
        this.loss = loss;
        this.optimizer = optimizer;
        this.epochs = requirePositive("epochs", epochs);
        this.batchSize = requirePositive("batchSize", batchSize);
        this.seed = seed;
        this.threads = requirePositive("threads", threads);
        this.executor = executor;
        this.metrics = metrics;
        this.callbacks = callbacks;
        this.validation = validation;
        this.restored = restored;
    }

    /// 10 epochs, batches of 64, seed 0, all processors, no metrics.
    public static Trainer of(Sequential model, Loss loss, Optimizer optimizer) {
        int processors = Runtime.getRuntime().availableProcessors();
        return new Trainer(model, loss, optimizer, 10, 64, 0, processors, null, List.of(), List.of(), null, null);
    }

    /// How often every sample is visited.
    public Trainer withEpochs(int newEpochs) {
        return new Trainer(model, loss, optimizer, newEpochs, batchSize, seed, threads, executor, metrics, callbacks,
                validation, restored);
    }

    /// Samples per step; the last batch of an epoch may have fewer.
    public Trainer withBatchSize(int newBatchSize) {
        return new Trainer(model, loss, optimizer, epochs, newBatchSize, seed, threads, executor, metrics, callbacks,
                validation, restored);
    }

    /// The key of the order of samples and of whatever layers draw; it does not initialise the model.
    public Trainer withSeed(long newSeed) {
        return new Trainer(model, loss, optimizer, epochs, batchSize, newSeed, threads, executor, metrics, callbacks,
                validation, restored);
    }

    /// How many threads compute, the calling one included. The result does not depend on it. A model that [needs its
    /// whole batch][dev.halfwave.nn.Layer#needsWholeBatch] trains on one, and is evaluated on all.
    public Trainer withThreads(int newThreads) {
        return new Trainer(model, loss, optimizer, epochs, batchSize, seed, newThreads, executor, metrics, callbacks,
                validation, restored);
    }

    /// Helpers run on this executor instead of threads of our own; it is never shut down here.
    public Trainer withExecutor(Executor newExecutor) {
        return new Trainer(model, loss, optimizer, epochs, batchSize, seed, threads, newExecutor, metrics, callbacks,
                validation, restored);
    }

    /// What is measured beside the loss.
    public Trainer withMetrics(Metric... newMetrics) {
        return new Trainer(model, loss, optimizer, epochs, batchSize, seed, threads, executor, List.of(newMetrics),
                callbacks, validation, restored);
    }

    /// Who watches, in the order in which they are called.
    public Trainer withCallbacks(Callback... newCallbacks) {
        return new Trainer(model, loss, optimizer, epochs, batchSize, seed, threads, executor, metrics,
                List.of(newCallbacks), validation, restored);
    }

    /// Other data that is evaluated after every epoch, as `validationLoss` and `validationAccuracy` in the history.
    public Trainer withValidation(Dataset newValidation) {
        return new Trainer(model, loss, optimizer, epochs, batchSize, seed, threads, executor, metrics, callbacks,
                newValidation, restored);
    }

    /// Ends with the parameters and states of the epoch in which a value of the history was lowest, the first of them if
    /// it was so twice, instead of those of the last epoch: for a loss or an error, usually `validationLoss`. Callbacks
    /// and checkpoints still see the last ones; the model gets the best ones after the last callback. Where the value is
    /// never a number, the last ones stay.
    ///
    /// ```java
    /// Trainer trainer = ... .withValidation(validation)
    ///         .restoringLowest("validationLoss")
    ///         .withCallbacks(EarlyStopping.whenNoLongerFalling("validationLoss").withPatience(10));
    /// ```
    ///
    /// @param name `loss`, `validationLoss`, a metric, or what a callback records
    public Trainer restoringLowest(String name) {
        return new Trainer(model, loss, optimizer, epochs, batchSize, seed, threads, executor, metrics, callbacks,
                validation, new BestEpoch(name, true));
    }

    /// The same for the epoch in which the value was highest: for an accuracy.
    public Trainer restoringHighest(String name) {
        return new Trainer(model, loss, optimizer, epochs, batchSize, seed, threads, executor, metrics, callbacks,
                validation, new BestEpoch(name, false));
    }

    /// Trains from the model's parameters as they are. The history has `loss` and the metrics of each epoch as the mean
    /// over its samples while it trains, as Keras reports them.
    ///
    /// Answers an interrupt within one step, also while it evaluates, and leaves the parameters of the last whole step.
    ///
    /// @throws dev.halfwave.core.ShapeMismatchException if the data do not fit the model
    /// @throws TrainingInterruptedException if the thread is interrupted
    /// @throws UncheckedIOException if a callback cannot write its file
    public History fit(Dataset data) {
        return new Fit(this, data).run();
    }

    /// Goes on with a training from a [checkpoint][Checkpoint], with the bits of one that never stopped. Model,
    /// optimizer and settings must be those of the training that wrote it; more epochs are allowed. A training that was
    /// [stopped][Run#stop] stays stopped.
    ///
    /// @throws IOException if the file cannot be read, is no checkpoint, or is one of another training; the message
    ///     names what differs
    public History resume(Dataset data, Path checkpoint) throws IOException {
        Fit fit = new Fit(this, data);
        fit.restore(checkpoint);
        return fit.run();
    }

    /// The model's loss and metrics on these data.
    ///
    /// @throws dev.halfwave.core.ShapeMismatchException if the data do not fit the model
    public Evaluation evaluate(Dataset data) {
        return new Engine(model, loss, metrics, workers()).evaluate(data);
    }

    Workers workers() {
        if (crew == null) {
            crew = new Crew(threads, executor);
        }
        return new Workers(crew);
    }

    private static int requirePositive(String setting, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("Trainer: " + setting + " must be at least 1, but is " + value);
        }
        return value;
    }
}
