package dev.halfwave.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.Flatten;
import dev.halfwave.nn.BatchNorm1d;
import dev.halfwave.nn.Fixtures;
import dev.halfwave.nn.Layer;
import dev.halfwave.nn.Linear;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.data.Dataset;
import dev.halfwave.nn.io.SafeTensors;
import dev.halfwave.nn.io.WeightHash;
import dev.halfwave.nn.loss.CrossEntropyLoss;
import dev.halfwave.nn.optim.Adam;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A training ends with the weights of its best epoch where that is asked for, also when it was killed and resumed.
final class BestEpochTest {

    private static final String SCORE = "score";

    @TempDir
    private Path folder;

    private final Dataset data = Fixtures.tones(41, 20, 3, 1); // four steps an epoch
    private final Dataset validation = Fixtures.tones(9, 20, 3, 2);

    /// Running statistics are restored like weights.
    private static Sequential model(long seed) {
        return Sequential.of(Layer.of(new Flatten()), Linear.of(20, 8), BatchNorm1d.of(8), Linear.of(8, 3))
                .initialize(seed);
    }

    private Trainer trainer(Sequential model, int epochs, Callback... callbacks) {
        return Trainer.of(model, new CrossEntropyLoss(), Adam.of(1e-2)).withSeed(11).withBatchSize(12)
                .withEpochs(epochs).withThreads(2).withValidation(validation).withCallbacks(callbacks);
    }

    /// Records a value of its own for each epoch, and keeps the hash of the weights.
    private record Scores(double[] values, List<String> hashes) implements Callback {

        Scores(double... values) {
            this(values, new ArrayList<>());
        }

        @Override
        public void onEpoch(Run run, Epoch epoch) {
            epoch.record(SCORE, values[epoch.number() - 1]);
        }

        @Override
        public void onEpochRecorded(Run run, History.Entry entry) {
            hashes.add(hash(run.model()));
        }

        @Override
        public void onEnd(Run run) {
            assertThat(hash(run.model())).isEqualTo(hashes.getLast()); // not yet restored
        }
    }

    private static String hash(Sequential model) {
        return WeightHash.sha256(model.parameters().stream().map(Parameter::tensor).toList());
    }

    @Test
    void endsWithTheWeightsOfTheFirstEpochThatIsBest() {
        Scores scores = new Scores(3, 1, 2, 1);
        Sequential model = model(1);
        trainer(model, 4, scores).restoringLowest(SCORE).fit(data);
        assertThat(scores.hashes()).doesNotHaveDuplicates();
        assertThat(hash(model)).isEqualTo(scores.hashes().get(1));

        Scores accuracies = new Scores(0.2, 0.5, 0.9, 0.9);
        Sequential other = model(1);
        trainer(other, 4, accuracies).restoringHighest(SCORE).fit(data);
        assertThat(hash(other)).isEqualTo(accuracies.hashes().get(2));
    }

    /// What is restored is what was measured: the loss of the restored model is the lowest of the history.
    @Test
    void isMeasuredAsInItsBestEpoch() {
        Sequential model = model(1);
        Trainer trainer = trainer(model, 60, EarlyStopping.whenNoLongerFalling("validationLoss").withPatience(3))
                .restoringLowest("validationLoss");
        History history = trainer.fit(data);
        int last = history.epochs().size();
        assertThat(last).isLessThan(60);
        History.Entry best = history.lowest("validationLoss").orElseThrow();
        assertThat(best.epoch()).isEqualTo(last - 3);
        assertThat(trainer.evaluate(validation).loss()).isEqualTo(best.values().get("validationLoss"));
        assertThat(history.last("validationLoss").orElseThrow()).isGreaterThan(trainer.evaluate(validation).loss());
    }

    @Test
    void keepsTheLastWeightsWhereNothingIsANumber() {
        Scores scores = new Scores(Double.NaN, Double.NaN);
        Sequential model = model(1);
        trainer(model, 2, scores).restoringLowest(SCORE).fit(data);
        assertThat(hash(model)).isEqualTo(scores.hashes().get(1));
    }

    @Test
    void refusesAValueThatIsNotRecorded() {
        assertThatThrownBy(() -> trainer(model(1), 2).restoringLowest(SCORE).fit(data))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("Trainer: the weights with the best score are to be restored, but epoch 1 has no such "
                        + "value, only [loss, validationLoss]");
    }

    // --- killed and resumed ---

    private record PowerCut(int step) implements Callback {
        @Override
        public void onStep(Run run, Step step) {
            if (step.number() == this.step) {
                throw new IllegalStateException("power cut");
            }
        }
    }

    /// The best epoch is the second, the training ends after the fourth for want of progress.
    @Test
    void killedAnywhereAndResumedItHasTheSameBits() throws IOException {
        double[] values = {3, 1, 2, 1, 7, 8};
        EarlyStopping stopping = EarlyStopping.whenNoLongerFalling(SCORE).withPatience(2);
        Sequential through = model(1);
        History expected = trainer(through, 6, new Scores(values), stopping).restoringLowest(SCORE).fit(data);
        assertThat(expected.epochs()).hasSize(4);
        for (int step = 1; step <= 16; step++) {
            Path file = folder.resolve("cut-" + step);
            Checkpoint checkpoint = Checkpoint.everySteps(file, 1);
            // the checkpoint looks before the one that decides, and before the cut
            Trainer cut = trainer(model(1), 6, checkpoint, new Scores(values), stopping, new PowerCut(step))
                    .restoringLowest(SCORE);
            assertThatThrownBy(() -> cut.fit(data)).hasMessage("power cut");
            Sequential resumed = model(99);
            History history = trainer(resumed, 6, checkpoint, new Scores(values), stopping).restoringLowest(SCORE)
                    .withThreads(1).resume(data, file);
            assertThat(history).as("cut at step %d", step).isEqualTo(expected);
            assertThat(hash(resumed)).as("cut at step %d", step).isEqualTo(hash(through));
        }
    }

    /// The file that a finished training leaves holds its last weights, from which it goes on.
    @Test
    void goesOnAfterItsEndFromItsLastWeights() throws IOException {
        double[] values = {1, 2, 3, 0.5};
        Scores through = new Scores(values);
        trainer(model(1), 4, through).fit(data);
        for (int epochs : new int[] {3, 4}) {
            Path file = folder.resolve("two-epochs");
            trainer(model(1), 2, new Scores(values), Checkpoint.everyEpochs(file, 1)).restoringLowest(SCORE).fit(data);
            Sequential longer = model(99);
            trainer(longer, epochs, new Scores(values)).restoringLowest(SCORE).resume(data, file);
            assertThat(hash(longer)).isEqualTo(through.hashes().get(epochs == 3 ? 0 : 3));
        }
    }

    @Test
    void aCheckpointOfATrainingThatRestoresOtherWeightsIsRefused() throws IOException {
        Path file = folder.resolve("one-epoch");
        trainer(model(1), 1, Checkpoint.everyEpochs(file, 1)).restoringLowest("validationLoss").fit(data);
        assertThatThrownBy(() -> trainer(model(1), 2).resume(data, file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": is a checkpoint of another training: restored was lowest validationLoss and now "
                        + "is the last weights");
        SafeTensors good = SafeTensors.read(file);
        Map<String, Tensor> fewer = new LinkedHashMap<>(good.tensors());
        assertThat(fewer.remove("best.linear1.bias")).isNotNull();
        Files.delete(file);
        SafeTensors.write(file, fewer, good.metadata());
        assertThatThrownBy(() -> trainer(model(1), 2).restoringLowest("validationLoss").resume(data, file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": is a damaged checkpoint: best.linear1.bias must have shape (8), but is missing");
    }
}
