package dev.halfwave.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.Add;
import dev.halfwave.nn.Fixtures;
import dev.halfwave.nn.Layer;
import dev.halfwave.nn.Linear;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.Pass;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.data.Dataset;
import dev.halfwave.nn.init.Initializer;
import dev.halfwave.nn.io.WeightHash;
import dev.halfwave.nn.loss.CrossEntropyLoss;
import dev.halfwave.nn.loss.Loss;
import dev.halfwave.nn.loss.MeanSquaredErrorLoss;
import dev.halfwave.nn.optim.Sgd;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A NaN or an infinity ends the training before it gets into the weights, and its source is named.
@Tag("both-backends")
final class NanGuardTest {

    private static final String UNCHANGED = "; the parameters are those before this step";

    @Test
    void namesTheInputs() {
        Dataset data = Fixtures.tones(12, 16, 3, 1);
        data.inputs().set(5 * 16 + 3, Float.NaN);
        refused(Fixtures.network(4, 3, 1), new CrossEntropyLoss(), data,
                "training stopped at step 1 (epoch 1): the loss is NaN; the batch's inputs hold NaN" + UNCHANGED);
    }

    @Test
    void namesTheLayerThatOverflows() {
        Sequential model = Fixtures.network(4, 3, 1);
        model.parameter("conv2.weight").set(Tensor.full(Shape.of(4, 4, 3), 3e38f));
        model.parameter("conv1.weight").set(Tensor.full(Shape.of(4, 1, 3), 10));
        Dataset data = new Dataset(Tensor.full(Shape.of(1, 1, 16), 1), Tensor.zeros(Shape.of(1)));
        refused(model, new CrossEntropyLoss(), data,
                "training stopped at step 1 (epoch 1): the loss is NaN; layer conv2 gives Infinity for sample 0 of the "
                        + "batch" + UNCHANGED);
    }

    @Test
    void namesTheSampleOfTheBatch() {
        // one sample in three overflows; the order of the batch is that of the data, as one sample shows its place
        Sequential model = Sequential.of(Linear.of(1, 2).withoutBias());
        model.parameter("linear1.weight").set(Tensor.of(Shape.of(2, 1), 1, 1e30f));
        Dataset data = new Dataset(Tensor.of(Shape.of(3, 1), 1, 1e30f, 2), Tensor.zeros(Shape.of(3)));
        int[] order = data.order(0, 0);
        int place = order[0] == 1 ? 0 : order[1] == 1 ? 1 : 2;
        refused(model, new CrossEntropyLoss(), data,
                "training stopped at step 1 (epoch 1): the loss is NaN; layer linear1 gives Infinity for sample "
                        + place
                        + " of the batch" + UNCHANGED);
    }

    /// Gives a NaN in one training step and at no other time, and would like its state to be a NaN in another.
    private record Moody(Parameter state, int nanStep, int stateStep) implements Layer {
        @Override
        public Tensor forward(Tensor x, Pass pass) {
            if (pass.training()) {
                pass.update(state, Tensor.full(Shape.of(2), pass.step() == stateStep ? Float.NaN : pass.step()));
            }
            return pass.training() && pass.step() == nanStep
                    ? new Add().apply(x, Tensor.full(x.shape(), Float.NaN))
                    : x;
        }

        @Override
        public Shape outputShape(Shape x) {
            return x;
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(state);
        }

        @Override
        public boolean needsWholeBatch() {
            return true;
        }
    }

    private static Sequential moody(int nanStep, int stateStep) {
        Parameter state = Parameter.state("seen", Shape.of(2), Initializer.zeros());
        return Sequential.of(Linear.of(1, 1), Sequential.of(new Moody(state, nanStep, stateStep)));
    }

    @Test
    void looksAgainAtTheStepItselfAndNamesTheLayerWithinALayer() {
        Sequential model = moody(3, 9);
        Dataset data = new Dataset(Tensor.full(Shape.of(4, 1), 1), Tensor.zeros(Shape.of(4, 1)));
        assertThatThrownBy(() -> Trainer.of(model, new MeanSquaredErrorLoss(), Sgd.of(0.1)).withEpochs(9)
                .withCallbacks(new NanGuard()).fit(data))
                .isExactlyInstanceOf(NonFiniteException.class)
                .hasMessage("training stopped at step 4 (epoch 4): the loss is NaN; layer sequential1.moody1 gives NaN "
                        + "for sample 0 of the batch" + UNCHANGED);
        // neither the step nor the second look has written the state: it is that of the step before, number 2 from 0
        assertThat(model.parameter("sequential1.moody1.seen").tensor().toArray()).containsExactly(2, 2);
    }

    @Test
    void aStateIsGuardedLikeAParameter() {
        Sequential model = moody(9, 2);
        Dataset data = new Dataset(Tensor.full(Shape.of(4, 1), 1), Tensor.zeros(Shape.of(4, 1)));
        assertThatThrownBy(() -> Trainer.of(model, new MeanSquaredErrorLoss(), Sgd.of(0.1)).withEpochs(9)
                .withCallbacks(new NanGuard()).fit(data))
                .isExactlyInstanceOf(NonFiniteException.class)
                .hasMessage(
                        "training stopped at step 3 (epoch 3): sequential1.moody1.seen would become NaN" + UNCHANGED);
        assertThat(model.parameter("sequential1.moody1.seen").tensor().toArray()).containsExactly(1, 1);
    }

    @Test
    void aLossMayOverflowByItself() {
        Sequential model = line(1);
        Dataset data = new Dataset(Tensor.full(Shape.of(1, 1), 1e20f), Tensor.full(Shape.of(1, 1), -1e20f));
        refused(model, new MeanSquaredErrorLoss(), data, // (2·10²⁰)² is more than 3.4·10³⁸
                "training stopped at step 1 (epoch 1): the loss is Infinity; every layer's output is finite, so a "
                        + "target is not, or the loss itself overflows" + UNCHANGED);
    }

    @Test
    void aGradientMayOverflowWhereTheLossDoesNot() {
        // y = 10⁻¹² · 10³⁰ = 10¹⁸, loss 10³⁶; gradient 2 · 10¹⁸ · 10³⁰
        Sequential model = line(1e-12f);
        Dataset data = new Dataset(Tensor.full(Shape.of(1, 1), 1e30f), Tensor.zeros(Shape.of(1, 1)));
        refused(model, new MeanSquaredErrorLoss(), data,
                "training stopped at step 1 (epoch 1): the gradient of linear1.weight is Infinity" + UNCHANGED);
    }

    @Test
    void saysAtWhichStepOfWhichEpoch() {
        // w ← w − lr · 2 w grows a hundredfold with every step, whatever the data
        Sequential model = line(1);
        Dataset data = new Dataset(Tensor.full(Shape.of(2, 1), 1), Tensor.zeros(Shape.of(2, 1)));
        // |w| = 99ⁿ; its square passes 3.4·10³⁸ for n = 10: 99⁹ = 9.1·10¹⁷ has the square 8.3·10³⁵, 99¹⁰ = 9.0·10¹⁹
        assertThatThrownBy(() -> Trainer.of(model, new MeanSquaredErrorLoss(), Sgd.of(50)).withBatchSize(1)
                .withEpochs(100).withThreads(1).withCallbacks(new NanGuard()).fit(data))
                .isExactlyInstanceOf(NonFiniteException.class)
                .hasMessageStartingWith("training stopped at step 11 (epoch 6): the loss is Infinity; ");
    }

    @Test
    void aTrainingWithoutTroubleIsTheSameWithAndWithout() {
        Dataset data = Fixtures.tones(30, 16, 3, 1);
        Sequential guarded = Fixtures.network(4, 3, 1);
        Sequential plain = Fixtures.network(4, 3, 1);
        History with = Trainer.of(guarded, new CrossEntropyLoss(), Sgd.of(0.1)).withCallbacks(new NanGuard()).fit(data);
        assertThat(Trainer.of(plain, new CrossEntropyLoss(), Sgd.of(0.1)).fit(data)).isEqualTo(with);
        assertThat(hash(plain)).isEqualTo(hash(guarded));
    }

    private static Sequential line(float weight) {
        Sequential model = Sequential.of(Linear.of(1, 1).withoutBias());
        model.parameter("linear1.weight").set(Tensor.of(Shape.of(1, 1), weight));
        return model;
    }

    private static void refused(Sequential model, Loss loss, Dataset data, String message) {
        String before = hash(model);
        assertThatThrownBy(() -> Trainer.of(model, loss, Sgd.of(0.1)).withCallbacks(new NanGuard()).fit(data))
                .isExactlyInstanceOf(NonFiniteException.class)
                .hasMessage(message);
        assertThat(hash(model)).isEqualTo(before);
    }

    private static String hash(Sequential model) {
        return WeightHash.sha256(model.parameters().stream().map(Parameter::tensor).toList());
    }
}
