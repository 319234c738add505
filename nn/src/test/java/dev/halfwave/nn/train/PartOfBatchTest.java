package dev.halfwave.nn.train;

import static dev.halfwave.nn.Fixtures.bits;
import static dev.halfwave.nn.Fixtures.random;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.Identity;
import dev.halfwave.nn.Layer;
import dev.halfwave.nn.Pass;
import dev.halfwave.nn.Sequential;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a model makes of a sample does not depend on the other samples of its batch, `f(x[a:b]) = f(x)[a:b]` in bits,
/// for every layer and activation: the networks are those whose trainings [DeterminismTest] compares.
@Tag("both-backends")
final class PartOfBatchTest {

    /// More than the tiles of a matrix product, than a slice, and odd.
    private static final int SAMPLES = 37;

    private static final int[][] PARTS = {{0, 1}, {3, 5}, {36, 37}, {0, 16}, {7, 24}, {31, 37}};

    @ParameterizedTest
    @EnumSource
    void everyLayerComputesAPartAsInTheWhole(TrainingJob job) {
        for (String name : job.networkNames()) {
            Sequential model = model(job, name);
            Tensor x = inputs(job);
            Tensor whole = model.predict(x);
            Map<String, Tensor> layers = model.capture(x);
            for (int[] part : PARTS) {
                Tensor some = x.slice(part[0], part[1]);
                model.capture(some).forEach((layer, y) -> assertThat(bits(y)).as(layer + " of " + name)
                        .isEqualTo(bits(layers.get(layer).slice(part[0], part[1]))));
                int[] expected = bits(whole.slice(part[0], part[1]));
                assertThat(bits(model.predict(some))).as(name).isEqualTo(expected);
                assertThat(bits(model.forward(some, Pass.EVALUATION))).as(name).isEqualTo(expected); // outside any pool
            }
        }
    }

    /// Also what is drawn for a sample, and the gradient that reaches it.
    @ParameterizedTest
    @EnumSource
    void trainingComputesAPartAsInTheWhole(TrainingJob job) {
        for (String name : job.networkNames()) {
            Sequential model = model(job, name);
            if (model.needsWholeBatch()) {
                continue;
            }
            Tensor x = inputs(job).copy().requiringGradient();
            Tensor whole = model.forward(x, new Pass(true, 5, 3, 0));
            Tensor dy = random(whole.shape(), 9);
            Tensor dx = whole.backward(dy).of(x);
            for (int[] part : PARTS) {
                Tensor some = x.slice(part[0], part[1]).copy().requiringGradient();
                Tensor y = model.forward(some, new Pass(true, 5, 3, part[0]));
                assertThat(bits(y)).as(name).isEqualTo(bits(whole.slice(part[0], part[1])));
                assertThat(bits(y.backward(dy.slice(part[0], part[1])).of(some))).as("gradient of " + name)
                        .isEqualTo(bits(dx.slice(part[0], part[1])));
            }
        }
    }

    private static Tensor inputs(TrainingJob job) {
        return random(job.data().inputs().shape().with(0, SAMPLES), 4);
    }

    /// With states that are not the initial ones.
    private static Sequential model(TrainingJob job, String name) {
        Sequential model = job.network(name, Layer.of(new Identity()));
        model.forward(random(job.data().inputs().shape().with(0, 5), 3), new Pass(true, 1, 0, 0));
        return model;
    }
}
