package dev.halfwave.experiments.ablation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.halfwave.experiments.statistics.Direction;
import dev.halfwave.experiments.study.Trial;
import dev.halfwave.experiments.study.TrialCheckpoint;
import dev.halfwave.experiments.study.TrialOutcome;
import dev.halfwave.experiments.study.TrialResult;
import dev.halfwave.experiments.study.TrialResult.MetricValue;
import dev.halfwave.nn.loss.CrossEntropyLoss;
import dev.halfwave.nn.optim.Adam;
import dev.halfwave.nn.train.NonFiniteException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A training that diverges is a result. An epoch has 15 steps.
final class DivergenceTest {

    private static final long NEVER = DisturbedAdam.NEVER;

    private static Study spoilt(long step, float value, long lastStep) {
        return TinyStudy.builder().trains(trial -> TinyStudy.training(trial)
                .withOptimizer(rate -> new DisturbedAdam(Adam.of(rate), lastStep, step, value))).build();
    }

    private static List<MetricValue> rows(long spoiltStep, float value, String... changes) {
        return TinyStudy.run(spoilt(spoiltStep, value, NEVER), 1, "relu", changes).metrics();
    }

    private static List<MetricValue> upTo(int epoch, List<MetricValue> rows) {
        return rows.stream().filter(row -> row.epoch() <= epoch).toList();
    }

    /// Found at the next step's loss, at the next epoch's first one, and as soon as an epoch is over. With weights that
    /// are finite, but outputs that are not, and with weights that are not.
    @ParameterizedTest
    @CsvSource({"1, 1", "20, 2", "29, 2", "30, 2", "60, 4"})
    void recordsTheEpochsBeforeAndTheStep(long step, int epoch) {
        List<MetricValue> whole = rows(NEVER, 0, "measures=all");
        for (float value : new float[] {Float.MAX_VALUE, Float.POSITIVE_INFINITY, Float.NaN}) {
            List<MetricValue> rows = rows(step, value, "measures=all", "reinitialize=each");
            assertThat(upTo(epoch - 1, rows)).isEqualTo(upTo(epoch - 1, whole)).isNotEmpty();
            assertThat(rows.getLast()).isEqualTo(new MetricValue(epoch, "diverged", step));
            assertThat(rows.stream().filter(row -> row.epoch() >= epoch && !row.metric().equals("diverged")))
                    .allMatch(row -> row.metric().startsWith("steps.") || row.metric().startsWith("matched."));
            assertThat(rows).allMatch(row -> Double.isFinite(row.value()));
        }
    }

    @Test
    void keepsWhatWasReachedInTheEpochInWhichItDiverged() {
        String losses = "matchLoss=0.69,0.68,0.67,0.66,0.65,0.64,0.6";
        MetricValue found = rows(NEVER, 0, losses).stream()
                .filter(row -> row.metric().startsWith("steps.loss.") && row.value() % 15 > 0).findFirst()
                .orElseThrow();
        List<MetricValue> rows = rows((long) found.value() + 1, Float.NaN, losses);
        assertThat(rows).contains(found);
        assertThat(rows).filteredOn(row -> row.epoch() == found.epoch()).extracting(MetricValue::metric)
                .contains(found.metric().replace("steps.loss", "matched") + ".distance.conv1.relative")
                .endsWith("diverged");
    }

    @Test
    void ofAValidatedTrainingHasNoBestWeights() {
        Study study = TinyStudy.builder().trains(trial -> ValidatedStudy.training(trial)
                .withOptimizer(rate -> new DisturbedAdam(Adam.of(rate), NEVER, 44, Float.MAX_VALUE))).build();
        List<MetricValue> rows = TinyStudy.run(study, 1, "relu").metrics();
        assertThat(rows.getLast()).isEqualTo(new MetricValue(3, "diverged", 44));
        assertThat(rows).extracting(MetricValue::metric).contains("validationLoss")
                .noneMatch(metric -> metric.startsWith("best."));
    }

    @Test
    void canBeAtALearningRate() {
        String[] fast = {"optimizer=sgd", "learningRate=12"};
        TrialResult diverged = TinyStudy.run("linear", fast);
        assertThat(diverged.metrics()).extracting(MetricValue::epoch, MetricValue::metric, MetricValue::value)
                .endsWith(tuple(1, "diverged", 9.0));
        assertThat(diverged.finalWeightsSha256()).isNotEqualTo(diverged.initialWeightsSha256());
        assertThat(TinyStudy.run(TinyStudy.study(), 3, "linear", fast)).isEqualTo(diverged);
        assertThat(TinyStudy.run("relu", fast).last("diverged")).isEmpty();
    }

    @Test
    void isNoneWhereTheDataAreNotFinite() {
        Study study = TinyStudy.builder().trains(trial -> {
            Training training = TinyStudy.training(trial);
            training.train().inputs().set(0, Float.NaN);
            return Training.of(training.model(), new CrossEntropyLoss(), training.train());
        }).build();
        Trial trial = TinyStudy.trial(study, "relu");
        for (Trial each : List.of(trial, trial.variant("rate-1", 1001, Map.of()))) {
            assertThatThrownBy(() -> study.run(each, TinyStudy.context(1))).isInstanceOf(NonFiniteException.class)
                    .hasMessageContaining("the batch's inputs hold NaN");
        }
    }

    private static TrialOutcome run(Path checkpoint, long lastStep) throws Exception {
        Study study = spoilt(50, Float.MAX_VALUE, lastStep);
        return study.run(TinyStudy.trial(study, "relu", "matchLoss=0.6,0.3"), TinyStudy.context(1,
                TrialCheckpoint.of(checkpoint, Duration.ZERO, line -> {})));
    }

    @ParameterizedTest
    @CsvSource({"7, false", "20, true", "45, true", "49, true"})
    void isTheSameForATrialThatWasKilled(long lastStep, boolean hasCheckpoint, @TempDir Path folder) throws Exception {
        TrialOutcome whole = run(folder.resolve("whole"), NEVER);
        assertThat(whole.metrics().getLast()).isEqualTo(new MetricValue(4, "diverged", 50));
        Path checkpoint = folder.resolve("killed");
        assertThatThrownBy(() -> run(checkpoint, lastStep)).hasMessage("killed");
        assertThat(Files.exists(checkpoint)).isEqualTo(hasCheckpoint);
        TrialOutcome resumed = run(checkpoint, NEVER);
        assertThat(resumed.metrics()).isEqualTo(whole.metrics());
        assertThat(resumed.finalWeightsSha256()).isEqualTo(whole.finalWeightsSha256());
        // And again from the last checkpoint of one that had diverged already.
        assertThat(run(checkpoint, NEVER).metrics()).isEqualTo(whole.metrics());
    }

    /// A study judged by one outcome, where seed 2 of `relu` and seed 5 of `linear` diverged after epoch 1 of 3.
    private static Analysis analysis(Outcome outcome, Direction direction) {
        Study study = SyntheticRun.builder().judgedBy(outcome, direction)
                .compares("relu", "linear", "ReLU helps").build();
        SyntheticRun run = new SyntheticRun(study);
        for (String arm : List.of("relu", "linear")) {
            for (long seed = 1; seed <= 8; seed++) {
                boolean diverges = seed == (arm.equals("relu") ? 2 : 5);
                run.add(arm, "", seed, 1, outcome.metric(), 0.5 + 0.01 * seed);
                if (diverges) {
                    run.add(arm, "", seed, 2, "diverged", 24);
                } else {
                    run.add(arm, "", seed, 3, outcome.metric(), 0.8 + 0.01 * seed);
                }
            }
        }
        return Analysis.of(study, run.data());
    }

    @ParameterizedTest
    @CsvSource({
        "trainLossEnd, LOWER, Infinity", "trainLossEnd, HIGHER, Infinity",
        "distance.conv1.relative, LOWER, Infinity", "distance.conv1.relative, HIGHER, Infinity",
        "testAccuracy, HIGHER, -Infinity", "testAccuracy, LOWER, -Infinity",
        "testCorrelation, HIGHER, -Infinity", "testError, LOWER, Infinity",
    })
    void countsAsBeyondAllOthersAtTheEnd(String metric, Direction direction, double expected) {
        Analysis analysis = analysis(Outcome.finalMetric(metric), direction);
        AnalysisComparison compared = analysis.atTheCommonRate().comparisons().getFirst();
        assertThat(compared.pairs()).hasSize(8);
        assertThat(compared.pairs().get(1)).isEqualTo(new AnalysisPair(2, expected, 0.8 + 0.01 * 2));
        assertThat(compared.pairs().get(4)).isEqualTo(new AnalysisPair(5, 0.8 + 0.01 * 5, expected));
        assertThat(new AnalysisWords(analysis).verdicts(analysis.atTheCommonRate()).getFirst())
                .contains(", by ranks only, because 2 of 8 pairs have a censored run: ");
        assertThat(analysis.censoring()).filteredOn(each -> each.outcome().equals(analysis.study().primary()))
                .extracting(each -> each.arm() + " " + each.censored() + " of " + each.trials())
                .containsExactly("relu 1 of 8", "linear 1 of 8");
    }

    @Test
    void keepsAnOutcomeThatWasReachedBefore() {
        Analysis analysis = analysis(Outcome.stepsToLoss(0.2), Direction.LOWER);
        AnalysisComparison compared = analysis.atTheCommonRate().comparisons().getFirst();
        assertThat(compared.pairs().get(1)).isEqualTo(new AnalysisPair(2, 0.52, 0.8 + 0.01 * 2));
        assertThat(compared.finding().comparison().differences().hasRanksOnly()).isFalse();
    }

    @Test
    void isToldByArmAndRate() {
        Study study = SyntheticRun.study();
        SyntheticRun run = new SyntheticRun(study).primary("relu", 1, 1, 1, 1).primary("linear", 2, 2, 2, 2);
        assertThat(DivergedTrials.words(run.data())).isEmpty();
        run.add("relu", "", 3, 2, "diverged", 12);
        for (long seed : new long[] {1, 2, 3, 4}) {
            run.add("linear", "", seed, 2, "diverged", 20 - seed);
        }
        run.add("linear", LearningRates.OWN_RATE, 2, 2, "diverged", 8)
                .add("linear", LearningRates.variant(0.01), 1001, 2, "diverged", 1);
        assertThat(DivergedTrials.words(run.data())).containsExactly("seed 3 of `relu` at 0.001 diverged after step 12",
                "seeds 1..4 of `linear` at 0.001 diverged after steps 16 to 19",
                "seed 2 of `linear` at 0.001 diverged after step 8");
    }
}
