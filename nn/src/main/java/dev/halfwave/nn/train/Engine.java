package dev.halfwave.nn.train;

import dev.halfwave.core.Gradients;
import dev.halfwave.core.Parallel;
import dev.halfwave.core.PooledWorkspace;
import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.Pass;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.Slices;
import dev.halfwave.nn.data.Dataset;
import dev.halfwave.nn.loss.Loss;
import dev.halfwave.nn.loss.Metric;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Computes batches in parts: the forward and backward passes of a training step, and evaluations.
///
/// A batch is cut into shards, the unit of scheduling, and a shard into slices, whose activations stay in cache; see
/// [Slices]. Slices add into their shard's gradient in sample order, and shards are folded in shard order, so that the
/// result has the same bits for any number of threads.
final class Engine {

    /// Samples per task of an evaluation. The sums are cut at its multiples, so it is part of what gives the bits.
    private static final int EVALUATION_CHUNK = 64;

    /// Sums over samples.
    static final class Sums {
        double loss;
        long terms;
        int samples;
        final double[] metrics;

        Sums(int metrics) {
            this.metrics = new double[metrics];
        }

        void add(Sums other) {
            loss += other.loss;
            terms += other.terms;
            samples += other.samples;
            for (int i = 0; i < metrics.length; i++) {
                metrics[i] += other.metrics[i];
            }
        }
    }

    private final Sequential model;
    private final Loss loss;
    private final List<Metric> metrics;
    private final Workers workers;
    private final List<Gradients> gradients = new ArrayList<>(); // of each shard
    private final Map<Shape, Plan> plans = new HashMap<>(); // of whole batches and of an epoch's last one
    private final Map<Parameter, Tensor> updates = new LinkedHashMap<>(); // of states, by the last training step
    private long stepNumber; // of the last training step, from 1 as in messages

    Engine(Sequential model, Loss loss, List<Metric> metrics, Workers workers) {
        this.model = model;
        this.loss = loss;
        this.metrics = metrics;
        this.workers = workers;
    }

    /// What a batch's shape decides about a training step.
    ///
    /// @param multiplyAdds what the forward pass has to do; see [Workers#run(int, long, Workers.Task)]
    /// @param scale of each term's gradient, so that the sum over the batch becomes the mean
    private record Plan(Slices cut, long multiplyAdds, Tensor scale) {}

    private Plan plan(Shape batch) {
        Plan known = plans.get(batch);
        if (known != null) {
            return known;
        }
        int samples = batch.dim(0);
        // The shape of one sample: that of the whole batch need not fit an array anywhere inside the model.
        Shape one = batch.with(0, 1);
        long terms = loss.terms(model.outputShape(one).with(0, samples));
        Plan made = new Plan(Slices.of(model, batch), work(one) * samples, Tensor.scalar(1f / terms));
        plans.put(batch, made);
        return made;
    }

    /// Writes samples of the batch where they belong. Called once for each part of it, on several threads.
    @FunctionalInterface
    interface Gathering {
        /// @param from the first sample of the part
        /// @param to the last one, exclusive
        void gather(int from, int to);
    }

    /// The loss of a batch and the gradients of its mean. Changes neither parameters nor states; the new values of the
    /// latter are [#updates].
    ///
    /// @param x receives the inputs from `gathering`, and `target` the targets
    /// @param sums receives loss and metrics
    /// @return valid until the next call
    Gradients train(Tensor x, Tensor target, Gathering gathering, long seed, long step, Sums sums) {
        Plan now = plan(x.shape());
        Slices cut = now.cut;
        Sums[] parts = new Sums[cut.shards()];
        stepNumber = step + 1;
        updates.clear();
        workers.begin(stepNumber);
        while (gradients.size() < cut.shards()) {
            gradients.add(new Gradients());
        }
        workers.run(cut.shards(), now.multiplyAdds, (shard, workspace) -> {
            parts[shard] = new Sums(metrics.size());
            Gradients ofShard = gradients.get(shard);
            ofShard.clear();
            int begin = shard * cut.samplesPerShard();
            int end = Math.min(x.shape().dim(0), begin + cut.samplesPerShard());
            gathering.gather(begin, end);
            for (int from = begin; from < end; from += cut.samplesPerSlice()) {
                int to = Math.min(end, from + cut.samplesPerSlice());
                workspace.begin(stepNumber, true);
                Pass pass = new Pass(true, seed, step, from).withUpdates(this::update);
                Tensor sum = forward(x, target, from, to, workspace, pass, parts[shard]);
                if (sum.needsGradient()) {
                    sum.backward(now.scale, ofShard);
                }
            }
        });
        for (Sums part : parts) {
            sums.add(part);
        }
        gradients.getFirst().addAll(gradients.subList(1, cut.shards()), workers);
        return gradients.getFirst();
    }

    /// How much the forward pass of this many samples has to do, in multiply-adds.
    private long work(Shape x) {
        return model.multiplyAdds(x) + model.activations(x);
    }

    /// The threads, for what else a step has to do.
    Parallel parallel() {
        return workers;
    }

    /// What layers want their states to be after the last training step. Not copied: the next step replaces it.
    Map<Parameter, Tensor> updates() {
        return updates;
    }

    private void update(Parameter state, Tensor value) {
        if (!model.needsWholeBatch()) { // several threads would come here, each with a part of the batch
            throw new IllegalStateException(
                    "Trainer: " + state.name() + " is given a new value for a part of the batch "
                            + "only; its layer must say so by needsWholeBatch()");
        }
        updates.put(state, value);
    }

    /// @throws TrainingInterruptedException if this thread is interrupted, at once
    Evaluation evaluate(Dataset data) {
        if (data.size() == 0) {
            throw new IllegalArgumentException("Trainer.evaluate: the data set has no samples");
        }
        requireTargets(data);
        Tensor x = data.inputs();
        int perSlice = Math.min(EVALUATION_CHUNK, Slices.samplesPerSlice(model, x.shape()));
        int chunks = Math.ceilDiv(data.size(), EVALUATION_CHUNK);
        Sums[] parts = new Sums[chunks];
        Thread caller = Thread.currentThread();
        workers.begin(stepNumber);
        workers.run(chunks, work(x.shape().with(0, 1)) * data.size(), (chunk, workspace) -> {
            if (caller.isInterrupted()) {
                return;
            }
            parts[chunk] = new Sums(metrics.size());
            int end = Math.min(data.size(), (chunk + 1) * EVALUATION_CHUNK);
            for (int from = chunk * EVALUATION_CHUNK; from < end; from += perSlice) {
                int to = Math.min(end, from + perSlice);
                workspace.begin(stepNumber, false);
                forward(x, data.targets(), from, to, workspace, Pass.EVALUATION, parts[chunk]);
            }
        });
        Sums sums = new Sums(metrics.size());
        for (Sums part : parts) {
            if (part == null) {
                throw new TrainingInterruptedException("Trainer.evaluate: interrupted after step " + stepNumber
                        + "; the parameters are those after that step");
            }
            sums.add(part);
        }
        return evaluation(sums);
    }

    /// Checks all targets before anything is computed, so that a message names the sample of the data set.
    void requireTargets(Dataset data) {
        Shape prediction = model.outputShape(data.inputs().shape().with(0, 1));
        loss.check(prediction, data.targets());
    }

    Evaluation evaluation(Sums sums) {
        Map<String, Double> values = new LinkedHashMap<>();
        for (int i = 0; i < metrics.size(); i++) {
            values.put(metrics.get(i).name(), sums.metrics[i] / sums.samples);
        }
        return new Evaluation(sums.loss / sums.terms, values);
    }

    private Tensor forward(
            Tensor x, Tensor target, int from, int to, PooledWorkspace workspace, Pass pass, Sums sums) {
        Tensor truth = target.slice(from, to).in(workspace);
        Tensor prediction = model.forward(x.slice(from, to).in(workspace), pass);
        Tensor sum = loss.sum(prediction, truth);
        Shape shape = prediction.shape();
        sums.loss += sum.item();
        sums.terms += loss.terms(shape);
        sums.samples += to - from;
        for (int i = 0; i < metrics.size(); i++) {
            sums.metrics[i] += metrics.get(i).sum(prediction, truth);
        }
        return sum;
    }
}
