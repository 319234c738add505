package dev.halfwave.experiments.ablation;

import dev.halfwave.core.Tensor;
import dev.halfwave.core.random.Philox;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.data.Dataset;
import dev.halfwave.nn.io.WeightHash;
import dev.halfwave.nn.loss.Loss;
import dev.halfwave.nn.loss.Metric;
import dev.halfwave.nn.optim.Adam;
import dev.halfwave.nn.optim.Optimizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What one trial trains, and on what:
///
/// ```java
/// Training.of(model.initialize(trial.seed()), new CrossEntropyLoss(), train)
///         .testedOn(test)
///         .withMetrics(new Accuracy());
/// ```
///
/// With validation samples the weights at the end, which are saved and tested, are those of the epoch in which the loss
/// on these samples was lowest, and the training may end once that does not fall any more:
///
/// ```java
/// Training.of(model, new MeanAbsoluteErrorLoss(), train)
///         .validatedOn(validation)
///         .stoppingEarly(20)
///         .testedOn(test);
/// ```
///
/// Everything else, such as epochs, batches, learning rate and what is measured, is the study's. The `with` methods
/// return a changed copy.
public final class Training {

    /// Samples of the probe unless another one is given.
    private static final int PROBE_SAMPLES = 256;

    private static final int PROBE_STEPS = 8;

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9]*");

    private final Sequential model;
    private final Loss loss;
    private final Dataset train;
    private final @Nullable Dataset validation;
    private final int patience; // 0: never stops early
    private final @Nullable Dataset test;
    private final List<Metric> metrics;
    private final DoubleFunction<Optimizer> optimizer;
    private final @Nullable Dataset probe;
    private final int probeSteps;
    private final Map<String, Double> known;

    private Training(
            Sequential model,
            Loss loss,
            Dataset train,
            @Nullable Dataset validation,
            int patience,
            @Nullable Dataset test,
            List<Metric> metrics,
            DoubleFunction<Optimizer> optimizer,
            @Nullable Dataset probe,
            int probeSteps,
            Map<String, Double> known) {
        this.model = model;
        this.loss = loss;
        this.train = train;
        this.validation = validation;
        this.patience = patience;
        this.test = test;
        this.metrics = metrics;
        this.optimizer = optimizer;
        this.probe = probe;
        this.probeSteps = probeSteps;
        this.known = known;
    }

    /// Training by Adam, without a test set and without metrics beside the loss.
    ///
    /// @param model with its initial weights, which belong to the trial's seed; nobody else uses it
    /// @param loss what is made small
    /// @param train the training samples
    public static Training of(Sequential model, Loss loss, Dataset train) {
        return new Training(model, loss, requireSamples("training", train), null, 0, null, List.of(), Adam::of,
                null, PROBE_STEPS, Map.of());
    }

    /// With samples by which the best epoch is found: the one after which the loss on them is lowest. Its weights are those
    /// in the end, and what is measured of them is recorded once more as `best.testLoss` and so on.
    public Training validatedOn(Dataset newValidation) {
        return new Training(model, loss, train, requireSamples("validation", newValidation), patience, test, metrics,
                optimizer, probe, probeSteps, known);
    }

    /// Ending once the loss on the validation samples has not fallen below its lowest value for so many epochs.
    ///
    /// @throws IllegalStateException if there are no validation samples yet
    public Training stoppingEarly(int epochs) {
        if (validation == null) {
            throw new IllegalStateException(
                    "Training: it can stop early only by validation samples; call validatedOn(...) before");
        }
        if (epochs < 1) {
            throw new IllegalArgumentException(
                    "Training: it stops early after 1 epoch without progress or more, but not after " + epochs);
        }
        return new Training(model, loss, train, validation, epochs, test, metrics, optimizer, probe, probeSteps, known);
    }

    /// With samples that are neither trained on nor chosen by, for `testLoss` and the metrics of the same kind.
    public Training testedOn(Dataset newTest) {
        return new Training(model, loss, train, validation, patience, requireSamples("test", newTest), metrics,
                optimizer, probe, probeSteps, known);
    }

    /// With what is measured beside the loss: `accuracy` becomes `trainAccuracy` and `testAccuracy`.
    public Training withMetrics(Metric... newMetrics) {
        return new Training(model, loss, train, validation, patience, test, List.of(newMetrics), optimizer, probe,
                probeSteps, known);
    }

    /// With another optimizer, which is made for each trial from its learning rate:
    /// `withOptimizer(rate -> Adam.of(rate).withBetas(0.9, 0.99))`.
    public Training withOptimizer(DoubleFunction<Optimizer> newOptimizer) {
        return new Training(model, loss, train, validation, patience, test, metrics, newOptimizer, probe, probeSteps,
                known);
    }

    /// With other samples on which the loss is watched within epochs; else 256 training samples, chosen by the trial's
    /// seed, or all where there are fewer.
    public Training withProbe(Dataset newProbe) {
        return new Training(model, loss, train, validation, patience, test, metrics, optimizer,
                requireSamples("probe", newProbe), probeSteps, known);
    }

    /// With another distance between two looks at the probe than 8 steps.
    public Training withProbeEvery(int steps) {
        if (steps < 1) {
            throw new IllegalArgumentException(
                    "Training: the probe is looked at every 1 step or more, but not every " + steps);
        }
        return new Training(model, loss, train, validation, patience, test, metrics, optimizer, probe, steps, known);
    }

    /// With a number that is known without training, such as what a baseline reaches on the test samples. It is recorded
    /// before training as `known.` and this name.
    public Training withKnown(String name, double value) {
        if (!NAME.matcher(name).matches() || !Double.isFinite(value)) {
            throw new IllegalArgumentException("Training: what is known has a name of letters and digits and a finite "
                    + "value, but here is \"" + name + "\" with " + value);
        }
        Map<String, Double> more = new LinkedHashMap<>(known);
        if (more.put(name, value) != null) {
            throw new IllegalArgumentException("Training: " + name + " is known already");
        }
        return new Training(model, loss, train, validation, patience, test, metrics, optimizer, probe, probeSteps,
                more);
    }

    /// The model that is trained.
    public Sequential model() {
        return model;
    }

    /// What is made small.
    public Loss loss() {
        return loss;
    }

    /// The training samples.
    public Dataset train() {
        return train;
    }

    /// The samples by which the best epoch is found, or null.
    public @Nullable Dataset validation() {
        return validation;
    }

    /// After how many epochs without progress it ends early; 0 for never.
    public int patience() {
        return patience;
    }

    /// The test samples, or null.
    public @Nullable Dataset test() {
        return test;
    }

    /// What is measured beside the loss.
    public List<Metric> metrics() {
        return metrics;
    }

    /// A new optimizer of this learning rate.
    Optimizer optimizer(double learningRate) {
        return optimizer.apply(learningRate);
    }

    /// The samples on which the loss is watched: those that were given, or a part of the training samples that depends
    /// on the seed and their number only.
    Dataset probe(long seed) {
        if (probe != null) {
            return probe;
        }
        int count = Math.min(PROBE_SAMPLES, train.size());
        Tensor inputs = Tensor.zeros(train.inputs().shape().with(0, count));
        Tensor targets = Tensor.zeros(train.targets().shape().with(0, count));
        train.gather(Philox.of(seed, "probe").permutation(train.size()), 0, inputs, targets);
        return new Dataset(inputs, targets);
    }

    /// The SHA-256 of all numbers of the training, validation and test samples and a probe that was given, in this order.
    String dataSha256() {
        List<Tensor> tensors = new ArrayList<>();
        for (Dataset data : new Dataset[] {train, validation, test, probe}) {
            if (data != null) {
                tensors.addAll(List.of(data.inputs(), data.targets()));
            }
        }
        return WeightHash.sha256(tensors);
    }

    /// What is known without training, by the names under which it is recorded.
    Map<String, Double> known() {
        Map<String, Double> named = new LinkedHashMap<>();
        known.forEach((name, value) -> named.put("known." + name, value));
        return named;
    }

    int probeSteps() {
        return probeSteps;
    }

    private static Dataset requireSamples(String what, Dataset data) {
        if (data.size() == 0) {
            throw new IllegalArgumentException("Training: the " + what + " set has no samples");
        }
        return data;
    }
}
