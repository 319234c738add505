package dev.halfwave.experiments.ablation;

import static dev.halfwave.experiments.ablation.TinyStudy.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.core.Shape;
import dev.halfwave.core.Tensor;
import dev.halfwave.experiments.study.Trial;
import dev.halfwave.experiments.study.TrialOutcome;
import dev.halfwave.experiments.study.TrialResult;
import dev.halfwave.experiments.study.TrialResult.MetricValue;
import dev.halfwave.nn.Conv1d;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.data.Dataset;
import dev.halfwave.nn.io.SafeTensors;
import dev.halfwave.nn.io.WeightHash;
import dev.halfwave.nn.loss.CrossEntropyLoss;
import dev.halfwave.nn.loss.MeanSquaredErrorLoss;
import dev.halfwave.nn.loss.Metric;
import dev.halfwave.nn.optim.Adam;
import dev.halfwave.nn.optim.Sgd;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Each control does what it says, and nothing else.
final class StudyTrialTest {

    private static final int EPOCHS = 4;
    private static final int STEPS_PER_EPOCH = 15;

    private static List<String> names(TrialResult trial, int epoch) {
        return trial.metrics().stream().filter(row -> row.epoch() == epoch).map(MetricValue::metric).toList();
    }

    @Test
    void recordsTheSameNamesInTheSameOrderInEveryEpoch() {
        TrialResult trial = TinyStudy.run("relu");
        List<String> before = names(trial, 0);
        assertThat(before).startsWith(
                "trainLossEnd", "testLoss", "testAccuracy", "probeLoss", "distance.conv1.l2",
                "distance.conv1.relative");
        assertThat(before).contains("distance.conv1.normRatio", "distance.conv1.signFlips")
                .doesNotContain("distance.conv1.rms");
        List<String> after = names(trial, EPOCHS);
        assertThat(after.subList(0, 2)).containsExactly("trainLoss", "trainAccuracy");
        assertThat(after).containsSubsequence(before);
        // Not defined, as the biases begin at 0.
        assertThat(after).contains("distance.dense.bias.l2").doesNotContain("distance.dense.bias.relative");
        assertThat(trial.metrics()).isSortedAccordingTo((a, b) -> Integer.compare(a.epoch(), b.epoch()));
    }

    @Test
    void recordsWhatIsKnownBeforeTraining() {
        Study study = TinyStudy.builder()
                .trains(trial -> TinyStudy.training(trial).withKnown("share", 0.25).withKnown("peakMae", 12))
                .build();
        TrialResult trial = TinyStudy.run(study, 1, "relu");
        assertThat(trial.metrics()).startsWith(new MetricValue(0, "known.share", 0.25),
                new MetricValue(0, "known.peakMae", 12));
        assertThat(names(trial, 1)).noneMatch(name -> name.startsWith("known."));
        assertThat(trial.metrics().subList(2, trial.metrics().size())).isEqualTo(TinyStudy.run("relu").metrics());
        Training training = TinyStudy.training(TinyStudy.trial(study, "relu")).withKnown("share", 1);
        assertThatThrownBy(() -> training.withKnown("share", 2))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Training: share is known already");
        assertThatThrownBy(() -> training.withKnown("peak.mae", 2))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Training: what is known has a name of letters and digits and a finite value, but here is "
                        + "\"peak.mae\" with 2.0");
        assertThatThrownBy(() -> training.withKnown("mae", Double.NaN))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("but here is \"mae\" with NaN");
    }

    @Test
    void knowsTheWayThatTheWeightsWent() {
        TrialResult trial = TinyStudy.run("relu");
        for (int epoch = 1; epoch <= EPOCHS; epoch++) {
            double path = value(trial, "distance.conv1.path", epoch);
            double distance = value(trial, "distance.conv1.l2", epoch);
            assertThat(path).isGreaterThan(distance);
            assertThat(value(trial, "distance.conv1.straightness", epoch)).isEqualTo(distance / path, within(1e-12));
        }
        // One step is a straight line.
        assertThat(value(TinyStudy.run("relu", "epochs=1", "batch=60"), "distance.total.straightness", 1))
                .isEqualTo(1, within(1e-12));
    }

    @Test
    void measuresTheFunctionWhenAllIsAskedFor() {
        TrialResult all = TinyStudy.run("relu", "measures=all", "epochs=2");
        TrialResult cheap = TinyStudy.run("relu", "epochs=2");
        assertThat(all.finalWeightsSha256()).isEqualTo(cheap.finalWeightsSha256());
        assertThat(all.metrics()).containsAll(cheap.metrics());
        assertThat(names(all, 2)).contains(
                "distance.conv1.rms", "distance.conv1.stableRank", "distance.conv1.filterResponse",
                "distance.relu1.gateFlips", "distance.conv2.cka", "distance.total.kernelChange",
                "distance.total.linearisationError");
        assertThat(value(all, "distance.total.kernelChange", 2)).isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 8})
    void hasTheSameBitsOnAnyNumberOfThreads(int threads) {
        String[] everything = {
            "centred=true", "outputScale=2", "matchLoss=.3,.1", "reinitialize=each", "freeze=dense",
            "optimizer=momentum"
        };
        assertThat(TinyStudy.run(TinyStudy.study(), threads, "relu", everything))
                .isEqualTo(TinyStudy.run(TinyStudy.study(), 1, "relu", everything));
    }

    @Test
    void sharesTheStartBetweenArms() {
        assertThat(TinyStudy.run("relu").initialWeightsSha256())
                .isEqualTo(TinyStudy.run("linear").initialWeightsSha256());
        assertThat(TinyStudy.run("relu").finalWeightsSha256())
                .isNotEqualTo(TinyStudy.run("linear").finalWeightsSha256());
    }

    /// The probe is looked at within epochs, which must not touch the training.
    @Test
    void trainsTheSameHoweverOftenTheProbeIsLookedAt() {
        Study often = TinyStudy.builder()
                .trains(trial -> TinyStudy.training(trial).withProbeEvery(1))
                .build();
        TrialResult looked = TinyStudy.run(often, 1, "relu", "matchLoss=.6,.5,.3,.2,.1,.0001");
        TrialResult usual = TinyStudy.run("relu");
        assertThat(looked.finalWeightsSha256()).isEqualTo(usual.finalWeightsSha256());
        assertThat(looked.metrics()).containsAll(usual.metrics().stream()
                .filter(row -> !row.metric().startsWith("steps.") && !row.metric().startsWith("matched.")).toList());
    }

    @Test
    void findsTheStepAtWhichTheLossFirstIsBelow() {
        Study often = TinyStudy.builder()
                .trains(trial -> TinyStudy.training(trial).withProbeEvery(1))
                .build();
        TrialResult everyStep = TinyStudy.run(often, 1, "relu", "matchLoss=.6,.3,.0001");
        TrialResult everyEighth = TinyStudy.run("relu", "matchLoss=.6,.3,.0001");
        double first = everyStep.last("steps.loss.0.3").orElseThrow();
        assertThat(first).isGreaterThan(everyStep.last("steps.loss.0.6").orElseThrow());
        // This training's loss keeps falling: the next look is the first that sees it.
        assertThat(everyEighth.last("steps.loss.0.3")).hasValue(Math.ceil(first / 8) * 8);
        assertThat(everyStep.last("steps.loss.0.0001")).isEmpty();
        assertThat(everyStep.last("matched.0.0001.distance.conv1.relative")).isEmpty();
    }

    @Test
    void recordsItInItsEpochWithTheDistanceAtThatStep() {
        Study once = TinyStudy.builder()
                .trains(trial -> TinyStudy.training(trial).withProbeEvery(STEPS_PER_EPOCH))
                .build();
        TrialResult trial = TinyStudy.run(once, 1, "relu", "matchLoss=.1,.05");
        for (String loss : List.of("0.5", "0.4", "0.1", "0.05")) {
            MetricValue steps = trial.series("steps.loss." + loss).getFirst();
            assertThat(steps.value()).isEqualTo(STEPS_PER_EPOCH * steps.epoch());
            assertThat(value(trial, "probeLoss", steps.epoch())).isLessThan(Double.parseDouble(loss));
            assertThat(value(trial, "probeLoss", steps.epoch() - 1)).isGreaterThanOrEqualTo(Double.parseDouble(loss));
            // The look is at the end of the epoch, whose distances are recorded, too.
            assertThat(trial.series("matched." + loss + ".distance.conv2.relative")).containsExactly(new MetricValue(
                    steps.epoch(), "matched." + loss + ".distance.conv2.relative",
                    value(trial, "distance.conv2.relative", steps.epoch())));
        }
    }

    @Test
    void isBelowALossBeforeTrainingAsStepZero() {
        TrialResult trial = TinyStudy.run("relu", "matchLoss=10");
        assertThat(trial.series("steps.loss.10")).containsExactly(new MetricValue(0, "steps.loss.10", 0));
        assertThat(trial.last("matched.10.distance.conv1.relative")).hasValue(0);
    }

    @Test
    void stopsAfterTheEpochInWhichTheLossIsBelow() {
        TrialResult whole = TinyStudy.run("relu", "matchLoss=.3");
        TrialResult stopped = TinyStudy.run("relu", "stopBelowLoss=.3");
        int epoch = whole.series("steps.loss.0.3").getFirst().epoch();
        assertThat(epoch).isLessThan(EPOCHS);
        assertThat(stopped.metrics())
                .isEqualTo(whole.metrics().stream().filter(row -> row.epoch() <= epoch).toList());
        assertThat(TinyStudy.run("relu", "stopBelowLoss=10").metrics()).extracting(MetricValue::epoch).containsOnly(0);
    }

    @Test
    void choosesTheProbeByTheSeedAloneOrTakesAll() {
        Trial trial = TinyStudy.trial(TinyStudy.study(), "relu");
        Dataset many = TinyStudy.data(1, "many", 1000);
        Training training = Training.of(TinyStudy.training(trial).model(), new CrossEntropyLoss(), many);
        assertThat(training.probe(1).size()).isEqualTo(256);
        assertThat(training.probe(1).sha256())
                .isEqualTo(training.probe(1).sha256()).isNotEqualTo(training.probe(2).sha256());
        assertThat(TinyStudy.training(trial).probe(1).size()).isEqualTo(TinyStudy.SAMPLES);
        assertThat(training.withProbe(many).probe(1)).isSameAs(many);
    }

    @Test
    void freezesLayers() {
        TrialResult trial = TinyStudy.run("relu", "freeze=conv1,dense");
        for (int epoch = 0; epoch <= EPOCHS; epoch++) {
            assertThat(value(trial, "distance.conv1.l2", epoch)).isZero();
            assertThat(value(trial, "distance.conv1.bias.l2", epoch)).isZero();
            assertThat(value(trial, "distance.dense.l2", epoch)).isZero();
        }
        assertThat(value(trial, "distance.conv2.l2", EPOCHS)).isGreaterThan(0.1);
        assertThat(trial.initialWeightsSha256()).isEqualTo(TinyStudy.run("relu").initialWeightsSha256());
        assertThatThrownBy(() -> TinyStudy.run("relu", "freeze=conv1,conv2,dense"))
                .hasRootCauseMessage("nothing is left to train, every layer with weights is frozen");
    }

    @Test
    void trainsByAnotherOptimizer() {
        Study bySgd = TinyStudy.builder()
                .trains(trial -> TinyStudy.training(trial).withOptimizer(Sgd::of))
                .build();
        Study byMomentum = TinyStudy.builder()
                .trains(trial -> TinyStudy.training(trial).withOptimizer(rate -> Sgd.of(rate).withMomentum(0.9)))
                .build();
        String adam = TinyStudy.run("relu").finalWeightsSha256();
        String sgd = TinyStudy.run("relu", "optimizer=sgd").finalWeightsSha256();
        String momentum = TinyStudy.run("relu", "optimizer=momentum").finalWeightsSha256();
        assertThat(List.of(adam, sgd, momentum)).doesNotHaveDuplicates();
        assertThat(TinyStudy.run("relu", "optimizer=adam").finalWeightsSha256()).isEqualTo(adam);
        assertThat(TinyStudy.run(bySgd, 1, "relu").finalWeightsSha256()).isEqualTo(sgd);
        assertThat(TinyStudy.run(bySgd, 1, "relu", "optimizer=adam").finalWeightsSha256()).isEqualTo(adam);
        assertThat(TinyStudy.run(byMomentum, 1, "relu").finalWeightsSha256()).isEqualTo(momentum);
    }

    @Test
    void handsTheLearningRateToTheOptimizer() {
        Study fixed = TinyStudy.builder()
                .trains(trial -> TinyStudy.training(trial).withOptimizer(rate -> Adam.of(0.005)))
                .build();
        assertThat(TinyStudy.run("relu", "learningRate=0.005").finalWeightsSha256())
                .isEqualTo(TinyStudy.run(fixed, 1, "relu").finalWeightsSha256())
                .isNotEqualTo(TinyStudy.run("relu").finalWeightsSha256());
    }

    @Test
    void beginsAtZeroWhenCentred() {
        TrialResult centred = TinyStudy.run("relu", "centred=true");
        TrialResult usual = TinyStudy.run("relu");
        // Every logit is 0, exactly: each sample's loss is ln 2 as a float, and the first class wins.
        float loss = (float) Math.log(2);
        assertThat(value(centred, "testLoss", 0)).isEqualTo((double) loss, within(2e-7));
        assertThat(value(centred, "trainLossEnd", 0)).isEqualTo((double) loss, within(2e-7));
        assertThat(value(centred, "testAccuracy", 0)).isEqualTo(0.5);
        assertThat(value(usual, "testLoss", 0)).isGreaterThan(0.7);
        assertThat(centred.initialWeightsSha256()).isEqualTo(usual.initialWeightsSha256());
        assertThat(centred.finalWeightsSha256()).isNotEqualTo(usual.finalWeightsSha256());
        assertThat(value(centred, "trainLossEnd", EPOCHS)).isLessThan(0.3);
    }

    @Test
    void seesNothingButZerosBeforeTrainingWhenCentred() {
        Training training = TinyStudy.training(TinyStudy.trial(TinyStudy.study(), "relu"));
        Readout readout = Readout.of(true, 3, training.model(), training.train());
        Dataset data = readout.data(training.train(), training.model());
        Tensor logits = training.model().predict(data.inputs());
        assertThat(Math.abs(logits.get(0))).isGreaterThan(0.01f);
        readout.metric(new OnlyZeros(true)).sum(logits, data.targets());
        assertThatThrownBy(() -> new OnlyZeros(true).sum(logits, training.train().targets()))
                .isInstanceOf(AssertionError.class);
    }

    /// Fails at the first number that is not 0, and at targets that are not classes.
    private record OnlyZeros(boolean any) implements Metric {

        @Override
        public String name() {
            return "zeros";
        }

        @Override
        public double sum(Tensor prediction, Tensor target) {
            assertThat(target.shape().toArray()).containsExactly(TinyStudy.SAMPLES);
            assertThat(target.get(1)).isEqualTo(1f);
            IntStream.range(0, prediction.size()).forEach(i -> assertThat(prediction.get(i)).isEqualTo(0f));
            return 0;
        }
    }

    @Test
    void scalesTheOutputs() {
        TrialResult scaled = TinyStudy.run("relu", "outputScale=4");
        TrialResult usual = TinyStudy.run("relu");
        assertThat(scaled.initialWeightsSha256()).isEqualTo(usual.initialWeightsSha256());
        assertThat(value(scaled, "testAccuracy", 0)).isEqualTo(value(usual, "testAccuracy", 0));
        assertThat(value(scaled, "testLoss", 0)).isGreaterThan(value(usual, "testLoss", 0) + 0.2);
        assertThat(TinyStudy.run("relu", "outputScale=1.0")).isEqualTo(usual);
        // Plain gradient descent on A·f moves by A times as much at first: from 0 with a small rate, A² in function.
        double small = value(TinyStudy.run("relu", "optimizer=sgd", "centred=true", "learningRate=1e-5", "epochs=1"),
                "distance.total.l2", 1);
        double large = value(
                TinyStudy.run("relu", "optimizer=sgd", "centred=true", "learningRate=1e-5", "epochs=1",
                        "outputScale=4"),
                "distance.total.l2", 1);
        assertThat(large / small).isEqualTo(4, within(0.02));
    }

    @Test
    void followsTheWidth() {
        assertThat(TinyStudy.run("relu", "width=2").initialWeightsSha256())
                .isNotEqualTo(TinyStudy.run("relu").initialWeightsSha256());
    }

    @Test
    void takesLayersBackOneAtATime() {
        TrialResult trial = TinyStudy.run("relu", "reinitialize=each");
        TrialResult usual = TinyStudy.run("relu");
        assertThat(trial.finalWeightsSha256()).isEqualTo(usual.finalWeightsSha256());
        assertThat(trial.metrics().subList(0, usual.metrics().size())).isEqualTo(usual.metrics());
        assertThat(trial.metrics().subList(usual.metrics().size(), trial.metrics().size()))
                .allMatch(row -> row.epoch() == EPOCHS)
                .extracting(MetricValue::metric)
                .containsExactly(
                        "reset.conv1.testLoss", "reset.conv1.testAccuracy",
                        "redrawn.conv1.testLoss", "redrawn.conv1.testAccuracy",
                        "reset.conv2.testLoss", "reset.conv2.testAccuracy",
                        "redrawn.conv2.testLoss", "redrawn.conv2.testAccuracy",
                        "reset.dense.testLoss", "reset.dense.testAccuracy",
                        "redrawn.dense.testLoss", "redrawn.dense.testAccuracy");
        double trained = value(trial, "testLoss", EPOCHS);
        assertThat(value(trial, "reset.conv1.testLoss", EPOCHS))
                .isNotEqualTo(trained).isNotEqualTo(value(trial, "redrawn.conv1.testLoss", EPOCHS));
        // A layer that was never trained is taken back to what it is.
        TrialResult frozen = TinyStudy.run("relu", "reinitialize=conv1", "freeze=conv1");
        assertThat(value(frozen, "reset.conv1.testLoss", EPOCHS)).isEqualTo(value(frozen, "testLoss", EPOCHS));
        assertThat(value(frozen, "redrawn.conv1.testLoss", EPOCHS)).isNotEqualTo(value(frozen, "testLoss", EPOCHS));
    }

    @Test
    void measuresOnTheTrainingSamplesWhereThereIsNoTest() {
        Study study = TinyStudy.builder()
                .trains(trial -> Training.of(
                        TinyStudy.training(trial).model(), new CrossEntropyLoss(), TinyStudy.data(1, "train", 16)))
                .build();
        TrialResult trial = TinyStudy.run(study, 1, "relu", "reinitialize=conv1", "epochs=1");
        assertThat(names(trial, 0)).startsWith("trainLossEnd", "probeLoss", "distance.conv1.l2");
        assertThat(names(trial, 1)).endsWith("reset.conv1.trainLoss", "redrawn.conv1.trainLoss");
    }

    @Test
    void keepsInitialAndFinalWeightsAndTheHashesOfTheData(@TempDir Path folder) throws IOException {
        Study study = TinyStudy.study();
        Trial trial = TinyStudy.trial(study, "relu", "freeze=conv1", "epochs=1");
        TrialOutcome outcome = TinyStudy.outcome(study, trial, 1);
        outcome.weights().write(folder.resolve("weights"));
        SafeTensors file = SafeTensors.read(folder.resolve("weights"));
        assertThat(file.metadata())
                .containsEntry("arm", "relu").containsEntry("seed", "1")
                .containsEntry("trainSha256", TinyStudy.training(trial).train().sha256())
                .containsEntry("testSha256", TinyStudy.data(1, "test", TinyStudy.TEST_SAMPLES).sha256());
        assertThat(file.tensors().get("final.conv1.weight").data())
                .isEqualTo(file.tensors().get("initial.conv1.weight").data());
        assertThat(file.tensors().get("final.conv2.weight").data())
                .isNotEqualTo(file.tensors().get("initial.conv2.weight").data());
    }

    @Test
    void leavesAModelUnlessAReadoutWasTrained(@TempDir Path folder) throws IOException {
        Study study = TinyStudy.study();
        Path file = folder.resolve("weights");
        Trial trial = TinyStudy.trial(study, "relu", "epochs=1");
        TrialOutcome outcome = TinyStudy.outcome(study, trial, 1);
        outcome.weights().write(file);
        List<Tensor> loaded = Sequential.load(file).parameters().stream().map(Parameter::tensor).toList();
        assertThat(WeightHash.sha256(loaded)).isEqualTo(outcome.finalWeightsSha256())
                .isNotEqualTo(outcome.initialWeightsSha256());
        for (String readout : List.of("centred=true", "outputScale=2")) {
            TinyStudy.outcome(study, TinyStudy.trial(study, "relu", "epochs=1", readout), 1).weights().write(file);
            assertThatThrownBy(() -> Sequential.load(file)).isInstanceOf(IOException.class)
                    .hasMessageContaining("holds no halfwave.architecture");
        }
    }

    @Test
    void refusesATrainingWithoutSamples() {
        Training training = TinyStudy.training(TinyStudy.trial(TinyStudy.study(), "relu"));
        Dataset none = TinyStudy.data(1, "none", 0);
        assertThatThrownBy(() -> Training.of(training.model(), training.loss(), none))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("Training: the training set has no samples");
        assertThatThrownBy(() -> training.testedOn(none)).hasMessage("Training: the test set has no samples");
        assertThatThrownBy(() -> training.withProbe(none)).hasMessage("Training: the probe set has no samples");
        assertThatThrownBy(() -> training.withProbeEvery(0))
                .hasMessage("Training: the probe is looked at every 1 step or more, but not every 0");
    }

    @Test
    void centresSignalsAsWellAsClasses() {
        Sequential model = Sequential.of(Conv1d.of(1, 2, 3).named("conv1")).initialize(1);
        Tensor inputs = TinyStudy.data(1, "signals", 6).inputs();
        Dataset data = new Dataset(inputs, model.predict(TinyStudy.data(2, "signals", 6).inputs()));
        Readout readout = Readout.of(true, 2, model, data);
        Dataset rows = readout.data(data, model);
        Tensor start = model.predict(inputs);
        Tensor now = model.initialize(2).predict(inputs);
        Tensor seen = Tensor.zeros(now.shape());
        for (int i = 0; i < seen.size(); i++) {
            seen.set(i, 2 * (now.get(i) - start.get(i)));
        }
        MeanSquaredErrorLoss loss = new MeanSquaredErrorLoss();
        // A part of the samples, as a training step sees them.
        assertThat(readout.loss(loss).sum(now.slice(2, 5), rows.targets().slice(2, 5)).item())
                .isEqualTo(loss.sum(seen.slice(2, 5), data.targets().slice(2, 5)).item());
        assertThat(readout.loss(loss).terms(now.shape())).isEqualTo(loss.terms(now.shape()));
    }

    @Test
    void refusesToCentreOutputsOfSeveralShapes() {
        Training training = TinyStudy.training(TinyStudy.trial(TinyStudy.study(), "relu"));
        Readout readout = Readout.of(true, 1, training.model(), training.train());
        Dataset other = new Dataset(training.train().inputs(), Tensor.zeros(
                training.train().targets().shape().with(0, TinyStudy.SAMPLES)).view(
                        Shape.of(TinyStudy.SAMPLES, 1)));
        assertThatThrownBy(() -> readout.data(other, training.model()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Study: centred=true needs outputs and targets of one shape, but they are (1, 2) and (1) for "
                                + "some data and (1, 2) and (1, 1) for others");
    }
}
