package dev.halfwave.experiments.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import com.sun.management.ThreadMXBean;
import dev.halfwave.nn.Linear;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.loss.CrossEntropyLoss;
import dev.halfwave.nn.optim.Adam;
import dev.halfwave.nn.train.Callback;
import dev.halfwave.nn.train.Checkpoint;
import dev.halfwave.nn.train.History;
import dev.halfwave.nn.train.Run;
import dev.halfwave.nn.train.Step;
import dev.halfwave.nn.train.Trainer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The way of the weights: by hand, in a training, and in one that is resumed.
final class PathLengthTest {

    private final Sequential model = Sequential.of(Linear.of(1, 2).named("a"), Linear.of(2, 1).named("b"));

    @Test
    void addsTheLengthsOfSteps() {
        Models.set(model, "a.weight", 1, 1);
        Models.set(model, "b.weight", 0, 0);
        PathLength path = PathLength.of(model);
        Models.set(model, "a.weight", 4, 5); // 5
        Models.set(model, "b.weight", 0, 12); // 12, together 13
        path.step();
        Models.set(model, "a.weight", 1, 1); // back again
        path.step();
        assertThat(path.values()).containsExactly(
                entry("distance.a.path", 10.0),
                entry("distance.a.straightness", 0.0),
                entry("distance.a.bias.path", 0.0), // never moved: there is no straightness
                entry("distance.b.path", 12.0),
                entry("distance.b.straightness", 1.0),
                entry("distance.b.bias.path", 0.0),
                entry("distance.total.path", 18.0),
                entry("distance.total.straightness", 12 / 18.0));
    }

    @Test
    void straightnessIsAtMostOneWhateverTheRounding() {
        Models.set(model, "a.weight", 0, 0);
        PathLength path = PathLength.of(model);
        for (int step = 1; step <= 1000; step++) {
            Models.set(model, "a.weight", step * 0.1f, step * 0.1f);
            path.step();
            assertThat(path.values().get("distance.a.straightness")).isLessThanOrEqualTo(1).isGreaterThan(0.99);
        }
    }

    @Test
    void inATrainingThePathIsAtLeastTheDistance() {
        Sequential network = Models.network(2);
        History history = trainer(network, PathLength.of(network), WeightMeasures.of(WeightMeasure.L2))
                .withEpochs(5).fit(Models.tones(48));
        for (String layer : new String[] {"conv1", "conv1.bias", "conv2", "linear1", "total"}) {
            for (History.Entry epoch : history.epochs()) {
                double length = epoch.values().get("distance." + layer + ".path");
                double l2 = epoch.values().get("distance." + layer + ".l2");
                assertThat(length).isGreaterThan(l2);
                assertThat(epoch.values().get("distance." + layer + ".straightness")).isEqualTo(l2 / length);
            }
            assertThat(history.values("distance." + layer + ".path")).isSorted();
        }
    }

    @Test
    void aTrainingResumedAfterAnEpochHasTheSameLengths(@TempDir Path folder) throws IOException {
        Sequential whole = Models.network(2);
        History expected = trainer(whole, PathLength.of(whole)).withEpochs(4).fit(Models.tones(40));
        Path file = folder.resolve("checkpoint");
        Sequential first = Models.network(2);
        trainer(first, PathLength.of(first), Checkpoint.everyEpochs(file, 1)).withEpochs(2).fit(Models.tones(40));
        Sequential second = Models.network(9);
        History resumed = trainer(second, PathLength.of(second)).withEpochs(4).resume(Models.tones(40), file);
        assertThat(resumed).isEqualTo(expected);
    }

    @Test
    void refusesATrainingWhoseBeginningIsUnknown(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("checkpoint");
        Sequential first = Models.network(2);
        Callback[] stops = {Checkpoint.everySteps(file, 4), new Callback() {
            @Override
            public void onStep(Run run, Step step) {
                if (step.number() == 5) {
                    throw new IllegalStateException("power cut");
                }
            }
        }};
        assertThatThrownBy(() -> trainer(first, PathLength.of(first), stops[0], stops[1]).withEpochs(2)
                .fit(Models.tones(48))).hasMessage("power cut");
        Sequential second = Models.network(2);
        assertThatThrownBy(() -> trainer(second, PathLength.of(second)).withEpochs(2).resume(Models.tones(48), file))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("PathLength: the training is resumed at step 5, within epoch 2, whose earlier steps nobody "
                        + "measured; resume it from the end of an epoch");
    }

    @Test
    void refusesAHistoryWithoutLengths(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("checkpoint");
        trainer(Models.network(2), Checkpoint.everyEpochs(file, 1)).withEpochs(1).fit(Models.tones(48));
        Sequential second = Models.network(2);
        assertThatThrownBy(() -> trainer(second, PathLength.of(second)).withEpochs(2).resume(Models.tones(48), file))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("PathLength: the training is resumed, but there is no distance.conv1.path in its history; "
                        + "measure from its start");
    }

    @Test
    void refusesAnotherModel() {
        PathLength path = PathLength.of(model);
        assertThatThrownBy(() -> trainer(Models.network(2), path).withEpochs(1).fit(Models.tones(48)))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("PathLength: the training is of another model; give it PathLength.of that model");
    }

    @Test
    void aSecondTrainingBeginsAnew() {
        Sequential network = Models.network(2);
        PathLength path = PathLength.of(network);
        History first = trainer(network, path).withEpochs(2).fit(Models.tones(48));
        network.initialize(2);
        assertThat(trainer(network, path).withEpochs(2).fit(Models.tones(48))).isEqualTo(first);
    }

    @Test
    void aStepAllocatesNothing() {
        Sequential network = Models.network(1);
        PathLength path = PathLength.of(network);
        ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 0; i < 100; i++) {
            path.step();
        }
        long before = bean.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 1000; i++) {
            path.step();
        }
        assertThat(bean.getCurrentThreadAllocatedBytes() - before).isLessThan(1000); // of the measurement itself
        Map<String, Double> values = path.values();
        assertThat(values.get("distance.total.path")).isEqualTo(0.0);
    }

    private static Trainer trainer(Sequential network, Callback... callbacks) {
        return Trainer.of(network, new CrossEntropyLoss(), Adam.of(1e-2)).withBatchSize(16).withCallbacks(callbacks);
    }
}
