package dev.halfwave.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.Flatten;
import dev.halfwave.core.op.Relu;
import dev.halfwave.nn.Activation;
import dev.halfwave.nn.BatchNorm1d;
import dev.halfwave.nn.Dropout;
import dev.halfwave.nn.Fixtures;
import dev.halfwave.nn.Layer;
import dev.halfwave.nn.Linear;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.Residual;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.data.Dataset;
import dev.halfwave.nn.io.SafeTensors;
import dev.halfwave.nn.io.WeightHash;
import dev.halfwave.nn.loss.Accuracy;
import dev.halfwave.nn.loss.CrossEntropyLoss;
import dev.halfwave.nn.loss.Loss;
import dev.halfwave.nn.loss.MeanSquaredErrorLoss;
import dev.halfwave.nn.optim.Adam;
import dev.halfwave.nn.optim.AdamW;
import dev.halfwave.nn.optim.Optimizer;
import dev.halfwave.nn.optim.Schedule;
import dev.halfwave.nn.optim.Sgd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A training that is stopped anywhere and resumed has the bits of one that never stopped, and only its own checkpoint
/// is taken.
@Tag("both-backends")
final class CheckpointTest {

    private static final int EPOCHS = 4;

    @TempDir
    private Path folder;

    private Path file;

    // four steps an epoch: 12, 12, 12 and 5 samples
    private final Dataset data = Fixtures.tones(41, 20, 3, 1);
    private final Dataset validation = Fixtures.tones(9, 20, 3, 2);

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("training.safetensors");
    }

    private Trainer trainer(Sequential model, Optimizer optimizer, Callback... callbacks) {
        return Trainer.of(model, new CrossEntropyLoss(), optimizer)
                .withSeed(11)
                .withBatchSize(12)
                .withEpochs(EPOCHS)
                .withThreads(2)
                .withMetrics(new Accuracy())
                .withValidation(validation)
                .withCallbacks(callbacks);
    }

    private static Sequential model() {
        return Fixtures.network(4, 3, 6);
    }

    /// Ends the process's part of the work, as a power cut would.
    private record PowerCut(int step) implements Callback {
        @Override
        public void onStep(Run run, Step step) {
            if (step.number() == this.step) {
                throw new IllegalStateException("power cut");
            }
        }
    }

    private record Result(String weights, History history, Map<String, String> optimizer) {}

    private static Result result(Sequential model, History history, Optimizer optimizer) {
        Map<String, String> state = new LinkedHashMap<>();
        optimizer.state().forEach((name, tensor) -> state.put(name, WeightHash.sha256(List.of(tensor))));
        state.put("steps", Long.toString(optimizer.steps()));
        return new Result(hash(model), history, state);
    }

    private Result uninterrupted(Supplier<Optimizer> optimizers) {
        Sequential model = model();
        Optimizer optimizer = optimizers.get();
        return result(model, trainer(model, optimizer, new WeightDistance()).fit(data), optimizer);
    }

    /// Trains until the power is cut, then goes on with a new model of other values and a new optimizer.
    private Result cutAndResumed(Supplier<Optimizer> optimizers, int step, Checkpoint checkpoint) throws IOException {
        Sequential first = model();
        assertThatThrownBy(() -> trainer(first, optimizers.get(), new WeightDistance(), checkpoint, new PowerCut(step))
                .fit(data))
                .hasMessage("power cut");
        Sequential second = Fixtures.network(4, 3, 999);
        Optimizer optimizer = optimizers.get();
        Trainer trainer = trainer(second, optimizer, new WeightDistance(), checkpoint).withThreads(1);
        return result(second, trainer.resume(data, file), optimizer);
    }

    @Test
    void resumedInTheMiddleOfAnEpochItHasTheSameBits() throws IOException {
        Supplier<Optimizer> adam = () -> Adam.of(1e-2).withKerasEpsilon(1e-7);
        Result expected = uninterrupted(adam);
        // Checkpoints after steps 3, 6, 9, 12, ...; step 12 is the last of the third epoch, not yet evaluated.
        for (int step : new int[] {4, 6, 8, 12, 13, 16}) {
            Files.deleteIfExists(file);
            assertThat(cutAndResumed(adam, step, Checkpoint.everySteps(file, 3))).as("cut at step %d", step)
                    .isEqualTo(expected);
        }
    }

    @Test
    void resumedBetweenEpochsItHasTheSameBits() throws IOException {
        Supplier<Optimizer> momentum = () -> Sgd.of(0.05).withNesterovMomentum(0.9);
        Result expected = uninterrupted(momentum);
        for (int step : new int[] {5, 7, 9, 16}) {
            Files.deleteIfExists(file);
            assertThat(cutAndResumed(momentum, step, Checkpoint.everyEpochs(file, 1))).as("cut at step %d", step)
                    .isEqualTo(expected);
        }
    }

    /// 16 steps: four of warm-up, then a fall over the others. Started again at step 0, the rates would be others.
    @Test
    void resumedItGoesOnInItsSchedule() throws IOException {
        Schedule schedule = Schedule.warmUp(4, Schedule.cosine(12, 0.1));
        List<Supplier<Optimizer>> kinds = List.of(
                () -> Adam.of(1e-2).withSchedule(schedule),
                () -> AdamW.of(1e-2).withWeightDecay(0.1).withSchedule(schedule),
                () -> Sgd.of(0.05).withMomentum(0.9).withSchedule(schedule));
        for (Supplier<Optimizer> kind : kinds) {
            Result expected = uninterrupted(kind);
            for (int step : new int[] {4, 8, 13}) {
                Files.deleteIfExists(file);
                assertThat(cutAndResumed(kind, step, Checkpoint.everySteps(file, 3))).as("cut at step %d", step)
                        .isEqualTo(expected);
            }
        }
        // the optimizer's text tells the schedules apart
        refused(trainer(model(), Sgd.of(0.05).withMomentum(0.9)), data,
                "optimizer was Sgd(learning rate 0.05, momentum 0.9, schedule WarmUp[steps=4, then=Cosine[steps=12, "
                        + "finalShare=0.1]]) and now is Sgd(learning rate 0.05, momentum 0.9)");
    }

    @Test
    void aTrainingMayBeResumedAgainAndAgain() throws IOException {
        Supplier<Optimizer> adam = () -> Adam.of(1e-2);
        Sequential model = model();
        Optimizer optimizer = adam.get();
        assertThatThrownBy(() -> trainer(model, adam.get(), new WeightDistance(), Checkpoint.everySteps(file, 1),
                new PowerCut(1)).fit(data))
                .hasMessage("power cut");
        // The cut at step 1 came after its checkpoint. Each later life lasts two steps.
        for (int step = 3; step < 16; step += 2) {
            int cut = step;
            assertThatThrownBy(() -> trainer(model, adam.get(), new WeightDistance(), Checkpoint.everySteps(file, 1),
                    new PowerCut(cut)).resume(data, file))
                    .hasMessage("power cut");
        }
        History history = trainer(model, optimizer, new WeightDistance()).resume(data, file);
        assertThat(result(model, history, optimizer)).isEqualTo(uninterrupted(adam));
    }

    @Test
    void moreEpochsMayBeAskedForAfterTheEnd() throws IOException {
        Supplier<Optimizer> adam = () -> Adam.of(1e-2);
        Sequential model = model();
        trainer(model, adam.get(), new WeightDistance(), Checkpoint.everyEpochs(file, 3)).withEpochs(2).fit(data);
        Optimizer optimizer = adam.get();
        History history = trainer(model, optimizer, new WeightDistance()).resume(data, file);
        assertThat(result(model, history, optimizer)).isEqualTo(uninterrupted(adam));
        // asked for what is there, it has nothing to do
        assertThat(trainer(model, adam.get()).withEpochs(2).resume(data, file).epochs()).hasSize(2);
    }

    @Test
    void aResumedTrainingRemembersItsStart() throws IOException {
        Sequential model = model();
        int[] start = Fixtures.bits(model.parameter("conv1.weight").tensor());
        trainer(model, Adam.of(1e-2), Checkpoint.everyEpochs(file, 1)).withEpochs(1).fit(data);
        List<Integer> seen = new ArrayList<>();
        trainer(Fixtures.network(4, 3, 999), Adam.of(1e-2), new Callback() {
            @Override
            public void onStart(Run run) {
                assertThat(Fixtures.bits(run.initialWeights().get("conv1.weight"))).containsExactly(start);
                seen.add(run.history().epochs().size());
            }
        }).resume(data, file);
        assertThat(seen).containsExactly(1);
    }

    @Test
    void frozenLayersAndOtherThreadsAreResumedAsWell() throws IOException {
        Supplier<Optimizer> adam = () -> Adam.of(1e-2);
        Sequential through = model().freeze("conv1");
        trainer(through, adam.get()).withThreads(1).fit(data);
        Sequential stopped = model().freeze("conv1");
        assertThatThrownBy(
                () -> trainer(stopped, adam.get(), Checkpoint.everySteps(file, 2), new PowerCut(7)).fit(data))
                .hasMessage("power cut");
        Sequential resumed = Fixtures.network(4, 3, 999).freeze("conv1");
        trainer(resumed, adam.get()).withThreads(3).resume(data, file);
        assertThat(hash(resumed)).isEqualTo(hash(through));
    }

    /// Running statistics are states; masks are keyed by the step, which goes on.
    @Test
    void runningStatisticsAndMasksAreThoseOfATrainingThatNeverStopped() throws IOException {
        Supplier<Sequential> models = () -> Sequential.of(
                BatchNorm1d.of(1), Layer.of(new Flatten()), Linear.of(20, 8), BatchNorm1d.of(8).withMomentum(0.3),
                Dropout.of(0.4), Residual.of(Dropout.of(0.2), Linear.of(8, 8)), Linear.of(8, 3)).initialize(3);
        Sequential through = models.get();
        Adam whole = Adam.of(1e-2);
        Result expected = result(through, trainer(through, whole).fit(data), whole);
        for (int step : new int[] {2, 4, 7}) {
            Sequential stopped = models.get();
            Checkpoint checkpoint = Checkpoint.everySteps(file, step);
            assertThatThrownBy(() -> trainer(stopped, Adam.of(1e-2), checkpoint, new PowerCut(step)).fit(data))
                    .hasMessage("power cut");
            Sequential resumed = models.get().initialize(99);
            Adam adam = Adam.of(1e-2);
            History history = trainer(resumed, adam).withThreads(3).resume(data, file);
            assertThat(result(resumed, history, adam)).as("cut at step %d", step).isEqualTo(expected);
        }
    }

    /// Both have a `linear1.weight` at the end of their names, of another shape each.
    @Test
    void aPartsStateIsNotTakenForThatOfItsNamesake() throws IOException {
        Supplier<Sequential> models = () -> Sequential.of(
                Layer.of(new Flatten()), Sequential.of(Linear.of(20, 5)), Linear.of(5, 3));
        Sequential through = models.get();
        trainer(through, Adam.of(1e-2)).fit(data);
        Sequential stopped = models.get();
        trainer(stopped, Adam.of(1e-2), Checkpoint.everyEpochs(file, 1)).withEpochs(2).fit(data);
        Sequential resumed = models.get().initialize(9);
        trainer(resumed, Adam.of(1e-2)).resume(data, file);
        assertThat(hash(resumed)).isEqualTo(hash(through));
    }

    /// Asked in the middle of the second epoch, which is still finished.
    private record StopAt(int step) implements Callback {
        @Override
        public void onStep(Run run, Step step) {
            if (step.number() == this.step) {
                run.stop("enough");
            }
        }
    }

    @Test
    void aTrainingThatWasAskedToStopEndsWhereItWouldHaveEnded() throws IOException {
        Sequential through = model();
        Adam whole = Adam.of(1e-2);
        Result expected = result(through, trainer(through, whole, new StopAt(6)).fit(data), whole);
        assertThat(expected.history.epochs()).hasSize(2);
        Sequential stopped = model();
        assertThatThrownBy(() -> trainer(stopped, Adam.of(1e-2), new StopAt(6), Checkpoint.everySteps(file, 1),
                new PowerCut(7)).fit(data)).hasMessage("power cut");
        Sequential resumed = Fixtures.network(4, 3, 999);
        Adam adam = Adam.of(1e-2);
        History history = trainer(resumed, adam, Checkpoint.everySteps(file, 1)).resume(data, file);
        assertThat(result(resumed, history, adam)).isEqualTo(expected);
        // and it stays stopped
        assertThat(trainer(model(), Adam.of(1e-2)).resume(data, file).epochs()).hasSize(2);
    }

    /// Such a one prints its address, which would be another in the next JVM.
    @Test
    void aLossThatDoesNotPrintItselfIsToldByItsClass() throws IOException {
        Supplier<Loss> losses = () -> new Loss() {
            @Override
            public Tensor sum(Tensor prediction, Tensor target) {
                return new CrossEntropyLoss().sum(prediction, target);
            }

            @Override
            public long terms(Shape prediction) {
                return new CrossEntropyLoss().terms(prediction);
            }
        };
        Trainer.of(model(), losses.get(), Adam.of(1e-2)).withEpochs(1).withCallbacks(Checkpoint.everyEpochs(file, 1))
                .fit(data);
        assertThat(Trainer.of(model(), losses.get(), Adam.of(1e-2)).withEpochs(2).resume(data, file).epochs())
                .hasSize(2);
    }

    // --- what does not belong together ---

    @Test
    void aCheckpointOfAnotherTrainingIsRefusedWithWhatDiffers() throws IOException {
        Adam adam = Adam.of(1e-2);
        trainer(model(), adam, Checkpoint.everyEpochs(file, 1)).withEpochs(1).fit(data);
        differs(trainer -> trainer.withSeed(12), "seed was 11 and now is 12");
        differs(trainer -> trainer.withBatchSize(13), "batchSize was 12 and now is 13");
        differs(trainer -> trainer.withMetrics(), "metrics was [Accuracy[]] and now is []");
        differs(trainer -> trainer.withSeed(12).withBatchSize(13),
                "seed was 11 and now is 12; batchSize was 12 and now is 13");

        Sequential model = model();
        String before = hash(model);
        refused(trainer(model, Adam.of(1e-3)), data,
                "optimizer was Adam(learning rate 0.01, betas 0.9 and 0.999, epsilon 1.0E-8) and now is Adam(learning "
                        + "rate 0.001, betas 0.9 and 0.999, epsilon 1.0E-8)");
        refused(trainer(model, Sgd.of(1e-2)), data,
                "optimizer was Adam(learning rate 0.01, betas 0.9 and 0.999, epsilon 1.0E-8) and now is Sgd(learning "
                        + "rate 0.01)");
        Dataset others = Fixtures.tones(41, 20, 3, 3);
        refused(trainer(model, Adam.of(1e-2)).withValidation(others), data,
                "validationSha256 was " + validation.sha256() + " and now is " + others.sha256());
        refused(trainer(model, Adam.of(1e-2)), others,
                "dataSha256 was " + data.sha256() + " and now is " + others.sha256());
        assertThat(hash(model)).isEqualTo(before);

        Sequential frozen = model().freeze("linear1");
        String parameters = "conv1.weight(4, 1, 3), conv2.weight(4, 4, 3), linear1.weight(4, 4), linear1.bias(4), "
                + "linear2.weight(3, 4), linear2.bias(3)";
        refused(trainer(frozen, Adam.of(1e-2)), data,
                "parameters was [" + parameters + "] and now is ["
                        + parameters.replace("1.weight(4, 4)", "1.weight(4, 4) frozen").replace("bias(4)",
                                "bias(4) frozen")
                        + "]");
    }

    @Test
    void aCheckpointOfAnotherLossOrModelIsRefused() throws IOException {
        Dataset line = new Dataset(Fixtures.random(Shape.of(5, 2), 1), Fixtures.random(Shape.of(5, 2), 2));
        Trainer.of(Sequential.of(Linear.of(2, 2)), new MeanSquaredErrorLoss(), Sgd.of(0.1)).withEpochs(1)
                .withCallbacks(Checkpoint.everyEpochs(file, 1)).fit(line);
        refused(Trainer.of(Sequential.of(Linear.of(2, 2)), new CrossEntropyLoss(), Sgd.of(0.1)), line,
                "loss was MeanSquaredErrorLoss[] and now is CrossEntropyLoss[]");
        refused(Trainer.of(Sequential.of(Linear.of(2, 2), Activation.of(new Relu())), new MeanSquaredErrorLoss(),
                Sgd.of(0.1)), line,
                "model was Sequential(\n  linear1: Linear(2 → 2)\n) and now is Sequential(\n  linear1: Linear(2 → 2)\n"
                        + "  relu1: Relu\n)");
    }

    private void differs(UnaryOperator<Trainer> change, String difference) {
        refused(change.apply(trainer(model(), Adam.of(1e-2))), data, difference);
    }

    private void refused(Trainer trainer, Dataset otherData, String difference) {
        assertThatThrownBy(() -> trainer.resume(otherData, file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": is a checkpoint of another training: " + difference);
    }

    // --- files that are no checkpoint, or a lying one ---

    @Test
    void aFileThatIsNoCheckpointIsRefused() throws IOException {
        Trainer trainer = trainer(model(), Adam.of(1e-2));
        assertThatThrownBy(() -> trainer.resume(data, file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": there is no such file");
        model().save(file);
        assertThatThrownBy(() -> trainer.resume(data, file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": is not a checkpoint of this version of Halfwave");
    }

    @Test
    void aTruncatedCheckpointIsRefused() throws IOException {
        trainer(model(), Adam.of(1e-2), Checkpoint.everyEpochs(file, 1)).withEpochs(1).fit(data);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 10));
        assertThatThrownBy(() -> trainer(model(), Adam.of(1e-2)).resume(data, file))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + ": header, tensor \"optimizer.adam.v.linear2.bias\": its data end at ");
    }

    @Test
    void aDamagedCheckpointIsRefusedAndChangesNothing() throws IOException {
        trainer(model(), Adam.of(1e-2), Checkpoint.everySteps(file, 5), new Callback() {
            @Override
            public void onStep(Run run, Step step) throws IOException {
                if (step.number() == 6) {
                    run.saveCheckpoint(folder.resolve("six.safetensors"));
                }
            }
        }).withEpochs(2).fit(data);
        Files.move(folder.resolve("six.safetensors"), file, StandardCopyOption.REPLACE_EXISTING);
        SafeTensors good = SafeTensors.read(file);

        String misfit = "epoch %s, position %s and step %s do not fit together with its history, its sums and the 41 "
                + "samples";
        damaged(good, "epoch", "2", misfit.formatted(2, 24, 6));
        damaged(good, "epoch", "-1", misfit.formatted(-1, 24, 6));
        damaged(good, "position", "-12", misfit.formatted(1, -12, 6));
        damaged(good, "position", "25", misfit.formatted(1, 25, 6));
        damaged(good, "position", "48", misfit.formatted(1, 48, 6));
        damaged(good, "position", "12", misfit.formatted(1, 12, 6));
        damaged(good, "step", "7", misfit.formatted(1, 24, 7));
        damaged(good, "step", "many", "For input string: \"many\"");
        damaged(good, "optimizerSteps", "-1", "its optimizer made -1 steps");
        damaged(good, "optimizerSteps", null, "its metadata has no optimizerSteps");
        damaged(good, "history", null, "its metadata has no history");
        damaged(good, "history", "null", "its history is a list, but here is null");
        damaged(good, "history", "[]", misfit.formatted(1, 24, 6));
        damaged(good, "history", "[null]", "an epoch of its history is an object, but here is null");
        damaged(good, "history", "[{\"loss\":1}]", "a number is written as the text of its bits, but here is 1");
        damaged(good, "history", "[{", "JSON, line 1, column 3: expected a key in double quotes, but the text ends");
        damaged(good, "sums", "null", "its sums are a list of at least three, but here is null");
        damaged(good, "sums", "[]", "its sums are a list of at least three, but here is []");
        damaged(good, "sums", "[\"0\",1.5,24,\"0\"]", "a count is a whole number, but here is 1.5");
        damaged(good, "sums", "[\"0\",24,23,\"0\"]", misfit.formatted(1, 24, 6));
        damaged(good, "sums", "[\"0\",24,24]", misfit.formatted(1, 24, 6)); // no metric
        damaged(good, "sums", "[\"x\",24,24,\"0\"]", "For input string: \"x\" under radix 16");

        Map<String, Tensor> fewer = new LinkedHashMap<>(good.tensors());
        fewer.remove("parameter.conv2.weight");
        damaged(fewer, good.metadata(), "parameter.conv2.weight must have shape (4, 4, 3), but is missing");
        fewer = new LinkedHashMap<>(good.tensors());
        fewer.put("initial.linear2.bias", Tensor.zeros(Shape.of(4)));
        damaged(fewer, good.metadata(), "initial.linear2.bias must have shape (3), but has (4)");
        fewer = new LinkedHashMap<>(good.tensors());
        fewer.put("optimizer.sgd.velocity.conv1.weight", Tensor.zeros(Shape.of(4, 1, 3)));
        damaged(fewer, good.metadata(), "its optimizer's state should be [" + state(good) + "], but is [" + state(good)
                + ", sgd.velocity.conv1.weight]");
        fewer = new LinkedHashMap<>(good.tensors());
        fewer.remove("optimizer.adam.v.linear2.bias");
        damaged(fewer, good.metadata(), "its optimizer's state should be [" + state(good) + "], but is ["
                + state(good).replace(", adam.v.linear2.bias", "") + "]");
        fewer = new LinkedHashMap<>(good.tensors());
        fewer.put("optimizer.adam.m.conv1.weight", Tensor.zeros(Shape.of(1)));
        damaged(fewer, good.metadata(), "optimizer.adam.m.conv1.weight must have shape (4, 1, 3), but has (1)");

        // what was spoilt above is read when it is whole
        SafeTensors.write(file, good.tensors(), good.metadata());
        assertThat(trainer(model(), Adam.of(1e-2)).resume(data, file).epochs()).hasSize(EPOCHS);
    }

    private static String state(SafeTensors checkpoint) {
        return checkpoint.tensors().keySet().stream()
                .filter(name -> name.startsWith("optimizer."))
                .map(name -> name.substring("optimizer.".length()))
                .collect(Collectors.joining(", "));
    }

    private void damaged(SafeTensors good, String key, String value, String problem) throws IOException {
        Map<String, String> metadata = new LinkedHashMap<>(good.metadata());
        if (value == null) {
            metadata.remove(key);
        } else {
            metadata.put(key, value);
        }
        damaged(good.tensors(), metadata, problem);
    }

    private void damaged(Map<String, Tensor> tensors, Map<String, String> metadata, String problem) throws IOException {
        SafeTensors.write(file, tensors, metadata);
        Sequential model = model();
        String before = hash(model);
        Adam adam = Adam.of(1e-2);
        assertThatThrownBy(() -> trainer(model, adam).resume(data, file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": is a damaged checkpoint: " + problem);
        assertThat(hash(model)).isEqualTo(before);
        assertThat(adam.steps()).isZero();
        assertThat(adam.state()).isEmpty();
    }

    @Test
    void refusesADistanceBelowOne() {
        assertThatThrownBy(() -> Checkpoint.everyEpochs(file, 0))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Checkpoint: the distance must be at least 1, but is 0");
        assertThatThrownBy(() -> Checkpoint.everySteps(file, -1))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Checkpoint: the distance must be at least 1, but is -1");
    }

    private static String hash(Sequential model) {
        return WeightHash.sha256(model.parameters().stream().map(Parameter::tensor).toList());
    }
}
