package dev.halfwave.nn;

import static dev.halfwave.nn.Fixtures.bits;
import static dev.halfwave.nn.Fixtures.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.Flatten;
import dev.halfwave.core.op.GlobalAveragePool1d;
import dev.halfwave.core.op.Padding;
import dev.halfwave.core.op.Relu;
import dev.halfwave.nn.data.Dataset;
import dev.halfwave.nn.io.WeightHash;
import dev.halfwave.nn.loss.CrossEntropyLoss;
import dev.halfwave.nn.optim.Adam;
import dev.halfwave.nn.optim.Sgd;
import dev.halfwave.nn.train.Callback;
import dev.halfwave.nn.train.Run;
import dev.halfwave.nn.train.Step;
import dev.halfwave.nn.train.Trainer;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Running statistics, and what a training makes of them; the arithmetic is tested with the op.
@Tag("both-backends")
final class BatchNorm1dTest {

    private static final Pass TRAINING = new Pass(true, 0, 0, 0);

    // channel 0: mean 10, variance 9, unbiased 12; channel 1: mean 3, variance 2, unbiased 8/3
    private final Tensor x = Tensor.of(Shape.of(2, 2, 2), 13, 7, 1, 5, 13, 7, 3, 3);

    private static Sequential model(BatchNorm1d layer) {
        return Sequential.of(layer.withEpsilon(1e-30)); // of no effect beside these variances
    }

    @Test
    void trainingNormalizesByTheBatchAndEvaluationByTheRunningStatistics() {
        Sequential model = model(BatchNorm1d.of(2));
        float s = (float) Math.sqrt(0.5);
        assertThat(model.predict(x).toArray()).containsExactly(x.toArray()); // mean 0 and variance 1 to begin with
        assertThat(model.forward(x, TRAINING).toArray()).containsExactly(1f, -1f, -2 * s, 2 * s, 1f, -1f, 0f, 0f);
        model.parameter("batchNorm1.runningMean").set(Tensor.of(Shape.of(2), 1, 3));
        model.parameter("batchNorm1.runningVariance").set(Tensor.of(Shape.of(2), 4, 0.25f));
        model.parameter("batchNorm1.weight").set(Tensor.of(Shape.of(2), 1, 10));
        model.parameter("batchNorm1.bias").set(Tensor.of(Shape.of(2), 0, 1));
        assertThat(model.predict(x).toArray()).containsExactly(6f, 3f, -39f, 41f, 6f, 3f, 1f, 1f);
    }

    @Test
    void runningStatisticsMoveByTheMomentumTheVarianceUnbiased() {
        Sequential model = model(BatchNorm1d.of(2));
        model.forward(x, TRAINING);
        assertThat(state(model, "Mean")).containsExactly(1f, 0.3f); // 0.9 · 0 + 0.1 · 10
        assertThat(state(model, "Variance")).containsExactly(2.1f, (float) (0.9 + 0.8 / 3)); // 0.9 · 1 + 0.1 · 12
        model.forward(x, TRAINING);
        assertThat(state(model, "Mean")).containsExactly(1.9f, 0.57f); // 0.9 · 1 + 0.1 · 10
        model.forward(x, Pass.EVALUATION);
        assertThat(state(model, "Mean")).containsExactly(1.9f, 0.57f);

        Sequential forgetful = model(BatchNorm1d.of(2).withMomentum(1));
        forgetful.forward(x, TRAINING);
        assertThat(state(forgetful, "Mean")).containsExactly(10f, 3f);
        assertThat(state(forgetful, "Variance")).containsExactly(12f, (float) (8 / 3.0));
    }

    @Test
    void runningStatisticsGoToWhoeverTakesThem() {
        Sequential model = model(BatchNorm1d.of(2));
        Set<String> names = new HashSet<>();
        model.forward(x, TRAINING.withUpdates((state, value) -> names.add(state.name() + value.shape())));
        assertThat(names).containsExactlyInAnyOrder("batchNorm1.runningMean(2)", "batchNorm1.runningVariance(2)");
        assertThat(state(model, "Mean")).containsExactly(0f, 0f);
    }

    @Test
    void frozenItKeepsItsRunningStatisticsAndStillNormalizesByTheBatch() {
        Sequential model = model(BatchNorm1d.of(2)).freeze("batchNorm1");
        assertThat(model.forward(x, TRAINING).get(0)).isEqualTo(1f);
        assertThat(state(model, "Mean")).containsExactly(0f, 0f);
        assertThat(state(model, "Variance")).containsExactly(1f, 1f);
    }

    @Test
    void noGradientFlowsThroughTheRunningStatistics() {
        Sequential model = model(BatchNorm1d.of(2));
        model.forward(x, TRAINING).backward(Tensor.full(x.shape(), 1));
        Tensor y = model.forward(x, TRAINING);
        assertThat(y.backward(Tensor.full(x.shape(), 1)).of(model.parameter("batchNorm1.bias")).toArray())
                .containsExactly(4f, 4f);
    }

    // --- within a training ---

    private static Sequential network() {
        return Sequential.of(
                Conv1d.of(1, 6, 3).withPadding(new Padding.Same()),
                Sequential.of(BatchNorm1d.of(6), Activation.of(new Relu())),
                Layer.of(new GlobalAveragePool1d()),
                BatchNorm1d.of(6).withMomentum(0.2),
                Linear.of(6, 3))
                .initialize(4);
    }

    @Test
    void aTrainingSeesTheWholeBatchOnceAStep() {
        Sequential model = Sequential.of(
                BatchNorm1d.of(1).withMomentum(1), Layer.of(new Flatten()), Linear.of(20, 3)).initialize(1);
        Dataset data = Fixtures.tones(41, 20, 3, 1);
        Sequential beside = Sequential.of(BatchNorm1d.of(1).withMomentum(1));
        int[] steps = {0};
        Trainer.of(model, new CrossEntropyLoss(), Sgd.of(0.1)).withBatchSize(37).withEpochs(2).withThreads(3)
                .withValidation(data)
                .withCallbacks(new Callback() {
                    @Override
                    public void onGradients(Run run, Step step) {
                        assertThat(state(model, "Mean")).containsExactly(state(beside, "Mean"));
                    }

                    @Override
                    public void onStep(Run run, Step step) {
                        beside.forward(step.inputs(), TRAINING);
                        assertThat(state(model, "Mean")).containsExactly(state(beside, "Mean"));
                        assertThat(state(model, "Variance")).containsExactly(state(beside, "Variance"));
                        steps[0]++;
                    }
                })
                .fit(data);
        assertThat(steps[0]).isEqualTo(4);
    }

    @Test
    void aTrainingHasTheSameBitsForAnyNumberOfThreads() {
        Dataset data = Fixtures.tones(40, 24, 3, 1);
        Set<String> hashes = new HashSet<>();
        for (int threads : new int[] {1, 4}) {
            Sequential model = network();
            assertThat(Slices.of(model, Shape.of(16, 1, 24))).isEqualTo(new Slices(1, 16, 16));
            Trainer.of(model, new CrossEntropyLoss(), Adam.of(1e-2)).withBatchSize(16).withEpochs(2)
                    .withThreads(threads).fit(data);
            hashes.add(WeightHash.sha256(model.parameters().stream().map(Parameter::tensor).toList()));
        }
        assertThat(hashes).hasSize(1);
    }

    @Test
    void learns() {
        Sequential model = network();
        Dataset data = Fixtures.tones(96, 24, 3, 1);
        Trainer trainer = Trainer.of(model, new CrossEntropyLoss(), Adam.of(1e-2)).withBatchSize(32).withEpochs(30);
        assertThat(trainer.fit(data).last("loss").getAsDouble()).isLessThan(0.3); // log 3 = 1.1 by guessing
        assertThat(trainer.evaluate(data).loss()).isLessThan(0.3); // by the running statistics
    }

    @Test
    void predictionsDoNotDependOnTheOthersOfTheirBatch() {
        Sequential model = network();
        Trainer.of(model, new CrossEntropyLoss(), Adam.of(1e-2)).withEpochs(1).fit(Fixtures.tones(40, 24, 3, 1));
        Tensor batch = random(Shape.of(5, 1, 24), 3);
        Tensor whole = model.predict(batch);
        for (int n = 0; n < 5; n++) {
            assertThat(bits(model.predict(batch.slice(n, n + 1)))).containsExactly(bits(whole.slice(n, n + 1)));
        }
    }

    @Test
    void aBatchOfOneValuePerChannelCannotBeTrainedOn() {
        Sequential model = network();
        Dataset data = Fixtures.tones(17, 24, 3, 1); // one sample is left for the second batch
        assertThatThrownBy(() -> Trainer.of(model, new CrossEntropyLoss(), Adam.of(1e-2)).withBatchSize(16).fit(data))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage(
                        "BatchNormalization1d: expected more than one value per channel to take mean and variance of, "
                                + "but x is (1, 6) with 1; train on batches of two samples or more (the last batch of an epoch "
                                + "may be a smaller one)");
    }

    // --- description ---

    @Test
    void ownsTwoParametersAndTwoStates() {
        assertThat(BatchNorm1d.of(32).parameters())
                .extracting(Parameter::toString)
                .containsExactly("weight(32)", "bias(32)", "runningMean(32) state", "runningVariance(32) state");
    }

    @Test
    void printsWhatIsNotTheDefault() {
        assertThat(BatchNorm1d.of(32)).hasToString("BatchNorm1d(32)");
        assertThat(BatchNorm1d.of(32).withEpsilon(1e-3).withMomentum(0.01).named("norm"))
                .hasToString("BatchNorm1d(32, epsilon 0.001, momentum 0.01)");
        assertThat(BatchNorm1d.of(32).named("norm").withMomentum(0.01).withEpsilon(1e-3).name()).contains("norm");
        assertThat(BatchNorm1d.of(32).kind()).isEqualTo("batchNorm");
        assertThat(BatchNorm1d.of(32).outputShape(Shape.of(1, 32))).isEqualTo(Shape.of(1, 32)); // one value will do
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatThrownBy(() -> BatchNorm1d.of(0))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("BatchNorm1d: channels must be at least 1, but is 0");
        assertThatThrownBy(() -> BatchNorm1d.of(1).withMomentum(1.5))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("BatchNorm1d: momentum must be in [0, 1], but is 1.5");
        assertThatThrownBy(() -> BatchNorm1d.of(32).outputShape(Shape.of(8, 16, 4)))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage("BatchNormalization1d: x (8, 16, 4) expects weight (C) to be (16), but weight is (32)");
    }

    private static float[] state(Sequential model, String which) {
        return model.parameter("batchNorm1.running" + which).tensor().toArray();
    }
}
