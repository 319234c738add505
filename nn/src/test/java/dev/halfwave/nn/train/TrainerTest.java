package dev.halfwave.nn.train;

import static dev.halfwave.nn.Fixtures.bits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.core.Gradients;
import dev.halfwave.core.Shape;
import dev.halfwave.core.ShapeMismatchException;
import dev.halfwave.core.Tensor;
import dev.halfwave.core.op.Add;
import dev.halfwave.core.op.CrossEntropy;
import dev.halfwave.core.op.Flatten;
import dev.halfwave.core.op.GlobalAveragePool1d;
import dev.halfwave.nn.Fixtures;
import dev.halfwave.nn.Layer;
import dev.halfwave.nn.Linear;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.Pass;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.data.Dataset;
import dev.halfwave.nn.init.Initializer;
import dev.halfwave.nn.io.WeightHash;
import dev.halfwave.nn.loss.Accuracy;
import dev.halfwave.nn.loss.CrossEntropyLoss;
import dev.halfwave.nn.loss.MeanSquaredErrorLoss;
import dev.halfwave.nn.optim.Adam;
import dev.halfwave.nn.optim.Sgd;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What a training computes, in which order it tells whom, and how it ends.
@Tag("both-backends")
final class TrainerTest {

    private static final CrossEntropyLoss LOSS = new CrossEntropyLoss();

    private final Dataset data = Fixtures.tones(41, 20, 3, 1);
    private final Sequential model = Fixtures.network(4, 3, 1);

    private Trainer trainer() {
        return Trainer.of(model, LOSS, Adam.of(1e-2)).withThreads(2).withBatchSize(37).withEpochs(2);
    }

    @AfterEach
    void noInterruptIsLeftBehind() {
        assertThat(Thread.interrupted()).isFalse();
    }

    // --- results ---

    @Test
    void learns() {
        Sequential network = Fixtures.network(8, 3, 2);
        Trainer trainer = Trainer.of(network, LOSS, Adam.of(1e-2))
                .withEpochs(15)
                .withBatchSize(16)
                .withMetrics(new Accuracy());
        History history = trainer.fit(Fixtures.tones(240, 32, 3, 1));
        assertThat(history.epochs()).hasSize(15);
        assertThat(history.values("loss").getFirst()).isCloseTo(1.1, within(0.3)); // log 3 by guessing
        assertThat(history.last("loss").getAsDouble()).isLessThan(0.1);
        assertThat(trainer.evaluate(Fixtures.tones(60, 32, 3, 99)).metric("accuracy")).isGreaterThan(0.95);
    }

    /// Batches of 37 and 4 samples: shards of 3 and a last one of 1, then shards of 1.
    @Test
    void gradientsAreThoseOfTheMeanOverTheBatch() {
        List<Integer> batches = new ArrayList<>();
        trainer().withSeed(5).withEpochs(1).withCallbacks(new Callback() {
            @Override
            public void onGradients(Run run, Step step) {
                int from = batches.isEmpty() ? 0 : 37;
                Tensor x = step.inputs();
                int count = x.shape().dim(0);
                Tensor y = Tensor.zeros(Shape.of(count));
                data.gather(data.order(5, 0), from, Tensor.zeros(x.shape()), y);
                Tensor loss = new CrossEntropy().apply(run.model().forward(x, Pass.EVALUATION), y);
                Gradients expected = loss.backward();
                assertThat(step.loss()).isCloseTo(loss.item(), within(1e-6));
                for (Parameter parameter : run.model().parameters()) {
                    float[] gradient = step.gradient(parameter.tensor()).toArray();
                    float[] whole = expected.of(parameter).toArray();
                    for (int i = 0; i < whole.length; i++) {
                        assertThat(gradient[i]).as("%s[%d]", parameter, i).isCloseTo(whole[i], within(1e-6f));
                    }
                }
                batches.add(count);
            }
        }).fit(data);
        assertThat(batches).containsExactly(37, 4);
    }

    @Test
    void aLossWithATermPerElementIsAMeanOverElements() {
        // y = (w x, w x) with w = 2, x = 1, 2, 3 and targets 0: the squares are 4, 4, 16, 16, 36, 36
        Sequential line = Sequential.of(Linear.of(1, 2).withoutBias());
        line.parameter("linear1.weight").set(Tensor.of(Shape.of(2, 1), 2, 2));
        Dataset three = new Dataset(Tensor.of(Shape.of(3, 1), 1, 2, 3), Tensor.zeros(Shape.of(3, 2)));
        List<Float> gradient = new ArrayList<>();
        History history = Trainer.of(line, new MeanSquaredErrorLoss(), Sgd.of(0.375)).withEpochs(1)
                .withCallbacks(new Callback() {
                    @Override
                    public void onGradients(Run run, Step step) {
                        gradient.add(step.gradient(line.parameter("linear1.weight").tensor()).get(0));
                    }
                })
                .fit(three);
        assertThat(history.last("loss")).hasValue(112 / 6.0);
        // dL/dw = 2 (1 · 2 + 2 · 4 + 3 · 6) / 6 = 28 / 3; 1/6 is rounded
        assertThat(gradient.getFirst()).isCloseTo(28 / 3f, within(1e-5f));
        assertThat(line.parameter("linear1.weight").tensor().get(1)).isCloseTo(2 - 0.375f * 28 / 3, within(1e-5f));
    }

    @Test
    void theHistoryHasTheMeanOverSamplesWhileItTrains() {
        List<Double> losses = new ArrayList<>();
        History history = trainer().withEpochs(1).withMetrics(new Accuracy()).withCallbacks(new Callback() {
            @Override
            public void onStep(Run run, Step step) {
                losses.add(step.loss());
            }
        }).fit(data);
        assertThat(history.values("loss").getFirst())
                .isCloseTo((37 * losses.get(0) + 4 * losses.get(1)) / 41, within(1e-9));
        double right = history.values("accuracy").getFirst() * 41;
        assertThat(right).isCloseTo(Math.rint(right), within(1e-9)).isBetween(0.0, 41.0);
    }

    @Test
    void everySampleIsVisitedOnceAnEpochInTheOrderOfTheSeed() {
        List<float[]> visited = new ArrayList<>();
        trainer().withSeed(3).withCallbacks(new Callback() {
            @Override
            public void onStep(Run run, Step step) {
                for (int n = 0; n < step.inputs().shape().dim(0); n++) {
                    visited.add(step.inputs().slice(n, n + 1).toArray());
                }
            }
        }).fit(data);
        assertThat(visited).hasSize(82);
        for (int epoch = 0; epoch < 2; epoch++) {
            int[] order = data.order(3, epoch);
            for (int i = 0; i < 41; i++) {
                assertThat(visited.get(epoch * 41 + i))
                        .containsExactly(data.inputs().slice(order[i], order[i] + 1).toArray());
            }
        }
    }

    @Test
    void frozenLayersStayAsTheyAre() {
        model.freeze("conv1", "linear1");
        String frozen = WeightHash.sha256(List.of(
                model.parameter("conv1.weight").tensor().copy(), model.parameter("linear1.weight").tensor().copy()));
        float[] trained = model.parameter("conv2.weight").tensor().toArray();
        trainer().fit(data);
        assertThat(WeightHash.sha256(List.of(
                model.parameter("conv1.weight").tensor(), model.parameter("linear1.weight").tensor())))
                .isEqualTo(frozen);
        assertThat(model.parameter("conv2.weight").tensor().toArray()).isNotEqualTo(trained);
    }

    @Test
    void aModelThatIsAllFrozenIsOnlyMeasured() {
        model.parameters().forEach(Parameter::freeze);
        String before = hash(model);
        History history = trainer().withMetrics(new Accuracy()).fit(data);
        assertThat(hash(model)).isEqualTo(before);
        assertThat(history.values("loss").get(1)).isCloseTo(history.values("loss").get(0), within(1e-6));
    }

    @Test
    void aSecondFitGoesOnWithTheOptimizersMemory() {
        Adam through = Adam.of(1e-2);
        Trainer.of(model, LOSS, through).withEpochs(1).fit(data);
        Trainer.of(model, LOSS, through).withEpochs(1).fit(data);
        Sequential forgetful = Fixtures.network(4, 3, 1);
        Trainer.of(forgetful, LOSS, Adam.of(1e-2)).withEpochs(1).fit(data);
        Trainer.of(forgetful, LOSS, Adam.of(1e-2)).withEpochs(1).fit(data);
        assertThat(through.steps()).isEqualTo(2); // a batch of 64 holds all 41 samples
        assertThat(hash(model)).isNotEqualTo(hash(forgetful));
    }

    @Test
    void weightsThatWereWrittenBetweenTwoFitsAreSeen() {
        Trainer trainer = trainer().withEpochs(1);
        trainer.fit(data);
        Sequential fresh = Fixtures.network(4, 3, 7);
        for (Parameter parameter : model.parameters()) { // written without modified()
            parameter.tensor().copyFrom(fresh.parameter(parameter.name()).tensor());
        }
        Trainer.of(model, LOSS, Sgd.of(0.1)).withEpochs(1).fit(data);
        Trainer.of(fresh, LOSS, Sgd.of(0.1)).withEpochs(1).fit(data);
        assertThat(hash(model)).isEqualTo(hash(fresh));
    }

    // --- evaluation ---

    @Test
    void evaluatesInOnePassWithoutChangingAnything() {
        Dataset many = Fixtures.tones(150, 20, 3, 2); // three chunks of 64, 64 and 22
        Tensor loss = new CrossEntropy().apply(model.predict(many.inputs()), many.targets());
        double right = new Accuracy().sum(model.predict(many.inputs()), many.targets());
        String before = hash(model);
        Evaluation evaluation = trainer().withMetrics(new Accuracy()).evaluate(many);
        assertThat(evaluation.loss()).isCloseTo(loss.item(), within(1e-6));
        assertThat(evaluation.metric("accuracy")).isEqualTo(right / 150);
        assertThat(hash(model)).isEqualTo(before);
        assertThatThrownBy(() -> evaluation.metric("loss"))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Evaluation: there is no metric loss, but [accuracy]");
    }

    @Test
    void validationIsMeasuredAfterEveryEpoch() {
        Dataset validation = Fixtures.tones(9, 20, 3, 5);
        Trainer trainer = trainer().withMetrics(new Accuracy()).withValidation(validation);
        History history = trainer.fit(data);
        assertThat(history.epochs().getFirst().values().keySet())
                .containsExactly("loss", "accuracy", "validationLoss", "validationAccuracy");
        Evaluation evaluation = trainer.evaluate(validation);
        assertThat(history.last("validationLoss")).hasValue(evaluation.loss());
        assertThat(history.last("validationAccuracy")).hasValue(evaluation.metric("accuracy"));
    }

    /// 2,200,000 samples are a day at 25 Hz; a thousand of them would not fit one array.
    @Test
    void evaluatesLongRecordings() {
        Sequential mean = Sequential.of(Layer.of(new GlobalAveragePool1d()), Linear.of(1, 2));
        Dataset two = new Dataset(Tensor.full(Shape.of(2, 1, 2_200_000), 1), Tensor.zeros(Shape.of(2)));
        assertThat(Trainer.of(mean, LOSS, Sgd.of(0.1)).evaluate(two).loss()).isPositive();
    }

    // --- what layers see ---

    @Test
    void layersSeeWhichPartOfWhichStepTheyCompute() {
        record Seen(long step, int firstSample, float value, int count) {}
        ConcurrentLinkedQueue<Seen> seen = new ConcurrentLinkedQueue<>();
        Layer watching = Fixtures.watching((x, pass) -> {
            assertThat(pass.training()).isTrue();
            assertThat(pass.seed()).isEqualTo(77);
            seen.add(new Seen(pass.step(), pass.firstSample(), x.get(0), x.shape().dim(0)));
        });
        Sequential watched = Sequential.of(watching, Layer.of(new Flatten()), Linear.of(20, 3));
        List<Tensor> batches = new ArrayList<>();
        Trainer.of(watched, LOSS, Sgd.of(0.1)).withSeed(77).withThreads(2).withBatchSize(37).withEpochs(2)
                .withCallbacks(new Callback() {
                    @Override
                    public void onStep(Run run, Step step) {
                        batches.add(step.inputs());
                    }
                })
                .fit(data);
        assertThat(batches).hasSize(4);
        int[] samples = new int[4];
        for (Seen part : seen) {
            Tensor batch = batches.get((int) part.step);
            assertThat(part.value).isEqualTo(batch.at(part.firstSample, 0, 0));
            samples[(int) part.step] += part.count;
        }
        assertThat(samples).containsExactly(37, 4, 37, 4);
    }

    @Test
    void evaluationIsNoTraining() {
        ConcurrentLinkedQueue<Pass> passes = new ConcurrentLinkedQueue<>();
        Sequential watched = Sequential.of(
                Fixtures.watching((x, pass) -> passes.add(pass)), Layer.of(new Flatten()), Linear.of(20, 3));
        Trainer.of(watched, LOSS, Sgd.of(0.1)).evaluate(data);
        watched.predict(data.inputs());
        assertThat(passes).isNotEmpty().containsOnly(Pass.EVALUATION);
    }

    /// Keeps the mean of what it sees, and where it was asked.
    private static final class Remembering implements Layer {
        private final Parameter mean = Parameter.state("mean", Shape.of(1), Initializer.zeros());
        private final boolean declares;

        private Remembering(boolean declares) {
            this.declares = declares;
        }

        @Override
        public Tensor forward(Tensor x, Pass pass) {
            if (pass.training()) {
                float sum = 0;
                for (int i = 0; i < x.size(); i++) {
                    sum += x.get(i);
                }
                pass.update(mean, Tensor.of(Shape.of(1), mean.tensor().item() + sum / x.size()));
            }
            return x;
        }

        @Override
        public Shape outputShape(Shape x) {
            return x;
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(mean);
        }

        @Override
        public boolean needsWholeBatch() {
            return declares;
        }
    }

    private static Sequential remembering(boolean declares) {
        return Sequential.of(new Remembering(declares), Layer.of(new Flatten()), Linear.of(20, 3));
    }

    @Test
    void statesChangeOnceAStepWhenItHasSucceeded() {
        Sequential states = remembering(true);
        Parameter mean = states.parameter("remembering1.mean");
        List<Float> seen = new ArrayList<>();
        List<Float> means = new ArrayList<>();
        Trainer.of(states, LOSS, Sgd.of(0.1)).withThreads(3).withBatchSize(37).withEpochs(2).withValidation(data)
                .withCallbacks(new Callback() {
                    @Override
                    public void onGradients(Run run, Step step) {
                        seen.add(mean.tensor().item());
                    }

                    @Override
                    public void onStep(Run run, Step step) {
                        seen.add(mean.tensor().item());
                        float sum = 0;
                        for (float value : step.inputs().toArray()) {
                            sum += value;
                        }
                        means.add(sum / step.inputs().size());
                    }
                })
                .fit(data);
        assertThat(means).hasSize(4);
        float expected = 0;
        for (int step = 0; step < 4; step++) {
            assertThat(seen.get(2 * step)).isEqualTo(expected);
            expected += means.get(step);
            assertThat(seen.get(2 * step + 1)).isEqualTo(expected);
        }
        assertThat(mean.tensor().item()).isEqualTo(expected).isNotZero();
    }

    @Test
    void aStepThatFailsLeavesStatesAsTheyAre() {
        Sequential states = remembering(true);
        String before = hash(states);
        assertThatThrownBy(() -> Trainer.of(states, LOSS, Sgd.of(0.1)).withCallbacks(new Callback() {
            @Override
            public void onGradients(Run run, Step step) {
                throw new IllegalStateException("refused");
            }
        }).fit(data)).hasMessage("refused");
        assertThat(hash(states)).isEqualTo(before);
    }

    @Test
    void frozenStatesStayAsTheyAre() {
        Sequential states = remembering(true).freeze("remembering1");
        Trainer.of(states, LOSS, Sgd.of(0.1)).withEpochs(1).fit(data);
        assertThat(states.parameter("remembering1.mean").tensor().item()).isZero();
    }

    @Test
    void aStateThatIsUpdatedFromAPartOfTheBatchIsRefused() {
        for (int threads : new int[] {1, 3}) {
            assertThatThrownBy(() -> Trainer.of(remembering(false), LOSS, Sgd.of(0.1)).withThreads(threads).fit(data))
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "Trainer: remembering1.mean is given a new value for a part of the batch only; its layer "
                                    + "must say so by needsWholeBatch()");
        }
    }

    /// Adds what it saw in the step before; a layer must not keep tensors.
    private static final class Keeper implements Layer {
        private final Map<Integer, Tensor> kept = new ConcurrentHashMap<>();

        @Override
        public Tensor forward(Tensor x, Pass pass) {
            if (pass.training()) {
                Tensor before = kept.put(pass.firstSample(), x);
                return before == null ? x : new Add().apply(x, before);
            }
            return x;
        }

        @Override
        public Shape outputShape(Shape x) {
            return x;
        }
    }

    @Test
    void aTensorThatALayerKeptFromAnEarlierStepIsRefused() {
        for (int threads : new int[] {1, 3}) {
            // behind a layer that computes, since the batch itself is no pooled memory
            Sequential keeping =
                    Sequential.of(Layer.of(new Flatten()), Linear.of(20, 20), new Keeper(), Linear.of(20, 3));
            Trainer trainer = Trainer.of(keeping, LOSS, Sgd.of(0.1)).withThreads(threads).withBatchSize(16);
            assertThatThrownBy(() -> trainer.fit(data))
                    .as("%d threads", threads)
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessage("tensor of step 1 used in step 2; copy() it");
        }
    }

    // --- callbacks ---

    private record Recorder(String name, List<String> events) implements Callback {
        @Override
        public void onStart(Run run) {
            events.add(name + " start");
        }

        @Override
        public void onGradients(Run run, Step step) {
            events.add(name + " gradients " + step.number());
        }

        @Override
        public void onStep(Run run, Step step) {
            events.add(name + " step " + step.number() + " of epoch " + step.epoch());
        }

        @Override
        public void onEpoch(Run run, Epoch epoch) {
            events.add(name + " epoch " + epoch.number() + " " + epoch.values().keySet());
            epoch.record(name, 1);
        }

        @Override
        public void onEpochRecorded(Run run, History.Entry entry) {
            events.add(name + " recorded " + entry.epoch() + " " + entry.values().keySet());
        }

        @Override
        public void onEnd(Run run) {
            events.add(name + " end after " + run.history().epochs().size());
        }
    }

    @Test
    void callbacksAreCalledInTheirOrder() {
        List<String> events = new ArrayList<>();
        trainer().withCallbacks(new Recorder("a", events), new Recorder("b", events)).fit(data);
        assertThat(events).containsExactly(
                "a start", "b start",
                "a gradients 1", "b gradients 1", "a step 1 of epoch 1", "b step 1 of epoch 1",
                "a gradients 2", "b gradients 2", "a step 2 of epoch 1", "b step 2 of epoch 1",
                "a epoch 1 [loss]", "b epoch 1 [loss, a]",
                "a recorded 1 [loss, a, b]", "b recorded 1 [loss, a, b]",
                "a gradients 3", "b gradients 3", "a step 3 of epoch 2", "b step 3 of epoch 2",
                "a gradients 4", "b gradients 4", "a step 4 of epoch 2", "b step 4 of epoch 2",
                "a epoch 2 [loss]", "b epoch 2 [loss, a]",
                "a recorded 2 [loss, a, b]", "b recorded 2 [loss, a, b]",
                "a end after 2", "b end after 2");
    }

    @Test
    void gradientsAreSeenBeforeTheyChangeTheWeightsAndStepsAfterwards() {
        List<String> hashes = new ArrayList<>();
        trainer().withEpochs(1).withCallbacks(new Callback() {
            @Override
            public void onStart(Run run) {
                hashes.add(hash(run.model()));
            }

            @Override
            public void onGradients(Run run, Step step) {
                hashes.add(hash(run.model()));
            }

            @Override
            public void onStep(Run run, Step step) {
                hashes.add(hash(run.model()));
            }
        }).fit(data);
        // start = before step 1, then after it = before step 2, then after that
        assertThat(hashes.get(1)).isEqualTo(hashes.get(0));
        assertThat(hashes.get(2)).isNotEqualTo(hashes.get(1)).isEqualTo(hashes.get(3));
        assertThat(hashes.get(4)).isNotEqualTo(hashes.get(3)).isEqualTo(hash(model));
    }

    @Test
    void whatACallbackKeepsStaysAsItWas() {
        List<Tensor> kept = new ArrayList<>();
        List<int[]> then = new ArrayList<>();
        List<Step> steps = new ArrayList<>();
        trainer().withCallbacks(new Callback() {
            @Override
            public void onGradients(Run run, Step step) {
                kept.add(step.gradient(model.parameter("conv1.weight").tensor()));
                kept.add(step.inputs());
                kept.add(run.initialWeights().get("conv1.weight"));
                kept.subList(kept.size() - 3, kept.size()).forEach(tensor -> then.add(bits(tensor)));
                steps.add(step);
            }
        }).fit(data);
        assertThat(kept).hasSize(12);
        for (int i = 0; i < kept.size(); i++) {
            assertThat(bits(kept.get(i))).containsExactly(then.get(i));
        }
        assertThat(steps.getFirst().hasGradient(model.parameter("conv1.weight").tensor())).isTrue();
        assertThat(steps.getFirst().hasGradient(Tensor.zeros(Shape.of(1)))).isFalse();
    }

    @Test
    void aRunKnowsItsSizeAndItsStart() {
        int[] initial = bits(model.parameter("conv1.weight").tensor());
        trainer().withMetrics(new Accuracy()).withCallbacks(new Callback() {
            @Override
            public void onEnd(Run run) {
                assertThat(run.epochs()).isEqualTo(2);
                assertThat(run.stepsPerEpoch()).isEqualTo(2);
                assertThat(run.model()).isSameAs(model);
                assertThat(run.stopReason()).isNull();
                assertThat(bits(run.initialWeights().get("conv1.weight"))).containsExactly(initial);
                assertThat(run.evaluate(data)).isEqualTo(trainer().withMetrics(new Accuracy()).evaluate(data));
            }
        }).fit(data);
    }

    @Test
    void aCallbackMayStopAfterTheEpochOrBeforeTheFirst() {
        List<String> reasons = new ArrayList<>();
        History history = trainer().withEpochs(10).withCallbacks(new Callback() {
            @Override
            public void onStep(Run run, Step step) {
                if (step.number() == 3) { // in the middle of the second epoch
                    run.stop("enough");
                }
            }

            @Override
            public void onEnd(Run run) {
                reasons.add(run.stopReason());
            }
        }).fit(data);
        assertThat(history.epochs()).hasSize(2);
        assertThat(reasons).containsExactly("enough");
        String before = hash(model);
        assertThat(trainer().withCallbacks(new Callback() {
            @Override
            public void onStart(Run run) {
                run.stop("nothing to do");
            }
        }).fit(data).epochs()).isEmpty();
        assertThat(hash(model)).isEqualTo(before);
    }

    @Test
    void twoValuesOfOneNameAreRefused() {
        List<String> events = new ArrayList<>();
        assertThatThrownBy(() -> trainer()
                .withCallbacks(new Recorder("loss", events))
                .fit(data))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Epoch.record: two values of epoch 1 are named loss");
    }

    @Test
    void aCallbackThatCannotWriteEndsTheTraining() {
        assertThatThrownBy(() -> trainer().withCallbacks(new Callback() {
            @Override
            public void onEpoch(Run run, Epoch epoch) throws NoSuchFileException {
                throw new NoSuchFileException("there");
            }
        })
                .fit(data))
                .isExactlyInstanceOf(UncheckedIOException.class)
                .hasCauseExactlyInstanceOf(NoSuchFileException.class);
    }

    // --- interrupts ---

    @Test
    void anInterruptBetweenStepsLeavesTheWeightsOfTheLastStep() {
        List<String> after = new ArrayList<>();
        assertThatThrownBy(() -> trainer().withCallbacks(new Callback() {
            @Override
            public void onStep(Run run, Step step) {
                after.add(hash(model));
                if (step.number() == 3) {
                    Thread.currentThread().interrupt();
                }
            }
        })
                .fit(data))
                .isExactlyInstanceOf(TrainingInterruptedException.class)
                .hasMessage("Trainer.fit: interrupted in epoch 2; the parameters are those after step 3");
        assertThat(Thread.interrupted()).isTrue(); // the flag is still set
        assertThat(after).hasSize(3);
        assertThat(hash(model)).isEqualTo(after.get(2));
    }

    @Test
    void anInterruptWithinAStepLeavesTheWeightsOfTheStepBefore() {
        Thread caller = Thread.currentThread();
        List<String> after = new ArrayList<>();
        Layer interrupting = Fixtures.watching((x, pass) -> {
            if (pass.training() && pass.step() == 2) {
                caller.interrupt();
            }
        });
        Sequential watched = Sequential.of(interrupting, Layer.of(new Flatten()), Linear.of(20, 3));
        Trainer trainer = Trainer.of(watched, LOSS, Sgd.of(0.1)).withThreads(3).withBatchSize(16)
                .withCallbacks(new Callback() {
                    @Override
                    public void onStep(Run run, Step step) {
                        after.add(hash(watched));
                    }
                });
        assertThatThrownBy(() -> trainer.fit(data))
                .isExactlyInstanceOf(TrainingInterruptedException.class)
                .hasMessage("Trainer.fit: interrupted in epoch 1; the parameters are those after step 2");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(after).hasSize(2);
        assertThat(hash(watched)).isEqualTo(after.get(1));
    }

    @Test
    void anInterruptEndsAnEvaluationToo() {
        Thread caller = Thread.currentThread();
        ConcurrentLinkedQueue<Integer> computed = new ConcurrentLinkedQueue<>();
        Sequential watched = Sequential.of(
                Fixtures.watching((x, pass) -> {
                    computed.add(x.shape().dim(0));
                    caller.interrupt();
                }),
                Layer.of(new Flatten()), Linear.of(20, 3));
        Dataset large = Fixtures.tones(640, 20, 3, 1); // ten chunks
        assertThatThrownBy(() -> Trainer.of(watched, LOSS, Sgd.of(0.1)).withThreads(1).evaluate(large))
                .isExactlyInstanceOf(TrainingInterruptedException.class)
                .hasMessage("Trainer.evaluate: interrupted after step 0; the parameters are those after that step");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(computed.stream().mapToInt(Integer::intValue).sum()).isEqualTo(64);
    }

    // --- misuse ---

    @Test
    void refusesSettingsThatMakeNoSense() {
        assertThatThrownBy(() -> trainer().withEpochs(0))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Trainer: epochs must be at least 1, but is 0");
        assertThatThrownBy(() -> trainer().withBatchSize(-1))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Trainer: batchSize must be at least 1, but is -1");
        assertThatThrownBy(() -> trainer().withThreads(0))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Trainer: threads must be at least 1, but is 0");
    }

    @Test
    void refusesDataWithoutSamples() {
        Dataset none = new Dataset(Tensor.zeros(Shape.of(0, 1, 20)), Tensor.zeros(Shape.of(0)));
        assertThatThrownBy(() -> trainer().fit(none))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Trainer.fit: the data set has no samples");
        assertThatThrownBy(() -> trainer().withValidation(none).fit(data))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Trainer.fit: the validation set has no samples");
        assertThatThrownBy(() -> trainer().evaluate(none))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Trainer.evaluate: the data set has no samples");
    }

    @Test
    void aTargetThatIsNoClassIsNamedBeforeAnythingIsTrained() {
        String before = hash(model);
        data.targets().set(29, 3);
        for (Runnable use : List.<Runnable>of(() -> trainer().fit(data), () -> trainer().evaluate(data))) {
            assertThatThrownBy(use::run)
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasMessage("CrossEntropy: target 3 of sample 29 is not a class of 0..2");
        }
        assertThat(hash(model)).isEqualTo(before);
    }

    @Test
    void dataThatDoNotFitTheModelOrTheLossAreRefusedBeforeAnythingIsTrained() {
        String before = hash(model);
        Dataset wide = new Dataset(Tensor.zeros(Shape.of(5, 2, 20)), Tensor.zeros(Shape.of(5)));
        assertThatThrownBy(() -> trainer().fit(wide))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage(
                        "Convolution1d: weight (4, 1, 3) with groups 1 expects x (N, C, L) to have 1 channel, but x is "
                                + "(1, 2, 20) with 2");
        Dataset regression = new Dataset(data.inputs(), Tensor.zeros(Shape.of(41, 1)));
        assertThatThrownBy(() -> trainer().fit(regression))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessageStartingWith("CrossEntropy: logits (1, 3) expect target with the shape (1)");
        assertThatThrownBy(() -> Trainer.of(model, new MeanSquaredErrorLoss(), Sgd.of(1)).fit(regression))
                .isExactlyInstanceOf(ShapeMismatchException.class)
                .hasMessage(
                        "MeanSquaredError: expected target with the shape (1, 3) of prediction, but its shape is "
                                + "(1, 1)");
        assertThat(hash(model)).isEqualTo(before);
    }

    @Test
    void theHistoryAnswersByName() {
        History history = new History(List.of(
                new History.Entry(1, Map.of("loss", 3.0)), new History.Entry(2, Map.of("loss", 2.0, "extra", 5.0))));
        assertThat(history.values("loss")).containsExactly(3.0, 2.0);
        assertThat(history.values("extra")).containsExactly(5.0);
        assertThat(history.last("loss")).hasValue(2);
        assertThat(history.last("nothing")).isEmpty();
        assertThat(history.epochs().get(1).values()).contains(entry("extra", 5.0));
    }

    private static String hash(Sequential model) {
        return WeightHash.sha256(model.parameters().stream().map(Parameter::tensor).toList());
    }
}
