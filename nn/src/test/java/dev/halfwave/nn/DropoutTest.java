package dev.halfwave.nn;

import static dev.halfwave.nn.Fixtures.bits;
import static dev.halfwave.nn.Fixtures.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.Flatten;
import dev.halfwave.core.op.Relu;
import dev.halfwave.nn.data.Dataset;
import dev.halfwave.nn.io.WeightHash;
import dev.halfwave.nn.loss.CrossEntropyLoss;
import dev.halfwave.nn.optim.Sgd;
import dev.halfwave.nn.train.Trainer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// When and by what masks the layer drops; the arithmetic is tested with the op.
@Tag("both-backends")
final class DropoutTest {

    private final Dropout half = Dropout.of(0.5);
    private final Tensor ones = Tensor.full(Shape.of(20, 3, 7), 1);

    private static Pass training(long seed, long step, int firstSample) {
        return new Pass(true, seed, step, firstSample);
    }

    @Test
    void doesNothingInEvaluationOrWithRateZero() {
        assertThat(half.forward(ones, Pass.EVALUATION)).isSameAs(ones);
        assertThat(Dropout.of(0).forward(ones, training(1, 1, 0))).isSameAs(ones);
    }

    @Test
    void keepsInTrainingTheExpectedValue() {
        float[] y = half.forward(ones, training(1, 0, 0)).toArray();
        int kept = 0;
        for (float value : y) {
            assertThat(value).isIn(0f, 2f);
            kept += value == 2 ? 1 : 0;
        }
        assertThat(kept / 420.0).isCloseTo(0.5, within(5 * Math.sqrt(0.25 / 420))); // five standard deviations
    }

    @Test
    void seedStepAndPathDrawAnotherMaskEach() {
        Set<List<Float>> masks = new HashSet<>();
        for (Pass pass : List.of(
                training(1, 0, 0), training(2, 0, 0), training(1, 1, 0), training(1, 0, 0).within("dropout1"),
                training(1, 0, 0).within("dropout2"), training(1, 0, 0).within("block1").within("dropout1"))) {
            Tensor y = half.forward(ones, pass);
            assertThat(bits(half.forward(ones, pass))).containsExactly(bits(y)); // and the same again
            masks.add(listOf(y));
        }
        assertThat(masks).hasSize(6);
    }

    @Test
    void twoLayersOfAModelDrawDifferentMasks() {
        // what the first one keeps is not zero, so that the second one's mask shows among it
        Sequential model = Sequential.of(Dropout.of(0.5), Dropout.of(0.5));
        Tensor y = model.forward(ones, training(1, 0, 0));
        assertThat(y.toArray()).contains(4f).contains(0f);
        Tensor first = Dropout.of(0.5).forward(ones, training(1, 0, 0).within("dropout1"));
        int both = 0;
        int one = 0;
        for (int i = 0; i < y.size(); i++) {
            one += first.get(i) != 0 ? 1 : 0;
            both += y.get(i) != 0 ? 1 : 0;
        }
        assertThat(both).isBetween(one / 4, 3 * one / 4);
    }

    @Test
    void theMaskDoesNotDependOnHowABatchIsCut() {
        Tensor whole = half.forward(ones, training(1, 3, 0));
        for (int from = 0; from < 20; from += 4) {
            Tensor part = half.forward(ones.slice(from, from + 4), training(1, 3, from));
            assertThat(bits(part)).containsExactly(bits(whole.slice(from, from + 4)));
        }
    }

    @Test
    void theGradientHasTheMaskOfTheResult() {
        Tensor x = ones.copy().requiringGradient();
        Tensor y = half.forward(x, training(1, 3, 4));
        assertThat(y.backward(ones).of(x).toArray()).containsExactly(y.toArray());
    }

    @Test
    void aTrainingHasTheSameBitsForAnyNumberOfThreads() {
        Dataset data = Fixtures.tones(45, 20, 3, 1);
        Set<String> hashes = new HashSet<>();
        for (int threads : new int[] {1, 2, 5}) {
            Sequential model = Sequential.of(
                    Layer.of(new Flatten()), Linear.of(20, 16), Activation.of(new Relu()), Dropout.of(0.3),
                    Linear.of(16, 3)).initialize(2);
            Trainer.of(model, new CrossEntropyLoss(), Sgd.of(0.1)).withBatchSize(37).withEpochs(3).withThreads(threads)
                    .withSeed(9).fit(data);
            hashes.add(WeightHash.sha256(model.parameters().stream().map(Parameter::tensor).toList()));
        }
        assertThat(hashes).hasSize(1);
    }

    @Test
    void predictionsAreThoseOfAllUnits() {
        Tensor x = random(Shape.of(4, 6), 1);
        Linear linear = Linear.of(6, 2);
        Sequential model = Sequential.of(Dropout.of(0.9), linear).initialize(1);
        assertThat(bits(model.predict(x))).containsExactly(bits(linear.forward(x, Pass.EVALUATION)));
    }

    @Test
    void printsItsRate() {
        assertThat(Dropout.of(0.1).named("drop")).hasToString("Dropout(0.1)");
        assertThat(Dropout.of(0.1).named("drop").name()).contains("drop");
        assertThat(half.kind()).isEqualTo("dropout");
        assertThat(half.outputShape(Shape.of(2, 3))).isEqualTo(Shape.of(2, 3));
        assertThat(half.parameters()).isEmpty();
    }

    @Test
    void refusesOtherRates() {
        for (double rate : new double[] {-0.1, 1, 0.99999999999, Double.NaN}) { // the third one is 1 as a float
            assertThatThrownBy(() -> Dropout.of(rate))
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasMessage("Dropout: rate must be in [0, 1), but is " + rate);
        }
    }

    private static List<Float> listOf(Tensor y) {
        List<Float> values = new ArrayList<>();
        for (float value : y.toArray()) {
            values.add(value);
        }
        return values;
    }
}
