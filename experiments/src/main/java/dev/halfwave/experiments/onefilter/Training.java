package dev.halfwave.experiments.onefilter;

import dev.halfwave.core.Tensor;
import dev.halfwave.experiments.study.TrialOutcome;
import dev.halfwave.experiments.study.TrialResult.MetricValue;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.data.Dataset;
import dev.halfwave.nn.io.SafeTensors;
import dev.halfwave.nn.io.WeightHash;
import dev.halfwave.nn.loss.Accuracy;
import dev.halfwave.nn.loss.CrossEntropyLoss;
import dev.halfwave.nn.optim.Adam;
import dev.halfwave.nn.train.NanGuard;
import dev.halfwave.nn.train.Trainer;
import dev.halfwave.nn.train.WeightDistance;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Trains the networks of one trial, one after the other, and keeps their weights for its file.
///
/// Cross-entropy, Adam with Keras's ε, batches of 64, as in section V.C of arXiv:2407.16556.
final class Training {

    private static final int BATCH = 64;
    private static final double KERAS_EPSILON = 1e-7;

    private final long seed;
    private final int epochs;
    private final double learningRate;
    private final int threads;
    private final Map<String, Tensor> initial = new LinkedHashMap<>();
    private final Map<String, Tensor> trained = new LinkedHashMap<>();

    Training(long seed, int epochs, double learningRate, int threads) {
        this.seed = seed;
        this.epochs = epochs;
        this.learningRate = learningRate;
        this.threads = threads;
    }

    /// What came of a training.
    ///
    /// @param accuracy on the test windows after the last epoch
    /// @param distances how far the weights went, by the names of [WeightDistance]
    record Result(double accuracy, Map<String, Double> distances) {}

    /// Trains one network.
    ///
    /// @param place tells it apart from the trial's other networks, such as `taps2`
    Result train(String place, Sequential model, Dataset train, Dataset test) {
        Map<String, Tensor> before = new LinkedHashMap<>();
        for (Parameter parameter : model.parameters()) {
            before.put(parameter.name(), parameter.tensor().copy());
        }
        Trainer trainer =
                Trainer.of(model, new CrossEntropyLoss(), Adam.of(learningRate).withKerasEpsilon(KERAS_EPSILON))
                        .withEpochs(epochs)
                        .withBatchSize(BATCH)
                        .withSeed(seed)
                        .withThreads(threads)
                        .withMetrics(new Accuracy())
                        .withCallbacks(new NanGuard());
        trainer.fit(train);
        before.forEach((name, weight) -> initial.put(place + ".initial." + name, weight));
        for (Parameter parameter : model.parameters()) {
            trained.put(place + ".final." + parameter.name(), parameter.tensor().copy());
        }
        return new Result(trainer.evaluate(test).metric("accuracy"), WeightDistance.between(before, model));
    }

    /// The trial's outcome, with the weights of all its networks.
    TrialOutcome outcome(List<MetricValue> metrics) {
        Map<String, Tensor> all = new LinkedHashMap<>(initial);
        all.putAll(trained);
        return new TrialOutcome(WeightHash.sha256(initial.values()), WeightHash.sha256(trained.values()), metrics,
                file -> SafeTensors.write(file, all, Map.of()));
    }
}
