package dev.halfwave.nn.train;

import dev.halfwave.core.Gradients;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.Pass;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.data.Dataset;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One training: the loop over epochs and batches. Where it is (epoch, position, running sums) is plain state, so that
/// a checkpoint can hold it.
final class Fit implements Run {

    private final Trainer trainer;
    private final Dataset data;
    private final Engine engine;
    private final Tensor inputs; // of the current batch; the last one of an epoch may fill a part only
    private final Tensor targets;
    private @Nullable Map<String, String> dataHashes;

    // Where the training is. All of it goes into a checkpoint.
    private Map<String, Tensor> initialWeights;
    private final List<History.Entry> entries = new ArrayList<>();
    private int epoch; // finished epochs
    private int position; // samples of the current epoch that are done
    private long step; // finished steps
    private Engine.Sums sums; // of the current epoch
    private @Nullable String stopReason;
    private @Nullable Map<String, Tensor> bestWeights; // those that are restored at the end, so far

    Fit(Trainer trainer, Dataset data) {
        if (data.size() == 0) {
            throw new IllegalArgumentException("Trainer.fit: the data set has no samples");
        }
        if (trainer.validation != null && trainer.validation.size() == 0) {
            throw new IllegalArgumentException("Trainer.fit: the validation set has no samples");
        }
        this.trainer = trainer;
        this.data = data;
        this.engine = new Engine(trainer.model, trainer.loss, trainer.metrics, trainer.workers());
        engine.requireTargets(data);
        int most = Math.min(trainer.batchSize, data.size());
        this.inputs = Tensor.zeros(batchOf(data.inputs(), most));
        this.targets = Tensor.zeros(batchOf(data.targets(), most));
        this.sums = new Engine.Sums(trainer.metrics.size());
        this.initialWeights = copyOfWeights();
    }

    /// @throws IOException if the file is not a checkpoint of this training
    void restore(Path checkpoint) throws IOException {
        CheckpointFile.State state = CheckpointFile.read(checkpoint, trainer, data.size(), dataHashes());
        initialWeights = state.initialWeights();
        entries.addAll(state.history().epochs());
        epoch = state.epoch();
        position = state.position();
        step = state.step();
        sums = state.sums();
        stopReason = state.stopReason();
        bestWeights = state.bestWeights();
    }

    History run() {
        try {
            for (Callback callback : trainer.callbacks) {
                callback.onStart(this);
            }
            // A resumed training may have been asked to stop within its epoch, which it then still has to finish.
            while (epoch < trainer.epochs && (stopReason == null || position > 0)) {
                runEpoch();
            }
            for (Callback callback : trainer.callbacks) {
                callback.onEnd(this);
            }
            restoreBestWeights();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return history();
    }

    private void runEpoch() throws IOException {
        int[] order = data.order(trainer.seed, epoch);
        while (position < data.size()) {
            int count = Math.min(trainer.batchSize, data.size() - position);
            runStep(order, inputs.slice(0, count), targets.slice(0, count));
        }
        Evaluation training = engine.evaluation(sums);
        Epoch finished = new Epoch(epoch + 1, Map.of());
        record(finished, "loss", "", training);
        if (trainer.validation != null) {
            record(finished, "validationLoss", "validation", engine.evaluate(trainer.validation));
        }
        for (Callback callback : trainer.callbacks) {
            callback.onEpoch(this, finished);
        }
        History.Entry entry = new History.Entry(finished.number(), finished.values());
        entries.add(entry);
        keepBestWeights(entry);
        epoch++;
        position = 0;
        sums = new Engine.Sums(trainer.metrics.size());
        for (Callback callback : trainer.callbacks) {
            callback.onEpochRecorded(this, entry);
        }
    }

    private void runStep(int[] order, Tensor x, Tensor y) throws IOException {
        requireNotInterrupted();
        Engine.Sums batch = new Engine.Sums(trainer.metrics.size());
        int first = position;
        Engine.Gathering gathering =
                (from, to) -> data.gather(order, first + from, x.slice(from, to), y.slice(from, to));
        Gradients gradients = engine.train(x, y, gathering, trainer.seed, step, batch);
        requireNotInterrupted(); // nothing has changed yet
        Pass again = new Pass(true, trainer.seed, step, 0).withUpdates((state, value) -> {});
        Step current = new Step(
                step + 1, epoch + 1, batch.loss / batch.terms, gradients, engine.updates(), x, again);
        for (Callback callback : trainer.callbacks) {
            callback.onGradients(this, current);
        }
        trainer.optimizer.step(trainer.model.parameters(), gradients, engine.parallel());
        engine.updates().forEach(Parameter::set); // only now: a step that fails leaves states as they are, too
        step++;
        position += x.shape().dim(0);
        sums.add(batch);
        for (Callback callback : trainer.callbacks) {
            callback.onStep(this, current);
        }
    }

    private void requireNotInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw new TrainingInterruptedException("Trainer.fit: interrupted in epoch " + (epoch + 1)
                    + "; the parameters are those after step " + step);
        }
    }

    private void keepBestWeights(History.Entry newest) {
        if (trainer.restored == null) {
            return;
        }
        trainer.restored.requireIn(newest);
        if (trainer.restored.in(history()).filter(best -> best.epoch() == newest.epoch()).isPresent()) {
            bestWeights = copyOfWeights();
        }
    }

    private void restoreBestWeights() {
        if (bestWeights != null) {
            for (Parameter parameter : trainer.model.parameters()) {
                parameter.set(bestWeights.get(parameter.name()));
            }
        }
    }

    private static void record(Epoch epoch, String lossName, String prefix, Evaluation evaluation) {
        epoch.record(lossName, evaluation.loss());
        evaluation.metrics().forEach((name, value) -> epoch.record(
                prefix.isEmpty()
                        ? name
                        : prefix + name.substring(0, 1).toUpperCase(Locale.ROOT)
                                + name.substring(1),
                value));
    }

    private static Shape batchOf(Tensor all, int samples) {
        return all.shape().with(0, samples);
    }

    /// Computed once, for the first checkpoint: data may be large.
    private Map<String, String> dataHashes() {
        if (dataHashes == null) {
            Map<String, String> hashes = new LinkedHashMap<>();
            hashes.put("dataSha256", data.sha256());
            hashes.put("validationSha256", trainer.validation == null ? "none" : trainer.validation.sha256());
            dataHashes = hashes;
        }
        return dataHashes;
    }

    private Map<String, Tensor> copyOfWeights() {
        Map<String, Tensor> copies = new LinkedHashMap<>();
        for (Parameter parameter : trainer.model.parameters()) {
            copies.put(parameter.name(), parameter.tensor().copy());
        }
        return copies;
    }

    @Override
    public Sequential model() {
        return trainer.model;
    }

    @Override
    public Map<String, Tensor> initialWeights() {
        return Collections.unmodifiableMap(initialWeights);
    }

    @Override
    public History history() {
        return new History(entries);
    }

    @Override
    public int epochs() {
        return trainer.epochs;
    }

    @Override
    public int stepsPerEpoch() {
        return Math.ceilDiv(data.size(), trainer.batchSize);
    }

    @Override
    public Evaluation evaluate(Dataset other) {
        return engine.evaluate(other);
    }

    @Override
    public void stop(String reason) {
        stopReason = reason;
    }

    @Override
    public @Nullable String stopReason() {
        return stopReason;
    }

    @Override
    public void saveCheckpoint(Path path) throws IOException {
        CheckpointFile.write(path, trainer, dataHashes(),
                new CheckpointFile.State(
                        initialWeights, bestWeights, history(), epoch, position, step, sums, stopReason));
    }
}
