package dev.halfwave.experiments.ablation;

import static dev.halfwave.experiments.ablation.TinyStudy.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halfwave.experiments.Halfwave;
import dev.halfwave.experiments.study.Configuration;
import dev.halfwave.experiments.study.Seeds;
import dev.halfwave.experiments.study.Trial;
import dev.halfwave.experiments.study.TrialOutcome;
import dev.halfwave.experiments.study.TrialResult;
import dev.halfwave.experiments.study.TrialResult.MetricValue;
import dev.halfwave.experiments.study.UsageException;
import dev.halfwave.nn.Parameter;
import dev.halfwave.nn.Sequential;
import dev.halfwave.nn.io.SafeTensors;
import dev.halfwave.nn.io.WeightHash;
import dev.halfwave.nn.loss.Accuracy;
import dev.halfwave.nn.loss.CrossEntropyLoss;
import dev.halfwave.nn.optim.Adam;
import dev.halfwave.nn.train.Evaluation;
import dev.halfwave.nn.train.Trainer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A trial with validation samples ends early, with its best weights, and says how good they are.
final class ValidatedStudyTest {

    private static final Study STUDY = ValidatedStudy.builder().build();

    private static TrialResult run(Study study, String... changes) {
        return TinyStudy.run(study, 1, "relu", withRate(changes));
    }

    private static String[] withRate(String... changes) {
        return Stream.concat(Stream.of(ValidatedStudy.RATE), Stream.of(changes)).toArray(String[]::new);
    }

    private static void check(Study study) {
        study.check(Configuration.compose(study, Optional.empty(), Optional.of(Seeds.upTo(1)), List.of()));
    }

    @Test
    void endsSoManyEpochsAfterTheLowestValidationLoss() {
        TrialResult trial = run(STUDY, "epochs=30");
        List<MetricValue> losses = trial.series("validationLoss");
        MetricValue lowest = losses.stream().skip(1).min(Comparator.comparing(MetricValue::value)).orElseThrow();
        assertThat(lowest.epoch()).isEqualTo(3);
        assertThat(losses.getLast().epoch()).isEqualTo(7);
        assertThat(trial.last("best.epoch")).hasValue(3);
        assertThat(trial.last("best.validationLoss")).hasValue(lowest.value());
        for (String metric : List.of("testLoss", "testAccuracy", "validationAccuracy", "trainLossEnd", "probeLoss",
                "distance.conv1.relative")) {
            assertThat(trial.last("best." + metric)).as(metric).hasValue(value(trial, metric, 3));
        }
        assertThat(value(trial, "testLoss", 3)).isNotEqualTo(value(trial, "testLoss", 7));
    }

    @Test
    void recordsValidationBetweenTrainingAndTest() {
        TrialResult trial = run(STUDY, "epochs=1");
        assertThat(trial.metrics().stream().filter(row -> row.epoch() == 0).map(MetricValue::metric))
                .startsWith("trainLossEnd", "validationLoss", "validationAccuracy", "testLoss", "testAccuracy",
                        "probeLoss");
        assertThat(trial.metrics().getLast().metric()).startsWith("best.");
    }

    /// The weights that are kept are those that were measured: loaded again they have that loss.
    @Test
    void keepsTheBestWeights(@TempDir Path folder) throws IOException {
        Trial trial = TinyStudy.trial(STUDY, "relu", withRate("epochs=30"));
        TrialOutcome outcome = TinyStudy.outcome(STUDY, trial, 1);
        Path file = folder.resolve("weights");
        outcome.weights().write(file);
        SafeTensors saved = SafeTensors.read(file);
        Training training = ValidatedStudy.training(trial);
        assertThat(saved.metadata()).containsEntry("validationSha256", training.validation().sha256());
        Sequential model = training.model();
        for (Parameter parameter : model.parameters()) {
            parameter.set(saved.tensors().get("final." + parameter.name()));
        }
        assertThat(WeightHash.sha256(model.parameters().stream().map(Parameter::tensor).toList()))
                .isEqualTo(outcome.finalWeightsSha256());
        Evaluation test = Trainer.of(model, new CrossEntropyLoss(), Adam.of(1)).withMetrics(new Accuracy())
                .evaluate(training.test());
        assertThat(outcome.metrics()).contains(new MetricValue(7, "best.testLoss", test.loss()),
                new MetricValue(7, "best.testAccuracy", test.metric("accuracy")));
    }

    /// What the validation samples are must not touch the training itself.
    @Test
    void trainsAsWithoutValidationUntilItEnds() {
        TrialResult without = TinyStudy.run("relu", withRate("epochs=7"));
        TrialResult with = run(STUDY, "epochs=30");
        assertThat(with.metrics()).containsAll(without.metrics().stream()
                .filter(row -> !row.metric().contains("0.4")).toList()); // the loss that the other one is judged at
        assertThat(with.finalWeightsSha256()).isNotEqualTo(without.finalWeightsSha256());
        Study patient = ValidatedStudy.builder().trains(ValidatedStudy::training).build(); // never stops early
        assertThat(run(patient, "epochs=7").metrics()).isEqualTo(with.metrics());
        assertThat(run(patient, "epochs=9").finalWeightsSha256()).isEqualTo(with.finalWeightsSha256());
    }

    @Test
    void centresWhatItValidatesOn() {
        TrialResult trial = run(STUDY, "epochs=30", "centred=true");
        for (String loss : List.of("trainLossEnd", "validationLoss", "testLoss")) {
            assertThat(value(trial, loss, 0)).as(loss).isCloseTo(Math.log(2), within(1e-6)); // two equal logits
        }
    }

    /// Trials of different lengths, on other threads, joined: the same bytes, and the same bits when run again.
    @Test
    void isTheSameInPartsOnOtherThreads(@TempDir Path folder) throws IOException {
        Path whole = folder.resolve("whole");
        List<Path> parts = List.of(folder.resolve("part-1"), folder.resolve("part-2"));
        Path merged = folder.resolve("merged");
        halfwave("run", "--threads", "3", "--out", whole.toString());
        for (int part = 1; part <= 2; part++) {
            halfwave("run", "--threads", Integer.toString(part), "--part", part + "/2", "--out",
                    parts.get(part - 1).toString());
        }
        halfwave("merge", parts.get(0).toString(), parts.get(1).toString(), "--out", merged.toString());
        for (String file : List.of("metrics.csv", "summary.json", "comparisons.csv",
                "trials/relu/seed-2.safetensors")) {
            assertThat(merged.resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
        }
        assertThat(Files.readString(whole.resolve("metrics.csv"))).contains("relu,1,7,best.epoch,3.0\n");
        assertThat(Files.readString(whole.resolve("comparisons.csv"))).contains(
                "\ndeclared,common,relu,linear,ReLU keeps conv1 near its start,activation,best.testAccuracy,",
                ",best.testLoss,");
        assertThat(Files.readString(whole.resolve("report.html")))
                .contains("A trial ends after 30 epochs at the latest. "
                        + "Its weights in the end are those of the epoch with the lowest loss on its validation samples.",
                        "A seed whose training has ended is in no later mean.");
        halfwave("verify", merged.toString());
    }

    private static void halfwave(String command, String... more) {
        List<String> arguments = new ArrayList<>(List.of(command));
        if (command.equals("run")) {
            arguments.addAll(List.of("tiny-study", "--seeds", "3", "--set", ValidatedStudy.RATE, "--set", "epochs=30"));
        }
        arguments.addAll(List.of(more));
        var silent = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        var err = new ByteArrayOutputStream();
        int ended = Halfwave.run(silent, new PrintStream(err, true, StandardCharsets.UTF_8),
                arguments.toArray(String[]::new), STUDY);
        assertThat(ended).as(err.toString(StandardCharsets.UTF_8)).isZero();
    }

    @Test
    void isJudgedByItsBestWeights() {
        Outcome outcome = Outcome.bestMetric("testAccuracy");
        assertThat(outcome.metric()).isEqualTo("best.testAccuracy");
        assertThat(outcome.words()).isEqualTo("testAccuracy with the weights that were best on the validation samples");
        assertThat(outcome.isLogarithmic()).isFalse();
        assertThat(Outcome.bestMetric("testLoss").isLogarithmic()).isTrue();
        Study unvalidated = TinyStudy.builder().judgedBy(outcome, STUDY.direction()).build();
        assertThatThrownBy(() -> check(unvalidated))
                .isExactlyInstanceOf(UsageException.class)
                .hasMessageStartingWith(
                        "it is judged by the metric best.testAccuracy, which arm relu does not record; of "
                                + "this kind it records ");
        check(STUDY);
    }

    @Test
    void refusesWhatCannotBe() {
        Trial trial = TinyStudy.trial(STUDY, "relu");
        assertThatThrownBy(() -> TinyStudy.training(trial).stoppingEarly(4))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("Training: it can stop early only by validation samples; call validatedOn(...) before");
        assertThatThrownBy(() -> ValidatedStudy.training(trial).stoppingEarly(0))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Training: it stops early after 1 epoch without progress or more, but not after 0");
    }
}
